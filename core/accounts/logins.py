"""The door of the office: a login is read, compared outside any transaction, and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from core import audit
from core.accounts import codes
from core.accounts.passwords import QCVN12, Policy
from core.accounts.permissions import actor_of
from core.accounts.roles import holds
from core.accounts.users import close_if_idle, spelled
from core.errors import Refused
from core.store.people import Attempt, User
from core.values import BOX, Moment, Role

FREE = 5
"""Failures before the door slows down."""
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
"""A quiet day wipes the slate."""
FIRST_LOGIN = timedelta(days=7)
"""How long a one-time password is good for."""

Duty = Literal["", "password", "second_factor"]
"""What a person must do before anything else: choose a new password, or enrol a phone."""


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody at the door, and the hash to compare the typed password with."""

    login: str
    address: str
    password: str | None
    """None when there is no such account; `passwords.matches` takes its time all the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who may come in; or why not, as a refusal to show (raising it would lose the count of failures)."""

    user_id: int | None
    refusal: Refused | None = None
    second_factor: bool = False
    wants_code: bool = False
    """The password was right; the form should now ask for the code."""


def ask(login: str, address: str, at: Moment) -> Question:
    """Begin a login; raise Refused while this account must wait at this address.

    The caller then runs `passwords.matches(question.password, typed)` outside any transaction, for it is
    slow on purpose, and gives what it says to `answer`.
    """
    login, address = spelled(login)[:60], address[:64]
    if (wait := wait_of(login, address, at)) > timedelta():
        raise _slowly(wait)
    user = User.get_or_none(User.login == login)
    return Question(login, address, user.password if user else None)


def answer(question: Question, right: bool, code: str, at: Moment) -> Answer:
    """Decide a login: `right` says whether the password matched, `code` is the second factor, if typed."""
    if (wait := wait_of(question.login, question.address, at)) > timedelta():
        return Answer(None, _slowly(wait))
    user = User.get_or_none(User.login == question.login)
    if user is None or not right or user.password != question.password:
        return _wrong(question, user, at)
    if (refusal := _barred(user, at)) is not None:
        audit.write(BOX, "login_refused", at, account=user.login, address=question.address, why=refusal.code)
        return Answer(None, refusal)
    if user.totp and not code.strip():
        wanted = Refused(
            "VT-3125", "Nhập mã xác thực.", hint="Mở ứng dụng xác thực trên điện thoại để lấy mã."
        )
        return Answer(None, wanted, wants_code=True)
    if user.totp and not codes.spend(user, code, at):
        return _wrong(question, user, at, wants_code=True)
    _forgive(question)
    User.update(seen_at=at.utc).where(User.id == user.id).execute()
    audit.write(actor_of(user.id), "login", at, address=question.address, second_factor=bool(user.totp))
    return Answer(user.id, second_factor=bool(user.totp))


def duty(user_id: int, at: Moment, rules: Policy = QCVN12) -> Duty:
    """Return what a signed-in person must do first; nothing else may be served until it is done."""
    user = User.get_by_id(user_id)
    admin = holds(user_id, Role.ADMIN)
    aged = rules.rotation and user.password_at and at.utc - user.password_at > rules.rotation
    if user.must_change or (admin and aged):
        return "password"
    # QCVN 12:2026/BCA, 3.7.2.8.3: any administrator's access.
    return "second_factor" if admin and not user.totp else ""


def wait_of(login: str, address: str, at: Moment) -> timedelta:
    """Return how long this account must still wait at this address: doubling, never for ever."""
    attempt = Attempt.get_or_none(Attempt.about == _about(login, address))
    if attempt is None or attempt.failures < FREE:
        return timedelta()
    left: timedelta = attempt.last_at - at.utc
    pause = min(LONGEST, timedelta(seconds=2 ** min(attempt.failures - FREE, 30)))
    # A clock set back must not lock anybody out for longer than the pause itself.
    return min(pause, max(timedelta(), left + pause))


def unlock(login: str) -> int:
    """Let an account try again at once, wherever it failed: for the console."""
    return int(Attempt.delete().where(Attempt.about.startswith(_about(spelled(login), ""))).execute())


def forget(at: Moment) -> int:
    """Drop the counts of failures nobody repeated for a quiet day."""
    return int(Attempt.delete().where(Attempt.last_at < at.utc - FORGOTTEN).execute())


def _barred(user: User, at: Moment) -> Refused | None:
    """Why a person who knows the password may not come in all the same; None when nothing forbids it."""
    if user.closed_at is not None or close_if_idle(BOX, user, at):
        return Refused("VT-3123", "Tài khoản đã khóa.", hint="Liên hệ quản trị của cơ quan.")
    if user.must_change and user.password_at and at.utc - user.password_at > FIRST_LOGIN:
        return Refused("VT-3124", "Mật khẩu cấp một lần đã hết hạn.", hint="Nhờ quản trị đặt lại mật khẩu.")
    return None


def _wrong(question: Question, user: User | None, at: Moment, *, wants_code: bool = False) -> Answer:
    about = _about(question.login, question.address)
    stale = at.utc - FORGOTTEN
    Attempt.delete().where(Attempt.about == about, Attempt.last_at < stale).execute()
    counted = Attempt.update(failures=Attempt.failures + 1, last_at=at.utc).where(Attempt.about == about)
    if not counted.execute():
        Attempt.insert(about=about, failures=1, last_at=at.utc).execute()
    # People type passwords into the wrong field: a name nobody bears is not written down.
    audit.write(BOX, "login_failed", at, account=user.login if user else "", address=question.address)
    if wants_code:
        refusal = Refused("VT-3126", "Mã xác thực không đúng hoặc đã dùng.", hint="Đợi mã mới rồi nhập lại.")
    else:
        refusal = Refused(
            "VT-3122",
            "Tên đăng nhập hoặc mật khẩu không đúng.",
            hint="Kiểm tra phím Caps Lock và bộ gõ rồi nhập lại.",
        )
    return Answer(None, refusal, wants_code=wants_code)


def _forgive(question: Question) -> None:
    Attempt.delete().where(Attempt.about == _about(question.login, question.address)).execute()


def _about(login: str, address: str) -> str:
    return f"{login}|{address}"


def _slowly(wait: timedelta) -> Refused:
    return Refused(
        "VT-3121",
        "Đăng nhập sai nhiều lần; hãy đợi {seconds} giây rồi thử lại.",
        hint="Quên mật khẩu: nhờ quản trị đặt lại.",
        seconds=max(1, round(wait.total_seconds())),
    )
