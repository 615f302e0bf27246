"""The second factor: codes of six digits from a phone, each good for one login (RFC 6238)."""

from __future__ import annotations

import pyotp
from pyotp.exceptions import OTPVerificationError

from core import audit
from core.accounts import sessions
from core.accounts.permissions import actor_of, demand_ruler
from core.errors import Missing, Refused
from core.store.people import User
from core.values import Actor, Moment

WINDOW = 1
"""Steps of 30 seconds a phone's clock may be early or late."""


def new_secret() -> str:
    """Return a fresh secret of 160 bits for a phone to keep."""
    return pyotp.random_base32()


def enrolment_address(secret: str, login: str, office: str) -> str:
    """Return the otpauth address to show as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office)


def step_of(secret: str, code: str, at: Moment, last: int) -> int | None:
    """Return the time step a code belongs to; None when it is wrong, or not newer than step `last`."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(typed, for_time=at.utc, valid_window=WINDOW)
    except OTPVerificationError:
        return None
    return step if step > last else None


def enrol(user_id: int, secret: str, code: str, at: Moment) -> None:
    """Ask this secret's codes from now on, once the phone has shown a right one; all sessions end."""
    step = step_of(secret, code, at, 0)
    if step is None:
        raise Refused(
            "VT-3151",
            "Mã xác thực không đúng.",
            hint="Kiểm tra giờ trên điện thoại rồi nhập mã mới nhất.",
        )
    User.update(totp=secret, totp_step=step).where(User.id == user_id).execute()
    sessions.close_all(user_id, at)
    actor = actor_of(user_id)
    audit.write(actor, "enrol_second_factor", at, account=actor.login)


def remove(by: Actor, user_id: int, at: Moment) -> None:
    """Forget the second factor of a person who lost the phone; all sessions end."""
    demand_ruler(by)
    user = User.get_or_none(User.id == user_id, User.totp.is_null(False))
    if user is None:
        raise Missing("VT-3152", "Tài khoản này chưa dùng mã xác thực.")
    User.update(totp=None, totp_step=0).where(User.id == user_id).execute()
    sessions.close_all(user_id, at)
    audit.write(by, "remove_second_factor", at, account=user.login)


def spend(user: User, code: str, at: Moment) -> bool:
    """Use up a code at a login; False when it is wrong or was used before."""
    step = step_of(user.totp or "", code, at, user.totp_step)
    if step is None:
        return False
    # Two browsers may bring the same code at once; one of them is served.
    spent = User.update(totp_step=step).where(User.id == user.id, User.totp_step < step).execute()
    return bool(spent)
