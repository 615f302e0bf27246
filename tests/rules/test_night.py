"""Once a day the office looks after itself: accounts, sessions, files, the chain of audit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core import audit, night, workers
from core.clock import Clock
from core.documents import incoming
from core.office import Office
from core.store.memory import Audit, JobRow
from core.store.papers import NoticeRow
from core.store.people import Attempt, Session, User
from core.values import Arrival, ClockReading, Issue
from core.web.pages import health
from core.workers import working
from tests.parts.pages import open_site, sign_in

EVENING = datetime(2026, 11, 20, 16, 59, tzinfo=UTC)
"""One minute to midnight in Vietnam."""


class Time:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.now = EVENING
        self.clock = Clock(lambda: self.now)

    def pass_by(self, **time: float) -> None:
        """Let time go by at once."""
        self.now += timedelta(**time)


@asynccontextmanager
async def awake(folder: Path, time: Time) -> AsyncIterator[Office]:
    """Open an office at work on its nights within the block."""
    async with open_site(folder) as site:
        office = replace(site.office, clock=time.clock)
        async with working(office, [night.KIND]), night.falling(office):
            yield office


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the calendar and at the jobs often."""
    monkeypatch.setattr(night, "LOOK", 0.02)
    monkeypatch.setattr(workers, "LOOK", 0.02)


async def nights(office: Office, count: int) -> list[dict[str, Any]]:
    """Wait until so many nights are on record and return what they say, newest first."""
    async with asyncio.timeout(20):
        while True:
            lines = await office.store.read(audit.lines, 0, 1000)
            found = [line for line in lines if line["action"] == "night"]
            if len(found) >= count:
                assert len(found) == count
                return [await told(office, line["seq"]) for line in found]
            await asyncio.sleep(0.02)


async def told(office: Office, seq: int) -> dict[str, Any]:
    return await office.store.read(lambda: audit.told(Audit.get_by_id(seq)))


async def found(office: Office) -> list[Issue]:
    return await office.store.read(night.issues)


async def open_accounts(office: Office) -> list[str]:
    return await office.store.read(
        lambda: [user.login for user in User.select().where(User.closed_at.is_null())]
    )


async def bells(office: Office, event: str) -> list[str]:
    """Return who was given a notice of an event."""

    def read() -> list[str]:
        rows = NoticeRow.select(NoticeRow, User).join(User).where(NoticeRow.event == event)
        return [row.user.login for row in rows]

    return await office.store.read(read)


async def keep(office: Office, content: bytes) -> Path:
    """Have a file in the office and return where its bytes lie."""
    blob = office.blobs.keep(content, "quet.pdf")
    arrival = Arrival("may-quet-1", blob.sha256, "quet.pdf")
    await office.store.write(incoming.receive, arrival, blob, office.clock.now())
    return blob.path


async def test_a_new_day_asks_once(tmp_path: Path) -> None:
    """At midnight in Vietnam, not in Greenwich; a second start on the same day asks for nothing more."""
    time = Time()
    async with awake(tmp_path, time) as office:
        assert len(await nights(office, 1)) == 1
        time.pass_by(minutes=2)
        (last, _) = await nights(office, 2)
        assert last["broken"] is None and last["lines"] > 0
        async with night.falling(office):
            await asyncio.sleep(0.2)
            keys = await office.store.read(lambda: [row.key for row in JobRow.select().order_by(JobRow.key)])
    assert keys == ["2026-11-20", "2026-11-21"]


async def test_accounts_nobody_uses_are_closed(tmp_path: Path) -> None:
    """45 days, QCVN 12:2026/BCA 3.7.2; the last administrator is not locked out."""
    time = Time()
    time.now = datetime.now(UTC)
    async with awake(tmp_path, time) as office:
        await nights(office, 1)
        time.pass_by(days=44)
        await nights(office, 2)
        assert (
            await office.store.read(lambda: User.select().where(User.closed_at.is_null(False)).count()) == 0
        )
        time.pass_by(days=2)
        await nights(office, 3)
        assert await open_accounts(office) == ["kngoc"]


async def test_a_clock_that_is_not_believed_closes_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead battery must not lock everybody out; the rest of the night's work is done all the same."""
    monkeypatch.setattr(night, "PATIENCE", 0.0)
    time = Time()
    time.now = datetime.now(UTC) + timedelta(days=400)
    time.clock.check(True)
    async with awake(tmp_path, time) as office:
        await nights(office, 1)
        assert (
            await office.store.read(lambda: User.select().where(User.closed_at.is_null(False)).count()) == 0
        )


async def test_the_night_waits_for_the_time_servers(tmp_path: Path) -> None:
    time = Time()
    time.clock.check(True)
    async with awake(tmp_path, time) as office:
        await asyncio.sleep(0.2)
        await nights(office, 0)
        time.clock.judge(ClockReading(time.now, 0.0, 0.0, 3, True))
        await nights(office, 1)


async def test_old_sessions_and_failures_are_forgotten(tmp_path: Path) -> None:
    time = Time()
    async with open_site(tmp_path) as site, site.visitor() as browser:
        await sign_in(browser, "ntmai")
        await sign_in_wrong(browser)
        time.now = site.office.clock.utc() + timedelta(hours=40)
        office = replace(site.office, clock=time.clock)
        async with working(office, [night.KIND]), night.falling(office):
            await nights(office, 1)
            rows = await office.store.read(lambda: (Session.select().count(), Attempt.select().count()))
    assert rows == (0, 0)


async def sign_in_wrong(browser: Any) -> None:
    """Try a wrong password."""
    async with browser.get("/logout"):
        browser.cookie_jar.clear()
    with pytest.raises(AssertionError):
        await sign_in(browser, "ptdung", "sai")


async def test_a_harmed_file_is_told_to_the_administrators(tmp_path: Path) -> None:
    time = Time()
    async with awake(tmp_path, time) as office:
        await nights(office, 1)
        place = await keep(office, b"quet 1")
        place.unlink()
        time.pass_by(days=1)
        last, _ = await nights(office, 2)
        assert (last["checked"], last["harmed"]) == (1, 1)
        assert [issue.code for issue in await found(office)] == ["VT-1851"]
        assert await bells(office, "file_harmed") == ["kngoc"]
        office.blobs.keep(b"quet 1")
        time.pass_by(days=1)
        assert (await nights(office, 3))[0]["harmed"] == 0
        assert await found(office) == []


async def test_a_broken_chain_is_told_to_the_administrators_once(tmp_path: Path) -> None:
    time = Time()
    async with awake(tmp_path, time) as office:
        await nights(office, 1)
        await office.store.write(lambda: Audit.update(actor="ai-do").where(Audit.seq == 1).execute())
        for count in (2, 3):
            time.pass_by(days=1)
            assert (await nights(office, count))[0]["broken"] == 1
        (issue,) = await found(office)
        assert (issue.code, issue.facts) == ("VT-1831", {"line": 1, "whole": 0})
        assert await bells(office, "chain_broken") == ["kngoc"]


async def test_the_health_page_says_what_the_night_found(tmp_path: Path) -> None:
    time = Time()
    async with open_site(tmp_path, two_factors=False) as site:
        office = replace(site.office, clock=time.clock)
        (await keep(office, b"quet 1")).unlink()
        async with working(office, [night.KIND]), night.falling(office):
            await nights(office, 1)
        assert "VT-1851" in [issue.code for issue in health.told(await health.look(office))]
