"""Whose hands are at the console: the account of the operating system, and the one that owns the home."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from core.office import Home
from core.values import Actor, Role


def account() -> Actor:
    """Return whoever sits at the console: an account of the system, with an administrator's rights."""
    person = os.environ.get("SUDO_USER") if os.geteuid() == 0 else None
    login = person or _name(os.getuid())
    return Actor(login, login, frozenset({Role.ADMIN, Role.CLERK}))


def wake(home: Home, *topics: str) -> None:
    """Let the running office look at once; a closed one will look when it opens."""
    from appliance.doorbell import ask

    with suppress(OSError):  # a hint that is lost costs the office two seconds, no more
        for topic in topics:
            ask(home.socket, "wake", topic=topic)


@contextmanager
def as_owner(home: Home) -> Iterator[None]:
    """Work as the account that owns the home: what root leaves behind must be readable by the office."""
    owner = home.settings.stat() if home.settings.exists() else None
    if owner is None or os.geteuid() != 0 or owner.st_uid == 0:
        yield
        return
    group = os.getegid()
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # an account only the kernel knows
        return str(number)
