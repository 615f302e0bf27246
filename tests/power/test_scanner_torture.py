"""Whatever scanners do to a folder, every file comes in once: none missing, none twice, none corrupt."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from core.documents import states
from plugins.scanner import standing
from plugins.scanner.sources import Mode
from tests.parts.scans import NAME, Entrance, entrance, jpeg, kept_bytes, pdf, tiff, until

BURST = 500


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Entrance]:
    with entrance(tmp_path) as built:
        yield built


def all_in(door: Entrance, sent: list[str], seconds: float = 60.0) -> None:
    """Wait for what was sent, and for a while longer: a file that comes twice comes late."""
    until(lambda: len(door.documents()) >= len(sent) and not door.left(), seconds)
    time.sleep(2 * door.source.settle)
    assert door.hashes() == sorted(sent)
    assert door.sound() and door.left() == []
    assert kept_bytes(door.rooms) == sorted(sent)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Scanners.


def at_once(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Write the whole file and close it."""
    (folder / name).write_bytes(content)


def slowly(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Keep the file open and write a little now and then, with rests longer than the settle time."""
    with (folder / name).open("wb") as file:
        for start in range(0, len(content), len(content) // 4 + 1):
            file.write(content[start : start + len(content) // 4 + 1])
            file.flush()
            time.sleep(luck.uniform(0.1, 0.7))


def reopening(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Append page by page, and close the file between the pages for longer than the settle time."""
    for start in range(0, len(content), len(content) // 3 + 1):
        with (folder / name).open("ab") as file:
            file.write(content[start : start + len(content) // 3 + 1])
        time.sleep(luck.uniform(0.1, 0.6))


def reserving(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Reserve the whole length first, then fill it."""
    with (folder / name).open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, len(content))
        time.sleep(luck.uniform(0.1, 0.8))
        for start in range(0, len(content), len(content) // 3 + 1):
            file.write(content[start : start + len(content) // 3 + 1])
            file.flush()
            time.sleep(luck.uniform(0.0, 0.5))


def reserving_and_reopening(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Reserve the whole length, close, and come back to fill it."""
    with (folder / name).open("wb") as file:
        file.truncate(len(content))
    time.sleep(luck.uniform(0.4, 0.8))
    with (folder / name).open("r+b") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        time.sleep(luck.uniform(0.2, 0.6))
        file.write(content[len(content) // 2 :])


def renaming(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Write under a temporary name and rename."""
    with (folder / f"{name}.tmp").open("wb") as file:
        file.write(content[:100])
        file.flush()
        time.sleep(luck.uniform(0.1, 0.6))
        file.write(content[100:])
    (folder / f"{name}.tmp").rename(folder / name)


def rewriting(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Create an empty file while the lamp warms up, then begin anew."""
    (folder / name).touch()
    time.sleep(luck.uniform(0.3, 0.6))
    (folder / name).write_bytes(content)


def moving_a_folder(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Move in a folder that was filled elsewhere on the same disk."""
    outside = folder.parent / "outside" / name
    (outside / "trang").mkdir(parents=True)
    (outside / "trang" / name).write_bytes(content)
    outside.rename(folder / f"lô {name}")


def touching(folder: Path, name: str, content: bytes, luck: random.Random) -> None:
    """Write, and have another program set dates and rights again and again."""
    place = folder / name
    place.write_bytes(content)
    for _ in range(4):
        time.sleep(luck.uniform(0.05, 0.2))
        with suppress(FileNotFoundError):
            os.utime(place)
            place.chmod(0o664)


SCANNERS = (
    at_once,
    slowly,
    reopening,
    reserving,
    reserving_and_reopening,
    renaming,
    rewriting,
    moving_a_folder,
    touching,
)
KINDS: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("pdf", pdf),
    ("jpg", jpeg),
    ("tif", lambda: tiff(3)),
)


def scan(number: int, folder: Path, sent: list[str]) -> None:
    """Be one scanner: send nine files in its nine ways, each of any kind."""
    luck = random.Random(number)
    for way in SCANNERS:
        suffix, made = luck.choice(KINDS)
        content = made()
        way(folder, f"{way.__name__}-{number}.{suffix}", content, luck)
        sent.append(digest(content))


def test_nine_ways_of_scanning_at_the_same_time(door: Entrance) -> None:
    sent: list[str] = []
    scanners = [threading.Thread(target=scan, args=(number, door.folder, sent)) for number in range(10)]
    with door.open():
        for scanner in scanners:
            scanner.start()
        for scanner in scanners:
            scanner.join()
        all_in(door, sent)


def test_a_burst(door: Entrance) -> None:
    sent = []
    with door.open():
        for number in range(BURST):
            content = pdf(2000)
            (door.folder / f"{number}.pdf").write_bytes(content)
            sent.append(digest(content))
        all_in(door, sent)


def test_what_lay_there_before_settles_like_everything_else(door: Entrance) -> None:
    """A scanner that is in the middle of a file while the office is updated."""
    content = pdf()
    with (door.folder / "a.pdf").open("wb") as file:
        file.write(content[:2000])
        file.flush()
        with door.open():
            assert until(lambda: door.state.waiting == 1)
            time.sleep(1.0)
            assert door.documents() == []
            file.write(content[2000:])
            file.close()
            all_in(door, [digest(content)])


def test_links_pipes_and_junk_stay_where_they_are(door: Entrance) -> None:
    outside = door.root / "key.pdf"
    outside.write_bytes(pdf())
    (door.folder / "link.pdf").symlink_to(outside)
    (door.folder / "folder").symlink_to(door.root)
    os.mkfifo(door.folder / "pipe.pdf")
    for name in (".hidden.pdf", "scan.tmp", "Thumbs.db", "~$a.docx"):
        (door.folder / name).write_bytes(pdf())
    content = pdf()
    with door.open():
        (door.folder / "a.pdf").write_bytes(content)
        assert until(lambda: len(door.documents()) == 1)
        time.sleep(1.0)
    assert door.hashes() == [digest(content)]
    assert outside.exists() and len(list(door.folder.iterdir())) == 7 + 4


@pytest.mark.parametrize(
    ("name", "content", "settings", "code"),
    [
        ("empty.pdf", b"", {}, "VT-3624"),
        ("broken off.pdf", pdf()[:2000], {}, "VT-3625"),
        ("large.pdf", pdf(3_000_000), {"max_megabytes": 1}, "VT-3626"),
    ],
)
def test_what_can_never_be_a_document_is_shown_with_its_reason(
    tmp_path: Path, name: str, content: bytes, settings: dict[str, Any], code: str
) -> None:
    with entrance(tmp_path, incomplete_after=0.02, **settings) as door, door.open():
        (door.folder / name).write_bytes(content)
        good = pdf()
        (door.folder / "good.pdf").write_bytes(good)
        assert until(lambda: len(door.documents()) == 2 and not door.left())
        bad = next(document for document in door.documents() if document.state == states.UNREADABLE)
        assert (bad.name, bad.trouble_code) == (name, code)
        (beside,) = door.rooms.failed.glob("*.pdf")
        assert beside.read_bytes() == content
        assert digest(good) in door.hashes()


def test_folders_too_deep_are_told_of(tmp_path: Path) -> None:
    with entrance(tmp_path, depth=1) as door:
        (door.folder / "a/b").mkdir(parents=True)
        (door.folder / "a/b/c.pdf").write_bytes(pdf())
        (door.folder / "a/d.pdf").write_bytes(pdf())
        with door.open():
            assert until(lambda: len(door.documents()) == 1)
            assert until(lambda: door.state.code == "VT-3628")


# The folder itself.


def test_a_folder_deleted_and_made_again_is_watched_again(door: Entrance) -> None:
    with door.open():
        (door.folder / "a.pdf").write_bytes(pdf())
        assert until(lambda: len(door.documents()) == 1 and not door.left())
        shutil.rmtree(door.folder)
        assert until(lambda: door.state.state == standing.DISCONNECTED)
        door.folder.mkdir()
        assert until(lambda: door.state.state == standing.WATCHING)
        (door.folder / "b.pdf").write_bytes(pdf())
        assert until(lambda: len(door.documents()) == 2)
        assert until(lambda: door.state.hinted), "the watch was set on the new folder"


def test_a_folder_made_again_at_once_is_watched_again(door: Entrance) -> None:
    """Nobody has seen it gone."""
    with door.open():
        assert until(lambda: door.state.hinted)
        for _ in range(5):
            shutil.rmtree(door.folder)
            door.folder.mkdir()
            content = pdf()
            (door.folder / "b.pdf").write_bytes(content)
            assert until(lambda: digest(content) in door.hashes())  # noqa: B023


def test_without_its_marker_a_source_waits(door: Entrance) -> None:
    with door.open():
        assert until(lambda: door.state.state == standing.WATCHING)
        door.rooms.marker.unlink()
        assert until(lambda: door.state.state == standing.DISCONNECTED)
        assert door.state.code == "VT-3614" and str(door.folder) in door.state.sentence
        (door.folder / "a.pdf").write_bytes(pdf())
        time.sleep(1.5)
        assert door.documents() == []
        door.rooms.marker.touch()
        assert until(lambda: len(door.documents()) == 1)


def test_a_folder_that_loses_its_mount_waits(tmp_path: Path) -> None:
    """Under the mount lies an empty folder of the same name."""
    folder = tmp_path / "quet"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4m", f"share-{tmp_path.name}", str(folder)]
    subprocess.run(mounted, check=True)
    try:
        with entrance(tmp_path / "home", folder) as door, door.open():
            (folder / "a.pdf").write_bytes(pdf())
            assert until(lambda: len(door.documents()) == 1 and not door.left())
            subprocess.run(["umount", "-l", str(folder)], check=True)
            assert until(lambda: door.state.state == standing.DISCONNECTED)
            (folder / "stray.pdf").write_bytes(pdf())
            time.sleep(1.0)
            assert {place.name for place in folder.iterdir()} == {"stray.pdf"}
            (folder / "stray.pdf").unlink()
            subprocess.run(mounted, check=True)
            (folder / ".nguon-quet").touch()
            (folder / "b.pdf").write_bytes(pdf())
            assert until(lambda: len(door.documents()) == 2), door.state
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_share_is_watched_without_hints(tmp_path: Path) -> None:
    """Nothing but looking, settling and the end of the file speak for it there."""
    sent: list[str] = []
    with entrance(tmp_path, mode=Mode.SHARE) as door, door.open():
        for number in range(20):
            content = pdf()
            write = reserving if number % 5 == 0 else at_once
            write(door.folder, f"{number}.pdf", content, random.Random(number))
            sent.append(digest(content))
        all_in(door, sent)
        assert door.state.mode == "share" and not door.state.hinted


def test_two_offices_do_not_share_a_folder(door: Entrance, tmp_path: Path) -> None:
    with door.open():
        assert until(lambda: door.state.state == standing.WATCHING)
        with entrance(tmp_path / "other", door.folder) as other, other.open():
            assert until(lambda: other.state.code == "VT-3611")
            (door.folder / "a.pdf").write_bytes(pdf())
            assert until(lambda: len(door.documents()) == 1)
            assert other.documents() == [] and other.state.name == NAME
