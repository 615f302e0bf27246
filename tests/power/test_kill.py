"""The office is killed at random moments of its work and opened again; nothing may show it."""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

from tests.parts.clamd import running_clamd
from tests.parts.commune import Commune, provisioned
from tests.parts.evidence import broken, came
from tests.parts.sheets import sheet

KILLS = 200 if os.environ.get("VANTHU_NIGHTLY") else 40
SCANS = 6
"""Files the scanner writes between two kills."""


def test_kill_9_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Whenever the process dies: every file is one document, every told number stands, the memory is whole.

    A quarter of the kills fall into the opening, where the leftovers of the kill before are picked up.
    """
    seed = int(os.environ.get("VANTHU_SEED", random.randrange(1 << 32)))
    print(f"VANTHU_SEED={seed}")
    chance = random.Random(seed)
    with (
        running_clamd(tmp_path / "clamd") as clamd,
        provisioned(tmp_path, clamd.address, {"plugins.scanner.sources.may-quet-1.poll": 0.5}) as commune,
    ):
        moments = []
        for turn in range(KILLS):
            scanning = threading.Thread(target=scan, args=(commune, turn, chance.random()))
            scanning.start()
            moments.append(kill_sometime(commune, chance))
            scanning.join()
        commune.open()
        finished = commune.until(lambda: came(KILLS * SCANS), seconds=300)
        assert commune.close() == 0
        print(f"{KILLS} kills, {moments.count('opening')} while opening, {len(commune.told())} numbers told")
        assert finished and broken(commune) == []
        assert "Traceback" not in commune.words


def scan(commune: Commune, turn: int, pace: float) -> None:
    """Write some files, a little apart."""
    for number in range(turn * SCANS, (turn + 1) * SCANS):
        commune.drop(f"quet-{number:05d}.tif", sheet(number))
        time.sleep(pace * 0.2)


def kill_sometime(commune: Commune, chance: random.Random) -> str:
    """Open the office and kill it at a random moment; return which part of its life was cut short."""
    if chance.random() < 0.25:
        commune.begin()
        time.sleep(chance.uniform(0.5, 2.0))
        commune.kill()
        return "opening"
    commune.open()
    time.sleep(chance.uniform(0.0, 1.5))
    commune.kill()
    return "open"
