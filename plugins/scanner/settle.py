"""Waits until a file has come to rest: the same at three looks, and quiet for as long as demanded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plugins.scanner.patience import after

LOOKS = 3
"""How often a file must look the same before anybody touches it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file looks like from outside."""

    inode: int
    size: int
    modified: int
    """Nanoseconds, by the clock of whoever wrote it."""
    changed: int
    """Nanoseconds; tells of rewriting that sets `modified` back."""

    @classmethod
    def of(cls, status: os.stat_result, share: bool) -> Signature:
        """Return the signature; on a share, inode and change time mean nothing."""
        if share:
            return cls(0, status.st_size, status.st_mtime_ns, 0)
        return cls(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@dataclass(slots=True)
class Resting:
    """A file that is being watched until it rests."""

    signature: Signature
    since: float
    """When it was first seen like this, monotonic seconds."""
    first: float
    """When it was first seen at all."""
    looks: int = 1
    again: float = 0.0
    """When it is worth touching again."""
    failures: int = 0


@dataclass(slots=True)
class Settling:
    """The files of one source that are not taken yet."""

    settle: float
    share: bool = False
    """Whether the files lie on a share of the network."""
    files: dict[str, Resting] = field(default_factory=dict)

    def look(self, seen: Mapping[str, Signature], now: float) -> None:
        """Take note of what lies in the folder now; what is gone is forgotten, what changed starts anew."""
        for path in self.files.keys() - seen.keys():
            del self.files[path]
        for path, signature in seen.items():
            resting = self.files.get(path)
            if resting is None:
                self.files[path] = Resting(signature, now, now)
            elif resting.signature == signature:
                resting.looks += 1
            else:
                self.files[path] = Resting(signature, now, resting.first)

    def ready(self, now: float, hinted: bool = False) -> list[str]:
        """Return the files that rest, the longest resting first; a hint makes postponed ones worth a try."""
        found = [
            (resting.since, resting.signature.modified, path)
            for path, resting in self.files.items()
            if resting.looks >= LOOKS
            and now - resting.since >= self.settle
            and (now >= resting.again or (hinted and not resting.failures))
        ]
        return [path for _, _, path in sorted(found)]

    def due(self, now: float) -> float | None:
        """Return in how many seconds the next file may be ready; None when nothing is waited for."""
        if not self.files:
            return None
        return max(0.0, min(max(file.since + self.settle, file.again) for file in self.files.values()) - now)

    def postpone(self, path: str, until: float) -> None:
        """Do not touch a file before `until`."""
        self.files[path].again = until

    def refuse(self, path: str, now: float) -> None:
        """Take note that a file could not be read or moved; it is touched again ever more rarely."""
        resting = self.files[path]
        resting.failures += 1
        self.postpone(path, now + after(resting.failures))

    def forget(self, paths: Iterable[str]) -> None:
        """Start anew with these files, should they still be there."""
        for path in paths:
            self.files.pop(path, None)

    @property
    def young(self) -> bool:
        """Whether a file has not been looked at often enough yet."""
        return any(resting.looks < LOOKS for resting in self.files.values())

    @property
    def refusing(self) -> bool:
        """Whether a file could not be read at the last try."""
        return any(resting.failures for resting in self.files.values())

    @property
    def oldest(self) -> float | None:
        """When the file that has waited longest was first seen, monotonic seconds."""
        return min((resting.first for resting in self.files.values()), default=None)
