"""The list of outgoing documents: drafts on their way and what has left, urgent ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from aiohttp import web

from core import calendar
from core.accounts import units
from core.documents import outboxes, outlists, particulars, series, states
from core.documents.lists import Key
from core.documents.outlists import OutFilter, OutRow
from core.language import tr
from core.office import Office
from core.text import clean_line
from core.values import Actor
from core.web.asking import Asked
from core.web.counts import numbers
from core.web.entries import short_day
from core.web.forms import row_number
from core.web.keys import OFFICE
from core.web.render import page
from core.web.session import person

AT_ONCE = 50
FIELDS = ("box", "subject", "code", "type", "priority", "unit", "state", "from", "to")
STAGES = (*states.AT_WORK, states.TO_NUMBER, *states.NUMBERED, states.ABANDONED)
"""States that may be asked for where no box is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row and what stands beside it."""

    row: OutRow
    left: int | None
    """Working days until it is to be drafted; None when it is no longer owed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list with its choices."""

    rows: tuple[Shown, ...]
    next: Key | None
    total: int
    units: list[units.UnitLine]


async def show_list(request: web.Request) -> web.StreamResponse:
    """Show one page of the list."""
    office, actor = request.app[OFFICE], await person(request)
    today = office.clock.today()
    asked = _asked(request, today)
    listed = await office.store.read(_read, asked, actor, today)
    counted = await numbers(request, actor)
    return await page(
        request,
        "outgoing.html",
        listed=listed,
        asked=asked,
        given=asked.given,
        tabs=_tabs(actor, asked.box, counted),
        older=asked.address(after=str(listed.next)) if listed.next else "",
        newer=asked.address() if asked.after else "",
        types=_types(office, today),
        urgencies=list(enumerate(map(tr, particulars.URGENCIES))),
        stages=[(state, tr(states.NAMES[state])) for state in STAGES],
    )


def _asked(request: web.Request, today: date) -> Asked[OutFilter]:
    """Return what the address asks for; what cannot be read is left out, and shown as it was typed."""
    given = {name: clean_line(request.query.get(name, ""))[:200] for name in FIELDS}
    box = given["box"]
    wanted = outboxes.contents(box, today) if box else OutFilter()
    if not box and given["state"] in STAGES:
        wanted = OutFilter((given["state"],))
    wanted = replace(
        wanted,
        subject=given["subject"],
        code=given["code"],
        type_name=given["type"],
        priority=row_number(given["priority"]),
        unit_id=row_number(given["unit"]),
        numbered_from=short_day(given["from"], today) if given["from"] else None,
        numbered_to=short_day(given["to"], today) if given["to"] else None,
    )
    after = request.query.get("after", "")
    return Asked("/outgoing", given, wanted, Key.parse(after) if after else None)


def _read(asked: Asked[OutFilter], by: Actor, today: date) -> Listed:
    found = outboxes.rows(asked.wanted, by, today, asked.after, AT_ONCE)
    return Listed(
        tuple(Shown(row, _left(row, today)) for row in found.rows),
        found.next,
        outlists.count(asked.wanted, by),
        units.units(),
    )


def _tabs(by: Actor, box: str, counted: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return the boxes of a person as tabs; one for whoever is named stands there when something is in it."""
    found = outboxes.boxes_out_of(by)
    return [
        (name, tr(one.label), counted.get(name, 0))
        for name, one in found.items()
        if one.role in by.roles or name in counted or name == box
    ]


def _types(office: Office, today: date) -> list[str]:
    return [kind.name for kind in series.types(office.site, today)]


def _left(row: OutRow, today: date) -> int | None:
    if row.draft_due is None or row.state not in (states.ORDERED, states.DRAFTING):
        return None
    return calendar.working_days_between(today, row.draft_due)


routes = (web.get("/outgoing", show_list),)
