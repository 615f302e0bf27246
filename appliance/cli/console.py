"""The office as the operating system's account at the console finds it: open or closed, the same rows."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from appliance.paths import database_address, demand_initialised
from core.blobs import Blobs
from core.clock import Clock
from core.config.site import Site, load
from core.jobs import Waiting
from core.office import Home
from core.store.database import Store
from core.values import Actor, Moment, Move, Notice, Role

P = ParamSpec("P")
T = TypeVar("T")
TOPICS = {Waiting: "jobs", Move: "documents", Notice: "notices"}
"""What the running office is told after a commit of ours."""


@dataclass(frozen=True, slots=True)
class Console:
    """One command at work on the office's database."""

    home: Home
    site: Site
    """Without the plugins' own settings: nothing of theirs is imported."""
    store: Store
    blobs: Blobs
    clock: Clock
    actor: Actor

    @property
    def at(self) -> Moment:
        """This instant."""
        return self.clock.now()

    def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in one transaction."""
        return self.store.write_now(function, *args, **kwargs)

    def see(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read."""
        return self.store.read_now(function, *args, **kwargs)


@contextmanager
def at_console(home: Home) -> Iterator[Console]:
    """Work on the office of `home` within the block; what was committed then wakes the running office."""
    demand_initialised(home)
    actor = account()
    with as_owner(home):
        site = load(home.site_file, {})
        store, rung = Store(database_address(home, site.store.database)), set[str]()
        store.open()
        store.listeners.append(lambda event: rung.update(filter(None, [TOPICS.get(type(event))])))
        try:
            blobs = Blobs(home.blobs, home.scratch)
            yield Console(home, site, store, blobs, Clock(), actor)
        finally:
            store.close()
        wake(home, *sorted(rung))


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
