"""The parts of the office that intake works with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.bell import Bell
from core.blobs import Blobs
from core.clock import Clock
from core.errors import Trouble
from core.office import Office
from core.store.database import Store

SHARE_OF_DISK = 20
"""The reserve is never more than this part of the disk: a small one must stay usable."""
COPIES = 4
"""How many times its own size a file may take until it is registered (bytes, rendition, text, journal)."""


class NoSpace(Trouble):
    """The office's disk is nearly full."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What intake is given of the office."""

    clock: Clock
    store: Store
    blobs: Blobs
    bell: Bell
    run: Path
    """Where the state of the sources is shown."""
    reserve: int = 512 * 1024 * 1024
    """Bytes to leave free on the office's disk."""

    @classmethod
    def of(cls, office: Office, reserve_megabytes: int) -> Desk:
        """Return the desk of an office."""
        reserve = reserve_megabytes * 1024 * 1024
        return cls(office.clock, office.store, office.blobs, office.bell, office.home.run, reserve)

    def demand_space(self, size: int) -> None:
        """Raise NoSpace unless the office's disk has room for `size` more bytes of scans, with a reserve."""
        disk = os.statvfs(self.blobs.folder)
        free = disk.f_bavail * disk.f_frsize
        reserve = min(self.reserve, disk.f_blocks * disk.f_frsize // SHARE_OF_DISK)
        if free < size * COPIES + reserve:
            raise NoSpace(
                "VT-3621",
                "Ổ đĩa của hệ thống sắp đầy (còn {free} MB); tạm dừng tiếp nhận để không mất tệp.",
                hint="Giải phóng dung lượng ổ đĩa; tệp vẫn nằm trong thư mục quét và sẽ tự được tiếp nhận.",
                free=free // (1024 * 1024),
            )
