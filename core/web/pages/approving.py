"""The leader's page: the very file he approves, on a telephone too, and the next one that waits for him."""

from __future__ import annotations

from datetime import date

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import drafting, outboxes, outlists
from core.documents.lists import Key
from core.errors import OfficeError
from core.language import tr
from core.values import Actor
from core.web import forms
from core.web.keys import OFFICE
from core.web.pages.letter import ONE, facts
from core.web.render import go, page, sorry
from core.web.session import person

BOX = "to_approve"
CHECKS = ("check_content", "check_form")
"""Lines of the history that are told before the decision."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the file, what is known of it and its hash."""
    office, actor = request.app[OFFICE], await person(request)
    found, told = await facts(request, office, actor)
    number = found.document.id
    if "approve" not in found.offers or found.reading is None:
        raise web.HTTPSeeOther(f"/outgoing/{number}")
    key = Key(found.document.priority, number)
    following, waiting = await office.store.read(_waiting, key, actor, office.clock.today())
    return await page(
        request,
        "approving.html",
        checked=[line for line in reversed(found.lines) if line.event in CHECKS],
        following=following,
        waiting=waiting,
        **told | {"reading": found.reading, "shown": found.versions[0]},
    )


async def approve(request: web.Request) -> web.StreamResponse:
    """Approve the file whose hash the page showed, and go on to the next one that waits."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), int(request.match_info["id"])
    row = await office.store.read(demand_visible, number, actor)
    key = Key(row.priority, row.id)
    following, _ = await office.store.read(_waiting, key, actor, office.clock.today())
    told = (form.text("sha256"), actor, office.clock.now(), form.lines("words"))
    try:
        await office.store.write(drafting.approve, number, *told)
    except OfficeError as error:
        return sorry(f"/outgoing/{number}", error)
    return go(f"/outgoing/{following}/approve" if following else f"/outgoing/{number}", tr("Đã duyệt."))


def _waiting(key: Key, by: Actor, today: date) -> tuple[int | None, int]:
    """Return the next draft that waits for this leader (behind the last the first), and how many wait."""
    rows = outboxes.rows(BOX, by, today, key, 1).rows or outboxes.rows(BOX, by, today, None, 1).rows
    following = rows[0].id if rows and rows[0].id != key.id else None
    return following, outlists.count(outboxes.contents(BOX, today), by)


routes = (web.get(f"{ONE}/approve", show), web.post(f"{ONE}/approve", approve))
