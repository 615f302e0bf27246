"""What a command answers: facts for scripts, the same facts as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from appliance.cli import exits
from core.clock import iso, vietnam
from core.language import tr


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that went wrong, as the envelope says it."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for people."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
    """What is said in place of a table without rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    """For scripts; what `plain` understands."""
    shown: tuple[Sheet | str, ...] = ()
    """For people, one after the other."""
    code: int = exits.OK
    problems: tuple[Told, ...] = ()
    problems_shown: bool = False
    """Whether `shown` tells the problems too, so that they need not be said again."""


def listing(
    items: Iterable[Mapping[str, Any]],
    columns: Mapping[str, str],
    *,
    empty: str = "",
    next_: object = None,
) -> Answer:
    """Answer a list: `columns` says which facts people see, and under which title."""
    rows = list(items)
    return Answer({"items": rows, "next": next_}, (sheet(rows, columns, empty=empty),))


def sheet(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str = "") -> Sheet:
    """Return rows of facts as a table for people."""
    body = tuple(tuple(words(row.get(name)) for name in columns) for row in rows)
    return Sheet(tuple(columns.values()), body, empty)


def page(facts: Mapping[str, Any], titles: Mapping[str, str]) -> Sheet:
    """Return one thing's facts as a table of two columns."""
    return Sheet(("", ""), tuple((title, words(facts.get(name))) for name, title in titles.items()))


def plain(value: Any) -> Any:
    """Return a value as JSON knows it; moments are ISO 8601 with +07:00."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def words(value: Any) -> str:
    """Return a value as a person reads it in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("có") if value else tr("không")
    if isinstance(value, datetime):
        return f"{vietnam(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list | tuple):
        return ", ".join(words(inner) for inner in value)
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)
