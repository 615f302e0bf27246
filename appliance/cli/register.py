"""`vanthu register`: the yearly books: open one, look into it, have it printed as the decree prescribes."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from appliance.cli.answers import Answer, listing, plain
from appliance.cli.asked import Asked
from appliance.cli.completing import registers as codes
from appliance.cli.console import Console, at_console
from appliance.cli.grammar import Noun, option
from appliance.cli.progress import waiting
from appliance.cli.refusals import Misused
from core.documents import booklines, registers, series
from core.documents.bookforms import form_of
from core.documents.booklines import Span
from core.documents.reports import RegisterPrint, print_register, register_sheet
from core.errors import Missing
from core.language import mark, tr
from core.store.papers import Register

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
COLUMNS = {
    "code": mark("Mã sổ"),
    "name": mark("Tên sổ"),
    "year": mark("Năm"),
    "first": mark("Số cuối của sổ giấy"),
    "last": mark("Số cuối"),
    "default": mark("Mặc định"),
    "opened_at": mark("Mở lúc"),
    "closed_at": mark("Khóa lúc"),
}

SHOWN = ("arrival_date", "number", "author", "code", "type_and_subject", "signer", "to_places", "note")
"""The columns of a book that fit on a screen of letters."""

command = Noun("register", help=mark("Sổ đăng ký văn bản đến và đi: xem, mở, in ra PDF hoặc XLSX."))


@command.command("list", help=mark("Các sổ, mới nhất trước."))
@option("--year", type=click.IntRange(1945, 9999), help=mark("Chỉ sổ của năm này."))
@click.pass_obj
def list_(asked: Asked, /, year: int | None) -> Answer:
    """List registers."""
    with at_console(asked.home) as console:
        found = console.see(registers.books, year, "")
    items = [{name: getattr(book, name) for name in COLUMNS} for book in found]
    return listing(items, {name: tr(title) for name, title in COLUMNS.items()}, empty=tr("Chưa mở sổ nào."))


@command.command(
    "open", help=mark("Mở một sổ cho một năm, tiếp theo số cuối của sổ giấy; mỗi sổ mở một lần.")
)
@option("--name", help=mark("Tên sổ văn bản đến; sổ văn bản đi có tên trong cấu hình."))
@option("--year", type=click.IntRange(1945, 9999), help=mark("Năm; mặc định năm nay."))
@option("--last", type=click.IntRange(0), default=0, help=mark("Số cuối của sổ giấy đang dùng."))
@option("--default", is_flag=True, help=mark("Dùng làm sổ mặc định của năm đó."))
@click.argument("code")
@click.pass_obj
def open_(asked: Asked, /, code: str, name: str | None, year: int | None, last: int, default: bool) -> Answer:
    """Open a register; the first of incoming documents in a year is the default one."""
    with at_console(asked.home) as console:
        wanted = year or console.clock.today().year

        book = console.do(_open, console, code, name, wanted, last, default)
    facts = {"code": code, "name": book.name, "year": wanted, "last": last, "default": book.default}
    said = tr(
        "Đã mở sổ {register} năm {year}, số tiếp theo là {number}.",
        register=code,
        year=wanted,
        number=last + 1,
    )
    return Answer(facts, (said,))


def _open(console: Console, code: str, name: str | None, year: int, last: int, default: bool) -> Register:
    """Open the book of a series of outgoing documents, or else one of incoming documents."""
    by, at = console.actor, console.at
    if code in series.drawers(console.site, console.clock.today()):
        return series.open_book(console.site, code, year, last, by, at)
    if name is None:
        raise Misused("VT-2733", "Sổ văn bản đến phải có tên.", hint="Ghi thêm --name và tên sổ.")
    first = not registers.books(year)
    return registers.open_register(code, name, year, last, by, at, default=default or first)


@command.command("show", help=mark("Các dòng của một sổ."))
@option("--year", type=click.IntRange(1945, 9999), help=mark("Năm của sổ; mặc định năm gần nhất."))
@option("--from", "first", type=DAY, help=mark("Từ ngày đến này."))
@option("--to", "last", type=DAY, help=mark("Đến hết ngày này."))
@click.argument("code", shell_complete=codes)
@click.pass_obj
def show(
    asked: Asked, /, code: str, year: int | None, first: datetime | None, last: datetime | None
) -> Answer:
    """List the lines of a range of days."""
    with at_console(asked.home) as console:
        span = _span(console, code, year, first, last)
    items: list[dict[str, Any]] = [
        {"document": line.document, "cancelled": line.cancelled, **plain(line.line)} for line in span.lines
    ]
    form = form_of(span.life, console.site.office.profile)
    columns = {column.field: tr(column.title) for column in form.columns if column.field in SHOWN}
    return listing(items, columns, empty=tr("Không có dòng nào trong khoảng ngày này."))


@command.command("export", help=mark("In một sổ theo mẫu của Nghị định 30/2020 ra tệp PDF/A hoặc XLSX."))
@option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help=mark("Ghi PDF/A vào tệp này."))
@option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help=mark("Ghi bảng tính vào tệp này."))
@option("--year", type=click.IntRange(1945, 9999), help=mark("Năm của sổ; mặc định năm gần nhất."))
@option("--from", "first", type=DAY, help=mark("Từ ngày đến này."))
@option("--to", "last", type=DAY, help=mark("Đến hết ngày này."))
@option("--volume", default="01", help=mark("Quyển số, ghi trên bìa; mặc định 01."))
@click.argument("code", shell_complete=codes)
@click.pass_obj
def export(
    asked: Asked, /, code: str, pdf: Path | None, xlsx: Path | None, volume: str, **days: Any
) -> Answer:
    """Write the register to one file or to both."""
    if pdf is None and xlsx is None:
        raise Misused("VT-1091", "Phải ghi --pdf hoặc --xlsx.", hint="Ví dụ: --pdf so-den-2026.pdf")
    with at_console(asked.home) as console:
        span = _span(console, code, **days)
    printed = _printed(span, console, volume)
    facts: dict[str, Any] = {
        "register": code,
        "year": span.year,
        "lines": len(span.lines),
        "data_sha256": span.digest,
    }
    with waiting(tr("In sổ")):
        if pdf is not None:
            facts |= {"pdf": pdf, "pages": print_register(printed, pdf)}
        if xlsx is not None:
            register_sheet(printed, xlsx)
            facts["xlsx"] = xlsx
    said = tr("Đã in {count} dòng của sổ {register}.", count=len(span.lines), register=code)
    return Answer(facts, (said,))


def _printed(span: Span, console: Console, volume: str) -> RegisterPrint:
    """Return the print of a span: its cover, its lines, and who had it printed when."""
    (first, last), at, office = span.numbers, console.at, console.site.office
    return RegisterPrint(
        agency=office.name,
        superior=office.superior,
        title=span.name,
        year=span.year,
        first_day=span.first_day,
        last_day=span.last_day,
        first_number=first,
        last_number=last,
        volume=volume,
        lines=tuple(line.line for line in span.lines),
        printed_by=console.actor.name,
        printed_at=at.utc,
        job_number=f"{at.utc:%Y%m%d%H%M%S}-{secrets.token_hex(2)}",
        data_sha256=span.digest,
        form=form_of(span.life, office.profile),
    )


def _span(
    console: Console, code: str, year: int | None, first: datetime | None, last: datetime | None
) -> Span:
    """Return the wanted part of a book: a year's, the newest by default, from one day to another."""
    books = [book for book in console.see(registers.books, year, "") if book.code == code]
    if not books:
        raise Missing(
            "VT-1092",
            "Không có sổ “{register}”.",
            hint="Xem các sổ: vanthu register list.",
            register=code,
        )
    book: Register = books[0]
    begin = first.date() if first else date(book.year, 1, 1)
    end = last.date() if last else date(book.year, 12, 31)
    return console.see(booklines.span, book.id, begin, end, limit=LINES)


LINES = 1_000_000
"""More lines than any year has."""
