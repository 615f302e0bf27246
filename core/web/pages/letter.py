"""One outgoing document: what it says, what this person can do now, and whom it has reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import (
    concerns,
    dispatches,
    drafting,
    drafts,
    lifecycle,
    outgoing,
    paper,
    papers,
    states,
    turns,
    versions,
)
from core.documents.letters import Letter, letter
from core.errors import Missing, OfficeError, Refused
from core.language import mark, tr
from core.office import Office
from core.values import Actor, Moment
from core.web import course, forms, leaving, timeline
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person
from core.web.verdicts import signatures

Deed = Callable[[int, Form, Actor, Moment, Office], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One button: what it does, and what is said when it was done."""

    do: Deed
    said: str


ACTS: dict[str, Act] = {
    "hand_on": Act(
        lambda n, f, by, at, _: drafts.hand_on(n, f.id("officer"), by, at), mark("Đã giao người soạn thảo.")
    ),
    "take_up": Act(lambda n, f, by, at, _: drafts.take_up(n, by, at), mark("Đã nhận soạn thảo.")),
    "abandon": Act(
        lambda n, f, by, at, _: drafts.abandon(n, f.text("reason"), by, at), mark("Đã bỏ dự thảo.")
    ),
    "submit": Act(lambda n, f, by, at, _: drafting.submit(n, by, at), mark("Đã trình.")),
    "take_back": Act(
        lambda n, f, by, at, _: drafting.take_back(n, by, at), mark("Đã lấy dự thảo về để sửa.")
    ),
    "give_back": Act(
        lambda n, f, by, at, _: drafting.give_back(n, f.text("reason"), by, at),
        mark("Đã trả lại người soạn thảo."),
    ),
    "check_content": Act(
        lambda n, f, by, at, _: _of_seen(n, f, drafting.check_content, f.lines("words"), by, at),
        mark("Đã duyệt nội dung."),
    ),
    "check_form": Act(
        lambda n, f, by, at, _: _of_seen(n, f, drafting.check_form, f.lines("words"), by, at),
        mark("Đã xác nhận thể thức."),
    ),
    "unsign": Act(
        lambda n, f, by, at, _: drafting.unsign(n, f.text("reason"), by, at),
        mark("Đã rút chữ ký, trả về soạn thảo."),
    ),
    "comment": Act(
        lambda n, f, by, at, _: concerns.comment(n, f.lines("text"), by, at), mark("Đã gửi góp ý.")
    ),
    "ask": Act(lambda n, f, by, at, _: _ask(n, f, by, at), mark("Đã gửi đề nghị.")),
    "unask": Act(lambda n, f, by, at, _: concerns.withdraw(f.id("concern"), by, at), mark("Đã rút đề nghị.")),
    "record_initial": Act(
        lambda n, f, by, at, _: _of_seen(n, f, concerns.record_initial, by, at), mark("Đã ghi nhận ký nháy.")
    ),
    "number": Act(
        lambda n, f, by, at, office: outgoing.number(n, office.site, by, at), mark("Đã cấp số {code}.")
    ),
    "issue": Act(lambda n, f, by, at, _: outgoing.issue(n, by, at), mark("Đã phát hành.")),
    "void": Act(
        lambda n, f, by, at, _: outgoing.void(n, f.text("reason"), by, at),
        mark("Đã hủy số; dòng trong sổ vẫn giữ, có đánh dấu."),
    ),
    "recall": Act(
        lambda n, f, by, at, _: outgoing.recall(n, f.text("reason"), by, at), mark("Đã thu hồi văn bản.")
    ),
    "scan_again": Act(lambda n, f, by, at, _: _scan_again(n, by, at), mark("Đang quét vi-rút lại.")),
    "note_paper": Act(
        lambda n, f, by, at, _: dispatches.note_paper(f.id("dispatch"), f.text("note"), by, at),
        mark("Đã ghi việc gửi bản giấy."),
    ),
}
"""By the name in the address."""
STAGES = {
    versions.DRAFT: mark("Dự thảo"),
    versions.INITIALLED: mark("Đã ký nháy"),
    versions.SIGNED: mark("Lãnh đạo đã ký"),
    versions.NUMBERED: mark("Đã điền số"),
    versions.SEALED: mark("Đã ký số cơ quan"),
}


