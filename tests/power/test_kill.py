"""The office is killed at random moments of its work and opened again; nothing may show it."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.parts.clamd import running_clamd
from tests.parts.commune import Commune, provisioned
from tests.parts.evidence import broken, came
from tests.parts.sheets import sheet

KILLS = 200 if os.environ.get("VANTHU_NIGHTLY") else 40
SCANS = 6
"""Files the scanner writes between two kills."""
MOMENTS = ("opening", "anything", "claiming", "keeping", "telling")


def test_kill_9_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """Whenever the process dies: every file is one document, every told number stands, the memory is whole.

    Some kills fall into the opening, where the leftovers of the kill before are picked up, some into the
    milliseconds between claim, document and `da-nhan/`, or between a number and whoever it is told to.
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
        finished = commune.until(lambda: came(KILLS * SCANS), seconds=120)
        assert commune.close() == 0
        print(f"{Counter(moments)}, {len(commune.told())} numbers told")
        assert broken(commune) == [] and finished
        assert "Traceback" not in commune.words


def scan(commune: Commune, turn: int, pace: float) -> None:
    """Write some files, a little apart."""
    for number in range(turn * SCANS, (turn + 1) * SCANS):
        commune.drop(f"quet-{number:05d}.tif", sheet(number))
        time.sleep(pace * 0.2)


def kill_sometime(commune: Commune, chance: random.Random) -> str:
    """Open the office and kill it at a random moment; return what it was about to do."""
    moment = chance.choice(MOMENTS)
    if moment == "opening":
        commune.begin()
        time.sleep(chance.uniform(0.5, 2.0))
    else:
        commune.open()
    if moment == "anything":
        time.sleep(chance.uniform(0.0, 1.5))
    elif moment == "claiming":
        shortly_after(lambda: bool(lying(commune.rooms.claimed)), chance)
    elif moment == "keeping":
        kept = len(lying(commune.rooms.kept))
        shortly_after(lambda: len(lying(commune.rooms.kept)) > kept, chance)
    elif moment == "telling":
        told = len(commune.told())
        shortly_after(lambda: len(commune.told()) > told, chance)
    commune.kill()
    return moment


def lying(room: Path) -> list[Path]:
    """Return the files in one of the rooms of the scanner's folder."""
    return [path for path in room.rglob("*") if path.is_file() and not path.name.startswith(".")]


def shortly_after(true: Callable[[], bool], chance: random.Random, patience: float = 1.5) -> None:
    """Return some milliseconds after something became true, or after so many seconds."""
    deadline = time.monotonic() + patience
    while not true() and time.monotonic() < deadline:
        time.sleep(0.0005)
    time.sleep(chance.expovariate(200))
