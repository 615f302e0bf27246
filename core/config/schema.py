"""Reads tables of site.toml into frozen dataclasses; all that is wrong is told at once."""

from __future__ import annotations

import math
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from core.config import problems
from core.config.keys import Key, line_of
from core.errors import Misconfigured, OfficeError
from core.text import nfc

SCALARS = (str, bool, int, float, Path, date, time)


@dataclass(frozen=True)
class Within:
    """The least and the most a number may be: `Annotated[int, Within(1, 65535)]`."""

    least: float
    most: float

    def judge(self, value: Any, key: Key, line: int) -> None:
        """Raise Misconfigured unless the number lies within."""
        if not self.least <= value <= self.most:
            raise problems.out_of_range(key, line, self.least, self.most, value)


@dataclass(frozen=True)
class Shape:
    """What a text must look like as a whole, and what that is called in Vietnamese."""

    pattern: str
    meant: str

    def judge(self, value: Any, key: Key, line: int) -> None:
        """Raise Misconfigured unless the text has this shape."""
        if not re.fullmatch(self.pattern, value):
            raise problems.misshapen(key, line, self.meant, value)


@dataclass(frozen=True)
class Field:
    """One setting of a dataclass: its name, its kind as annotated, and its default."""

    name: str
    kind: Any
    required: bool
    default: Any = None


def settings_of(kind: type[Any]) -> dict[str, Field]:
    """Return the settings a dataclass reads, in its order; raise TypeError when it can never be read."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in fields(kind):
        if not field.init:
            continue
        _understand(hints[field.name], field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        required = default is MISSING
        found[field.name] = Field(field.name, hints[field.name], required, None if required else default)
    return found


def _understand(kind: Any, name: str) -> None:
    """Raise TypeError unless values of an annotation can be read."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated or (origin is tuple and inner[1:] == (...,)):
        _understand(inner[0], name)
    elif origin is dict and inner[0] is str:
        _understand(inner[1], name)
    elif origin in (Union, types.UnionType) and len(inner) == 2 and types.NoneType in inner:
        _understand(next(one for one in inner if one is not types.NoneType), name)
    elif is_dataclass(kind) and isinstance(kind, type):
        settings_of(kind)
    elif not (kind in SCALARS or (isinstance(kind, type) and issubclass(kind, StrEnum))):
        raise TypeError(f"{name}: {kind}")


@dataclass(frozen=True)
class Reader:
    """Reads values of one file; knows on which line each stands."""

    lines: Mapping[Key, int]

    def table(self, kind: type[Any], table: Mapping[str, Any], key: Key, also: tuple[str, ...] = ()) -> Any:
        """Return `table` as a `kind`; raise Misconfigured with every problem in it.

        Names in `also` belong to somebody else and are passed over.
        """
        settings = settings_of(kind)
        wrong: list[Misconfigured] = [
            problems.unknown((*key, name), self._line((*key, name)), (*settings, *also))
            for name in table
            if name not in settings and name not in also
        ]
        given: dict[str, Any] = {}
        for name, field in settings.items():
            place = (*key, name)
            try:
                if name in table:
                    given[name] = self.value(field.kind, table[name], place)
                elif field.required and is_dataclass(field.kind) and isinstance(field.kind, type):
                    given[name] = self.table(field.kind, {}, place)
                elif field.required:
                    raise problems.absent(place, self._line(place))
            except Misconfigured as problem:
                wrong.extend(problems.each(problem))
        if not wrong:
            try:
                return kind(**given)
            except (OfficeError, ValueError) as reason:
                wrong.append(problems.refused(key, self._line(key), reason))
        raise problems.together(None, wrong)

    def value(self, kind: Any, value: Any, key: Key) -> Any:
        """Return one value as its annotation wants it; `settings_of` has seen that it can be read."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            read = self.value(inner[0], value, key)
            for rule in inner[1:]:
                rule.judge(read, key, self._line(key))
            return read
        if origin in (Union, types.UnionType):
            (kind,) = (one for one in inner if one is not types.NoneType)
            return self.value(kind, value, key)
        if origin is dict:
            return self._many(inner[1], self.like(dict, value, key), key)
        if origin is tuple and inner[1:] == (...,):
            listed = self.like(list, value, key)
            return tuple(self._many(inner[0], {str(i): each for i, each in enumerate(listed)}, key).values())
        if is_dataclass(kind) and isinstance(kind, type):
            return self.table(kind, self.like(dict, value, key), key)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return self._choice(kind, self.like(str, value, key), key)
        return self._scalar(kind, value, key)

    def _many(self, kind: Any, table: Mapping[str, Any], key: Key) -> dict[str, Any]:
        read: dict[str, Any] = {}
        wrong: list[Misconfigured] = []
        for name, value in table.items():
            try:
                read[nfc(name)] = self.value(kind, value, (*key, name))
            except Misconfigured as problem:
                wrong.extend(problems.each(problem))
        if wrong:
            raise problems.together(None, wrong)
        return read

    def _scalar(self, kind: type[Any], value: Any, key: Key) -> Any:
        if kind is Path:
            return Path(nfc(self.like(str, value, key, Path)))
        if kind is float and type(value) is int:
            return float(value)
        read = self.like(kind, value, key)
        if kind is float and not math.isfinite(read):
            raise problems.wrong_kind(key, self._line(key), float, value)
        return nfc(read) if kind is str else read

    def _choice(self, kind: type[StrEnum], value: str, key: Key) -> StrEnum:
        try:
            return kind(value)
        except ValueError:
            raise problems.not_among(key, self._line(key), tuple(kind), value) from None

    def like(self, kind: type[Any], value: Any, key: Key, shown: type[Any] | None = None) -> Any:
        """Return `value` if it is of a kind TOML knows; raise Misconfigured otherwise."""
        # Exactly this type: `true` is no number, a date with an hour is no date.
        if type(value) is not kind:
            raise problems.wrong_kind(key, self._line(key), shown or kind, value)
        return value

    def _line(self, key: Key) -> int:
        return line_of(self.lines, key)
