"""Changes single settings in the text of a site.toml and leaves the rest as the officer wrote it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from core.config import problems
from core.config.keys import Key, header, spell, split, statements
from core.config.sample import literal
from core.errors import Refused

_SHOWN = re.compile(r"\s*#\s*([A-Za-z0-9_-]+)\s*=")
"""A setting that a sample only shows."""
_HEADER = re.compile(r"\s*#?\s*\[")
"""A table's first line, one that a sample only shows included."""


def edited(text: str, changes: Mapping[str, Any]) -> str:
    """Return `text` with settings changed, by written key (`plugins."axis.lan".enabled`); None takes one out.

    Comments, order and blank lines stay. Raises Misconfigured when the text is no TOML.
    """
    for written, value in changes.items():
        text = _edited(text, _parts(written), _plain(value))
    return text


def _edited(text: str, key: Key, value: Any) -> str:
    try:
        document = tomlkit.parse(text)
    except ParseError as error:
        raise problems.together(None, [problems.unparsable(error.line, str(error))]) from error
    if value is None:
        _take(document, key)
    elif (above := _place(text, key)) and not _there(document, key) and not isinstance(value, Mapping):
        # tomlkit would put it below the comment that explains the next table
        return _inserted(text, above, f"{spell(key[-1:])} = {literal(value)}")
    else:
        _put(document, key, value)
    return tomlkit.dumps(document)


def _place(text: str, key: Key) -> int:
    """Return below which line a new setting belongs; 0 when its table has no header of its own.

    That is the line that shows its default, else the last that gives or shows a setting of its table.
    """
    above, inside = 0, False
    for number, statement in statements(text):
        last = number + statement.count("\n") - 1
        if _HEADER.match(statement):
            content = tomllib.loads(statement)
            inside = bool(content) and header(content) == key[:-1]
            above = last if inside else above
        elif inside:
            shown = _SHOWN.match(statement)
            if shown and shown[1] == key[-1]:
                return last
            above = last if shown or tomllib.loads(statement) else above
    return above


def _inserted(text: str, above: int, line: str) -> str:
    lines = text.split("\n")
    ending = "\r" if lines[above - 1].endswith("\r") else ""
    return "\n".join([*lines[:above], line + ending, *lines[above:]])


def _there(document: Mapping[str, Any], key: Key) -> bool:
    inside: Any = document
    for part in key:
        if not isinstance(inside, Mapping) or part not in inside:
            return False
        inside = inside[part]
    return True


def _parts(written: str) -> Key:
    try:
        return split(written)
    except ValueError as error:
        raise Refused(
            "VT-1131",
            "“{key}” không phải tên một mục cấu hình.",
            hint='Viết như web.port hoặc plugins."axis.lan".enabled.',
            key=written,
        ) from error


def _put(document: MutableMapping[str, Any], key: Key, value: Any) -> None:
    table = document
    for depth, part in enumerate(key[:-1], 1):
        if part not in table:
            # A table that only holds tables gets no header line of its own.
            table[part] = tomlkit.table(is_super_table=depth < len(key) - 1)
        inner = table[part]
        if not isinstance(inner, MutableMapping):
            raise Refused("VT-1132", "{key} là một giá trị, không phải một bảng.", key=spell(key[:depth]))
        table = inner
    table[key[-1]] = value


def _take(document: MutableMapping[str, Any], key: Key) -> None:
    table: Any = document
    for part in key[:-1]:
        if not isinstance(table, MutableMapping) or part not in table:
            return
        table = table[part]
    if isinstance(table, MutableMapping):
        table.pop(key[-1], None)


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
