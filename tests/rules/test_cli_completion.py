"""A shell completes commands, and the names the home knows, without importing any plugin."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from appliance.cli.asked import Asked
from appliance.cli.main import main
from tests.parts.console import Console
from tests.parts.guests import install


def completed(*words: str) -> list[str]:
    """Return what may stand in place of the last word."""
    shell = BashComplete(main, {"obj": Asked()}, "vanthu", "_VANTHU_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


def test_nouns_and_verbs() -> None:
    assert completed("re") == ["register"]
    assert completed("register", "e") == ["export"]
    assert completed("user", "to") == ["token"]


def test_names_of_plugins_that_are_configured_or_were_tried(console: Console, tmp_path: Path) -> None:
    trace = tmp_path / "imported"
    install(console.home.data / "plugins" / "1", "scarce", "raise ImportError('thiếu')\n")
    console.ask("plugin", "enable", "scarce")
    install(console.home.data / "plugins" / "1", "scarce", f"open({str(trace)!r}, 'w')\n")
    home = ("--home", str(console.folder))
    assert completed(*home, "plugin", "enable", "sca") == ["scanner", "scarce"]
    assert not trace.exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("config", "show", "web.po"), ["web.port"]),
        (("config", "rollback", ""), ["2", "1"]),
        (("register", "show", "D"), ["DEN"]),
        (("user", "grant", "q"), ["quantri"]),
        (("user", "unit", "rename", ""), ["VP"]),
        (("user", "grant", "quantri", "cl"), ["clerk"]),
    ],
)
def test_what_the_home_knows(console: Console, words: tuple[str, ...], expected: list[str]) -> None:
    console.ask("config", "set", "web.port", "8081")
    console.ask("user", "unit", "add", "VP", "--name", "Văn phòng")
    assert completed("--home", str(console.folder), *words) == expected


def test_sources_by_name(console: Console, tmp_path: Path) -> None:
    console.ask("plugin", "enable", "scanner", "--set", f"sources.may-1.folder={tmp_path}")
    assert completed("--home", str(console.folder), "source", "test", "m") == ["may-1"]


def test_a_home_that_is_none_disturbs_no_shell(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "none"))
    assert completed(*home, "plugin", "enable", "") == []
    assert completed(*home, "register", "show", "") == []
    assert completed(*home, "config", "rollback", "") == []
