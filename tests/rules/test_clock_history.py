"""Readings of the clock are kept as evidence: each change of the verdict, and one an hour in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.store.database import Store
from core.store.memory import Reading
from core.store.schema import migrate
from core.values import ClockReading
from plugins.timesync.history import keep

NOON = ClockReading(datetime(2019, 4, 8, 5, tzinfo=UTC), -0.000125, 0.002, 3, trusted=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    address = str(tmp_path / "office.db")
    migrate(address)
    store = Store(address)
    store.open()
    yield store
    store.close()


def after(minutes: float, *, trusted: bool = True) -> ClockReading:
    return replace(NOON, at=NOON.at + timedelta(minutes=minutes), trusted=trusted)


def test_a_reading_is_kept_with_all_it_says(store: Store) -> None:
    assert store.write_now(keep, replace(NOON, trusted=False, reason="Đồng hồ lệch."))
    row = store.read_now(Reading.get)
    assert (row.at, row.offset, row.spread) == (NOON.at, "-0.000125", "0.002000")
    assert (row.servers, row.trusted, row.reason) == (3, False, "Đồng hồ lệch.")


def test_readings_that_say_the_same_are_kept_once_an_hour(store: Store) -> None:
    kept = [minutes for minutes in range(0, 185, 5) if store.write_now(keep, after(minutes))]
    assert kept == [0, 60, 120, 180]


def test_a_change_of_the_verdict_is_always_kept(store: Store) -> None:
    verdicts = [True, True, False, False, True, True]
    kept = [store.write_now(keep, after(n, trusted=trusted)) for n, trusted in enumerate(verdicts)]
    assert kept == [True, False, True, False, True, False]


def test_a_clock_set_back_is_kept_at_once_and_then_once_an_hour(store: Store) -> None:
    assert store.write_now(keep, NOON)
    assert store.write_now(keep, after(-600))
    assert not store.write_now(keep, after(-595))
    assert store.write_now(keep, after(-540))
