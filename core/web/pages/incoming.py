"""The list of incoming documents: urgent ones first, narrowed at will, and taken away as a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from core import calendar
from core.accounts import units
from core.documents import lists, particulars, registers, sheets, states
from core.documents.papers import Paper, readable_of
from core.documents.viewing import note_export
from core.language import tr
from core.store.papers import Register, Task
from core.store.people import User
from core.values import Actor
from core.web import filters
from core.web.asking import Asked
from core.web.handing import hand_over
from core.web.keys import OFFICE
from core.web.render import page
from core.web.session import person
from core.web.written import day

AT_ONCE = 50
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Shown:
    """One row and what stands beside it."""

    row: lists.Row
    left: int | None
    """Working days until it is due; negative when late, None when nothing is owed."""
    person: str
    """Who works on it."""
    paper: Paper | None
    unread: bool
    """Given to this person and not opened yet."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list with its choices."""

    asked: Asked[lists.Filter]
    rows: tuple[Shown, ...]
    next: lists.Key | None
    total: int
    books: list[Register]
    units: list[units.UnitLine]


async def show_list(request: web.Request) -> web.StreamResponse:
    """Show one page of the list."""
    office, actor = request.app[OFFICE], await person(request)
    listed = await office.store.read(_read, request, actor, office.clock.today())
    older = str(listed.next) if listed.next else ""
    return await page(
        request,
        "incoming.html",
        listed=listed,
        asked=listed.asked,
        given=listed.asked.given,
        tabs=[(name, tr(words)) for name, words in filters.tabs(actor)],
        older=listed.asked.address(after=older) if older else "",
        newer=listed.asked.address() if listed.asked.after else "",
        types=particulars.TYPES,
        urgencies=list(enumerate(map(tr, particulars.URGENCIES))),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """Hand the filtered list over as a sheet."""
    office, actor = request.app[OFFICE], await person(request)
    today = office.clock.today()
    rows = await office.store.read(_gather, request, actor, today)
    asked = sorted(set(filters.FIELDS) & set(request.query))  # what was typed there may be in the documents
    await office.store.write(
        note_export, "export_list", actor, office.clock.now(), documents=len(rows), asked=asked
    )
    title = tr("Danh sách văn bản đến, lập ngày {day}", day=day(today))
    name = f"van-ban-den-{today:%Y%m%d}.xlsx"
    return await hand_over(office, name, SHEET, lambda target: sheets.write_sheet(rows, title, target))


def show_rows(rows: tuple[lists.Row, ...], by: Actor, today: date) -> tuple[Shown, ...]:
    """Return rows with what stands beside each."""
    ids = [row.id for row in rows]
    drawn = readable_of(ids)
    people: dict[int, str] = {}
    unread: set[int] = set()
    tasks: Any = (
        Task.select(Task, User)
        .join(User)
        .where(Task.document.in_(ids), Task.withdrawn_at.is_null())
        .order_by(Task.id)
    )
    for task in tasks:
        if task.role == lists.LEAD:
            people[task.document_id] = task.user.name
        if task.user_id == by.user_id and task.opened_at is None and task.done_at is None:
            unread.add(task.document_id)
    return tuple(
        Shown(row, _left(row, today), people.get(row.id, ""), drawn.get(row.id), row.id in unread)
        for row in rows
    )


def _read(request: web.Request, actor: Actor, today: date) -> Listed:
    asked = filters.asked(request, actor, today)
    found = lists.page(asked.wanted, actor, asked.after, AT_ONCE)
    return Listed(
        asked,
        show_rows(found.rows, actor, today),
        found.next,
        lists.count(asked.wanted, actor),
        registers.books(),
        units.units(),
    )


def _gather(request: web.Request, actor: Actor, today: date) -> list[lists.Row]:
    return sheets.gather(filters.asked(request, actor, today).wanted, actor)


def _left(row: lists.Row, today: date) -> int | None:
    if row.due_date is None or row.state not in states.OPEN:
        return None
    return calendar.working_days_between(today, row.due_date)


routes = (web.get("/documents", show_list), web.get("/documents/export.xlsx", export))
