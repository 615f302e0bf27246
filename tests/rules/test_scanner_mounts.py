"""A source is watched only where it really is; an empty place where a share should be is no source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import Misconfigured, Trouble
from plugins.scanner.mounts import Ground, Lost, ground_of, stand
from plugins.scanner.rooms import Rooms
from plugins.scanner.sources import Settings, Source, check

TABLE = r"""22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
36 22 0:40 / /mnt/quet rw,relatime shared:3 - cifs //nas/quet rw,vers=3.0
37 36 0:41 / /mnt/quet/m\303\241y\0401 rw - nfs4 10.0.0.2:/scan rw
38 22 0:42 / /mnt/quet2 rw - fuse.sshfs user@nas:/ rw
"""


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    (tmp_path / "quet").mkdir()
    return Rooms(tmp_path / "quet")


def elsewhere(ground: Ground) -> Ground:
    return Ground("ext4", "/dev/sdz9", ground.device + 1)


def test_the_kernel_tells_what_a_folder_stands_on(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(TABLE, encoding="ascii")
    assert ground_of(tmp_path, table).kind == "ext4"
    assert not ground_of(tmp_path, table).share


@pytest.mark.parametrize(
    ("point", "kind", "origin", "share"),
    [
        ("/mnt/quet", "cifs", "//nas/quet", True),
        ("/mnt/quet/sub", "cifs", "//nas/quet", True),
        ("/mnt/quet/máy 1/x", "nfs4", "10.0.0.2:/scan", True),
        ("/mnt/quet2", "fuse.sshfs", "user@nas:/", True),
        ("/mnt/quet3", "ext4", "/dev/vda", False),
    ],
)
def test_the_deepest_mount_counts(tmp_path: Path, point: str, kind: str, origin: str, share: bool) -> None:
    """Point by point, under a root of our own."""
    folder = tmp_path / point.lstrip("/")
    folder.mkdir(parents=True)
    table = tmp_path / "mountinfo"
    root = str(tmp_path.resolve())
    table.write_text(TABLE.replace(" /mnt", f" {root}/mnt"), encoding="ascii")
    ground = ground_of(folder, table)
    assert (ground.kind, ground.origin, ground.share) == (kind, origin, share)


def test_a_new_source_is_furnished_and_marked(rooms: Rooms) -> None:
    ground = stand("may-quet-1", rooms, None)
    assert rooms.marker.read_text(encoding="utf-8") == "may-quet-1\n"
    assert rooms.claimed.is_dir() and rooms.kept.is_dir() and rooms.failed.is_dir()
    assert stand("may-quet-1", rooms, ground) == ground


def test_a_folder_that_is_not_there_is_lost(tmp_path: Path) -> None:
    with pytest.raises(Lost) as lost:
        stand("may-quet-1", Rooms(tmp_path / "quet"), None)
    assert lost.value.code == "VT-3612"


def test_a_marker_that_was_taken_away_stops_the_source(rooms: Rooms) -> None:
    ground = stand("may-quet-1", rooms, None)
    rooms.marker.unlink()
    with pytest.raises(Lost) as lost:
        stand("may-quet-1", rooms, ground)
    assert lost.value.code == "VT-3614"
    rooms.marker.touch()
    assert stand("may-quet-1", rooms, ground) == ground


def test_a_folder_deleted_and_made_again_on_its_disk_is_the_source(rooms: Rooms) -> None:
    ground = stand("may-quet-1", rooms, None)
    for room in (rooms.claimed, rooms.kept, rooms.failed):
        room.rmdir()
    rooms.marker.unlink()
    assert stand("may-quet-1", rooms, ground) == ground
    assert rooms.marker.exists()


def test_an_empty_folder_on_another_disk_is_not(rooms: Rooms) -> None:
    first = elsewhere(ground_of(rooms.folder))
    with pytest.raises(Lost) as lost:
        stand("may-quet-1", rooms, first)
    assert lost.value.code == "VT-3614"
    assert rooms.bare, "nothing is put into a place that may be under a mount"


def test_a_marked_folder_on_another_disk_is_not_until_somebody_says_so(rooms: Rooms) -> None:
    ground = stand("may-quet-1", rooms, None)
    with pytest.raises(Lost) as lost:
        stand("may-quet-1", rooms, elsewhere(ground))
    assert lost.value.code == "VT-3613"
    rooms.marker.write_bytes(b"")
    assert stand("may-quet-1", rooms, elsewhere(ground)) == ground


def test_a_share_mounted_anew_is_the_same_and_another_share_is_not() -> None:
    share = Ground("cifs", "//nas/quet", 40)
    assert share.same(Ground("cifs", "//nas/quet", 57))
    assert not share.same(Ground("cifs", "//other/quet", 40))
    assert not share.same(Ground("ext4", "/dev/vda", 40))


def test_a_disk_numbered_or_named_anew_is_the_same() -> None:
    disk = Ground("ext4", "/dev/sda1", 2049)
    assert disk.same(Ground("ext4", "/dev/sda1", 2065))
    assert disk.same(Ground("ext4", "/dev/sdb1", 2049))
    assert not disk.same(Ground("ext4", "/dev/sdb1", 2065))


def test_two_offices_never_share_a_folder(rooms: Rooms) -> None:
    rooms.furnish()
    with rooms.locked() as lock:
        assert rooms.holds(lock)
        with pytest.raises(Trouble) as busy, Rooms(rooms.folder).locked():
            pass
        assert busy.value.code == "VT-3611"
        (rooms.claimed / ".khoa").unlink()
        assert not rooms.holds(lock)
    with Rooms(rooms.folder).locked():
        pass


def test_sources_are_named_well_and_do_not_lie_within_each_other(tmp_path: Path) -> None:
    check({"may-1": Source(tmp_path / "a"), "may-2": Source(tmp_path / "ab")})
    wrong = [
        ({"Máy 1": Source(tmp_path / "a")}, "VT-3601"),
        ({"../x": Source(tmp_path / "a")}, "VT-3601"),
        ({"may-1": Source(Path("quet"))}, "VT-3602"),
        ({"may-1": Source(tmp_path / "a"), "may-2": Source(tmp_path / "a/b")}, "VT-3603"),
        ({"may-1": Source(tmp_path / "a"), "may-2": Source(tmp_path / "b/../a")}, "VT-3603"),
    ]
    for sources, code in wrong:
        with pytest.raises(Misconfigured) as refused:
            Settings(sources)
        assert refused.value.code == code


def test_our_own_rooms_are_known_by_their_paths(rooms: Rooms) -> None:
    own = [".nguon-quet", ".tiep-nhan/x", "da-nhan/2026-11-20/a.pdf", "loi/a.pdf"]
    assert all(rooms.is_own(os.path.join(rooms.folder, path)) for path in own)  # noqa: PTH118
    assert not any(
        rooms.is_own(f"{rooms.folder}/{path}") for path in ("a.pdf", "sub/loi/a.pdf", "loi-1/a.pdf")
    )
