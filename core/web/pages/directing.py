"""The leader's words on a document: three taps on a telephone, or copied by the clerk from a slip."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from io import BufferedIOBase
from typing import cast

from aiohttp import web

from core import calendar
from core.accounts import units
from core.accounts.permissions import demand_visible
from core.accounts.units import UnitLine
from core.documents import handling, lists, slips, states
from core.documents.folder import Folder, folder
from core.documents.handling import COOPERATE, INFORM, LEAD, Order
from core.documents.offers import Colleague, colleagues, leaders
from core.errors import OfficeError, Refused, WrongState
from core.language import mark, tr
from core.office import Office
from core.values import Actor, Moment, Role
from core.web import forms
from core.web.entries import short_day
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.pages.adding import keep
from core.web.render import go, page
from core.web.session import person

SENTENCES = (
    mark("Tham mưu, thực hiện."),
    mark("Nghiên cứu, đề xuất."),
    mark("Thực hiện đúng thời hạn, báo cáo kết quả."),
    mark("Dự thảo văn bản trả lời."),
    mark("Chuẩn bị nội dung, cùng dự họp."),
    mark("Để biết, theo dõi."),
)
"""What leaders write most; a tap puts the sentence before their own words."""
TYPED = ("words", "due", "due_day", "officer", "leader")
PRESENTED = lists.Filter((states.PRESENTED,))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a leader needs to decide."""

    folder: Folder
    units: list[UnitLine]
    staff: list[Colleague]
    leaders: list[Colleague]
    days: list[tuple[date, str]]
    """Due dates within reach of a tap, and what they are called."""
    following: int | None
    """The next document that waits for a leader."""
    waiting: int


async def show(request: web.Request) -> web.StreamResponse:
    """Show a presented document with the form of its direction."""
    actor = await person(request, Role.LEADER)
    return await _sheet(request, actor, "direct")


async def direct(request: web.Request) -> web.StreamResponse:
    """Write the direction and go on to the next document that waits."""
    office, actor = request.app[OFFICE], await person(request, Role.LEADER)
    form, number, at = await forms.read(request), _id(request), office.clock.now()
    try:
        order = _order(form, office.clock.today())
        following = await office.store.write(_direct, number, order, actor, at)
    except WrongState as error:
        return go(f"/documents/{number}", error.message, tone="warn", hint=error.hint)
    except Refused as error:
        return await _sheet(request, actor, "direct", form, error)
    said = tr("Đã ghi bút phê và chuyển văn bản.")
    return go(f"/documents/{following}/direct" if following else "/documents?box=to_direct", said)


async def show_slip(request: web.Request) -> web.StreamResponse:
    """Show the form into which a clerk copies what the leader wrote on paper."""
    actor = await person(request, Role.CLERK)
    return await _sheet(request, actor, "transcribe")


