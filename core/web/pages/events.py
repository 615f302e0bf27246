"""Tells open pages their counters anew whenever something moved: live, but never the only way to know."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from core.bell import Ear
from core.errors import OfficeError
from core.web.counts import counts
from core.web.keys import CLOSING, OFFICE, STREAMS
from core.web.session import look_again, person

log = logging.getLogger("vanthu.web")

TOPICS = ("documents", "notices", "stopping")
PATIENCE = 30.0
"""Seconds without a ring after which the page is told again anyway, and the session looked at."""
PAUSE = 1.5
"""Seconds at least between two tellings: a thousand scans are not a thousand messages."""


async def events(request: web.Request) -> web.StreamResponse:
    """Send `counts` now and after every change, until the browser leaves, the session or the office ends."""
    await person(request)
    streams = request.app[STREAMS]
    async with sse_response(request, ping_interval=15) as stream:
        streams.add(stream)
        try:
            await _tell_on(request, stream)
        except (ConnectionResetError, TimeoutError, OfficeError) as error:
            # The browser left, or the database cannot be read: whoever is still there asks again by himself.
            log.debug("event stream ended: %r", error)
        finally:
            streams.discard(stream)
    return stream


async def _tell_on(request: web.Request, stream: EventSourceResponse) -> None:
    office, closing = request.app[OFFICE], request.app[CLOSING]
    told = ""
    with office.bell.listening(*TOPICS) as ear:
        while stream.is_connected() and not closing.is_set():
            actor = await look_again(request)
            if actor is None:
                await stream.send("{}", event="end")
                return
            now = json.dumps(await counts(office, actor))
            if now != told:
                await stream.send(now, event="counts")
            told, since = now, asyncio.get_running_loop().time()
            await _quiet(ear, closing, since + PAUSE)


async def _quiet(ear: Ear, closing: asyncio.Event, until: float) -> None:
    """Wait for the next ring, and at least `until`: rings that come close together are one telling."""
    await ear.wait(PATIENCE)
    pause = until - asyncio.get_running_loop().time()
    if pause > 0:
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), pause)


routes = (web.get("/events", events),)
