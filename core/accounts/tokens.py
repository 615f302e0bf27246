"""Tokens by which a person lets a program act: limited in scope and time, revocable, kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import audit
from core.accounts.permissions import actor_of
from core.accounts.sessions import TOUCH, key
from core.errors import Missing, Refused
from core.language import mark
from core.store.people import ApiToken
from core.text import clean_line
from core.values import Actor, Moment

SCOPES = {"read": mark("Đọc"), "write": mark("Đọc và ghi")}
"""What a token allows; never more than its owner may do. Write includes read."""
PREFIX = "vt_"
"""Lets scanners for leaked secrets know ours."""
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program's request: for whom, and what it may do."""

    token_id: int
    actor: Actor
    scopes: frozenset[str]
    stale: bool
    """Whether `touch` is due."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it in the list."""

    id: int
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def issue(by: Actor, label: str, scopes: Iterable[str], at: Moment, lifetime: timedelta) -> str:
    """Make a token for oneself and return it; it is shown this once."""
    wanted, label = sorted(set(scopes)), clean_line(label)[:100]
    if by.user_id is None or not wanted or not set(wanted) <= set(SCOPES) or not label:
        raise Refused(
            "VT-3141",
            "Mã truy cập phải có tên và ít nhất một quyền: {scopes}.",
            hint="Ghi tên, chọn quyền rồi tạo lại.",
            scopes=", ".join(SCOPES),
        )
    if not timedelta() < lifetime <= LONGEST:
        raise Refused("VT-3142", "Mã truy cập dùng được nhiều nhất {days} ngày.", days=LONGEST.days)
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.create(
        token=key(token),
        user=by.user_id,
        label=label,
        scopes=wanted,
        created_at=at.utc,
        expires_at=at.utc + lifetime,
    )
    audit.write(by, "issue_token", at, token=row.id, label=label, scopes=wanted)
    return token


def find(token: str, at: Moment) -> Bearer | None:
    """Return for whom a token speaks; None when it is unknown, expired, revoked or its owner left."""
    row = ApiToken.get_or_none(
        ApiToken.token == key(token), ApiToken.closed_at.is_null(), ApiToken.expires_at > at.utc
    )
    if row is None:
        return None
    try:
        actor = actor_of(row.__data__["user"])
    except Missing:  # The account was closed in the meantime.
        return None
    scopes = {*row.scopes, "read"} if "write" in row.scopes else set(row.scopes)
    return Bearer(row.id, actor, frozenset(scopes), row.used_at is None or abs(at.utc - row.used_at) >= TOUCH)


def touch(token_id: int, at: Moment) -> None:
    """Remember that a token is in use."""
    ApiToken.update(used_at=at.utc).where(ApiToken.id == token_id).execute()


def revoke(by: Actor, token_id: int, at: Moment) -> None:
    """End a token of one's own."""
    changed = (
        ApiToken.update(closed_at=at.utc)
        .where(ApiToken.id == token_id, ApiToken.user == by.user_id, ApiToken.closed_at.is_null())
        .execute()
    )
    if not changed:
        raise Missing("VT-3143", "Không có mã truy cập này hoặc mã đã bị thu hồi.")
    audit.write(by, "revoke_token", at, token=token_id)


def tokens(user_id: int, at: Moment) -> list[Token]:
    """Return a person's living tokens, newest first."""
    rows = (
        ApiToken.select()
        .where(ApiToken.user == user_id, ApiToken.closed_at.is_null(), ApiToken.expires_at > at.utc)
        .order_by(ApiToken.id.desc())
    )
    return [
        Token(row.id, row.label, tuple(row.scopes), row.created_at, row.expires_at, row.used_at)
        for row in rows
    ]
