"""The office knows its working days, and by which of them a document is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import calendar
from core.errors import Forbidden, Missing, Refused
from core.store.memory import Audit
from core.values import Holiday
from tests.parts.office import Desk

DATES = st.dates(date(2025, 12, 1), date(2027, 12, 31))
ONCE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    """A desk that knows the holidays."""
    desk.do(calendar.seed)
    return desk


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 2, 17), False),
        (date(2026, 1, 10), True),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
        (date(2027, 2, 11), False),
        (date(2027, 2, 12), True),
    ],
)
def test_holidays_rest_and_swapped_weekends_work(seeded: Desk, day: date, works: bool) -> None:
    assert seeded.see(calendar.is_working, day) is works


def test_the_seed_agrees_with_the_law_on_how_many_days_each_year_has(seeded: Desk) -> None:
    """Labour Code 2019, art. 112: eleven days; what falls on a weekend is made up for, no swap loses one."""
    for year in (2026, 2027):
        days = seeded.see(calendar.days, year)
        lost = sum(1 for day in days if not day.working and day.day.weekday() < 5)
        won = sum(1 for day in days if day.working)
        assert lost - won == 11


def test_seeding_again_keeps_what_the_office_entered(seeded: Desk) -> None:
    holiday = Holiday(date(2026, 9, 1), "Không nghỉ", working=True)
    seeded.do(calendar.mark_day, seeded.admin, holiday, seeded.at)
    seeded.do(calendar.seed)
    assert holiday in seeded.see(calendar.days, 2026)


def test_only_an_administrator_changes_the_calendar_and_it_is_on_record(seeded: Desk) -> None:
    holiday = Holiday(date(2026, 11, 24), "Ngày Văn hóa Việt Nam")
    with pytest.raises(Forbidden):
        seeded.do(calendar.mark_day, seeded.clerk, holiday, seeded.at)
    with pytest.raises(Refused):
        seeded.do(calendar.mark_day, seeded.admin, Holiday(date(2026, 11, 24), "  "), seeded.at)
    seeded.do(calendar.mark_day, seeded.admin, holiday, seeded.at)
    assert not seeded.see(calendar.is_working, holiday.day)
    seeded.do(calendar.unmark_day, seeded.admin, holiday.day, seeded.at)
    assert seeded.see(calendar.is_working, holiday.day)
    with pytest.raises(Missing):
        seeded.do(calendar.unmark_day, seeded.admin, holiday.day, seeded.at)
    actions = seeded.see(lambda: [line.action for line in Audit.select().order_by(Audit.seq)])
    assert actions[-2:] == ["mark_day", "unmark_day"]


@ONCE
@given(day=DATES, count=st.integers(-12, 12))
def test_counting_days_forth_and_back_agrees(seeded: Desk, day: date, count: int) -> None:
    """The nth working day after a day has n working days up to it, and is one itself."""
    reached = seeded.see(calendar.add_working, day, count)
    if count > 0:
        assert seeded.see(calendar.is_working, reached)
        assert seeded.see(calendar.working_days_between, day, reached) == count
    elif count == 0:
        assert reached == day
    else:
        assert reached < day and seeded.see(calendar.is_working, reached)
        assert seeded.see(calendar.working_days_between, reached, day) >= -count - 1


@ONCE
@given(first=DATES, gap=st.integers(0, 40))
def test_working_days_between_counts_each_day_once(seeded: Desk, first: date, gap: int) -> None:
    last = first + timedelta(days=gap)
    counted = sum(seeded.see(calendar.is_working, first + timedelta(days=n)) for n in range(1, gap + 1))
    assert seeded.see(calendar.working_days_between, first, last) == counted
    assert seeded.see(calendar.working_days_between, last, first) == -counted


@pytest.mark.parametrize(
    ("received", "priority", "due"),
    [
        (datetime(2026, 11, 18, 3, 0, tzinfo=UTC), 0, date(2026, 11, 19)),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), 0, date(2026, 11, 23)),
        # Late in the evening in UTC is the next morning in Vietnam.
        (datetime(2026, 11, 18, 18, 0, tzinfo=UTC), 0, date(2026, 11, 20)),
        (datetime(2026, 2, 13, 9, 0, tzinfo=UTC), 0, date(2026, 2, 23)),
        (datetime(2026, 11, 21, 3, 0, tzinfo=UTC), 2, date(2026, 11, 21)),
    ],
)
def test_registering_is_due_by_the_next_working_day_and_urgent_ones_at_once(
    seeded: Desk, received: datetime, priority: int, due: date
) -> None:
    """Decree 30/2020, art. 4.2.c."""
    assert seeded.see(calendar.registering_due, received, priority) == due


@pytest.mark.parametrize(
    ("due", "done", "late"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 19), 0),
        (date(2026, 11, 20), date(2026, 11, 21), 1),
        (date(2026, 11, 20), date(2026, 11, 24), 2),
    ],
)
def test_lateness_is_counted_in_working_days(seeded: Desk, due: date, done: date, late: int) -> None:
    assert seeded.see(calendar.lateness, due, done) == late
