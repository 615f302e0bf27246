"""The names of settings, and the lines of site.toml on which they are given."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Key = tuple[str, ...]
"""A setting's name in parts: `("plugins", "axis.lan", "enabled")`."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ARRAY = re.compile(r"\s*\[\[")


def spell(key: Key) -> str:
    """Return a key as it is written: `plugins."axis.lan".enabled`."""
    return ".".join(part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in key)


def split(key: str) -> Key:
    """Return the parts of a written key; raise ValueError when it is none."""
    found = list(leaves(tomllib.loads(f"{key} = 0")))
    if len(found) != 1 or "\n" in key or "=" in key:
        raise ValueError(key)
    return found[0]


def leaves(table: Mapping[str, Any], above: Key = ()) -> Iterator[Key]:
    """Give the key of everything in a table that is not itself a table with something in it."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*above, name))
        else:
            yield (*above, name)


def locate(text: str) -> dict[Key, int]:
    """Return the line of each table and each setting of a text that is known to be good TOML.

    Statements are found by asking the parser itself: lines are added until it understands them.
    """
    lines: dict[Key, int] = {}
    table: Key = ()
    counted: dict[Key, int] = {}
    for number, statement in statements(text):
        content = tomllib.loads(statement)
        if not content:
            continue
        if statement.lstrip().startswith("["):
            table = header(content)
            if _ARRAY.match(statement):
                counted[table] = counted.get(table, -1) + 1
                table = (*table, str(counted[table]))
            lines.setdefault(table, number)
        else:
            for leaf in leaves(content):
                for depth in range(1, len(leaf) + 1):
                    lines.setdefault((*table, *leaf[:depth]), number)
    return lines


def line_of(lines: Mapping[Key, int], key: Key) -> int:
    """Return the line of a setting, or of the nearest table around it; 0 when nothing of it is there."""
    for depth in range(len(key), 0, -1):
        if key[:depth] in lines:
            return lines[key[:depth]]
    return 0


def header(content: Mapping[str, Any]) -> Key:
    """Return what `[a.b]` or `[[a.b]]` names, from what the parser made of that line alone."""
    parts: list[str] = []
    inside: Any = content
    while isinstance(inside, Mapping) and inside:
        ((name, inside),) = inside.items()
        parts.append(name)
    return tuple(parts)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Give each statement, comment and blank line of a good text with the number of its first line."""
    begun, first = "", 1
    # Only these end a line of TOML; str.splitlines knows more.
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not begun:
            first = number
        begun += f"{line}\n"
        try:
            tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue
        yield first, begun
        begun = ""
