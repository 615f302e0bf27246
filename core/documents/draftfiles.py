"""Files people put into a draft: examined by every inspector and by ourselves first, then written down."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import PurePath
from typing import Any, BinaryIO

from core import audit
from core.accounts.permissions import demand_visible
from core.documents import drafts, fitness, inspectors
from core.documents.examine import MALFORMED, PDF, sniff
from core.errors import Refused
from core.office import Office
from core.store.outgoing import Delegation
from core.store.papers import File
from core.values import Actor, Blob, Moment

ROLES = ("draft", "attachment", "working")
"""The PDF that is to be signed; annexes in files of their own; what the PDF was written with."""
ZIP, OLE, RTF = "application/zip", "application/x-ole-storage", "text/rtf"
WORKING = {
    ".docx": ZIP, ".xlsx": ZIP, ".pptx": ZIP, ".odt": ZIP, ".ods": ZIP, ".odp": ZIP,
    ".doc": OLE, ".xls": OLE, ".ppt": OLE, ".rtf": RTF, ".pdf": PDF,
}  # fmt: skip
"""Files a draft may be written with, by their suffix, and what their first bytes must tell."""
MACROS = ("vbaproject.bin", "basic/", "scripts/")
"""Parts of an office file that run by themselves."""


async def receive(
    office: Office, document: int, blob: Blob, name: str, role: str, note: str, by: Actor
) -> int:
    """Take a kept file into a draft and return the number of its version, or the id of the file beside it.

    Fails closed: Trouble while no inspector answers; Refused, with the bytes gone again, when something was
    found, when the file cannot be used, and when the draft is not this person's to change.
    """
    if role not in ROLES:
        raise Refused("VT-2661", "Không biết loại tệp này.", hint="Tải lại trang.")
    await office.store.read(demand_visible, document, by)
    named = Blob(blob.sha256, blob.size, blob.path, name)
    about = await examined(office, named, working=role == "working", document=document, by=by)
    if role != "working" and about["media_type"] == PDF:
        named, about = await _signable(office, document, named, role, about, by)
    at = office.clock.now()
    try:
        if role == "draft":
            return await office.store.write(drafts.add_version, document, named, about, note, by, at)
        return await office.store.write(drafts.add_beside, document, role, named, about, by, at)
    except Refused:  # Forbidden and WrongState too
        await _forget(office, document, named, [], by)
        raise


async def examined(
    office: Office, blob: Blob, *, by: Actor, working: bool = False, document: int | None = None
) -> dict[str, Any]:
    """Return the columns of a file found clean and usable; raise Refused, its bytes forgotten, if it is not.

    Also for the scanned decision of a delegation.
    """
    findings = await inspectors.ask(office, blob)
    threats = sorted({finding.threat for finding in findings if finding.threat})
    try:
        if threats:
            raise _infected(blob, threats)
        if working:
            return await office.sandbox.call(look_at_working, blob.path, blob.name, reads=(blob.path,))
        found, trouble = await inspectors.look_into(office, blob)
        if trouble is not None or found is None:
            raise trouble or _infected(blob, threats)
    except Refused:
        await _forget(office, document, blob, threats, by)
        raise
    return {"media_type": found.media_type, "pages": found.pages, "facts": found.facts}


async def _signable(
    office: Office, document: int, blob: Blob, role: str, about: dict[str, Any], by: Actor
) -> tuple[Blob, dict[str, Any]]:
    """Return a file that can be signed, and its columns: what is merely damaged was written anew."""
    try:
        if role == "draft" and about["facts"]["signatures"]:
            raise _signed(blob)
        names = fitness.TO_SIGN if role == "draft" else fitness.TO_ANNEX
        fitted = await fitness.fitted(office, blob, names)
    except Refused:
        await _forget(office, document, blob, [], by)
        raise
    if fitted is blob:
        return blob, about
    await _forget(office, document, blob, [], by)
    again = await examined(office, fitted, document=document, by=by)
    again["facts"]["notes"] = [*again["facts"]["notes"], "mended"]
    return fitted, again


def look_at_working(file: BinaryIO, name: str) -> dict[str, Any]:
    """Return the columns of a file a draft is written with; raise Refused unless it is what its name says.

    Meant for the sandbox: it opens hostile archives, but runs and unpacks nothing.
    """
    wanted = WORKING.get(PurePath(name).suffix.lower())
    media_type = sniff(file.read(1024))
    if wanted is None or media_type != wanted:
        raise Refused(
            "VT-2663",
            "Tệp “{name}” không phải tệp soạn thảo hợp lệ.",
            hint="Chỉ nhận tệp Word, Excel, PowerPoint, OpenDocument, RTF hoặc PDF.",
            name=name,
        )
    if media_type == ZIP:
        _demand_office_file(file, name)
    return {"media_type": media_type, "facts": {}}


def _signed(blob: Blob) -> Refused:
    return Refused(
        "VT-2965",
        "Tệp “{name}” đã có chữ ký số nên không đặt được ô số, ngày tháng và chữ ký lên đó.",
        hint="Tải lên bản PDF chưa ký; người có thẩm quyền và văn thư ký số ngay tại đây.",
        name=blob.name,
    )


async def _forget(office: Office, document: int | None, blob: Blob, threats: list[str], by: Actor) -> None:
    if await office.store.write(_refuse, document, blob, threats, by, office.clock.now()):
        await asyncio.to_thread(office.blobs.erase, blob.sha256)


def _infected(blob: Blob, threats: list[str]) -> Refused:
    return Refused(
        "VT-2662",
        "Tệp “{name}” có mã độc nên không được nhận: {threats}.",
        hint="Báo quản trị; quét vi-rút máy tính đã soạn tệp này.",
        name=blob.name,
        threats=", ".join(threats),
    )


def _demand_office_file(file: BinaryIO, name: str) -> None:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            parts = [part.lower() for part in archive.namelist()]
    except (zipfile.BadZipFile, OSError, *MALFORMED) as error:
        raise Refused(
            "VT-2664", "Tệp “{name}” bị hỏng.", hint="Lưu lại tệp rồi gửi lại.", name=name
        ) from error
    known = "[content_types].xml" in parts or "mimetype" in parts
    if not known or any(mark in part for part in parts for mark in MACROS):
        raise Refused(
            "VT-2665",
            "Tệp “{name}” có macro hoặc không phải tệp văn phòng.",
            hint="Lưu lại thành tệp không có macro (.docx, .odt).",
            name=name,
        )


def _refuse(document: int | None, blob: Blob, threats: list[str], by: Actor, at: Moment) -> bool:
    """Write down that a file was refused; tell whether no row names its bytes."""
    audit.write(by, "refuse_file", at, document=document, sha256=blob.sha256, threats=threats)
    named = File.select().where(File.sha256 == blob.sha256).exists()
    return not named and not Delegation.select().where(Delegation.evidence == blob.sha256).exists()
