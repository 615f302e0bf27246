"""Signed-in browsers: known to the server alone, short-lived, and ended at will."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core import audit
from core.accounts.permissions import actor_of
from core.errors import Missing
from core.store.people import Session
from core.values import Actor, Moment

if TYPE_CHECKING:
    from core.config.sections import Web

TOUCH = timedelta(minutes=1)
"""How stale the time of the last request may be: not every request is worth a write."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may live."""

    idle: timedelta = timedelta(minutes=30)
    """Without a request."""
    longest: timedelta = timedelta(hours=12)
    """In any case."""


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Opened:
    """What the browser is given; the office itself keeps only the hash of `token`."""

    id: int
    token: str
    """256 bits; the cookie."""
    secret: str
    """256 bits; what forms must send back."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in browser: who it is and what is still open between us."""

    session_id: int
    actor: Actor
    secret: str
    second_factor: bool
    """Whether this session was opened with a code beside the password."""
    stale: bool
    """Whether `touch` is due."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open session as its owner sees it in the list."""

    id: int
    address: str
    browser: str
    opened_at: datetime
    seen_at: datetime


def limits(web: Web) -> Limits:
    """Return the limits that site.toml sets."""
    return Limits(timedelta(minutes=web.session_idle_minutes), timedelta(hours=web.session_hours))


def open_session(user_id: int, address: str, browser: str, at: Moment, *, second_factor: bool) -> Opened:
    """Open a session for a person who has just proved who they are."""
    token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session = Session.create(
        token=key(token),
        user=user_id,
        secret=secret,
        address=address[:64],
        browser=browser[:200],
        opened_at=at.utc,
        seen_at=at.utc,
        second_factor=second_factor,
    )
    return Opened(session.id, token, secret)


def find(token: str, at: Moment, limits: Limits = USUAL) -> Visit | None:
    """Return whose session a cookie is; None when there is none, or none any more."""
    session = Session.get_or_none(Session.token == key(token), _living(at, limits))
    if session is None:
        return None
    try:
        actor = actor_of(session.__data__["user"])
    except Missing:  # The account was closed in the meantime.
        return None
    stale = abs(at.utc - session.seen_at) >= min(TOUCH, limits.idle / 10)
    return Visit(session.id, actor, session.secret, session.second_factor, stale)


def touch(session_id: int, at: Moment) -> None:
    """Remember that a session is in use."""
    Session.update(seen_at=at.utc).where(Session.id == session_id, Session.closed_at.is_null()).execute()


def close_session(by: Actor, session_id: int, at: Moment) -> None:
    """Sign out: end a session of one's own."""
    if not end(by, session_id, at):
        raise Missing("VT-3131", "Không có phiên đăng nhập này hoặc phiên đã kết thúc.")


def end(by: Actor, session_id: int, at: Moment) -> bool:
    """End a session of one's own if it is still open; return whether it was."""
    mine = (Session.id == session_id) & (Session.user == by.user_id) & Session.closed_at.is_null()
    changed = bool(Session.update(closed_at=at.utc).where(mine).execute())
    if changed:
        audit.write(by, "logout", at, session=session_id)
    return changed


def close_others(by: Actor, session_id: int, at: Moment) -> int:
    """End all sessions of one's own but this one; return how many there were."""
    changed = (
        Session.update(closed_at=at.utc)
        .where(Session.user == by.user_id, Session.id != session_id, Session.closed_at.is_null())
        .execute()
    )
    audit.write(by, "logout_others", at, sessions=int(changed))
    return int(changed)


def close_all(user_id: int, at: Moment) -> int:
    """End all sessions of a person; part of whatever made them unsafe, which is on record itself."""
    return int(
        Session.update(closed_at=at.utc).where(Session.user == user_id, Session.closed_at.is_null()).execute()
    )


def open_sessions(user_id: int, at: Moment, limits: Limits = USUAL) -> list[SignedIn]:
    """Return a person's living sessions, the last used first."""
    rows = Session.select().where(Session.user == user_id, _living(at, limits))
    return [
        SignedIn(row.id, row.address, row.browser, row.opened_at, row.seen_at)
        for row in rows.order_by(Session.seen_at.desc())
    ]


def forget(at: Moment, limits: Limits = USUAL) -> int:
    """Drop the rows of sessions that ended more than a day ago; the record of logins is the audit chain."""
    over = at.utc - limits.longest - timedelta(days=1)
    return int(Session.delete().where(Session.opened_at < over).execute())


def key(token: str) -> str:
    """Return what the office keeps of a token: its hash, of no use to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def _living(at: Moment, limits: Limits) -> Any:
    return (
        Session.closed_at.is_null()
        & (Session.seen_at > at.utc - limits.idle)
        & (Session.opened_at > at.utc - limits.longest)
    )
