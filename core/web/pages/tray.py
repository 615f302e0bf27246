"""The scan tray: what came in, registered one after another without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from core import agencies
from core.accounts.permissions import demand_visible
from core.documents import handling, incoming, lists, particulars, registers, states, tray
from core.documents.abbreviations import spelt_out
from core.documents.boxes import BOXES
from core.documents.folder import Folder, folder
from core.documents.tray import PUT_ASIDE, Place
from core.errors import OfficeError, Refused, WrongState
from core.language import mark, tr
from core.office import Office
from core.store.papers import Document, Entry, Register
from core.values import Actor, Moment, Role
from core.web import entries, forms
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person

TABS = {name: BOXES[name].wanted.states[0] for name in
        ("to_register", "inspecting", "duplicates", "quarantine", "unreadable")}  # fmt: skip
ASIDE = mark("Đã bỏ qua")
FAMILIAR = 40
"""Agencies offered to a browser without scripts."""


async def show_tray(request: web.Request) -> web.StreamResponse:
    """List the scans of one tab."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    box = request.query.get("box", "to_register")
    state = PUT_ASIDE if box == PUT_ASIDE else TABS.get(box, states.CLEARED)
    after = request.query.get("after", "")
    place = int(after) if after.isascii() and after.isdecimal() and len(after) < 16 else 0
    rows, following = await office.store.read(tray.slips, state, actor, place)
    late = await office.store.read(tray.late, rows, office.clock.today())
    counted = await office.store.read(_count, actor)
    tabs = [(name, tr(BOXES[name].label), counted[name]) for name in TABS]
    return await page(
        request,
        "tray.html",
        box=box,
        tabs=[*tabs, (PUT_ASIDE, tr(ASIDE), 0)],
        slips=rows,
        late=late,
        notes=short_notes(),
        done=await done_number(request, actor),
        newer=f"/tray?box={box}" if place else "",
        older=f"/tray?box={box}&after={following}" if following else "",
    )


async def show_slip(request: web.Request) -> web.StreamResponse:
    """Show one scan beside its form."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    document = await office.store.read(demand_visible, _id(request), actor)
    if document.arrival_number is not None:
        raise web.HTTPSeeOther(f"/documents/{document.id}")
    return await _slip(request, actor, entries.shown(document))


async def register(request: web.Request) -> web.StreamResponse:
    """Give a scan its number, present it when asked to, and go on to the next one."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, number, at = await forms.read(request), _id(request), office.clock.now()
    typed = entries.typed(form)
    try:
        today = office.clock.today()
        given, late = entries.particulars(form, today), entries.late(form, today)
        asked = not form.text("anyway") and not given.secrecy
        if asked and (alike := await office.store.read(_alike, given, number)):
            return await _slip(request, actor, typed, alike=alike, status=422)
        present = form.text("then") == "present"
        await office.store.write(_register, number, given, late, present, actor, at)
    except WrongState as error:
        # The same form sent twice: the first one gave the number, the second only shows it.
        if not await office.store.read(_is_entered, number, actor):
            return sorry("/tray", error)
    except Refused as error:
        return await _slip(request, actor, typed, error=error, status=422)
    place = await office.store.read(tray.place, number, actor)
    return go(f"/tray/{place.after}?done={number}" if place.after else f"/tray?done={number}")


async def return_to_sender(request: web.Request) -> web.StreamResponse:
    """Return a document that is not for us."""
    return await _act(request, handling.return_to_sender, tr("Đã trả lại nơi gửi."), reason=True)


async def discard(request: web.Request) -> web.StreamResponse:
    """Put a scan aside that needs no number."""
    return await _act(request, incoming.discard, tr("Đã bỏ qua."), reason=True)


async def restore(request: web.Request) -> web.StreamResponse:
    """Bring a scan back that was put aside."""
    return await _act(request, incoming.restore, tr("Đã đưa về khay, đang kiểm tra lại."))


async def keep(request: web.Request) -> web.StreamResponse:
    """Say that a duplicate is a document of its own."""
    return await _act(request, incoming.keep, tr("Đã giữ lại, đang kiểm tra."))


async def inspect_again(request: web.Request) -> web.StreamResponse:
    """Have a file inspected once more."""
    return await _act(request, incoming.inspect_again, tr("Đang kiểm tra lại."))


async def agencies_like(request: web.Request) -> web.StreamResponse:
    """Suggest issuing agencies, marks or no marks."""
    office = request.app[OFFICE]
    await person(request, Role.CLERK)
    found = await office.store.read(agencies.suggest, spelt_out(request.query.get("q", "")[:100]))
    return web.json_response({"items": [{"name": one.name, "code": one.code} for one in found]})


