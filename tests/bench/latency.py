"""How soon a scan stands in the tray once the scanner has closed its file, while the office is idle."""

from __future__ import annotations

import random
import time
from pathlib import Path

from appliance.demonstration import commune
from core.documents import states, tray
from core.store.database import Store
from core.values import Actor
from tests.bench import bare
from tests.bench.box import SETTLE, Box, provisioned, wait_until
from tests.bench.figures import Figure, p95, tell
from tests.bench.stock import BILEVEL, scans

SAMPLES = 40
PAUSE = (1.0, 3.0)
"""Seconds between two scans, by chance, so that nothing keeps step with them."""


def run() -> None:
    """Let one scan after the other come to an idle office."""
    papers = scans(BILEVEL, SAMPLES + 1)
    with provisioned() as box, box.opened(), box.watched() as store:
        clerk = store.read_now(commune.actor, "vanthu")
        chance = random.Random(20261122)
        seconds = []
        for place, paper in enumerate(papers):
            seconds.append(_see(box, store, clerk, paper, place + 1) - SETTLE)
            time.sleep(chance.uniform(*PAUSE))
        limit = p95(bare.keep(papers[1:], box))
    beyond = p95(seconds[1:])  # the first one opens what stays open
    tell(
        Figure(
            "file closed until visible in the tray", beyond * 1000, "ms (p95)", goal=400, limit=limit * 1000,
            ratio=beyond / limit,
            conditions=f"beyond the settle time of {SETTLE:.0f} s, idle, {SAMPLES} scans of {BILEVEL.name}; "
            "limit: copy, fsync, SHA-256, clamd and a durable commit of one file",
        )
    )  # fmt: skip


def _see(box: Box, store: Store, clerk: Actor, paper: Path, wanted: int) -> float:
    """Drop a scan and return how many seconds after its closing the clerk's tray shows it."""
    content = paper.read_bytes()
    with (box.scans / paper.name).open("wb") as file:
        file.write(content)
    closed = time.monotonic()
    wait_until(lambda: len(store.read_now(tray.slips, states.CLEARED, clerk)[0]) == wanted, step=0.005)
    return time.monotonic() - closed
