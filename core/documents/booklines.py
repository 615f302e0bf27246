"""The lines of a register for a range of days, as the decree's columns ask for them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from peewee import JOIN

from core import calendar
from core.clock import vietnam
from core.documents.bookforms import LeavingLine, RegisterLine
from core.documents.departures import departures
from core.documents.particulars import LABELS
from core.documents.registers import INCOMING
from core.errors import Missing
from core.language import mark, tr
from core.store.fields import canonical
from core.store.papers import Correction, Document, Entry, Register
from core.store.people import Unit

CANCELLED = mark("Đã hủy.")
FROM_PAPER = mark("Bổ sung từ sổ giấy.")
CORRECTED = mark("Đính chính: {fields}.")
PAPER = mark("Có bản giấy.")


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line of the book and what a screen shows beside its columns."""

    document: int
    number: str
    """Its number in the book, without the symbol."""
    line: RegisterLine | LeavingLine
    cancelled: bool
    late: bool
    corrected: tuple[str, ...]
    """Labels of the fields that were put right."""
    days_late: int
    """Working days by which it was entered, presented or sent after its day; 0 if from the paper book."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of one book: its lines, in the order of their numbers."""

    register: int
    code: str
    name: str
    year: int
    life: str
    """incoming, or outgoing for a book of what the office writes."""
    first_day: date
    last_day: date
    lines: tuple[BookLine, ...]

    @property
    def numbers(self) -> tuple[str, str]:
        """The first and the last number; "–" in an empty span."""
        if not self.lines:
            return "–", "–"
        return self.lines[0].number, self.lines[-1].number

    @property
    def tardy(self) -> int:
        """How many were entered, presented or sent later than the decree allows."""
        return sum(line.days_late > 0 for line in self.lines)

    @property
    def digest(self) -> str:
        """The SHA-256 of the lines, so that two prints of the same data can be told to be the same."""
        told = [[str(getattr(one.line, field.name)) for field in fields(one.line)] for one in self.lines]
        return hashlib.sha256(canonical(told).encode()).hexdigest()


def span(register: int, first_day: date, last_day: date, *, limit: int = 20_000) -> Span:
    """Return the lines entered under arrival dates from `first_day` to `last_day`; raise Missing for no book.

    Cancelled lines stand in it, marked: a line never disappears from a book.
    """
    book = Register.get_or_none(Register.id == register)
    if book is None:
        raise Missing("VT-2413", "Không có sổ đăng ký này.", hint="Chọn lại sổ trong danh sách.")
    rows = list(
        Entry.select(Entry, Document, Unit)
        .join(Document)
        .join(Unit, JOIN.LEFT_OUTER, on=(Document.lead_unit == Unit.id))
        .where(Entry.register == book, Entry.arrival_date.between(first_day, last_day))
        .order_by(Entry.number, Entry.suffix)
        .limit(limit)
    )
    lines = _incoming(rows) if book.life == INCOMING else _outgoing(rows)
    return Span(book.id, book.code, book.name, book.year, book.life, first_day, last_day, lines)


def quarter(year: int, number: int) -> tuple[date, date]:
    """Return the first and last day of a quarter, 1 to 4; of the whole year for 0."""
    if not 1 <= number <= 4:
        return date(year, 1, 1), date(year, 12, 31)
    last_month = number * 3
    return date(year, last_month - 2, 1), date(year, last_month, 31 if last_month in (3, 12) else 30)


def _incoming(rows: list[Entry]) -> tuple[BookLine, ...]:
    wrong = _corrected([entry.document_id for entry in rows])
    due: dict[tuple[date, bool], date] = {}
    return tuple(_line(entry, wrong.get(entry.document_id, ()), due) for entry in rows)


def _outgoing(rows: list[Entry]) -> tuple[BookLine, ...]:
    return tuple(
        BookLine(
            entry.document_id, f"{entry.number:02d}", told.line, entry.cancelled, False, (), told.days_late
        )
        for entry, told in zip(rows, departures(rows), strict=True)
    )


def _corrected(documents: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = {}
    for start in range(0, len(documents), 500):
        rows = Correction.select(Correction.document, Correction.field).where(
            Correction.document.in_(documents[start : start + 500])
        )
        for row in rows.order_by(Correction.id):
            found.setdefault(row.document_id, {})[row.field] = None
    return {document: tuple(names) for document, names in found.items()}


def _line(entry: Entry, changed: tuple[str, ...], due: dict[tuple[date, bool], date]) -> BookLine:
    document: Any = entry.document
    handed = document.presented_at
    labels = tuple(tr(LABELS.get(name, name)) for name in changed)
    line = RegisterLine(
        arrival_date=entry.arrival_date,
        number=f"{entry.number:02d}{entry.suffix}",
        author=document.organ_name,
        code=code_of(document),
        issued_date=document.issued_date,
        type_and_subject=f"{document.type_name}: {document.subject}".strip(": "),
        to_places=document.to_places or (document.lead_unit.name if document.lead_unit_id else ""),
        handed_on=vietnam(handed).date() if handed else None,
        note=_note(entry, document, labels),
    )
    late = 0 if entry.from_paper else _days_late(document, due)
    return BookLine(entry.document_id, line.number, line, entry.cancelled, entry.from_paper, labels, late)


def _days_late(document: Document, due: dict[tuple[date, bool], date]) -> int:
    """Return by how much it was entered or presented late; `due` keeps what the calendar said of a day."""
    received = (vietnam(document.received_at).date(), document.priority > 0)
    if received not in due:
        due[received] = calendar.registering_due(document.received_at, document.priority)
    done = [moment for moment in (document.registered_at, document.presented_at) if moment is not None]
    return max((calendar.lateness(due[received], vietnam(moment).date()) for moment in done), default=0)


def _note(entry: Entry, document: Document, labels: tuple[str, ...]) -> str:
    said = [
        tr(CANCELLED) if entry.cancelled else "",
        tr(FROM_PAPER) if entry.from_paper else "",
        tr(CORRECTED, fields=", ".join(labels)) if labels else "",
        tr(PAPER) if document.paper else "",
        document.description,
    ]
    return " ".join(part for part in said if part)


def code_of(document: Document) -> str:
    """Return number and symbol as they stand on the document: "214/UBND-KSTTHC"."""
    return "/".join(part for part in (document.code_number, document.code_notation) if part)
