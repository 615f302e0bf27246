"""Who may sign in which capacity, on which days and for which documents, and the paper that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core import audit
from core.accounts.permissions import forbidden
from core.errors import Missing, Refused
from core.language import mark
from core.store.outgoing import Delegation, Draft
from core.store.papers import Document
from core.store.people import Grant, User
from core.text import clean_line, fold
from core.values import Actor, Moment, Role

CAPACITIES = {
    "TM": mark("Thay mặt (TM.)"),
    "Q": mark("Quyền (Q.)"),
    "KT": mark("Ký thay (KT.)"),
    "TL": mark("Thừa lệnh (TL.)"),
    "TUQ": mark("Thừa ủy quyền (TUQ.)"),
}
"""What may stand before a title (Decree 30/2020, Annex I, II.7.b)."""
ENTRUSTED = ("TL", "TUQ")
"""Capacities in which somebody who is no leader signs (Decree 30/2020, art. 13.3 and 13.4)."""
VALID, COMING, EXPIRED, WITHDRAWN = "valid", "coming", "expired", "withdrawn"
WORDS = {
    VALID: mark("Còn hiệu lực"),
    COMING: mark("Chưa đến ngày"),
    EXPIRED: mark("Hết hiệu lực"),
    WITHDRAWN: mark("Đã thu hồi"),
}


@dataclass(frozen=True, slots=True)
class Mandate:
    """A right to sign as it is entered: whose, in which capacity, from when to when, by which paper."""

    user: int
    capacity: str
    title: str
    """On whose behalf, as printed: CHỦ TỊCH."""
    grounds: str
    """Number, date and title of what delegates."""
    valid_from: date
    evidence: str
    """SHA-256 of the scanned decision, kept already."""
    valid_to: date | None = None
    types: tuple[str, ...] = ()
    """Names of document types; empty for all."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A right to sign as it stands in the table."""

    id: int
    mandate: Mandate
    name: str
    position: str
    standing: str
    """valid · coming · expired · withdrawn"""
    entered_by: str
    entered_at: datetime


def enter(given: Mandate, by: Actor, at: Moment) -> int:
    """Enter a right to sign from its scanned decision, by a clerk; return its id. Raises Refused."""
    if Role.CLERK not in by.roles:
        raise forbidden(by)
    told = replace(
        given,
        title=clean_line(given.title)[:200].upper(),
        grounds=clean_line(given.grounds)[:300],
        types=tuple(sorted({clean_line(name) for name in given.types} - {""})),
    )
    _check(told)
    row = Delegation.create(
        user=told.user,
        capacity=told.capacity,
        title=told.title,
        types=list(told.types) or None,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        evidence=told.evidence,
        grounds=told.grounds,
        entered_by=by.login,
        entered_at=at.utc,
    )
    facts: dict[str, Any] = {
        "delegation": row.id,
        "account": _login(told.user),
        "capacity": told.capacity,
        "types": list(told.types),
        "since": told.valid_from.isoformat(),
        "until": told.valid_to.isoformat() if told.valid_to else None,
    }
    audit.write(by, "enter_delegation", at, sha256=told.evidence, **facts)
    return int(row.id)


def withdraw(delegation: int, by: Actor, at: Moment) -> None:
    """End a right to sign now, by a clerk; what was signed under it stays lawful."""
    if Role.CLERK not in by.roles:
        raise forbidden(by)
    row = Delegation.get_or_none(Delegation.id == delegation, Delegation.withdrawn_at.is_null())
    if row is None:
        raise Missing("VT-2611", "Không có ủy quyền này hoặc đã thu hồi.", hint="Tải lại trang.")
    Delegation.update(withdrawn_at=at.utc, withdrawn_by=by.login).where(
        Delegation.id == delegation, Delegation.withdrawn_at.is_null()
    ).execute()
    facts = {"delegation": row.id, "account": _login(row.user_id), "capacity": row.capacity}
    audit.write(by, "withdraw_delegation", at, **facts)


def listing(day: date, user: int | None = None) -> list[Entered]:
    """Return every right to sign, or one person's, newest first, with how it stands on `day`."""
    rows = Delegation.select(Delegation, User).join(User).order_by(Delegation.id.desc())
    if user is not None:
        rows = rows.where(Delegation.user == user)
    return [
        Entered(
            row.id,
            Mandate(
                row.user_id, row.capacity, row.title, row.grounds, row.valid_from, row.evidence or "",
                row.valid_to, tuple(row.types or ()),
            ),
            row.user.name,
            row.user.position,
            _standing(row, day),
            row.entered_by,
            row.entered_at,
        )
        for row in rows
    ]  # fmt: skip


