"""How the groups of a header become elements and elements groups, read off the groups themselves."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any, NoReturn, get_args, get_type_hints

from core.clock import VIETNAM, vietnam
from plugins.axis.edxml.elements import Element

NOTHING = frozenset(("", "null"))
"""What stands in an element that says nothing; some systems write the word."""
YEARS = range(1000, 3000)
"""Years that are believed."""
_MOMENT = re.compile(
    r"""(?:(?P<y>[12]\d{3})[/-](?P<m>\d\d?)[/-](?P<d>\d\d?)
    | (?P<D>\d\d?)[/-](?P<M>\d\d?)[/-](?P<Y>[12]\d{3}))
    (?:[T\ ]\ *(?P<h>\d\d?):(?P<min>\d\d)(?::(?P<s>\d\d)(?:\.\d{1,9})?)?\ *(?P<zone>Z|[+-]\d\d:?\d\d)?)?""",
    re.ASCII | re.VERBOSE,
)
"""yyyy/MM/dd, dd/MM/yyyy or ISO 8601, with or without a time."""
_NUMBER = re.compile(r"-?[0-9]{1,9}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a group."""

    name: str
    kind: Any
    """str, int, bool, date, datetime, or the class of a group."""
    many: bool
    """Whether the element may be repeated."""

    @property
    def leaf(self) -> bool:
        """Whether it holds text rather than a group."""
        return self.kind in (str, int, bool, date, datetime)


@cache
def shape(group: Hashable) -> tuple[Slot, ...]:
    """Return the places of a class of groups in the order they are written."""
    kind: Any = group
    hints = get_type_hints(kind)
    return tuple(_slot(one.name, hints[one.name]) for one in fields(kind) if one.name != "unknown")


@cache
def _named(group: Hashable) -> dict[str, Slot]:
    return {slot.name.casefold(): slot for slot in shape(group)}


def shape_of(value: object) -> tuple[Slot, ...]:
    """Return the places of a group in the order they are written."""
    kind: Any = type(value)
    return shape(kind)


def _slot(name: str, hint: Any) -> Slot:
    parts = [part for part in get_args(hint) if part not in (type(None), ...)]
    return Slot(name, parts[0] if parts else hint, getattr(hint, "__origin__", None) is tuple)


def understand(group: Any, element: Element, others: dict[tuple[str, str], str]) -> Any:
    """Return the group an element means; what it does not know, or cannot read, it keeps in `unknown`.

    Names count without prefix and case; `others` gives for a group and a foreign name the standard's own.
    """
    return _understand(group, element.untold, others)


def _understand(group: Any, children: tuple[Element, ...], others: dict[tuple[str, str], str]) -> Any:
    slots = _named(group)
    found: dict[Slot, list[Any]] = {}
    unknown = []
    for child in children:
        name = child.name.casefold()
        slot = slots.get(name) or slots.get(others.get((group.__name__, name), "").casefold())
        if slot is None or (slot in found and not slot.many):
            unknown.append(child)
            continue
        try:
            value = _value(slot, child, others)
        except ValueError:
            unknown.append(child)
            continue
        if value is not None:
            found.setdefault(slot, []).append(value)
    said = {slot.name: tuple(values) if slot.many else values[0] for slot, values in found.items()}
    return group(**said, unknown=tuple(unknown))


def _value(slot: Slot, element: Element, others: dict[tuple[str, str], str]) -> Any:
    """Return what stands in a place, None when nothing does; raise ValueError when it makes no sense."""
    if not slot.leaf:
        value = _understand(slot.kind, element.children, others)
        return None if value == slot.kind() else value
    if element.children:
        raise ValueError
    return None if element.text in NOTHING else _read(slot.kind, element.text)


def _read(kind: Any, text: str) -> Any:
    if kind is str:
        return text
    if kind is bool:
        return _FLAGS[text.lower()] if text.lower() in _FLAGS else _senseless()
    if kind is int:
        return int(text) if _NUMBER.fullmatch(text) else _senseless()
    moment = _moment(text)
    return moment if kind is datetime else moment.date()


def _senseless() -> NoReturn:
    raise ValueError


def _moment(text: str) -> datetime:
    """Return a moment in Vietnam, however it was written; without a time, midnight."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError
    day = [int(found[one] or found[other]) for one, other in ("yY", "mM", "dD")]
    clock = [int(found[part] or 0) for part in ("h", "min", "s")]
    local = datetime(*day, *clock, tzinfo=_zone(found["zone"]))  # type: ignore[misc,arg-type]
    here = vietnam(local)
    return here if here.year in YEARS else _senseless()


def _zone(said: str | None) -> timezone:
    if not said:
        return VIETNAM
    if said == "Z":
        return UTC
    minutes = int(said[1:3]) * 60 + int(said[-2:])
    return timezone(timedelta(minutes=-minutes if said[0] == "-" else minutes))


def spell(value: Any) -> str:
    """Return a value of a leaf as the national axis writes it; empty for nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return vietnam(value).strftime("%Y/%m/%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    return "" if value is None else str(value)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str, str, Any]]:
    """Give every leaf below a group: its path, the class of its group, its name, and its value."""
    for slot in shape_of(value):
        held = getattr(value, slot.name)
        for each in held if slot.many else (held,):
            place = f"{path}.{slot.name}".lstrip(".")
            if slot.leaf:
                yield place, type(value).__name__, slot.name, each
            else:
                yield from leaves(each, place)


def blanks(group: Any) -> Iterator[str]:
    """Give the places below a group that are repeated and say nothing."""
    for slot in shape_of(group):
        held = getattr(group, slot.name)
        if slot.many and any(each == slot.kind() for each in held):
            yield slot.name
        for each in (held if slot.many else (held,)) if not slot.leaf else ():
            yield from blanks(each)
