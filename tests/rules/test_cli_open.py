"""The same commands work on an office that is open: same rows, and it takes note at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import doorbell
from appliance.cli import exits
from tests.parts.console import Console, moved_in
from tests.parts.guests import install

PROGRAM = "from appliance.cli.main import main; main()"
RISING = 30.0


@pytest.fixture(scope="module")
def office(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """An office kept open by `vanthu run` in a process of its own."""
    console = moved_in(founded, tmp_path_factory.mktemp("open") / "home")
    assert console.ask("config", "set", "web.port", "0").code == exits.OK
    log = console.folder / "log"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--home", str(console.folder), "run", "--json"],
            stdout=subprocess.PIPE,
            stderr=lines,
            env={**os.environ, "VANTHU_HOME": ""},
        )
    try:
        deadline = time.monotonic() + RISING
        while doorbell.ask(console.home.socket, "status") is None:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield console
    finally:
        process.terminate()
        told, _ = process.communicate(timeout=RISING)
    assert process.returncode == exits.OK, log.read_text(encoding="utf-8")
    assert told == b'{"ok": true, "schema": "vanthu.run/1", "data": {"closed": true}, "errors": []}\n'


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch the office's health for a moment only."""
    monkeypatch.setattr("appliance.ground.WATCH", 0.1)


def test_its_status_is_its_own(office: Console) -> None:
    facts = office.ask("status").data
    assert facts["running"] is True
    assert facts["address"].startswith("http://127.0.0.1:")
    assert facts["boot"] and facts["since"]


def test_it_is_opened_once(office: Console) -> None:
    said = office.ask("run")
    assert (said.code, said.errors) == (exits.BUSY, ["VT-1012"])


def test_what_the_console_writes_the_office_has(office: Console) -> None:
    assert office.ask("user", "unit", "add", "VP", "--name", "Văn phòng").code == exits.OK
    assert office.ask("user", "add", "hoa", "--name", "Lý Thị Hoa", "--role", "clerk").code == exits.OK
    assert office.ask("audit", "verify").code == exits.OK


def test_a_file_received_is_taken_up_at_once(office: Console, tmp_path: Path) -> None:
    scan = tmp_path / "thu.pdf"
    scan.write_bytes(b"%PDF-1.4 a letter")
    assert office.ask("document", "receive", str(scan), "--source", "cua").code == exits.OK
    deadline = time.monotonic() + RISING
    while "VT-2303" not in (office.folder / "log").read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, "the job was never tried"
        time.sleep(0.05)


def test_a_change_of_configuration_is_taken_over_at_once(office: Console) -> None:
    made = office.ask("config", "set", "web.session_hours", "10").data["generation"]
    assert f"generation={made}" in (office.folder / "log").read_text(encoding="utf-8")
    assert office.ask("config", "history").items[0]["good"] is True


def test_a_change_that_waits_for_the_next_start_says_so(office: Console) -> None:
    """The office goes on at its old port, and nobody is left to wonder why."""
    assert office.ask("config", "set", "web.port", "18099").data["restart"] is True
    said = office.type("config", "set", "web.port", "18098").out
    assert "web.port" in said and "systemctl restart vanthu" in said
    assert "VT-1153" in office.ask("doctor").errors
    assert office.ask("config", "set", "web.port", "0").data["restart"] is False


def test_a_built_in_plugin_comes_and_goes(office: Console) -> None:
    assert office.ask("plugin", "enable", "scanner").code == exits.OK
    assert "scanner" in office.ask("status").data["plugins"]
    assert office.ask("source", "rescan").code == exits.OK
    assert office.ask("plugin", "disable", "scanner").code == exits.OK
    assert "scanner" not in office.ask("status").data["plugins"]


def test_a_plugin_that_fails_in_the_office_is_taken_out_again(office: Console) -> None:
    code = "@hookimpl\ndef running(office):\n    raise OSError('không mở được thiết bị')\n"
    install(office.home.data / "plugins" / "1", "failing", code)
    said = office.ask("plugin", "enable", "failing")
    assert (said.code, said.errors) == (exits.TRY_LATER, ["VT-1441"])
    assert "failing" not in office.ask("status").data["plugins"]
    listed = next(item for item in office.ask("plugin", "list").items if item["name"] == "failing")
    assert listed["enabled"] is False


def test_a_plugin_that_cannot_be_imported_changes_nothing(office: Console) -> None:
    install(office.home.data / "plugins" / "1", "broken", "raise ImportError('thiếu')\n")
    before = office.home.site_file.read_bytes()
    assert office.ask("plugin", "enable", "broken").code == exits.PLUGIN_REJECTED
    assert office.home.site_file.read_bytes() == before


def test_the_doctor_asks_the_office_too(office: Console) -> None:
    said = office.ask("doctor")
    assert said.code in (exits.WARNINGS_FOUND, exits.ERRORS_FOUND)
    assert "VT-1800" not in said.errors
