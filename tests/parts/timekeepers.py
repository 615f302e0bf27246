"""Timestamp authorities that fail: nobody there, one that never answers, one that answers rubbish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

NOBODY = "http://127.0.0.1:9/tsa"
"""Where no program listens."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
ANSWERS = {
    "rubbish": OK % (b"application/timestamp-reply", 7, b"rubbish"),
    "a web page": OK % (b"text/html", 6, b"<html>"),
    "an error": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    "nothing": b"",
}
"""What each of them says; the one with nothing to say keeps the line open."""


class Timekeeper:
    """An authority that always says the same."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.asked = 0
        """How often it was called."""
        self.address = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear a question and answer it, or wait until whoever asked has given up."""
        self.asked += 1
        await reader.readuntil(b"\r\n\r\n")
        if self._answer:
            writer.write(self._answer)
            await writer.drain()
        else:
            await reader.read()
        writer.close()


@asynccontextmanager
async def saying(kind: str) -> AsyncIterator[Timekeeper]:
    """Let an authority of that kind listen within the block."""
    keeper = Timekeeper(ANSWERS[kind])
    server = await asyncio.start_server(keeper.answer, "127.0.0.1", 0)
    keeper.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/tsa"
    try:
        yield keeper
    finally:
        server.close()
