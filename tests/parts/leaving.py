"""A letter on its way out of the office, brought to where a test begins: signed, numbered, sealed, issued."""

from __future__ import annotations

from typing import Any

from core.documents import lifecycle, outgoing, versions
from core.documents.examine import PDF
from core.store.outgoing import Draft
from core.values import BOX, Blob
from tests.parts.office import Desk, unopened


def signed(desk: Desk, sha256: str = "d" * 64, **given: Any) -> int:
    """Have a letter drafted, checked, approved and signed: it waits for its number."""
    document = desk.approved(sha256, **given)
    at = desk.at

    def sign() -> None:
        lifecycle.advance(document, "sign", desk.leader, at)
        Draft.change({"document": document}, signed_at=at.utc)

    desk.do(sign)
    return document


def numbered(desk: Desk, **given: Any) -> int:
    """Have a letter signed and numbered: it waits for the seal."""
    document = signed(desk, **given)
    desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)
    return document


def seal(desk: Desk, document: int) -> str:
    """Have the organisation's signature on it, and the file found clean; return the file's hash."""
    at, sha256 = desk.at, f"{document:064x}"

    def work() -> None:
        blob = Blob(sha256, 1200, unopened(), "van-ban.pdf")
        versions.add(document, blob, versions.SEALED, desk.clerk, at, media_type=PDF, pages=2)
        Draft.change({"document": document}, sealed_at=at.utc)
        lifecycle.advance(document, "seal", desk.clerk, at)
        lifecycle.advance(document, "pass", BOX, at)

    desk.do(work)
    return sha256


def sealed(desk: Desk, **given: Any) -> int:
    """Have a letter numbered and sealed: it waits to be issued."""
    document = numbered(desk, **given)
    seal(desk, document)
    return document


def issued(desk: Desk, **given: Any) -> int:
    """Have a letter issued."""
    document = sealed(desk, **given)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    return document
