"""Which document somebody means who writes its number, and what to offer while it is being written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.accounts.permissions import visible
from core.documents import found, states
from core.errors import Refused
from core.store.papers import Document, Register
from core.text import clean_line, code_key
from core.values import Actor
from core.web.written import day

MOST = 10
_ARRIVAL = re.compile(r"0*(\d{1,7})\s*([a-zđ]{0,3})(?:\s*\((\S{1,20})/(\d{4})\))?", re.IGNORECASE)
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class Meant:
    """A document as it stands in a field, and what is said beside it in the list of suggestions."""

    id: int
    name: str
    about: str


def incoming_like(words: str, by: Actor) -> list[Meant]:
    """Return registered incoming documents that this person may see and `words` may mean."""
    rows, _ = found.look_up(clean_line(words)[:100], by, "", MOST)
    return [
        Meant(row.id, _arrival(row.number, row.register or "", row.arrival_date.year), row.subject)
        for row in rows
        if row.number and row.arrival_date is not None
    ]


def incoming_meant(text: str, by: Actor) -> int | None:
    """Return the incoming document of an arrival number, the newest where no year is told; None for "".

    Raises Refused when there is none, or none for this person.
    """
    written = clean_line(text)
    if not written:
        return None
    parts = _ARRIVAL.match(written)
    row = _arrived(parts, by) if parts else None
    if row is None:
        raise Refused(
            "VT-1730",
            "Không thấy văn bản đến số “{number}”.",
            hint="Gõ số đến, hoặc chọn một dòng trong danh sách gợi ý.",
            number=written[:60],
        )
    return int(row.id)


def incoming_name(document: int, by: Actor) -> str:
    """Return how the form names an incoming document; empty when it is not there for this person."""
    row = Document.get_or_none(Document.id == document, visible(by))
    if row is None or row.arrival_number is None:
        return ""
    book = Register.get_or_none(Register.id == row.register_id)
    return _arrival(f"{row.arrival_number:02d}{row.arrival_suffix}", book.code, book.year) if book else ""


def issued_like(words: str, by: Actor) -> list[Meant]:
    """Return our own issued documents that a number with its symbol, or part of a subject, may mean."""
    written = clean_line(words)[:100]
    if not written:
        return []
    sought: Any = Document.subject.contains(written)
    if key := code_key(written):
        sought |= Document.code_key.startswith(key)
    rows = _issued(by).where(sought).order_by(Document.id.desc()).limit(MOST)
    return [Meant(row.id, _code(row), row.subject) for row in rows]


def issued_meant(text: str, by: Actor) -> int | None:
    """Return our own issued document of a number and symbol, the newest of several; None for "".

    Raises Refused when there is none, or none for this person.
    """
    written = clean_line(text)
    if not written:
        return None
    code, dated = written.split()[0], _DAY.search(written)
    query = _issued(by).where(Document.code_key == code_key(code)[:60])
    if dated is not None:
        query = query.where(Document.issued_date == f"{dated[3]}-{dated[2]}-{dated[1]}")
    row = query.order_by(Document.id.desc()).first()
    if row is None:
        raise Refused(
            "VT-1736",
            "Không thấy văn bản đã phát hành có số, ký hiệu “{number}”.",
            hint="Gõ đủ số và ký hiệu như 05/QĐ-UBND, hoặc chọn một dòng trong danh sách gợi ý.",
            number=written[:60],
        )
    return int(row.id)


def issued_name(document: int, by: Actor) -> str:
    """Return how the form names an issued document; empty when it is not there for this person."""
    row = Document.get_or_none(Document.id == document, visible(by))
    return _code(row) if row is not None and row.code_number else ""


def _arrived(parts: re.Match[str], by: Actor) -> Document | None:
    number, suffix, book, year = parts.groups()
    query = Document.select().where(
        Document.life == "incoming",
        Document.arrival_number == int(number),
        Document.arrival_suffix == suffix.lower(),
        visible(by),
    )
    if book:
        query = query.join(Register).where(Register.code == book, Register.year == int(year))
    found: Document | None = query.order_by(Document.id.desc()).first()
    return found


def _issued(by: Actor) -> Any:
    ours = Document.life.in_(states.LEAVING) & (Document.state == states.ISSUED)
    return Document.select().where(ours, visible(by))


def _arrival(number: str, book: str, year: int) -> str:
    return f"{number} ({book}/{year})"


def _code(row: Document) -> str:
    return f"{row.code_number}/{row.code_notation} ({day(row.issued_date)})"
