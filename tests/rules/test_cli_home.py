"""An office is founded once, then configured by generations that can be gone back to."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from appliance.cli import exits
from appliance.cli.account import as_owner
from core.config.generations import Generations
from core.store.database import Store
from core.store.memory import Audit
from core.store.papers import Register
from core.store.people import Day, Grant, User
from tests.parts.console import FOUNDING, Console


def test_founding_makes_a_home_for_nobody_else_and_lets_one_administrator_in(tmp_path: Path) -> None:
    console = Console(tmp_path / "home")
    said = console.ask(*FOUNDING, "--superior", "UBND thành phố Cần Thơ", "--port", "0")
    assert said.code == exits.OK
    assert said.data["login"] == "quantri"
    assert len(said.data["password"]) >= 16
    home = console.home
    folders = (home.settings, home.data, home.run, home.blobs, home.scratch)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert [one.number for one in Generations(home.settings).history()] == [1]
    store = Store(home.data / "office.db")
    store.open()
    try:
        assert store.read_now(lambda: [(row.code, row.last, row.default) for row in Register.select()]) == [
            ("DEN", 152, True)
        ]
        assert store.read_now(
            lambda: [(row.user.login, row.role) for row in Grant.select(Grant, User).join(User)]
        ) == [("quantri", "admin")]
        assert store.read_now(Day.select().count) > 0
        assert store.read_now(Audit.select().count) >= 3
    finally:
        store.close()


def test_a_home_is_founded_once(console: Console) -> None:
    before = console.home.site_file.read_text(encoding="utf-8")
    said = console.ask(*FOUNDING)
    assert (said.code, said.errors) == (exits.FAILED, ["VT-1005"])
    assert console.home.site_file.read_text(encoding="utf-8") == before


def test_a_founding_cut_off_before_its_configuration_is_done_again(console: Console) -> None:
    console.home.site_file.unlink()
    said = console.ask(*FOUNDING)
    assert said.code == exits.OK
    assert [item["login"] for item in console.ask("user", "list").items] == ["quantri"]
    assert [item["last"] for item in console.ask("register", "list").items] == [152]


def test_a_founding_with_a_code_that_is_none_writes_nothing(tmp_path: Path) -> None:
    said = Console(tmp_path / "home").ask("init", "--code", "không phải mã", "--name", "UBND xã Long Phú")
    assert said.code == exits.MISCONFIGURED
    assert not (tmp_path / "home" / "site.toml").exists()


def test_a_fresh_home_is_well_configured(console: Console) -> None:
    said = console.ask("config", "check")
    assert (said.code, said.items) == (exits.OK, [])


def test_a_value_is_shown_with_the_line_it_stands_on(console: Console) -> None:
    assert console.ask("config", "set", "web.port", "8081").code == exits.OK
    items = {item["key"]: item for item in console.ask("config", "show", "web").items}
    assert items["web.port"]["value"] == 8081
    assert items["web.port"]["line"] > 0
    assert items["web.host"]["line"] == 0
    assert set(items) == {key for key in items if key.startswith("web.")}


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [("web.port", "99999", "VT-1108"), ("web.port", "tám nghìn", "VT-1106"), ("web.prt", "1", "VT-1103")],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_changes(
    console: Console, key: str, value: str, error: str
) -> None:
    said = console.ask("config", "set", key, value)
    assert (said.code, said.errors) == (exits.MISCONFIGURED, [error])
    assert len(console.ask("config", "history").items) == 1


def test_a_text_that_looks_like_a_number_is_still_a_text(console: Console) -> None:
    assert console.ask("config", "set", "office.place", "123").code == exits.OK
    assert console.ask("config", "show", "office.place").items[0]["value"] == "123"


def test_going_back_is_a_generation_of_its_own(console: Console) -> None:
    console.ask("config", "set", "web.port", "8081")
    assert "+port = 8081" in console.ask("config", "diff").data["diff"]
    assert console.ask("config", "rollback", "1").data == {"generation": 3, "restart": False}
    assert console.ask("config", "diff", "1", "3").data["diff"] == ""
    assert [item["number"] for item in console.ask("config", "history").items] == [3, 2, 1]
    assert console.ask("config", "rollback", "9").errors == ["VT-1141"]


def test_taking_a_value_out_brings_the_default_back(console: Console) -> None:
    console.ask("config", "set", "web.port", "8081")
    assert console.ask("config", "unset", "web.port").code == exits.OK
    assert console.ask("config", "show", "web.port").items[0]["value"] == 8080
    assert console.ask("config", "unset", "web.port").errors == ["VT-1045"]


def test_a_change_by_hand_is_a_warning_and_a_mistake_an_error(console: Console) -> None:
    file = console.home.site_file
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n# sửa tay\n", encoding="utf-8")
    said = console.ask("config", "check")
    assert (said.code, said.errors) == (exits.WARNINGS_FOUND, ["VT-1042"])
    file.write_text(f"{text}\n[wbe]\nport = 1\n", encoding="utf-8")
    said = console.ask("config", "check")
    assert (said.code, said.errors) == (exits.ERRORS_FOUND, ["VT-1103"])
    assert console.ask("status").code == exits.MISCONFIGURED


def test_whoever_changes_a_value_is_remembered_by_the_account_of_the_system(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "kim.ngoc")
    console.ask("config", "set", "web.port", "8081")
    console.ask("user", "unit", "add", "VP", "--name", "Văn phòng")
    assert console.ask("config", "history").items[0]["by"] == "kim.ngoc"
    assert console.ask("audit", "list", "--limit", "1").items[0]["actor"] == "kim.ngoc"


def test_the_console_works_as_the_account_that_owns_the_home(console: Console) -> None:
    """What root leaves behind in the home of another account could not be read by the office."""
    if os.geteuid() == 0:
        os.chown(console.home.settings, 65534, 65534)
    owner = console.home.settings.stat().st_uid
    with as_owner(console.home):
        assert os.geteuid() == owner
    assert os.geteuid() == os.getuid()
