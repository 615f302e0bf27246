"""Only `core/clock.py` reads the wall clock; everybody else is told the time."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.laws.tree import Room, dotted, house, names, sentences

CLOCK = Path("core/clock.py")

WALL = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.asctime",
    "time.clock_gettime",
    "time.clock_gettime_ns",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.time",
    "time.time_ns",
    "peewee.fn.now",
    "peewee.fn.NOW",
}

WALL_IN_SQL = re.compile(
    r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(now|unixepoch|clock_timestamp|statement_timestamp)\(\)|'now'",
    re.IGNORECASE,
)


@pytest.mark.parametrize("room", [room for room in house() if room.path != CLOCK], ids=str)
def test_nobody_else_reads_the_wall_clock(room: Room) -> None:
    bound = names(room)
    looks = [
        f"{room}:{node.lineno} {dotted(node, bound)}"
        for node in ast.walk(room.syntax)
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node, bound) in WALL
    ]
    looks += [
        f"{room}:{node.lineno} {node.value!r}"
        for node in sentences(room)
        if WALL_IN_SQL.search(str(node.value))
    ]
    assert not looks


def test_the_clock_does() -> None:
    """The law sees what it forbids: in the one place where it is allowed."""
    (clock,) = (room for room in house() if room.path == CLOCK)
    assert {
        dotted(node, names(clock)) for node in ast.walk(clock.syntax) if isinstance(node, ast.Attribute)
    } & WALL
