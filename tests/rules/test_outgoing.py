"""An outgoing number is lawful, given once, after the signature, and stays whatever comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core import audit
from core.documents import drafts, handling, lifecycle, outgoing, series, ties
from core.documents.wanted import Receiver
from core.errors import Forbidden, Refused, WrongState
from core.store.database import Store
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document, Entry, Register, Task
from core.values import Moment
from tests.parts.leaving import issued, numbered, sealed, signed
from tests.parts.office import Desk

EVE = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
"""23:59:59 in Vietnam."""


def numbers(desk: Desk, code: str = "VBD") -> list[int]:
    """Every number of one series, in order."""
    query = Entry.select(Entry, Register).join(Register).where(Register.code == code)
    return desk.see(lambda: [entry.number for entry in query.order_by(Register.year, Entry.number)])


def state(desk: Desk, document: int) -> str:
    return str(desk.see(Document.get_by_id, document).state)


def test_the_number_comes_with_day_symbol_line_and_evidence(desk: Desk) -> None:
    """Number, date, register entry and state in one transaction (Decree 30/2020, art. 15 and 16)."""
    document = signed(desk)
    told = desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)
    assert (told.code, told.day, told.register) == ("01/UBND-VP", date(2026, 11, 20), "VBD")
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.code_number, row.code_notation, row.issued_date, row.arrival_number) == (
        "to_seal", "01", "UBND-VP", date(2026, 11, 20), None,
    )  # fmt: skip
    assert row.code_key == "1|ubnd|vp"
    line = desk.see(lambda: Entry.get(Entry.document == document))
    assert (line.number, line.arrival_date, line.cancelled) == (1, date(2026, 11, 20), False)
    actions = [line["action"] for line in desk.see(audit.lines)]
    assert actions[0] == "number" and "open_register" in actions


def test_the_first_number_continues_the_paper_book(desk: Desk) -> None:
    """A series that was kept on paper goes on after its last number."""
    desk.do(series.open_book, desk.site, "VBD", 2026, 411, desk.clerk, desk.at)
    told = desk.do(outgoing.number, signed(desk), desk.site, desk.clerk, desk.at)
    assert told.text == "412"
    with pytest.raises(Refused, match="VT-2705"):
        desk.do(series.open_book, desk.site, "XYZ", 2026, 0, desk.clerk, desk.at)


def test_each_series_counts_by_itself(desk: Desk) -> None:
    decision = desk.do(outgoing.number, signed(desk, type_name="Quyết định"), desk.site, desk.clerk, desk.at)
    letter = desk.do(outgoing.number, signed(desk), desk.site, desk.clerk, desk.at)
    assert (decision.code, letter.code) == ("01/QĐ-UBND", "01/UBND-VP")


def test_only_a_clerk_numbers_and_only_what_the_leader_signed(desk: Desk) -> None:
    """Circular 01/2019, art. 11.1; what fails leaves no gap."""
    unsigned, ready = desk.approved(), signed(desk)
    with pytest.raises(WrongState):
        desk.do(outgoing.number, unsigned, desk.site, desk.clerk, desk.at)
    for wrong in (desk.leader, desk.officer, desk.head, desk.admin):
        with pytest.raises(Forbidden):
            desk.do(outgoing.number, ready, desk.site, wrong, desk.at)
    desk.do(outgoing.number, ready, desk.site, desk.clerk, desk.at)
    with pytest.raises(WrongState):
        desk.do(outgoing.number, ready, desk.site, desk.second_clerk, desk.at)
    desk.do(outgoing.number, signed(desk), desk.site, desk.clerk, desk.at)
    assert numbers(desk) == [1, 2]


def test_a_doubtful_clock_gives_no_number_and_issues_nothing(desk: Desk) -> None:
    """Nobody numbers by a clock that may be wrong; nothing is consumed (DESIGN rule 9)."""
    document, ready = signed(desk), sealed(desk)
    before = numbers(desk)
    for function, facts in (
        (outgoing.number, (document, desk.site)),
        (outgoing.issue, (ready,)),
    ):
        with pytest.raises(Refused, match="VT-2731"):
            desk.do(function, *facts, desk.clerk, Moment(desk.now, verified=False))
    assert numbers(desk) == before
    assert (state(desk, document), state(desk, ready)) == ("to_number", "to_issue")


def test_nobody_dates_back(desk: Desk) -> None:
    """Numbers follow the days: after one of the 20th none of the 19th is given (art. 15.1)."""
    desk.do(outgoing.number, signed(desk), desk.site, desk.clerk, desk.at)
    document = signed(desk)
    desk.now = datetime(2026, 11, 19, 5, 0, tzinfo=UTC)
    with pytest.raises(Refused, match="VT-2732"):
        desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)
    assert numbers(desk) == [1]


def test_new_years_eve(desk: Desk) -> None:
    """At 23:59:59 +07:00 the old year goes on, a second later the new one begins at 01."""
    last, first, late = signed(desk), signed(desk), signed(desk)
    desk.do(series.open_book, desk.site, "VBD", 2026, 998, desk.clerk, desk.at)
    old = desk.do(outgoing.number, last, desk.site, desk.clerk, Moment(EVE))
    new = desk.do(
        outgoing.number, first, desk.site, desk.clerk, Moment(EVE.replace(hour=17, minute=0, second=0))
    )
    assert (old.year, old.text, old.day) == (2026, "999", date(2026, 12, 31))
    assert (new.year, new.text, new.day) == (2027, "01", date(2027, 1, 1))
    # the clerk who came in the last second, and was served in the new year, has the old year's number
    told = desk.do(outgoing.number, late, desk.site, desk.second_clerk, Moment(EVE))
    assert (told.year, told.text) == (2026, "1000")


def at_once(desk: Desk, work: Callable[[Store, int], object], documents: list[int]) -> list[object]:
    """Do something with every document, at the same time, from two stores: two processes of the office."""
    second = Store(desk.store.address)
    second.open()
    told: list[object] = []
    start = threading.Barrier(len(documents))

    def one(store: Store, document: int) -> None:
        start.wait()
        told.append(work(store, document))

    clerks = [
        threading.Thread(target=one, args=((desk.store, second)[place % 2], document))
        for place, document in enumerate(documents)
    ]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    second.close()
    return told


def test_clerks_at_the_same_second_share_no_number(desk: Desk) -> None:
    """Two processes and many clerks, the year's first number among them: no gap, no double."""
    documents = [signed(desk) for _ in range(12)]
    moment = desk.at
    told = at_once(
        desk,
        lambda store, document: (
            store.write_now(outgoing.number, document, desk.site, desk.clerk, moment).number
        ),
        documents,
    )
    assert sorted(map(int, map(str, told))) == list(range(1, 13))
    assert numbers(desk) == list(range(1, 13))
    assert desk.see(audit.verify)[1] is None


