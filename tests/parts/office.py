"""The small real pieces that tests of the domain are made of: a database, people, units, a register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from core.config import site
from core.config.site import Site
from core.documents import drafting, drafts, incoming, registers
from core.documents.examine import PDF
from core.documents.particulars import Particulars
from core.documents.wanted import Receiver, Wanted
from core.store.database import Store
from core.store.people import Grant, Unit, User
from core.values import BOX, Actor, Arrival, Blob, Finding, Moment, Role

T = TypeVar("T")
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""A Friday, noon in Vietnam."""
SITE = '[office]\ncode = "H51.10.05"\nname = "UBND xã Long Phú"\n'


@dataclass
class Desk:
    """A database with one commune's people in it; `do` writes, `see` reads, each in a transaction."""

    store: Store
    clerk: Actor
    second_clerk: Actor
    leader: Actor
    head: Actor
    officer: Actor
    stranger: Actor
    """An officer of another unit."""
    admin: Actor
    checker: Actor
    """Checks form and technique of drafts."""
    deputy: Actor
    """The vice-chairman: a leader who signs only for the chairman (KT.)."""
    initialler: Actor
    """An officer of the other unit who is asked for opinions and initials."""
    unit: int
    other_unit: int
    site: Site
    now: datetime = NOON

    @property
    def at(self) -> Moment:
        """This instant; every look is a second later than the one before."""
        self.now += timedelta(seconds=1)
        return Moment(self.now)

    def do(self, function: Callable[..., T], *args: Any, **facts: Any) -> T:
        """Write in one transaction."""
        return self.store.write_now(function, *args, **facts)

    def see(self, function: Callable[..., T], *args: Any, **facts: Any) -> T:
        """Read."""
        return self.store.read_now(function, *args, **facts)

    def arrived(self, name: str = "scan.pdf", sha256: str = "") -> int:
        """Have a scan arrive; distinct names have distinct bytes."""
        blob = Blob(sha256 or f"{abs(hash(name)):064x}"[:64], 1000, unopened(), name)
        return self.do(incoming.receive, Arrival("may-quet-1", name, name), blob, self.at)

    def cleared(self, name: str = "scan.pdf") -> int:
        """Have a scan arrive and be found clean."""
        document = self.arrived(name)
        self.do(incoming.settle, document, [Finding("clamd")], None, self.at)
        return document

    def drafted(self, sha256: str = "d" * 64, **given: Any) -> int:
        """Have the officer begin a draft for the chairman to sign, with a file in it."""
        told = self.wanted(**given)
        document = self.do(drafts.draft, told, self.officer, self.at, site=self.site)
        self.filed(document, sha256)
        return document

    def filed(self, document: int, sha256: str, by: Actor | None = None) -> int:
        """Put an examined PDF into a draft, as its next version."""
        blob, about = Blob(sha256, 1000, unopened(), "du-thao.pdf"), {"media_type": PDF, "pages": 2}
        return self.do(drafts.add_version, document, blob, about, "", by or self.officer, self.at)

    def approved(self, sha256: str = "d" * 64, **given: Any) -> int:
        """Have a draft submitted, checked and approved: it waits for the signature."""
        document = self.drafted(sha256, **given)
        self.do(drafting.submit, document, self.officer, self.at)
        self.do(drafting.check_content, document, "", self.head, self.at)
        self.do(drafting.check_form, document, "", self.checker, self.at)
        self.do(drafting.approve, document, sha256, self.leader, self.at)
        return document

    def wanted(self, **given: Any) -> Wanted:
        """What the officer fills in for an ordinary letter."""
        told: dict[str, Any] = {
            "subject": "V/v báo cáo rà soát cán bộ, công chức",
            "unit": self.unit,
            "signer": self.leader.user_id,
            "receivers": (Receiver("Sở Nội vụ thành phố Cần Thơ", "H51.04"),),
        }
        return Wanted(**(told | given))

    def registered(self, name: str = "scan.pdf", **given: Any) -> int:
        """Have a scan arrive, be found clean and be registered."""
        document = self.cleared(name)
        self.do(registers.register, document, letter(**given), self.clerk, self.at)
        return document


def unopened() -> Path:
    """A path nobody opens: these tests are about rows."""
    return Path("/nonexistent")


def letter(**given: Any) -> Particulars:
    """What a clerk types for an ordinary letter."""
    told: dict[str, Any] = {
        "organ_name": "Sở Nội vụ thành phố Cần Thơ",
        "subject": "V/v rà soát cán bộ, công chức",
        "type_name": "Công văn",
        "code_number": "215",
        "code_notation": "SNV-VP",
    }
    return Particulars(**(told | given))


def furnish(store: Store) -> Desk:
    """Put people, units and an open register into an empty database."""
    return store.write_now(_furnish, store)


def _furnish(store: Store) -> Desk:
    at = Moment(NOON)
    unit = Unit.create(code="VP", name="Văn phòng HĐND và UBND")
    other = Unit.create(code="KT", name="Phòng Kinh tế")

    def person(login: str, name: str, role: Role, where: Unit | None = None, position: str = "") -> Actor:
        user = User.create(login=login, name=name, position=position, created_at=NOON)
        Grant.create(user=user, role=role.value, unit=where)
        units = frozenset({where.id}) if where else frozenset()
        headed = units if role is Role.HEAD else frozenset()
        return Actor(login, name, frozenset({role}), user.id, units, headed)

    desk = Desk(
        store=store,
        clerk=person("vanthu", "Nguyễn Thị Mai", Role.CLERK),
        second_clerk=person("vanthu2", "Lý Thị Hoa", Role.CLERK),
        leader=person("chutich", "Trần Văn Bình", Role.LEADER),
        head=person("truongphong", "Lê Văn Cường", Role.HEAD, unit),
        officer=person("chuyenvien", "Phạm Thị Dung", Role.OFFICER, unit),
        stranger=person("nguoikhac", "Thạch Sơn", Role.OFFICER, other),
        admin=person("quantri", "Kim Ngọc", Role.ADMIN),
        checker=person("thethuc", "Lâm Thị Bích Vân", Role.CHECKER),
        deputy=person("phochutich", "Danh Thị Hương", Role.LEADER, None, "Phó Chủ tịch UBND xã"),
        initialler=person("kynhay", "Sơn Minh Tuấn", Role.OFFICER, other),
        unit=unit.id,
        other_unit=other.id,
        site=site.parse(SITE, {}),
    )
    registers.open_register("DEN", "Sổ đăng ký văn bản đến", 2026, 152, BOX, at, default=True)
    return desk
