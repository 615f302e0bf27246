"""The units of the office and who heads them; a unit is closed, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core import audit
from core.accounts.permissions import demand_ruler
from core.documents import states
from core.errors import Missing, Refused
from core.store.outgoing import Draft
from core.store.papers import Document, Task
from core.store.people import Grant, Unit, User
from core.text import clean_line
from core.values import Actor, Moment, Role


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as it stands in a list."""

    id: int
    code: str
    name: str
    parent_id: int | None
    open: bool
    heads: tuple[str, ...]
    """Names of those who head it."""


def open_unit(by: Actor, code: str, name: str, at: Moment, parent_id: int | None = None) -> int:
    """Open a unit and return its id; its code is never given to another."""
    demand_ruler(by)
    code, name = clean_line(code)[:30], _name(name)
    if not code or Unit.select().where(Unit.code == code).exists():
        raise Refused("VT-3222", "Mã đơn vị “{unit}” để trống hoặc đã dùng.", hint="Chọn mã khác.", unit=code)
    if parent_id is not None:
        _open_unit(parent_id)
    unit = Unit.create(code=code, name=name, parent=parent_id)
    audit.write(by, "open_unit", at, unit=code, name=name)
    return int(unit.id)


def rename_unit(by: Actor, unit_id: int, name: str, at: Moment) -> None:
    """Give a unit another name; what is on record keeps the old one."""
    demand_ruler(by)
    unit, name = _open_unit(unit_id), _name(name)
    Unit.update(name=name).where(Unit.id == unit_id).execute()
    audit.write(by, "rename_unit", at, unit=unit.code, before=unit.name, name=name)


def close_unit(by: Actor, unit_id: int, at: Moment) -> None:
    """Close a unit that owes nothing any more and in which nobody holds a role."""
    demand_ruler(by)
    unit = _open_unit(unit_id)
    owed = Task.select().where(Task.unit == unit_id, Task.done_at.is_null(), Task.withdrawn_at.is_null())
    staff = Grant.select().join(User).where(Grant.unit == unit_id, User.closed_at.is_null())
    drafts = Draft.select().join(Document).where(Draft.unit == unit_id, Document.state.in_(states.AT_WORK))
    parts = Unit.select().where(Unit.parent == unit_id, Unit.closed_at.is_null())
    if owed.exists() or drafts.exists() or staff.exists() or parts.exists():
        raise Refused(
            "VT-3223",
            "Đơn vị “{name}” còn việc, còn người hoặc còn đơn vị trực thuộc.",
            hint="Chuyển việc và người sang đơn vị khác rồi đóng lại.",
            name=unit.name,
        )
    Unit.update(closed_at=at.utc).where(Unit.id == unit_id).execute()
    audit.write(by, "close_unit", at, unit=unit.code)


def units(*, closed: bool = False) -> list[UnitLine]:
    """Return the open units by name, with those who head them; closed ones too when wanted."""
    heads: dict[int, list[str]] = {}
    heading: Any = (
        Grant.select(Grant.unit, User.name)
        .join(User)
        .where(Grant.role == Role.HEAD.value, User.closed_at.is_null())
        .order_by(User.name)
        .dicts()
    )
    for row in heading:
        heads.setdefault(row["unit"], []).append(row["name"])
    rows = Unit.select().order_by(Unit.name, Unit.id)
    return [
        UnitLine(
            row.id,
            row.code,
            row.name,
            row.__data__["parent"],
            row.closed_at is None,
            tuple(heads.get(row.id, ())),
        )
        for row in rows
        if closed or row.closed_at is None
    ]


def members(unit_id: int) -> list[tuple[int, str]]:
    """Return id and name of the people to whom the unit's head may give work."""
    rows = (
        User.select(User.id, User.name)
        .join(Grant)
        .where(
            Grant.unit == unit_id,
            Grant.role.in_((Role.HEAD.value, Role.OFFICER.value)),
            User.closed_at.is_null(),
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in rows]


def _open_unit(unit_id: int) -> Unit:
    unit = Unit.get_or_none(Unit.id == unit_id, Unit.closed_at.is_null())
    if unit is None:
        raise Missing("VT-3221", "Không có đơn vị này hoặc đơn vị đã giải thể.")
    return unit


def _name(name: str) -> str:
    name = clean_line(name)[:200]
    if not name:
        raise Refused("VT-3224", "Phải ghi tên đơn vị.", hint="Ghi tên đơn vị rồi lưu lại.")
    return name
