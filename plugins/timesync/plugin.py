"""Measures the box's clock against time servers and tells the office whether to believe it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from core.bell import Ear
from core.clock import Clock, wall
from core.errors import Misconfigured, Trouble
from core.hookspecs import hookimpl
from core.language import mark, tr
from core.values import ClockReading, Issue, Severity
from plugins.timesync.history import keep
from plugins.timesync.settings import Settings
from plugins.timesync.survey import Witness, agreeing, judge, survey

if TYPE_CHECKING:
    from core.office import Office

LOOK = 5.0
"""Seconds between two looks at the clock, so that somebody setting it is noticed."""
IMPATIENCE = 30.0
"""Seconds between two measurements while the clock is not believed."""

log = structlog.get_logger(__name__)


@hookimpl
def settings() -> type[Settings]:
    """Read `[plugins.timesync]`."""
    return Settings


@hookimpl
def self_test(settings: Settings) -> None:
    """Raise a sentence unless enough time servers answer soundly; the clock itself may still be wrong."""
    if not settings.servers:
        raise Misconfigured(
            "VT-3401",
            "Chưa khai máy chủ thời gian nào.",
            hint="Khai ở mục servers của [plugins.timesync], tốt nhất từ ba máy chủ trở lên.",
        )
    witnesses = survey(settings, wall)
    if len(agreeing(witnesses, settings.max_spread)) < settings.needed:
        raise Trouble(
            "VT-3402",
            "Chưa đủ máy chủ thời gian trả lời tin cậy: {faults}.",
            hint="Kiểm tra tên máy chủ, đường mạng và cổng UDP 123.",
            faults="; ".join(
                f"{each.server}: {each.reason or f'{each.offset:+.3f} s'}" for each in witnesses
            ),
        )


@hookimpl
async def measure_clock(office: Office) -> ClockReading:
    """Return what the time servers say of the box's clock now."""
    wanted = office.settings(Settings)
    reading, _ = await asyncio.to_thread(_measure, wanted, office.clock)
    return reading


@hookimpl
async def check_health(office: Office) -> list[Issue]:
    """Tell of a clock that cannot be believed and of each time server that is no use."""
    wanted = replace(office.settings(Settings), samples=1)
    reading, witnesses = await asyncio.to_thread(_measure, wanted, office.clock)
    issues = []
    if not reading.trusted:
        issues.append(
            _issue(
                "VT-3403",
                Severity.ERROR,
                mark("Đồng hồ của máy chưa tin cậy được: {reason}"),
                reason=reading.reason,
            )
        )
    sentence = mark("Máy chủ thời gian {server} {fault}.")
    agreed = agreeing(witnesses, wanted.max_spread)
    for each in witnesses:
        if each.reason:
            issues.append(
                _issue("VT-3404", Severity.WARNING, sentence, server=each.server, fault=each.reason)
            )
        elif agreed and each not in agreed:
            fault = tr("lệch {seconds} giây so với các máy chủ khác", seconds=f"{each.offset:+.1f}")
            issues.append(_issue("VT-3405", Severity.WARNING, sentence, server=each.server, fault=fault))
    return issues


@hookimpl
@contextlib.asynccontextmanager
async def running(office: Office) -> AsyncIterator[None]:
    """Keep measuring while the office is open; it believes its clock only as long as this says so."""
    office.clock.check(True)
    measuring = asyncio.create_task(_keep_measuring(office))
    try:
        yield
    finally:
        measuring.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await measuring


async def _keep_measuring(office: Office) -> None:
    with office.bell.listening("config") as ear:
        while True:
            try:
                seconds = await _take_reading(office)
            except Exception:  # Nothing may end the measuring: an old reading loses its credit by itself.
                log.exception("clock not measured")
                seconds = IMPATIENCE
            await _rest(office.clock, ear, seconds)


async def _take_reading(office: Office) -> float:
    """Measure, tell the office and keep the evidence; return the seconds until the next time."""
    wanted = office.settings(Settings)
    reading, witnesses = await asyncio.to_thread(_measure, wanted, office.clock)
    before = office.clock.reading
    office.clock.judge(reading)
    if before is None or before.trusted != reading.trusted:
        _report(reading, witnesses)
    await office.store.write(keep, reading)
    return wanted.interval if reading.trusted else min(IMPATIENCE, wanted.interval)


async def _rest(clock: Clock, ear: Ear, seconds: float) -> None:
    """Wait for `seconds`, or until the settings change or somebody has set the clock."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        heard = await ear.wait(min(LOOK, left))
        clock.utc()
        if heard or clock.doubt == "jumped":
            return


def _measure(wanted: Settings, clock: Clock) -> tuple[ClockReading, list[Witness]]:
    witnesses = survey(wanted, clock.utc)
    return judge(witnesses, wanted, clock.utc()), witnesses


def _report(reading: ClockReading, witnesses: list[Witness]) -> None:
    log.info(
        "clock measured",
        trusted=reading.trusted,
        offset=round(reading.offset, 6),
        spread=round(reading.spread, 6),
        servers=reading.servers,
        faults={each.server: each.reason for each in witnesses if each.reason},
    )


def _issue(code: str, severity: Severity, sentence: str, **facts: object) -> Issue:
    hint = mark("Quản trị: kiểm tra đường mạng, cổng UDP 123 và mục servers của [plugins.timesync].")
    return Issue(code, severity, sentence, hint, "timesync", facts)
