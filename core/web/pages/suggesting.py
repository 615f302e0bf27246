"""What a half-written draft asks the office: what the rules say, which documents and agencies are meant."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from core import agencies
from core.documents.abbreviations import spelt_out
from core.text import clean_line
from core.values import Actor, Role
from core.web import advice, meant
from core.web.keys import OFFICE
from core.web.render import page
from core.web.session import person

WRITERS = (Role.OFFICER, Role.HEAD, Role.LEADER)
NAMES = ("type_name", "unit", "signer", "capacity", "council", "field")
"""Fields the rules have something to say of."""


async def check(request: web.Request) -> web.StreamResponse:
    """Say what the rules make of the fields in the address, as a piece of the page."""
    office = request.app[OFFICE]
    await person(request, *WRITERS)
    given = {name: clean_line(request.query.get(name, ""))[:100] for name in NAMES}
    told = await office.store.read(advice.told, office.site, given, office.clock.today())
    return await page(request, "told.html", bare=True, told=told)


async def incoming_like(request: web.Request) -> web.StreamResponse:
    """Suggest incoming documents that may be answered."""
    return await _suggest(request, meant.incoming_like)


async def issued_like(request: web.Request) -> web.StreamResponse:
    """Suggest issued documents that may be replaced or corrected."""
    return await _suggest(request, meant.issued_like)


async def agencies_like(request: web.Request) -> web.StreamResponse:
    """Suggest agencies to send to, marks or no marks."""
    office = request.app[OFFICE]
    await person(request, *WRITERS, Role.CLERK)
    found = await office.store.read(agencies.suggest, spelt_out(request.query.get("q", "")[:100]))
    return web.json_response({"items": [{"name": one.name, "code": one.code} for one in found]})


async def _suggest(
    request: web.Request, like: Callable[[str, Actor], list[meant.Meant]]
) -> web.StreamResponse:
    actor = await person(request, *WRITERS)
    found = await request.app[OFFICE].store.read(like, request.query.get("q", "")[:100], actor)
    return web.json_response({"items": [{"name": one.name, "about": one.about} for one in found]})


routes = (
    web.get("/outgoing/check", check),
    web.get("/outgoing/incoming", incoming_like),
    web.get("/outgoing/issued", issued_like),
    web.get("/outgoing/agencies", agencies_like),
)
