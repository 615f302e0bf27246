"""The clerk signs the scan of an incoming paper for the agency, from the document's own page."""

from __future__ import annotations

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import digitising
from core.errors import OfficeError
from core.language import tr
from core.values import Role
from core.web import forms
from core.web.keys import OFFICE
from core.web.render import go, sorry
from core.web.session import person


async def digitise(request: web.Request) -> web.StreamResponse:
    """Sign the scan with the agency's token, unlocking it first when a PIN was typed."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, number = await forms.read(request), int(request.match_info["id"])
    await office.store.read(demand_visible, number, actor)
    try:
        await digitising.digitise(office, number, actor, form.raw("pin") or None, form.text("seen"))
    except OfficeError as error:
        return sorry(f"/documents/{number}", error)
    return go(f"/documents/{number}", tr("Đã ký số bản số hóa; bản đã ký được hiển thị trước."))


routes = (web.post(r"/documents/{id:\d{1,15}}/digitise", digitise),)
