"""A register on paper and as a sheet, exactly in the form the decree prescribes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from core.documents.bookforms import INCOMING_BOOK, BookForm, Column, LeavingLine, RegisterLine
from core.documents.lettering import broken, shown, width
from core.documents.typesetting import typeset

if TYPE_CHECKING:
    # The office opens faster, and holds less, when these come with the first print.
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
ROWS_AT_A_TIME = 1000  # Typst holds a part in memory: 5,000 rows at once take 750 MB, a thousand 230.
TIMES = {"font_name": "Times New Roman", "font_size": 11, "text_wrap": True}
CELL_LIMIT = 32_767  # The longest text a cell of a sheet can hold.
PAGE_HEIGHT = 100.0  # Millimetres of text a row may take and still be kept on one page.
LINE_HEIGHT = 5.2  # Millimetres from line to line at 10.5 points.


@dataclass(frozen=True)
class RegisterPrint:
    """A print of the register: what stands on its cover, its entries, and who had it printed."""

    agency: str
    superior: str
    """The agency directly above; empty where the form leaves it out."""
    title: str
    year: int
    first_day: datetime.date
    last_day: datetime.date
    first_number: str
    last_number: str
    volume: str
    lines: tuple[RegisterLine | LeavingLine, ...]
    printed_by: str
    printed_at: datetime.datetime
    """With its zone; shown in Vietnam's time."""
    job_number: str
    data_sha256: str
    """Of the data set the lines were taken from, so that two prints can be compared."""
    form: BookForm = INCOMING_BOOK


@dataclass(frozen=True)
class _Part:
    """Rows set together, whose pages follow those of the part before without a gap."""

    pages: bytes
    """A PDF."""
    kept: int
    """How many of its pages belong to the book; rows of the others begin the next part."""


def print_register(print_: RegisterPrint, target: Path) -> int:
    """Write the register as PDF/A-2b to `target` and return its pages, the cover counted.

    The same print gives the same bytes. Raises Trouble when a page cannot be made.
    """
    import pikepdf

    with ExitStack() as opened:
        books = []
        for part in _parts(print_):
            books.append(opened.enter_context(pikepdf.open(BytesIO(part.pages))))
            del books[-1].pages[part.kept :]
        book = books[0]  # Its metadata and its colour profile become the whole register's.
        for following in books[1:]:
            book.pages.extend(following.pages)
        count = len(book.pages)
        foot = {"title": shown(print_.title), "mark": _mark(print_), "pages": count}
        made, _ = typeset("register-foot", foot, print_.printed_at)
        feet = opened.enter_context(pikepdf.open(BytesIO(made)))
        for page, below in zip(book.pages, feet.pages, strict=True):
            foot_name = page.add_resource(
                book.copy_foreign(below.as_form_xobject()), pikepdf.Name.XObject, pikepdf.Name.Foot
            )
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\nq %s Do Q" % str(foot_name).encode())
        book.save(target, deterministic_id=True)
    return count


def _parts(print_: RegisterPrint) -> Iterator[_Part]:
    """Set the lines in parts that end where a page ends; the last may end anywhere."""
    form, start, before = print_.form, 0, 0
    last = False
    while not last:
        stop = min(start + ROWS_AT_A_TIME, len(print_.lines))
        last = stop == len(print_.lines)
        rows = [_cells(line, form) for line in print_.lines[start:stop]]
        tall = [_is_tall(cells, form) for cells in rows]
        content = {
            "columns": [{"title": c.title, "width": c.width, "centred": c.centred} for c in form.columns],
            "head": _head(print_),
            "lines": [{"tall": high, "cells": cells} for high, cells in zip(tall, rows, strict=True)],
            "before": before,
            "cover": start == 0,
            "closing": last,
        }
        pages, measure = typeset("register", content, print_.printed_at)
        fitting, kept = (len(rows), measure["pages"]) if last else _whole_pages(tall, **measure)
        yield _Part(pages, kept)
        start, before = start + fitting, before + kept


def _whole_pages(tall: list[bool], begins: list[int], pages: int) -> tuple[int, int]:
    """Return how many rows, and how many pages, to keep so that the next part begins on a fresh page.

    `tall` says which rows may break, `begins` is the page each begins on, of all the `pages`.
    """
    for row in range(len(tall) - 1, 0, -1):
        # A tall row can reach into the page on which the next row begins.
        if begins[row] > begins[row - 1] and not tall[row - 1]:
            return row, begins[row] - 1
    return len(tall), pages


def _head(print_: RegisterPrint) -> dict[str, str | int]:
    """What the cover and the closing block say."""
    words = {
        "superior": print_.superior,
        "agency": print_.agency,
        "title": print_.title,
        "year": str(print_.year),
        "first_day": _day(print_.first_day),
        "last_day": _day(print_.last_day),
        "first_number": print_.first_number,
        "last_number": print_.last_number,
        "volume": print_.volume,
        "noun": print_.form.noun,
    }
    return {**{name: broken(shown(text), 150) for name, text in words.items()}, "count": len(print_.lines)}


