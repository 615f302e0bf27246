"""Every sentence the office says, collected from its code and its pages: what a catalogue must hold."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
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


def made_errors(room: Room) -> Iterator[ast.Call]:
    """Give the calls that make an error: by its name, or as `super().__init__` within a class of errors."""
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Call) and last_name(node.func) in error_names():
            yield node
        elif isinstance(node, ast.ClassDef) and node.name in error_names():
            yield from (
                inner
                for inner in ast.walk(node)
                if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "super().__init__"
            )


def spoken_arguments(room: Room) -> Iterator[tuple[int, ast.expr]]:
    """Give the arguments of calls that are sentences, not the facts that fill them, each with its line."""
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Call) and (name := last_name(node.func)) in SPEAKERS:
            yield from ((node.lineno, said) for said in node.args[: 2 if name == "ngettext" else 1])
    for made in made_errors(room):
        yield from ((made.lineno, said) for said in made.args[1:2])
        told = (keyword.value for keyword in made.keywords if keyword.arg in {"sentence", "hint"})
        yield from ((made.lineno, said) for said in told)


def settings_tables(room: Room) -> list[ast.ClassDef]:
    """Return the dataclasses that tables of site.toml are read into: the outermost, and all they hold."""
    classes = {
        node.name: node
        for node in room.syntax.body
        if isinstance(node, ast.ClassDef) and "dataclass" in map(last_name, map(_called, node.decorator_list))
    }
    tables = classes.keys() & {"Sections", "Settings"}
    while held := {
        name.id
        for table in tables
        for field in classes[table].body
        if isinstance(field, ast.AnnAssign)
        for name in ast.walk(field.annotation)
        if isinstance(name, ast.Name) and name.id in classes.keys() - tables
    }:
        tables |= held
    return [table for name, table in classes.items() if name in tables]


def explained_settings(room: Room) -> Iterator[tuple[int, str]]:
    """Give the line and the text of what an IT officer reads in site.toml over its tables and settings."""
    for table in settings_tables(room):
        for before, below in pairwise([table, *table.body]):
            # nobody reads what stands under the class that holds all the tables
            if isinstance(before, ast.AnnAssign) or (before is table and table.name != "Sections"):
                text = below.value if isinstance(below, ast.Expr) else None
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield below.lineno, inspect.cleandoc(text.value)


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


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


@cache
def sentences_of_the_house() -> dict[str, str]:
    """Return every sentence with the place where it is first said, as `core/jobs.py:12`."""
    said: dict[str, str] = {}
    for room in house():
        for line, argument in spoken_arguments(room):
            for sentence in constants(argument):
                said.setdefault(sentence, f"{room}:{line}")
        for line, sentence in explained_settings(room):
            said.setdefault(sentence, f"{room}:{line}")
    for template in templates():
        with (ROOT / template).open("rb") as page:
            found = babel_extract(page, list(SPEAKERS), [], {"silent": "false"})
            for line, _function, message, _comments in found:
                for part in message if isinstance(message, tuple) else (message,):
                    if part:
                        said.setdefault(part, f"{template}:{line}")
    return said
