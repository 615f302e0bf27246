"""What the inspectors and we ourselves say of a file: nothing passes unexamined, coming or going."""

from __future__ import annotations

from core import hookspecs
from core.documents.examine import Examined, examine
from core.errors import OfficeError, Refused, Trouble
from core.office import Office
from core.values import Blob, Finding


async def ask(office: Office, blob: Blob) -> list[Finding]:
    """Return what the inspectors say of a file; raise Trouble when one of them, or all, cannot answer."""
    answers = await office.host.ask(hookspecs.inspect_file, office=office, file=blob)
    findings = [answer.value for answer in answers if answer.value is not None]
    if any(finding.threat for finding in findings):
        return findings
    for answer in answers:
        if answer.error is not None:
            raise Trouble(
                "VT-2302",
                "Chưa quét được vi-rút: {reason}",
                hint="Văn bản chờ và tự quét lại; quản trị kiểm tra dịch vụ diệt vi-rút.",
                reason=str(answer.error),
            ) from answer.error
    if not findings:
        raise Trouble(
            "VT-2303",
            "Chưa có bộ quét vi-rút nào trả lời nên văn bản phải chờ.",
            hint="Quản trị: bật phần quét vi-rút bằng vanthu plugin enable antivirus.",
        )
    return findings


async def look_into(office: Office, blob: Blob) -> tuple[Examined | None, OfficeError | None]:
    """Return what the file is, or why it cannot be used: a file that kills its reader cannot be used."""
    try:
        return await office.sandbox.call(examine, blob.path, blob.name, reads=(blob.path,)), None
    except Refused as error:
        return None, error
    except Trouble as error:
        if error.code not in KILLERS:
            raise
        return None, Refused(
            "VT-2319",
            "Tệp làm treo hoặc làm hỏng bộ đọc, có thể là tệp phá hoại.",
            hint="Quét lại văn bản từ bản giấy; nếu nhận từ nơi khác, báo quản trị.",
        )


KILLERS = ("VT-5001", "VT-5002", "VT-5003")
"""The sandbox's codes for a child that hung, crashed or asked for too much memory."""
