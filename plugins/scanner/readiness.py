"""Whether a file that has come to rest may be taken: nobody writes to it, and its bytes are whole."""

from __future__ import annotations

import errno
import os
import stat
from enum import Enum
from pathlib import Path

from plugins.scanner.completeness import Whole, probe
from plugins.scanner.lease import Writer, writer_of
from plugins.scanner.settle import Signature


class Readiness(Enum):
    """What was found when the file was touched."""

    READY = "ready"
    WRITING = "writing"
    """Somebody has it open for writing."""
    INCOMPLETE = "incomplete"
    """It is empty, or its format says that more must come."""
    CHANGED = "changed"
    """It is not what it was a moment ago, or not there."""


def examine(folder: Path, path: str, signature: Signature, share: bool) -> Readiness:
    """Return whether the file `path` below `folder` may be taken; raise OSError when it cannot be read.

    `folder` is resolved: a folder that was swapped for a link must not lead us elsewhere.
    """
    place = folder / path
    try:
        descriptor = open_safely(place)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return Readiness.CHANGED
        raise
    try:
        status = os.fstat(descriptor)
        there = Path(f"/proc/self/fd/{descriptor}").readlink() == place
        if not there or not stat.S_ISREG(status.st_mode) or Signature.of(status, share) != signature:
            return Readiness.CHANGED
        if writer_of(descriptor) is Writer.SOMEBODY:
            return Readiness.WRITING
        if probe(descriptor, status.st_size) is Whole.INCOMPLETE:
            return Readiness.INCOMPLETE
        return Readiness.READY
    finally:
        os.close(descriptor)


def is_written(place: Path) -> bool:
    """Tell whether somebody is known to have the file open for writing."""
    descriptor = open_safely(place)
    try:
        return writer_of(descriptor) is Writer.SOMEBODY
    finally:
        os.close(descriptor)


def open_safely(place: Path) -> int:
    """Open a file for reading without following a link, and without waiting at a pipe or a foreign lease."""
    return os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
