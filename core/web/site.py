"""The office's web site: every address, and how it closes at once."""

from __future__ import annotations

import asyncio
import logging
import secrets
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from core import hookspecs
from core.web.api.addresses import open_to_programs
from core.web.forms import FORM
from core.web.keys import CALLERS, CLOSING, MENUS, OFFICE, REPORTS, STREAMS, WAITING
from core.web.middleware import dress, guard, speak
from core.web.pages import (
    account,
    adding,
    approving,
    copying,
    correcting,
    delegating,
    digitising,
    directing,
    document,
    drafting,
    events,
    expelling,
    files,
    health,
    home,
    incoming,
    letter,
    letterfiles,
    login,
    notices,
    outgoing,
    people,
    places,
    probes,
    register,
    sealing,
    searching,
    signing,
    suggesting,
    tokens,
    tray,
    trusting,
    units,
    verdicts,
    verifying,
    work,
)
from core.web.render import edition

if TYPE_CHECKING:
    from core.office import Office

log = logging.getLogger("vanthu.web")

PAGES = (
    home, login, account, units, people, notices, health, events, probes, tray, adding, incoming, expelling,
    correcting, directing, digitising, document, work, register, searching, files, outgoing, drafting,
    suggesting, approving, letterfiles, copying, places, letter, delegating, signing, sealing, tokens,
    verifying, trusting, verdicts,
)  # fmt: skip
"""Every room of the office; each has its `routes`."""


async def application(office: Office) -> web.Application:
    """Return the web application of an open office, its plugins' own pages included."""
    made = web.Application(middlewares=[speak, guard], client_max_size=office.site.intake.max_bytes + FORM)
    made[OFFICE] = office
    made[CLOSING] = asyncio.Event()
    made[STREAMS] = set()
    made[WAITING], made[MENUS], made[CALLERS] = {}, {}, {}
    made[REPORTS] = secrets.token_bytes(32)
    made.on_response_prepare.append(dress)
    made.on_shutdown.append(end_streams)
    for room in PAGES:
        made.add_routes(room.routes)
    open_to_programs(made)
    made.add_routes(await plugin_routes(office))
    made.router.add_static(f"/static/{edition()}", _static_folder())
    return made


async def end_streams(site: web.Application) -> None:
    """End the event streams, so that nothing that waits for news holds up the closing of the office."""
    site[CLOSING].set()
    site[OFFICE].bell.ring("stopping")


async def plugin_routes(office: Office) -> list[web.RouteDef]:
    """Return what plugins serve; a plugin that reaches beyond its own place serves nothing there."""
    kept: list[web.RouteDef] = []
    for answer in await office.host.ask(hookspecs.routes, office=office):
        place = f"/plugins/{answer.plugin}/"
        for route in answer.value or ():
            if route.path.startswith(place):
                kept.append(route)
            else:
                log.error("plugin %s may not serve %s: only below %s", answer.plugin, route.path, place)
    return kept


def _static_folder() -> Path:
    return Path(str(resources.files("core.web") / "static"))