def test_one_document_numbered_twice_at_once_has_one_number(desk: Desk) -> None:
    """The second of two clerks is told that somebody was quicker."""
    document, moment = signed(desk), desk.at

    def work(store: Store, number: int) -> object:
        try:
            return store.write_now(outgoing.number, number, desk.site, desk.clerk, moment).number
        except WrongState:
            return "late"

    assert sorted(map(str, at_once(desk, work, [document, document]))) == ["1", "late"]
    assert numbers(desk) == [1]


def test_a_voided_number_stays_in_the_book_and_is_never_given_again(desk: Desk) -> None:
    """Withdrawn before it was sent: the line is marked, the reason kept, the next one gets the next."""
    document = numbered(desk)
    with pytest.raises(Refused, match="VT-2003"):
        desk.do(outgoing.void, document, " ", desk.clerk, desk.at)
    desk.do(outgoing.void, document, "in sai trích yếu", desk.clerk, desk.at)
    assert desk.see(lambda: Entry.get(Entry.document == document)).cancelled
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.code_number) == ("voided", "01")
    desk.do(outgoing.number, signed(desk), desk.site, desk.clerk, desk.at)
    assert numbers(desk) == [1, 2]
    with pytest.raises(WrongState):
        desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)


def test_issuing_fills_the_outbox(desk: Desk) -> None:
    """Receivers wait for the carriers; a unit of our own has it at once."""
    receivers = (Receiver("Sở Nội vụ", "H51.04"), Receiver(unit=desk.other_unit))
    document = sealed(desk, receivers=receivers)
    assert desk.do(outgoing.issue, document, desk.clerk, desk.at) == "issued"
    rows = desk.see(
        lambda: list(Dispatch.select().where(Dispatch.document == document).order_by(Dispatch.id))
    )
    assert [row.state for row in rows] == ["waiting", "delivered"]
    assert desk.see(lambda: Draft.get(Draft.document == document)).issued_at == desk.now


def test_only_what_is_sealed_and_scanned_is_issued(desk: Desk) -> None:
    document = numbered(desk)
    with pytest.raises(WrongState):
        desk.do(outgoing.issue, document, desk.clerk, desk.at)
    with pytest.raises(Forbidden):
        desk.do(outgoing.issue, sealed(desk), desk.leader, desk.at)


