"""The whole office of the demonstration's commune, open in a thread, with a real clamd and a scanner."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from appliance import signatures
from appliance.demonstration import commune, equipment
from appliance.paths import home_at
from appliance.provision import initialise
from appliance.run import Opened, open_office
from core.clock import Clock
from core.office import Home, Office
from core.values import Moment

T = TypeVar("T")


@dataclass(frozen=True)
class Living:
    """An open office, where it is reached, and the folder its scanner writes into."""

    opened: Opened
    scans: Path
    home: Home
    logins: dict[str, commune.Login]
    clamd: signatures.Daemon

    @property
    def office(self) -> Office:
        """The office itself."""
        return self.opened.office

    @property
    def address(self) -> str:
        """http://127.0.0.1:port"""
        return self.opened.address

    def see(self, function: Callable[..., T], *args: Any) -> T:
        """Read."""
        return self.office.store.read_now(function, *args)

    def do(self, function: Callable[..., T], *args: Any) -> T:
        """Write."""
        return self.office.store.write_now(function, *args)

    def until(self, true: Callable[[], Any], seconds: float = 60) -> Any:
        """Wait until `true` gives something true, and return it; fail when it never does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := true():
                return found
            time.sleep(0.05)
        raise AssertionError("it never came true")


def clock_at(moment: datetime) -> Clock:
    """Return a clock that starts at `moment` and runs on from there."""
    started = time.monotonic()
    return Clock(lambda: moment.astimezone(UTC) + timedelta(seconds=time.monotonic() - started))


@contextmanager
def living(
    folder: Path, clock: Clock | None = None, *, signing: bool = False, **more: object
) -> Iterator[Living]:
    """Open the office in a thread within the block; `more` are settings: `store__database`, `web__port`.

    With `signing` it has the demonstration's keys, each opened by the demonstration's PIN.
    """
    told = clock or Clock()
    scans = folder / "may-quet"
    scans.mkdir()
    with signatures.running(folder / "clamd", told.utc()) as daemon:
        assert daemon.address.socket is not None
        home = home_at(folder / "home")
        settings = commune.settings(scans, daemon.address.socket, 0)
        settings["intake.reserve_bytes"] = 0
        keys = equipment.make(folder / "khoa", told.utc()) if signing else None
        settings |= equipment.settings(keys) if keys else {}
        settings |= {name.replace("__", "."): value for name, value in more.items()}

        def furnish(at: Moment) -> list[commune.Login]:
            people = commune.furnish(at)
            if keys:
                equipment.equip(keys, at)
            return people

        logins = initialise(home, settings, furnish, told.now())
        with _in_a_thread(home, told) as opened:
            yield Living(opened, scans, home, {login.login: login for login in logins}, daemon)


@contextmanager
def _in_a_thread(home: Home, clock: Clock) -> Iterator[Opened]:
    ready, ending = threading.Event(), threading.Event()
    there: list[Opened] = []
    wrong: list[BaseException] = []

    async def stay() -> None:
        async with open_office(home, clock=clock) as opened:
            there.append(opened)
            ready.set()
            while not ending.is_set():
                await asyncio.sleep(0.05)

    def keep_open() -> None:
        try:
            asyncio.run(stay())
        except BaseException as error:
            wrong.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=keep_open, name="office")
    thread.start()
    ready.wait()
    try:
        if wrong:
            raise wrong[0]
        yield there[0]
    finally:
        ending.set()
        thread.join()
    if wrong:
        raise wrong[0]
