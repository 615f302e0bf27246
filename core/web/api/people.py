"""Who is who in the office, what waits for whom, and what each was told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from core import agencies, notices
from core.accounts import units
from core.documents import boxes, offers
from core.errors import Missing
from core.language import mark, tr
from core.store.papers import NoticeRow
from core.values import Actor, Moment, Role
from core.web.api.calls import Call
from core.web.api.documents import READERS
from core.web.api.operations import asks
from core.web.api.shapes import Id, Line, Sent, Told

CLERKS = frozenset((Role.CLERK,))
DIRECTING = frozenset((Role.CLERK, Role.LEADER, Role.HEAD))
"""Who chooses people: leaders, heads, and clerks who copy a leader's words."""


class Me(Told, frozen=True, kw_only=True):
    """For whom this token speaks, and what it may do."""

    login: str
    name: str
    roles: tuple[str, ...]
    units: tuple[int, ...]
    headed: tuple[int, ...]
    scopes: tuple[str, ...]


class UnitLine(Told, frozen=True, kw_only=True):
    """A unit of the office."""

    id: int
    code: str
    name: str
    parent_id: int | None
    heads: tuple[str, ...]


class Units(Told, frozen=True, kw_only=True):
    """The open units, by name."""

    items: tuple[UnitLine, ...]


class Colleague(Told, frozen=True, kw_only=True):
    """A person to whom work may be given, or whose words are copied."""

    id: int
    name: str
    position: str


class Colleagues(Told, frozen=True, kw_only=True):
    """People, by name."""

    items: tuple[Colleague, ...]


class Typed(Sent, frozen=True, kw_only=True):
    """The beginning of what somebody types."""

    q: Line = ""


class AgencyName(Told, frozen=True, kw_only=True):
    """A body letters come from."""

    name: str
    code: str


class AgencyNames(Told, frozen=True, kw_only=True):
    """The bodies that fit best, the most used first."""

    items: tuple[AgencyName, ...]


class Counter(Told, frozen=True, kw_only=True):
    """How much waits in one box; counts end at 1,001."""

    box: str
    label: str
    role: str
    count: int


class Counters(Told, frozen=True, kw_only=True):
    """The boxes of this person's roles."""

    items: tuple[Counter, ...]


class Notices(Sent, frozen=True, kw_only=True):
    """Which notices are wanted."""

    before: Annotated[Id, Meta(description="`next` of the page before.")] | UnsetType = UNSET
    unread: bool = False
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class NoticeLine(Told, frozen=True, kw_only=True):
    """A sentence for this person."""

    id: int
    sentence: str
    document_id: int | None
    urgency: int
    at: datetime
    read_at: datetime | None


class NoticeLines(Told, frozen=True, kw_only=True):
    """One page of notices, newest first."""

    items: tuple[NoticeLine, ...]
    next: int | None


class Seen(Sent, frozen=True, kw_only=True):
    """Which notice was read; all of them without an id."""

    id: Id | None = None


class Changed(Told, frozen=True, kw_only=True):
    """How many notices were marked."""

    count: int


@asks("GET", "/me", mark("Mã truy cập này của ai"))
async def show_me(call: Call) -> Me:
    """Tell for whom this token speaks."""
    by = call.actor
    return Me(
        login=by.login,
        name=by.name,
        roles=tuple(sorted(by.roles)),
        units=tuple(sorted(by.unit_ids)),
        headed=tuple(sorted(by.headed_ids)),
        scopes=tuple(sorted(call.bearer.scopes)),
    )


@asks("GET", "/units", mark("Các đơn vị"))
async def list_units(call: Call) -> Units:
    """List the open units of the office."""
    return msgspec.convert({"items": await call.read(units.units)}, Units, from_attributes=True)


@asks("GET", "/units/{id}/people", mark("Người của một đơn vị"), roles=DIRECTING)
async def list_people(call: Call, id: int) -> Colleagues:
    """List the people of a unit to whom work may be given."""
    found = await call.read(_people, id)
    return msgspec.convert({"items": found}, Colleagues, from_attributes=True)


@asks("GET", "/leaders", mark("Lãnh đạo cơ quan"), roles=DIRECTING)
async def list_leaders(call: Call) -> Colleagues:
    """List the leaders whose words may be copied from paper."""
    return msgspec.convert({"items": await call.read(offers.leaders)}, Colleagues, from_attributes=True)


@asks("GET", "/agencies", mark("Gợi ý cơ quan ban hành"), roles=CLERKS)
async def suggest_agencies(call: Call, query: Typed) -> AgencyNames:
    """Suggest the bodies whose name or code holds every word, marks or no marks."""
    found = await call.read(agencies.suggest, query.q)
    return msgspec.convert({"items": found}, AgencyNames, from_attributes=True)


@asks("GET", "/counters", mark("Số việc đang chờ"), roles=READERS)
async def show_counters(call: Call) -> Counters:
    """Count what waits in each box of this person."""
    return await call.read(_counters, call.actor, call.office.clock.today())


@asks("GET", "/notices", mark("Thông báo"))
async def list_notices(call: Call, query: Notices) -> NoticeLines:
    """List what this person was told."""
    return await call.read(_notices, call.actor, query)


@asks("POST", "/notices/read", mark("Đánh dấu đã đọc"))
async def read_notices(call: Call, body: Seen) -> Changed:
    """Mark one notice, or all of this person's, as read."""
    count = await call.write(_mark_read, call.actor, body.id, call.now())
    call.office.bell.ring("notices")
    return Changed(count=count)


def _people(unit: int) -> list[offers.Colleague]:
    if unit not in {known.id for known in units.units()}:
        raise Missing("VT-3221", "Không có đơn vị này hoặc đơn vị đã giải thể.")
    return offers.colleagues(frozenset((unit,)))


def _counters(by: Actor, today: date) -> Counters:
    found = boxes.counters(by, today)
    return Counters(
        items=tuple(
            Counter(box=name, label=tr(boxes.BOXES[name].label), role=boxes.BOXES[name].role, count=count)
            for name, count in found.items()
        )
    )


def _notices(by: Actor, query: Notices) -> NoticeLines:
    wanted = NoticeRow.select().where(NoticeRow.user == by.user_id)
    if not isinstance(query.before, UnsetType):
        wanted = wanted.where(NoticeRow.id < query.before)
    if query.unread:
        wanted = wanted.where(NoticeRow.read_at.is_null())
    rows = list(wanted.order_by(NoticeRow.id.desc()).limit(query.limit + 1))
    shown = rows[: query.limit]
    following = shown[-1].id if len(rows) > query.limit else None
    return msgspec.convert({"items": shown, "next": following}, NoticeLines, from_attributes=True)


def _mark_read(by: Actor, notice: int | None, at: Moment) -> int:
    return notices.mark_read(by.user_id or 0, notice, at)


operations = (
    show_me, list_units, list_people, list_leaders, suggest_agencies, show_counters, list_notices,
    read_notices,
)  # fmt: skip
