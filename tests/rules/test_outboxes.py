"""Each person finds in a box what waits for him, and is told once when it comes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core import notices
from core.documents import concerns, drafting, drafts, letters, lifecycle, lists, outboxes, outlists, states
from core.documents.history import EVENTS
from core.documents.lists import Key
from core.documents.outlists import OutFilter
from core.errors import Missing
from core.store.bound import database
from core.store.database import Store
from core.store.memory import JobRow
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document, NoticeRow
from core.store.schema import migrate
from core.values import BOX, Actor
from tests.parts.office import Desk, furnish

TODAY = date(2026, 11, 20)
FILE = "d" * 64


def counted(desk: Desk, who: Actor) -> dict[str, int]:
    """The boxes of a person in which something is."""
    return {name: number for name, number in desk.see(outboxes.counters_out, who, TODAY).items() if number}


def held(desk: Desk, box: str, who: Actor) -> list[int]:
    return [row.id for row in desk.see(outboxes.rows, box, who, TODAY).rows]


def told(desk: Desk, who: Actor) -> list[str]:
    """Do the waiting jobs that tell people; what this person was told, oldest first."""

    def tell() -> None:
        for job in list(JobRow.select().where(JobRow.kind == "tell").order_by(JobRow.id)):
            notices.give(job.facts, job.key, desk.at)

    desk.do(tell)
    mine = NoticeRow.select().where(NoticeRow.user == who.user_id).order_by(NoticeRow.id)
    return desk.see(lambda: [row.sentence for row in mine])


def test_a_draft_goes_from_box_to_box(desk: Desk) -> None:
    """It waits in exactly the boxes of those whose turn it is, and in its drafter's."""
    document = desk.drafted(FILE)
    assert counted(desk, desk.officer) == {"my_drafts": 1}
    walk: list[tuple[Any, tuple[str, ...], Actor, Actor, str]] = [
        (drafting.submit, (), desk.officer, desk.head, "to_check_content"),
        (drafting.check_content, ("",), desk.head, desk.checker, "to_check_form"),
        (drafting.check_form, ("",), desk.checker, desk.leader, "to_approve"),
        (drafting.approve, (FILE,), desk.leader, desk.leader, "to_sign"),
    ]
    everybody = (desk.head, desk.checker, desk.leader, desk.deputy, desk.clerk, desk.stranger)
    for act, facts, who, waits_for, box in walk:
        desk.do(act, document, *facts, who, desk.at)
        for person in everybody:
            assert counted(desk, person) == ({box: 1} if person == waits_for else {})
        assert held(desk, box, waits_for) == [document]
        assert counted(desk, desk.officer) == {"submitted": 1}
    desk.do(lifecycle.advance, document, "sign", desk.leader, desk.at)
    assert counted(desk, desk.clerk) == {"to_number": 1} and counted(desk, desk.leader) == {}


def test_what_was_given_back_is_not_what_was_taken_back(desk: Desk) -> None:
    """The box of returned drafts calls: somebody else wants something changed."""
    taken, given = desk.drafted("a" * 64), desk.drafted("b" * 64)
    for document in (taken, given):
        desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.take_back, taken, desk.officer, desk.at)
    desk.do(drafting.give_back, given, "sai số liệu", desk.head, desk.at)
    assert held(desk, "given_back", desk.officer) == [given]
    assert sorted(held(desk, "my_drafts", desk.officer)) == [taken, given]


def test_who_is_asked_finds_it_whatever_his_role(desk: Desk) -> None:
    """An initial or an opinion of the checker, say; the box is shown only while something is in it."""
    document = desk.drafted()
    for what in (concerns.COMMENT, concerns.INITIAL):
        desk.do(concerns.ask, document, [desk.checker.user_id], what, False, desk.officer, desk.at)
    assert counted(desk, desk.checker) == {"to_comment": 1, "to_initial": 1}
    desk.do(concerns.comment, document, "đồng ý", desk.checker, desk.at)
    desk.do(concerns.record_initial, document, desk.checker, desk.at)
    assert counted(desk, desk.checker) == {}
    names = desk.see(outboxes.counters_out, desk.checker, TODAY)
    assert "to_comment" not in names and "to_check_form" in names


def test_an_order_waits_for_the_head_until_he_names_somebody(desk: Desk) -> None:
    told = desk.wanted()
    document = desk.do(drafts.order, told, None, "", None, desk.leader, desk.at, site=desk.site)
    assert (counted(desk, desk.head), counted(desk, desk.officer)) == ({"to_hand_on": 1}, {})
    desk.do(drafts.hand_on, document, desk.officer.user_id, desk.head, desk.at)
    assert (counted(desk, desk.head), counted(desk, desk.officer)) == ({}, {"ordered": 1})


