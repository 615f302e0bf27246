"""The boxes each role finds on its home page: what waits, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from core import calendar
from core.documents import states
from core.documents.lists import COOPERATE, INFORM, LEAD, Filter, count
from core.errors import Missing
from core.language import mark
from core.values import Actor, Role

SOON = 3
"""Working days before the due date at which a document is about to be late."""

IN_WORK = (states.DIRECTED, states.ASSIGNED, states.WORKING)
OWED = (LEAD, COOPERATE)
UNANSWERED = Filter(states.OPEN)


@dataclass(frozen=True, slots=True)
class Box:
    """A list with a name, and for whom it is."""

    label: str
    role: Role
    wanted: Filter
    due: Literal["", "overdue", "soon", "tardy"] = ""


BOXES: Mapping[str, Box] = MappingProxyType({
    "to_register": Box(mark("Chờ vào sổ"), Role.CLERK, Filter((states.CLEARED,))),
    "inspecting": Box(mark("Đang kiểm tra"), Role.CLERK, Filter((states.ARRIVED,))),
    "duplicates": Box(mark("Trùng lặp"), Role.CLERK, Filter((states.DUPLICATE,))),
    "quarantine": Box(mark("Cách ly"), Role.CLERK, Filter((states.QUARANTINED,))),
    "unreadable": Box(mark("Tệp lỗi"), Role.CLERK, Filter((states.UNREADABLE,))),
    "to_present": Box(mark("Chờ trình"), Role.CLERK, Filter((states.REGISTERED,))),
    "presented": Box(mark("Đã trình"), Role.CLERK, Filter((states.PRESENTED,))),
    "sent_back": Box(mark("Bị trả lại"), Role.CLERK, Filter((states.REGISTERED,), sent_back=True)),
    "tardy": Box(
        mark("Chậm vào sổ, trình"), Role.CLERK, Filter((states.CLEARED, states.REGISTERED)), "tardy"
    ),
    "to_direct": Box(mark("Chờ chỉ đạo"), Role.LEADER, Filter((states.PRESENTED,))),
    "under_way": Box(mark("Đang xử lý"), Role.LEADER, Filter(IN_WORK)),
    "overdue": Box(mark("Quá hạn"), Role.LEADER, UNANSWERED, "overdue"),
    "due_soon": Box(mark("Sắp hạn"), Role.LEADER, UNANSWERED, "soon"),
    "to_assign": Box(
        mark("Chờ phân công"), Role.HEAD, Filter(IN_WORK, whose="unassigned", roles=OWED, undone=True)
    ),
    "unit_under_way": Box(
        mark("Đang xử lý"),
        Role.HEAD,
        Filter((states.ASSIGNED, states.WORKING), whose="headed", roles=OWED, undone=True),
    ),
    "unit_overdue": Box(
        mark("Quá hạn"), Role.HEAD, Filter(IN_WORK, whose="headed", roles=OWED, undone=True), "overdue"
    ),
    "given": Box(
        mark("Được giao"),
        Role.OFFICER,
        Filter((states.ASSIGNED,), whose="mine", roles=(LEAD,), undone=True),
    ),
    "working": Box(
        mark("Đang xử lý"),
        Role.OFFICER,
        Filter((states.WORKING,), whose="mine", roles=(LEAD,), undone=True),
    ),
    "cooperating": Box(
        mark("Phối hợp"), Role.OFFICER, Filter(IN_WORK, whose="mine", roles=(COOPERATE,), undone=True)
    ),
    "informed": Box(mark("Để biết"), Role.OFFICER, Filter(whose="mine", roles=(INFORM,), undone=True)),
    "my_overdue": Box(
        mark("Quá hạn"), Role.OFFICER, Filter(IN_WORK, whose="mine", roles=OWED, undone=True), "overdue"
    ),
    "my_due_soon": Box(
        mark("Sắp hạn"), Role.OFFICER, Filter(IN_WORK, whose="mine", roles=OWED, undone=True), "soon"
    ),
})  # fmt: skip
"""By the name that stands in addresses, in the order in which they are shown."""


def boxes_of(actor: Actor) -> dict[str, Box]:
    """Return the boxes of a person's roles, in their order."""
    return {name: box for name, box in BOXES.items() if box.role in actor.roles}


def contents(name: str, today: date) -> Filter:
    """Return the filter behind a box as it stands today; raise Missing when there is no such box."""
    if name not in BOXES:
        raise Missing("VT-3232", "Không có danh sách “{name}”.", name=name)
    box = BOXES[name]
    if box.due == "tardy":
        return replace(box.wanted, tardy_on=today)
    if box.due == "overdue":
        return overdue(today, box.wanted)
    return due_soon(today, box.wanted) if box.due == "soon" else box.wanted


def counters(actor: Actor, today: date) -> dict[str, int]:
    """Return how many documents each box of this person holds, up to `lists.CAP`."""
    return {name: count(contents(name, today), actor) for name in boxes_of(actor)}


def overdue(today: date, wanted: Filter = UNANSWERED) -> Filter:
    """Return `wanted` narrowed to what should have been done before today."""
    return replace(wanted, due_from=None, due_before=today)


def due_soon(today: date, wanted: Filter = UNANSWERED) -> Filter:
    """Return `wanted` narrowed to what is due today or within SOON working days."""
    last = calendar.add_working(today, SOON)
    return replace(wanted, due_from=today, due_before=last + timedelta(days=1))
