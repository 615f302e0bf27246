"""The ZIP around each attachment: put on as every reader takes it, taken off without trusting it."""

from __future__ import annotations

import errno
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO
from uuid import UUID, uuid5

from core.errors import Refused
from plugins.axis.edxml import failures
from plugins.axis.edxml.contents import PIECE, Content, Scratch

LARGEST = 1 << 30
"""Bytes of all attachments of a packet, unwrapped."""
UNSUSPECTED = 1 << 26
"""Bytes up to which a file may shrink as far as it likes: a blank scan does."""
SWELLING = 200
"""How many times its packed size a larger file may have."""
CONTAINERS = frozenset(
    ["zip", "docx", "xlsx", "pptx", "docm", "xlsm", "odt", "ods", "odp", "epub", "jar", "ofd"]
)
"""Kinds of files that are ZIPs themselves."""
PACKED = CONTAINERS | frozenset(("pdf", "jpg", "jpeg", "png", "gif", "webp", "mp3", "mp4", "7z", "rar", "gz"))
"""Kinds of files that hardly shrink any more."""

_SIGNATURE = b"PK\x03\x04"
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_TAIL = 22 + (1 << 16)
"""Bytes from the end in which a ZIP says where its list of entries is."""
_LIST = 1 << 20
"""Bytes of a list of entries that is looked at: nobody wraps one file in more."""
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRIES = UUID("0f5cf70c-7c3b-4a5b-9d8e-2d1f0b8b7a10")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What the library says of a ZIP that is damaged, locked, or made to mislead it."""


def extension(name: str) -> str:
    """Return the extension of a name, in lower case and without its dot."""
    return PurePosixPath(name).suffix[1:].lower()


def unwrap(
    wrapped: Content, name: str, declared: str, scratch: Scratch, room: int
) -> tuple[Content, str] | None:
    """Return what a ZIP of one entry holds, and the entry's name; None when it is no wrapping.

    `name` is the attachment's own, which may be empty; what the packet declares of the type counts only
    where name and bytes leave it open. Raises Refused for a wrapping that is broken, climbs out of its
    folder or swells beyond `room` bytes.
    """
    with wrapped.open() as file:
        if file.read(len(_SIGNATURE)) != _SIGNATURE:
            return None
        entries = _entries(file, wrapped.size)
        if entries is None:
            if extension(name) and extension(name) not in CONTAINERS:
                raise failures.broken(name)
            return None
        if any(_climbs(entry.filename) for entry in entries):
            raise failures.climbing(name)
        files = [entry for entry in entries if not entry.filename.endswith("/")]
        if len(files) != 1 or not _wraps(files[0], name, declared):
            return None
        (entry,) = files
        most = min(room, max(UNSUSPECTED, min(entry.compress_size, wrapped.size) * SWELLING))
        return _unpack(file, entry, name, scratch, most), entry.filename


def _entries(file: IO[bytes], size: int) -> list[zipfile.ZipInfo] | None:
    """Return the entries of a ZIP; None when its list cannot be read, or is not worth it."""
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < 22 or _END64 in tail[max(0, end - 20) : end]:
        return None
    if struct.unpack_from("<L", tail, end + 12)[0] > _LIST:
        return None
    try:
        with _distrusted(""), zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except Refused:
        return None


def _climbs(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return path[:1] in ("/", "\\") or path[1:2] == ":" or ".." in parts


def _wraps(entry: zipfile.ZipInfo, name: str, declared: str) -> bool:
    """Whether this one entry is the attachment, rather than the attachment a ZIP with one file in it."""
    own, inner = extension(name), extension(entry.filename)
    if own == "zip":
        return inner == "zip" and _identifier(entry.filename)
    if own in CONTAINERS:
        return inner == own
    return bool(own) or _identifier(entry.filename) or "zip" in declared.lower()


def _identifier(path: str) -> bool:
    try:
        UUID(PurePosixPath(path.replace("\\", "/")).stem)
    except ValueError:
        return False
    return True


def _unpack(file: IO[bytes], entry: zipfile.ZipInfo, name: str, scratch: Scratch, most: int) -> Content:
    if entry.compress_type not in _PLAIN:
        raise failures.broken(name)
    draft = scratch.draft()
    try:
        with _distrusted(name), zipfile.ZipFile(file) as archive, archive.open(entry) as packed:
            while piece := packed.read(PIECE):
                if draft.size + len(piece) > most:
                    raise failures.swelling(name, most)
                draft.write(piece)
    finally:
        content = draft.close()
    return content


@contextmanager
def _distrusted(name: str) -> Iterator[None]:
    """Say in a sentence what the library, or the disk, has against a ZIP."""
    try:
        yield
    except _BROKEN:
        raise failures.broken(name) from None
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the beginning
            raise failures.broken(name) from None
        raise failures.unreadable(error.strerror or str(error)) from error


def wrap(content: Content, name: str, place: Path) -> None:
    """Write a ZIP of one entry to `place`; raise Trouble when the bytes are not those that were measured.

    The same bytes give the same ZIP. What would shrink so far that a reader takes it for a bomb is stored.
    """
    method = zipfile.ZIP_STORED if extension(name) in PACKED else zipfile.ZIP_DEFLATED
    _pack(content, name, place, method)
    if content.size > max(UNSUSPECTED, place.stat().st_size * SWELLING // 2):
        _pack(content, name, place, zipfile.ZIP_STORED)


def _pack(content: Content, name: str, place: Path, method: int) -> None:
    kind = extension(name)
    entry = zipfile.ZipInfo(f"{uuid5(_ENTRIES, content.sha256)}.{kind if kind.isascii() and kind else 'bin'}")
    entry.compress_type = method
    digest = hashlib.sha256()
    with zipfile.ZipFile(place, "w") as archive, content.open() as file, archive.open(entry, "w") as packed:
        while piece := file.read(PIECE):
            digest.update(piece)
            packed.write(piece)
    if digest.hexdigest() != content.sha256:
        raise failures.changed(name)
