"""What every request finds in the application it came to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from core.office import Office

OFFICE: web.AppKey[Office] = web.AppKey("office")
"""The open office."""

CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing")
"""Set when the office begins to close: open streams end at once."""