REASONS = {step.event for step in states.LIVES["outgoing"] if step.reason}
"""Steps whose words say why; the words of all others are an opinion."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show everything about one outgoing document; `v` in the address asks for an older file of it."""
    office, actor = request.app[OFFICE], await person(request)
    found, told = await facts(request, office, actor)
    looked_at = (told["reading"],) if told["reading"] else ()
    profile = office.site.office.profile.value
    return await page(
        request,
        "letter.html",
        signed=await office.store.read(signatures, found.document.id, looked_at, profile),
        events=timeline.told(found.lines),
        reasons=REASONS,
        course=course.course(found.document.life, found.document.state, copy=bool(found.draft.copy_form)),
        **told,
    )


async def act(request: web.Request) -> web.StreamResponse:
    """Take one step, and come back to the document if it is still this person's to see."""
    office, actor = request.app[OFFICE], await person(request)
    form, number, wanted = await forms.read(request), _id(request), ACTS.get(request.match_info["act"])
    if wanted is None:
        raise Missing("VT-1738", "Không có trang này.")
    await office.store.read(demand_visible, number, actor)
    try:
        done = await office.store.write(_take, wanted.do, number, form, actor, office)
    except OfficeError as error:
        return sorry(f"/outgoing/{number}", error)
    said = tr(wanted.said, code=done.code) if isinstance(done, outgoing.Numbered) else tr(wanted.said)
    try:
        await office.store.read(demand_visible, number, actor)
    except Missing:  # handed on: it is somebody else's now
        return go("/outgoing", said)
    return go(f"/outgoing/{number}", said)


async def print_original(request: web.Request) -> web.StreamResponse:
    """Write down that paper originals are made, and hand over the signed file they are printed from."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), _id(request)
    await office.store.read(demand_visible, number, actor)
    copies, seen = form.number("copies") or 0, form.text("sha256")
    try:
        await office.store.write(_print, number, copies, seen, actor, office.clock.now())
    except OfficeError as error:
        return sorry(f"/outgoing/{number}", error)
    current = await office.store.read(letter, number, actor, office.clock.today())
    raise web.HTTPSeeOther(current.reading.address if current.reading else f"/outgoing/{number}")


async def facts(request: web.Request, office: Office, by: Actor) -> tuple[Letter, dict[str, Any]]:
    """Return one letter and what every page of it shows."""
    today = office.clock.today()
    found = await office.store.read(letter, _id(request), by, today)
    beside = await office.store.read(leaving.beside, found, office.site, by, today)
    asked = forms.row_number(request.query.get("v", ""))
    shown = next((one for one in found.versions if one.number == asked), None)
    shown = shown or next(iter(found.versions), None)
    return found, {
        "letter": found,
        "beside": beside,
        "shown": shown,
        "reading": shown.paper if shown else None,
        "next": course.next_step(
            found.document.state, drafter=found.drafter, unit=found.unit, signer=found.document.signer_name
        ),
        "stages": {stage: tr(words) for stage, words in STAGES.items()},
        "paper_words": {role: tr(words) for role, words in papers.ROLES.items()},
    }


def _ask(number: int, form: Form, by: Actor, at: Moment) -> list[int]:
    users = [int(one) for one in form.all("user") if forms.row_number(one) is not None]
    if not users:
        raise Refused("VT-1739", "Chưa chọn người nào.", hint="Đánh dấu những người cần hỏi rồi gửi lại.")
    return concerns.ask(number, users, form.text("what"), bool(form.text("required")), by, at)


def _of_seen(number: int, form: Form, do: Callable[..., object], *given: object) -> object:
    """Take a decision on the very file that the page showed, not on one that came meanwhile."""
    if seen := form.text("sha256"):
        drafting.demand_seen(turns.document_of(number)[0], seen)
    return do(number, *given)


def _scan_again(number: int, by: Actor, at: Moment) -> str:
    return lifecycle.advance(number, "scan_again", by, at)


def _take(do: Deed, number: int, form: Form, by: Actor, office: Office) -> object:
    demand_visible(number, by)
    return do(number, form, by, office.clock.now(), office)


def _print(number: int, copies: int, seen: str, by: Actor, at: Moment) -> str:
    return paper.print_original(number, copies, by, at, seen=seen)


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/outgoing/{id:\d{1,15}}"
routes = (
    web.get(ONE, show),
    web.post(f"{ONE}/print_original", print_original),
    web.post(ONE + r"/{act:[a-z_]{1,20}}", act),
)
