"""Where a folder really lies: on a disk of the box, on a share of the network, or nowhere any more."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from core.errors import Trouble
from plugins.scanner.rooms import Rooms

SHARES = frozenset(
    ("cifs", "smb2", "smb3", "smbfs", "nfs", "nfs4", "9p", "virtiofs", "vboxsf", "prl_fs", "afs", "ceph")
)
"""File systems behind which another machine writes: no lease, no hint, no stable inode."""
_ESCAPED = re.compile(rb"\\([0-7]{3})")


class Lost(Trouble):
    """The folder is not there, or not the one it was."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a folder stands on."""

    kind: str
    """File system type, as the kernel calls it."""
    origin: str
    """What is mounted: a device, or `//server/share`."""
    device: int
    """Number of the device; a share gets a new one each time it is mounted."""

    @property
    def share(self) -> bool:
        """Whether another machine writes behind it."""
        return self.kind in SHARES or self.kind.startswith("fuse.")

    def same(self, other: Ground) -> bool:
        """Tell whether this is the other one, perhaps mounted anew or numbered anew."""
        if (self.kind, self.origin) == (other.kind, other.origin):
            return True
        return not self.share and not other.share and self.device == other.device


def ground_of(folder: Path, table: Path = Path("/proc/self/mountinfo")) -> Ground:
    """Return what `folder` stands on; raise OSError when it is not there."""
    device = folder.stat().st_dev
    place = os.fsencode(folder.resolve())
    best, kind, origin = b"", b"", b""
    for line in table.read_bytes().splitlines():
        before, _, after = line.partition(b" - ")
        point = _unescape(before.split(b" ")[4])
        within = place == point or place.startswith(point.rstrip(b"/") + b"/")
        if within and len(point) >= len(best):  # what was mounted last lies on top
            best = point
            kind, origin = after.split(b" ")[:2]
    return Ground(os.fsdecode(kind), os.fsdecode(_unescape(origin)), device)


def stand(name: str, rooms: Rooms, first: Ground | None) -> Ground:
    """Return what a source stands on now, its rooms furnished; raise Lost when it is not the place it was.

    The marker is the proof. It is put back by itself only into a new folder on the very disk where the source
    first was (deleted and made again); an empty marker made by hand says: this is the place from now on.
    """
    try:
        ground = ground_of(rooms.folder)
        lost = _doubt(name, rooms, ground, first)
        if lost is not None:
            raise lost
        if not rooms.marker.exists() or rooms.marker.stat().st_size == 0:
            rooms.marker.write_text(f"{name}\n", encoding="utf-8")
        rooms.furnish()
    except OSError as error:
        raise Lost(
            "VT-3612",
            "Không vào được thư mục {folder} của nguồn quét “{source}”: {reason}",
            hint="Kiểm tra thư mục, quyền truy cập, hoặc việc gắn thư mục mạng; hệ thống tự thử lại.",
            source=name,
            folder=str(rooms.folder),
            reason=error.strerror or str(error),
        ) from error
    return ground


def _doubt(name: str, rooms: Rooms, ground: Ground, first: Ground | None) -> Lost | None:
    marked = rooms.marker.exists()
    if marked and (first is None or ground.same(first) or rooms.marker.stat().st_size == 0):
        return None
    if marked and first is not None:
        return Lost(
            "VT-3613",
            "Thư mục {folder} của nguồn quét “{source}” nằm trên “{origin}” chứ không trên “{first}”.",
            hint="Gắn lại ổ đĩa hoặc thư mục mạng; nếu đúng là đã chuyển, xóa nội dung tệp {marker}.",
            source=name,
            folder=str(rooms.folder),
            origin=ground.origin,
            first=first.origin,
            marker=str(rooms.marker),
        )
    if first is None or (rooms.bare and not ground.share and ground.same(first)):
        return None
    return Lost(
        "VT-3614",
        "Thư mục {folder} của nguồn quét “{source}” thiếu tệp đánh dấu .nguon-quet.",
        hint="Kiểm tra việc gắn ổ đĩa hoặc thư mục mạng; nếu đúng là thư mục này, tạo tệp trống {marker}.",
        source=name,
        folder=str(rooms.folder),
        marker=str(rooms.marker),
    )


def _unescape(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 8)]), text)
