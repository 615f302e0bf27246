"""What a list is asked for, read from its address and written back into the addresses beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from aiohttp import web

from core.documents import boxes, states
from core.documents.lists import Filter, Key
from core.text import clean_line
from core.values import Actor
from core.web import boxes as places
from core.web.asking import Asked
from core.web.entries import short_day

FIELDS = ("box", "subject", "code", "organ", "register", "unit", "type", "priority", "from", "to", "overdue")
IN_OFFICE = (*states.OPEN, states.FINISHED, states.RETURNED)
"""What the list of incoming documents shows when no box is asked for."""
CANCELLED = "cancelled"
"""Name of the tab of lines that were cancelled in the register."""


def asked(request: web.Request, actor: Actor, today: date) -> Asked[Filter]:
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
    return Asked("/documents", given, wanted, Key.parse(after) if after else None)


def tabs(actor: Actor) -> list[tuple[str, str]]:
    """Return the tabs of the list for a person: name and label of each box, all documents last."""
    found = boxes.boxes_of(actor)
    return [(name, box.label) for name, box in found.items() if name not in places.TRAY]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
