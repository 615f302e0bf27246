"""A small disk of its own for an office, to be filled, emptied and made read-only; root or not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.laws.tree import ROOT

FILLER = "day.bin"
PIECE = 64 * 1024


@dataclass(frozen=True)
class Disk:
    """A file system in memory that only the processes of one mount namespace see at `place`."""

    place: Path
    holder: int
    """The process that keeps the namespace."""

    @property
    def seen(self) -> Path:
        """The disk as this process sees it."""
        return Path(f"/proc/{self.holder}/root{self.place}")

    @property
    def within(self) -> Sequence[str]:
        """What comes before a command that is to live beside the disk."""
        return ("nsenter", *_enter(), "--mount", "--target", str(self.holder), f"--wd={ROOT}")

    @property
    def free(self) -> int:
        """Bytes still free."""
        disk = os.statvfs(self.seen)
        return disk.f_bavail * disk.f_frsize

    def fill(self, but: int = 0) -> None:
        """Take all the space, `but` so many bytes."""
        with (self.seen / FILLER).open("ab") as file:
            while (left := min(PIECE, self.free - but)) > 0:
                os.write(file.fileno(), bytes(left))

    def empty(self) -> None:
        """Give back the space that `fill` took."""
        (self.seen / FILLER).unlink()

    def freeze(self) -> None:
        """Let nobody write any more; no file may be open for writing."""
        self._again("ro")

    def thaw(self) -> None:
        """Let everybody write again."""
        self._again("rw")

    def _again(self, how: str) -> None:
        options = f"remount,bind,{how}"
        command = ["mount", "--options-mode", "ignore", "-o", options, str(self.place)]
        subprocess.run([*self.within, *command], check=True)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Disk]:
    """Mount a disk of so many megabytes over the empty folder `place` within the block."""
    place.mkdir(parents=True)
    mount = f'mount -t tmpfs -o size={megabytes}m,mode=700 none "$0" && echo mounted && exec cat'
    apart = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", *apart, "--mount", "sh", "-c", mount, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.readline() == "mounted\n", "no disk could be mounted"
        try:
            yield Disk(place, holder.pid)
        finally:
            holder.stdin.close()


def _enter() -> tuple[str, ...]:
    return () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
