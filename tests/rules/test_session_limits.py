"""How long a session lives is what site.toml says: at the door, in its owner's list and at the console."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.accounts import sessions
from core.accounts.sessions import Limits
from core.config.sections import Web
from core.store.people import Session
from core.values import Moment
from tests.parts.office import Desk
from tests.parts.pages import SITE, Site, open_site, sign_in

SHORT = Limits(timedelta(minutes=5), timedelta(hours=1))
LONG = Limits(timedelta(hours=1), timedelta(hours=24))


def test_the_configuration_gives_the_limits() -> None:
    assert sessions.limits(Web()) == Limits()
    told = sessions.limits(Web(session_idle_minutes=5, session_hours=1))
    assert told == SHORT


@pytest.mark.parametrize(
    ("limits", "minutes", "idle", "lives"),
    [(SHORT, 4, 4, True), (SHORT, 6, 6, False), (SHORT, 61, 1, False), (LONG, 59, 59, True)],
)
def test_a_session_lives_as_long_as_it_may(
    desk: Desk, limits: Limits, minutes: int, idle: int, lives: bool
) -> None:
    """Opened `minutes` ago and last used `idle` minutes ago."""
    user, at = desk.clerk.user_id or 0, desk.at
    opened = desk.do(sessions.open_session, user, "10.0.0.7", "Firefox", at, second_factor=False)
    desk.do(sessions.touch, opened.id, Moment(at.utc + timedelta(minutes=minutes - idle)))
    now = Moment(at.utc + timedelta(minutes=minutes))
    assert (desk.see(sessions.find, opened.token, now, limits) is not None) is lives
    assert bool(desk.see(sessions.open_sessions, user, now, limits)) is lives


def test_a_session_in_use_never_ends_for_being_idle(desk: Desk) -> None:
    """However short the limit: the time of the last request is never so stale that it matters."""
    limits, at = Limits(idle=timedelta(minutes=1)), desk.at
    opened = desk.do(sessions.open_session, desk.clerk.user_id or 0, "", "", at, second_factor=False)
    for seconds in range(0, 300, 50):
        now = Moment(at.utc + timedelta(seconds=seconds))
        visit = desk.see(sessions.find, opened.token, now, limits)
        assert visit
        if visit.stale:
            desk.do(sessions.touch, opened.id, now)


def test_a_session_is_remembered_for_a_day_beyond_its_limit(desk: Desk) -> None:
    at = desk.at
    desk.do(sessions.open_session, desk.clerk.user_id or 0, "10.0.0.7", "Firefox", at, second_factor=False)
    later = Moment(at.utc + timedelta(hours=30))
    assert desk.do(sessions.forget, later, LONG) == 0
    assert desk.do(sessions.forget, later, SHORT) == 1


@pytest.mark.parametrize(("written", "status"), [("session_idle_minutes = 20", 303), ("", 200)])
async def test_a_browser_is_shown_out_when_the_site_says(tmp_path: Path, written: str, status: int) -> None:
    """After 25 quiet minutes: out where 20 are allowed, in where nothing else is said than half an hour."""
    async with open_site(tmp_path, text=f"{SITE}[web]\n{written}\n") as site, site.visitor() as browser:
        await sign_in(browser, "ntmai")
        await site.office.store.write(grow_old, site, timedelta(minutes=25))
        async with browser.get("/account", allow_redirects=False) as answer:
            assert answer.status == status


async def test_the_longest_session_is_what_the_site_says(tmp_path: Path) -> None:
    text = f"{SITE}[web]\nsession_hours = 2\n"
    async with open_site(tmp_path, text=text) as site, site.visitor() as browser:
        await sign_in(browser, "ntmai")
        opened = site.office.clock.utc() - timedelta(hours=2, minutes=1)
        await site.office.store.write(lambda: Session.update(opened_at=opened).execute())
        async with browser.get("/account", allow_redirects=False) as answer:
            assert answer.status == 303


def grow_old(site: Site, age: timedelta) -> None:
    """Have the last request been so long ago."""
    Session.update(seen_at=site.office.clock.utc() - age).execute()
