"""A plugin is tried before it is let in; a bad one changes nothing and can always be switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.cli import exits
from tests.parts.console import Console
from tests.parts.guests import install

BROKEN = "raise ImportError('thiếu thư viện')\n"
GOOD = """
    from dataclasses import dataclass


    @dataclass(frozen=True)
    class Settings:
        greeting: str = "chào"


    @hookimpl
    def settings():
        return Settings
"""


def line(console: Console, name: str) -> dict[str, object]:
    found: dict[str, object] = next(
        item for item in console.ask("plugin", "list").items if item["name"] == name
    )
    return found


def provide(console: Console, name: str, code: str) -> Path:
    return install(console.home.data / "plugins" / "1", name, code)


def test_built_in_plugins_are_listed_and_off(console: Console) -> None:
    items = {item["name"]: item for item in console.ask("plugin", "list").items}
    assert {"scanner", "antivirus", "timesync"} <= set(items)
    assert not any(item["enabled"] for item in items.values())
    assert {item["state"] for item in items.values()} == {"builtin"}


def test_one_that_cannot_be_imported_is_refused_and_stands_in_the_list_with_its_reason(
    console: Console,
) -> None:
    provide(console, "broken", BROKEN)
    before = console.home.site_file.read_bytes()
    said = console.ask("plugin", "enable", "broken")
    assert (said.code, said.errors) == (exits.PLUGIN_REJECTED, ["VT-1421"])
    assert console.home.site_file.read_bytes() == before
    assert len(console.ask("config", "history").items) == 1
    listed = line(console, "broken")
    assert (listed["enabled"], listed["state"], listed["code"]) == (False, "rejected", "VT-1421")
    assert "thiếu thư viện" in str(listed["reason"])


def test_the_list_imports_nothing_from_elsewhere(console: Console, tmp_path: Path) -> None:
    trace = tmp_path / "imported"
    provide(console, "traced", f"open({str(trace)!r}, 'w').close()\n")
    for words in (("plugin", "list"), ("plugin", "info", "traced"), ("config", "check"), ("doctor",)):
        assert console.ask(*words).envelope
    assert not trace.exists()


def test_a_good_one_is_enabled_with_its_settings_and_disabled_again(console: Console) -> None:
    provide(console, "polite", GOOD)
    said = console.ask("plugin", "enable", "polite", "--set", "greeting=xin chào")
    assert (said.code, said.data) == (exits.OK, {"name": "polite", "generation": 2, "restart": False})
    listed = line(console, "polite")
    assert (listed["enabled"], listed["state"], listed["version"]) == (True, "proven", "1.0")
    assert listed["settings"] == {"greeting": "xin chào"}
    assert console.ask("plugin", "disable", "polite").code == exits.OK
    assert line(console, "polite")["enabled"] is False
    assert console.ask("plugin", "rollback").code == exits.OK
    assert line(console, "polite")["enabled"] is True
    assert console.ask("plugin", "rollback", "--to", "1").code == exits.OK
    assert line(console, "polite")["enabled"] is False


def test_a_setting_it_does_not_know_keeps_it_out(console: Console) -> None:
    provide(console, "polite", GOOD)
    assert console.ask("plugin", "enable", "polite", "--set", "greting=chào").code == exits.PLUGIN_REJECTED
    assert console.ask("plugin", "enable", "polite", "--set", "greeting").errors == ["VT-1031"]


def test_one_that_changed_since_its_trial_says_so(console: Console) -> None:
    provide(console, "polite", GOOD)
    assert console.ask("plugin", "check", "polite").code == exits.OK
    provide(console, "polite", f"{GOOD}\n")
    assert line(console, "polite")["state"] == "changed"


def test_one_that_is_gone_can_still_be_switched_off(console: Console) -> None:
    with console.home.site_file.open("a", encoding="utf-8") as file:
        file.write("\n[plugins.gone]\n")
    assert line(console, "gone")["state"] == "absent"
    assert console.ask("plugin", "disable", "gone").code == exits.OK
    assert line(console, "gone")["enabled"] is False


@pytest.mark.parametrize("verb", ["info", "enable", "check", "disable"])
def test_one_nobody_knows_is_missing(console: Console, verb: str) -> None:
    said = console.ask("plugin", verb, "unheard-of")
    assert (said.code, said.errors) == (exits.FAILED, ["VT-1431"])


HELLO = """
    import click


    @click.command("chao", help="Chào cơ quan.")
    def hello():
        click.echo("Chào cơ quan.")


    @hookimpl
    def commands():
        return [hello]
"""


def test_a_plugin_adds_a_command_while_it_is_enabled(console: Console) -> None:
    """Its word is known only while it is enabled, and no other command ever imports it."""
    provide(console, "chao", HELLO)
    assert console.ask("chao").code == exits.USAGE
    assert console.ask("plugin", "enable", "chao").code == exits.OK
    assert console.type("chao").out == "Chào cơ quan.\n"
    assert console.ask("plugin", "disable", "chao").code == exits.OK
    assert console.ask("chao").code == exits.USAGE
