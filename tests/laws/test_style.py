"""The code reads as the house style asks."""

from __future__ import annotations

import ast
import io
import re
import statistics
import tokenize

import pytest

from tests.laws.tree import ROOT, Room, data_files, house, rooms

LONGEST = 350
MEDIAN = 150

EMPTY_WORDS = {"manager", "handler", "helper", "helpers", "util", "utils", "base", "service", "info", "data"}
LOOSE_ENDS = re.compile(r"\b(TODO|FIXME)\b|pragma: no cover")
ESCAPES = {"skip", "skipif", "skipUnless", "skipIf", "xfail", "importorskip", "SkipTest"}


@pytest.mark.parametrize("room", [*house(), *rooms("tests")], ids=str)
def test_a_module_opens_with_one_sentence(room: Room) -> None:
    caption = ast.get_docstring(room.syntax)
    assert caption, f"{room} says nothing of what it is"
    assert caption.endswith((".", "?", "!")), f"{room}: the caption is no sentence"
    assert "\n\n" not in caption and not re.search(r"[.?!]\s+[A-ZĐ]", caption), (
        f"{room}: more than one sentence"
    )


@pytest.mark.parametrize("room", [*house(), *rooms("tests")], ids=str)
def test_no_module_is_longer_than_a_room_should_be(room: Room) -> None:
    assert len(room.text.splitlines()) <= LONGEST, (
        f"{room}: is there a thing inside that wants a room of its own?"
    )


def test_most_modules_are_short() -> None:
    lengths = [len(room.text.splitlines()) for room in house() if room.path.name != "__init__.py"]
    assert statistics.median(lengths) <= MEDIAN


@pytest.mark.parametrize("room", house(), ids=str)
def test_no_name_hides_that_the_thing_is_not_understood(room: Room) -> None:
    called = [room.name.rpartition(".")[2]]
    called += [node.name for node in ast.walk(room.syntax) if isinstance(node, ast.ClassDef)]
    last_words = {name: re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)[-1].lower() for name in called}
    assert not [name for name, word in last_words.items() if word in EMPTY_WORDS]


@pytest.mark.parametrize("room", [*house(), *rooms("tests")], ids=str)
def test_nothing_is_left_for_later_in_code(room: Room) -> None:
    comments = [
        f"{room}:{token.start[0]} {token.string}"
        for token in tokenize.generate_tokens(io.StringIO(room.text).readline)
        if token.type == tokenize.COMMENT and LOOSE_ENDS.search(token.string)
    ]
    assert not comments


def test_nothing_is_left_for_later_in_pages_and_scripts() -> None:
    texts = [ROOT / path for path in data_files() if path.suffix in {".html", ".css", ".js", ".typ", ".toml"}]
    texts += [*(ROOT / "systemd").iterdir(), ROOT / "setup.cfg", ROOT / "pyproject.toml", ROOT / "tests/run"]
    assert not [str(text) for text in texts if LOOSE_ENDS.search(text.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("room", rooms("tests"), ids=str)
def test_no_test_is_skipped(room: Room) -> None:
    """A test that cannot run fails: a part that is missing is a fact to be told."""
    escapes = [
        f"{room}:{node.lineno} {node.attr}"
        for node in ast.walk(room.syntax)
        if isinstance(node, ast.Attribute)
        and node.attr in ESCAPES
        and ast.unparse(node.value) in {"pytest", "pytest.mark", "mark", "unittest"}
    ]
    escapes += [
        f"{room}:{node.lineno} {alias.name}"
        for node in ast.walk(room.syntax)
        if isinstance(node, ast.ImportFrom) and node.module in {"pytest", "unittest"}
        for alias in node.names
        if alias.name in ESCAPES
    ]
    assert not escapes


@pytest.mark.parametrize("folder", ["tests", "systemd"])
def test_these_folders_are_no_packages(folder: str) -> None:
    """A package `systemd` would shadow the real one; tests are found by their files."""
    assert not list((ROOT / folder).rglob("__init__.py"))
