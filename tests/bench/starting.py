"""How long the office takes from the start of its process until it answers."""

from __future__ import annotations

import statistics
import subprocess
import sys

from tests.bench.box import provisioned
from tests.bench.figures import Figure, tell, timed

STARTS = 7


def run() -> None:
    """Start the office, and what it is compared with, once to warm up and then again and again, in turn."""
    starts, bare, peers = [], [], []
    with provisioned() as box:
        for _ in range(STARTS + 1):
            starts.append(timed(box.start))
            box.stop()
            bare.append(timed(lambda: _python("pass")))
            peers.append(timed(lambda: _python("import aiohttp, peewee, jinja2")))
    seconds, limit, peer = (statistics.median(each[1:]) for each in (starts, bare, peers))
    tell(
        Figure(
            "start to ready", seconds, "s (median)", goal=1.5, limit=limit, peer=peer, ratio=seconds / peer,
            conditions=f"warm, {STARTS} starts, until /healthz answers; limit: python -c pass; "
            "peer: python -c 'import aiohttp, peewee, jinja2'",
        )
    )  # fmt: skip


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)
