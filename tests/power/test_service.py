"""The office as systemd keeps it: it says that it is ready, alive, reloading, stopping, and stops in time."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from appliance import doorbell
from appliance.demonstration import commune
from appliance.paths import home_at
from appliance.provision import initialise
from core.clock import Clock
from core.config.editing import edited
from core.office import Home
from tests.laws.tree import ROOT
from tests.parts.pages import sign_in

FOUNDED = {"office.code": "H51", "office.name": "UBND xã Long Phú", "web.port": 0, "intake.reserve_bytes": 0}
PROGRAM = "from appliance.cli.main import main; main()"
PATIENCE = 60.0
"""Seconds anything may take before a test says that it does not happen."""
BEAT = 0.4
"""Seconds of the watchdog's period in these tests."""
STREAMS = 50
IN_TIME = 2.0
"""Seconds in which the office closes, however many pages listen (the bound is part of the contract)."""


@dataclass
class Service:
    """An office in a process of its own, and what it has told systemd."""

    home: Home
    line: socket.socket
    process: subprocess.Popen[bytes]
    heard: list[dict[str, str]] = field(default_factory=list)

    def listen(self, until: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Hear what is told until something fits, and return that."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.line.settimeout(max(0.1, deadline - time.monotonic()))
            told = dict(fact.split("=", 1) for fact in self.line.recv(4096).decode().splitlines())
            self.heard.append(told)
            if until(told):
                return told
        raise AssertionError(f"never told; heard {self.heard}")

    def hear(self, fact: str) -> dict[str, str]:
        """Wait until a fact such as READY is told."""
        return self.listen(lambda told: fact in told)

    def status(self) -> dict[str, Any]:
        """Return what the office says of itself at its doorbell."""
        told = doorbell.ask(self.home.socket, "status")
        assert told is not None and told["ok"]
        return told

    def issues(self) -> list[str]:
        """Return the codes of what it finds wrong with itself."""
        return [issue["code"] for issue in self.status()["issues"]]

    def change(self, key: str, value: object) -> None:
        """Edit site.toml and send SIGHUP, as `systemctl reload` does; return when it is done."""
        text = self.home.site_file.read_text(encoding="utf-8")
        self.home.site_file.write_text(edited(text, {key: value}), encoding="utf-8")
        self.reload()

    def reload(self) -> None:
        """Send SIGHUP and hear that it was heeded."""
        begun = time.monotonic_ns() // 1000
        self.process.send_signal(signal.SIGHUP)
        told = self.hear("RELOADING")
        assert (
            told["RELOADING"] == "1" and begun <= int(told["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000
        )
        assert self.hear("READY") == {"READY": "1"}


@contextmanager
def service(folder: Path, **environment: str) -> Iterator[Service]:
    """Have systemd's place taken by a test within the block; the office is ready when it begins."""
    home = home_at(folder / "home")
    initialise(home, FOUNDED, commune.furnish, Clock().now())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(name := f"\0vanthu-{os.getpid()}-{time.monotonic_ns()}")
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--home", str(home.settings), "run", "--json"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "VANTHU_HOME": "", "NOTIFY_SOCKET": f"@{name[1:]}", **environment},
        )
        made = Service(home, line, process)
        try:
            made.hear("READY")
            yield made
        finally:
            process.kill()
            process.wait()


def test_it_is_ready_only_when_it_is_open(tmp_path: Path) -> None:
    with service(tmp_path) as office:
        assert office.heard == [{"READY": "1"}]
        assert office.status()["address"].startswith("http://127.0.0.1:")


def test_it_tells_that_it_is_alive_twice_in_each_period(tmp_path: Path) -> None:
    with service(tmp_path, WATCHDOG_USEC=str(int(BEAT * 1_000_000))) as office:
        for _ in range(5):
            assert office.hear("WATCHDOG") == {"WATCHDOG": "1"}
        office.process.send_signal(signal.SIGTERM)
        office.hear("STOPPING")


def test_without_a_watchdog_it_says_nothing_of_the_kind(tmp_path: Path) -> None:
    with service(tmp_path) as office:
        office.reload()
        office.process.send_signal(signal.SIGTERM)
        office.hear("STOPPING")
        assert not [told for told in office.heard if "WATCHDOG" in told]


def test_sighup_reads_the_configuration_again(tmp_path: Path) -> None:
    """Reloading, done; what changed is in force, and what cannot be used is told and changes nothing."""
    with service(tmp_path) as office:
        boot = office.status()["boot"]
        office.change("web.port", 18099)
        assert office.issues() == ["VT-1153"]
        office.change("web.port", 0)
        assert office.issues() == []
        good = office.home.site_file.read_text(encoding="utf-8")
        office.home.site_file.write_text(f"{good}\n[nonsense]\n", encoding="utf-8")
        office.reload()
        assert office.issues() == ["VT-1152"]
        assert office.status()["boot"] == boot and office.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_says_that_it_stops_and_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    with service(tmp_path) as office:
        office.process.send_signal(number)
        assert office.hear("STOPPING") == {"STOPPING": "1"}
        assert office.process.wait(PATIENCE) == 0
        assert not office.home.socket.exists()


async def test_it_closes_in_time_with_many_pages_listening(tmp_path: Path) -> None:
    with service(tmp_path) as office:
        address = office.status()["address"]
        async with ClientSession(address, cookie_jar=CookieJar(unsafe=True)) as visitor:
            await sign_in(visitor, "chuyenvien", commune.password_of("chuyenvien"))
            kept = {cookie.key: cookie.value for cookie in visitor.cookie_jar}
        browsers = [ClientSession(address, cookies=kept) for _ in range(STREAMS)]
        try:
            streams = [await browser.get("/events") for browser in browsers]
            for stream in streams:
                assert await stream.content.readline() == b"event: counts\r\n"
            office.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(IN_TIME):
                while office.process.poll() is None:
                    await asyncio.sleep(0.01)
            assert office.process.returncode == 0
            for stream in streams:
                await stream.read()  # ended in order, not torn off
        finally:
            for browser in browsers:
                await browser.close()
