"""What every request finds in the application it came to."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from core.office import Office
    from core.values import MenuEntry
    from core.web.pages.login import AtTheDoor

OFFICE: web.AppKey[Office] = web.AppKey("office")
"""The open office."""

CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing")
"""Set when the office begins to close: open streams end at once."""

STREAMS: web.AppKey[set[web.StreamResponse]] = web.AppKey("streams")
"""The event streams that are open."""

WAITING: web.AppKey[dict[str, AtTheDoor]] = web.AppKey("waiting")
"""Who has shown a right password and still owes the code, by the word their browser was given."""

MENUS: web.AppKey[dict[str, tuple[float, list[MenuEntry]]]] = web.AppKey("menus")
"""What plugins added to whose menu, and until when it is believed."""

CALLERS: web.AppKey[dict[str, deque[float]]] = web.AppKey("callers")
"""When which neighbour had signatures checked of late."""

REPORTS: web.AppKey[bytes] = web.AppKey("reports")
"""What the results given to neighbours are sealed with, since the office opened."""
