"""A small disk of its own for an office, to be filled, emptied and made read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FILLER = "day.bin"
PIECE = 64 * 1024


@dataclass(frozen=True)
class Disk:
    """A file system in memory."""

    place: Path

    @property
    def free(self) -> int:
        """Bytes still free."""
        disk = os.statvfs(self.place)
        return disk.f_bavail * disk.f_frsize

    def fill(self, but: int = 0) -> None:
        """Take all the space, `but` so many bytes."""
        with (self.place / FILLER).open("ab", buffering=0) as file:
            while (left := min(PIECE, self.free - but)) > 0:
                try:
                    file.write(bytes(left))
                except OSError:  # somebody else took it in between
                    continue

    def empty(self) -> None:
        """Give back the space that `fill` took."""
        (self.place / FILLER).unlink()

    def freeze(self) -> None:
        """Let nobody write any more; no file may be open for writing."""
        self._again("ro")

    def thaw(self) -> None:
        """Let everybody write again."""
        self._again("rw")

    def _again(self, how: str) -> None:
        options = f"remount,bind,{how}"
        subprocess.run(["mount", "--options-mode", "ignore", "-o", options, self.place], check=True)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Disk]:
    """Mount a disk of so many megabytes over `place` within the block; the test bears the mark `mounts`."""
    place.mkdir(parents=True)
    size = f"size={megabytes}m,mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", place], check=True)
    try:
        yield Disk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
