"""The tokens of whoever asks: unlocked with the PIN typed here, which goes to the token and is forgotten."""

from __future__ import annotations

from aiohttp import web

from core import audit
from core.documents import signers
from core.errors import Missing, OfficeError
from core.language import tr
from core.web import forms, keyholding
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person, safe_next
from signing.values import Purpose


async def show(request: web.Request) -> web.StreamResponse:
    """Show the tokens this person can sign with."""
    office, actor = request.app[OFFICE], await person(request)
    held = await keyholding.at_hand(office, actor, *keyholding.purposes_of(actor))
    return await page(request, "tokens.html", held=held)


async def unlock(request: web.Request) -> web.StreamResponse:
    """Unlock one token with the PIN that was typed; it is tried once."""
    office, actor = request.app[OFFICE], await person(request)
    form = await forms.read(request)
    purpose, back = _purpose(form.text("purpose")), safe_next(form.text("back") or "/tokens")
    try:
        recipe = await signers.unlock(office, actor, purpose, form.raw("pin"))
    except OfficeError as error:
        return sorry(back, error)
    await office.store.write(audit.write, actor, "unlock_token", office.clock.now(), token=recipe.label)
    return go(back, tr("Đã mở khóa thiết bị “{token}”.", token=recipe.label))


async def lock(request: web.Request) -> web.StreamResponse:
    """End the session of one token."""
    office, actor = request.app[OFFICE], await person(request)
    form = await forms.read(request)
    back = safe_next(form.text("back") or "/tokens")
    try:
        recipe = await signers.recipe_for(office, actor, _purpose(form.text("purpose")))
    except OfficeError as error:
        return sorry(back, error)
    if office.keyring.unlocked(recipe, actor):
        await office.keyring.lock(recipe)
    return go(back, tr("Đã khóa thiết bị “{token}”.", token=recipe.label))


def _purpose(name: str) -> Purpose:
    if name not in {purpose.value for purpose in keyholding.FOR}:
        raise Missing("VT-1712", "Yêu cầu thiếu mục cần xử lý.", hint="Tải lại trang rồi làm lại.")
    return Purpose(name)


routes = (web.get("/tokens", show), web.post("/tokens/unlock", unlock), web.post("/tokens/lock", lock))
