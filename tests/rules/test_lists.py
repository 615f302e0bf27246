"""Every list has the urgent first and then the newest, and every counter equals the list behind it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.documents import boxes, handling, lists, states
from core.documents.boxes import BOXES, contents, counters
from core.documents.handling import Order
from core.documents.history import EVENTS, history
from core.documents.lists import Filter, Key, page
from core.errors import Missing, Refused
from core.store.papers import Document, Register, Task
from core.values import Actor
from tests.parts.office import NOON, Desk

TODAY = date(2026, 11, 20)


def put(desk: Desk, state: str = states.REGISTERED, **columns: Any) -> int:
    """Put a row as it stands into the table."""

    def insert() -> int:
        last: int = Document.select().count()
        row = {
            "state": state, "state_at": NOON, "source": "may-quet-1", "external_id": str(last),
            "received_at": NOON, "arrival_number": last + 1,
        }  # fmt: skip
        return int(Document.insert(**(row | columns)).execute())

    return desk.do(insert)


def owe(desk: Desk, document: int, role: str = "lead", user: int | None = None, **columns: Any) -> None:
    """Give a unit, or one of its people, a part in a document."""
    row = {"document": document, "unit": desk.unit, "role": role, "user": user, "given_at": NOON}
    desk.do(Task.create, **(row | columns))


def ids(desk: Desk, wanted: Filter, actor: Actor | None = None) -> list[int]:
    """The ids of a list, from one page."""
    return [row.id for row in desk.see(page, wanted, actor or desk.clerk, None, 1000).rows]


def leafed(desk: Desk, wanted: Filter, actor: Actor, limit: int) -> list[int]:
    """The ids of a list, page after page; the key goes through its text as in an address."""
    found: list[int] = []
    after = None
    while True:
        part = desk.see(page, wanted, actor, after, limit)
        assert len(part.rows) <= limit
        found += [row.id for row in part.rows]
        if part.next is None:
            return found
        after = Key.parse(str(part.next))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from([states.CLEARED, states.REGISTERED, states.FINISHED])),
        max_size=12,
    ),
    limit=st.integers(1, 5),
)
def test_pages_join_to_the_whole_list_in_order(desk: Desk, rows: list[tuple[int, str]], limit: int) -> None:
    """No row is missing, none comes twice, the urgent come first, then the newest."""

    def empty() -> None:
        Task.delete().execute()
        Document.delete().execute()

    desk.do(empty)
    made = [(priority, put(desk, state, priority=priority)) for priority, state in rows]
    for _, document in made[::2]:
        owe(desk, document, user=desk.officer.user_id)
    expected = [document for _, document in sorted(made, reverse=True)]
    assert leafed(desk, Filter(), desk.clerk, limit) == expected
    assert desk.see(lists.count, Filter(), desk.clerk) == len(expected)
    own = [
        document
        for document in expected
        if document in {number for _, number in made[::2]} and _state(desk, document) != states.CLEARED
    ]
    assert leafed(desk, Filter(), desk.officer, limit) == own


def _state(desk: Desk, document: int) -> str:
    return str(desk.see(Document.get_by_id, document).state)


def test_a_long_list_is_walked_and_a_short_one_fetched_with_the_same_rows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        place = (states.ASSIGNED, states.WORKING, states.FINISHED)[number % 3]
        document = put(desk, place, priority=number % 4)
        if number % 2:
            owe(desk, document, user=desk.officer.user_id)
    wanted = (Filter(), Filter((states.WORKING, states.FINISHED)), Filter(whose="mine", undone=True))
    fetched = [leafed(desk, one, desk.officer, 4) for one in wanted]
    monkeypatch.setattr(lists, "FEW", 3)
    assert [leafed(desk, one, desk.officer, 4) for one in wanted] == fetched
    assert all(fetched)


def test_a_count_stops_at_its_cap(desk: Desk) -> None:
    for _ in range(7):
        put(desk)
    assert desk.see(lists.count, Filter(), desk.clerk, 5) == 5
    assert desk.see(lists.count, Filter(), desk.clerk) == 7


@pytest.mark.parametrize("text", ["", "1", "a.1", "1.", "1.-2", "1.2.3", "٣.1", "1." + "9" * 30])
def test_a_foreign_key_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="VT-3231"):
        Key.parse(text)


def test_filters_narrow_a_list(desk: Desk) -> None:
    register = desk.see(lambda: Register.get().id)
    here = put(
        desk,
        priority=2,
        register=register,
        lead_unit=desk.unit,
        type_name="Quyết định",
        code_key="1007|qd|ubnd",
        organ_key="uy ban nhan dan huyen long phu",
        subject="Về việc ban hành Quy chế",
        arrival_date=date(2026, 11, 10),
        due_date=date(2026, 11, 18),
    )
    put(desk, states.PRESENTED)
    for wanted in (
        Filter((states.REGISTERED,)),
        Filter(register_id=register),
        Filter(unit_id=desk.unit),
        Filter(priority=2),
        Filter(type_name="Quyết định"),
        Filter(code="1007/QĐ"),
        Filter(code="1007"),
        Filter(organ="Long Phú"),
        Filter(subject="Quy chế"),
        Filter(arrived_from=date(2026, 11, 10), arrived_to=date(2026, 11, 10)),
        Filter(due_before=TODAY),
    ):
        assert ids(desk, wanted) == [here], wanted
    for wanted in (
        Filter((states.FINISHED,)),
        Filter(priority=1),
        Filter(code="100"),
        Filter(organ="100%"),
        Filter(arrived_from=date(2026, 11, 11)),
        Filter(arrived_to=date(2026, 11, 9)),
        Filter(due_from=date(2026, 11, 19)),
    ):
        assert ids(desk, wanted) == [], wanted


def test_a_row_says_what_the_list_shows(desk: Desk) -> None:
    document = desk.registered()
    row = desk.see(page, Filter(), desk.clerk).rows[0]
    assert (row.id, row.state, row.number, row.code) == (document, "registered", "153", "215/SNV-VP")
    assert (row.register, row.unit, row.name) == ("DEN", None, "scan.pdf")
    assert not row.overdue(TODAY)
    late = put(desk, states.WORKING, due_date=date(2026, 11, 19), lead_unit=desk.unit, arrival_suffix="a")
    row = desk.see(page, Filter((states.WORKING,)), desk.clerk).rows[0]
    assert row.id == late and row.overdue(TODAY) and row.unit == "Văn phòng HĐND và UBND"
    assert row.number == "02a"


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """An office with something in every box."""
    late, soon, far = TODAY - timedelta(days=1), TODAY + timedelta(days=5), TODAY + timedelta(days=6)
    for state in states.TRAY:
        put(desk, state, arrival_number=None)
    for state in (*states.OPEN, states.FINISHED):
        for due in (late, TODAY, soon, far, None):
            put(desk, state, due_date=due)
            for role in ("lead", "cooperate", "inform"):
                for user in (desk.officer.user_id, None):
                    document = put(desk, state, due_date=due)
                    owe(desk, document, role, user)
    put(desk, states.REGISTERED, presented_at=NOON, received_at=NOON - timedelta(days=7))
    done = put(desk, states.WORKING, due_date=late)
    owe(desk, done, "cooperate", desk.officer.user_id, done_at=NOON)
    shorter = put(desk, states.WORKING, due_date=far)
    owe(desk, shorter, "lead", desk.officer.user_id, due_date=late)
    return desk


def test_every_counter_equals_the_list_behind_it_and_no_box_is_empty(busy: Desk) -> None:
    for actor in (busy.clerk, busy.leader, busy.head, busy.officer):
        counted = busy.see(counters, actor, TODAY)
        assert list(counted) == [name for name, box in BOXES.items() if box.role in actor.roles]
        for name, number in counted.items():
            assert number == len(leafed(busy, busy.see(contents, name, TODAY), actor, 7)) > 0, name
    assert busy.see(counters, busy.admin, TODAY) == {}


def test_each_box_holds_what_its_name_says(busy: Desk) -> None:
    counted = {
        name: number
        for actor in (busy.clerk, busy.leader, busy.head, busy.officer)
        for name, number in busy.see(counters, actor, TODAY).items()
    }
    per_state = 5 * 7
    assert counted["to_register"] == counted["quarantine"] == counted["duplicates"] == 1
    assert (counted["to_present"], counted["sent_back"], counted["presented"]) == (
        per_state + 1,
        1,
        per_state,
    )
    assert counted["under_way"] == 3 * per_state + 2
    assert counted["overdue"] == 5 * 7 + 1
    # Friday, then Monday to Wednesday: today and three working days.
    assert counted["due_soon"] == 5 * 2 * 7
    # Not yet given to anybody, and lead parts still to be assigned although the leader named an officer.
    assert counted["to_assign"] == 3 * 5 * 2 + 5
    assert counted["given"] == 5 and counted["working"] == 5 + 1
    assert counted["cooperating"] == 3 * 5
    assert counted["informed"] == 6 * 5 * 2
    # The head gave less time than the leader: the officer's day counts.
    assert counted["my_overdue"] == 3 * 2 + 1


def test_an_unknown_box_is_missing(desk: Desk) -> None:
    with pytest.raises(Missing):
        desk.see(contents, "everything", TODAY)


def test_overdue_and_due_soon_narrow_any_list(busy: Desk) -> None:
    late = busy.see(page, boxes.overdue(TODAY), busy.clerk, None, 1000).rows
    assert late and all(row.overdue(TODAY) for row in late)
    soon = busy.see(lambda: page(boxes.due_soon(TODAY), busy.clerk, None, 1000)).rows
    assert soon and all(row.due_date and TODAY <= row.due_date <= date(2026, 11, 25) for row in soon)


def test_what_a_leader_sends_back_waits_in_the_clerks_box(desk: Desk) -> None:
    document = desk.registered()
    desk.do(handling.present, document, desk.clerk, desk.at)
    assert desk.see(counters, desk.leader, TODAY)["to_direct"] == 1
    desk.do(handling.send_back, document, "thiếu phụ lục", desk.leader, desk.at)
    assert desk.see(counters, desk.clerk, TODAY)["sent_back"] == 1
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.withdraw, document, desk.clerk, desk.at)
    assert desk.see(counters, desk.clerk, TODAY)["sent_back"] == 0


def test_the_history_of_a_document_is_told_in_the_offices_words(desk: Desk) -> None:
    document = desk.registered()
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.send_back, document, "thiếu phụ lục", desk.leader, desk.at)
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.direct, document, Order(desk.unit, words="Xử lý"), desk.leader, desk.at)
    lines = desk.see(history, document)
    assert [(line.actor, line.label, line.reason) for line in lines] == [
        ("Hệ thống", "Tiếp nhận", ""),
        ("Hệ thống", "Kiểm tra xong, không có mã độc", ""),
        ("Nguyễn Thị Mai", "Vào sổ", ""),
        ("Nguyễn Thị Mai", "Trình lãnh đạo", ""),
        ("Trần Văn Bình", "Trả lại trong cơ quan", "thiếu phụ lục"),
        ("Nguyễn Thị Mai", "Trình lãnh đạo", ""),
        ("Trần Văn Bình", "Lãnh đạo chỉ đạo", ""),
    ]
    assert lines[-1].facts["lead"] == desk.unit and "reason" not in lines[4].facts
    assert [line.seq for line in lines] == sorted(line.seq for line in lines)


def test_every_event_of_a_documents_life_has_a_name() -> None:
    assert {step.event for life in states.LIVES.values() for step in life} <= set(EVENTS)
