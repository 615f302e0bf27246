"""One stay in a source's folder: from finding it whole and locking it, to leaving it or losing it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from core.errors import OfficeError, Trouble
from plugins.scanner import claims, leftovers
from plugins.scanner.desk import Desk
from plugins.scanner.intake import Intake
from plugins.scanner.mounts import Ground, stand
from plugins.scanner.rooms import Rooms
from plugins.scanner.settle import Settling
from plugins.scanner.sources import Mode, Source
from plugins.scanner.sweep import ENTRIES, Sweep
from plugins.scanner.watch import Watch

BREATH = 4
"""Pauses last at least so many times as long as a look."""
GAP = 0.05


@dataclass
class Stay:
    """What is open while a source is connected."""

    name: str
    rooms: Rooms
    folder: Path
    """The folder, every link in its path resolved."""
    ground: Ground
    share: bool
    intake: Intake
    watch: Watch
    settling: Settling
    lock: int
    stack: ExitStack
    found: Sweep
    gap: float = GAP
    """Seconds to leave between two looks."""
    left: int = 0
    """Claimed files that have not come in yet."""

    @classmethod
    def begin(cls, desk: Desk, name: str, source: Source, hint: Callable[[], None]) -> Stay:
        """Enter the folder; raise Lost when it is not there, Trouble when another process is in it."""
        rooms = Rooms(source.folder)
        remembered = desk.store.read_now(claims.known, name)
        first = remembered[1] if remembered and remembered[0] == str(source.folder) else None
        ground = stand(name, rooms, first)
        with ExitStack() as stack:
            lock = stack.enter_context(rooms.locked())
            if ground != first:
                desk.store.write_now(claims.know, name, str(source.folder), ground)
            share = ground.share if source.mode is Mode.AUTO else source.mode is Mode.SHARE
            intake = Intake(desk, name, source, share)
            stack.callback(intake.close)
            watch = Watch(rooms, hint)
            stack.callback(watch.close)
            leftovers.clear(intake)
            settling = Settling(source.settle, share)
            folder = source.folder.resolve()
            return cls(
                name, rooms, folder, ground, share, intake, watch, settling, lock, stack.pop_all(), Sweep()
            )

    def lasts(self) -> bool:
        """Tell whether this still is the folder that was entered; raise Lost when there is none."""
        stand(self.name, self.rooms, self.ground)
        return self.rooms.holds(self.lock)

    def end(self) -> None:
        """Leave the folder."""
        self.stack.close()

    def swept(self, found: Sweep, begun: float) -> None:
        """Take note of what a look through the folder found."""
        now = time.monotonic()
        self.gap = max(GAP, BREATH * (now - begun))
        self.found = found
        self.settling.look(found.files, now)

    @property
    def doubt(self) -> OfficeError | None:
        """What the IT officer should know of the folder, though intake goes on."""
        if self.found.overflowed:
            return Trouble(
                "VT-3627",
                "Thư mục của nguồn quét “{source}” có hơn {limit} mục; chỉ xem được một phần mỗi lần.",
                hint="Chuyển những tệp không phải văn bản quét ra khỏi thư mục.",
                source=self.name,
                limit=ENTRIES,
            )
        if self.found.deep or self.found.closed:
            return Trouble(
                "VT-3628",
                "Nguồn quét “{source}” có {count} thư mục con nằm quá sâu hoặc không vào được.",
                hint="Chuyển tệp lên thư mục quét, hoặc sửa quyền truy cập thư mục con.",
                source=self.name,
                count=self.found.deep + self.found.closed,
            )
        return None
