"""Files handed over: what they are called, what they may do, and those made when they are asked for."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from core.office import Office

ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"
"""What a file opened by itself may do: be looked at."""


async def hand_over(
    office: Office, name: str, media_type: str, make: Callable[[Path], object]
) -> web.Response:
    """Answer with what `make` writes to the path it is given; it runs in a thread of its own."""
    content = await asyncio.to_thread(_made, office.home.scratch, make)
    return web.Response(
        body=content,
        content_type=media_type,
        headers={"Content-Disposition": disposition(name, "attachment"), "Content-Security-Policy": ALONE},
    )


def disposition(name: str, kind: str) -> str:
    """Return a Content-Disposition that every browser reads alike (RFC 6266), whatever the file is called."""
    safe = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"') or "tep"
    apart = unicodedata.normalize("NFD", safe.replace("đ", "d").replace("Đ", "D"))
    plain = apart.encode("ascii", "ignore").decode().strip() or "tep"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _made(scratch: Path, make: Callable[[Path], object]) -> bytes:
    target = scratch / f"keep-{secrets.token_hex(8)}"  # emptied with what `keep` leaves half-written
    try:
        make(target)
        return target.read_bytes()
    finally:
        target.unlink(missing_ok=True)
