"""The clerk's desk where letters leave: number and date, the organisation's signature, issue; a key each."""

from __future__ import annotations

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import desks, lifecycle, outgoing, placing, sealing, states
from core.documents.desks import Waiting
from core.documents.outboxes import BOXES_OUT
from core.documents.papers import Paper, demand_paper
from core.errors import Missing, OfficeError
from core.language import mark, tr
from core.office import Office
from core.values import Actor, Role
from core.web import forms, keyholding
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.pages.files import note_reading
from core.web.render import go, page, sorry
from core.web.session import person
from signing.values import Purpose

STAGES = (
    (states.TO_NUMBER, mark("Cấp số, ngày")),
    (states.TO_SEAL, mark("Ký số cơ quan")),
    (states.SCANNING, mark("Quét vi-rút")),
    (states.TO_ISSUE, mark("Phát hành")),
)
"""The steps on the desk, in the order of Decree 30/2020, art. 14, and what each is called."""
NEXT = {
    states.TO_NUMBER: "number",
    states.TO_SEAL: "seal",
    states.HELD: "scan_again",
    states.TO_ISSUE: "issue",
}
"""What F4 does where a letter stands."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the letters that wait for number, seal or issue; a box shows those of one step alone."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    waiting = await office.store.read(desks.to_issue, actor)
    box = BOXES_OUT.get(request.query.get("box", ""))
    return await page(
        request,
        "sealing.html",
        waiting=[one for one in waiting if box is None or one.state in box.wanted.states],
        held=await keyholding.at_hand(office, actor, Purpose.ORGANISATION),
        stages=STAGES,
    )


async def look(request: web.Request) -> web.StreamResponse:
    """Show one letter and its next step."""
    return await _sheet(request, await person(request, Role.CLERK))


async def act(request: web.Request) -> web.StreamResponse:
    """Take the next step of one letter; the last one goes on to the next letter."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, number, wanted = await forms.read(request), _id(request), request.match_info["act"]
    await office.store.read(demand_visible, number, actor)
    try:
        said = await _take(office, number, wanted, form, actor)
    except OfficeError as error:
        return sorry(f"/seal/{number}", error)  # no page that is loaded again tries a PIN a second time
    if wanted not in ("issue", "void"):
        return go(f"/seal/{number}", said)
    waiting = await office.store.read(desks.to_issue, actor)
    return go(f"/seal/{waiting[0].document}" if waiting else "/seal", said)


async def preview(request: web.Request) -> web.StreamResponse:
    """Give the picture of the page that is sealed, with what will stand on it."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    number = _id(request)
    letter = await _letter(office, number, actor)
    drawn = await placing.preview(office, number, actor, _purpose(letter))
    await note_reading(request, number)
    return web.Response(body=drawn, content_type="image/png", headers={"Cache-Control": "no-store"})


async def _take(office: Office, number: int, wanted: str, form: Form, by: Actor) -> str:
    write, at = office.store.write, office.clock.now()
    if wanted == "number":
        office.clock.demand()
        given = await write(outgoing.number, number, office.site, by, at)
        return tr("Đã cấp số {code} ngày {day}.", code=given.code, day=f"{given.day:%d/%m/%Y}")
    if wanted == "seal":
        await sealing.seal(office, number, by, form.raw("pin") or None, form.text("seen"))
        return tr("Đã ký số cơ quan; tệp đang được quét vi-rút trước khi phát hành.")
    if wanted == "scan_again":
        await write(lifecycle.advance, number, "scan_again", by, at)
        return tr("Đang quét lại.")
    if wanted == "issue":
        office.clock.demand()
        await write(outgoing.issue, number, by, at)
        return tr("Đã phát hành.")
    if wanted == "void":
        await write(outgoing.void, number, form.text("reason"), by, at)
        return tr("Đã hủy; số vẫn giữ trong sổ, có đánh dấu.")
    raise Missing("VT-1704", "Không có trang này.")


async def _sheet(request: web.Request, actor: Actor) -> web.StreamResponse:
    office, number = request.app[OFFICE], _id(request)
    waiting = await office.store.read(desks.to_issue, actor)
    letter = next((one for one in waiting if one.document == number), None)
    if letter is None:
        await office.store.read(demand_visible, number, actor)
        raise web.HTTPSeeOther(f"/outgoing/{number}")
    others = [one for one in waiting if one.document != number]
    return await page(
        request,
        "sealsheet.html",
        letter=letter,
        paper=await office.store.read(_paper, number, letter.file, actor),
        held=await keyholding.at_hand(office, actor, Purpose.ORGANISATION),
        stages=STAGES,
        past=[state for state, _ in STAGES].index(_stage(letter)),
        step=NEXT.get(letter.state, ""),
        following=others[0].document if others else None,
    )


def _paper(number: int, file: int, by: Actor) -> Paper | None:
    try:
        return demand_paper(number, file, by)
    except Missing:  # something was found in it: nobody is shown its pages
        return None


async def _letter(office: Office, number: int, actor: Actor) -> Waiting:
    waiting = await office.store.read(desks.to_issue, actor)
    letter = next((one for one in waiting if one.document == number), None)
    if letter is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=number)
    return letter


def _stage(letter: Waiting) -> str:
    return states.SCANNING if letter.state == states.HELD else letter.state


def _purpose(letter: Waiting) -> Purpose:
    return Purpose.COPY if letter.copy_form else Purpose.ORGANISATION


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/seal/{id:\d{1,15}}"
routes = (
    web.get("/seal", show),
    web.get(ONE, look),
    web.get(f"{ONE}/page.png", preview),
    web.post(ONE + r"/{act:[a-z_]{1,20}}", act),
)
