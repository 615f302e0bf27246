"""The timesync plugin keeps telling the office whether to believe its clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pluggy
import pytest

from core import hookspecs
from core.clock import Clock, wall
from core.errors import Refused
from core.store.memory import Reading
from core.values import Severity
from plugins.timesync import plugin
from plugins.timesync.plugin import check_health, measure_clock, running
from plugins.timesync.settings import Settings
from tests.parts.desk import desk
from tests.parts.ntp import TimeServer, running_chronyd


class Wristwatch:
    """A clock of the operating system that somebody can set."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return wall() + self.ahead


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeServer]:
    with running_chronyd(tmp_path_factory.mktemp("chronyd")) as given:
        yield given


@pytest.fixture
def watch() -> Wristwatch:
    return Wristwatch()


@pytest.fixture
def office(tmp_path: Path, server: TimeServer, watch: Wristwatch) -> Iterator[Any]:
    with desk(tmp_path, Settings((str(server),), timeout=0.5), Clock(watch)) as given:
        yield given


def test_every_hook_fits_its_specification() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    assert {caller.name for caller in manager.get_hookcallers(plugin) or ()} == {
        "settings",
        "self_test",
        "measure_clock",
        "check_health",
        "running",
    }


async def test_measures_on_demand(office: Any, watch: Wristwatch) -> None:
    assert (await measure_clock(office)).trusted
    watch.ahead = timedelta(minutes=3)
    reading = await measure_clock(office)
    assert not reading.trusted
    assert reading.offset == pytest.approx(-180, abs=0.5)


async def test_a_clock_is_not_believed_before_it_was_measured(office: Any) -> None:
    async with running(office):
        assert office.clock.doubt == "unread"
        with pytest.raises(Refused, match="VT-1501"):
            office.clock.demand()
        await until(lambda: office.clock.trusted)
        office.clock.demand()
        await until(lambda: kept(office) == [True])


async def test_somebody_setting_the_clock_is_noticed_and_measured(
    office: Any, watch: Wristwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin, "LOOK", 0.02)
    monkeypatch.setattr(plugin, "IMPATIENCE", 0.05)
    async with running(office):
        await until(lambda: office.clock.trusted)
        watch.ahead = timedelta(days=-2)
        await until(lambda: office.clock.doubt == "wrong")
        assert "giây" in office.clock.reading.reason
        watch.ahead = timedelta()
        await until(lambda: kept(office) == [True, False, True])
        assert office.clock.trusted


async def test_a_database_that_cannot_be_written_does_not_stop_the_measuring(office: Any) -> None:
    office.store.close()
    async with running(office):
        await until(lambda: office.clock.trusted)


async def test_new_settings_are_measured_with_at_once(office: Any, watch: Wristwatch) -> None:
    async with running(office):
        await until(lambda: kept(office) == [True])
        object.__setattr__(office, "chosen", Settings())
        office.bell.ring("config")
        await until(lambda: kept(office) == [True, False])


async def test_health_tells_of_the_clock_and_of_each_useless_server(
    tmp_path: Path, server: TimeServer, watch: Wristwatch
) -> None:
    with running_chronyd(tmp_path / "wrong", offset=30.0) as wrong:
        named = (str(server), str(server), str(wrong), "khong-co.invalid")
        with desk(tmp_path, Settings(named, quorum=2, timeout=0.5), Clock(watch)) as office:
            issues = await check_health(office)
            assert [(issue.code, issue.severity, issue.facts["server"]) for issue in issues] == [
                ("VT-3405", Severity.WARNING, str(wrong)),
                ("VT-3404", Severity.WARNING, "khong-co.invalid"),
            ]
            assert "+30.0 giây" in issues[0].sentence.format(**issues[0].facts)
            watch.ahead = timedelta(hours=1)
            worst = (await check_health(office))[0]
            assert (worst.code, worst.severity) == ("VT-3403", Severity.ERROR)


async def test_health_tells_of_an_office_without_time_servers(tmp_path: Path) -> None:
    with desk(tmp_path, Settings()) as office:
        assert [issue.code for issue in await check_health(office)] == ["VT-3403"]


def kept(office: Any) -> list[bool]:
    """Return the verdicts kept as evidence, oldest first."""
    return [row.trusted for row in office.store.read_now(lambda: list(Reading.select().order_by(Reading.id)))]


async def until(condition: Any) -> None:
    """Wait until something is so; fail after ten seconds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)