def short_notes() -> dict[str, str]:
    """Return short words for what an examination noted, for the list."""
    return {
        "resolution": tr("Dưới 200 dpi"),
        "no_resolution": tr("Không rõ độ phân giải"),
        "bilevel": tr("Ảnh đen trắng"),
        "old_pdf": tr("PDF cũ"),
        "attachments": tr("Có tệp bên trong"),
        "suffix": tr("Đuôi tệp không khớp"),
    }


async def _act(
    request: web.Request, act: Callable[..., object], done: str, *, reason: bool = False
) -> web.StreamResponse:
    """Do one act on one scan and go to the next of the tray, or back to it with the refusal."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, number, at = await forms.read(request), _id(request), office.clock.now()
    told = (form.text("reason"),) if reason else ()
    try:
        await office.store.read(demand_visible, number, actor)
        await office.store.write(act, number, *told, actor, at)
    except OfficeError as error:
        return sorry(f"/tray/{number}", error)
    place = await office.store.read(tray.place, number, actor)
    back = form.text("back")
    if back in (*TABS, PUT_ASIDE):
        return go(f"/tray?box={back}", done)
    return go(f"/tray/{place.after}" if place.after else "/tray", done)


async def _slip(
    request: web.Request,
    actor: Actor,
    typed: dict[str, str],
    *,
    error: Refused | None = None,
    alike: list[tuple[int, str, str]] | None = None,
    status: int = 200,
) -> web.Response:
    office, number = request.app[OFFICE], _id(request)
    shown, place, books, known = await office.store.read(_read, office, number, actor)
    return await page(
        request,
        "slip.html",
        status=status,
        folder=shown,
        place=place,
        typed=typed,
        errors=entries.fields_of(error) if error else {},
        error=error,
        alike=alike or [],
        done=await done_number(request, actor),
        books=books,
        known=known,
        today=office.clock.today(),
        **choices(),
    )


def choices() -> dict[str, Any]:
    """Return what the form of an entry offers to choose from."""
    return {
        "types": particulars.TYPES,
        "urgencies": list(enumerate(map(tr, particulars.URGENCIES))),
        "secrecies": list(enumerate(map(tr, particulars.SECRECIES))),
        "lengths": particulars.LENGTHS,
    }


async def done_number(request: web.Request, actor: Actor) -> Document | None:
    """Return the document whose number is to be told in large letters; None when nothing was just done."""
    asked = request.query.get("done", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 16):
        return None
    try:
        found = await request.app[OFFICE].store.read(demand_visible, int(asked), actor)
    except OfficeError:  # somebody typed an address: there is nothing to tell
        return None
    return found if found.arrival_number is not None else None


def _read(office: Office, number: int, actor: Actor) -> tuple[Folder, Place, list[Register], list[str]]:
    today = office.clock.today()
    books = registers.books(today.year) or registers.books()
    known = [one.name for one in agencies.suggest("", FAMILIAR)]
    return folder(number, actor, today), tray.place(number, actor), books, known


def _count(actor: Actor) -> dict[str, int]:
    return {name: lists.count(BOXES[name].wanted, actor) for name in TABS}


def _register(
    number: int,
    given: particulars.Particulars,
    late: registers.Late | None,
    present: bool,
    by: Actor,
    at: Moment,
) -> None:
    demand_visible(number, by)
    registers.register(number, given, by, at, late=late)
    if present:
        handling.present(number, by, at)


def _alike(given: particulars.Particulars, but: int) -> list[tuple[int, str, str]]:
    return [
        (row.id, f"{row.arrival_number:02d}{row.arrival_suffix}", row.subject)
        for row in particulars.similar(given, but)
        if row.arrival_number is not None
    ]


def _is_entered(number: int, by: Actor) -> bool:
    return bool(Entry.select().where(Entry.document == number, Entry.entered_by == by.login).exists())


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/tray/{id:\d{1,15}}"
routes = (
    web.get("/tray", show_tray),
    web.get(ONE, show_slip),
    web.post(ONE, register),
    web.post(f"{ONE}/return", return_to_sender),
    web.post(f"{ONE}/discard", discard),
    web.post(f"{ONE}/restore", restore),
    web.post(f"{ONE}/keep", keep),
    web.post(f"{ONE}/inspect", inspect_again),
    web.get("/agencies", agencies_like),
)
