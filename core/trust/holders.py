"""Whose certificate is whose: our leaders, officers and seal, and those of agencies that write to us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import audit
from core.accounts.permissions import forbidden
from core.errors import Missing, Refused
from core.store.people import User
from core.store.seals import Certified, TrustItem
from core.text import clean_line
from core.trust import material
from core.trust.bringing import KEEPERS, ask_again
from core.trust.issuers import root_of
from core.trust.material import FOREIGN, INTERMEDIATE, PERSON, ROOT, Piece
from core.values import Actor, Moment
from signing.values import Role

SOON, NOW = timedelta(days=30), timedelta(days=7)
"""How long before its end a certificate is warned of, and warned of loudly."""
ROLES = (Role.LEADER, Role.ORGANISATION, Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a certificate is."""

    role: Role
    name: str = ""
    """Empty for the name the certificate bears."""
    user: int | None = None
    """Person of our office."""
    agency: str = ""
    """Identifier of another agency; empty for our own."""


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A certificate of the directory, as the page lists it."""

    id: int
    sha256: str
    role: Role
    name: str
    person: str
    """Name of our own person; empty for the seal and for other agencies."""
    agency: str
    subject: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    left: int
    """Days until it ends; negative when it has ended."""
    ends_in: str
    """root · foreign · nowhere: where its chain leads among what the office holds."""

    @property
    def tone(self) -> str:
        """good · soon · now · over"""
        if self.left < 0:
            return "over"
        return "now" if self.left <= NOW.days else "soon" if self.left <= SOON.days else "good"


def enter(data: bytes, owner: Ownership, by: Actor, at: Moment) -> int:
    """Keep whose the one certificate in `data` is, or correct it; return the number of its row.

    Raises Refused when the file holds no single certificate of a person or an organisation.
    """
    if not by.roles & KEEPERS:
        raise forbidden(by)
    piece = _single(data)
    if owner.role not in ROLES:
        raise Refused(
            "VT-4107", "Chưa chọn vai trò của chứng thư.", hint="Chọn lãnh đạo, cơ quan hoặc cán bộ."
        )
    known = Certified.get_or_none(Certified.sha256 == piece.sha256, Certified.removed_at.is_null())
    if owner.agency and known is not None and not known.agency:
        raise Refused(
            "VT-2976",
            "Chứng thư này đang được ghi là của cơ quan mình ({name}).",
            hint="Nếu ghi nhầm, bỏ chứng thư khỏi danh bạ ở trang Chứng thư số rồi ghi lại.",
            name=known.name,
        )
    if owner.user is not None and User.get_or_none(User.id == owner.user) is None:
        raise Missing("VT-4108", "Không có người này trong cơ quan.", hint="Chọn lại người giữ chứng thư.")
    told: dict[str, Any] = {
        "der": piece.der,
        "role": owner.role.value,
        "name": clean_line(owner.name)[:200] or piece.subject.split(" – ")[0][:200],
        "user": owner.user,
        "agency": clean_line(owner.agency)[:35],
        "valid_from": piece.valid_from,
        "valid_to": piece.valid_to,
        "added_at": at.utc,
        "added_by": by.login,
        "removed_at": None,
    }
    Certified.insert(sha256=piece.sha256, **told).on_conflict(
        conflict_target=[Certified.sha256], update=told
    ).execute()
    shown = {name: told[name] for name in ("role", "name", "agency", "user")}
    audit.write(by, "certificate_enter", at, sha256=piece.sha256, **shown)
    ask_again(piece.sha256, at)
    return int(Certified.get(Certified.sha256 == piece.sha256).id)


def remove(number: int, by: Actor, at: Moment) -> None:
    """Know a certificate no longer; the row stays, what named it is judged again."""
    if not by.roles & KEEPERS:
        raise forbidden(by)
    row = Certified.get_or_none(Certified.id == number, Certified.removed_at.is_null())
    if row is None:
        raise Missing("VT-4109", "Không có chứng thư này trong danh bạ.", hint="Tải lại trang chứng thư.")
    Certified.change({"id": number}, removed_at=at.utc)
    audit.write(by, "certificate_remove", at, sha256=row.sha256, name=row.name)
    ask_again(row.sha256, at)


def listing(at: datetime, *, ours: bool | None = None) -> list[HolderLine]:
    """Return the directory, what ends first first; `ours` asks for our own or for other agencies' alone."""
    rows = Certified.select(Certified, User).left_outer_join(User).where(Certified.removed_at.is_null())
    if ours is not None:
        rows = rows.where(Certified.agency == "" if ours else Certified.agency != "")
    held: dict[str, list[bytes]] = {ROOT: [], FOREIGN: [], INTERMEDIATE: []}
    for item in TrustItem.select().where(TrustItem.kind.in_(list(held)), TrustItem.removed_at.is_null()):
        held[item.kind].append(bytes(item.der))
    return [_line(row, held, at) for row in rows.order_by(Certified.valid_to, Certified.id)]


def _line(row: Certified, held: dict[str, list[bytes]], at: datetime) -> HolderLine:
    piece = material.read(bytes(row.der))[0]
    ends = [kind for kind in (ROOT, FOREIGN) if root_of(piece.der, held[INTERMEDIATE], held[kind])]
    return HolderLine(
        id=row.id,
        sha256=row.sha256,
        role=Role(row.role),
        name=row.name,
        person=row.user.name if row.user else "",
        agency=row.agency,
        subject=piece.subject,
        issuer=piece.issuer,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        left=(row.valid_to - at).days,
        ends_in=ends[0] if ends else "nowhere",
    )


def _single(data: bytes) -> Piece:
    people = [piece for piece in material.read(data) if piece.kind == PERSON]
    if len(people) != 1:
        raise Refused(
            "VT-4106",
            "Tệp phải có đúng một chứng thư của người hoặc của cơ quan; tệp này có {count}.",
            hint="Xuất riêng chứng thư cần ghi (.cer, .crt hoặc .pem) rồi chọn lại.",
            count=len(people),
        )
    return people[0]
