"""The days on which the office works, and what is due when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from core import audit
from core.accounts.permissions import demand_ruler
from core.clock import VIETNAM, vietnam
from core.errors import Missing, Refused
from core.holidays import HOLIDAYS
from core.store.people import Day
from core.text import clean_line
from core.values import Actor, Holiday, Moment

ONE = timedelta(days=1)
SATURDAY = 5
FURTHEST = 3660
"""No office rests longer than ten years; beyond that the table of days is wrong."""


def is_working(day: date) -> bool:
    """Tell whether the office works on `day`: Monday to Friday, but as the table of days says otherwise."""
    return _works(day, exceptions())


def next_working(day: date) -> date:
    """Return the first working day after `day`."""
    return add_working(day, 1)


def add_working(day: date, count: int) -> date:
    """Return the `count`-th working day after `day`; before it for a negative count, `day` itself for 0."""
    known = exceptions()
    for _ in range(abs(count)):
        day = next(found for found in _days(day, ONE if count > 0 else -ONE) if _works(found, known))
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days come after `first`, `last` included; negative when `last` is earlier."""
    if last < first:
        return -working_days_between(last, first)
    known = exceptions()
    return sum(_works(first + ONE * step, known) for step in range(1, (last - first).days + 1))


def registering_due(received_at: datetime, priority: int) -> date:
    """Return the last day on which a document may be registered and presented.

    The same day, at the latest the next working day; an urgent one at once, on whatever day it comes
    (Decree 30/2020, art. 4.2.c and 23.1).
    """
    received_on = vietnam(received_at).date()
    return received_on if priority > 0 else next_working(received_on)


def tardy_before(today: date) -> tuple[datetime, datetime]:
    """Return the instants before which an ordinary and an urgent arrival is late if it still waits today.

    The same as `registering_due(…) < today`, for lists.
    """
    return _midnight(add_working(today, -1)), _midnight(today)


def lateness(due: date, done: date) -> int:
    """Return by how many working days `done` came after `due`: 0 in time, at least 1 when late."""
    return max(1, working_days_between(due, done)) if done > due else 0


def exceptions() -> dict[date, bool]:
    """Return the days that are not as the week says, and whether the office works on them."""
    return {row.day: row.working for row in Day.select()}


def days(year: int) -> list[Holiday]:
    """Return the holidays and swapped days of a year, in order."""
    rows = Day.select().where(Day.day.between(date(year, 1, 1), date(year, 12, 31))).order_by(Day.day)
    return [Holiday(row.day, row.name, row.working) for row in rows]


def seed() -> None:
    """Enter the public holidays known when this release was made; what the office has entered stays."""
    for holiday in HOLIDAYS:
        Day.insert(day=holiday.day, name=holiday.name, working=holiday.working).on_conflict_ignore().execute()


def mark_day(by: Actor, holiday: Holiday, at: Moment) -> None:
    """Enter or change a holiday or a swapped working day."""
    demand_ruler(by)
    name = clean_line(holiday.name)[:100]
    if not name:
        raise Refused("VT-3201", "Phải ghi tên ngày nghỉ.", hint="Ghi lý do nghỉ hoặc làm bù rồi lưu lại.")
    Day.delete().where(Day.day == holiday.day).execute()
    Day.insert(day=holiday.day, name=name, working=holiday.working).execute()
    audit.write(by, "mark_day", at, day=holiday.day.isoformat(), name=name, working=holiday.working)


def unmark_day(by: Actor, day: date, at: Moment) -> None:
    """Let a day be as the week says again."""
    demand_ruler(by)
    if not Day.delete().where(Day.day == day).execute():
        raise Missing("VT-3202", "Ngày {day} không có trong lịch nghỉ.", day=f"{day:%d/%m/%Y}")
    audit.write(by, "unmark_day", at, day=day.isoformat())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), VIETNAM).astimezone(UTC)


def _works(day: date, known: Mapping[date, bool]) -> bool:
    return known.get(day, day.weekday() < SATURDAY)


def _days(start: date, step: timedelta) -> Iterator[date]:
    for count in range(1, FURTHEST):
        yield start + step * count
    raise Refused(
        "VT-3203",
        "Lịch nghỉ không còn ngày làm việc nào gần ngày {day}.",
        hint="Quản trị: xem lại bảng ngày nghỉ.",
        day=f"{start:%d/%m/%Y}",
    )
