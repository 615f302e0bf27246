"""The desk of a head and of an officer: what is to be given out, what is to be done, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from core.documents import boxes, lists
from core.documents.viewing import acknowledge
from core.errors import OfficeError, Refused
from core.language import tr
from core.values import Actor, Role
from core.web import forms
from core.web.keys import OFFICE
from core.web.pages.incoming import Shown, show_rows
from core.web.render import go, page, sorry
from core.web.session import person

FEW = 20
"""Rows of each part of the desk; the rest is behind its heading."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Pile:
    """One part of the desk."""

    name: str
    words: str
    rows: tuple[Shown, ...]
    total: int


async def show(request: web.Request) -> web.StreamResponse:
    """Show the piles of a person's roles."""
    office, actor = request.app[OFFICE], await person(request, Role.HEAD, Role.OFFICER)
    piles = await office.store.read(_read, actor, office.clock.today())
    return await page(request, "work.html", piles=piles)


async def close_informed(request: web.Request) -> web.StreamResponse:
    """Close several parts for information at once."""
    office, actor = request.app[OFFICE], await person(request, Role.HEAD, Role.OFFICER)
    form = await forms.read(request)
    numbers = [forms.row_number(one) for one in form.all("document")[:AT_ONCE]]
    chosen = [number for number in numbers if number is not None]
    try:
        if not chosen:
            raise Refused("VT-2560", "Chưa chọn văn bản nào.", hint="Đánh dấu các văn bản rồi bấm lại.")
        closed = await office.store.write(acknowledge, chosen, actor, office.clock.now())
    except OfficeError as error:
        return sorry("/work", error)
    return go("/work", tr("Đã kết thúc {n} văn bản để biết.", n=closed))


def _read(actor: Actor, today: date) -> list[Pile]:
    piles = []
    for name, box in boxes.boxes_of(actor).items():
        if box.role not in (Role.HEAD, Role.OFFICER):
            continue
        wanted = boxes.contents(name, today)
        found = lists.page(wanted, actor, None, FEW)
        total = len(found.rows) if found.next is None else lists.count(wanted, actor)
        piles.append(Pile(name, tr(box.label), show_rows(found.rows, actor, today), total))
    return piles


routes = (web.get("/work", show), web.post("/work/acknowledge", close_informed))
