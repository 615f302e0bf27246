"""The register of incoming documents on paper and as a sheet, exactly in the form the decree prescribes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from pathlib import Path

import pikepdf
import typst
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.documents.lettering import FONTS, broken, font_folders, shown, width

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
ROWS_AT_A_TIME = 1000  # Typst keeps a part wholly in memory: 5,000 rows at once take three quarters of a gigabyte.
CELL_LIMIT = 32_767  # The longest text a cell of a sheet can hold.
PAGE_HEIGHT = 100.0  # Millimetres of text a row may take and still be kept on one page.
LINE_HEIGHT = 5.3  # Millimetres from line to line at 11 points.


@dataclass(frozen=True)
class Column:
    """One column of the register."""

    title: str
    field: str
    """The field of RegisterLine shown in it."""
    width: float
    """Millimetres on paper; 0 takes what the others leave."""
    centred: bool = False


# Decree 30/2020, Annex IV, VI: the columns in the order, and with the words, of the law; never translated.
COLUMNS = (
    Column("Ngày đến", "arrival_date", 21, centred=True),
    Column("Số đến", "number", 15, centred=True),
    Column("Tác giả", "author", 36),
    Column("Số, ký hiệu văn bản", "code", 31),
    Column("Ngày tháng văn bản", "issued_date", 21, centred=True),
    Column("Tên loại và trích yếu nội dung văn bản", "type_and_subject", 0),
    Column("Đơn vị hoặc người nhận", "to_places", 32),
    Column("Ngày chuyển", "handed_on", 21, centred=True),
    Column("Ký nhận", "receipt", 17),
    Column("Ghi chú", "note", 17),
)
PAPER_WIDTH = 265.0
SUBJECT_WIDTH = PAPER_WIDTH - sum(column.width for column in COLUMNS)


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
    lines: tuple[RegisterLine, ...]
    printed_by: str
    printed_at: datetime.datetime
    """With its zone; shown in Vietnam's time."""
    job_number: str
    data_sha256: str
    """Of the data set the lines were taken from, so that two prints can be compared."""


@dataclass(frozen=True)
class _Part:
    """Rows set together, whose pages follow those of the part before without a gap."""

    start: int
    stop: int
    before: int
    """Pages of the register that come before this part."""
    pages: int


def print_register(print_: RegisterPrint, target: Path) -> int:
    """Write the register as PDF/A-2b to `target` and return its pages, the cover counted.

    The parts are measured before they are set, for every page says "page n of N".
    """
    with resources.as_file(resources.files("core.documents") / "forms" / "register.typ") as form:
        parts = tuple(_measured(print_, form))
        total = parts[-1].before + parts[-1].pages
        with pikepdf.open(BytesIO(_set(print_, form, parts[0], total))) as book:
            for part in parts[1:]:
                with pikepdf.open(BytesIO(_set(print_, form, part, total))) as more:
                    book.pages.extend(more.pages)
            made = len(book.pages)
            if made != total:
                raise RuntimeError(f"the register was measured at {total} pages and came out with {made}")
            book.save(target, deterministic_id=True)
    return made


def _measured(print_: RegisterPrint, form: Path) -> Iterator[_Part]:
    """Divide the lines into parts that end where a page ends; the last may end anywhere."""
    start = before = 0
    while True:
        stop = min(start + ROWS_AT_A_TIME, len(print_.lines))
        trial = _Part(start, stop, before, 0)
        measure = json.loads(_compiler(print_, form, trial, 9999).query("<measure>", "value", one=True))
        if stop == len(print_.lines):
            yield _Part(start, stop, before, measure["pages"])
            return
        rows, pages = _whole_pages(print_.lines[start:stop], measure["rows"], measure["pages"])
        yield _Part(start, start + rows, before, pages)
        start, before = start + rows, before + pages


def _whole_pages(lines: tuple[RegisterLine, ...], begins: list[int], pages: int) -> tuple[int, int]:
    """Return how many rows, and how many pages, can be kept so that the next part begins on a fresh page."""
    for row in range(len(lines) - 1, 0, -1):
        # A row that may break across pages can reach into the page the next row begins on.
        if begins[row] > begins[row - 1] and not _is_tall(_cells(lines[row - 1])):
            return row, begins[row] - 1
    return len(lines), pages


def _set(print_: RegisterPrint, form: Path, part: _Part, total: int) -> bytes:
    compiler = _compiler(print_, form, part, total)
    made = compiler.compile(
        format="pdf", pdf_standards="a-2b", pdf_tags=False, timestamp=print_.printed_at.astimezone(VIETNAM)
    )
    assert isinstance(made, bytes)
    return made


