"""People who come to the door of a test's office, and what a password costs there."""

from __future__ import annotations

from core.accounts import logins, passwords, sessions, users
from core.accounts.logins import Answer
from core.accounts.passwords import Cost, Owner
from core.accounts.permissions import actor_of
from core.accounts.sessions import Opened
from core.values import BOX, Actor, Moment
from tests.parts.office import Desk

CHEAP = Cost(memory=64, rounds=1, lanes=1)
"""Weak on purpose: tests open many doors."""
SECRET = "Sông Hậu chảy qua 7 bến đò!"
HOUSE = "10.0.0.7"
"""Where the browser of a test sits."""


def joined(desk: Desk, login: str, password: str = SECRET) -> Actor:
    """Open an account whose owner has already chosen a password."""
    user, _ = desk.do(users.open_account, BOX, login, "Phạm Thị Lan", desk.at, cost=CHEAP)
    choose(desk, user, password)
    return desk.see(actor_of, user)


def choose(desk: Desk, user: int, password: str) -> None:
    """Have a person choose a new password."""
    hashed = passwords.choose(password, Owner(), passwords.NIST, CHEAP)
    desk.do(users.change_password, user, hashed, desk.at)


def knock(
    desk: Desk, login: str, password: str, code: str = "", *, at: Moment | None = None, where: str = HOUSE
) -> Answer:
    """Try to sign in, as the login page does."""
    at = at or desk.at
    question = desk.see(logins.ask, login, where, at)
    right = passwords.matches(question.password, password, CHEAP)
    return desk.do(logins.answer, question, right, code, at)


def enter(desk: Desk, user: int | None, at: Moment | None = None) -> Opened:
    """Open a session for a person."""
    assert user is not None
    return desk.do(sessions.open_session, user, HOUSE, "Firefox", at or desk.at, second_factor=False)
