"""Tells systemd how the office is: ready, alive, reloading, stopping (sd_notify(3))."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


def tell(*facts: str) -> None:
    """Send facts such as `READY=1` to systemd; outside of systemd nobody listens and nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.sendall("\n".join(facts).encode())


def reloading() -> None:
    """Say that the configuration is being read again."""
    tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """Be ready within the block, and say twice in each watchdog period that the event loop still turns."""
    period = int(os.environ.get("WATCHDOG_USEC", "0")) / 2_000_000
    beating = asyncio.create_task(_beat(period)) if period else None
    tell("READY=1")
    try:
        yield
    finally:
        tell("STOPPING=1")
        if beating:
            beating.cancel()


async def _beat(period: float) -> None:
    while True:
        tell("WATCHDOG=1")
        await asyncio.sleep(period)
