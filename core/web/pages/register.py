"""The registers: on the screen, on paper and as a sheet, by quarters or by days."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from core.documents import booklines, registers, series
from core.documents.bookforms import form_of
from core.documents.booklines import Span
from core.documents.reports import RegisterPrint, print_register, register_sheet
from core.documents.viewing import note_export
from core.errors import Missing, OfficeError
from core.language import tr
from core.office import Office
from core.store.papers import Register
from core.values import Actor, Moment, Role
from core.web import forms
from core.web.entries import short_day
from core.web.handing import hand_over
from core.web.keys import OFFICE
from core.web.pages.incoming import SHEET
from core.web.render import go, page, sorry
from core.web.session import person

READERS = (Role.CLERK, Role.LEADER)
BOTH = ""
"""The books of incoming and of outgoing documents."""
ON_SCREEN = 400
"""Lines shown on the screen at once; paper and sheet take the whole range."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of which book."""

    register: int
    quarter: int
    """1 to 4; 0 for days of one's own choice."""
    first_day: date
    last_day: date

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        days = f"from={self.first_day.isoformat()}&to={self.last_day.isoformat()}"
        return f"register={self.register}&quarter={self.quarter}&{days}"


async def show(request: web.Request) -> web.StreamResponse:
    """Show a part of a book; to an administrator only that there are books, and how to open one."""
    office, actor = request.app[OFFICE], await person(request, *READERS, Role.ADMIN)
    books = await office.store.read(registers.books, None, BOTH)
    span, wanted = None, None
    if books and actor.roles & set(READERS):
        wanted = _wanted(request, office, books)
        span = await office.store.read(booklines.span, wanted.register, wanted.first_day, wanted.last_day)
    today = office.clock.today()
    return await page(
        request,
        "register.html",
        books=books,
        span=span,
        form=form_of(span.life, office.site.office.profile) if span else None,
        wanted=wanted,
        most=ON_SCREEN,
        year=today.year,
        drawers=series.drawers(office.site, today),
        proposed=office.site.register,
        may_open=bool(actor.roles & {Role.CLERK, Role.ADMIN}),
    )


async def open_book(request: web.Request) -> web.StreamResponse:
    """Open a book once for a year, where the paper book left off."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK, Role.ADMIN)
    form = await forms.read(request)
    try:
        code, name = form.text("code"), form.text("name")
        year = form.number("year") or office.clock.today().year
        last, at = form.number("last") or 0, office.clock.now()
        if series_code := form.text("series"):
            book = await office.store.write(series.open_book, office.site, series_code, year, last, actor, at)
            name = book.name
        else:
            await office.store.write(_open, code, name, year, last, actor, at)
    except OfficeError as error:
        return sorry("/registers", error)
    return go("/registers", tr("Đã mở sổ {name} năm {year}.", name=name, year=year))


async def sheet(request: web.Request) -> web.StreamResponse:
    """Hand the part over as a sheet."""
    office, printed = request.app[OFFICE], await _print(request)
    name = f"{printed.form.file}-{printed.year}.xlsx"
    return await hand_over(office, name, SHEET, lambda target: register_sheet(printed, target))


async def paper(request: web.Request) -> web.StreamResponse:
    """Hand the part over as PDF/A, in the form of the decree."""
    office, printed = request.app[OFFICE], await _print(request)
    name = f"{printed.form.file}-{printed.year}.pdf"
    return await hand_over(office, name, "application/pdf", lambda target: print_register(printed, target))


async def singular(request: web.Request) -> web.StreamResponse:
    """Lead from the address people guess to the one that is."""
    await person(request)
    raise web.HTTPSeeOther("/registers")


async def _print(request: web.Request) -> RegisterPrint:
    office, actor = request.app[OFFICE], await person(request, *READERS)
    books = await office.store.read(registers.books, None, BOTH)
    if not books:
        raise Missing("VT-2407", "Chưa mở sổ đăng ký văn bản đến.", hint="Mở sổ rồi in lại.")
    wanted = _wanted(request, office, books)
    span = await office.store.read(booklines.span, wanted.register, wanted.first_day, wanted.last_day)
    at = office.clock.now()
    printed = _printed(office, span, wanted, actor, at)
    # The job number stands on every sheet: the line says whose print it is, and of which lines of the book.
    await office.store.write(
        note_export, "print_register", actor, at, register=span.register, job=printed.job_number,
        first_day=span.first_day.isoformat(), last_day=span.last_day.isoformat(), digest=span.digest,
    )  # fmt: skip
    return printed


def _printed(office: Office, span: Span, wanted: Wanted, by: Actor, at: Moment) -> RegisterPrint:
    first, last = span.numbers
    return RegisterPrint(
        agency=office.site.office.name,
        superior=office.site.office.superior,
        title=span.name,
        year=span.year,
        first_day=span.first_day,
        last_day=span.last_day,
        first_number=first,
        last_number=last,
        volume=f"{wanted.quarter:02d}" if wanted.quarter else "01",
        lines=tuple(line.line for line in span.lines),
        printed_by=by.name,
        printed_at=at.utc,
        job_number=f"{at.utc:%Y%m%d%H%M%S}-{secrets.token_hex(2)}",
        data_sha256=span.digest,
        form=form_of(span.life, office.site.office.profile),
    )


def _wanted(request: web.Request, office: Office, books: list[Register]) -> Wanted:
    asked, today = request.query, office.clock.today()
    book = next((one for one in books if str(one.id) == asked.get("register")), books[0])
    told = asked.get("quarter", "")
    this_quarter = (today.month + 2) // 3 if book.year == today.year else 1
    quarter = int(told) if told in ("0", "1", "2", "3", "4") else this_quarter
    first, last = booklines.quarter(book.year, quarter)
    if quarter == 0:
        first = short_day(asked.get("from", ""), today) or first
        last = short_day(asked.get("to", ""), today) or last
    return Wanted(book.id, quarter, first, max(first, last))


def _open(code: str, name: str, year: int, last: int, by: Actor, at: Moment) -> None:
    first = not registers.books(year)
    registers.open_register(code, name, year, last, by, at, default=first)


routes = (
    web.get("/registers", show),
    web.get("/register", singular),
    web.post("/registers", open_book),
    web.get("/registers/register.xlsx", sheet),
    web.get("/registers/register.pdf", paper),
)
