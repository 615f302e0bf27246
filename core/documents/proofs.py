"""A file that was just signed is proven before anybody may see it: every signature, by two readers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.blobs import PIECE
from core.documents.examine import MALFORMED, signatures_in
from core.errors import Refused, Trouble
from core.language import tr
from signing.trust import Trust
from signing.values import Holder, Inspection, Judged, Verdict


@dataclass(frozen=True, slots=True)
class Proven:
    """What two readers found in a signed file."""

    inspection: Inspection
    pages: int
    signatures: int
    """Signature fields that bear a value, timestamps too, as the second reader counts them."""


def prove(file: BinaryIO, trust: Trust, directory: tuple[Holder, ...]) -> Proven:
    """Judge every signature of a file, then read it again with another parser. For the sandbox."""
    from signing.inspect import inspect

    inspection = inspect(file, trust, directory)
    file.seek(0)
    return Proven(inspection, *reread(file))


def reread(file: BinaryIO) -> tuple[int, int]:
    """Return how many pages and signatures qpdf finds; raise Refused where it has to guess at anything."""
    import pikepdf

    try:
        with pikepdf.open(file, attempt_recovery=False, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            signed = signatures_in(pdf)
            warnings = pdf.get_warnings()
    except (pikepdf.PdfError, *MALFORMED) as error:
        raise _unreadable(str(error)) from error
    if warnings:
        raise _unreadable(str(warnings[0]))
    return pages, signed


def count(file: BinaryIO) -> int:
    """Return how many signatures a file seems to bear; 0 for one that cannot be read. For the sandbox."""
    import pikepdf

    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            return signatures_in(pdf)
    except (pikepdf.PdfError, *MALFORMED):
        return 0  # whoever signs it will say what is wrong with it


def extends(before: Path, after: Path) -> str:
    """Return the SHA-256 of a file that begins with every byte of another and goes on; else raise Trouble."""
    digest = hashlib.sha256()
    with before.open("rb") as old, after.open("rb") as new:
        while piece := old.read(PIECE):
            same = new.read(len(piece))
            if same != piece:
                raise _rewritten()
            digest.update(same)
        rest = False
        while piece := new.read(PIECE):
            rest = True
            digest.update(piece)
    if not rest:
        raise _rewritten()
    return digest.hexdigest()


def demand(proven: Proven, field: str, earlier: frozenset[str]) -> Judged:
    """Return what the new signature is worth; raise Refused unless it is valid and no earlier one is broken.

    `earlier` are the fields the file bore before: exactly one was to come, archive timestamps apart.
    """
    found = proven.inspection.signatures
    fresh = next((one for one in found if one.field == field and one.kind == "signature"), None)
    came = {one.field for one in found if one.kind == "signature"} - earlier
    if fresh is None or came != {field} or len(found) != proven.signatures:
        raise Trouble(
            "VT-2925",
            "Tệp vừa ký không có đúng các chữ ký phải có.",
            hint="Văn bản không thay đổi; ký lại, nếu vẫn lỗi báo quản trị.",
        )
    for one in found:
        if one.verdict is Verdict.INVALID or (one is fresh and one.verdict is not Verdict.VALID):
            raise Refused(
                "VT-2926",
                "Chữ ký “{holder}” không đạt khi kiểm tra lại: {reason}",
                hint="Văn bản không thay đổi; xử lý nguyên nhân trên rồi ký lại.",
                holder=one.certificate.subject if one.certificate else one.field,
                reason=tr(one.reason.sentence, **one.reason.facts),
            )
    if fresh.chain != "trusted":
        raise Refused(
            "VT-2927",
            "Chứng thư “{holder}” không thuộc cơ quan chứng thực mà chữ ký của cơ quan phải dùng.",
            hint="Ký bằng chứng thư chuyên dùng công vụ do Ban Cơ yếu Chính phủ cấp.",
            holder=fresh.certificate.subject if fresh.certificate else fresh.field,
        )
    return fresh


def demand_renewed(proven: Proven, earlier: Inspection) -> None:
    """Raise Trouble unless a file gained timestamps and nothing else, and no signature is worth less."""
    before = {one.field: one.verdict for one in earlier.signatures}
    worse = [
        one
        for one in proven.inspection.signatures
        if (one.verdict is not before[one.field] if one.field in before else one.kind != "timestamp")
    ]
    found = proven.inspection.signatures
    lost = before.keys() - {one.field for one in found}
    if worse or lost or len(found) == len(before) or len(found) != proven.signatures:
        raise Trouble(
            "VT-2972",
            "Bản bổ sung dấu thời gian không giữ nguyên giá trị của các chữ ký nên bị bỏ.",
            hint="Báo quản trị kiểm tra máy chủ cấp dấu thời gian; việc này sẽ tự làm lại.",
        )


def _rewritten() -> Trouble:
    return Trouble(
        "VT-2928",
        "Tệp sau khi ký không giữ nguyên nội dung trước khi ký.",
        hint="Văn bản không thay đổi; báo quản trị kiểm tra thiết bị ký.",
    )


def _unreadable(reason: str) -> Refused:
    return Refused(
        "VT-2929",
        "Tệp vừa ký không đọc được bằng phần mềm khác: {reason}",
        hint="Văn bản không thay đổi; kết xuất lại PDF rồi ký, nếu vẫn lỗi báo quản trị.",
        reason=reason[:200],
    )
