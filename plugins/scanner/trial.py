"""Tries a source out with a canary: is the folder there, can files be seen, claimed, asked about, kept?"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import OfficeError, Trouble
from core.language import mark, tr
from plugins.scanner.lease import Writer, writer_of
from plugins.scanner.mounts import ground_of
from plugins.scanner.readiness import open_safely
from plugins.scanner.rooms import Rooms
from plugins.scanner.sources import Mode, Source
from plugins.scanner.watch import Watch

CANARY = "vanthu-thu-{mark}.tmp"
"""The canary's name: one that intake leaves alone."""
PATIENCE = 3.0
"""Seconds to wait for a hint."""
LIMITS = Path("/proc/sys/fs/inotify")
FEW_WATCHES = 8192
FEW_INSTANCES = 64
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Check:
    """What one question of the trial brought."""

    name: str
    """folder, write, see, claim, lease, hint, limits or space."""
    good: bool
    sentence: str
    """What was found; a template."""
    facts: dict[str, str] = field(default_factory=dict)
    grave: bool = True
    """Whether intake cannot work like this; otherwise it only works more slowly or with less certainty."""

    @property
    def message(self) -> str:
        """What was found, in the language of the reader."""
        return tr(self.sentence, **self.facts)


def demand_folder(name: str, source: Source) -> None:
    """Raise Trouble unless the folder of a source is there and may be written by this process."""
    if source.folder.is_dir() and os.access(source.folder, os.R_OK | os.W_OK | os.X_OK):
        return
    raise Trouble(
        "VT-3641",
        "Thư mục {folder} của nguồn quét “{source}” không có hoặc không ghi được.",
        hint="Tạo thư mục, gắn thư mục mạng, hoặc cấp quyền đọc ghi cho tài khoản chạy dịch vụ.",
        source=name,
        folder=str(source.folder),
    )


def test_source(name: str, source: Source, data: Path) -> list[Check]:
    """Return what a trial of a source finds, in order; `data` lies on the office's own disk.

    Works beside the running intake: the canary bears a name that is left alone, and is gone afterwards.
    """
    try:
        demand_folder(name, source)
        ground = ground_of(source.folder)
    except (OfficeError, OSError) as error:
        reason = error.message if isinstance(error, OfficeError) else str(error)
        return [Check("folder", False, "{reason}", {"reason": reason})]
    share = ground.share if source.mode is Mode.AUTO else source.mode is Mode.SHARE
    kind = mark("Thư mục mạng ({kind}, {origin}): xem theo nhịp chậm, không hỏi được ai đang ghi.")
    disk = mark("Thư mục trên ổ đĩa ({kind}, {origin}).")
    checks = [Check("folder", True, kind if share else disk, {"kind": ground.kind, "origin": ground.origin})]
    rooms = Rooms(source.folder)
    questions: list[tuple[str, Callable[[Rooms], Check]]] = [("see", _see), ("claim", _claim)]
    if not share:
        questions += [("lease", _lease), ("hint", _hint), ("limits", _limits)]
    for title, ask in questions:
        try:
            checks.append(ask(rooms))
        except OSError as error:
            reason = error.strerror or str(error)
            checks.append(Check(title, False, mark("Không thử được: {reason}"), {"reason": reason}))
    return [*checks, _space(data)]


def _see(rooms: Rooms) -> Check:
    with _canary(rooms.folder) as canary:
        seen = canary in set(rooms.folder.iterdir()) and canary.read_bytes() == b"%PDF-"
    sentence = mark("Ghi và nhìn thấy tệp thử.") if seen else mark("Ghi tệp thử nhưng không nhìn thấy.")
    return Check("see", seen, sentence)


def _claim(rooms: Rooms) -> Check:
    """Rename into the room for claims; while that is not furnished, within the folder."""
    room = rooms.claimed if rooms.claimed.is_dir() else rooms.folder
    with _canary(rooms.folder) as canary:
        target = room / f".{canary.name}"
        canary.rename(target)
        moved = target.exists() and not canary.exists()
        target.unlink()
    sentence = mark("Lấy tệp bằng đổi tên được.") if moved else mark("Đổi tên tệp không có hiệu lực.")
    return Check("claim", moved, sentence)


def _lease(rooms: Rooms) -> Check:
    with _canary(rooms.folder) as canary:
        reading = open_safely(canary)
        try:
            with canary.open("ab"):
                writing = writer_of(reading)
            resting = writer_of(reading)
        finally:
            os.close(reading)
    if writing is Writer.SOMEBODY and resting is Writer.NONE:
        return Check("lease", True, mark("Nhân hệ điều hành cho biết ai đang ghi tệp."))
    sentence = mark("Không hỏi được nhân hệ điều hành ai đang ghi; dựa vào thời gian lắng và phần cuối tệp.")
    return Check("lease", False, sentence, grave=False)


def _hint(rooms: Rooms) -> Check:
    hinted = threading.Event()
    watch = Watch(rooms, hinted.set)
    try:
        watch.tend(time.monotonic())
        with _canary(rooms.folder):
            heard = hinted.wait(PATIENCE)
    finally:
        watch.close()
    if heard:
        return Check("hint", True, mark("Nhân hệ điều hành báo ngay khi có tệp mới."))
    sentence = mark("Nhân hệ điều hành không báo tệp mới ({reason}); hệ thống tự xem theo nhịp.")
    return Check("hint", False, sentence, {"reason": watch.trouble or "timeout"}, grave=False)


def _limits(rooms: Rooms) -> Check:
    watches, instances = (
        int((LIMITS / name).read_text()) for name in ("max_user_watches", "max_user_instances")
    )
    good = watches >= FEW_WATCHES and instances >= FEW_INSTANCES
    sentence = mark("Giới hạn inotify: {watches} thư mục, {instances} phiên.")
    return Check(
        "limits", good, sentence, {"watches": str(watches), "instances": str(instances)}, grave=False
    )


def _space(data: Path) -> Check:
    disk = os.statvfs(data)
    free = disk.f_bavail * disk.f_frsize // MEGABYTE
    return Check("space", free > 0, mark("Ổ đĩa của hệ thống còn {free} MB."), {"free": str(free)})


@contextmanager
def _canary(folder: Path) -> Iterator[Path]:
    place = folder / CANARY.format(mark=secrets.token_hex(4))
    place.write_bytes(b"%PDF-")
    try:
        yield place
    finally:
        place.unlink(missing_ok=True)
