"""Putting a line of the register right; what stood there before stays readable."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import folder, registers
from core.errors import Refused
from core.language import tr
from core.values import Actor, Role
from core.web import entries, forms
from core.web.keys import OFFICE
from core.web.pages.tray import choices
from core.web.render import go, page
from core.web.session import person


async def show(request: web.Request) -> web.StreamResponse:
    """Show the line as a form."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    document = await office.store.read(demand_visible, _id(request), actor)
    return await _ask(request, actor, entries.shown(document), "")


async def correct(request: web.Request) -> web.StreamResponse:
    """Write the new values beside the old ones, with the reason."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, number = await forms.read(request), _id(request)
    try:
        given = entries.particulars(form, office.clock.today())
        await office.store.read(demand_visible, number, actor)
        changed = await office.store.write(
            registers.correct, number, given, form.text("reason"), actor, office.clock.now()
        )
    except Refused as error:
        return await _ask(request, actor, entries.typed(form), form.text("reason"), error)
    said = tr("Đã đính chính {n} ô.", n=len(changed)) if changed else tr("Không có gì thay đổi.")
    return go(f"/documents/{number}", said)


async def _ask(
    request: web.Request, actor: Actor, typed: dict[str, str], reason: str, error: Refused | None = None
) -> web.Response:
    office = request.app[OFFICE]
    shown: Any = await office.store.read(folder.folder, _id(request), actor, office.clock.today())
    return await page(
        request,
        "correcting.html",
        status=422 if error else 200,
        folder=shown,
        typed=typed,
        reason=reason,
        errors=entries.fields_of(error) if error else {},
        error=error,
        **choices(),
    )


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/documents/{id:\d{1,15}}/correct"
routes = (web.get(ONE, show), web.post(ONE, correct))
