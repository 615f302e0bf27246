"""Taking a state secret out of the system: one person asks, a second one confirms."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import incoming
from core.errors import OfficeError
from core.language import tr
from core.values import Role
from core.web import forms
from core.web.keys import OFFICE
from core.web.render import go, sorry
from core.web.session import person


async def ask(request: web.Request) -> web.StreamResponse:
    """Ask that a document leave the system."""
    reason = (await forms.read(request)).text("reason")
    said = tr("Đã ghi đề nghị. Người thứ hai phải xác nhận thì văn bản mới được đưa ra.")
    return await _act(request, incoming.ask_expulsion, said, reason)


async def withdraw(request: web.Request) -> web.StreamResponse:
    """Take the request back."""
    return await _act(request, incoming.withdraw_expulsion, tr("Đã rút đề nghị."))


async def confirm(request: web.Request) -> web.StreamResponse:
    """Confirm, as the second person: the content goes, a minute stays."""
    reason = (await forms.read(request)).text("reason")
    said = tr("Văn bản mật đã được đưa ra khỏi hệ thống.")
    return await _act(request, incoming.confirm_expulsion, said, reason, gone=True)


async def _act(
    request: web.Request, act: Callable[..., object], said: str, *told: str, gone: bool = False
) -> web.StreamResponse:
    office, number = request.app[OFFICE], int(request.match_info["id"])
    actor = await person(request, Role.CLERK, Role.LEADER)
    row = await office.store.read(demand_visible, number, actor)
    place = f"/documents/{number}" if row.arrival_number is not None else f"/tray/{number}"
    try:
        await office.store.write(act, number, *told, actor, office.clock.now())
    except OfficeError as error:
        return sorry(place, error)
    if gone:
        return go("/tray" if Role.CLERK in actor.roles else "/documents", said)
    return go(place, said)


ONE = r"/documents/{id:\d{1,15}}/expulsion"
routes = (
    web.post(f"{ONE}/ask", ask),
    web.post(f"{ONE}/withdraw", withdraw),
    web.post(f"{ONE}/confirm", confirm),
)