async def transcribe(request: web.Request) -> web.StreamResponse:
    """Attach the slip, and enter the leader's words as his."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, number, at = await forms.read(request), _id(request), office.clock.now()
    try:
        order = _order(form, office.clock.today())
        leader = form.number("leader") or 0
        await office.store.read(demand_visible, number, actor)
        slip = await _take_slip(office, number, form, at)
        await office.store.write(handling.transcribe, number, order, leader, slip, actor, at)
    except OfficeError as error:
        return await _sheet(request, actor, "transcribe", form, error)
    return go(f"/documents/{number}", tr("Đã nhập ý kiến chỉ đạo."))


async def _take_slip(office: Office, number: int, form: Form, at: Moment) -> str | None:
    given = form.file("slip")
    if given is None:
        return None
    most = office.site.intake.max_bytes
    blob = await asyncio.to_thread(keep, office.blobs, cast(BufferedIOBase, given.file), given.filename, most)
    return await slips.accept(office, number, blob, at)


async def _sheet(
    request: web.Request,
    actor: Actor,
    mode: str,
    form: Form | None = None,
    error: OfficeError | None = None,
) -> web.StreamResponse:
    office, number = request.app[OFFICE], _id(request)
    sheet = await office.store.read(_read, number, actor, office.clock.today())
    if mode not in sheet.folder.offers:
        raise web.HTTPSeeOther(f"/documents/{number}")
    return await page(
        request,
        "directing.html",
        status=422 if error else 200,
        sheet=sheet,
        folder=sheet.folder,
        mode=mode,
        error=error,
        sentences=[(index, tr(words)) for index, words in enumerate(SENTENCES)],
        chosen=_chosen(form, sheet.units) if form else {},
        typed={name: form.lines(name) if form else "" for name in TYPED},
        ticked=form.all("sentence") if form else [],
        roles=((LEAD, tr("Chủ trì")), (COOPERATE, tr("Phối hợp")), (INFORM, tr("Để biết")), ("", "–")),
    )


def _order(form: Form, today: date) -> Order:
    chosen: dict[str, list[int]] = {LEAD: [], COOPERATE: [], INFORM: []}
    for name in form.fields:
        unit, role = forms.row_number(name.removeprefix("unit-")), form.text(name)
        if name.startswith("unit-") and unit is not None and role in chosen:
            chosen[role].append(unit)
    if len(chosen[LEAD]) != 1:
        raise Refused(
            "VT-2521",
            "Phải chọn đúng một đơn vị chủ trì.",
            hint="Chạm tên đơn vị chủ trì trước, sau đó chọn các đơn vị phối hợp hoặc để biết.",
        )
    # what goes on record is Vietnamese, whatever language the leader reads
    sentences = [
        SENTENCES[int(one)] for one in form.all("sentence") if one in map(str, range(len(SENTENCES)))
    ]
    words = "\n".join(part for part in (" ".join(sentences), form.lines("words")) if part)
    return Order(
        chosen[LEAD][0],
        tuple(chosen[COOPERATE]),
        tuple(chosen[INFORM]),
        _due(form, today),
        words,
        form.number("officer"),
    )


def _due(form: Form, today: date) -> date | None:
    typed = form.text("due")
    if typed == "other":
        typed = form.text("due_day")
    if not typed:
        return None
    found = short_day(typed, today, ahead=True)
    if found is None:
        raise Refused("VT-1713", "“{typed}” không phải là ngày.", hint="Gõ ngày như 08/04/2026.", typed=typed)
    return found


def _chosen(form: Form, known: list[UnitLine]) -> dict[int, str]:
    return {unit.id: form.text(f"unit-{unit.id}") for unit in known}


def _direct(number: int, order: Order, by: Actor, at: Moment) -> int | None:
    row = demand_visible(number, by)
    before = lists.Key(row.priority, row.id)
    handling.direct(number, order, by, at)
    return _following(before, by)


def _following(key: lists.Key, by: Actor) -> int | None:
    """Return the next presented document in the order of the list; the first again behind the last."""
    rows = lists.page(PRESENTED, by, key, 1).rows or lists.page(PRESENTED, by, None, 1).rows
    return rows[0].id if rows and rows[0].id != key.id else None


def _read(number: int, by: Actor, today: date) -> Sheet:
    shown = folder(number, by, today)
    week = today + timedelta(days=7)
    open_units = units.units()
    return Sheet(
        shown,
        open_units,
        colleagues(frozenset(unit.id for unit in open_units)),
        leaders(),
        [
            (today, tr("Hôm nay")),
            (calendar.add_working(today, 3), tr("3 ngày làm việc")),
            (week if calendar.is_working(week) else calendar.next_working(week), tr("1 tuần")),
        ],
        _following(lists.Key(shown.document.priority, number), by),
        lists.count(PRESENTED, by),
    )


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/documents/{id:\d{1,15}}"
routes = (
    web.get(f"{ONE}/direct", show),
    web.post(f"{ONE}/direct", direct),
    web.get(f"{ONE}/transcribe", show_slip),
    web.post(f"{ONE}/transcribe", transcribe),
)
