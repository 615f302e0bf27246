"""With `--json` every command prints one envelope and nothing else; without it, people are spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from appliance.cli import exits
from appliance.cli.asked import language
from appliance.cli.main import main
from tests.parts.console import FOUNDING, Console, typed

WORDS = {
    "init": FOUNDING[1:],
    "config set": ("web.port", "8081"),
    "config unset": ("web.port",),
    "plugin info": ("scanner",),
    "plugin enable": ("scanner",),
    "plugin disable": ("scanner",),
    "plugin check": ("scanner",),
    "source test": ("may-1",),
    "user add": ("hoa", "--name", "Lý Thị Hoa"),
    "user grant": ("hoa", "clerk"),
    "user withdraw": ("hoa", "clerk"),
    "user reset-password": ("hoa",),
    "user close": ("hoa", "--reason", "nghỉ việc"),
    "user reopen": ("hoa",),
    "user unlock": ("hoa",),
    "user sessions": ("hoa",),
    "user unit add": ("VP", "--name", "Văn phòng"),
    "user unit rename": ("VP", "--name", "Văn phòng"),
    "user unit close": ("VP",),
    "user token add": ("hoa", "--label", "máy"),
    "user token list": ("hoa",),
    "user token revoke": ("hoa", "1"),
    "trust import": (__file__,),
    "signature sign": ("1", "--seen", "0" * 64),
    "document receive": ("a.pdf", "--source", "may-1"),
    "document show": ("1",),
    "register open": ("MAT", "--name", "Sổ khác"),
    "register show": ("DEN",),
    "register export": ("DEN", "--pdf", "so.pdf"),
    "token test": ("coquan",),
    "token unlock": ("coquan",),
    "token lock": ("coquan",),
    "completion": ("bash",),
}
"""What has to be typed after a command so that it means something."""
NEEDS_NO_HOME = ("init", "completion", "signature verify")


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from leaves(below, (*path, name))


COMMANDS = list(leaves(main))


def schema(command: str) -> str:
    return f"vanthu.{command.replace(' ', '.')}/1"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_in_an_envelope(command: str) -> None:
    said = typed(*command.split(), "--help", "--json")
    assert said.code == exits.OK
    assert said.envelope["schema"] == schema(command)
    assert f"vanthu {command}" in said.data["help"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_a_wrong_word_in_an_envelope(command: str) -> None:
    said = typed("--json", *command.split(), "--khong-co")
    assert said.code == exits.USAGE
    assert said.envelope["schema"] == schema(command)
    assert said.errors == ["VT-1022"]
    assert said.err == ""


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in NEEDS_NO_HOME])
def test_every_command_tells_a_home_that_was_never_initialised(command: str, tmp_path: Path) -> None:
    said = Console(tmp_path / "none").ask(*command.split(), *WORDS.get(command, ()))
    assert said.code == exits.NOT_INITIALISED
    assert said.envelope["schema"] == schema(command)
    assert said.errors == ["VT-1001"]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("words", "named", "error"),
    [
        ((), "vanthu/1", "VT-1026"),
        (("frobnicate",), "vanthu/1", "VT-1021"),
        (("plugin",), "vanthu.plugin/1", "VT-1026"),
        (("plugin", "lst"), "vanthu.plugin/1", "VT-1021"),
        (("config", "set", "web.port"), "vanthu.config.set/1", "VT-1024"),
        (("audit", "list", "--limit", "viele"), "vanthu.audit.list/1", "VT-1025"),
        (("audit", "list", "--limit"), "vanthu.audit.list/1", "VT-1023"),
        (("audit", "head", "zwei"), "vanthu.audit.head/1", "VT-1027"),
    ],
)
def test_a_command_typed_wrongly_is_told_as_far_as_it_was_understood(
    words: tuple[str, ...], named: str, error: str
) -> None:
    said = typed("--json", *words)
    assert said.code == exits.USAGE
    assert (said.envelope["schema"], said.data, said.errors) == (named, None, [error])


def test_json_may_be_typed_before_or_after_the_command(console: Console) -> None:
    before, after = console.type("--json", "audit", "head"), console.type("audit", "head", "--json")
    assert before == after
    assert before.envelope["schema"] == "vanthu.audit.head/1"


def test_a_near_word_is_proposed() -> None:
    assert "list" in typed("--lang", "vi", "plugin", "lst").err


def test_people_get_tables_on_standard_output_and_problems_on_standard_error(console: Console) -> None:
    listed, wrong = console.type("register", "list"), console.type("document", "show", "99")
    assert "Sổ đăng ký văn bản đến" in listed.out
    assert listed.err == ""
    assert wrong.out == ""
    assert "VT-2001" in wrong.err


def test_nothing_is_coloured_that_is_no_terminal(console: Console) -> None:
    assert "\x1b" not in console.type("register", "list").out


def test_the_version_is_told() -> None:
    said = typed("--version", "--json")
    assert said.envelope["schema"] == "vanthu.version/1"
    assert typed("--version").out == f"vanthu {said.data['version']}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    assert "_VANTHU_COMPLETE" in typed("completion", shell).out


@pytest.mark.parametrize(
    ("words", "environment", "spoken"),
    [
        ((), {}, "vi"),
        ((), {"LANG": "C.UTF-8"}, "vi"),
        ((), {"LANG": "en_GB.UTF-8"}, "en"),
        ((), {"LANG": "en_GB.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        (("status", "--lang", "en"), {"LANG": "vi_VN.UTF-8"}, "en"),
        (("--lang=vi", "status"), {"LANG": "en_US.UTF-8"}, "vi"),
        (("--lang", "fr"), {"LANG": "en_US.UTF-8"}, "vi"),
    ],
)
def test_the_language_is_the_one_typed_then_the_locales_then_vietnamese(
    words: tuple[str, ...], environment: dict[str, str], spoken: str
) -> None:
    assert language(words, environment) == spoken
