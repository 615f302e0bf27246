"""What a list is asked for, read from its address and written back into the addresses beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from aiohttp import web

from core.documents import boxes, states
from core.documents.lists import Filter, Key
from core.text import clean_line
from core.values import Actor
from core.web import boxes as places
from core.web.entries import short_day

FIELDS = ("box", "subject", "code", "organ", "register", "unit", "type", "priority", "from", "to", "overdue")
IN_OFFICE = (*states.OPEN, states.FINISHED, states.RETURNED)
"""What the list of incoming documents shows when no box is asked for."""
CANCELLED = "cancelled"
"""Name of the tab of lines that were cancelled in the register."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as its address asks for it."""

    given: Mapping[str, str]
    """The fields as they were typed."""
    wanted: Filter
    after: Key | None

    @property
    def box(self) -> str:
        """The tab; empty for all documents."""
        return self.given["box"]

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the tab is asked for."""
        return any(value for name, value in self.given.items() if name != "box")

    def address(self, path: str = "/documents", **changed: str) -> str:
        """Return the address of this list with some fields changed, from its first page on."""
        told = {name: value for name, value in {**self.given, **changed}.items() if value}
        return f"{path}?{urlencode(told)}" if told else path


def asked(request: web.Request, actor: Actor, today: date) -> Asked:
    """Return what the address asks for; what cannot be read is left out, and shown as it was typed.

    Raises Missing for a box that is not there; a box of another role is no more than an empty list.
    Called where the calendar can be read.
    """
    given = {name: clean_line(request.query.get(name, ""))[:200] for name in FIELDS}
    box = given["box"]
    if box == CANCELLED:
        wanted = Filter((states.CANCELLED,))
    else:
        wanted = boxes.contents(box, today) if box else Filter(IN_OFFICE)
    wanted = replace(
        wanted,
        subject=given["subject"],
        code=given["code"],
        organ=given["organ"],
        register_id=_number(given["register"]),
        unit_id=_number(given["unit"]),
        type_name=given["type"],
        priority=_number(given["priority"]),
        arrived_from=short_day(given["from"], today) if given["from"] else None,
        arrived_to=short_day(given["to"], today) if given["to"] else None,
    )
    if given["overdue"]:
        late = tuple(state for state in wanted.states if state in states.OPEN) or states.OPEN
        wanted = boxes.overdue(today, replace(wanted, states=late))
    after = request.query.get("after", "")
    return Asked(given, wanted, Key.parse(after) if after else None)


def tabs(actor: Actor) -> list[tuple[str, str]]:
    """Return the tabs of the list for a person: name and label of each box, all documents last."""
    found = boxes.boxes_of(actor)
    return [(name, box.label) for name, box in found.items() if name not in places.TRAY]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