def _mark(print_: RegisterPrint) -> list[str]:
    """The foot of every page: that it was printed from the System (Decree 30/2020, Annex VI)."""
    at = print_.printed_at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    return [
        f"In từ Hệ thống quản lý tài liệu điện tử ngày {at} (giờ Việt Nam); "
        f"người in: {shown(print_.printed_by)}; lệnh in số: {shown(print_.job_number)}",
        f"Mã kiểm tra dữ liệu (SHA-256): {shown(print_.data_sha256)}",
    ]


def _cells(line: RegisterLine | LeavingLine, form: BookForm) -> list[str]:
    """The words of one entry, column by column, fit for the paper."""
    return [
        broken(shown(_words(line, column)), _room(across))
        for column, across in zip(form.columns, form.widths, strict=True)
    ]


def _words(line: RegisterLine | LeavingLine, column: Column) -> str:
    found = getattr(line, column.field)
    return _day(found) if isinstance(found, datetime.date) else found or ""


def _day(day: datetime.date) -> str:
    return day.strftime("%d/%m/%Y")


def _room(across: float) -> float:
    """Millimetres a line of text has inside the column."""
    return across - 2.4


def _is_tall(cells: list[str], form: BookForm) -> bool:
    """Tell whether a row may be too tall to be kept on one page."""
    allowed = PAGE_HEIGHT / LINE_HEIGHT
    return any(width(words) / _room(mm) > allowed for words, mm in zip(cells, form.widths, strict=True))


def register_sheet(print_: RegisterPrint, target: Path) -> None:
    """Write the register as an XLSX workbook: days are days, all else is text, nothing is a formula."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(target, options) as book:
        at = print_.printed_at.astimezone(VIETNAM).replace(tzinfo=None)
        book.set_properties({"title": f"{print_.title} năm {print_.year}", "created": at})
        sheet = book.add_worksheet("Văn bản đến")
        first = _sheet_heading(book, sheet, print_)
        columns = print_.form.columns
        plain = {**TIMES, "border": 1, "valign": "top", "num_format": "dd/mm/yyyy"}
        formats = [book.add_format({**plain, "align": "center" if c.centred else "left"}) for c in columns]
        for row, line in enumerate(print_.lines, start=first):
            _sheet_row(sheet, row, line, columns, formats)
        _sheet_foot(book, sheet, print_, first + len(print_.lines) + 1)


def _sheet_heading(book: xlsxwriter.Workbook, sheet: Worksheet, print_: RegisterPrint) -> int:
    """Write what stands above the entries and return the first row of entries."""
    form = print_.form
    middle = {**TIMES, "align": "center", "valign": "vcenter"}
    bold = book.add_format({**middle, "bold": True, "font_size": 13})
    period = f"Từ ngày {_day(print_.first_day)} đến ngày {_day(print_.last_day)}"
    numbers = f"Từ số {print_.first_number} đến số {print_.last_number}"
    above = (
        print_.superior.upper(),
        print_.agency.upper(),
        print_.title.upper(),
        f"Năm: {print_.year}. {period}. {numbers}. Quyển số: {print_.volume}",
    )
    for row, words in enumerate(above):
        sheet.merge_range(row, 0, row, len(form.columns) - 1, "", bold)
        sheet.write_string(row, 0, words[:CELL_LIMIT], bold)
    head = book.add_format({**middle, "bold": True, "border": 1})
    counted = book.add_format({**middle, "border": 1})
    row = len(above)
    for place, (column, across) in enumerate(zip(form.columns, form.widths, strict=True)):
        sheet.set_column(place, place, across / 1.9)
        sheet.write_string(row, place, column.title, head)
    for place in range(len(form.columns)):
        sheet.write_string(row + 1, place, f"({place + 1})", counted)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(row, row + 1)
    sheet.freeze_panes(row + 2, 0)
    sheet.set_footer("&RTrang &P/&N")
    return row + 2


def _sheet_row(
    sheet: Worksheet,
    row: int,
    line: RegisterLine | LeavingLine,
    columns: tuple[Column, ...],
    formats: list[Format],
) -> None:
    for place, column in enumerate(columns):
        found = getattr(line, column.field)
        if isinstance(found, datetime.date):
            sheet.write_datetime(row, place, found, formats[place])
        else:
            sheet.write_string(row, place, (found or "")[:CELL_LIMIT], formats[place])


def _sheet_foot(book: xlsxwriter.Workbook, sheet: Worksheet, print_: RegisterPrint, row: int) -> None:
    small = book.add_format({**TIMES, "italic": True, "font_size": 9, "text_wrap": False})
    numbers = f"từ số {print_.first_number} đến số {print_.last_number}"
    count = f"Sổ này có {len(print_.lines)} {print_.form.noun}, {numbers}."
    for place, words in enumerate((count, *_mark(print_))):
        sheet.write_string(row + place, 0, words[:CELL_LIMIT], small)
