"""A draft opens to a person as it comes before him, and to nobody else: every state, every hand."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

import pytest

from core.accounts.permissions import WRITTEN, demand_visible, may_read_bytes, visible
from core.documents import concerns, drafting, folder, incoming, letters, lists, outlists, search, states
from core.documents.lists import Filter
from core.documents.outlists import OutFilter
from core.errors import Missing
from core.store.outgoing import Comment, Concern, Dispatch, Draft
from core.store.papers import Document, NoticeRow
from core.values import BOX, Actor
from tests.parts.office import Desk

TODAY = date(2026, 11, 20)
AFTER = (states.TO_NUMBER, *states.NUMBERED)
HANDS = (
    "officer", "head", "checker", "leader", "deputy", "clerk", "stranger", "initialler", "admin",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An outgoing document of the officer's, signed by the deputy: where it stands, in which life."""

    life: str
    state: str


def sees(who: str, case: Case) -> bool:
    """The rule, said once more in other words."""
    first = case.life == "outgoing_a"
    before_leader = {states.ORDERED, states.DRAFTING, states.ABANDONED}
    before_leader |= set() if first else {states.TO_CHECK, states.TO_FORM}
    before_checker = {states.ORDERED, states.DRAFTING, states.ABANDONED, states.TO_CHECK}
    before_checker |= {states.TO_APPROVE} if first else set()
    rules = {
        "officer": True,  # drafts it
        "head": True,  # heads the drafting unit
        "initialler": True,  # is asked for an initial
        "checker": case.state not in before_checker,
        "leader": case.state not in before_leader,
        "deputy": case.state not in before_leader,
        "clerk": case.state in AFTER,
        "stranger": case.state in (states.ISSUED, states.REPLACED),  # works in a unit that receives it
        "admin": False,
    }
    return rules[who] and case.state != states.EXPELLED


@pytest.fixture
def house(desk: Desk) -> dict[int, Case]:
    """One document for every state of both lives."""
    return desk.do(_fill, desk)


def _fill(desk: Desk) -> dict[int, Case]:
    made: dict[int, Case] = {}
    for number, (life, state) in enumerate(
        itertools.product(states.LEAVING, (*WRITTEN, states.EXPELLED)), start=1
    ):
        document: int = Document.insert(
            life=life,
            state=state,
            state_at=desk.now,
            source="drafting",
            external_id=str(number),
            received_at=desk.now,
            sha256=f"{number:064x}",
            subject="kiểm kê đất",
        ).execute()
        people = {"drafter": desk.officer.user_id, "signer": desk.deputy.user_id, "unit": desk.unit}
        Draft.create(document=document, **people)
        asked = {"asked_by": "chuyenvien", "asked_at": desk.now, "what": "initial"}
        Concern.create(document=document, user=desk.initialler.user_id, **asked)
        Concern.create(document=document, user=desk.stranger.user_id, withdrawn_at=desk.now, **asked)
        Dispatch.create(
            document=document, position=1, name="Kinh tế", unit=desk.other_unit, state_at=desk.now
        )
        search.index(document)
        made[document] = Case(life, state)
    return made


@pytest.mark.parametrize("who", HANDS)
def test_the_whole_matrix_of_hands_and_states(desk: Desk, house: dict[int, Case], who: str) -> None:
    """List, count, search, page and single document agree with the rule for every case."""
    actor: Actor = getattr(desk, who)
    expected = {document for document, case in house.items() if sees(who, case)}
    found = desk.see(lambda: {row.id for row in Document.select().where(visible(actor))})
    assert {house[document] for document in found} == {house[document] for document in expected}
    assert desk.see(outlists.count, OutFilter(), actor) == len(expected)
    assert {row.id for row in desk.see(outlists.page, OutFilter(), actor, None, 1000).rows} == expected
    assert set(desk.see(search.find, "kiểm kê", actor, limit=1000).ids) == expected
    assert desk.see(_opened, actor, house) == expected


def _opened(actor: Actor, house: dict[int, Case]) -> set[int]:
    opened = set()
    for document in house:
        try:
            opened.add(letters.letter(document, actor, TODAY).document.id)
        except Missing as missing:
            assert missing.facts == {"id": document}
    return opened


