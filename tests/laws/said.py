"""Every sentence the office says, collected from its code and its pages: what a catalogue must hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.ext import babel_extract

from tests.laws.tree import ROOT, Room, data_files, house

SPEAKERS = ("tr", "mark", "_", "gettext", "ngettext")
"""Functions whose first argument is a sentence."""


def templates() -> list[Path]:
    """Return the pages, relative to the project's folder."""
    return [path for path in data_files() if "templates" in path.parts]


def parse(template: Path) -> nodes.Template:
    """Return a page's syntax, translated blocks already turned into calls."""
    return Environment(extensions=["jinja2.ext.i18n"]).parse((ROOT / template).read_text(encoding="utf-8"))


@cache
def error_names() -> frozenset[str]:
    """Return the names of the errors that carry a sentence: `OfficeError` and all that descend from it."""
    classes = [node for room in house() for node in ast.walk(room.syntax) if isinstance(node, ast.ClassDef)]
    known = {"OfficeError"}
    while found := {
        node.name
        for node in classes
        if node.name not in known and any(last_name(base) in known for base in node.bases)
    }:
        known |= found
    return frozenset(known)


def last_name(node: ast.expr) -> str:
    """Return `tr` for `tr`, `language.tr` and the like; empty when it is no name."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def spoken_arguments(call: ast.Call) -> Iterator[ast.expr]:
    """Give the arguments of a call that are sentences, not the facts that fill them."""
    name = last_name(call.func)
    if name in SPEAKERS:
        yield from call.args[: 2 if name == "ngettext" else 1]
    elif name in error_names():
        yield from call.args[1:2]
        yield from (keyword.value for keyword in call.keywords if keyword.arg in {"sentence", "hint"})


def constants(node: ast.expr) -> Iterator[str]:
    """Give the strings an argument may be: itself, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from constants(value)


def calls(room: Room) -> Iterator[tuple[int, ast.expr]]:
    """Give the line and the expression of everything a module hands over as a sentence."""
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Call):
            for argument in spoken_arguments(node):
                yield node.lineno, argument


@cache
def sentences_of_the_house() -> dict[str, str]:
    """Return every sentence with the place where it is first said, as `core/jobs.py:12`."""
    said: dict[str, str] = {}
    for room in house():
        for line, argument in calls(room):
            for sentence in constants(argument):
                said.setdefault(sentence, f"{room}:{line}")
    for template in templates():
        with (ROOT / template).open("rb") as page:
            found = babel_extract(page, list(SPEAKERS), [], {"silent": "false"})
            for line, _function, message, _comments in found:
                for part in message if isinstance(message, tuple) else (message,):
                    if part:
                        said.setdefault(part, f"{template}:{line}")
    return said
