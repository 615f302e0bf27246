"""The people of the office and its units, as its administrator keeps them."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from aiohttp import web

from core.accounts import codes, roles, units, users
from core.accounts.units import UnitLine
from core.accounts.users import Account
from core.errors import Missing, OfficeError, Refused
from core.language import tr
from core.store.people import User
from core.values import Role
from core.web import forms
from core.web.accounts import role_choices, role_lines, unit_choices
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person

NEW = {"login": "", "name": "", "position": ""}


async def show(request: web.Request) -> web.StreamResponse:
    """List people and units."""
    await person(request, Role.ADMIN)
    people, all_units = await request.app[OFFICE].store.read(_read_all)
    known, closed = {unit.id: unit for unit in all_units}, bool(request.query.get("closed"))
    staff = Counter(
        unit for account in people if account.open for unit in {unit for _, unit in account.roles}
    )
    return await page(
        request,
        "people.html",
        people=[account for account in people if account.open or closed],
        roles={account.id: role_lines(account, known) for account in people},
        units=[unit for unit in all_units if unit.open or closed],
        members=staff,
        closed=closed,
        open_people=sum(account.open for account in people),
        open_units=sum(unit.open for unit in all_units),
    )


async def show_new(request: web.Request) -> web.StreamResponse:
    """Ask for a new person's name."""
    await person(request, Role.ADMIN)
    return await page(request, "person.html", user=None, given=NEW, error=None, fresh="")


async def open_account(request: web.Request) -> web.StreamResponse:
    """Open an account and show its one-time password."""
    office, form = request.app[OFFICE], await forms.read(request)
    actor = await person(request, Role.ADMIN)
    given = {name: form.text(name) for name in NEW}
    try:
        user_id, password = await office.store.write(
            users.open_account,
            actor,
            given["login"],
            given["name"],
            office.clock.now(),
            position=given["position"],
        )
    except Refused as refusal:
        return await page(request, "person.html", status=422, user=None, given=given, error=refusal, fresh="")
    return await _person(request, user_id, fresh=password)


async def show_person(request: web.Request) -> web.StreamResponse:
    """Show one account."""
    await person(request, Role.ADMIN)
    return await _person(request, _id(request))


async def rename(request: web.Request) -> web.StreamResponse:
    """Correct a name or a position."""
    form = await forms.read(request)
    told = (form.text("name"), form.text("position"))
    return await _change(request, tr("Đã lưu."), users.rename, *told)


async def grant(request: web.Request) -> web.StreamResponse:
    """Give a role."""
    await person(request, Role.ADMIN)
    role, unit = await _role(request)
    return await _change(request, tr("Đã giao vai trò."), roles.grant, role, unit_id=unit)


async def withdraw(request: web.Request) -> web.StreamResponse:
    """Take a role back."""
    await person(request, Role.ADMIN)
    role, unit = await _role(request)
    return await _change(request, tr("Đã thu hồi vai trò."), roles.withdraw, role, unit_id=unit)


async def close_account(request: web.Request) -> web.StreamResponse:
    """Close an account, for a reason."""
    reason = (await forms.read(request)).text("reason")
    return await _change(request, tr("Đã khóa tài khoản."), users.close_account, reason=reason)


async def reopen(request: web.Request) -> web.StreamResponse:
    """Open a closed account again."""
    return await _change(request, tr("Đã mở lại tài khoản."), users.reopen_account)


async def remove_second(request: web.Request) -> web.StreamResponse:
    """Forget a lost telephone."""
    return await _change(request, tr("Đã bỏ xác thực hai lớp."), codes.remove)


async def reset_password(request: web.Request) -> web.StreamResponse:
    """Give a one-time password to a person who lost theirs, and show it this once."""
    office, actor = request.app[OFFICE], await person(request, Role.ADMIN)
    fresh = await office.store.write(users.reset_password, actor, _id(request), office.clock.now())
    return await _person(request, _id(request), fresh=fresh)


async def _change(request: web.Request, said: str, act: Any, *told: Any, **more: Any) -> web.StreamResponse:
    """Do one act on one account and go back to its page, saying what was done or why not."""
    office, user_id = request.app[OFFICE], _id(request)
    actor, place = await person(request, Role.ADMIN), f"/people/{_id(request)}"
    change = partial(act, actor, user_id, *told, office.clock.now(), **more)
    try:
        await office.store.write(change)
    except OfficeError as error:
        return sorry(place, error)
    return go(place, said)


async def _person(request: web.Request, user_id: int, fresh: str = "") -> web.Response:
    account, all_units = await request.app[OFFICE].store.read(_read, user_id)
    return await page(
        request,
        "person.html",
        user=account,
        given=account,
        error=None,
        fresh=fresh,
        roles=role_lines(account, {unit.id: unit for unit in all_units}),
        role_choices=role_choices(),
        unit_choices=unit_choices([unit for unit in all_units if unit.open]),
    )


def _read_all() -> tuple[list[Account], list[UnitLine]]:
    return users.accounts(), units.units(closed=True)


def _read(user_id: int) -> tuple[Account, list[UnitLine]]:
    user = User.get_or_none(User.id == user_id)
    if user is None:
        raise Missing("VT-3118", "Không có tài khoản này.")
    return users.find(user.login), units.units(closed=True)


async def _role(request: web.Request) -> tuple[Role, int | None]:
    form = await forms.read(request)
    try:
        return Role(form.text("role")), form.number("unit")
    except ValueError as error:
        raise Missing("VT-1731", "Không có vai trò này.", hint="Tải lại trang rồi chọn lại.") from error


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/people/{id:\d{1,12}}"
routes = (
    web.get("/people", show),
    web.get("/people/new", show_new),
    web.post("/people/new", open_account),
    web.get(ONE, show_person),
    web.post(ONE, rename),
    web.post(f"{ONE}/roles", grant),
    web.post(f"{ONE}/roles/withdraw", withdraw),
    web.post(f"{ONE}/close", close_account),
    web.post(f"{ONE}/open", reopen),
    web.post(f"{ONE}/password", reset_password),
    web.post(f"{ONE}/second", remove_second),
)