@pytest.mark.parametrize("who", HANDS)
def test_no_list_of_incoming_documents_shows_one_of_ours(
    desk: Desk, house: dict[int, Case], who: str
) -> None:
    """Nor the page of an incoming document."""
    actor: Actor = getattr(desk, who)
    assert desk.see(lists.page, Filter(), actor, None, 1000).rows == ()
    assert desk.see(lists.count, Filter(), actor) == 0
    for document in house:
        with pytest.raises(Missing):
            desk.see(folder.folder, document, actor, TODAY)


@pytest.mark.parametrize("who", HANDS)
def test_no_list_of_ours_shows_an_incoming_one(desk: Desk, who: str) -> None:
    document = desk.registered()
    assert desk.see(outlists.count, OutFilter(), getattr(desk, who)) == 0
    with pytest.raises(Missing):
        desk.see(letters.letter, document, desk.clerk, TODAY)


@pytest.mark.parametrize("who", HANDS)
def test_bytes_are_given_of_what_one_sees_but_not_where_a_virus_was_found(
    desk: Desk, house: dict[int, Case], who: str
) -> None:
    actor: Actor = getattr(desk, who)
    given = desk.see(lambda: {row.id for row in Document.select() if may_read_bytes(row, actor)})
    assert given == {
        document
        for document, case in house.items()
        if sees(who, case) and case.state not in (states.HELD, states.EXPELLED)
    }


def test_who_holds_nothing_sees_nothing(desk: Desk, house: dict[int, Case]) -> None:
    nobody = Actor("ai", "Ai đó", frozenset())
    assert desk.see(outlists.page, OutFilter(), nobody).rows == ()


def test_the_box_itself_sees_everything_but_what_was_taken_out(desk: Desk, house: dict[int, Case]) -> None:
    assert desk.see(outlists.count, OutFilter(), BOX) == 2 * len(WRITTEN)


def test_a_leader_always_sees_what_he_ordered(desk: Desk, house: dict[int, Case]) -> None:
    """Another leader only when it comes before him."""
    ordered = next(document for document, case in house.items() if case.state == states.ORDERED)
    desk.do(lambda: Draft.update(ordered_by=desk.leader.user_id).where(Draft.document == ordered).execute())
    assert desk.see(demand_visible, ordered, desk.leader).id == ordered
    with pytest.raises(Missing):
        desk.see(demand_visible, ordered, desk.deputy)


def test_a_request_that_is_taken_back_closes_the_draft_again(desk: Desk) -> None:
    document = desk.drafted()
    with pytest.raises(Missing):
        desk.see(demand_visible, document, desk.initialler)
    (asked,) = desk.do(
        concerns.ask, document, [desk.initialler.user_id], "comment", False, desk.officer, desk.at
    )
    assert desk.see(demand_visible, document, desk.initialler)
    desk.do(concerns.withdraw, asked, desk.officer, desk.at)
    with pytest.raises(Missing):
        desk.see(demand_visible, document, desk.initialler)


def test_a_secret_draft_is_found_by_the_second_person_and_leaves_without_its_words(desk: Desk) -> None:
    """Two persons take it out; nothing of what was written about it stays readable."""
    document = desk.drafted()
    desk.do(concerns.comment, document, "mật khẩu két sắt", desk.officer, desk.at)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    with pytest.raises(Missing):
        desk.see(demand_visible, document, desk.clerk)
    desk.do(incoming.ask_expulsion, document, "có bí mật nhà nước", desk.leader, desk.at)
    assert desk.see(demand_visible, document, desk.clerk)
    desk.do(incoming.confirm_expulsion, document, "đúng là văn bản mật", desk.clerk, desk.at)
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.subject, row.to_places) == (states.EXPELLED, "", "")
    assert desk.see(lambda: [line.text for line in Comment.select()]) == [""]
    assert desk.see(lambda: [line.name for line in Dispatch.select()]) == [""]
    assert not desk.see(NoticeRow.select().where(NoticeRow.sentence != "").exists)
    for who in HANDS:
        with pytest.raises(Missing):
            desk.see(demand_visible, document, getattr(desk, who))
