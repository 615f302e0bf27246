"""A commune whose office is a process of its own, which a test may kill, and its scanner's folder."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

from appliance.demonstration import commune, equipment
from appliance.paths import database_address, home_at
from appliance.provision import initialise
from core.blobs import Blobs
from core.clock import Clock
from core.office import Home
from core.store.database import Store
from core.values import Moment
from plugins.antivirus import clamd
from plugins.scanner.rooms import Rooms
from tests.laws.tree import ROOT
from tests.parts.clerks import told_in

T = TypeVar("T")
SOURCE = f"plugins.scanner.sources.{commune.SOURCE}"
PATIENCE = 90.0
"""Seconds anything may take before a test says that it does not happen."""


@dataclass
class Commune:
    """A provisioned home, its scanner's folder, and the process of its office."""

    folder: Path
    home: Home
    scans: Path
    dropped: dict[str, str] = field(default_factory=dict)
    """The hash of every file dropped, by its name."""
    logins: dict[str, commune.Login] = field(default_factory=dict)
    """How each person signs in, by login."""
    program: str = "tests.parts.clerks"
    """The module that opens the office and lets people work in it."""
    office: subprocess.Popen[str] | None = None
    address: str = ""
    said: list[str] = field(default_factory=list)
    """Lines the office wrote to standard error, of all its processes."""

    @property
    def rooms(self) -> Rooms:
        """The rooms in the scanner's folder."""
        return Rooms(self.scans)

    @property
    def pid(self) -> int:
        """The number of the office's process."""
        assert self.office is not None
        return self.office.pid

    @property
    def words(self) -> str:
        """What the office has said on standard error."""
        return "".join(self.said)

    def begin(self, clerks: int = 2) -> None:
        """Start the process of the office and do not wait."""
        command = [sys.executable, "-m", self.program, str(self.folder), str(clerks)]
        pipe = subprocess.PIPE
        self.office = subprocess.Popen(
            command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, errors="replace"
        )
        self._listening = threading.Thread(target=self._listen, args=(self.office.stderr,), daemon=True)
        self._listening.start()

    def open(self, clerks: int = 2) -> None:
        """Start the office and return when it is open."""
        self.begin(clerks)
        assert self.office is not None and self.office.stdout is not None
        self.address = self.office.stdout.readline().strip()
        assert self.address, f"the office did not open: {self.words[-2000:]}"

    def kill(self) -> None:
        """End the office at once, as a power cut would."""
        assert self.office is not None
        self.office.send_signal(signal.SIGKILL)
        self._gone()

    def close(self) -> int:
        """Close the office as systemd does, and return its exit code."""
        assert self.office is not None
        self.office.send_signal(signal.SIGTERM)
        return self._gone()

    def ended(self) -> int:
        """Wait until the office ends by itself, and return its exit code."""
        return self._gone()

    def _gone(self) -> int:
        assert self.office is not None and self.office.stdout is not None
        code = self.office.wait(PATIENCE)
        self._listening.join()
        self.office.stdout.close()
        self.office = None
        return code

    def _listen(self, words: IO[str]) -> None:
        with words:
            for line in words:
                self.said.append(line)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Type a command of `vanthu` at the console of this home."""
        program = "from appliance.cli.main import main; main()"
        line = [sys.executable, "-c", program, "--home", str(self.folder), *words]
        return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    def drop(self, name: str, content: bytes) -> None:
        """Let the scanner write a file into its folder, in two pieces."""
        with (self.scans / name).open("wb") as file:
            file.write(content[: len(content) // 2])
            file.flush()
            file.write(content[len(content) // 2 :])
        self.dropped[name] = hashlib.sha256(content).hexdigest()

    def see(self, read: Callable[[], T]) -> T:
        """Read the office's database from outside, whether it is open or not."""
        store = Store(database_address(self.home, ""), readers=1)
        store.open()
        try:
            return store.read_now(read)
        finally:
            store.close()

    def until(self, true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait until what is read from the database is true; False when it does not become so."""
        deadline = time.monotonic() + seconds
        while not self.see(true):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def told(self) -> list[tuple[int, int]]:
        """Return every number a clerk was told, with its document, in the order of telling."""
        place = told_in(self.folder)
        lines = place.read_text().splitlines() if place.exists() else []
        return [(int(number), int(document)) for number, document in map(str.split, lines)]

    def blobs(self) -> Blobs:
        """Return the store of blobs, to look into."""
        return Blobs(self.home.blobs, self.home.scratch)


@contextmanager
def provisioned(
    folder: Path,
    scanner: clamd.Address,
    settings: Mapping[str, object] | None = None,
    *,
    signing: bool = False,
) -> Iterator[Commune]:
    """Make the home of a commune within the block; its process is ended at the end, come what may.

    With `signing` it has the demonstration's keys, each opened by the demonstration's PIN.
    """
    place, scans = folder / "nha", folder / "may-quet"
    scans.mkdir()
    home = home_at(place)
    assert scanner.socket is not None
    told = commune.settings(scans, scanner.socket, 0) | {f"{SOURCE}.settle": 0.2} | dict(settings or {})
    clock = Clock()
    keys = equipment.make(folder / "khoa", clock.utc()) if signing else None
    told |= equipment.settings(keys) if keys else {}

    def furnish(at: Moment) -> list[commune.Login]:
        people = commune.furnish(at)
        if keys:
            equipment.equip(keys, at)
        return people

    logins = initialise(home, told, furnish, clock.now())
    made = Commune(place, home, scans, logins={login.login: login for login in logins})
    try:
        yield made
    finally:
        if made.office is not None:
            made.kill()


def running(number: int) -> bool:
    """Tell whether a process is there."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True
