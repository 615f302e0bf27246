"""The folder of a source and the rooms the office keeps in it."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import Trouble

MARKER, CLAIMED, KEPT, FAILED, LOCK = ".nguon-quet", ".tiep-nhan", "da-nhan", "loi", ".khoa"
OWN = frozenset((MARKER, CLAIMED, KEPT, FAILED))
"""Names at the top of the folder that are the office's own."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """Where things lie in a source's folder."""

    folder: Path

    @property
    def marker(self) -> Path:
        """Says that this is the folder, and not the empty place where a share should be."""
        return self.folder / MARKER

    @property
    def claimed(self) -> Path:
        """Files on their way into the office, each named by its claim."""
        return self.folder / CLAIMED

    @property
    def kept(self) -> Path:
        """Originals that have been received, by day."""
        return self.folder / KEPT

    @property
    def failed(self) -> Path:
        """Files the office cannot use, each with its explanation."""
        return self.folder / FAILED

    @property
    def bare(self) -> bool:
        """Whether nothing of the office's is in the folder: it is new."""
        return not any((self.folder / name).exists() for name in OWN)

    def furnish(self) -> None:
        """Make the rooms that are missing."""
        for room in (self.claimed, self.kept, self.failed):
            room.mkdir(exist_ok=True)

    def is_own(self, path: str | bytes) -> bool:
        """Tell whether a path below the folder leads into one of the rooms."""
        below = os.path.relpath(os.fsdecode(path), self.folder)
        return below.split(os.sep, 1)[0] in OWN

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Keep every other process out of the folder within the block; raise Trouble when one is in it.

        Gives the descriptor of the lock.
        """
        descriptor = os.open(self.claimed / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Trouble(
                    "VT-3611",
                    "Thư mục quét {folder} đang được một chương trình Vanthu khác theo dõi.",
                    hint="Dừng chương trình kia, hoặc cho mỗi cơ quan một thư mục riêng.",
                    folder=str(self.folder),
                ) from error
            except OSError as error:
                if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL):
                    raise  # a share without locks is watched without one
            yield descriptor
        finally:
            os.close(descriptor)

    def holds(self, descriptor: int) -> bool:
        """Tell whether the lock still stands in the folder: it may have been deleted and made again."""
        held = os.fstat(descriptor)
        try:
            there = (self.claimed / LOCK).stat()
        except FileNotFoundError:
            return False
        return (held.st_dev, held.st_ino) == (there.st_dev, there.st_ino)
