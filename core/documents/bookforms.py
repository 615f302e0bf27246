"""What each register looks like: its columns, in the order and with the words of the law."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core.config.sections import Profile
from core.language import mark

PAPER_WIDTH = 265.0
"""Millimetres between the margins of A4, lying."""


@dataclass(frozen=True)
class Column:
    """One column of a register."""

    title: str
    field: str
    """The field of the line shown in it."""
    width: float
    """Millimetres on paper; 0 takes what the others leave."""
    centred: bool = False


@dataclass(frozen=True)
class BookForm:
    """How one kind of register is shown, printed and named."""

    columns: tuple[Column, ...]
    noun: str
    """What it counts: it closes with "gồm 12 văn bản đến"."""
    file: str
    """How a file of it is called, without the year."""
    key: str
    """The field that names a line: its number."""

    @property
    def widths(self) -> tuple[float, ...]:
        """Millimetres of every column on paper."""
        left = PAPER_WIDTH - sum(column.width for column in self.columns)
        return tuple(column.width or left for column in self.columns)


@dataclass(frozen=True)
class RegisterLine:
    """One entry of the register of incoming documents."""

    arrival_date: datetime.date
    number: str
    author: str
    code: str
    """Number and symbol of the document, e.g. "1007/QĐ-UBND"."""
    issued_date: datetime.date | None
    type_and_subject: str
    to_places: str
    handed_on: datetime.date | None = None
    receipt: str = ""
    note: str = ""


@dataclass(frozen=True)
class LeavingLine:
    """One entry of a register of outgoing documents."""

    code: str
    """Number and symbol, e.g. "05/QĐ-UBND"."""
    issued_date: datetime.date | None
    type_and_subject: str
    signer: str
    to_places: str
    keeper: str
    """Unit or person who keeps the file copy."""
    copies: str
    """How many on paper; empty for none."""
    handed_on: datetime.date | None = None
    receipt: str = ""
    note: str = ""


# The words are the law's and stand on paper as they are; the screen may show them in another language.
INCOMING_BOOK = BookForm(
    (  # Decree 30/2020, Annex IV, VI
        Column(mark("Ngày đến"), "arrival_date", 20, centred=True),
        Column(mark("Số đến"), "number", 13, centred=True),
        Column(mark("Tác giả"), "author", 34),
        Column(mark("Số, ký hiệu văn bản"), "code", 27),
        Column(mark("Ngày tháng văn bản"), "issued_date", 20, centred=True),
        Column(mark("Tên loại và trích yếu nội dung văn bản"), "type_and_subject", 0),
        Column(mark("Đơn vị hoặc người nhận"), "to_places", 29),
        Column(mark("Ngày chuyển"), "handed_on", 20, centred=True),
        Column(mark("Ký nhận"), "receipt", 17),
        Column(mark("Ghi chú"), "note", 16),
    ),
    noun="văn bản đến",
    file="so-van-ban-den",
    key="number",
)
OUTGOING_BOOK = BookForm(
    (  # Decree 30/2020, Annex IV, I
        Column(mark("Số, ký hiệu văn bản"), "code", 28),
        Column(mark("Ngày tháng văn bản"), "issued_date", 20, centred=True),
        Column(mark("Tên loại và trích yếu nội dung văn bản"), "type_and_subject", 0),
        Column(mark("Người ký"), "signer", 25),
        Column(mark("Nơi nhận văn bản"), "to_places", 38),
        Column(mark("Đơn vị, người nhận bản lưu"), "keeper", 24),
        Column(mark("Số lượng bản"), "copies", 13, centred=True),
        Column(mark("Ngày chuyển"), "handed_on", 20, centred=True),
        Column(mark("Ký nhận"), "receipt", 16),
        Column(mark("Ghi chú"), "note", 24),
    ),
    noun="văn bản đi",
    file="so-van-ban-di",
    key="code",
)
OUTGOING_BOOK_2012 = BookForm(
    # Circular 07/2012, as Decision 1007 knew it: without the columns in which a transfer is signed for
    tuple(column for column in OUTGOING_BOOK.columns if column.field not in ("handed_on", "receipt")),
    noun=OUTGOING_BOOK.noun,
    file=OUTGOING_BOOK.file,
    key=OUTGOING_BOOK.key,
)


def form_of(life: str, profile: Profile) -> BookForm:
    """Return the form of a book of incoming or outgoing documents under the rules the office follows."""
    if life == "incoming":
        return INCOMING_BOOK
    return OUTGOING_BOOK if profile is Profile.ND30 else OUTGOING_BOOK_2012
