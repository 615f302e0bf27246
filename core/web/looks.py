"""How states and urgencies look: a colour, a word and a sign each, so that colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import states
from core.documents.particulars import URGENCIES
from core.language import mark
from core.values import Role


@dataclass(frozen=True, slots=True)
class Look:
    """One chip: the tone is a class of parts.css, the icon a symbol of icons.svg, the word Vietnamese."""

    tone: str
    icon: str
    word: str


_SIGNS = {
    states.ARRIVED: ("", "clock"),
    states.UNREADABLE: ("red", "warn"),
    states.DUPLICATE: ("amber", "copy"),
    states.QUARANTINED: ("red", "threat"),
    states.CLEARED: ("blue", "tray"),
    states.REGISTERED: ("blue", "book"),
    states.PRESENTED: ("violet", "pen"),
    states.DIRECTED: ("violet", "share"),
    states.ASSIGNED: ("amber", "person"),
    states.WORKING: ("amber", "work"),
    states.FINISHED: ("green", "done"),
    states.RETURNED: ("", "back"),
    states.CANCELLED: ("", "stop"),
    states.EXPELLED: ("", "lock"),
    states.ORDERED: ("blue", "share"),
    states.DRAFTING: ("amber", "pen"),
    states.TO_CHECK: ("violet", "eye"),
    states.TO_FORM: ("violet", "check"),
    states.TO_APPROVE: ("violet", "person"),
    states.TO_SIGN: ("blue", "pen"),
    states.TO_NUMBER: ("blue", "book"),
    states.TO_SEAL: ("blue", "seal"),
    states.SCANNING: ("", "clock"),
    states.HELD: ("red", "threat"),
    states.TO_ISSUE: ("blue", "send"),
    states.ISSUED: ("green", "done"),
    states.REPLACED: ("", "again"),
    states.RECALLED: ("red", "back"),
    states.VOIDED: ("", "stop"),
    states.ABANDONED: ("", "cross"),
}

STATES = {state: Look(*_SIGNS[state], name) for state, name in states.NAMES.items()}

URGENCY = tuple(
    Look(tone, icon, word)
    for (tone, icon), word in zip(
        (("", "document"), ("amber", "flame"), ("red", "flame"), ("loud", "flame")), URGENCIES, strict=True
    )
)

ROLES = {
    Role.CLERK: mark("Văn thư"),
    Role.LEADER: mark("Lãnh đạo"),
    Role.HEAD: mark("Phụ trách đơn vị"),
    Role.OFFICER: mark("Chuyên viên"),
    Role.CHECKER: mark("Kiểm tra thể thức"),
    Role.ADMIN: mark("Quản trị"),
}
"""What people call the roles a person may hold, in the order in which they are offered."""


def state(name: str) -> Look:
    """Return how a state looks."""
    return STATES[name]


def urgency(level: int) -> Look:
    """Return how an urgency looks, 0 (thường) to 3 (hỏa tốc)."""
    return URGENCY[level]
