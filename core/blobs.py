"""Files by the hash of their content: bytes first, rows second (DESIGN rule 5)."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import Missing, Trouble
from core.values import Blob

PIECE = 1 << 20
"""Bytes read at a time."""


class Blobs:
    """A folder of files named by their SHA-256, `ab/cd/abcd…`; written once, then read only."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder = folder
        self.scratch = scratch

    def open(self) -> None:
        """Make the folders, and forget what an interrupted `keep`, or a signature, left half-written."""
        for folder in (self.folder, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        for left in (
            *self.scratch.glob("keep-*"),
            *self.scratch.glob("sign-*"),
            *self.scratch.glob(".sign-*"),
        ):
            left.unlink(missing_ok=True)

    def keep(self, source: Path | bytes | BinaryIO, name: str = "") -> Blob:
        """Put bytes on the disk for good and return their blob; the same bytes twice are one file.

        Durable when it returns: file and folder are synced. Raises Trouble when the disk says no.
        """
        draft = self.scratch / f"keep-{secrets.token_hex(8)}"
        try:
            digest, size = self._copy(source, draft)
            place = self.path(digest)
            if place.exists() and place.stat().st_size == size:
                draft.unlink()
            else:
                self._place(draft, place)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise Trouble(
                "VT-1301",
                "Không ghi được tệp vào kho: {reason}",
                hint="Kiểm tra dung lượng ổ đĩa; việc tiếp nhận sẽ tự tiếp tục.",
                reason=error.strerror or str(error),
            ) from error
        return Blob(digest, size, place, name)

    def fetch(self, sha256: str, name: str = "") -> Blob:
        """Return the blob of a hash; raise Missing when its bytes are not here (any more)."""
        place = self.path(sha256)
        try:
            return Blob(sha256, place.stat().st_size, place, name)
        except OSError as error:
            raise Missing(
                "VT-1302",
                "Tệp không còn trong kho.",
                hint="Báo quản trị: chạy vanthu doctor để kiểm tra kho tệp.",
                sha256=sha256,
            ) from error

    def path(self, sha256: str) -> Path:
        """Return where the bytes of a hash lie, or would lie."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def freeze(self, sha256: str) -> None:
        """Make the bytes unreadable to everybody but the box itself (quarantine)."""
        self.path(sha256).chmod(0)

    def thaw(self, sha256: str) -> None:
        """Make frozen bytes readable again."""
        self.path(sha256).chmod(0o440)

    def erase(self, sha256: str) -> bool:
        """Overwrite and remove the bytes of a hash (a secret leaves the system); True if they were here."""
        place = self.path(sha256)
        if not place.exists():
            return False
        place.chmod(0o600)
        with place.open("r+b") as file:
            for _ in range(0, place.stat().st_size, PIECE):
                file.write(bytes(PIECE))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
        sync_folder(place.parent)
        return True

    def intact(self, sha256: str) -> bool:
        """Whether the bytes still are what their name says (QCVN 12:2026/BCA, 3.5.2.1.11)."""
        return self.path(sha256).is_file() and digest_of(self.path(sha256)) == sha256

    def __iter__(self) -> Iterator[str]:
        for place in self.folder.glob("??/??/*"):
            yield place.name

    def _copy(self, source: Path | bytes | BinaryIO, draft: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with draft.open("xb") as target:
            for piece in _pieces(source):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
            target.flush()
            os.fchmod(target.fileno(), 0o440)
            os.fsync(target.fileno())
        return digest.hexdigest(), size

    def _place(self, draft: Path, place: Path) -> None:
        for folder in (place.parent.parent, place.parent):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                sync_folder(folder.parent)
        draft.replace(place)
        sync_folder(place.parent)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pieces(source: Path | bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            yield from iter(lambda: file.read(PIECE), b"")
    else:
        yield from iter(lambda: source.read(PIECE), b"")
