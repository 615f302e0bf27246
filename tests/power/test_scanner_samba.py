"""Scanners that write through a Samba server into the office's own folder, as most machines in offices do."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.samba import Samba, running_samba
from tests.parts.scans import Entrance, entrance, pdf, tiff, until

PIECE = 2_000_000
"""More than the client holds back before it sends."""
PAUSE = 1.0
"""Seconds between pages; more than three times the settle time of these tests."""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Entrance]:
    with entrance(tmp_path) as built, built.open():
        yield built


@pytest.fixture
def samba(tmp_path: Path, door: Entrance) -> Iterator[Samba]:
    with running_samba(tmp_path / "samba", door.folder) as server:
        yield server


def came(door: Entrance, *sent: bytes) -> bool:
    """Tell whether exactly these came, and nothing else comes afterwards."""
    until(lambda: len(door.documents()) >= len(sent) and not door.left())
    time.sleep(3 * door.source.settle)
    return door.hashes() == sorted(hashlib.sha256(content).hexdigest() for content in sent) and door.sound()


def test_a_scanner_that_rests_between_pages_with_the_file_open(door: Entrance, samba: Samba) -> None:
    content = pdf(3 * PIECE)
    with samba.writing("Công văn 12.pdf") as file:
        for start in range(0, len(content), PIECE):
            file.write(content[start : start + PIECE])
            file.flush()
            time.sleep(PAUSE)
            assert door.documents() == []
        assert until(lambda: door.state.waiting == 1), "it is seen while it is written"
    assert came(door, content)
    assert door.documents()[0].name == "Công văn 12.pdf"


def test_a_scanner_whose_line_breaks_and_that_sends_the_file_again(
    door: Entrance, samba: Samba, tmp_path: Path
) -> None:
    content = tiff(40)
    page = tmp_path / "page"
    page.write_bytes(content[:9000])
    samba.run(f'put "{page}" scan.tif')
    time.sleep(PAUSE)
    assert door.documents() == []
    page.write_bytes(content)
    samba.run(f'put "{page}" scan.tif')
    assert came(door, content)


def test_a_scanner_that_renames_and_one_that_makes_folders(
    door: Entrance, samba: Samba, tmp_path: Path
) -> None:
    first, second = pdf(), pdf()
    (tmp_path / "1").write_bytes(first)
    (tmp_path / "2").write_bytes(second)
    samba.run(f'put "{tmp_path}/1" scan.tmp; rename scan.tmp scan.pdf')
    samba.run(f'mkdir 2026; cd 2026; put "{tmp_path}/2" scan.pdf')
    assert came(door, first, second)


def test_the_offices_rooms_are_not_shown(door: Entrance, samba: Samba) -> None:
    assert until(door.rooms.marker.exists)
    listed = samba.run("ls")
    assert "da-nhan" in listed and ".tiep-nhan" not in listed and ".nguon-quet" not in listed
