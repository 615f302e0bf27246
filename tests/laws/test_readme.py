"""The README names every hook, every command and every exit code, and none that does not exist."""

from __future__ import annotations

import ast
import importlib
import re

import click

from tests.laws.test_hooks import hooks
from tests.laws.tree import ROOT, house

SURFACE = ("core.hookspecs", "core.values", "core.errors", "core.office")
"""What a plugin from elsewhere may import."""


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table rows under the heading `## title`, header and rule left out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"(?ms)^## {title}$(.*?)(?=^## |\Z)", text)
    assert section, f"README.md has no section “## {title}”"
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def quoted(cell: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def test_hooks() -> None:
    """Under “Hooks”, a table names each as it is called: `inspect_file(office, file)`."""
    named = {
        name
        for row in rows("Hooks")
        for cell in row
        for name in quoted(cell)
        if re.fullmatch(r"\w+\(.*\)", name)
    }
    assert named == {f"{name}({parameters})" for name, parameters in hooks().items()}


def test_what_a_plugin_may_import() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [module for module in SURFACE if f"`{module}`" not in text]


def root_command() -> click.Group:
    """Return the command `vanthu` itself."""
    module = importlib.import_module("appliance.cli.main")
    groups = [value for value in vars(module).values() if isinstance(value, click.Group)]
    named = getattr(module, "main", None)
    if isinstance(named, click.Group):
        return named
    (only,) = groups
    return only


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> set[str]:
    """Return the commands below `command`, each by the words typed after it."""
    if not isinstance(command, click.Group):
        return {" ".join(path)} - {""}
    found: set[str] = set()
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        if below is not None and not below.hidden:
            found |= leaves(below, (*path, name))
    return found


def test_commands() -> None:
    """Under “Commands”: | `init` · `run` | | what for |, or | `plugin` | `list` · `enable` | what for |."""
    named: set[str] = set()
    for row in rows("Commands"):
        nouns, verbs = quoted(row[0]), quoted(row[1])
        named |= {f"{noun} {verb}" for noun in nouns for verb in verbs} or set(nouns)
    assert named == leaves(root_command())


def exit_codes() -> set[int]:
    """Return the exit codes the command line defines: the constants of the module that names 130 and 75."""
    for room in house():
        if room.name.startswith("appliance.cli"):
            values = {
                node.value.value
                for node in ast.walk(room.syntax)
                if isinstance(node, ast.Assign | ast.AnnAssign)
                and isinstance(node.value, ast.Constant)
                and type(node.value.value) is int
            }
            if {75, 130} <= values:
                return values
    raise AssertionError("no module of appliance.cli defines the exit codes")


def test_exit_codes() -> None:
    """Under “Exit codes”: | 0 | ok |."""
    named = {int(row[0].strip("` ")) for row in rows("Exit codes")}
    assert named == exit_codes()
