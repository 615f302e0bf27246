"""The boxes of the outgoing half: what each person is to draft, check, approve, sign or issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from core.documents import concerns, states
from core.documents.lists import Key
from core.documents.outlists import OutFilter, OutPage, count, page
from core.errors import Missing
from core.language import mark
from core.values import Actor, Role


@dataclass(frozen=True, slots=True)
class OutBox:
    """A list with a name, and for whom it is."""

    label: str
    role: Role
    wanted: OutFilter
    today: bool = False
    """Whether only what was issued today is in it."""
    personal: bool = False
    """Whether it is for whoever is named or asked, with or without the role."""


BOXES_OUT: Mapping[str, OutBox] = MappingProxyType({
    "ordered": OutBox(
        mark("Được giao soạn thảo"), Role.OFFICER, OutFilter((states.ORDERED,), whose="drafter")
    ),
    "my_drafts": OutBox(
        mark("Dự thảo của tôi"), Role.OFFICER, OutFilter((states.DRAFTING,), whose="drafter"), personal=True
    ),
    "given_back": OutBox(
        mark("Dự thảo bị trả lại"),
        Role.OFFICER,
        OutFilter((states.DRAFTING,), whose="drafter", given_back=True),
        personal=True,
    ),
    "submitted": OutBox(
        mark("Dự thảo đã trình"),
        Role.OFFICER,
        OutFilter(
            (states.TO_CHECK, states.TO_FORM, states.TO_APPROVE, states.TO_SIGN), whose="drafter"
        ),
    ),
    "to_comment": OutBox(
        mark("Chờ góp ý"), Role.OFFICER, OutFilter(concerns.OPEN, asked=concerns.COMMENT), personal=True
    ),
    "to_initial": OutBox(
        mark("Chờ ký nháy"), Role.OFFICER, OutFilter(concerns.OPEN, asked=concerns.INITIAL), personal=True
    ),
    "to_hand_on": OutBox(
        mark("Chờ giao người soạn thảo"),
        Role.HEAD,
        OutFilter((states.ORDERED,), whose="headed", unnamed=True),
    ),
    "to_check_content": OutBox(
        mark("Chờ duyệt nội dung"), Role.HEAD, OutFilter((states.TO_CHECK,), whose="headed")
    ),
    "to_check_form": OutBox(mark("Chờ kiểm tra thể thức"), Role.CHECKER, OutFilter((states.TO_FORM,))),
    "to_approve": OutBox(
        mark("Chờ duyệt"), Role.LEADER, OutFilter((states.TO_APPROVE,), whose="signer"), personal=True
    ),
    "to_sign": OutBox(
        mark("Chờ ký số"), Role.LEADER, OutFilter((states.TO_SIGN,), whose="signer"), personal=True
    ),
    "to_number": OutBox(mark("Chờ cấp số"), Role.CLERK, OutFilter((states.TO_NUMBER,))),
    "to_seal": OutBox(mark("Chờ ký số cơ quan"), Role.CLERK, OutFilter((states.TO_SEAL,))),
    "held": OutBox(mark("Bị giữ lại khi quét vi-rút"), Role.CLERK, OutFilter((states.HELD,))),
    "to_issue": OutBox(mark("Chờ phát hành"), Role.CLERK, OutFilter((states.TO_ISSUE,))),
    "on_paper": OutBox(
        mark("Chờ gửi bản giấy"), Role.CLERK, OutFilter((states.ISSUED,), unsent="paper")
    ),
    "undelivered": OutBox(
        mark("Chưa đến nơi nhận"), Role.CLERK, OutFilter((states.ISSUED,), unsent="electronic")
    ),
    "issued_today": OutBox(
        mark("Phát hành hôm nay"), Role.CLERK, OutFilter((states.ISSUED,)), today=True
    ),
})  # fmt: skip
"""By the name that stands in addresses, in the order in which they are shown."""


def boxes_out_of(actor: Actor) -> dict[str, OutBox]:
    """Return the boxes of a person's roles, and those for whoever is named, in their order."""
    return {
        name: box for name, box in BOXES_OUT.items() if box.role in actor.roles or _for_anybody(box, actor)
    }


def contents(name: str, today: date) -> OutFilter:
    """Return the filter behind a box as it stands today; raise Missing when there is no such box."""
    if name not in BOXES_OUT:
        raise Missing("VT-3232", "Không có danh sách “{name}”.", name=name)
    box = BOXES_OUT[name]
    return replace(box.wanted, issued_on=today) if box.today else box.wanted


def counters_out(actor: Actor, today: date) -> dict[str, int]:
    """Return how many documents each box of this person holds, up to `lists.CAP`.

    A box for whoever is named is told to others than its role only when something is in it.
    """
    counted = {name: count(contents(name, today), actor) for name in boxes_out_of(actor)}
    return {name: number for name, number in counted.items() if number or BOXES_OUT[name].role in actor.roles}


def rows(
    wanted: str | OutFilter, actor: Actor, today: date, after: Key | None = None, limit: int = 50
) -> OutPage:
    """Return one page of a box by its name, or of a filter."""
    chosen = contents(wanted, today) if isinstance(wanted, str) else wanted
    return page(chosen, actor, after, limit)


def _for_anybody(box: OutBox, actor: Actor) -> bool:
    return box.personal and actor.user_id is not None and bool(actor.roles - {Role.ADMIN})
