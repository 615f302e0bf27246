"""The fence around a child: which files it may touch and whether it may speak to anyone."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.sandbox import kernel
from core.sandbox.kernel import Access

_PROJECT = Path(__file__).resolve().parents[2]
_LIST = Access.READ_FOLDER
_READ = Access.READ_FOLDER | Access.READ_FILE
_RUN = _READ | Access.EXECUTE
_WRITE = (
    _READ | Access.WRITE_FILE | Access.CHANGE_FOLDER | Access.REFER | Access.TRUNCATE | Access.DEVICE_CONTROL
)
# What an interpreter and its libraries need of the machine; /etc only by name, for it holds secrets.
_MACHINE = {
    "/usr": _RUN,
    "/lib": _RUN,
    "/lib64": _RUN,
    "/etc/ld.so.cache": _READ,
    "/etc/localtime": _READ,
    "/etc/fonts": _READ,
    "/etc/ssl": _READ,
    "/dev/null": _READ | Access.WRITE_FILE,
    "/dev/zero": _READ,
    "/dev/urandom": _READ,
    "/proc/self": _READ,
    "/proc/cpuinfo": _READ,
    "/proc/meminfo": _READ,
    "/sys/devices/system/cpu": _READ,
}
# Names are looked up when a socket is opened to the network.
_NETWORK = {"/etc/resolv.conf": _READ, "/etc/hosts": _READ, "/etc/nsswitch.conf": _READ}


class Network(StrEnum):
    """Whom a child may speak to."""

    NONE = "none"
    LOCAL = "local"
    ALL = "all"


@dataclass(frozen=True)
class Fence:
    """What a child may reach beside the program itself, all its life: a fence is never loosened."""

    readable: tuple[Path, ...] = ()
    """Folders and files it may read."""
    writable: tuple[Path, ...] = ()
    """Folders and files it may read and change; temporary files go to the first of them."""
    network: Network = Network.NONE
    """NONE: no socket at all; LOCAL: Unix sockets, as the card daemon has; ALL: the network is its work."""


@dataclass(frozen=True)
class Strength:
    """What the fence is worth on this kernel, for the health page and for the tests."""

    files: bool
    """Files outside the fence are out of reach (Landlock, Linux 5.13)."""
    sockets: bool
    """No socket can be opened (seccomp); where it cannot, Landlock 4 still forbids TCP."""
    signals: bool
    """No signal reaches a process outside the fence (Landlock 6, Linux 6.12)."""


def strength() -> Strength:
    """Say what a fence is worth on this machine."""
    version = kernel.landlock_version()
    return Strength(files=version >= 1, sockets=kernel.can_filter_sockets(), signals=version >= 6)


def close_fence(fence: Fence) -> None:
    """Shut this process inside `fence` for the rest of its life; where the kernel lacks a part, without it.

    Must come before the first thread: Landlock fences the thread that asks and those it starts.
    """
    kernel.forgo_privileges()
    if kernel.landlock_version():
        kernel.restrict_files(_allowed(fence), network=fence.network is Network.ALL)
    if fence.network is not Network.ALL and kernel.can_filter_sockets():
        kernel.restrict_sockets(local=fence.network is Network.LOCAL)


def _allowed(fence: Fence) -> dict[Path, Access]:
    allowed = {Path(name): access for name, access in _MACHINE.items()}
    for place in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()):
        allowed[Path(place)] = _RUN
    for entry in map(Path, sys.path):
        # The bare checkout may hold an office's home: its names may be listed, only the program may be read.
        allowed.setdefault(entry, _LIST if entry == _PROJECT else _READ)
    for package in ("core", "signing", "plugins", "appliance"):
        allowed[_PROJECT / package] = _READ
    if fence.network is Network.ALL:
        allowed.update({Path(name): access for name, access in _NETWORK.items()})
    for path in fence.readable:
        allowed[path.resolve()] = _READ
    for path in fence.writable:
        allowed[path.resolve()] = _WRITE
    allowed.pop(Path("/"), None)
    return allowed
