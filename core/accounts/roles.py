"""Which roles a person holds, in which unit; every grant and withdrawal is on record."""

from __future__ import annotations

from typing import Any

from core import audit
from core.accounts.permissions import demand_ruler
from core.errors import Missing, Refused
from core.store.people import Grant, Unit, User
from core.values import Actor, Moment, Role

GRANTED = (Role.CLERK, Role.LEADER, Role.HEAD, Role.OFFICER, Role.CHECKER, Role.ADMIN)
IN_A_UNIT = frozenset((Role.HEAD, Role.OFFICER))
"""Roles that mean nothing without a unit."""


def grant(by: Actor, user_id: int, role: Role, at: Moment, unit_id: int | None = None) -> None:
    """Give a person a role, in one unit or in the whole office; giving it twice changes nothing."""
    demand_ruler(by)
    user = _open_user(user_id)
    if role not in GRANTED:
        raise Refused("VT-3111", "Không cấp được vai trò “{role}” cho người dùng.", role=str(role))
    if unit_id is None and role in IN_A_UNIT:
        raise Refused(
            "VT-3112",
            "Vai trò trưởng phòng và chuyên viên phải gắn với một đơn vị.",
            hint="Chọn đơn vị rồi cấp lại vai trò.",
        )
    if unit_id is not None and not Unit.select().where(Unit.id == unit_id, Unit.closed_at.is_null()).exists():
        raise Missing("VT-3221", "Không có đơn vị này hoặc đơn vị đã giải thể.")
    if _grants(user_id, role, unit_id).exists():
        return
    Grant.create(user=user_id, role=role.value, unit=unit_id)
    audit.write(by, "grant_role", at, account=user.login, role=role.value, unit=unit_id)


def withdraw(by: Actor, user_id: int, role: Role, at: Moment, unit_id: int | None = None) -> None:
    """Take a role from a person; the office always keeps one administrator."""
    demand_ruler(by)
    user = _open_user(user_id)
    if not _grants(user_id, role, unit_id).exists():
        raise Missing("VT-3113", "{name} không giữ vai trò này.", name=user.name)
    if role is Role.ADMIN and is_last_admin(user_id):
        raise last_admin()
    Grant.delete().where(_is(user_id, role, unit_id)).execute()
    audit.write(by, "withdraw_role", at, account=user.login, role=role.value, unit=unit_id)


def holds(user_id: int, role: Role) -> bool:
    """Tell whether a person holds a role anywhere."""
    return bool(Grant.select().where(Grant.user == user_id, Grant.role == role.value).exists())


def is_last_admin(user_id: int) -> bool:
    """Tell whether nobody but this person could still let others in."""
    admins: Any = (
        Grant.select(Grant.user)
        .join(User)
        .where(Grant.role == Role.ADMIN.value, User.closed_at.is_null())
        .dicts()
    )
    return {row["user"] for row in admins} == {user_id}


def last_admin() -> Refused:
    """Return the refusal that keeps the office from locking itself out."""
    return Refused(
        "VT-3114",
        "Đây là quản trị cuối cùng của cơ quan nên không khóa hoặc thu hồi được.",
        hint="Cấp vai trò quản trị cho một người khác trước.",
    )


def _open_user(user_id: int) -> User:
    user = User.get_or_none(User.id == user_id, User.closed_at.is_null())
    if user is None:
        raise Missing("VT-3106", "Tài khoản không còn hoạt động.", hint="Mở lại tài khoản trước.")
    return user


def _is(user_id: int, role: Role, unit_id: int | None) -> Any:
    unit = Grant.unit.is_null() if unit_id is None else Grant.unit == unit_id
    return (Grant.user == user_id) & (Grant.role == role.value) & unit


def _grants(user_id: int, role: Role, unit_id: int | None) -> Any:
    return Grant.select().where(_is(user_id, role, unit_id))
