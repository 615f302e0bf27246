"""How pages tell of accounts: roles in words, units to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from core.accounts.roles import GRANTED
from core.accounts.units import UnitLine, units
from core.accounts.users import Account
from core.language import tr
from core.values import Role
from core.web.looks import ROLES


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of one person, in words."""

    role: Role
    words: str
    unit_id: int | None
    unit: str
    """Name of the unit; empty for the whole office."""

    def __str__(self) -> str:
        return f"{self.words} – {self.unit}" if self.unit else self.words


def role_lines(account: Account, known: dict[int, UnitLine] | None = None) -> list[RoleLine]:
    """Return a person's roles in the order of ROLES; reads the units unless they are `known`."""
    if known is None:
        known = {unit.id: unit for unit in units(closed=True)}
    order = list(ROLES)
    return [
        RoleLine(role, tr(ROLES[role]), unit, known[unit].name if unit in known else "")
        for role, unit in sorted(account.roles, key=lambda held: (order.index(held[0]), held[1] or 0))
    ]


def role_choices() -> list[tuple[str, str]]:
    """Return the roles that can be given, for a form."""
    return [(role.value, tr(ROLES[role])) for role in GRANTED]


def unit_choices(open_units: list[UnitLine]) -> list[tuple[int | str, str]]:
    """Return the units for a form, the whole office first."""
    return [("", tr("Toàn cơ quan")), *((unit.id, unit.name) for unit in open_units)]
