"""Who may take which step, that every document has exactly one lead, and that every return says why."""

from __future__ import annotations

from datetime import date

import pytest

from core.documents import handling, incoming, lifecycle, states
from core.documents.handling import Order
from core.errors import Forbidden, Refused, WrongState
from core.store.memory import Audit
from core.store.papers import Document, Task
from core.values import Actor, Blob, Role
from tests.parts.office import Desk, unopened


def presented(desk: Desk) -> int:
    """A document that waits for the leader."""
    document = desk.registered()
    desk.do(handling.present, document, desk.clerk, desk.at)
    return document


def directed(desk: Desk, **order: object) -> int:
    """A document the leader has directed to the first unit."""
    document = presented(desk)
    desk.do(handling.direct, document, Order(desk.unit, **order), desk.leader, desk.at)  # type: ignore[arg-type]
    return document


def assigned(desk: Desk) -> int:
    """A document assigned to the officer."""
    document = directed(desk, due_date=date(2026, 11, 30), words="Xử lý, báo cáo trước 30/11")
    desk.do(handling.assign, document, desk.officer.user_id, "làm ngay", None, desk.head, desk.at)
    return document


def tasks(desk: Desk, document: int) -> list[Task]:
    """The parts in force."""
    return desk.see(
        lambda: list(
            Task.select().where(Task.document == document, Task.withdrawn_at.is_null()).order_by(Task.id)
        )
    )


def test_from_presented_to_finished(desk: Desk) -> None:
    """The whole life, each step by its own person, each with its line of audit."""
    document = assigned(desk)
    desk.do(handling.begin, document, desk.officer, desk.at)
    desk.do(handling.finish, document, "Đã trả lời bằng Công văn số 12/UBND-VP", desk.officer, desk.at)
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.lead_unit_id, row.due_date) == ("finished", desk.unit, date(2026, 11, 30))
    lines = desk.see(lambda: [line.action for line in Audit.select().where(Audit.document == document)])
    assert lines == ["arrive", "clear", "register", "present", "direct", "assign", "begin", "finish"]


def test_exactly_one_unit_leads(desk: Desk) -> None:
    """A unit has one role, and a unit that does not exist has none (Decree 30/2020, art. 23.2)."""
    document = presented(desk)
    for order in (Order(desk.unit, (desk.unit,)), Order(desk.unit, inform=(99,)), Order(99)):
        with pytest.raises(Refused):
            desk.do(handling.direct, document, order, desk.leader, desk.at)
    desk.do(handling.direct, document, Order(desk.unit, (desk.other_unit,)), desk.leader, desk.at)
    assert [task.role for task in tasks(desk, document)] == ["lead", "cooperate"]


def test_only_the_head_of_the_lead_unit_assigns_and_only_to_its_people(desk: Desk) -> None:
    """Nobody else's head, nobody else's officer."""
    document = directed(desk)
    with pytest.raises(Forbidden):
        desk.do(handling.assign, document, desk.officer.user_id, "", None, desk.leader, desk.at)
    for person in (desk.stranger, desk.head):
        with pytest.raises(Refused, match="VT-2514"):
            desk.do(handling.assign, document, person.user_id, "", None, desk.head, desk.at)


def test_a_due_date_given_on_is_never_later_than_the_leaders(desk: Desk) -> None:
    """The head may tighten the leader's due date, never loosen it."""
    document = directed(desk, due_date=date(2026, 11, 25))
    with pytest.raises(Refused, match="VT-2504"):
        desk.do(handling.assign, document, desk.officer.user_id, "", date(2026, 11, 26), desk.head, desk.at)


def test_only_the_officer_it_was_given_to_works_on_it(desk: Desk) -> None:
    """Another officer cannot begin or finish it, and finishing says what was done."""
    document = assigned(desk)
    with pytest.raises(Forbidden):
        desk.do(handling.begin, document, desk.stranger, desk.at)
    desk.do(handling.begin, document, desk.officer, desk.at)
    with pytest.raises(Refused, match="VT-2505"):
        desk.do(handling.finish, document, " ", desk.officer, desk.at)


