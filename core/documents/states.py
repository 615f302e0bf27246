"""The lives of a document, as tables of steps: who may move it, from where to where, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from core.language import mark
from core.values import Role

BOX, CLERK, LEADER, HEAD, OFFICER, CHECKER = (
    Role.BOX,
    Role.CLERK,
    Role.LEADER,
    Role.HEAD,
    Role.OFFICER,
    Role.CHECKER,
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

# An outgoing document is where it waits.
ORDERED = "ordered"
DRAFTING = "drafting"
TO_CHECK = "to_check"
TO_FORM = "to_form"
TO_APPROVE = "to_approve"
TO_SIGN = "to_sign"
TO_NUMBER = "to_number"
TO_SEAL = "to_seal"
SCANNING = "scanning"
HELD = "held"
TO_ISSUE = "to_issue"
ISSUED = "issued"
REPLACED = "replaced"
RECALLED = "recalled"
VOIDED = "voided"
ABANDONED = "abandoned"

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
    ORDERED: mark("Chờ soạn thảo"),
    DRAFTING: mark("Đang soạn thảo"),
    TO_CHECK: mark("Chờ duyệt nội dung"),
    TO_FORM: mark("Chờ kiểm tra thể thức"),
    TO_APPROVE: mark("Chờ lãnh đạo duyệt"),
    TO_SIGN: mark("Chờ ký số"),
    TO_NUMBER: mark("Chờ cấp số"),
    TO_SEAL: mark("Chờ ký số cơ quan"),
    SCANNING: mark("Đang quét vi-rút"),
    HELD: mark("Bị giữ lại khi quét vi-rút"),
    TO_ISSUE: mark("Chờ phát hành"),
    ISSUED: mark("Đã phát hành"),
    REPLACED: mark("Đã bị thay thế"),
    RECALLED: mark("Đã thu hồi"),
    VOIDED: mark("Đã hủy số"),
    ABANDONED: mark("Đã bỏ dự thảo"),
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
    Step("answer", (DIRECTED, ASSIGNED, WORKING), FINISHED, BOX, ("tell",)),  # its reply was issued
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

AT_WORK = (ORDERED, DRAFTING, TO_CHECK, TO_FORM, TO_APPROVE, TO_SIGN)
"""Not signed yet: it may still change."""
NUMBERED = (TO_SEAL, SCANNING, HELD, TO_ISSUE, ISSUED, REPLACED, RECALLED, VOIDED)
"""Has its number and its line in the register, whatever comes."""

_CHECKS = (TO_CHECK, TO_FORM)
_BEGUN = (
    Step("order", NEW, ORDERED, LEADER, ("tell",)),
    Step("draft", NEW, DRAFTING, OFFICER),
    Step("copy", NEW, TO_NUMBER, CLERK),  # SAO Y, SAO LỤC, TRÍCH SAO: Decree 30/2020, art. 25-27
    Step("hand_on", ORDERED, ORDERED, HEAD, ("tell",)),
    Step("take_up", ORDERED, DRAFTING, OFFICER),
    Step("take_back", (TO_CHECK, TO_FORM, TO_APPROVE), DRAFTING, OFFICER),
    Step("abandon", (ORDERED, DRAFTING), ABANDONED, OFFICER, (), True),
    Step("abandon", TO_NUMBER, ABANDONED, CLERK, (), True),  # a copy begun by mistake takes no number
    Step("give_back", TO_CHECK, DRAFTING, HEAD, ("tell",), True),
    Step("give_back", TO_FORM, DRAFTING, CHECKER, ("tell",), True),
    Step("give_back", (TO_APPROVE, TO_SIGN), DRAFTING, LEADER, ("tell",), True),
)
_SIGNED = (
    # Decree 30/2020, art. 14-18: number and date, register, seal, issue; the number stays whatever comes
    Step("sign", TO_SIGN, TO_NUMBER, LEADER, ("tell", "index")),
    Step("unsign", TO_NUMBER, DRAFTING, LEADER, ("tell",), True),
    Step("number", TO_NUMBER, TO_SEAL, CLERK, ("index",)),
    Step("seal", TO_SEAL, SCANNING, CLERK, ("inspect_outgoing",)),
    Step("pass", SCANNING, TO_ISSUE, BOX),
    Step("hold", SCANNING, HELD, BOX, ("tell",)),
    Step("scan_again", HELD, SCANNING, CLERK, ("inspect_outgoing",)),
    Step("issue", TO_ISSUE, ISSUED, CLERK, ("tell", "index")),
    Step("void", (TO_SEAL, HELD, TO_ISSUE), VOIDED, CLERK, ("tell", "index"), True),
    Step("recall", ISSUED, RECALLED, CLERK, ("tell", "index"), True),
    Step("replace", ISSUED, REPLACED, BOX, ("tell", "index")),
    Step("expel", (*AT_WORK, TO_NUMBER, ABANDONED, *NUMBERED), EXPELLED, CLERK, ("erase", "tell"), True),
)

OUTGOING = (
    *_BEGUN,
    Step("submit", DRAFTING, TO_CHECK, OFFICER, ("tell",)),
    Step("check_content", TO_CHECK, TO_FORM, HEAD, ("tell",)),
    Step("check_form", TO_FORM, TO_APPROVE, CHECKER, ("tell",)),
    Step("approve", TO_APPROVE, TO_SIGN, LEADER, ("tell",)),
    # what is changed after the approval goes back to who approved (Decree 30/2020, art. 11)
    Step("amend", TO_SIGN, TO_APPROVE, OFFICER, ("tell",)),
    *_SIGNED,
)
"""Content and form are checked first, then the leader approves and signs."""

OUTGOING_APPROVED_FIRST = (
    *_BEGUN,
    Step("submit", DRAFTING, TO_APPROVE, OFFICER, ("tell",)),
    Step("approve", TO_APPROVE, TO_CHECK, LEADER, ("tell",)),
    Step("check_content", TO_CHECK, TO_FORM, HEAD, ("tell",)),
    Step("check_form", TO_FORM, TO_SIGN, CHECKER, ("tell",)),
    Step("amend", (*_CHECKS, TO_SIGN), TO_APPROVE, OFFICER, ("tell",)),
    *_SIGNED,
)
"""The leader approves the draft, then content and form are checked, then he signs."""

LIVES = {"incoming": INCOMING, "outgoing": OUTGOING, "outgoing_a": OUTGOING_APPROVED_FIRST}
LEAVING = ("outgoing", "outgoing_a")
"""The lives of what the office itself writes."""


def find(life: str, event: str, state: str) -> Step | None:
    """Return the step that `event` takes from `state`, or None when there is none."""
    for step in LIVES[life]:
        starts = step.before if isinstance(step.before, tuple) else (step.before,)
        if step.event == event and state in starts:
            return step
    return None
