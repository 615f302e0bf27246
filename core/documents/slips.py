"""Slips with a leader's words on paper: looked into like any file before anybody opens them."""

from __future__ import annotations

from core.documents import incoming, inspectors
from core.errors import Refused
from core.office import Office
from core.values import Blob, Moment

ROLE = "slip"


async def accept(office: Office, document: int, slip: Blob, at: Moment) -> str:
    """Attach a kept file to a document as its slip and return its SHA-256.

    Raises Refused when something is found in it or it is no picture or PDF, Trouble when nobody can say yet.
    """
    findings = await inspectors.ask(office, slip)
    threats = sorted({finding.threat for finding in findings if finding.threat})
    if threats:
        office.blobs.freeze(slip.sha256)
        raise Refused(
            "VT-2520",
            "Phát hiện mã độc trong phiếu: {threats}.",
            hint="Báo quản trị; quét lại phiếu trên máy khác.",
            threats=", ".join(threats),
        )
    examined, trouble = await inspectors.look_into(office, slip)
    if trouble is not None or examined is None:
        raise trouble or Refused("VT-2311", "Tệp bị hỏng hoặc chưa ghi xong, không mở được.")
    await office.store.write(
        incoming.add_file,
        document,
        ROLE,
        slip,
        at,
        media_type=examined.media_type,
        pages=examined.pages,
        facts=examined.facts,
    )
    return slip.sha256
