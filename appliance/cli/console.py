"""The office as the operating system's account at the console finds it: open or closed, the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from appliance.cli.account import account, as_owner, wake
from appliance.paths import database_address, demand_initialised
from core.blobs import Blobs
from core.clock import Clock
from core.config.site import Site, load
from core.jobs import Waiting
from core.office import Home
from core.store.database import Store
from core.values import Actor, Moment, Move, Notice

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
