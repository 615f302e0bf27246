"""The tokens of whoever asks, unlocked with the PIN typed here, and the pictures signatures show."""

from __future__ import annotations

import asyncio

from aiohttp import web

from core.documents import likenesses, signers
from core.errors import Missing, OfficeError, Refused
from core.language import tr
from core.values import Actor, Role
from core.web import forms, keyholding
from core.web.keyholding import AtHand
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person, safe_next
from signing.values import Purpose

MINE, SEAL = "mine", "seal"
"""Whose picture: the person's own handwriting, or the agency's seal."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the tokens this person can sign with."""
    office, actor = request.app[OFFICE], await person(request)
    held = await keyholding.at_hand(office, actor, *keyholding.purposes_of(actor))
    return await _tokens(request, actor, held)


async def unlock(request: web.Request) -> web.StreamResponse:
    """Unlock one token with the PIN that was typed; it is tried once."""
    office, actor = request.app[OFFICE], await person(request)
    form = await forms.read(request)
    purpose, back = _purpose(form.text("purpose")), safe_next(form.text("back") or "/tokens")
    try:
        recipe = await signers.unlock(office, actor, purpose, form.raw("pin"))
    except OfficeError as error:
        return sorry(back, error)
    return go(back, tr("Đã mở khóa thiết bị “{token}”.", token=recipe.label))


async def lock(request: web.Request) -> web.StreamResponse:
    """End the session of one token."""
    office, actor = request.app[OFFICE], await person(request)
    form = await forms.read(request)
    back = safe_next(form.text("back") or "/tokens")
    try:
        recipe = await signers.lock(office, actor, _purpose(form.text("purpose")))
    except OfficeError as error:
        return sorry(back, error)
    return go(back, tr("Đã khóa thiết bị “{token}”.", token=recipe.label))


async def keep_picture(request: web.Request) -> web.StreamResponse:
    """Keep the picture of this person's handwriting, or of the seal."""
    office, actor = request.app[OFFICE], await person(request)
    form = await forms.read(request)
    given, whose = form.file("picture"), await _whose(request, form.text("whose"))
    try:
        if given is None:
            raise Refused("VT-1774", "Chưa chọn ảnh.", hint="Chọn một tệp PNG nền trong suốt.")
        content = await asyncio.to_thread(given.file.read, likenesses.BYTES + 1)
        notes = await likenesses.receive(office, whose, content, _millimetres(form.text("width")), actor)
    except OfficeError as error:
        return sorry("/tokens", error)
    said = " ".join([tr("Đã lưu ảnh."), *(tr(likenesses.NOTES[note]) for note in notes)])
    return go("/tokens", said, tone="warn" if notes else "good")


async def remove_picture(request: web.Request) -> web.StreamResponse:
    """Show no picture any more; what was signed stays as it is."""
    office, actor = request.app[OFFICE], await person(request)
    whose = await _whose(request, (await forms.read(request)).text("whose"))
    try:
        await office.store.write(likenesses.remove, whose, actor, office.clock.now())
    except OfficeError as error:
        return sorry("/tokens", error)
    return go("/tokens", tr("Đã bỏ ảnh."))


async def show_picture(request: web.Request) -> web.StreamResponse:
    """Give this person's handwriting, or the seal to a clerk; to nobody else."""
    whose = await _whose(request, request.match_info["whose"])
    kept = await request.app[OFFICE].store.read(likenesses.current, whose)
    if kept is None:
        raise Missing("VT-1704", "Không có trang này.")
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=kept.png, content_type="image/png", headers=headers)


async def _tokens(request: web.Request, actor: Actor, held: list[AtHand]) -> web.StreamResponse:
    seal = Role.CLERK in actor.roles
    read = request.app[OFFICE].store.read
    pictures = [(MINE, tr("Ảnh chữ ký của tôi"), await read(likenesses.current, actor.user_id), 50)]
    if seal:
        pictures.append((SEAL, tr("Ảnh con dấu của cơ quan"), await read(likenesses.current, None), 36))
    return await page(request, "tokens.html", held=held, pictures=pictures)


async def _whose(request: web.Request, name: str) -> int | None:
    actor = await person(request)
    if name == MINE and actor.user_id is not None:
        return actor.user_id
    if name == SEAL and Role.CLERK in actor.roles:
        return None
    raise Missing("VT-1704", "Không có trang này.")


def _millimetres(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError as error:
        raise Refused(
            "VT-1775", "“{typed}” không phải là chiều rộng.", hint="Gõ số milimét, như 50.", typed=typed[:20]
        ) from error


def _purpose(name: str) -> Purpose:
    if name not in {purpose.value for purpose in keyholding.FOR}:
        raise Missing("VT-1712", "Yêu cầu thiếu mục cần xử lý.", hint="Tải lại trang rồi làm lại.")
    return Purpose(name)


routes = (
    web.get("/tokens", show),
    web.post("/tokens/unlock", unlock),
    web.post("/tokens/lock", lock),
    web.post("/tokens/picture", keep_picture),
    web.post("/tokens/picture/remove", remove_picture),
    web.get(r"/tokens/picture/{whose:mine|seal}.png", show_picture),
)
