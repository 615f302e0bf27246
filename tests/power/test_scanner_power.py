"""Whatever happens to the box while scans come in, nothing is lost and nothing comes twice."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from core import audit
from plugins.scanner import claims, standing
from tests.parts.scans import Entrance, entrance, kept_bytes, pdf, until

KILLS = 200 if os.environ.get("VANTHU_NIGHTLY") else 40
PER_LIFE = 12
"""Files that are sent between two kills."""
ROOT = Path(__file__).parents[2]


def send(door: Entrance, name: str, content: bytes) -> str:
    """Put a file into the folder and return its hash."""
    (door.folder / name).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def settled(door: Entrance, sent: list[str], seconds: float = 60.0) -> None:
    """Have everything come in, and judge it."""
    until(lambda: len(door.documents()) >= len(sent) and not door.left(), seconds)
    time.sleep(2 * door.source.settle)
    assert door.hashes() == sorted(sent)
    assert door.sound() and door.left() == [] and kept_bytes(door.rooms) == sorted(sent)
    assert {claim.place for claim in door.claims()} == {claims.KEPT}
    lines, broken = door.store.read_now(audit.verify)
    assert broken is None and lines == len(sent)


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """The process that scans is killed -9 again and again, while files keep coming."""
    luck = random.Random()
    sent = []
    with entrance(tmp_path, settle=0.1) as door:
        for life in range(KILLS):
            with scanning(tmp_path) as process:
                for number in range(PER_LIFE):
                    sent.append(send(door, f"{life}-{number}.pdf", pdf(luck.randrange(1000, 200_000))))
                time.sleep(luck.uniform(0.0, 0.5))
                process.kill()
        with door.open():
            settled(door, sent)


@contextmanager
def scanning(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Watch the source in another process within the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.parts.scanning", str(root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", f"disk-{tmp_path.name}", str(place)], check=True
    )
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def enlarge(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=128m", str(disk)], check=True)


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path, disk: Path) -> None:
    """The office's own disk is small; the scanner's folder is not on it."""
    with entrance(disk / "home", tmp_path / "quet") as door, door.open():
        sent = [send(door, f"{number}.pdf", pdf(700_000)) for number in range(30)]
        assert until(lambda: door.state.state == standing.PAUSED)
        assert door.state.code == "VT-3621" and 0 < len(door.documents()) < 30
        enlarge(disk)
        settled(door, sent)
        assert until(lambda: door.state.state == standing.WATCHING)


def test_a_disk_that_somebody_else_fills_loses_nothing(tmp_path: Path, disk: Path) -> None:
    """The space goes between the look and the write: bytes, journal and documents fail at any place."""
    luck = random.Random()
    sent = []
    with entrance(disk / "home", disk / "quet") as door, door.open():
        for number in range(12):
            sent += [
                send(door, f"{number}-{each}.pdf", pdf(luck.randrange(1000, 30_000))) for each in range(8)
            ]
            time.sleep(luck.uniform(0.2, 0.5))
            fill(disk / "ballast")
            time.sleep(luck.uniform(0.1, 0.6))
            (disk / "ballast").unlink()
        settled(door, sent)
        assert until(lambda: door.state.state == standing.WATCHING)


def fill(place: Path) -> None:
    """Write until the disk is full to the last byte."""
    with place.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(65536)):
            pass
