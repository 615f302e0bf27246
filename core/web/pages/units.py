"""A unit of the office: opened, named anew, closed."""

from __future__ import annotations

from aiohttp import web

from core.accounts import units
from core.accounts.units import UnitLine
from core.errors import Missing, OfficeError, Refused
from core.language import tr
from core.values import Role
from core.web import forms
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person

NEW = {"name": "", "code": "", "parent": ""}


async def show(request: web.Request) -> web.StreamResponse:
    """Ask for the name of a unit: a new one, or the one whose number is in the address."""
    await person(request, Role.ADMIN)
    wanted, known = request.query.get("id", ""), await _units(request)
    found = next((unit for unit in known if str(unit.id) == wanted), None)
    if wanted and found is None:
        raise Missing("VT-3221", "Không có đơn vị này hoặc đơn vị đã giải thể.")
    given = {"name": found.name, "code": found.code, "parent": ""} if found else NEW
    return await _ask(request, known, given, found.id if found else None)


async def save(request: web.Request) -> web.StreamResponse:
    """Open a unit, or give one another name."""
    office, form = request.app[OFFICE], await forms.read(request)
    actor, unit_id, at = await person(request, Role.ADMIN), form.number("id"), office.clock.now()
    given = {name: form.text(name) for name in NEW}
    try:
        if unit_id is None:
            await office.store.write(
                units.open_unit, actor, given["code"], given["name"], at, form.number("parent")
            )
        else:
            await office.store.write(units.rename_unit, actor, unit_id, given["name"], at)
    except Refused as refusal:
        return await _ask(request, await _units(request), given, unit_id, refusal)
    return go("/people", tr("Đã lưu đơn vị “{name}”.", name=given["name"]))


async def close(request: web.Request) -> web.StreamResponse:
    """Close a unit that owes nothing any more."""
    office, form = request.app[OFFICE], await forms.read(request)
    actor = await person(request, Role.ADMIN)
    try:
        await office.store.write(units.close_unit, actor, form.id(), office.clock.now())
    except OfficeError as error:
        return sorry("/people", error)
    return go("/people", tr("Đã giải thể đơn vị."))


async def _units(request: web.Request) -> list[UnitLine]:
    return await request.app[OFFICE].store.read(units.units)


async def _ask(
    request: web.Request,
    known: list[UnitLine],
    given: dict[str, str],
    unit_id: int | None,
    error: Refused | None = None,
) -> web.Response:
    choices = [("", tr("Trực thuộc cơ quan")), *((str(unit.id), unit.name) for unit in known)]
    return await page(
        request,
        "unit.html",
        status=422 if error else 200,
        given=given,
        id=unit_id,
        unit_choices=choices,
        error=error,
    )


routes = (
    web.get("/people/unit", show),
    web.post("/people/unit", save),
    web.post("/people/unit/close", close),
)
