"""The lives of a document, as tables of steps: who may move it, from where to where, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from core.language import mark
from core.values import Role

BOX, CLERK, LEADER, HEAD, OFFICER, ADMIN = (
    Role.BOX,
    Role.CLERK,
    Role.LEADER,
    Role.HEAD,
    Role.OFFICER,
    Role.ADMIN,
)

NEW = "new"  # before the first row
ARRIVED = "arrived"
UNREADABLE = "unreadable"
DUPLICATE = "duplicate"
QUARANTINED = "quarantined"
CLEARED = "cleared"
REGISTERED = "registered"
PRESENTED = "presented"
DIRECTED = "directed"
ASSIGNED = "assigned"
WORKING = "working"
FINISHED = "finished"
RETURNED = "returned"
CANCELLED = "cancelled"
EXPELLED = "expelled"

NAMES = {
    ARRIVED: mark("Đang kiểm tra"),
    UNREADABLE: mark("Tệp lỗi"),
    DUPLICATE: mark("Trùng lặp"),
    QUARANTINED: mark("Cách ly"),
    CLEARED: mark("Chờ vào sổ"),
    REGISTERED: mark("Chờ trình"),
    PRESENTED: mark("Chờ chỉ đạo"),
    DIRECTED: mark("Chờ phân công"),
    ASSIGNED: mark("Đã phân công"),
    WORKING: mark("Đang xử lý"),
    FINISHED: mark("Đã hoàn thành"),
    RETURNED: mark("Đã trả lại nơi gửi"),
    CANCELLED: mark("Đã hủy"),
    EXPELLED: mark("Đã đưa ra khỏi hệ thống"),
}

TRAY = (ARRIVED, CLEARED, DUPLICATE, QUARANTINED, UNREADABLE)
"""States a clerk meets in the scan tray."""
OPEN = (REGISTERED, PRESENTED, DIRECTED, ASSIGNED, WORKING)
"""Registered and still owed an answer: what overdue lists count."""


@dataclass(frozen=True, slots=True)
class Step:
    """One lawful move: `event` takes a document from `before` to `after`, by `who`; jobs `then` follow."""

    event: str
    before: str | tuple[str, ...]
    after: str
    who: Role
    then: tuple[str, ...] = ()
    reason: bool = False
    """Whether the person must say why."""


INCOMING = (
    # at the door
    Step("arrive", NEW, ARRIVED, BOX, ("inspect",)),
    Step("repeat", NEW, DUPLICATE, BOX, ("tell",)),
    Step("refuse", NEW, UNREADABLE, BOX, ("tell",)),
    Step("record", NEW, CLEARED, CLERK),
    # inspected by the box
    Step("clear", ARRIVED, CLEARED, BOX, ("read", "verify")),
    Step("quarantine", ARRIVED, QUARANTINED, BOX, ("tell",)),
    Step("reject", ARRIVED, UNREADABLE, BOX, ("tell",)),
    # in the clerk's tray
    Step("keep", DUPLICATE, ARRIVED, CLERK, ("inspect",)),
    Step("inspect_again", (QUARANTINED, UNREADABLE), ARRIVED, CLERK, ("inspect",)),
    Step("discard", (CLEARED, DUPLICATE, UNREADABLE, QUARANTINED), CANCELLED, CLERK, (), True),
    Step("restore", CANCELLED, ARRIVED, CLERK, ("inspect",)),
    Step("register", CLEARED, REGISTERED, CLERK, ("index",)),
    Step("return", (CLEARED, REGISTERED), RETURNED, CLERK, ("tell",), True),
    # through the office (Decree 30/2020, art. 22-24)
    Step("present", REGISTERED, PRESENTED, CLERK, ("tell",)),
    Step("withdraw", PRESENTED, REGISTERED, CLERK),
    Step("direct", PRESENTED, DIRECTED, LEADER, ("tell", "index")),
    Step("transcribe", PRESENTED, DIRECTED, CLERK, ("tell", "index")),
    Step("close", PRESENTED, FINISHED, LEADER, ("tell",)),
    Step("assign", DIRECTED, ASSIGNED, HEAD, ("tell", "index")),
    Step("reassign", (ASSIGNED, WORKING), ASSIGNED, HEAD, ("tell", "index")),
    Step("begin", ASSIGNED, WORKING, OFFICER),
    Step("finish", WORKING, FINISHED, OFFICER, ("tell",)),
    Step("reopen", FINISHED, DIRECTED, LEADER, ("tell", "index"), True),
    # internal returns, one step back with a reason
    Step("send_back", PRESENTED, REGISTERED, LEADER, ("tell", "index"), True),
    Step("send_back", DIRECTED, PRESENTED, HEAD, ("tell", "index"), True),
    Step("send_back", (ASSIGNED, WORKING), DIRECTED, OFFICER, ("tell", "index"), True),
    # out of the life: the number stays in the register, marked
    Step("cancel", (REGISTERED, PRESENTED), CANCELLED, CLERK, ("tell",), True),
    Step("reinstate", CANCELLED, REGISTERED, CLERK, ("tell",), True),
    Step("expel", (*TRAY, *OPEN, FINISHED, RETURNED, CANCELLED), EXPELLED, CLERK, ("erase", "tell"), True),
)

LIVES = {"incoming": INCOMING}


def find(life: str, event: str, state: str) -> Step | None:
    """Return the step that `event` takes from `state`, or None when there is none."""
    for step in LIVES[life]:
        starts = step.before if isinstance(step.before, tuple) else (step.before,)
        if step.event == event and state in starts:
            return step
    return None