def test_the_clerks_boxes_of_what_has_been_issued(desk: Desk) -> None:
    """Today's, those whose paper has not gone, those that have not arrived."""
    document = desk.approved()

    def leave() -> None:
        signer, clerk = desk.leader, desk.clerk
        lifecycle.advance(document, "sign", signer, desk.at)
        for event in ("number", "seal"):
            lifecycle.advance(document, event, clerk, desk.at)
        lifecycle.advance(document, "pass", BOX, desk.at)
        lifecycle.advance(document, "issue", clerk, desk.at)
        Draft.update(issued_at=desk.now).where(Draft.document == document).execute()
        Dispatch.update(state="waiting", paper=True).where(Dispatch.document == document).execute()

    desk.do(leave)
    assert counted(desk, desk.clerk) == {"on_paper": 1, "undelivered": 1, "issued_today": 1}
    assert desk.see(outboxes.counters_out, desk.clerk, date(2026, 11, 21))["issued_today"] == 0
    done = {"state": "delivered", "paper_sent_at": desk.now}
    desk.do(lambda: Dispatch.update(**done).where(Dispatch.document == document).execute())
    assert counted(desk, desk.clerk) == {"issued_today": 1}


def test_there_is_no_box_of_another_name(desk: Desk) -> None:
    with pytest.raises(Missing):
        desk.see(outboxes.rows, "everything", desk.clerk, TODAY)


def test_the_urgent_come_first_and_pages_never_overlap(desk: Desk) -> None:
    documents = [desk.drafted(f"{number:064x}", priority=number % 3) for number in range(7)]
    found: list[int] = []
    after: Key | None = None
    while True:
        part = desk.see(outlists.page, OutFilter(), desk.officer, after, 3)
        found += [row.id for row in part.rows]
        after = part.next
        if after is None:
            break
    assert found == [documents[place] for place in (5, 2, 4, 1, 6, 3, 0)]


def test_lists_are_narrowed_by_what_is_written(desk: Desk) -> None:
    first = desk.drafted("a" * 64, subject="V/v kiểm kê đất đai", type_name="Quyết định")
    second = desk.drafted("b" * 64, signer=desk.deputy.user_id, priority=2)
    code = {"code_number": "05", "code_notation": "QĐ-UBND", "code_key": "5|qd|ubnd"}
    desk.do(Document.change, {"id": first}, issued_date=TODAY, **code)
    asked = {
        OutFilter(subject="kiểm kê"): [first],
        OutFilter(type_name="Quyết định"): [first],
        OutFilter(code="05/QĐ"): [first],
        OutFilter(numbered_from=TODAY, numbered_to=TODAY): [first],
        OutFilter(signer_id=desk.deputy.user_id): [second],
        OutFilter(priority=2): [second],
        OutFilter(unit_id=desk.unit): [second, first],
        OutFilter(unit_id=desk.other_unit): [],
    }
    for wanted, expected in asked.items():
        assert [row.id for row in desk.see(outlists.page, wanted, desk.officer).rows] == expected
    row = desk.see(outlists.page, OutFilter(code="5"), desk.head).rows[0]
    assert (row.code, row.unit, row.drafter) == ("05/QĐ-UBND", "Văn phòng HĐND và UBND", "Phạm Thị Dung")


def test_each_is_told_once_when_it_is_his_turn(desk: Desk) -> None:
    """By type and subject while there is no number; never those who have nothing to do with it."""
    document = desk.drafted(FILE)
    name = "Công văn “V/v báo cáo rà soát cán bộ, công chức”"
    desk.do(drafting.submit, document, desk.officer, desk.at)
    assert told(desk, desk.head) == [f"{name} chờ anh/chị duyệt nội dung."]
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    assert told(desk, desk.checker) == [f"{name} chờ kiểm tra thể thức."]
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    assert told(desk, desk.leader) == [f"{name} chờ anh/chị duyệt."]
    desk.do(drafting.give_back, document, "sai số liệu", desk.leader, desk.at)
    assert told(desk, desk.officer) == [f"{name} bị trả lại, xem lý do."]
    assert len(told(desk, desk.head)) == 1
    for person in (desk.deputy, desk.clerk, desk.stranger, desk.admin):
        assert told(desk, person) == []


def test_who_is_asked_is_told_and_the_drafter_of_the_answer(desk: Desk) -> None:
    """Nobody is told of what he said himself."""
    document = desk.drafted(FILE)
    people = [desk.initialler.user_id]
    desk.do(concerns.ask, document, people, "comment", False, desk.officer, desk.at)
    (sentence,) = told(desk, desk.initialler)
    assert "xin ý kiến" in sentence
    desk.do(concerns.comment, document, "Tôi nhắc thêm", desk.officer, desk.at)
    assert told(desk, desk.officer) == []
    desk.do(concerns.comment, document, "Đồng ý", desk.initialler, desk.at)
    assert len(told(desk, desk.officer)) == 1