def test_every_return_inside_the_office_goes_one_step_back_with_a_reason(desk: Desk) -> None:
    """Leader to clerk, head to leader, officer to head."""
    document = assigned(desk)
    with pytest.raises(Refused, match="VT-2003"):
        desk.do(handling.send_back, document, "", desk.officer, desk.at)
    steps = ((desk.officer, "directed"), (desk.head, "presented"), (desk.leader, "registered"))
    for person, expected in steps:
        assert desk.do(handling.send_back, document, "không thuộc nhiệm vụ", person, desk.at) == expected
    assert tasks(desk, document) == []


def test_a_new_direction_replaces_the_old_parts(desk: Desk) -> None:
    """After a return the next direction stands alone."""
    document = directed(desk)
    desk.do(handling.send_back, document, "sai đơn vị", desk.head, desk.at)
    desk.do(handling.direct, document, Order(desk.other_unit), desk.leader, desk.at)
    assert [(task.unit_id, task.role) for task in tasks(desk, document)] == [(desk.other_unit, "lead")]


def test_a_clerk_enters_the_leaders_words_only_with_the_slip(desk: Desk) -> None:
    """Decree 30/2020, art. 23.3: the scanned slip proves the words, and the words are a leader's."""
    document = presented(desk)
    order = Order(desk.unit, words="Giao Văn phòng xử lý")
    with pytest.raises(Refused, match="VT-2502"):
        desk.do(handling.transcribe, document, order, desk.leader.user_id, None, desk.clerk, desk.at)
    with pytest.raises(Refused, match="VT-2502"):
        desk.do(handling.transcribe, document, order, desk.leader.user_id, "d" * 64, desk.clerk, desk.at)
    desk.do(incoming.add_file, document, "slip", Blob("d" * 64, 9, unopened(), "phieu.pdf"), desk.at)
    with pytest.raises(Refused, match="VT-2503"):
        desk.do(handling.transcribe, document, order, desk.officer.user_id, "d" * 64, desk.clerk, desk.at)
    desk.do(handling.transcribe, document, order, desk.leader.user_id, "d" * 64, desk.clerk, desk.at)
    assert desk.see(Document.get_by_id, document).state == "directed"


def test_parts_for_information_close_by_themselves_and_the_lead_does_not(desk: Desk) -> None:
    """“Để biết” never counts as overdue work; the lead part ends with “Hoàn thành” only."""
    document = directed(desk, inform=(desk.other_unit,))
    lead, inform = tasks(desk, document)
    desk.do(handling.finish_part, document, inform.id, "", desk.stranger, desk.at)
    with pytest.raises(Refused, match="VT-2506"):
        desk.do(handling.finish_part, document, lead.id, "xong", desk.head, desk.at)
    assert [bool(task.done_at) for task in tasks(desk, document)] == [False, True]


def test_a_finished_document_is_opened_again_by_the_leader_only(desk: Desk) -> None:
    """Reopening needs a reason, and goes back to the head of the lead unit."""
    document = assigned(desk)
    desk.do(handling.begin, document, desk.officer, desk.at)
    desk.do(handling.finish, document, "đã xong", desk.officer, desk.at)
    with pytest.raises(Forbidden):
        desk.do(handling.reopen, document, "chưa đạt yêu cầu", desk.head, desk.at)
    desk.do(handling.reopen, document, "chưa đạt yêu cầu", desk.leader, desk.at)
    assert desk.see(Document.get_by_id, document).state == "directed"


def test_no_step_is_taken_from_where_it_does_not_start(desk: Desk) -> None:
    """Every pair of event and state that the table does not name is refused."""
    document = desk.cleared()
    events = {
        step.event for step in states.INCOMING if states.find("incoming", step.event, states.CLEARED) is None
    }
    everybody = Actor("all", "Tất cả", frozenset(Role), desk.clerk.user_id)
    for event in sorted(events):
        with pytest.raises(WrongState):
            desk.do(lifecycle.advance, document, event, everybody, desk.at, reason="lý do đủ dài")
