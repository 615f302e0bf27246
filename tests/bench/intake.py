"""Scans that already lie in the folder when the office opens: how fast they become cleared documents."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import fn

from core import jobs
from core.clock import wall
from core.documents import states
from core.store.database import Store
from core.store.papers import Document
from plugins.scanner.claims import ClaimRow
from tests.bench import bare
from tests.bench.box import Box, provisioned, wait_until
from tests.bench.figures import Figure, tell
from tests.bench.stock import BILEVEL, COLOUR, Paper, scans

MANY, SOME = 1_000, 200
REST = 60.0
"""Seconds after the last job until the memory is read."""


@dataclass(frozen=True)
class Went:
    """How one intake went, in seconds from the first claim."""

    cleared: float
    """Until the last document was cleared."""
    drained: float
    """Until no job was left."""


def run() -> None:
    """Measure black and white, its memory after a rest, and colour; each limit before and after."""
    with provisioned() as box:
        papers = _fill(box, BILEVEL, MANY)
        before = sum(bare.keep(papers, box))
        with box.opened(), box.watched() as store:
            went = _take_in(store, MANY)
            time.sleep(REST)
            memory = box.resident()
        limit = 2 * MANY / (before + sum(bare.keep(papers, box)))
    _tell_bilevel(went, limit, memory)
    with provisioned() as box:
        papers = _fill(box, COLOUR, SOME)
        before = bare.scan_all(papers, box.address)
        with box.opened(), box.watched() as store:
            went = _take_in(store, SOME)
        limit = 2 * SOME / (before + bare.scan_all(papers, box.address))
        peer = SOME / bare.scan_all(papers, box.address, at_once=os.cpu_count() or 1)
    said = "limit: clamd alone, one file after the other; peer: clamd alone, as many at a time as cores"
    _tell_rate(COLOUR, SOME / went.cleared, limit / 2, limit, f"{SOME} distinct scans; {said}", peer)


def _tell_bilevel(went: Went, limit: float, memory: float) -> None:
    said = "limit: a bare loop of copy, fsync, SHA-256, clamd and a commit per file; goal: 25 % of it"
    _tell_rate(BILEVEL, MANY / went.cleared, 40, limit, f"{MANY:,} distinct scans; {said}")
    rate, rest = MANY / went.drained, went.drained - went.cleared
    tell(
        Figure(
            "intake until every job has drained", rate, "documents/s", limit=limit, ratio=rate / limit,
            conditions=f"{went.drained:.1f} s from the first claim, {rest:.1f} s after the last cleared: "
            "images made PDF, text read, signatures counted",
        )
    )  # fmt: skip
    tell(
        Figure(
            "resident memory after the intake", memory, "MB", goal=130,
            conditions=f"the office's process without its children, {REST:.0f} s after the last job",
        )
    )  # fmt: skip


def _tell_rate(
    paper: Paper, rate: float, goal: float, limit: float, said: str, peer: float | None = None
) -> None:
    tell(
        Figure(
            f"intake of {paper.name}", rate, "documents/s",
            goal=goal, limit=limit, peer=peer, ratio=rate / limit,
            conditions=f"first claim to last cleared, {os.cpu_count()} cores, {said}",
        )
    )  # fmt: skip


def _fill(box: Box, paper: Paper, count: int) -> list[Path]:
    """Put scans into the folder of the source and return where they come from."""
    made = scans(paper, count)
    for scan in made:
        shutil.copyfile(scan, box.scans / scan.name)
    return made


def _take_in(store: Store, count: int) -> Went:
    """Wait for the documents and their jobs; the first moment is the journal's own."""
    wait_until(lambda: store.read_now(_in_state, states.CLEARED) == count)
    cleared = wall()
    wait_until(lambda: store.read_now(jobs.waiting) == 0)
    drained = wall()
    first = store.read_now(_first_claim)
    return Went((cleared - first).total_seconds(), (drained - first).total_seconds())


def _in_state(state: str) -> int:
    return int(Document.select().where(Document.state == state).count())


def _first_claim() -> datetime:
    found: Any = ClaimRow.select(fn.MIN(ClaimRow.at)).scalar()
    assert isinstance(found, datetime)
    return found