def _compiler(print_: RegisterPrint, form: Path, part: _Part, total: int) -> typst.Compiler:
    """Return Typst with one part of the register; all text goes in as JSON and is never read as markup."""
    rows = [_cells(line) for line in print_.lines[part.start : part.stop]]
    content = {
        "fonts": FONTS,
        "columns": [{"title": c.title, "width": c.width, "centred": c.centred} for c in COLUMNS],
        "head": _head(print_),
        "mark": _mark(print_),
        "lines": [{"tall": _is_tall(cells), "cells": cells} for cells in rows],
        "before": part.before,
        "pages": total,
        "cover": part.start == 0,
        "closing": part.stop == len(print_.lines),
    }
    return typst.Compiler(
        form,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[*font_folders()]),
        ignore_system_fonts=True,
        sys_inputs={"part": json.dumps(content, ensure_ascii=False)},
    )


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


def _cells(line: RegisterLine) -> list[str]:
    """The words of one entry, column by column, fit for the paper."""
    return [broken(shown(_words(line, column)), _room(column)) for column in COLUMNS]


def _words(line: RegisterLine, column: Column) -> str:
    found = getattr(line, column.field)
    return _day(found) if isinstance(found, datetime.date) else found or ""


def _day(day: datetime.date) -> str:
    return day.strftime("%d/%m/%Y")


def _room(column: Column) -> float:
    """Millimetres a line of text has inside the column."""
    return (column.width or SUBJECT_WIDTH) - 2.4


def _is_tall(cells: list[str]) -> bool:
    """Tell whether a row may be too tall to be kept on one page."""
    allowed = PAGE_HEIGHT / LINE_HEIGHT
    return any(width(words) / _room(c) > allowed for words, c in zip(cells, COLUMNS, strict=True))


def register_sheet(print_: RegisterPrint, target: Path) -> None:
    """Write the register as an XLSX workbook: dates are dates, everything else is text, nothing is a formula."""
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
        plain = {"border": 1, "valign": "top", "text_wrap": True, "font_name": "Times New Roman", "font_size": 11}
        formats = [
            book.add_format({**plain, "num_format": "dd/mm/yyyy", **({"align": "center"} if c.centred else {})})
            for c in COLUMNS
        ]
        for row, line in enumerate(print_.lines, start=first):
            _sheet_row(sheet, row, line, formats)
        _sheet_foot(book, sheet, print_, first + len(print_.lines) + 1)


def _sheet_heading(book: xlsxwriter.Workbook, sheet: Worksheet, print_: RegisterPrint) -> int:
    """Write what stands above the entries and return the first row of entries."""
    times = {"font_name": "Times New Roman", "align": "center", "valign": "vcenter", "text_wrap": True}
    bold = book.add_format({**times, "bold": True, "font_size": 13})
    period = f"Từ ngày {_day(print_.first_day)} đến ngày {_day(print_.last_day)}"
    numbers = f"Từ số {print_.first_number} đến số {print_.last_number}"
    above = (
        print_.superior.upper(),
        print_.agency.upper(),
        print_.title.upper(),
        f"Năm: {print_.year}. {period}. {numbers}. Quyển số: {print_.volume}",
    )
    for row, words in enumerate(above):
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, "", bold)
        sheet.write_string(row, 0, words[:CELL_LIMIT], bold)
    head = book.add_format({**times, "bold": True, "border": 1, "font_size": 11})
    counted = book.add_format({**times, "border": 1, "font_size": 11})
    row = len(above)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, (column.width or SUBJECT_WIDTH) / 1.9)
        sheet.write_string(row, place, column.title, head)
    for place in range(len(COLUMNS)):
        sheet.write_string(row + 1, place, f"({place + 1})", counted)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(row, row + 1)
    sheet.freeze_panes(row + 2, 0)
    sheet.set_footer("&RTrang &P/&N")
    return row + 2


def _sheet_row(sheet: Worksheet, row: int, line: RegisterLine, formats: list[Format]) -> None:
    for place, column in enumerate(COLUMNS):
        found = getattr(line, column.field)
        if isinstance(found, datetime.date):
            sheet.write_datetime(row, place, found, formats[place])
        else:
            sheet.write_string(row, place, (found or "")[:CELL_LIMIT], formats[place])


def _sheet_foot(book: xlsxwriter.Workbook, sheet: Worksheet, print_: RegisterPrint, row: int) -> None:
    small = book.add_format({"font_name": "Times New Roman", "italic": True, "font_size": 9})
    count = f"Sổ này có {len(print_.lines)} văn bản đến, từ số {print_.first_number} đến số {print_.last_number}."
    for place, words in enumerate((count, *_mark(print_))):
        sheet.write_string(row + place, 0, words[:CELL_LIMIT], small)
