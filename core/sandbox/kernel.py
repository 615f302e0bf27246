"""The few requests to the Linux kernel that Python has no words for: Landlock, seccomp and prctl."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
from enum import IntFlag
from pathlib import Path
from typing import Final

# The figures of linux/prctl.h, linux/landlock.h, linux/audit.h, linux/filter.h and linux/seccomp.h.
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULESET_VERSION, _RULE_PATH_BENEATH = 1, 1
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS, _NET_BIND_AND_CONNECT_TCP = 3, 3
# machine -> its AUDIT_ARCH, and the numbers of its calls socket and truncate
_CALLS: Final = {"x86_64": (0xC000003E, 41, 76), "aarch64": (0xC00000B7, 198, 45)}
_IO_URING_SETUP, _X32_CALLS, _AF_UNIX = 425, 0x40000000, 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13

_libc = ctypes.CDLL(None, use_errno=True)


class Access(IntFlag):
    """What Landlock may allow beneath a path (`LANDLOCK_ACCESS_FS_*`)."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_FOLDER = 1 << 3
    CHANGE_FOLDER = 0b1_1111_1111 << 4
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    DEVICE_CONTROL = 1 << 15


_ON_A_FILE = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE | Access.DEVICE_CONTROL


def die_with_parent() -> None:
    """Ask to be killed as soon as the thread that started this process ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def forgo_privileges() -> None:
    """Give up ever gaining privileges by executing a file, and hide this process's memory from its peers."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)


def landlock_version() -> int:
    """Return the version of Landlock this kernel has; 0 when it has none or it is switched off."""
    version: int = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_RULESET_VERSION))
    return max(version, 0)


def restrict_files(allowed: dict[Path, Access], *, network: bool) -> None:
    """Let this process touch only the paths in `allowed`, for ever; without `network`, no TCP and no signal
    leave it either, as far as the kernel's Landlock goes.

    Must be called while the process has one thread. A path that does not exist is left out.
    """
    version = landlock_version()
    ruleset = _ruleset(version, network)
    try:
        for path, access in allowed.items():
            if path.exists():
                _allow(ruleset, path, access & _known_accesses(version))
        _check(_libc.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)))
    finally:
        os.close(ruleset)


def can_filter_sockets() -> bool:
    """Say whether `restrict_sockets` knows the calls of this machine."""
    return platform.machine() in _CALLS


def restrict_sockets(*, local: bool) -> None:
    """Let this process open no socket for ever, or with `local` only those of the Unix family.

    Landlock before Linux 6.7 knows no network and none of its versions so far knows UDP: hence seccomp, which
    also stops truncating a file by its name, for Landlock before Linux 6.2 lets that pass.
    """
    arch, socket_call, truncate_call = _CALLS[platform.machine()]
    program = (
        (_LOAD, 0, 0, 4),  # the machine whose calling convention is used
        (_EQUAL, 0, 8, arch),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, 6, 0, _X32_CALLS),
        (_EQUAL, 5, 0, _IO_URING_SETUP),  # a ring opens sockets behind seccomp's back
        (_EQUAL, 4, 0, truncate_call),
        (_EQUAL, 0, 2, socket_call),
        (_LOAD, 0, 0, 16),  # the first argument: the family of the socket
        (_EQUAL, 0, 1, _AF_UNIX if local else 0xFFFFFFFF),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
    filters = ctypes.create_string_buffer(
        b"".join(struct.pack("HBBI", code, yes, no, value) for code, yes, no, value in program)
    )
    listing = struct.pack("HQ", len(program), ctypes.addressof(filters))
    _prctl(_PR_SET_SECCOMP, 2, ctypes.c_char_p(listing))


def _known_accesses(version: int) -> Access:
    known = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.READ_FOLDER | Access.CHANGE_FOLDER
    for since, access in ((2, Access.REFER), (3, Access.TRUNCATE), (5, Access.DEVICE_CONTROL)):
        if version >= since:
            known |= access
    return known


def _ruleset(version: int, network: bool) -> int:
    tcp = _NET_BIND_AND_CONNECT_TCP if version >= 4 and not network else 0
    scope = _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if version >= 6 and not network else 0
    length = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = struct.pack("QQQ", _known_accesses(version), tcp, scope)[:length]
    return _check(_libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(length), ctypes.c_uint32(0)))


def _allow(ruleset: int, path: Path, access: Access) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", access if path.is_dir() else access & _ON_A_FILE, place)
        _check(_libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, ctypes.c_uint32(0)))
    finally:
        os.close(place)


def _prctl(option: int, value: int, more: ctypes.c_char_p | int = 0) -> None:
    third = more if isinstance(more, ctypes.c_char_p) else ctypes.c_ulong(more)
    _check(_libc.prctl(option, ctypes.c_ulong(value), third, ctypes.c_ulong(0), ctypes.c_ulong(0)))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
