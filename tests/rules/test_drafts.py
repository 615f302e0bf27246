"""What the office writes is ordered or begun by the right person, complete, and none of its files is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.documents import drafting, drafts, states, turns, wanted
from core.documents.examine import PDF
from core.documents.wanted import Receiver, Unfit, Wanted
from core.errors import Forbidden, Missing, Refused, WrongState
from core.store.memory import Audit, JobRow
from core.store.outgoing import Dispatch, Draft, Version
from core.store.papers import Document, File
from core.values import Actor, Blob
from tests.parts.office import Desk, unopened


def begun(desk: Desk, by: Actor | None = None, **given: Any) -> int:
    return desk.do(drafts.draft, desk.wanted(**given), by or desk.officer, desk.at, site=desk.site)


def ordered(desk: Desk, officer: int | None = None, **given: Any) -> int:
    due = date(2026, 11, 25)
    return desk.do(
        drafts.order, desk.wanted(**given), officer, "Soạn gấp", due, desk.leader, desk.at, site=desk.site
    )


def told(desk: Desk, document: int) -> list[str]:
    return desk.see(lambda: [line.action for line in Audit.select().where(Audit.document == document)])


def test_a_draft_bears_our_own_name_and_its_signers(desk: Desk) -> None:
    """Decree 30/2020, Annex VI, II.I: the box fills in what the office is and who signs."""
    document = begun(desk, signer=desk.deputy.user_id, capacity="KT.")
    row, draft = desk.see(Document.get_by_id, document), desk.see(Draft.get, Draft.document == document)
    assert (row.life, row.state, row.organ_id, row.organ_name) == (
        "outgoing", states.DRAFTING, "H51.10.05", "UBND xã Long Phú",
    )  # fmt: skip
    assert (row.signer_name, row.signer_position) == ("Danh Thị Hương", "Phó Chủ tịch UBND xã")
    assert (draft.drafter_id, draft.unit_id, draft.capacity) == (desk.officer.user_id, desk.unit, "KT")
    assert row.to_places == "Sở Nội vụ thành phố Cần Thơ" and row.arrival_number is None


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_state_secret_is_refused_with_the_paragraph_of_law(desk: Desk, level: int) -> None:
    """Decision 1007, art. 1.2: at every door, and again when a draft is edited."""
    document = begun(desk)
    for act in (
        lambda: begun(desk, secrecy=level),
        lambda: ordered(desk, secrecy=level),
        lambda: desk.do(drafts.edit, document, desk.wanted(secrecy=level), desk.officer, desk.at),
    ):
        with pytest.raises(Refused, match="VT-2202"):
            act()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", ""),
        ("subject", "x" * 501),
        ("type_name", " "),
        ("description", "x" * 501),
        ("language", "x" * 31),
        ("keeper", "x" * 301),
        ("council", "x" * 31),
        ("field", "secrets"),
        ("priority", 4),
        ("copies", -1),
        ("unit", 99),
        ("signer", 99),
        ("capacity", "KP"),
        ("due_date", date(2026, 11, 19)),
        ("receivers", (Receiver(""),)),
        ("receivers", (Receiver("Sở Nội vụ"), Receiver("sở nội vụ"))),
        ("receivers", (Receiver("Sở Nội vụ", electronic=False),)),
        ("receivers", (Receiver("Sở Nội vụ", "H" * 36),)),
        ("receivers", (Receiver(unit=99),)),
        ("receivers", tuple(Receiver(f"{number:0200d}") for number in range(6))),
    ],
)
def test_every_field_that_is_missing_or_impossible_is_named(desk: Desk, field: str, value: Any) -> None:
    """Decree 30/2020, Annex VI, II.I: lengths; and nothing that does not exist."""
    with pytest.raises(Unfit) as caught:
        begun(desk, **{field: value})
    assert set(caught.value.fields) == {field}


def test_only_a_leader_signs_but_for_orders_and_authorisations(desk: Desk) -> None:
    """Decree 30/2020, art. 13: an officer is named only to sign TL. or TUQ."""
    for capacity in ("", "TM", "Q", "KT"):
        with pytest.raises(Unfit):
            begun(desk, signer=desk.head.user_id, capacity=capacity)
    for capacity in ("TL", "TUQ"):
        assert begun(desk, signer=desk.head.user_id, capacity=capacity)


def test_one_writes_for_ones_own_unit(desk: Desk) -> None:
    """An officer or a head of the unit; nobody of another, no clerk, no leader, no administrator."""
    assert begun(desk, desk.head)
    for stranger in (desk.stranger, desk.clerk, desk.leader, desk.checker, desk.admin):
        with pytest.raises(Forbidden):
            begun(desk, stranger)


def test_a_unit_of_our_own_is_called_by_its_name(desk: Desk) -> None:
    document = begun(
        desk, receivers=(Receiver(unit=desk.other_unit), Receiver("Công dân", electronic=False, paper=True))
    )
    rows = desk.see(lambda: [(row.name, row.unit_id, row.paper, row.state) for row in Dispatch.select()])
    assert rows == [("Phòng Kinh tế", desk.other_unit, False, "planned"), ("Công dân", None, True, "planned")]
    assert desk.see(Document.get_by_id, document).to_places == "Phòng Kinh tế; Công dân"


def test_what_is_linked_must_be_there_and_this_persons_to_see(desk: Desk) -> None:
    """A draft answers a registered document; what it replaces or corrects was issued."""
    letter = desk.registered()
    with pytest.raises(Missing):
        begun(desk, answers=letter)  # nobody gave it to the officer
    document = ordered(desk, answers=letter, closes=True)
    assert desk.see(Draft.get, Draft.document == document).closes
    for link in ("replaces", "corrects"):
        with pytest.raises(Unfit):
            ordered(desk, **{link: desk.approved(sha256=link.ljust(64, "0"))})


def test_an_order_goes_from_the_leader_to_the_head_to_the_officer(desk: Desk) -> None:
    """Decree 30/2020, art. 10.1: the head names who writes, and only that person takes it up."""
    document = ordered(desk)
    for person in (desk.officer, desk.stranger):
        with pytest.raises(Forbidden):
            desk.do(drafts.hand_on, document, desk.officer.user_id, person, desk.at)
        with pytest.raises(Forbidden):
            desk.do(drafts.take_up, document, person, desk.at)
    with pytest.raises(Forbidden):
        desk.do(drafts.hand_on, document, desk.stranger.user_id, desk.head, desk.at)
    desk.do(drafts.hand_on, document, desk.officer.user_id, desk.head, desk.at)
    with pytest.raises(Forbidden):
        desk.do(drafts.take_up, document, desk.head, desk.at)
    assert desk.do(drafts.take_up, document, desk.officer, desk.at) == states.DRAFTING
    assert told(desk, document) == ["order", "hand_on", "take_up"]


def test_an_order_that_names_nobody_the_head_may_take_up_himself(desk: Desk) -> None:
    document = ordered(desk)
    desk.do(drafts.take_up, document, desk.head, desk.at)
    assert desk.see(Draft.get, Draft.document == document).drafter_id == desk.head.user_id


def test_an_order_is_given_only_by_a_leader_and_to_somebody(desk: Desk) -> None:
    """Neither to a unit nobody heads, nor to a person of another unit, nor for a day that has passed."""
    told = desk.wanted()
    with pytest.raises(Forbidden):
        desk.do(drafts.order, told, None, "", None, desk.head, desk.at, site=desk.site)
    with pytest.raises(Refused, match="VT-2629"):
        ordered(desk, unit=desk.other_unit)
    with pytest.raises(Forbidden, match="VT-2623"):
        ordered(desk, desk.stranger.user_id)
    with pytest.raises(Refused, match="VT-2628"):
        late = date(2026, 11, 19)
        desk.do(drafts.order, told, None, "", late, desk.leader, desk.at, site=desk.site)


def test_a_draft_goes_on_when_its_drafter_leaves(desk: Desk) -> None:
    """The head gives what was begun to a colleague."""
    document = begun(desk)
    desk.do(drafts.hand_on, document, desk.head.user_id, desk.head, desk.at)
    with pytest.raises(Forbidden):
        desk.filed(document, "a" * 64)
    desk.filed(document, "a" * 64, desk.head)


def test_what_a_leader_ordered_only_a_leader_gives_up(desk: Desk) -> None:
    """Everybody else gives up what he began himself, for a reason."""
    own, order = begun(desk), ordered(desk, desk.officer.user_id)
    with pytest.raises(Refused, match="VT-2003"):
        desk.do(drafts.abandon, own, "", desk.officer, desk.at)
    for person in (desk.head, desk.stranger, desk.leader):
        with pytest.raises(Forbidden):
            desk.do(drafts.abandon, own, "không cần nữa", person, desk.at)
    assert desk.do(drafts.abandon, own, "không cần nữa", desk.officer, desk.at) == states.ABANDONED
    with pytest.raises(Forbidden, match="VT-2630"):
        desk.do(drafts.abandon, order, "không cần nữa", desk.officer, desk.at)
    assert desk.do(drafts.abandon, order, "không cần nữa", desk.leader, desk.at) == states.ABANDONED


def test_editing_tells_which_fields_changed(desk: Desk) -> None:
    """The memory names the fields, never what was in them; nothing changed is nothing written."""
    document = begun(desk)
    assert desk.do(drafts.edit, document, desk.wanted(), desk.officer, desk.at) == []
    changed = desk.wanted(subject="V/v khác", priority=1, receivers=(Receiver("Sở Tài chính"),))
    assert desk.do(drafts.edit, document, changed, desk.officer, desk.at) == [
        "subject", "priority", "receivers",
    ]  # fmt: skip
    row, draft = desk.see(Document.get_by_id, document), desk.see(Draft.get, Draft.document == document)
    assert desk.see(wanted.wanted_of, row, draft) == changed
    assert told(desk, document) == ["draft", "edit"]
    assert not desk.see(lambda: Audit.select().where(Audit.facts.contains("khác")).exists())


def test_only_whose_turn_it_is_changes_a_draft(desk: Desk) -> None:
    """After it was submitted its drafter can only take it back."""
    document = desk.drafted()
    with pytest.raises(Forbidden):
        desk.filed(document, "a" * 64, desk.head)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    with pytest.raises(Forbidden):
        desk.filed(document, "a" * 64)
    with pytest.raises(Forbidden):
        desk.do(drafts.edit, document, Wanted(subject="khác", unit=desk.unit), desk.checker, desk.at)
    desk.filed(document, "a" * 64, desk.head)
    assert desk.see(Document.get_by_id, document).state == states.TO_CHECK


def test_no_version_is_ever_lost_and_the_newest_counts(desk: Desk) -> None:
    """Decree 30/2020, Annex VI, III.5.a: all drafts are kept."""
    document = desk.drafted("a" * 64)
    assert desk.filed(document, "b" * 64) == 2
    assert desk.filed(document, "b" * 64) == 2, "the same bytes are the same version"
    assert desk.filed(document, "a" * 64) == 3, "but the first file again is a new state of the draft"
    assert desk.see(Document.get_by_id, document).sha256 == "a" * 64
    kept = desk.see(lambda: [version.file.sha256[0] for version in Version.select().order_by(Version.number)])
    assert kept == ["a", "b", "a"]
    assert desk.see(lambda: JobRow.select().where(JobRow.kind == "read").count()) == 3


def test_only_a_pdf_is_submitted_for_signature(desk: Desk) -> None:
    document = begun(desk)
    blob = Blob("a" * 64, 9, unopened(), "du-thao.docx")
    with pytest.raises(Refused, match="VT-2631"):
        about = {"media_type": "application/zip"}
        desk.do(drafts.add_version, document, blob, about, "", desk.officer, desk.at)
    desk.do(drafts.add_beside, document, "working", blob, {}, desk.officer, desk.at)
    assert desk.see(Document.get_by_id, document).sha256 is None


def test_annexes_and_working_files_lie_beside_the_draft(desk: Desk) -> None:
    """What is taken away is no longer shown, but its row stays."""
    document = desk.drafted()
    annex = Blob("a" * 64, 9, unopened(), "phu-luc.pdf")
    about = {"media_type": PDF, "pages": 1}
    file = desk.do(drafts.add_beside, document, "attachment", annex, about, desk.officer, desk.at)
    with pytest.raises(Forbidden):
        desk.do(drafts.remove_beside, document, file, desk.head, desk.at)
    desk.do(drafts.remove_beside, document, file, desk.officer, desk.at)
    assert desk.see(File.get_by_id, file).removed_at is not None
    with pytest.raises(Missing):
        desk.do(drafts.remove_beside, document, file, desk.officer, desk.at)
    main = desk.see(File.get, File.role == "draft")
    with pytest.raises(Missing):
        desk.do(drafts.remove_beside, document, main.id, desk.officer, desk.at)


def test_what_has_gone_on_meanwhile_is_not_changed(desk: Desk) -> None:
    """Two at once: the slower one is told so, and nothing of his is written."""
    document = desk.drafted()
    row = desk.see(Document.get_by_id, document)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    with pytest.raises(WrongState, match="VT-2627"):
        desk.do(turns.hold, row)
    desk.do(drafting.take_back, document, desk.officer, desk.at)
    desk.do(drafts.abandon, document, "không cần nữa", desk.officer, desk.at)
    with pytest.raises(WrongState, match="VT-2626"):
        desk.filed(document, "e" * 64)
