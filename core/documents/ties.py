"""What an outgoing document has to do with others: it answers one, replaces one, corrects one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import audit
from core.accounts.permissions import visible
from core.documents import handling, lifecycle, states
from core.documents.abbreviations import LETTER
from core.errors import Refused
from core.language import mark, tr
from core.store.outgoing import Draft
from core.store.papers import Document
from core.text import fold
from core.values import BOX, Actor, Moment

LEFT = (states.ISSUED, states.REPLACED, states.RECALLED)
"""States of a document that went out: what it says of others has happened."""
CODE = mark("{type} số {code} ngày {day}")
ANSWERED = mark("Đã trả lời bằng {reply}.")
WORDS = {
    "replaces": (mark("Thay thế {other}."), mark("Được thay thế bằng {other}.")),
    "corrects": (mark("Đính chính {other}."), mark("Đã được đính chính bằng {other}.")),
}
"""What column 10 of the register says, of the one document and of the other."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A document that was issued in answer to an incoming one."""

    id: int
    code: str
    """Number and symbol."""
    issued_date: date | None
    type_name: str
    state: str
    visible: bool
    """Whether who asks may open it."""


def called(row: Document) -> str:
    """Return how a numbered document is cited: "Quyết định số 05/QĐ-UBND ngày 20/11/2026"."""
    code = "/".join(part for part in (row.code_number, row.code_notation) if part)
    if not code or row.issued_date is None:
        return row.type_name
    return tr(CODE, type=row.type_name, code=code, day=row.issued_date.strftime("%d/%m/%Y"))


def check(row: Document, draft: Draft) -> None:
    """Raise Refused unless it corrects by a letter and replaces by its like (Decree 30/2020, art. 18.3)."""
    if draft.corrects_id is not None and fold(row.type_name) != fold(LETTER):
        raise Refused(
            "VT-2710",
            "Đính chính sai sót về thể thức phải bằng công văn (khoản 3 Điều 18 Nghị định 30/2020/NĐ-CP).",
            hint="Chọn loại Công văn; sai sót về nội dung thì sửa đổi, thay thế bằng văn bản cùng hình thức.",
        )
    if draft.replaces_id is None:
        return
    other = Document.get_by_id(draft.replaces_id)
    if fold(other.type_name) != fold(row.type_name):
        raise Refused(
            "VT-2711",
            "{other} phải được thay thế bằng văn bản có hình thức tương đương "
            "(khoản 3 Điều 18 Nghị định 30/2020/NĐ-CP).",
            hint="Chọn loại “{type}”.",
            other=called(other),
            type=other.type_name,
        )


def tie(row: Document, draft: Draft, at: Moment) -> None:
    """Let the others know that the document was issued: one ends, one is noted as put right, one is answered.

    What has left its state meanwhile stays as it is: the link remains readable on both.
    """
    told: dict[str, Any] = {"other": row.id, "symbol": called(row)}
    if draft.replaces_id is not None and _state(draft.replaces_id) == states.ISSUED:
        lifecycle.advance(draft.replaces_id, "replace", BOX, at, facts=told)
    if draft.corrects_id is not None:
        audit.write(BOX, "corrected_by", at, document=draft.corrects_id, **told)
    if draft.answers_id is None:
        return
    said = tr(ANSWERED, reply=called(row))
    if not (draft.closes and handling.answer(draft.answers_id, said, row.id, at)):
        audit.write(BOX, "reply", at, document=draft.answers_id, **told)


def replies(document: int, by: Actor) -> tuple[Reply, ...]:
    """Return what was issued in answer to an incoming document, oldest first (Annex IV, VIII, column 6)."""
    rows = [draft.document for draft in _linked("answers", [document])]
    ids = [row.id for row in rows]
    seen = {row.id for row in Document.select(Document.id).where(Document.id.in_(ids), visible(by))}
    return tuple(
        Reply(
            row.id,
            f"{row.code_number}/{row.code_notation}",
            row.issued_date,
            row.type_name,
            row.state,
            row.id in seen,
        )
        for row in rows
    )


def notes(documents: list[int]) -> dict[int, list[str]]:
    """Return what the register says of each of these documents and the others it has to do with."""
    found: dict[int, list[str]] = {}
    for link, (forth, back) in WORDS.items():
        for draft in _from(link, documents):
            other = Document.get_by_id(getattr(draft, f"{link}_id"))
            found.setdefault(draft.document_id, []).append(tr(forth, other=called(other)))
        for draft in _linked(link, documents):
            there = getattr(draft, f"{link}_id")
            found.setdefault(there, []).append(tr(back, other=called(draft.document)))
    return found


def _from(link: str, documents: list[int]) -> Iterable[Draft]:
    """Give the drafts of these documents that bear such a link."""
    for some in _portions(documents):
        yield from Draft.select().where(Draft.document.in_(some), getattr(Draft, link).is_null(False))


def _linked(link: str, documents: list[int]) -> Iterable[Draft]:
    """Give the drafts, with their documents, that were issued and name one of these."""
    for some in _portions(documents):
        yield from (
            Draft.select(Draft, Document)
            .join(Document, on=(Draft.document == Document.id))
            .where(getattr(Draft, link).in_(some), Document.state.in_(LEFT))
            .order_by(Draft.id)
        )


def _portions(documents: list[int]) -> Iterable[list[int]]:
    return (documents[start : start + 500] for start in range(0, len(documents), 500))


def _state(document: int) -> str:
    return str(Document.get_by_id(document).state)
