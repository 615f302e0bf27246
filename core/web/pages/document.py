"""One document: what it says, what was decided, what this person can do now, and all that happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.clock import vietnam
from core.documents import copies, digitising, folder, handling, papers, registers, states
from core.documents.viewing import note_view
from core.errors import Missing, OfficeError, Refused
from core.language import mark, tr
from core.values import Actor, Moment, Role
from core.web import forms, keyholding, timeline
from core.web.entries import short_day
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.pages.tray import done_number
from core.web.render import go, page, sorry
from core.web.session import person
from core.web.verdicts import signatures
from signing.values import Purpose

Deed = Callable[[int, Form, Actor, Moment], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One button: what it does, and what is said when it was done."""

    do: Deed
    said: str


ACTS: dict[str, Act] = {
    "present": Act(lambda n, f, by, at: handling.present(n, by, at), mark("Đã trình lãnh đạo.")),
    "withdraw": Act(lambda n, f, by, at: handling.withdraw(n, by, at), mark("Đã rút lại văn bản trình.")),
    "close": Act(lambda n, f, by, at: handling.close(n, f.lines("words"), by, at), mark("Đã lưu để biết.")),
    "assign": Act(
        lambda n, f, by, at: handling.assign(n, f.id("officer"), f.lines("words"), _due(f, at), by, at),
        mark("Đã phân công."),
    ),
    "share": Act(
        lambda n, f, by, at: handling.share(n, f.id("task"), f.id("officer"), f.lines("words"), by, at),
        mark("Đã giao phần việc."),
    ),
    "begin": Act(lambda n, f, by, at: handling.begin(n, by, at), mark("Đã nhận xử lý.")),
    "finish": Act(lambda n, f, by, at: handling.finish(n, f.lines("result"), by, at), mark("Đã hoàn thành.")),
    "finish_part": Act(
        lambda n, f, by, at: handling.finish_part(n, f.id("task"), f.lines("result"), by, at),
        mark("Đã kết thúc phần việc."),
    ),
    "send_back": Act(
        lambda n, f, by, at: handling.send_back(n, f.text("reason"), by, at), mark("Đã trả lại một bước.")
    ),
    "return": Act(
        lambda n, f, by, at: handling.return_to_sender(n, f.text("reason"), by, at),
        mark("Đã trả lại nơi gửi."),
    ),
    "cancel": Act(
        lambda n, f, by, at: registers.cancel(n, f.text("reason"), by, at),
        mark("Đã hủy; số đến vẫn giữ trong sổ, có đánh dấu."),
    ),
    "reinstate": Act(
        lambda n, f, by, at: registers.reinstate(n, f.text("reason"), by, at), mark("Đã khôi phục trong sổ.")
    ),
    "reopen": Act(
        lambda n, f, by, at: handling.reopen(n, f.text("reason"), by, at), mark("Đã yêu cầu giải quyết lại.")
    ),
}
"""By the name in the address; `assign` serves for assigning again too."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show everything about one document; one that has no number yet is met in the tray."""
    office, actor = request.app[OFFICE], await person(request)
    number = _id(request)
    if (await office.store.read(demand_visible, number, actor)).life in states.LEAVING:
        raise web.HTTPSeeOther(f"/outgoing/{number}")
    shown = await office.store.read(folder.folder, number, actor, office.clock.today())
    if shown.document.arrival_number is None and Role.CLERK in actor.roles:
        raise web.HTTPSeeOther(f"/tray/{number}")
    profile = office.site.office.profile.value
    signable = await office.store.read(digitising.possible, number, actor)
    return await page(
        request,
        "document.html",
        folder=shown,
        copyable=copies.COPYABLE,
        signed=await office.store.read(signatures, number, shown.files, profile),
        clerk=Role.CLERK in actor.roles,
        signable=signable,
        held=await keyholding.at_hand(office, actor, Purpose.ORGANISATION) if signable else [],
        events=timeline.told(shown.lines),
        done=await done_number(request, actor),
        paper_words={role: tr(words) for role, words in papers.ROLES.items()},
        part_words={role: tr(words) for role, words in folder.PARTS.items()},
    )


async def act(request: web.Request) -> web.StreamResponse:
    """Take one step, and come back to the document if it is still this person's to see."""
    office, actor = request.app[OFFICE], await person(request)
    form, number, wanted = await forms.read(request), _id(request), ACTS.get(request.match_info["act"])
    if wanted is None:
        raise Missing("VT-1704", "Không có trang này.")
    await office.store.read(demand_visible, number, actor)
    try:
        await office.store.write(_take, wanted.do, number, form, actor, office.clock.now())
    except OfficeError as error:
        return sorry(f"/documents/{number}", error)
    try:
        await office.store.read(demand_visible, number, actor)
    except Missing:  # handed on: it is somebody else's now
        return go("/documents", tr(wanted.said))
    return go(f"/documents/{number}", tr(wanted.said))


async def viewed(request: web.Request) -> web.StreamResponse:
    """Note that this person has opened the document."""
    office, actor = request.app[OFFICE], await person(request)
    await office.store.write(note_view, _id(request), actor, office.clock.now())
    if "back" in (await forms.read(request)).fields:
        return go(f"/documents/{_id(request)}")
    return web.Response(status=204)


def _due(form: Form, at: Moment) -> date | None:
    typed = form.text("due")
    found = short_day(typed, vietnam(at.utc).date(), ahead=True) if typed else None
    if typed and found is None:
        raise Refused("VT-1713", "“{typed}” không phải là ngày.", hint="Gõ ngày như 08/04/2026.", typed=typed)
    return found


def _take(do: Deed, number: int, form: Form, by: Actor, at: Moment) -> Any:
    demand_visible(number, by)
    return do(number, form, by, at)


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/documents/{id:\d{1,15}}"
routes = (
    web.get(ONE, show),
    web.post(f"{ONE}/viewed", viewed),
    web.post(ONE + r"/{act:[a-z_]{1,20}}", act),
)
