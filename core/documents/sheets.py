"""A list of documents as a sheet: days are days, everything else is text, nothing is a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from core.documents import states
from core.documents.lists import Filter, Row, page
from core.documents.particulars import URGENCIES
from core.language import mark, tr
from core.values import Actor

MOST = 20_000
"""Rows of one sheet: more is a matter for the register, which is printed by quarters."""
AT_ONCE = 500
COLUMNS = (
    (mark("Số đến"), 9),
    (mark("Ngày đến"), 12),
    (mark("Số ký hiệu"), 20),
    (mark("Ngày văn bản"), 12),
    (mark("Tên loại văn bản"), 16),
    (mark("Trích yếu nội dung"), 60),
    (mark("Cơ quan ban hành"), 36),
    (mark("Độ khẩn"), 12),
    (mark("Đơn vị chủ trì"), 28),
    (mark("Hạn giải quyết"), 14),
    (mark("Trạng thái"), 18),
)


def gather(wanted: Filter, by: Actor) -> list[Row]:
    """Return the rows of a list, page after page, at most MOST, and none this person may not see."""
    rows: list[Row] = []
    after = None
    while len(rows) < MOST:
        part = page(wanted, by, after, AT_ONCE)
        rows.extend(part.rows)
        after = part.next
        if after is None:
            break
    return rows[:MOST]


def write_sheet(rows: Iterable[Row], title: str, target: Path) -> None:
    """Write the rows as an XLSX workbook to `target`."""
    import xlsxwriter  # comes with the first sheet, not with the office

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(tr("Văn bản đến"))
        plain = {
            "font_name": "Times New Roman",
            "font_size": 11,
            "valign": "top",
            "text_wrap": True,
            "border": 1,
        }
        head = book.add_format({**plain, "bold": True, "align": "center"})
        text, day = book.add_format(plain), book.add_format({**plain, "num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
        for place, (words, width) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(2, place, tr(words), head)
        for line, row in enumerate(rows, start=3):
            for place, value in enumerate(_cells(row)):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                else:
                    sheet.write_string(line, place, value, text)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)


def _cells(row: Row) -> tuple[str | date, ...]:
    return (
        row.number,
        row.arrival_date or "",
        row.code,
        row.issued_date or "",
        row.type_name,
        row.subject,
        row.organ_name,
        tr(URGENCIES[row.priority]),
        row.unit or "",
        row.due_date or "",
        tr(states.NAMES[row.state]),
    )
