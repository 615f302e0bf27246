"""`vanthu token`: what the console sees of the tokens, with the office open or closed; PINs are piped in."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import doorbell
from appliance.cli import exits
from core.config.editing import edited
from tests.parts.console import Console, Said, moved_in
from tests.parts.hsm import LEADER, ORGANISATION, PIN, Hsm
from tests.parts.pki import Authority

PROGRAM = "from appliance.cli.main import main; main()"
RISING = 60.0


def furnished(console: Console, hsm: Hsm, pki: Authority) -> Console:
    """Give a home two tokens, one that is not plugged in, and a key file."""
    tables: dict[str, dict[str, object]] = {
        "coquan": {"label": ORGANISATION, "organisation": True},
        "chutich": {"label": LEADER, "user": "chutich"},
        "xa-nha": {"label": "TOKEN-XA", "user": "phochutich"},
    }
    lines = []
    for name, given in tables.items():
        table = given | {"module": str(hsm.module), "writes": [str(hsm.folder / "tokens")]}
        lines += [f"[plugins.tokens.tokens.{name}]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        lines += [f"environment = {{ SOFTHSM2_CONF = {json.dumps(str(hsm.config))} }}"]
    lines += ["[plugins.tokens.tokens.thu]", f"pkcs12 = {json.dumps(str(pki.pkcs12('leader', PIN)))}"]
    lines += ['user = "chutich"']
    place = console.home.site_file
    place.write_text(place.read_text(encoding="utf-8") + "\n".join(["", *lines, ""]), encoding="utf-8")
    assert console.ask("plugin", "enable", "tokens").code == exits.OK
    return console


@pytest.fixture(scope="module")
def equipped(founded: Path, tmp_path_factory: pytest.TempPathFactory, hsm: Hsm, pki: Authority) -> Path:
    """A home with tokens; to be copied, never used."""
    return furnished(moved_in(founded, tmp_path_factory.mktemp("equipped") / "home"), hsm, pki).folder


@pytest.fixture(scope="module")
def office(equipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """An office with tokens, kept open by `vanthu run` in a process of its own."""
    console = moved_in(equipped, tmp_path_factory.mktemp("open") / "home")
    place = console.home.site_file
    place.write_text(edited(place.read_text(encoding="utf-8"), {"web.port": 0}), encoding="utf-8")
    log = console.folder / "log"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--home", str(console.folder), "run"],
            stdout=subprocess.DEVNULL,
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
        process.wait(RISING)


@pytest.fixture
def closed(equipped: Path, tmp_path: Path) -> Console:
    return moved_in(equipped, tmp_path / "home")


def piped(console: Console, pin: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> Said:
    """Type a command with a PIN coming through a pipe."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{pin}\n"))
    return console.ask(*words)


def test_the_list_shows_every_token_and_what_is_on_it(closed: Console) -> None:
    said = closed.ask("token", "list")
    assert said.code == exits.OK
    items = {item["name"]: item for item in said.items}
    assert items["coquan"]["holder"] == "Ủy ban nhân dân xã Thử Nghiệm"
    assert items["chutich"]["expires"] == "2034-01-01"
    assert items["xa-nha"]["state"] == "Không thấy thiết bị “TOKEN-XA”."
    assert items["thu"]["state"] == "tệp khóa trình diễn, không có giá trị pháp lý"
    shown = closed.type("token", "list").out
    assert "cơ quan" in shown and items["coquan"]["serial"] in shown


def test_a_home_without_tokens_has_an_empty_list(console: Console) -> None:
    assert console.ask("token", "list").items == []


def test_a_token_is_tried_without_its_pin_and_with_it(
    closed: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = closed.ask("token", "test", "coquan")
    assert said.code == exits.OK and [item["good"] for item in said.items] == [True, True]
    said = piped(closed, PIN, monkeypatch, "token", "test", "coquan", "--pin")
    assert said.code == exits.OK and [item["good"] for item in said.items] == [True, True, True]
    assert PIN not in said.out + said.err


def test_a_token_that_fails_its_trial_is_told(closed: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    assert closed.ask("token", "test", "xa-nha").errors == ["VT-4348"]
    said = piped(closed, "999999", monkeypatch, "token", "test", "coquan", "--pin")
    assert (said.code, said.errors) == (exits.FAILED, ["VT-4341"])
    assert "999999" not in said.out + said.err
    assert closed.ask("token", "test", "khong-co").errors == ["VT-4381"]
    said = piped(closed, PIN, monkeypatch, "token", "test", "coquan", "--pin")
    assert said.code == exits.OK


def test_nobody_keeps_a_session_while_the_office_is_closed(
    closed: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = piped(closed, PIN, monkeypatch, "token", "unlock", "coquan")
    assert (said.code, said.errors) == (exits.TRY_LATER, ["VT-4382"])


def test_a_token_is_unlocked_in_the_open_office_and_locked_again(
    office: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = piped(office, PIN, monkeypatch, "token", "unlock", "coquan")
    assert said.code == exits.OK and said.data["holder"] == "Ủy ban nhân dân xã Thử Nghiệm"
    log = (office.folder / "log").read_text(encoding="utf-8")
    assert "token unlocked" in log and PIN not in log
    assert office.ask("token", "lock", "coquan").code == exits.OK
    assert "token locked" in (office.folder / "log").read_text(encoding="utf-8")
    remembered = [item["action"] for item in office.ask("audit", "list", "--limit", "5").items]
    assert {"unlock_token", "lock_token"} <= set(remembered)


def test_a_wrong_pin_is_told_by_the_open_office(office: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    said = piped(office, "999999", monkeypatch, "token", "unlock", "chutich")
    assert (said.code, said.errors) == (exits.FAILED, ["VT-4341"])
    assert "999999" not in said.out + said.err + (office.folder / "log").read_text(encoding="utf-8")
    assert office.ask("token", "lock", "khong-co").errors == ["VT-4381"]
    assert piped(office, PIN, monkeypatch, "token", "unlock", "chutich").code == exits.OK
