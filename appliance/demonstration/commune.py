"""The commune of the demonstration: units, people with known passwords, a register and a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp

from core import agencies, calendar
from core.accounts import passwords
from core.accounts.permissions import actor_of
from core.clock import vietnam
from core.documents import registers, series
from core.store.people import Agency, Grant, Unit, User
from core.values import BOX, Actor, Moment, Role

CODE, NAME, SUPERIOR = "H13.27.05", "UBND xã Long Phú", "UBND thành phố Cần Thơ"
PLACE = "Long Phú"
LAST = 152
"""The last number of the paper book its register continues (the stamp on Decision 1007 says 153)."""
BOOKS = (("VBD", "Sổ đăng ký văn bản đi", 411), ("QD", "Sổ đăng ký quyết định", 86))
"""The books of outgoing documents that continue paper ones; the others open by themselves."""
AGENCIES = (
    ("Ủy ban nhân dân thành phố Cần Thơ", "H13", "paperless"),
    ("Thường trực Hội đồng nhân dân xã Long Phú", "H13.27.06", "paperless"),
    ("Sở Nội vụ thành phố Cần Thơ", "H13.04", "paperless"),
    ("Sở Tài chính thành phố Cần Thơ", "H13.11", "paperless"),
    ("Ủy ban nhân dân xã Đại Ngãi", "H13.28.05", "soon"),
    ("Trường Tiểu học Long Phú A", "", "unreached"),
)
"""Where letters go: one is paperless in a month only, one cannot receive electronic documents yet."""
SOURCE = "may-quet-1"
MONTH = timedelta(days=30)
QUICK = passwords.Cost(memory=8 * 1024, rounds=1, lanes=1)
"""A cheap hash: these passwords are printed on the screen anyway."""

UNITS = (
    ("VP", "Văn phòng HĐND và UBND"),
    ("KT", "Phòng Kinh tế"),
    ("VHXH", "Phòng Văn hóa - Xã hội"),
    ("HCC", "Trung tâm Phục vụ hành chính công"),
)
"""The units of a commune since 1 July 2025."""

PEOPLE = (
    ("vanthu", "Nguyễn Thị Mai", "Công chức Văn phòng", Role.CLERK, "VP"),
    ("vanthu2", "Lý Thị Hoa", "Công chức Văn phòng", Role.CLERK, "VP"),
    ("chutich", "Trần Văn Bình", "Chủ tịch UBND xã", Role.LEADER, ""),
    ("phochutich", "Danh Thị Ngọc Hương", "Phó Chủ tịch UBND xã", Role.LEADER, ""),
    ("thethuc", "Lâm Thị Bích Vân", "Phó Chánh Văn phòng", Role.CHECKER, ""),
    ("truongphong", "Lê Văn Cường", "Chánh Văn phòng", Role.HEAD, "VP"),
    ("truongphongkt", "Thạch Thị Sa Rây", "Trưởng phòng Kinh tế", Role.HEAD, "KT"),
    ("chuyenvien", "Phạm Thị Dung", "Chuyên viên Văn phòng", Role.OFFICER, "VP"),
    ("chuyenvienkt", "Sơn Minh Tuấn", "Chuyên viên Phòng Kinh tế", Role.OFFICER, "KT"),
    ("quantri", "Kim Ngọc Anh", "Công chức công nghệ thông tin", Role.ADMIN, ""),
)


@dataclass(frozen=True, slots=True)
class Login:
    """How one person of the demonstration signs in."""

    role: Role
    login: str
    password: str
    name: str
    totp: str
    """Secret of the second factor; empty where none is asked for."""


def password_of(login: str) -> str:
    """Return the password of a person: the same at every start, so that a browser may remember it."""
    return f"Long-Phu.2026-{login}"


def furnish(at: Moment) -> list[Login]:
    """Enter units, people, holidays and the register into an empty office; return one login per person."""
    calendar.seed()
    units = {code: Unit.create(code=code, name=name) for code, name in UNITS}
    registers.open_register("DEN", "Sổ đăng ký văn bản đến", at.utc.year, LAST, BOX, at, default=True)
    for code, name, last in BOOKS:
        registers.open_register(code, name, at.utc.year, last, BOX, at, life=series.LIFE)
    for name, code, way in AGENCIES:
        _know(name, code, way, at)
    return [_enter(person, units, at) for person in PEOPLE]


def _know(name: str, code: str, way: str, at: Moment) -> None:
    soon = vietnam(at.utc).date() + MONTH if way == "soon" else None
    row = agencies.remember(name, code)
    Agency.update(reached=way != "unreached", paperless_from=soon).where(Agency.id == row).execute()


def _enter(person: tuple[str, str, str, Role, str], units: dict[str, Unit], at: Moment) -> Login:
    login, name, position, role, unit = person
    secret = pyotp.random_base32() if role is Role.ADMIN else ""
    user = User.create(
        login=login,
        name=name,
        position=position,
        password=passwords.seal(password_of(login), QUICK),
        password_at=at.utc,
        must_change=False,
        totp=secret or None,
        created_at=at.utc,
        seen_at=at.utc,
    )
    Grant.create(user=user, role=role.value, unit=units[unit] if unit else None)
    return Login(role, login, password_of(login), name, secret)


def actor(login: str) -> Actor:
    """Return a person of the commune as the domain knows him."""
    return actor_of(User.get(User.login == login).id)


def settings(scans: Path, clamd: Path, port: int) -> dict[str, object]:
    """Return what site.toml says of this commune, by written key."""
    return {
        "office.code": CODE,
        "office.name": NAME,
        "office.superior": SUPERIOR,
        "office.place": PLACE,
        "web.port": port,
        "plugins.scanner.enabled": True,
        f"plugins.scanner.sources.{SOURCE}.folder": str(scans),
        f"plugins.scanner.sources.{SOURCE}.settle": 1.0,
        f"plugins.scanner.sources.{SOURCE}.unit": "VP",
        "plugins.antivirus.enabled": True,
        "plugins.antivirus.socket": str(clamd),
    }
