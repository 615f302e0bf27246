"""Moves files between the rooms of a source, so that none is ever overwritten or lost on the way."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.blobs import PIECE, sync_folder
from core.clock import iso
from plugins.scanner.claims import Claim
from plugins.scanner.rooms import Rooms

_libc = ctypes.CDLL(None, use_errno=True)
AT_FDCWD = -100
RENAME_NOREPLACE = 1
PART = ".part"
"""Suffix of a copy that is not whole yet."""


def rename_new(source: Path, target: Path) -> None:
    """Rename `source` to `target`, which must not exist; raise OSError (EEXIST) when it does."""
    answer = _libc.renameat2(
        AT_FDCWD, os.fsencode(source), AT_FDCWD, os.fsencode(target), ctypes.c_uint(RENAME_NOREPLACE)
    )
    if answer == 0:
        return
    number = ctypes.get_errno()
    if number not in (errno.EINVAL, errno.ENOSYS):
        raise OSError(number, os.strerror(number), str(source), None, str(target))
    if os.path.lexists(target):  # a file system that cannot promise it: look first
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


def sync(folder: Path) -> None:
    """Make the names in a folder durable, where its file system can do that."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise


def put_back(rooms: Rooms, claim: Claim) -> None:
    """Put a claimed file back where it lay; beside it when its name has been taken in the meantime."""
    claimed, origin = rooms.claimed / claim.ulid, rooms.folder / claim.origin
    if claim.copied:
        claimed.unlink(missing_ok=True)  # the original never left
        return
    origin.parent.mkdir(parents=True, exist_ok=True)
    try:
        rename_new(claimed, origin)
    except FileExistsError:
        rename_new(claimed, origin.with_name(claim.kept_name))


def put_away(rooms: Rooms, claim: Claim) -> None:
    """Move the original of a received document to `da-nhan/`; done already is done."""
    day = rooms.kept / claim.day
    day.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):
        (rooms.claimed / claim.ulid).rename(day / claim.kept_name)


def set_aside(rooms: Rooms, claim: Claim, trouble: Mapping[str, Any]) -> None:
    """Move a file the office cannot use to `loi/`, with an explanation for people and one for programs."""
    for place in (rooms.claimed / claim.ulid, rooms.kept / claim.day / claim.kept_name):
        with suppress(FileNotFoundError):
            place.rename(rooms.failed / claim.kept_name)
    if not (rooms.failed / claim.kept_name).exists():
        return
    told = {
        "id": claim.ulid,
        "source": claim.source,
        "name": claim.name,
        "size": claim.size,
        "at": iso(claim.at),
        "code": trouble["code"],
        "message": trouble["message"],
        "hint": trouble["hint"],
    }
    reason = f"{trouble['message']} {trouble['hint']}".strip()
    lines = (
        f"Tệp: {claim.name}",
        f"Nguồn quét: {claim.source}",
        f"Thời điểm tiếp nhận: {iso(claim.at)}",
        f"Lý do: {reason} ({trouble['code']})",
        "Nếu đã khắc phục, chép tệp trở lại thư mục quét để hệ thống tiếp nhận lại.",
    )
    beside = rooms.failed / claim.kept_name
    Path(f"{beside}.txt").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    Path(f"{beside}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def remove(rooms: Rooms, claim: Claim) -> None:
    """Overwrite and remove every copy of a claim's file, and what was written about it."""
    aside = rooms.failed / claim.kept_name
    for place in (rooms.claimed / claim.ulid, rooms.kept / claim.day / claim.kept_name, aside):
        with suppress(FileNotFoundError):
            _overwrite(place)
            place.unlink()
            sync(place.parent)
    for beside in (".txt", ".json"):
        Path(f"{aside}{beside}").unlink(missing_ok=True)


def copy_over(origin: Path, target: Path) -> None:
    """Copy a file from another file system, durable and compared; raise OSError when it moves."""
    draft = target.with_name(target.name + PART)
    descriptor = os.open(origin, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as source, draft.open("wb") as copy:
        before = os.fstat(source.fileno())
        digest = hashlib.sha256()
        while piece := source.read(PIECE):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.utime(copy.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(copy.fileno())
        source.seek(0)
        again = hashlib.file_digest(source, "sha256")
        after = os.fstat(source.fileno())
    with draft.open("rb") as copied:
        written = hashlib.file_digest(copied, "sha256")
    still = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not still or not digest.digest() == again.digest() == written.digest():
        draft.unlink()
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(origin))
    draft.rename(target)


def _overwrite(place: Path) -> None:
    with place.open("r+b") as file:
        for _ in range(0, place.stat().st_size, PIECE):
            file.write(bytes(PIECE))
        file.flush()
        os.fsync(file.fileno())
