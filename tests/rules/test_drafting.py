"""A draft is checked, initialled and approved by the right people in the office's order, or given back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from core.documents import concerns, drafting, drafts, lifecycle, states, versions
from core.errors import Forbidden, OfficeError, Refused, WrongState
from core.store.memory import Audit
from core.store.outgoing import Comment, Concern, Draft, Version
from core.store.papers import Document
from core.values import Actor, Blob, Moment
from tests.parts.office import Desk, unopened

FIRST, SECOND = "d" * 64, "e" * 64
HANDS = ("officer", "head", "checker", "leader", "deputy", "clerk", "stranger", "initialler", "admin")


@pytest.fixture(params=["outgoing", "outgoing_a"])
def life(request: pytest.FixtureRequest, desk: Desk) -> str:
    """The office as it approves after the checks, and as it approves before them."""
    if request.param == "outgoing_a":
        order = replace(desk.site.outgoing, approval=type(desk.site.outgoing.approval)("before_checks"))
        desk.site = replace(desk.site, outgoing=order)
    return str(request.param)


def deeds(desk: Desk, document: int, life: str) -> list[tuple[str, str, Callable[[Actor], Any]]]:
    """Who does what next, in the order of the life: person, state after it, act."""

    def by(function: Callable[..., Any], *told: Any) -> Callable[[Actor], Any]:
        return lambda person: desk.do(function, document, *told, person, desk.at)

    checks = [
        ("head", by(drafting.check_content, "đúng nội dung")),
        ("checker", by(drafting.check_form, "")),
    ]
    approval = [("leader", by(drafting.approve, FIRST))]
    middle = [*checks, *approval] if life == "outgoing" else [*approval, *checks]
    done = [("officer", by(drafting.submit)), *middle]
    places = [step.after for step in states.LIVES[life] if step.event in ("submit",)]
    places += [states.TO_FORM, states.TO_APPROVE] if life == "outgoing" else [states.TO_CHECK, states.TO_FORM]
    return [(who, place, act) for (who, act), place in zip(done, [*places, states.TO_SIGN], strict=True)]


def row_of(desk: Desk, document: int) -> tuple[Document, Draft]:
    return desk.see(Document.get_by_id, document), desk.see(Draft.get, Draft.document == document)


def walked(desk: Desk, life: str, until: str) -> int:
    """A draft that has come to a state."""
    document = desk.drafted(FIRST)
    for who, place, act in deeds(desk, document, life):
        if desk.see(Document.get_by_id, document).state == until:
            break
        act(getattr(desk, who))
        assert desk.see(Document.get_by_id, document).state == place
    return document


def test_every_step_is_its_own_persons_and_nobody_elses(desk: Desk, life: str) -> None:
    """Six hands: at every step everybody else is refused and nothing changes; then the right one does it."""
    document = desk.drafted(FIRST)
    for who, place, act in deeds(desk, document, life):
        before = desk.see(Document.get_by_id, document).state
        others = {"leader", "deputy"} if who == "leader" else {who}
        for person in [one for one in HANDS if one not in others]:
            with pytest.raises(Forbidden):
                act(getattr(desk, person))
        assert desk.see(Document.get_by_id, document).state == before
        assert act(getattr(desk, who)) == place
    row, draft = row_of(desk, document)
    assert (draft.approved_sha256, draft.approved_by_id) == (row.sha256, desk.leader.user_id)
    told = desk.see(lambda: [line.action for line in Audit.select().where(Audit.document == document)])
    middle = ["check_content", "check_form", "approve"]
    middle = middle if life == "outgoing" else [middle[2], *middle[:2]]
    assert told == ["draft", "add_version", "submit", *middle]


def test_a_step_is_taken_once(desk: Desk, life: str) -> None:
    """Whoever comes second, by a double click or by another window, is told where the document stands."""
    document = desk.drafted(FIRST)
    for who, _, act in deeds(desk, document, life):
        act(getattr(desk, who))
        with pytest.raises(WrongState, match="VT-2002"):
            act(getattr(desk, who))


def test_two_who_decide_at_the_same_instant(desk: Desk) -> None:
    """Two leaders approve; a drafter submits here and gives up there: exactly one of them was first."""

    def race(*acts: Callable[[], Any]) -> list[str]:
        with ThreadPoolExecutor(len(acts)) as hands:
            ends = [future.exception() for future in [hands.submit(act) for act in acts]]
        return sorted(type(end).__name__ for end in ends)

    def now(function: Callable[..., Any], *told: Any) -> Callable[[], Any]:
        return partial(desk.store.write_now, function, *told, Moment(desk.now))

    for number in range(5):
        sha256 = f"{number:064x}"
        seen = walked_to_leader(desk, sha256)
        both = [now(drafting.approve, seen, sha256, leader) for leader in (desk.leader, desk.deputy)]
        assert race(*both) == ["NoneType", "WrongState"]
        begun = desk.drafted(f"{number + 9:064x}")
        submit = now(drafting.submit, begun, desk.officer)
        give_up = now(drafts.abandon, begun, "không cần nữa", desk.officer)
        assert race(submit, give_up) == ["NoneType", "WrongState"]


def walked_to_leader(desk: Desk, sha256: str) -> int:
    document = desk.drafted(sha256)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    return document


def test_nothing_is_submitted_without_a_file_or_a_signer(desk: Desk) -> None:
    document = desk.do(drafts.draft, desk.wanted(signer=None), desk.officer, desk.at, site=desk.site)
    with pytest.raises(Refused, match="VT-2651"):
        desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.filed(document, FIRST)
    with pytest.raises(Refused, match="VT-2652"):
        desk.do(drafting.submit, document, desk.officer, desk.at)


def test_nothing_is_submitted_to_a_place_where_nobody_sits(desk: Desk) -> None:
    """A unit without a head, an office without a checker: said at once, not found out by waiting."""
    lonely = replace(desk.stranger, unit_ids=frozenset({desk.other_unit}))
    told = desk.wanted(unit=desk.other_unit)
    document = desk.do(drafts.draft, told, lonely, desk.at, site=desk.site)
    desk.filed(document, FIRST, lonely)
    with pytest.raises(Refused, match="VT-2653"):
        desk.do(drafting.submit, document, lonely, desk.at)


def test_a_head_checks_also_what_he_wrote_himself(desk: Desk) -> None:
    document = desk.do(drafts.draft, desk.wanted(), desk.head, desk.at, site=desk.site)
    desk.filed(document, FIRST, desk.head)
    desk.do(drafting.submit, document, desk.head, desk.at)
    assert desk.do(drafting.check_content, document, "", desk.head, desk.at) == states.TO_FORM


def test_a_draft_is_taken_back_while_nobody_has_decided(desk: Desk, life: str) -> None:
    """By its drafter alone, from wherever it waits before the signature; an approval is gone with it."""
    for place in (states.TO_CHECK, states.TO_FORM, states.TO_APPROVE):
        document = walked(desk, life, place)
        for person in (desk.head, desk.checker, desk.leader, desk.stranger):
            with pytest.raises(Forbidden):
                desk.do(drafting.take_back, document, person, desk.at)
        assert desk.do(drafting.take_back, document, desk.officer, desk.at) == states.DRAFTING
        assert row_of(desk, document)[1].approved_sha256 is None
    signed = walked(desk, life, states.TO_SIGN)
    with pytest.raises(WrongState):
        desk.do(drafting.take_back, signed, desk.officer, desk.at)


def test_every_return_says_why_and_keeps_what_was_written(desk: Desk, life: str) -> None:
    """Decree 30/2020, art. 10.3: by him whose turn it is, to the drafter; files and opinions stay."""
    turns = {
        states.TO_CHECK: desk.head, states.TO_FORM: desk.checker, states.TO_APPROVE: desk.leader,
        states.TO_SIGN: desk.leader,
    }  # fmt: skip
    for place, person in turns.items():
        document = walked(desk, life, place)
        if place in concerns.OPEN:
            desk.do(concerns.comment, document, "Bỏ đoạn cuối", person, desk.at)
        for other in {desk.officer, desk.head, desk.checker, desk.clerk} - {person}:
            with pytest.raises(Forbidden):
                desk.do(drafting.give_back, document, "sai số liệu", other, desk.at)
        with pytest.raises(Refused, match="VT-2003"):
            desk.do(drafting.give_back, document, " ", person, desk.at)
        assert desk.do(drafting.give_back, document, "sai số liệu", person, desk.at) == states.DRAFTING
        assert row_of(desk, document)[1].approved_sha256 is None
        assert desk.see(Version.select().where(Version.document == document).count) == 1
        said = desk.see(Comment.select().where(Comment.document == document).count)
        assert said == (place in concerns.OPEN)
        desk.do(drafting.submit, document, desk.officer, desk.at)


def test_what_waits_for_a_signature_is_given_back_by_who_signs_or_approved_it(desk: Desk) -> None:
    """Another leader's turn is over, or never was."""
    document = walked_to_leader(desk, FIRST)
    desk.do(drafting.approve, document, FIRST, desk.leader, desk.at)
    with pytest.raises(Forbidden):
        desk.do(drafting.give_back, document, "sai số liệu", desk.deputy, desk.at)
    desk.do(drafting.give_back, document, "sai số liệu", desk.leader, desk.at)


