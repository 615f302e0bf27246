"""A leader's desk: every letter that waits for the signature, one by one or many with one PIN."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import date

from aiohttp import web
from aiohttp_sse import sse_response

from core.accounts.permissions import demand_visible
from core.documents import batches, desks, drafting, placing, signatures
from core.documents.batches import Batch, Letter
from core.documents.desks import Waiting
from core.documents.papers import demand_paper
from core.documents.turns import document_of
from core.errors import OfficeError, Refused
from core.language import tr
from core.store.papers import Document
from core.values import Actor
from core.web import forms, keyholding
from core.web.keys import CLOSING, OFFICE, STREAMS
from core.web.pages.files import note_reading
from core.web.render import go, page, sorry
from core.web.session import look_again, person
from signing.values import Purpose

PATIENCE = 15.0
"""Seconds without a ring after which the page is told again anyway."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the letters that wait for this person's signature."""
    office, actor = request.app[OFFICE], await person(request)
    waiting = await office.store.read(desks.to_sign, actor)
    return await page(
        request,
        "signing.html",
        waiting=waiting,
        held=await keyholding.at_hand(office, actor, Purpose.LEADER),
        batch=office.batches.of(actor),
    )


async def look(request: web.Request) -> web.StreamResponse:
    """Show one letter as it will be signed."""
    return await _sheet(request, await person(request))


async def sign(request: web.Request) -> web.StreamResponse:
    """Sign the very file that was shown, and go on to the next letter that waits."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), _id(request)
    await office.store.read(demand_visible, number, actor)
    try:
        await signatures.sign(office, number, actor, form.raw("pin") or None, form.text("seen"))
    except OfficeError as error:
        return sorry(f"/sign/{number}", error)  # no page that is loaded again tries a PIN a second time
    waiting = await office.store.read(desks.to_sign, actor)
    said = tr("Đã ký số; văn bản chuyển văn thư cấp số và phát hành.")
    return go(f"/sign/{waiting[0].document}" if waiting else "/sign", said)


async def initial(request: web.Request) -> web.StreamResponse:
    """Put this person's initial on the very file that was shown (ký nháy)."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), _id(request)
    await office.store.read(demand_visible, number, actor)
    try:
        await signatures.initial(office, number, actor, form.raw("pin") or None, form.text("seen"))
    except OfficeError as error:
        return sorry(f"/outgoing/{number}", error)
    return go(f"/outgoing/{number}", tr("Đã ký nháy vào tệp."))


async def preview(request: web.Request) -> web.StreamResponse:
    """Give the picture of the page that is signed, with what will stand on it."""
    office, actor = request.app[OFFICE], await person(request)
    number = _id(request)
    await office.store.read(demand_visible, number, actor)
    drawn = await placing.preview(office, number, actor, Purpose.LEADER)
    await note_reading(request, number)
    return web.Response(body=drawn, content_type="image/png", headers={"Cache-Control": "no-store"})


async def begin(request: web.Request) -> web.StreamResponse:
    """Unlock the token when a PIN was typed, and sign the ticked letters one after the other."""
    office, actor = request.app[OFFICE], await person(request)
    form = await forms.read(request)
    try:
        letters = _chosen(await office.store.read(desks.to_sign, actor), form.all("letter"))
        await signatures.sign_many(office, letters, actor, form.raw("pin") or None)
    except OfficeError as error:
        return sorry("/sign", error)
    return go("/sign/batch")


async def show_batch(request: web.Request) -> web.StreamResponse:
    """Show how far this person's batch has come."""
    office, actor = request.app[OFFICE], await person(request)
    batch = office.batches.of(actor)
    if batch is None:
        raise web.HTTPSeeOther("/sign")
    told = await office.store.read(_subjects, batch)
    return await page(request, "batch.html", batch=batch, subjects=told)


async def cancel(request: web.Request) -> web.StreamResponse:
    """Stop after the letter that is being signed."""
    office, actor = request.app[OFFICE], await person(request)
    office.batches.cancel(actor)
    return go("/sign/batch", tr("Dừng sau văn bản đang ký."))


async def events(request: web.Request) -> web.StreamResponse:
    """Tell the page of a batch how far it has come, until it has ended."""
    office, actor = request.app[OFFICE], await person(request)
    closing, streams = request.app[CLOSING], request.app[STREAMS]
    async with sse_response(request, ping_interval=15) as stream:
        streams.add(stream)
        try:
            with suppress(ConnectionResetError), office.bell.listening(batches.TOPIC, "stopping") as ear:
                while stream.is_connected() and not closing.is_set() and await look_again(request):
                    batch = office.batches.of(actor)
                    if batch is None:
                        break
                    subjects = await office.store.read(_subjects, batch)
                    await stream.send(json.dumps(_told(batch, subjects)), event="progress")
                    if not batch.running:
                        break
                    await ear.wait(PATIENCE)
                    await asyncio.sleep(0.1)
        finally:
            streams.discard(stream)
    return stream


async def _sheet(request: web.Request, actor: Actor) -> web.StreamResponse:
    office, number = request.app[OFFICE], _id(request)
    waiting = await office.store.read(desks.to_sign, actor)
    letter = next((one for one in waiting if one.document == number), None)
    if letter is None:
        await office.store.read(demand_visible, number, actor)
        raise web.HTTPSeeOther(f"/outgoing/{number}")
    others = [one for one in waiting if one.document != number]
    places = await placing.anchors(office, number, actor, Purpose.LEADER)
    return await page(
        request,
        "signsheet.html",
        letter=letter,
        paper=await office.store.read(demand_paper, number, letter.file, actor),
        places=places,
        doubts=await office.store.read(_doubts, number, office.clock.today()),
        held=await keyholding.at_hand(office, actor, Purpose.LEADER),
        following=others[0].document if others else None,
        waiting=len(waiting),
    )


def _doubts(number: int, today: date) -> list[OfficeError]:
    return list(drafting.doubts(*document_of(number), today))


def _chosen(waiting: list[Waiting], ticked: list[str]) -> list[Letter]:
    """Return the letters that were ticked, each with the hash of the file whose picture was shown."""
    there = {f"{one.document}:{one.sha256}": Letter(one.document, one.sha256) for one in waiting}
    changed = [mark for mark in ticked if mark not in there]
    if changed:
        raise Refused(
            "VT-1771",
            "Có {count} văn bản vừa thay đổi hoặc không còn chờ ký.",
            hint="Xem lại danh sách rồi chọn lại.",
            count=len(changed),
        )
    return [there[mark] for mark in ticked]


def _told(batch: Batch, subjects: dict[int, str]) -> dict[str, object]:
    now = subjects.get(batch.current or 0, "") if batch.running else ""
    return {
        "done": len(batch.done),
        "failed": len(batch.failed),
        "left": batch.left,
        "now": now,
        "ended": not batch.running,
    }


def _subjects(batch: Batch) -> dict[int, str]:
    wanted = [*batch.done, *(one.document for one in batch.failed), *filter(None, [batch.current])]
    rows = Document.select(Document.id, Document.subject).where(Document.id.in_(wanted))
    return {row.id: row.subject for row in rows}


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/sign/{id:\d{1,15}}"
routes = (
    web.get("/sign", show),
    web.post("/sign/batch", begin),
    web.get("/sign/batch", show_batch),
    web.post("/sign/batch/cancel", cancel),
    web.get("/sign/batch/events", events),
    web.get(ONE, look),
    web.post(ONE, sign),
    web.post(f"{ONE}/initial", initial),
    web.get(f"{ONE}/page.png", preview),
)
