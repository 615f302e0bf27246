"""Bytes too many to be held at once: known by size and hash, opened where they lie."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO

from core.values import Blob
from plugins.axis.edxml import failures

PIECE = 1 << 18
"""Bytes handled at a time."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes in memory or in a file; equal when the bytes are."""

    sha256: str
    """64 lower-case hexadecimal digits."""
    size: int
    """Bytes."""
    place: Path | bytes = field(compare=False, repr=False)
    keeper: object = field(default=None, compare=False, repr=False)
    """What must live as long as the file shall."""

    def open(self) -> BinaryIO:
        """Return the bytes from the first; to be closed by whoever asked."""
        return io.BytesIO(self.place) if isinstance(self.place, bytes) else self.place.open("rb")

    def forget(self) -> None:
        """Give back the disk they lie on; only for who wrote them there."""
        if isinstance(self.place, Path):
            self.place.unlink()


def of_blob(blob: Blob) -> Content:
    """Return a kept file as content of a packet."""
    return Content(blob.sha256, blob.size, blob.path)


def of_bytes(held: bytes) -> Content:
    """Return bytes in memory as content of a packet."""
    return Content(hashlib.sha256(held).hexdigest(), len(held), held)


class Scratch:
    """A folder for the files of one packet, made with the first; it goes when nothing holds it any more."""

    def __init__(self, parent: Path | None) -> None:
        self._parent = parent
        self._path: Path | None = None
        self._numbers = count(1)

    def place(self) -> Path:
        """Return where one more file may lie; raise Trouble when the disk says no."""
        if self._path is None:
            with on_disk():
                self._path = Path(tempfile.mkdtemp(prefix="edxml-", dir=self._parent))
            self._end = weakref.finalize(self, shutil.rmtree, self._path, ignore_errors=True)
        return self._path / str(next(self._numbers))

    def draft(self) -> Draft:
        """Begin one more file; raise Trouble when the disk says no."""
        return Draft(self, self.place())

    def close(self) -> None:
        """Remove the folder now."""
        if self._path is not None:
            self._end()


class Draft:
    """A file being written in a scratch folder, measured as it grows; full disks are Trouble."""

    def __init__(self, scratch: Scratch, path: Path) -> None:
        self.size = 0
        self._scratch = scratch
        self._path = path
        self._digest = hashlib.sha256()
        with on_disk():
            self._file = path.open("xb")

    def write(self, piece: bytes) -> None:
        """Append `piece`."""
        with on_disk():
            self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def close(self) -> Content:
        """Return what was written."""
        with on_disk():
            self._file.close()
        return Content(self._digest.hexdigest(), self.size, self._path, self._scratch)


@contextmanager
def on_disk() -> Iterator[None]:
    """Say in a sentence what the disk has against the block."""
    try:
        yield
    except OSError as error:
        raise failures.unwritable(error.strerror or str(error)) from error
