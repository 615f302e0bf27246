"""Looks through a source's folder: the one truth about what has come."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from plugins.scanner.names import is_junk
from plugins.scanner.rooms import OWN, Rooms
from plugins.scanner.settle import Signature
from plugins.scanner.sources import Source

ENTRIES = 50_000
"""Names looked at in one sweep; what lies beyond waits until something has been taken away."""


@dataclass(slots=True)
class Sweep:
    """What one look through the folder found."""

    files: dict[str, Signature] = field(default_factory=dict)
    """Regular files by their path below the folder."""
    entries: int = 0
    deep: int = 0
    """Folders not entered because they lie too deep."""
    closed: int = 0
    """Folders not entered because they went, or because we may not."""

    @property
    def overflowed(self) -> bool:
        """Whether there was more than one sweep looks at."""
        return self.entries >= ENTRIES


def sweep(rooms: Rooms, source: Source, share: bool) -> Sweep:
    """Return what lies in the folder; raise OSError when the folder itself cannot be read.

    Links and everything that is no regular file are left alone, as are hidden and temporary names.
    """
    found = Sweep()
    waiting: list[tuple[str, int]] = [("", 0)]
    while waiting and not found.overflowed:
        below, depth = waiting.pop()
        try:
            waiting += _folder(rooms, source, below, depth, found, lambda status: Signature.of(status, share))
        except OSError:
            if not below:
                raise
            found.closed += 1
    return found


def _folder(
    rooms: Rooms,
    source: Source,
    below: str,
    depth: int,
    found: Sweep,
    sign: Callable[[os.stat_result], Signature],
) -> list[tuple[str, int]]:
    folders: list[tuple[str, int]] = []
    with os.scandir(rooms.folder / below) as entries:
        for entry in entries:
            found.entries += 1
            if found.overflowed:
                break
            if is_junk(entry.name, source.ignore) or (not below and entry.name in OWN):
                continue
            path = os.path.join(below, entry.name)  # noqa: PTH118 - names may be no valid text
            try:
                if entry.is_dir(follow_symlinks=False):
                    if depth < source.depth:
                        folders.append((path, depth + 1))
                    else:
                        found.deep += 1
                elif entry.is_file(follow_symlinks=False):
                    found.files[path] = sign(entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue  # gone between two looks
    return folders
