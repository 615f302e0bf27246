"""The first page: what waits for whom, and the few acts everybody begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from core import notices
from core.clock import vietnam
from core.documents import boxes, lists, outboxes
from core.documents.outlists import OutRow
from core.language import mark, tr
from core.store.papers import NoticeRow
from core.values import Actor, Role
from core.web.boxes import TRAY, Card, address, cards, cards_out
from core.web.counts import numbers
from core.web.keys import OFFICE
from core.web.looks import ROLES
from core.web.menu import AT_HAND
from core.web.render import page
from core.web.session import person
from core.web.written import day

AT_ONCE = 6
"""Rows of a list on this page; the whole is one tap away."""
DAYS = (
    mark("Thứ Hai"), mark("Thứ Ba"), mark("Thứ Tư"), mark("Thứ Năm"), mark("Thứ Sáu"), mark("Thứ Bảy"),
    mark("Chủ nhật"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one role."""

    words: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Act:
    """A button at the head of the page."""

    words: str
    address: str
    icon: str
    key: str = ""
    """The shortcut that presses it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is to be done first, and where the rest of it is."""

    words: str
    address: str
    kind: str
    """tray (files that still wait in it) · incoming · outgoing"""
    rows: tuple[lists.Row, ...] | tuple[OutRow, ...]
    today: date


ACTS = {
    Role.CLERK: (
        Act(mark("Mở khay tiếp nhận"), "/tray", "tray", "F2"),
        Act(mark("Thêm văn bản đến"), "/documents/new", "plus"),
    ),
    Role.LEADER: (
        Act(mark("Cho ý kiến chỉ đạo"), "/documents?box=to_direct", "pen"),
        Act(mark("Giao soạn thảo"), "/outgoing/new?order", "share"),
    ),
    Role.HEAD: (Act(mark("Phân công"), "/documents?box=to_assign", "share"),),
    Role.OFFICER: (Act(mark("Soạn văn bản"), "/outgoing/new", "plus"),),
    Role.CHECKER: (Act(mark("Kiểm tra thể thức"), "/outgoing?box=to_check_form", "check"),),
    Role.ADMIN: (Act(mark("Mở tài khoản"), "/people/new", "plus"),),
}


async def home(request: web.Request) -> web.StreamResponse:
    """Show what waits for this person."""
    office, actor = request.app[OFFICE], await person(request)
    counted = await numbers(request, actor)
    groups = [Group(tr(words), cards(role, counted)) for role, words in ROLES.items() if role in actor.roles]
    groups.append(Group(tr("Soạn thảo, ban hành"), cards_out(actor, counted)))
    first, told = await office.store.read(_first, actor, office.clock.today())
    now = vietnam(office.clock.utc())
    return await page(
        request,
        "home.html",
        groups=[group for group in groups if group.cards],
        acts=[act for role, acts in ACTS.items() if role in actor.roles for act in acts][:3],
        first=first,
        notices=told,
        today=tr("{weekday}, ngày {date}", weekday=tr(DAYS[now.weekday()]), date=day(now)),
    )


def _first(actor: Actor, today: date) -> tuple[Waiting | None, list[NoticeRow]]:
    """Return the first box of AT_HAND that is not empty, and what is new on the bell."""
    told = notices.unread(actor.user_id or 0, AT_ONCE)
    coming, leaving = boxes.boxes_of(actor), outboxes.boxes_out_of(actor)
    for name in AT_HAND:
        if name in coming:
            rows = lists.page(boxes.contents(name, today), actor, limit=AT_ONCE).rows
            kind, label = "tray" if name in TRAY else "incoming", coming[name].label
            if rows:
                return Waiting(tr(label), address(name), kind, rows, today), told
        elif name in leaving:
            drafts = outboxes.rows(name, actor, today, limit=AT_ONCE).rows
            if drafts:
                return Waiting(tr(leaving[name].label), address(name), "outgoing", drafts, today), told
    return None, told


async def keys(request: web.Request) -> web.StreamResponse:
    """Show the keyboard shortcuts."""
    await person(request)
    return await page(request, "keypage.html")


routes = (web.get("/", home), web.get("/keys", keys))
