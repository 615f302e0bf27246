"""A disk that is full, or cannot be written, stops intake and nothing else, and loses nothing."""

from __future__ import annotations

import json
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.cli.exits import TRY_LATER
from core.clock import wall
from core.store.papers import Document
from plugins.scanner import standing
from plugins.scanner.sources import Source
from plugins.scanner.standing import SourceState
from tests.parts.clamd import running_clamd
from tests.parts.commune import Commune, provisioned
from tests.parts.disk import Disk, small_disk
from tests.parts.evidence import broken, came, torn
from tests.parts.scans import until
from tests.parts.sheets import sheet
from tests.parts.visits import status_of, text_of, visiting

pytestmark = pytest.mark.mounts
MEGABYTE = 1024 * 1024
SCANS = 80
LARGE = 20_000
"""Dots of a sheet of 60 KB."""


@contextmanager
def narrow(folder: Path) -> Iterator[tuple[Commune, Disk]]:
    """Give a commune whose data lie on a disk of 16 MB."""
    settings = {"intake.reserve_bytes": MEGABYTE, "plugins.scanner.sources.may-quet-1.poll": 0.5}
    with (
        running_clamd(folder / "clamd") as clamd,
        small_disk(folder / "nha" / "data", 16) as disk,
        provisioned(folder, clamd.address, settings) as commune,
    ):
        yield commune, disk


def state_of(commune: Commune) -> SourceState:
    """Return how the scanner's source stands."""
    sources = {"may-quet-1": Source(commune.scans)}
    (state,) = standing.source_states(sources, commune.home.run, wall())
    return state


async def test_a_disk_filled_by_intake_itself(tmp_path: Path) -> None:
    """Intake pauses before the last byte, pages go on, health says so; with space all comes by itself."""
    with narrow(tmp_path) as (commune, disk):
        disk.fill(but=5 * MEGABYTE)
        commune.open()
        async with visiting(commune, "vanthu") as clerk, visiting(commune, "quantri") as admin:
            for number in range(SCANS):
                commune.drop(f"quet-{number}.tif", sheet(number, dots=LARGE))
            assert until(lambda: state_of(commune).state == standing.PAUSED, 60)
            assert commune.see(lambda: Document.select().count()) < SCANS
            disk.fill()
            for _ in range(5):
                assert torn(commune) == []
                assert [await status_of(clerk, page) for page in ("/healthz", "/tray", "/documents")] == [
                    200
                ] * 3
                time.sleep(0.5)
            told = await text_of(admin, "/health")
            assert "sắp đầy" in told and "dưới mức dự trữ" in told, told
            disk.empty()
            assert commune.until(lambda: came(SCANS))
        assert commune.close() == 0
        assert broken(commune) == []
        assert "Traceback" not in commune.words


def test_a_disk_that_fills_and_empties_at_any_moment(tmp_path: Path) -> None:
    """Space that ends in the middle of a file, a commit or a rendition leaves none of them half-done."""
    chance = random.Random(16)
    with narrow(tmp_path) as (commune, disk):
        commune.open()
        for turn in range(6):
            for number in range(turn * 8, turn * 8 + 8):
                commune.drop(f"quet-{number}.tif", sheet(number))
            time.sleep(chance.uniform(0, 0.8))
            disk.fill(but=chance.choice([0, 0, 4096, 40_000]))
            time.sleep(chance.uniform(0.5, 1.5))
            assert torn(commune) == []
            disk.empty()
        assert commune.until(lambda: came(48))
        assert commune.close() == 0
        assert broken(commune) == []
        assert "Traceback" not in commune.words


def test_an_office_killed_on_a_full_disk_opens_there(tmp_path: Path) -> None:
    """A full disk must not keep the office closed: people read, and what was in hand goes on later."""
    with narrow(tmp_path) as (commune, disk):
        commune.open()
        for number in range(12):
            commune.drop(f"quet-{number}.tif", sheet(number))
        assert commune.until(lambda: Document.select().exists())
        disk.fill()
        commune.kill()
        commune.open()
        assert torn(commune) == []
        disk.empty()
        assert commune.until(lambda: came(12))
        assert commune.close() == 0
        assert broken(commune) == []


async def test_a_database_that_cannot_be_written_for_a_while(tmp_path: Path) -> None:
    """Every write fails: pages still show, nothing is half-done, and all goes on when writing works again."""
    with running_clamd(tmp_path / "clamd") as clamd, provisioned(tmp_path, clamd.address) as commune:
        commune.open()
        async with visiting(commune, "vanthu") as clerk:
            for number in range(20):
                commune.drop(f"quet-{number}.tif", sheet(number))
            assert commune.until(lambda: Document.select().exists())
            _, most = resource.prlimit(commune.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(commune.pid, resource.RLIMIT_FSIZE, (0, most))  # EFBIG at every write
            count = commune.see(lambda: Document.select().count())
            for number in range(20, 30):
                commune.drop(f"quet-{number}.tif", sheet(number))
            time.sleep(3)
            assert torn(commune) == []
            assert commune.see(lambda: Document.select().count()) <= count + 20
            assert [await status_of(clerk, page) for page in ("/healthz", "/tray")] == [200] * 2
            resource.prlimit(commune.pid, resource.RLIMIT_FSIZE, (most, most))
            assert commune.until(lambda: came(30))
        assert commune.close() == 0
        assert broken(commune) == []
        assert "Traceback" not in commune.words


def test_an_office_whose_disk_is_read_only_says_so(tmp_path: Path) -> None:
    """It stays closed with a sentence, changes nothing, and opens when the disk may be written."""
    with narrow(tmp_path) as (commune, disk):
        disk.freeze()
        refused = commune.command("run", "--json")
        (told,) = json.loads(refused.stdout)["errors"]
        assert (refused.returncode, told["code"]) == (TRY_LATER, "VT-1006"), refused
        assert "Traceback" not in refused.stderr
        disk.thaw()
        commune.open()
        commune.drop("quet.tif", sheet(1))
        assert commune.until(lambda: came(1))
        assert commune.close() == 0
        assert broken(commune) == []