def test_the_leader_approves_the_very_file_he_saw(desk: Desk) -> None:
    """What came meanwhile is not approved unseen."""
    document = walked_to_leader(desk, FIRST)
    desk.filed(document, SECOND, desk.leader)
    with pytest.raises(Refused, match="VT-2656"):
        desk.do(drafting.approve, document, FIRST, desk.leader, desk.at)
    desk.do(drafting.approve, document, SECOND, desk.leader, desk.at)
    assert row_of(desk, document)[1].approved_sha256 == SECOND


CHANGES: dict[str, Callable[[Desk, int], object]] = {
    "a newer file": lambda desk, document: desk.filed(document, SECOND),
    "another field": lambda desk, document: desk.do(
        drafts.edit, document, desk.wanted(subject="V/v khác"), desk.officer, desk.at
    ),
    "another annex": lambda desk, document: desk.do(
        drafts.add_beside,
        document,
        "attachment",
        Blob("f" * 64, 9, unopened(), "phu-luc.pdf"),
        {"media_type": "application/pdf"},
        desk.officer,
        desk.at,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_after_the_approval_goes_back_to_the_leader(desk: Desk, life: str, change: str) -> None:
    """Decree 30/2020, art. 11: from every state after the approval and before the signature."""
    places = [states.TO_SIGN] if life == "outgoing" else [states.TO_CHECK, states.TO_FORM, states.TO_SIGN]
    for place in places:
        document = walked(desk, life, place)
        CHANGES[change](desk, document)
        row, draft = row_of(desk, document)
        assert (row.state, draft.approved_sha256) == (states.TO_APPROVE, None)
        assert draft.approved_by_id is None and draft.approved_at is None
        desk.do(drafting.approve, document, row.sha256, desk.leader, desk.at)


def test_a_working_file_changes_nothing_that_was_approved(desk: Desk) -> None:
    document = desk.approved(FIRST)
    blob = Blob("f" * 64, 9, unopened(), "du-thao.docx")
    desk.do(drafts.add_beside, document, "working", blob, {}, desk.officer, desk.at)
    assert row_of(desk, document)[1].approved_sha256 == FIRST


def test_required_initials_come_before_the_approval(desk: Desk) -> None:
    """The refusal names who is missing; an initial of an earlier file does not count for a later one."""
    document = desk.drafted(FIRST)
    asked = [desk.initialler.user_id, desk.head.user_id]
    desk.do(concerns.ask, document, asked, concerns.INITIAL, True, desk.officer, desk.at)
    desk.do(concerns.ask, document, [desk.stranger.user_id], "initial", False, desk.officer, desk.at)
    desk.do(concerns.record_initial, document, desk.initialler, desk.at)
    desk.filed(document, SECOND)
    assert desk.see(concerns.missing_initials, document) == ["Lê Văn Cường", "Sơn Minh Tuấn"]
    desk.do(concerns.record_initial, document, desk.initialler, desk.at)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    with pytest.raises(Refused, match="Lê Văn Cường") as caught:
        desk.do(drafting.approve, document, SECOND, desk.leader, desk.at)
    assert "Sơn Minh Tuấn" not in str(caught.value)
    desk.do(concerns.record_initial, document, desk.head, desk.at)
    assert desk.do(drafting.approve, document, SECOND, desk.leader, desk.at) == states.TO_SIGN
    marks = desk.see(lambda: {row.sha256 for row in Concern.select().where(Concern.required)})
    assert marks == {SECOND}


def test_only_who_was_asked_initials_and_only_once(desk: Desk) -> None:
    document = desk.drafted(FIRST)
    for person in (desk.initialler, desk.officer, desk.leader):
        with pytest.raises(Forbidden, match="VT-2644"):
            desk.do(concerns.record_initial, document, person, desk.at)
    desk.do(concerns.ask, document, [desk.initialler.user_id], "initial", True, desk.officer, desk.at)
    desk.do(concerns.record_initial, document, desk.initialler, desk.at)
    with pytest.raises(Forbidden, match="VT-2644"):
        desk.do(concerns.record_initial, document, desk.initialler, desk.at)


def test_opinions_are_asked_by_who_is_concerned_and_answered_by_who_was_asked(desk: Desk) -> None:
    """A stranger neither asks nor speaks; a request is withdrawn by its giver or the head."""
    document = desk.drafted(FIRST)
    told = (document, [desk.initialler.user_id], concerns.COMMENT, False)
    for person in (desk.stranger, desk.checker, desk.leader, desk.clerk):
        with pytest.raises(Forbidden):
            desk.do(concerns.ask, *told, person, desk.at)
    with pytest.raises(OfficeError):
        desk.do(concerns.comment, document, "xen vào", desk.stranger, desk.at)
    (asked,) = desk.do(concerns.ask, *told, desk.officer, desk.at)
    assert desk.do(concerns.ask, *told, desk.head, desk.at) == [asked], "nobody is asked twice at once"
    with pytest.raises(Refused, match="VT-2643"):
        desk.do(concerns.comment, document, " ", desk.initialler, desk.at)
    desk.do(concerns.comment, document, "Thêm căn cứ", desk.initialler, desk.at)
    assert desk.see(Concern.get_by_id, asked).done_at is not None
    (again,) = desk.do(concerns.ask, *told, desk.officer, desk.at)
    with pytest.raises(Forbidden):
        desk.do(concerns.withdraw, again, desk.initialler, desk.at)
    desk.do(concerns.withdraw, again, desk.head, desk.at)
    assert desk.see(Concern.get_by_id, again).withdrawn_at is not None
    with pytest.raises(Refused, match="VT-2648"):
        desk.do(concerns.ask, document, [desk.admin.user_id], "comment", False, desk.officer, desk.at)


def test_after_the_approval_nobody_asks_or_comments_any_more(desk: Desk) -> None:
    document = desk.approved(FIRST)
    with pytest.raises(WrongState, match="VT-2647"):
        desk.do(concerns.comment, document, "quá muộn", desk.officer, desk.at)
    with pytest.raises(WrongState, match="VT-2647"):
        desk.do(concerns.ask, document, [desk.head.user_id], "comment", False, desk.officer, desk.at)


def test_the_named_signer_alone_is_let_to_the_signature(desk: Desk) -> None:
    """Neither another leader, nor unseen, nor another file than was approved, nor a draft not approved."""
    document = desk.approved(FIRST)
    assert desk.do(drafting.demand_signing, document, FIRST, desk.leader, desk.at) == desk.leader
    for person in (desk.deputy, desk.head, desk.clerk, desk.officer):
        with pytest.raises(Forbidden):
            desk.do(drafting.demand_signing, document, FIRST, person, desk.at)
    with pytest.raises(Refused, match="VT-2656"):
        desk.do(drafting.demand_signing, document, SECOND, desk.leader, desk.at)
    fresh = desk.drafted("c" * 64)
    with pytest.raises(Refused, match="VT-2655"):
        desk.do(drafting.demand_signing, fresh, "c" * 64, desk.leader, desk.at)


def test_a_signed_letter_goes_back_only_before_its_number_and_without_its_signature(desk: Desk) -> None:
    """What is signed stays among the versions; the draft goes on from the file before."""
    document = desk.approved(FIRST)
    signed = Blob("5" * 64, 2000, unopened(), "du-thao.pdf")
    desk.do(versions.add, document, signed, versions.SIGNED, desk.leader, desk.at, pages=2)
    desk.do(lifecycle.advance, document, "sign", desk.leader, desk.at)
    for person in (desk.officer, desk.head, desk.clerk):
        with pytest.raises(Forbidden):
            desk.do(drafting.unsign, document, "sai chức vụ", person, desk.at)
    assert desk.do(drafting.unsign, document, "sai chức vụ", desk.leader, desk.at) == states.DRAFTING
    row, draft = row_of(desk, document)
    assert (row.sha256, draft.approved_sha256) == (FIRST, None)
    stages = desk.see(lambda: [one.stage for one in Version.select().order_by(Version.number)])
    assert stages == ["draft", "signed", "draft"]
