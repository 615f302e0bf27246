"""How much waits for a person: the numbers on the cards, in the menu and on the bell."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from aiohttp import web

from core.documents.boxes import counters
from core.documents.outboxes import counters_out
from core.store.papers import NoticeRow
from core.values import Actor
from core.web.keys import OFFICE

if TYPE_CHECKING:
    from core.office import Office

NOTICES = "notices"
"""Name of the bell's number among those of the boxes."""
MANY = 1_001


SEEN: web.RequestKey[dict[str, int]] = web.RequestKey("counts")


async def numbers(request: web.Request, actor: Actor) -> dict[str, int]:
    """Return the numbers of this person, counted once for one page."""
    if SEEN not in request:
        request[SEEN] = await counts(request.app[OFFICE], actor)
    return request[SEEN]


async def counts(office: Office, actor: Actor) -> dict[str, int]:
    """Return every number this person is shown, by the name of its box; the bell's is NOTICES."""
    return await office.store.read(_count, actor, office.clock.today())


def _count(actor: Actor, today: date) -> dict[str, int]:
    mine = NoticeRow.select(NoticeRow.id).where(NoticeRow.user == actor.user_id, NoticeRow.read_at.is_null())
    return {**counters(actor, today), **counters_out(actor, today), NOTICES: mine.limit(MANY).count()}
