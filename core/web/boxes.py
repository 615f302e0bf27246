"""Where the boxes of the office stand on the pages, and how they look."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from core.documents.boxes import BOXES
from core.documents.outboxes import BOXES_OUT, boxes_out_of
from core.language import tr
from core.values import Actor, Role

TRAY = ("to_register", "inspecting", "duplicates", "quarantine", "unreadable")
"""Boxes whose documents are met in the scan tray."""

LOOKS = {
    "to_register": ("tray", "calls"),
    "inspecting": ("clock", "calls"),
    "duplicates": ("copy", "calls"),
    "quarantine": ("threat", "alarms"),
    "unreadable": ("warn", "alarms"),
    "to_present": ("send", "calls"),
    "presented": ("pen", "calls"),
    "sent_back": ("back", "alarms"),
    "tardy": ("warn", "alarms"),
    "to_direct": ("pen", "calls"),
    "under_way": ("work", "calls"),
    "overdue": ("warn", "alarms"),
    "due_soon": ("calendar", "calls"),
    "to_assign": ("share", "calls"),
    "unit_under_way": ("work", "calls"),
    "unit_overdue": ("warn", "alarms"),
    "given": ("document", "calls"),
    "working": ("work", "calls"),
    "cooperating": ("people", "calls"),
    "informed": ("eye", "calls"),
    "my_due_soon": ("calendar", "calls"),
    "my_overdue": ("warn", "alarms"),
    "ordered": ("share", "calls"),
    "my_drafts": ("pen", "calls"),
    "given_back": ("back", "alarms"),
    "submitted": ("send", "calls"),
    "to_comment": ("talk", "calls"),
    "to_initial": ("pen", "calls"),
    "to_hand_on": ("share", "calls"),
    "to_check_content": ("eye", "calls"),
    "to_check_form": ("check", "calls"),
    "to_approve": ("done", "calls"),
    "to_sign": ("pen", "calls"),
    "to_number": ("book", "calls"),
    "to_seal": ("seal", "calls"),
    "held": ("threat", "alarms"),
    "to_issue": ("send", "calls"),
    "on_paper": ("print", "calls"),
    "undelivered": ("warn", "alarms"),
    "issued_today": ("done", "calls"),
}
"""Icon and tone of each box's card."""


@dataclass(frozen=True, slots=True)
class Card:
    """A number that leads to the list behind it."""

    counter: str
    words: str
    address: str
    icon: str
    tone: str
    """calls (somebody should act) or alarms (somebody should have acted)."""
    count: int


DESKS = {"to_sign": "/sign", "to_number": "/seal", "to_seal": "/seal", "held": "/seal", "to_issue": "/seal"}
"""Boxes whose letters are met on a desk of their own."""


def address(name: str) -> str:
    """Return where the list behind a box is found."""
    if name in DESKS:
        return f"{DESKS[name]}?{urlencode({'box': name})}"
    if name in BOXES_OUT:
        return f"/outgoing?{urlencode({'box': name})}"
    return f"{'/tray' if name in TRAY else '/documents'}?{urlencode({'box': name})}"


def card(name: str, counts: dict[str, int]) -> Card:
    """Return the card of a box."""
    icon, tone = LOOKS[name]
    label = BOXES_OUT[name].label if name in BOXES_OUT else BOXES[name].label
    return Card(name, tr(label), address(name), icon, tone, counts.get(name, 0))


def cards(role: Role, counts: dict[str, int]) -> list[Card]:
    """Return the cards of a role, in the order of its boxes."""
    return [card(name, counts) for name, box in BOXES.items() if box.role is role]


def cards_out(actor: Actor, counts: dict[str, int]) -> list[Card]:
    """Return the cards of the outgoing half that this person's roles, or his name on a document, call for."""
    return [card(name, counts) for name in boxes_out_of(actor) if name in counts]