def test_every_event_of_our_own_documents_is_told_or_silent_on_purpose() -> None:
    """Whoever adds a step says whom it concerns; every one has a name in the history."""
    silent = {"draft", "copy", "take_up", "take_back", "abandon", "number", "seal", "pass", "scan_again"}
    for life in states.LEAVING:
        steps = states.LIVES[life]
        assert {step.event for step in steps} <= set(EVENTS)
        telling = {step.event for step in steps if "tell" in step.then}
        assert telling == {step.event for step in steps} - silent
        for step in (step for step in steps if "tell" in step.then):
            known = step.event in notices.LETTERS or step.after in notices.WAITING
            assert known or step.event in notices.EVERYWHERE


def test_the_page_offers_what_may_be_done_and_nothing_else(desk: Desk) -> None:
    """Each offer is taken, or the button would lie."""
    document = desk.drafted(FILE)

    def offered(who: Actor) -> set[str]:
        return set(desk.see(letters.letter, document, who, TODAY).offers) - {"ask_expulsion"}

    assert offered(desk.officer) == {"submit", "abandon", "edit", "ask", "comment"}
    assert offered(desk.head) == {"hand_on", "ask", "comment"}
    desk.do(drafting.submit, document, desk.officer, desk.at)
    assert offered(desk.officer) == {"take_back", "ask", "comment"}
    assert offered(desk.head) == {"check_content", "give_back", "edit", "ask", "comment"}
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    assert offered(desk.checker) == {"check_form", "give_back", "edit", "ask", "comment"}
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    assert offered(desk.leader) == {"approve", "give_back", "edit", "ask", "comment"}
    assert offered(desk.checker) == {"comment"}
    desk.do(drafting.approve, document, FILE, desk.leader, desk.at)
    assert offered(desk.leader) == {"sign", "give_back", "edit"}
    assert offered(desk.deputy) == set() and offered(desk.officer) == {"edit"}
    desk.do(lifecycle.advance, document, "sign", desk.leader, desk.at)
    assert offered(desk.leader) == {"unsign"} and offered(desk.clerk) == {"number"}


def test_the_page_tells_all_that_is_known(desk: Desk) -> None:
    document = desk.drafted("a" * 64, answers=None)
    desk.filed(document, FILE)
    desk.do(concerns.ask, document, [desk.initialler.user_id], "initial", True, desk.officer, desk.at)
    desk.do(concerns.comment, document, "Thêm căn cứ", desk.head, desk.at)
    page = desk.see(letters.letter, document, desk.officer, TODAY)
    assert (page.drafter, page.signer, page.waiting) == (
        "Phạm Thị Dung", "Trần Văn Bình", ("Phạm Thị Dung",),
    )  # fmt: skip
    assert [(one.number, one.current, one.by) for one in page.versions] == [
        (2, True, "Phạm Thị Dung"), (1, False, "Phạm Thị Dung"),
    ]  # fmt: skip
    assert page.reading is not None and page.reading.sha256 == FILE
    assert [(one.name, one.text, one.version) for one in page.comments] == [
        ("Lê Văn Cường", "Thêm căn cứ", 2)
    ]
    (asked,) = page.concerns
    assert asked.required and asked.withdrawable and asked.done_at is None
    assert [doubt.code for doubt in page.doubts] == ["VT-2646"]
    assert [line.event for line in page.lines] == [
        "comment",
        "ask_initial",
        "add_version",
        "add_version",
        "draft",
    ]


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Desk]:
    """A desk at SQLite, whose plans can be read."""
    address = str(tmp_path / "plans.db")
    migrate(address)
    store = Store(address)
    store.open()
    yield furnish(store)
    store.close()


def plans(query: str, values: list[Any]) -> list[str]:
    return [row[3] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {query}", values).fetchall()]


@pytest.mark.parametrize("who", ["clerk", "leader", "checker", "head", "officer"])
@pytest.mark.parametrize("wanted", [OutFilter(), OutFilter((states.ISSUED,)), OutFilter(whose="headed")])
def test_no_list_reads_or_sorts_a_whole_table(
    sqlite: Desk,
    who: str,
    wanted: OutFilter,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a million documents a list still takes its rows along an index."""
    monkeypatch.setattr(outlists, "FEW", -1)
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        sqlite.see(outlists.page, wanted, getattr(sqlite, who), lists.Key(1, 500))
    queries: list[Any] = [record.msg for record in caplog.records]
    walks = [(query, values) for query, values in queries if query.endswith("DESC LIMIT ?")]
    assert walks
    for query, values in walks:
        for step in sqlite.see(plans, query, values):
            assert not step.startswith("SCAN") and "TEMP B-TREE" not in step
