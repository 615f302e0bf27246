"""A signature that was put on a document is written down with its proof, in the transaction of the step."""

from __future__ import annotations

from typing import Any

from core.documents import turns, verdicts, versions
from core.documents.examine import PDF
from core.documents.imprints import Imprint
from core.errors import WrongState
from core.store.seals import Sealing
from core.trust import demonstrates
from core.values import Actor, Moment
from signing.values import Level, Purpose


def make_current(document: int, made: Imprint, stage: str, by: Actor, at: Moment, *, profile: str) -> None:
    """Make a signed file the document's current one; raise WrongState when another came meanwhile."""
    row, _ = turns.document_of(document)
    if row.sha256 != made.before.sha256:
        raise overtaken()
    found = versions.current(document)
    before = (found[1].facts if found else None) or {}
    facts = {"blanks": before.get("blanks", []), **made.facts}
    versions.add(document, made.blob, stage, by, at, media_type=PDF, pages=made.pages, facts=facts)
    verdicts.settle(document, {made.blob.sha256: made.inspection}, profile, at)


def note(document: int, made: Imprint, seen: str, by: Actor, at: Moment) -> dict[str, Any]:
    """Keep whose signature was put on which file, and what he saw; return what the audit line says of it."""
    applied = made.applied
    Sealing.create(
        document=document,
        field=applied.field,
        purpose=made.order.purpose.value,
        by=by.login,
        certificate=applied.certificate.sha256,
        level=applied.level.value,
        before=made.before.sha256,
        after=made.blob.sha256,
        seen=seen,
        at=at.utc,
    )
    told = {
        "field": applied.field,
        "certificate": applied.certificate.sha256,
        "level": applied.level.value,
        "signed_sha256": made.blob.sha256,
    }
    shown_only = made.demonstration or demonstrates()
    return told | ({"demonstration": True} if shown_only else {})


def weakest(document: int) -> str:
    """Return the lowest level among the signatures that count for a document: its newest of each purpose."""
    rows = Sealing.select(Sealing.purpose, Sealing.field, Sealing.level).where(
        Sealing.document == document, Sealing.purpose != Purpose.INITIAL.value
    )
    newest = {(row.purpose, row.field): row.level for row in rows.order_by(Sealing.id)}
    return min(newest.values(), key=[level.value for level in Level].index, default="")


def overtaken() -> WrongState:
    """Return why a signature is dropped that was made on a file which is no longer the current one."""
    return WrongState(
        "VT-2951",
        "Tệp của văn bản vừa được thay bằng bản khác trong lúc ký; chữ ký này bị bỏ.",
        hint="Tải lại trang, xem bản mới rồi ký lại.",
    )
