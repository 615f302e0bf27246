"""Asks the kernel whether anybody on this machine has a file open for writing."""

from __future__ import annotations

import errno
import fcntl
import signal
from enum import Enum


class Writer(Enum):
    """What the kernel says of writers."""

    NONE = "none"
    SOMEBODY = "somebody"
    UNKNOWN = "unknown"
    """This file system, or the owner of this file, does not let us ask."""


def writer_of(descriptor: int) -> Writer:
    """Return whether somebody has the file behind a read-only descriptor open for writing.

    A read lease is granted only while nobody has. It is given back at once; should somebody open the file
    for writing within that instant, the kernel tells us by a signal, so one is chosen that means nothing
    to us: its own choice, SIGIO, would end the process.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return Writer.SOMEBODY if error.errno == errno.EAGAIN else Writer.UNKNOWN
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return Writer.NONE
