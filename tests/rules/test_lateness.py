"""Registering and presenting are due the same day, at the latest the next working day; lateness is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core import calendar
from core.documents import booklines, boxes, handling, lists, registers, tray
from core.store.papers import Document, Register
from core.values import Moment
from tests.parts.office import Desk, letter

MONDAY = date(2026, 11, 23)
CASES = (
    # received, how urgent, looked at on, late?
    (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), 0, date(2026, 11, 20), False),  # Friday, the same day
    (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), 0, MONDAY, False),  # the next working day
    (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), 0, date(2026, 11, 24), True),
    (datetime(2026, 11, 20, 17, 30, tzinfo=UTC), 0, date(2026, 11, 24), True),  # Saturday in Vietnam
    (datetime(2026, 11, 22, 17, 30, tzinfo=UTC), 0, date(2026, 11, 24), False),  # Monday in Vietnam
    (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), 1, date(2026, 11, 20), False),
    (datetime(2026, 11, 20, 1, 0, tzinfo=UTC), 3, date(2026, 11, 21), True),  # at once, even on a Saturday
)


@pytest.mark.parametrize(("received", "priority", "today", "late"), CASES)
def test_the_list_of_the_tardy_says_what_the_calendar_says(
    desk: Desk, received: datetime, priority: int, today: date, late: bool
) -> None:
    """In the tray and after it, until it is presented: the box, its counter, the mark in the tray."""
    document = desk.cleared()
    desk.do(lambda: Document.update(received_at=received, priority=priority).execute())

    def tardy() -> bool:
        wanted = boxes.contents("tardy", today)
        found = [row.id for row in lists.page(wanted, desk.clerk).rows]
        assert boxes.counters(desk.clerk, today)["tardy"] == len(found)
        assert (calendar.registering_due(received, priority) < today) == late
        return found == [document]

    def marked() -> bool:
        slips, _ = tray.slips("cleared", desk.clerk)
        return tray.late(slips, today) == {document}

    assert desk.see(tardy) == desk.see(marked) == late
    desk.do(registers.register, document, letter(priority=priority), desk.clerk, desk.at)
    assert desk.see(tardy) == late
    desk.do(handling.present, document, desk.clerk, desk.at)
    assert not desk.see(tardy)


def test_the_book_counts_what_was_entered_or_presented_late(desk: Desk) -> None:
    """A line brought in from the paper book was not late: the box was."""
    in_time, entered_late, presented_late, from_paper = (desk.cleared(f"{n}.pdf") for n in range(4))
    later = Moment(desk.now + timedelta(days=5))
    desk.do(registers.register, in_time, letter(), desk.clerk, desk.at)
    desk.do(handling.present, in_time, desk.clerk, desk.at)
    desk.do(registers.register, presented_late, letter(code_number="2"), desk.clerk, desk.at)
    desk.do(handling.present, presented_late, desk.clerk, later)
    desk.do(registers.register, entered_late, letter(code_number="3"), desk.clerk, later)
    paper = registers.Late(156, desk.now.date())
    desk.do(registers.register, from_paper, letter(code_number="4"), desk.clerk, later, late=paper)
    book = desk.see(lambda: Register.get().id)
    span = desk.see(booklines.span, book, date(2026, 1, 1), date(2026, 12, 31))
    assert {line.document: line.days_late for line in span.lines} == {
        in_time: 0, presented_late: 2, entered_late: 2, from_paper: 0
    }  # fmt: skip
    assert span.tardy == 2


def test_the_urgent_come_first_in_the_tray_too(desk: Desk) -> None:
    """Then the first to come; page after page, and in the round from one scan to the next."""
    first, second, urgent, last = (desk.cleared(f"{n}.pdf") for n in range(4))
    desk.do(lambda: Document.update(priority=3).where(Document.id == urgent).execute())
    page, after = desk.see(tray.slips, "cleared", desk.clerk, 0, 2)
    rest, end = desk.see(tray.slips, "cleared", desk.clerk, after or 0, 2)
    assert after is not None and end is None
    assert [slip.id for slip in (*page, *rest)] == [urgent, first, second, last]
    place = desk.see(tray.place, first, desk.clerk)
    assert (place.position, place.before, place.after) == (2, urgent, second)
    desk.do(registers.register, last, letter(), desk.clerk, desk.at)
    assert desk.see(tray.place, last, desk.clerk).after == urgent
