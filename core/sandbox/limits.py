"""How much time, memory and disk one call in the sandbox may take."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

_MIB: Final = 1024 * 1024
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Limits:
    """What one call may take before it is ended.

    `seconds` and `answer_bytes` are kept by the office from outside; the others are the kernel's soft limits,
    which stop bombs and mistakes. Malice is stopped by the fence and by the time limit.
    """

    seconds: float = 60.0
    """On the wall, from the moment a child takes the call."""
    cpu_seconds: int = 60
    """Of processor time."""
    memory_bytes: int = 1024 * _MIB
    """Of address space on top of what the child holds when the call comes."""
    file_bytes: int = 1024 * _MIB
    """The largest file it may write."""
    open_files: int = 256
    """How many files it may hold open."""
    answer_bytes: int = 64 * _MIB
    """The largest answer the office will take from it."""


@contextmanager
def imposed(limits: Limits, held: int) -> Iterator[None]:
    """Impose `limits` on this process within the block; `held` is a descriptor of /proc/self/statm."""
    spent = int(time.process_time()) + 1
    _soften(resource.RLIMIT_AS, _address_space(held) + limits.memory_bytes)
    _soften(resource.RLIMIT_CPU, spent + limits.cpu_seconds)
    _soften(resource.RLIMIT_FSIZE, limits.file_bytes)
    _soften(resource.RLIMIT_NOFILE, limits.open_files)
    try:
        yield
    finally:
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (hard, hard))


def _soften(kind: int, wanted: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _address_space(held: int) -> int:
    return int(os.pread(held, 64, 0).split()[0]) * _PAGE
