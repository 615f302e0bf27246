"""Two hundred letters for one leader with one PIN in a whole office: how fast, how often a page is told."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from appliance import signatures as clamd
from appliance.demonstration.authority import PIN
from appliance.demonstration.commune import actor
from appliance.run import open_office
from core.clock import Clock
from core.documents import batches, desks, signatures
from core.documents.batches import Letter
from core.office import Office
from tests.bench.figures import Figure, tell
from tests.parts.commune import Commune, provisioned
from tests.parts.signatories import LEADER, prepare

LETTERS = 200


def run() -> None:
    """Open a commune with two hundred approved letters and sign them all."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        folder = Path(name)
        with (
            clamd.running(folder / "clamd", Clock().utc()) as daemon,
            provisioned(folder, daemon.address, signing=True) as commune,
        ):
            asyncio.run(_measure(commune))


async def _measure(commune: Commune) -> None:
    async with open_office(commune.home) as opened:
        await prepare(opened.office, LETTERS)
        seconds, told = await _sign(opened.office)
    conditions = (
        f"one PIN, PKCS#12, {LETTERS} letters one after the other, each judged, kept and written down; the "
        f"page of the batch was told {told} times"
    )
    tell(
        Figure(
            "a batch of letters signed by one leader", LETTERS / seconds, "letters/s", conditions=conditions
        )
    )


async def _sign(office: Office) -> tuple[float, int]:
    """Sign everything that waits; return the seconds it took and how often its page heard of it."""
    by = await office.store.read(actor, LEADER)
    letters = [Letter(one.document, one.sha256) for one in await office.store.read(desks.to_sign, by)]
    told = 0
    with office.bell.listening(batches.TOPIC) as ear:
        started = time.perf_counter()
        await signatures.sign_many(office, letters, by, PIN)
        while (batch := office.batches.of(by)) is not None and batch.running:
            await ear.wait(5)
            told += 1
        seconds = time.perf_counter() - started
    if batch is None or len(batch.done) != LETTERS:
        raise RuntimeError(f"not all letters were signed: {batch}")
    return seconds, told
