"""The accounts of the office: one per person, opened and closed by an administrator, every act on record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import audit
from core.accounts import passwords, sessions
from core.accounts.passwords import COST, Cost, Owner, Policy
from core.accounts.permissions import actor_of, demand_ruler
from core.accounts.roles import holds, is_last_admin, last_admin
from core.documents.lifecycle import demand_reason
from core.errors import Missing, Refused
from core.store.people import ApiToken, FormerPassword, Grant, User
from core.text import clean_line
from core.values import Actor, Moment, Role

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
IDLE = timedelta(days=45)
"""An account nobody used for so long is closed (QCVN 12:2026/BCA, 3.7.2)."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account as administrators see it."""

    id: int
    login: str
    name: str
    position: str
    roles: tuple[tuple[Role, int | None], ...]
    """Each role with its unit; None for the whole office."""
    open: bool
    second_factor: bool
    must_change: bool
    seen_at: datetime | None


def open_account(
    by: Actor, login: str, name: str, at: Moment, *, position: str = "", cost: Cost = COST
) -> tuple[int, str]:
    """Open an account without any role; return its id and the one-time password to tell its owner."""
    demand_ruler(by)
    login, name = _login(login), _name(name)
    if User.select().where(User.login == login).exists():
        raise Refused(
            "VT-3116", "Tên đăng nhập “{login}” đã có người dùng.", hint="Chọn tên khác.", login=login
        )
    password = passwords.one_time()
    user = User.create(
        login=login,
        name=name,
        position=clean_line(position)[:100],
        password=passwords.seal(password, cost),
        password_at=at.utc,
        created_at=at.utc,
    )
    audit.write(by, "open_account", at, account=login, name=name)
    return int(user.id), password


def rename(by: Actor, user_id: int, name: str, position: str, at: Moment) -> None:
    """Correct a person's name and position; the login never changes."""
    demand_ruler(by)
    user = _user(user_id)
    name, position = _name(name), clean_line(position)[:100]
    User.update(name=name, position=position).where(User.id == user_id).execute()
    audit.write(by, "rename_account", at, account=user.login, before=user.name, name=name, position=position)


def close_account(by: Actor, user_id: int, at: Moment, reason: str) -> None:
    """Close an account, its sessions and tokens; what the person did stays readable."""
    demand_ruler(by)
    user, reason = _user(user_id), demand_reason(reason)
    if is_last_admin(user_id):
        raise last_admin()
    if user.closed_at is None:
        _close(by, user, at, reason)


def reopen_account(by: Actor, user_id: int, at: Moment) -> None:
    """Open a closed account again, with the roles it had; its days without a login count from now."""
    demand_ruler(by)
    user = _user(user_id)
    User.update(closed_at=None, seen_at=at.utc).where(User.id == user_id).execute()
    audit.write(by, "reopen_account", at, account=user.login)


def close_idle(by: Actor, at: Moment) -> list[str]:
    """Close the accounts nobody used for IDLE, never the last administrator's; return their logins."""
    return [
        user.login
        for user in User.select().where(User.closed_at.is_null()).order_by(User.id)
        if close_if_idle(by, user, at)
    ]


def close_if_idle(by: Actor, user: User, at: Moment) -> bool:
    """Close this account if nobody used it for IDLE; tell whether it was closed."""
    if at.utc - (user.seen_at or user.created_at) < IDLE or is_last_admin(user.id):
        return False
    _close(by, user, at, "45 ngày không đăng nhập")
    return True


def reset_password(by: Actor, user_id: int, at: Moment, cost: Cost = COST) -> str:
    """Give a person who lost the password a one-time one and return it; all sessions end."""
    demand_ruler(by)
    user, password = _user(user_id), passwords.one_time()
    _keep(user, passwords.seal(password, cost), at, must_change=True)
    audit.write(by, "reset_password", at, account=user.login)
    return password


def change_password(user_id: int, hashed: str, at: Moment) -> None:
    """Keep the password a person chose, as `passwords.choose` hashed it; all sessions end."""
    user = _user(user_id)
    _keep(user, hashed, at, must_change=False)
    audit.write(actor_of(user_id), "change_password", at, account=user.login)


def owner(user_id: int, rules: Policy, *words: str) -> Owner:
    """Return what `passwords.choose` must know of a person; `words` are further ones easily guessed."""
    user = _user(user_id)
    former = [user.password] if user.password else []
    if holds(user_id, Role.ADMIN):
        rows = (
            FormerPassword.select().where(FormerPassword.user == user_id).order_by(FormerPassword.id.desc())
        )
        former += [row.password for row in rows.limit(rules.remembered)]
    return Owner((user.login, user.name, *words), tuple(former), user.totp is not None)


def find(login: str) -> Account:
    """Return the account of this login, open or closed; raise Missing when there is none."""
    user = User.get_or_none(User.login == spelled(login))
    if user is None:
        raise Missing("VT-3117", "Không có tài khoản “{login}”.", login=spelled(login))
    return _accounts([user])[0]


def accounts() -> list[Account]:
    """Return every account, open ones first, by name."""
    return _accounts(list(User.select().order_by(User.closed_at.is_null(False), User.name, User.id)))


def spelled(login: str) -> str:
    """Return a login as it is kept, however it was typed."""
    return clean_line(login).casefold()


def _accounts(users: list[User]) -> list[Account]:
    roles: dict[int, list[tuple[Role, int | None]]] = {}
    rows: Any = Grant.select().order_by(Grant.id).dicts()
    for row in rows:
        roles.setdefault(row["user"], []).append((Role(row["role"]), row["unit"]))
    return [
        Account(
            user.id,
            user.login,
            user.name,
            user.position,
            tuple(roles.get(user.id, ())),
            user.closed_at is None,
            user.totp is not None,
            user.must_change,
            user.seen_at,
        )
        for user in users
    ]


def _close(by: Actor, user: User, at: Moment, reason: str) -> None:
    User.update(closed_at=at.utc).where(User.id == user.id).execute()
    sessions.close_all(user.id, at)
    ApiToken.update(closed_at=at.utc).where(ApiToken.user == user.id, ApiToken.closed_at.is_null()).execute()
    audit.write(by, "close_account", at, account=user.login, reason=reason)


def _keep(user: User, hashed: str, at: Moment, *, must_change: bool) -> None:
    if user.password:
        FormerPassword.create(user=user.id, password=user.password, at=at.utc)
    User.update(password=hashed, password_at=at.utc, must_change=must_change).where(
        User.id == user.id
    ).execute()
    sessions.close_all(user.id, at)


def _user(user_id: int) -> User:
    user = User.get_or_none(User.id == user_id)
    if user is None:
        raise Missing("VT-3118", "Không có tài khoản này.")
    return user


def _login(login: str) -> str:
    login = spelled(login)
    if not LOGIN.fullmatch(login):
        raise Refused(
            "VT-3115",
            "Tên đăng nhập “{login}” không dùng được.",
            hint="Dùng 3 đến 60 chữ cái không dấu, chữ số, dấu chấm hoặc gạch ngang ở giữa.",
            login=login,
        )
    return login


def _name(name: str) -> str:
    name = clean_line(name)[:100]
    if not name:
        raise Refused("VT-3119", "Phải ghi họ và tên.", hint="Ghi họ và tên người dùng rồi lưu lại.")
    return name
