"""What the machine itself can do with the same files: no office, only the calls nobody can do without."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plugins.antivirus import clamd
from tests.bench.box import Box
from tests.bench.figures import timed


def keep(papers: Sequence[Path], box: Box) -> list[float]:
    """Return how long each file takes to be copied, synced, hashed, scanned and noted in a durable commit."""
    folder = box.home.data / "bare"
    folder.mkdir()
    notes = sqlite3.connect(folder / "bare.db")
    notes.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE note(sha256 TEXT)")

    def keep_one(paper: Path) -> None:
        target = folder / paper.name
        _copy(paper, target)
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        scan(target, box.address)
        notes.execute("INSERT INTO note VALUES (?)", (digest,))
        notes.commit()

    seconds = [timed(lambda paper=paper: keep_one(paper)) for paper in papers]  # type: ignore[misc]
    notes.close()
    shutil.rmtree(folder)
    return seconds


def scan(place: Path, address: clamd.Address) -> None:
    """Have clamd read a file that is clean."""
    with place.open("rb") as content:
        if clamd.scan(address, content, place.stat().st_size) != clamd.Clean():
            raise RuntimeError(f"clamd does not find {place.name} clean")


def scan_all(papers: Sequence[Path], address: clamd.Address, at_once: int = 1) -> float:
    """Return how long clamd takes for these files when it is asked for `at_once` of them at a time."""
    with ThreadPoolExecutor(at_once) as hands:
        return timed(lambda: list(hands.map(lambda paper: scan(paper, address), papers)))


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as original, target.open("xb") as copy:
        shutil.copyfileobj(original, copy)
        copy.flush()
        os.fsync(copy.fileno())
