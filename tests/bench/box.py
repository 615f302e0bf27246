"""A box for the benchmarks: a commune's home, its scanner's folder, a real clamd, the office as a process."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from appliance import signatures
from appliance.demonstration import commune
from appliance.paths import database_address, home_at
from appliance.provision import initialise
from core.clock import Clock
from core.office import Home
from core.store.database import Store
from plugins.antivirus import clamd

T = TypeVar("T")
PATIENCE = 300.0
"""Seconds until a benchmark gives up."""
SETTLE = 1.0
"""Seconds a scan rests before it is taken."""
RUN = "from appliance.cli.main import main; main()"


@dataclass
class Box:
    """One box; `opened` runs its office."""

    home: Home
    scans: Path
    address: clamd.Address
    """Where its clamd listens."""
    port: int
    office: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the office and return when it answers."""
        command = [sys.executable, "-c", RUN, "--home", str(self.home.settings), "run"]
        with (self.home.run / "office.log").open("ab") as log:
            self.office = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.office.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.home.run / "office.log").read_text("utf-8")[-2000:])
            time.sleep(0.01)

    def stop(self) -> None:
        """Close the office as systemd does."""
        assert self.office is not None
        self.office.terminate()
        self.office.wait(PATIENCE)
        self.office = None

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Keep the office open within the block."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    @contextmanager
    def watched(self) -> Iterator[Store]:
        """Read the office's database from outside within the block."""
        store = Store(database_address(self.home, ""), readers=1)
        store.open()
        try:
            yield store
        finally:
            store.close()

    def resident(self) -> float:
        """Return the resident memory of the office's own process, without its children, in MB."""
        assert self.office is not None
        status = Path(f"/proc/{self.office.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def provisioned() -> Iterator[Box]:
    """Provision a commune in a temporary folder, with clamd running, within the block."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        folder, clock = Path(name), Clock()
        with signatures.running(folder / "clamd", clock.utc()) as daemon:
            scans, home, port = folder / "may-quet", home_at(folder / "home"), _free_port()
            scans.mkdir()
            assert daemon.address.socket is not None
            told = commune.settings(scans, daemon.address.socket, port)
            told[f"plugins.scanner.sources.{commune.SOURCE}.settle"] = SETTLE
            initialise(home, told, commune.furnish, clock.now())
            yield Box(home, scans, daemon.address, port)


def wait_until(true: Callable[[], bool], step: float = 0.05) -> None:
    """Look again and again until something is true; raise TimeoutError when it does not become so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("the benchmark waits for what does not come")
        time.sleep(step)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