def demand(user: int, capacity: str, type_name: str, day: date) -> Delegation | None:
    """Return what lets a person sign this type in this capacity on `day`; raise Refused when nothing does.

    The head of the office signs in his own name, or on behalf of the collective (TM.), by his office: that
    gives None. A deputy signs only for the head (KT.); every other capacity needs its entry.
    """
    person = User.get_or_none(User.id == user, User.closed_at.is_null())
    if person is None:
        raise Missing("VT-3106", "Tài khoản không còn hoạt động.", hint="Chọn người ký khác.")
    if capacity in ("", "TM") and leads(user) and not is_deputy(person):
        return None
    if not capacity:
        raise Refused(
            "VT-2612",
            "{name} không ký với danh nghĩa người đứng đầu cơ quan được.",
            hint="Chọn quyền hạn ký: KT., TL. hoặc TUQ. (Điều 13 Nghị định 30/2020/NĐ-CP).",
            name=person.name,
        )
    rows = Delegation.select().where(
        Delegation.user == user, Delegation.capacity == capacity, Delegation.withdrawn_at.is_null()
    )
    fitting = [row for row in rows.order_by(Delegation.id.desc()) if not row.types or type_name in row.types]
    if capacity not in ENTRUSTED and not leads(user):
        fitting = []
    for row in fitting:
        if _standing(row, day) == VALID:
            return row
    raise _undelegated(person, capacity, type_name, day, fitting)


def doubt(draft: Draft, type_name: str, day: date) -> Refused | Missing | None:
    """Return why the named signer could not sign on `day`; None when he could, or nobody is named yet."""
    if draft.signer_id is None:
        return None
    try:
        demand(draft.signer_id, draft.capacity, type_name, day)
    except (Refused, Missing) as error:
        return error
    return None


def standing(document: Document, draft: Draft, by: Actor, day: date) -> Actor:
    """Return `by` with a leader's right over this one document, when a valid delegation gives it to him.

    A signer by order (TL.) or by authorisation (TUQ.) is no leader: for approving, signing and giving back
    what he is named for, and for nothing else, he acts as one. Anybody else comes back as he is.
    """
    named = by.user_id is not None and draft.signer_id == by.user_id
    if not named or Role.LEADER in by.roles or draft.capacity not in ENTRUSTED:
        return by
    demand(by.user_id or 0, draft.capacity, document.type_name, day)
    return replace(by, roles=by.roles | {Role.LEADER})


def leads(user: int) -> bool:
    """Tell whether a person is a leader of the office."""
    return bool(Grant.select().where(Grant.user == user, Grant.role == Role.LEADER.value).exists())


def is_deputy(person: User) -> bool:
    """Tell whether a person's position is a deputy's: "Phó Chủ tịch", "Phó Giám đốc"."""
    return fold(person.position).startswith("pho ")


def _check(told: Mandate) -> None:
    person = User.get_or_none(User.id == told.user, User.closed_at.is_null())
    if person is None:
        raise Missing("VT-3106", "Tài khoản không còn hoạt động.", hint="Chọn người khác.")
    fix = mark("Sửa rồi lưu lại.")
    if told.capacity not in CAPACITIES:
        raise Refused("VT-2616", "Phải chọn một quyền hạn ký.", hint=fix)
    if told.capacity not in ENTRUSTED and not leads(told.user):
        raise Refused("VT-2617", "TM., Q. và KT. chỉ dành cho lãnh đạo cơ quan.", hint=fix)
    if not (told.title and told.grounds):
        raise Refused(
            "VT-2618", "Phải ghi chức vụ được ký thay và căn cứ (số, ngày, tên văn bản giao quyền).", hint=fix
        )
    if not told.evidence:
        raise Refused("VT-2613", "Phải đính kèm bản chụp văn bản giao quyền.", hint=fix)
    if told.valid_to is not None and told.valid_to < told.valid_from:
        raise Refused("VT-2619", "Ngày hết hiệu lực không được trước ngày bắt đầu.", hint=fix)
    if told.capacity == "TUQ" and (told.valid_to is None or not told.types):
        raise Refused(
            "VT-2620",
            "Thừa ủy quyền phải giới hạn thời gian và nội dung (khoản 4 Điều 13 Nghị định 30/2020/NĐ-CP).",
            hint="Ghi ngày hết hiệu lực và chọn loại văn bản được ủy quyền ký.",
        )


def _standing(row: Delegation, day: date) -> str:
    if row.withdrawn_at is not None:
        return WITHDRAWN
    if day < row.valid_from:
        return COMING
    return EXPIRED if row.valid_to is not None and day > row.valid_to else VALID


def _undelegated(
    person: User, capacity: str, type_name: str, day: date, fitting: list[Delegation]
) -> Refused:
    facts: dict[str, Any] = {"name": person.name, "capacity": f"{capacity}.", "type": type_name}
    if not fitting:
        return Refused(
            "VT-2614",
            "{name} không được giao ký {capacity} với loại văn bản “{type}”.",
            hint="Văn thư nhập văn bản giao quyền vào bảng ủy quyền, hoặc chọn người ký khác.",
            **facts,
        )
    row = fitting[0]
    facts |= {
        "since": f"{row.valid_from:%d/%m/%Y}",
        "until": f"{row.valid_to:%d/%m/%Y}" if row.valid_to else "…",
        "day": f"{day:%d/%m/%Y}",
    }
    return Refused(
        "VT-2615",
        "Ngày {day}, {name} không được ký {capacity}: quyền này có hiệu lực từ {since} đến {until}.",
        hint="Văn thư nhập văn bản giao quyền mới, hoặc chọn người ký khác.",
        **facts,
    )


def _login(user: int) -> str:
    return str(User.get_by_id(user).login)
