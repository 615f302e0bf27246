"""The socket by which the command line wakes the running office, or has it read its configuration again."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from core.errors import OfficeError

Answerer = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
PATIENCE = 90.0
"""Seconds the command line waits for an answer: a reload may start and test plugins."""


@asynccontextmanager
async def answering(place: Path, answer: Answerer) -> AsyncIterator[None]:
    """Answer one JSON line with one JSON line on a unix socket that only the office's account may open."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(json.dumps(await _answer(await reader.readline(), answer)).encode() + b"\n")
            await writer.drain()
        except ConnectionError:
            return  # the asker went away; there is nobody to answer
        finally:
            writer.close()

    server = await asyncio.start_unix_server(met, place)
    place.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        place.unlink(missing_ok=True)


async def _answer(line: bytes, answer: Answerer) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        return {"ok": True} | await answer(str(asked["do"]), asked)
    except (ValueError, KeyError, TypeError):
        return {"ok": False, "code": "VT-1010", "message": "unreadable"}
    except OfficeError as error:
        return {"ok": False, "code": error.code, "message": error.message, "hint": error.hint}


def ask(place: Path, do: str, *, patience: float = PATIENCE, **facts: Any) -> dict[str, Any] | None:
    """Ask the running office and return its answer; None when no office is open."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(patience)
            line.connect(str(place))
            line.sendall(json.dumps({"do": do, **facts}).encode() + b"\n")
            answer: dict[str, Any] = json.loads(line.makefile("rb").readline())
            return answer
    except (FileNotFoundError, ConnectionRefusedError, ConnectionResetError, ValueError):
        return None
