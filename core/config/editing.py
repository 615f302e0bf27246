"""Changes single settings in the text of a site.toml and leaves the rest as the officer wrote it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from core.config import problems
from core.config.keys import Key, spell, split
from core.errors import Refused


def edited(text: str, changes: Mapping[str, Any]) -> str:
    """Return `text` with settings changed, by written key (`plugins."axis.lan".enabled`); None takes one out.

    Comments, order and blank lines stay. Raises Misconfigured when the text is no TOML.
    """
    try:
        document = tomlkit.parse(text)
    except ParseError as error:
        raise problems.together(None, [problems.unparsable(error.line, str(error))]) from error
    for written, value in changes.items():
        key = _parts(written)
        if value is None:
            _take(document, key)
        else:
            _put(document, key, _plain(value))
    return tomlkit.dumps(document)


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