def test_a_recalled_document_is_frozen_and_leaves_the_outbox(desk: Desk) -> None:
    """Decree 30/2020, art. 18.4 and Annex VI, III.8: content and facts stay, nothing changes any more."""
    document = issued(desk)
    desk.do(outgoing.recall, document, "gửi nhầm nơi nhận", desk.clerk, desk.at)
    sent = desk.see(lambda: Dispatch.get(Dispatch.document == document))
    assert (state(desk, document), sent.state) == ("recalled", "recalled")
    assert desk.see(lambda: not Entry.get(Entry.document == document).cancelled)
    row = desk.see(Document.get_by_id, document)
    for person in (desk.clerk, desk.leader, desk.officer):
        assert set(lifecycle.possible(row, person)) <= {"expel"}
    with pytest.raises(Refused):
        desk.do(drafts.edit, document, desk.wanted(subject="V/v khác"), desk.officer, desk.at)
    with pytest.raises(Refused):
        desk.do(outgoing.recall, sealed(desk), "chưa gửi đã thu hồi", desk.clerk, desk.at)


def working(desk: Desk) -> int:
    """An incoming document the officer works on."""
    document = desk.registered("hoi.pdf")
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.direct, document, handling.Order(lead=desk.unit), desk.leader, desk.at)
    desk.do(handling.assign, document, desk.officer.user_id, "", None, desk.head, desk.at)
    desk.do(handling.begin, document, desk.officer, desk.at)
    return document


def test_the_reply_finishes_what_it_answers_where_the_leader_said_so(desk: Desk) -> None:
    """The follow-up shows the reply's number and symbol (Annex IV, VIII, column 6)."""
    question = working(desk)
    reply = issued(desk, answers=question, closes=True)
    assert state(desk, question) == "finished"
    task = desk.see(lambda: Task.get(Task.document == question))
    assert task.result == "Đã trả lời bằng Công văn số 01/UBND-VP ngày 20/11/2026." and task.done_at
    (shown,) = desk.see(ties.replies, question, desk.head)
    assert (shown.id, shown.code, shown.visible) == (reply, "01/UBND-VP", True)
    (shown,) = desk.see(ties.replies, question, desk.stranger)
    assert not shown.visible


def test_a_reply_that_does_not_close_leaves_the_question_open(desk: Desk) -> None:
    question = working(desk)
    sealed(desk, answers=question)
    assert desk.see(ties.replies, question, desk.leader) == ()
    issued(desk, answers=question)
    assert state(desk, question) == "working"
    assert [one.code for one in desk.see(ties.replies, question, desk.leader)] == ["02/UBND-VP"]
    assert desk.see(audit.lines, document=question)[0]["action"] == "reply"


def test_a_question_nobody_works_on_does_not_stop_its_reply(desk: Desk) -> None:
    """Only work that is under way is finished by a reply; what was finished meanwhile stays as it was."""
    question = working(desk)
    document = sealed(desk, answers=question, closes=True)
    desk.do(handling.finish, question, "Đã trả lời trực tiếp.", desk.officer, desk.at)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    assert (state(desk, document), state(desk, question)) == ("issued", "finished")
    assert desk.see(lambda: Task.get(Task.document == question)).result == "Đã trả lời trực tiếp."


def test_a_replacement_ends_what_it_replaces_when_it_is_issued(desk: Desk) -> None:
    """Not before: until then the old one is in force (art. 18.3)."""
    old = issued(desk, type_name="Quyết định")
    new = sealed(desk, type_name="Quyết định", replaces=old)
    assert state(desk, old) == "issued"
    desk.do(outgoing.issue, new, desk.clerk, desk.at)
    assert state(desk, old) == "replaced"


def test_content_is_replaced_by_the_like_and_form_corrected_by_a_letter(desk: Desk) -> None:
    """Art. 18.3; a document that breaks it gets no number."""
    old = issued(desk, type_name="Quyết định")
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"type_name": "Công văn", "replaces": old}, "VT-2711"),
        ({"type_name": "Quyết định", "corrects": old}, "VT-2710"),
    )
    for given, code in wrong:
        document = signed(desk, **given)
        with pytest.raises(Refused, match=code):
            desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)
    correction = issued(desk, corrects=old)
    assert state(desk, correction) == "issued" and state(desk, old) == "issued"
    assert desk.see(audit.lines, document=old)[0]["action"] == "corrected_by"
    assert numbers(desk) == [1] and numbers(desk, "QD") == [1]
