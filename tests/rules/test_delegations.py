"""Nobody signs in a capacity that was not given to him for that day and that type of document."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.documents import delegations, drafting, drafts, lifecycle, states
from core.documents.delegations import Mandate
from core.errors import Forbidden, Missing, Refused
from core.store.memory import Audit
from core.store.outgoing import Draft
from core.store.papers import Document
from core.store.people import User
from core.values import Actor, Role
from tests.parts.office import Desk

TODAY = date(2026, 11, 20)
FILE = "d" * 64


def mandate(user: int | None, capacity: str, **given: Any) -> Mandate:
    told: dict[str, Any] = {
        "title": "Chủ tịch",
        "grounds": "Quyết định số 12/QĐ-UBND ngày 03/01/2026 về phân công nhiệm vụ",
        "valid_from": date(2026, 1, 3),
        "valid_to": date(2026, 12, 31),
        "evidence": "e" * 64,
        "types": ("Công văn",) if capacity == "TUQ" else (),
    }
    return Mandate(user=user or 0, capacity=capacity, **(told | given))


def entered(desk: Desk, who: Actor, capacity: str, **given: Any) -> int:
    return desk.do(delegations.enter, mandate(who.user_id, capacity, **given), desk.clerk, desk.at)


def waiting(desk: Desk, signer: Actor, capacity: str, **given: Any) -> int:
    """A checked draft before the leader, for `signer` to sign in `capacity`."""
    document = desk.drafted(FILE, signer=signer.user_id, capacity=capacity, **given)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    return document


def demand(desk: Desk, who: Actor, capacity: str, type_name: str = "Công văn", day: date = TODAY) -> Any:
    return desk.see(delegations.demand, who.user_id, capacity, type_name, day)


def test_the_head_of_the_office_needs_nothing_to_sign_by_his_office(desk: Desk) -> None:
    """In his own name, or on behalf of the collective (TM.); every other capacity was given by somebody."""
    assert demand(desk, desk.leader, "") is None and demand(desk, desk.leader, "TM") is None
    for capacity in ("Q", "KT", "TL", "TUQ"):
        with pytest.raises(Refused, match="VT-2614"):
            demand(desk, desk.leader, capacity)


def test_a_deputy_signs_only_for_the_head(desk: Desk) -> None:
    """Decree 30/2020, art. 13.1: not in his own name, nor for the collective, but KT. once it is entered."""
    with pytest.raises(Refused, match="VT-2612"):
        demand(desk, desk.deputy, "")
    with pytest.raises(Refused, match="VT-2614"):
        demand(desk, desk.deputy, "TM")
    entry = entered(desk, desk.deputy, "KT", valid_to=None)
    assert demand(desk, desk.deputy, "KT").id == entry


@pytest.mark.parametrize("capacity", ["", "TM", "Q", "KT"])
def test_nobody_but_a_leader_signs_for_the_office(desk: Desk, capacity: str) -> None:
    """An entry cannot make a leader of somebody who is none, and loses its force with his office."""
    for person in (desk.head, desk.officer, desk.clerk, desk.checker):
        with pytest.raises(Refused):
            demand(desk, person, capacity)
        with pytest.raises(Refused):
            entered(desk, person, capacity)


def test_a_capacity_holds_on_its_days_and_for_its_types(desk: Desk) -> None:
    """The first and the last day are within it; the refusal says from when to when it was."""
    entered(desk, desk.head, "TL", types=("Công văn", "Giấy mời"))
    for day in (date(2026, 1, 3), TODAY, date(2026, 12, 31)):
        assert demand(desk, desk.head, "TL", day=day)
    for day in (date(2026, 1, 2), date(2027, 1, 1)):
        with pytest.raises(Refused, match="VT-2615") as caught:
            demand(desk, desk.head, "TL", day=day)
        assert "03/01/2026" in caught.value.message and "31/12/2026" in caught.value.message
    with pytest.raises(Refused, match="VT-2614"):
        demand(desk, desk.head, "TL", "Quyết định")
    with pytest.raises(Refused, match="VT-2614"):
        demand(desk, desk.head, "TUQ")
    with pytest.raises(Refused, match="VT-2614"):
        demand(desk, desk.officer, "TL")


def test_what_is_withdrawn_holds_no_more_and_stays_readable(desk: Desk) -> None:
    entry = entered(desk, desk.head, "TL")
    for person in (desk.head, desk.leader, desk.admin, desk.officer):
        with pytest.raises(Forbidden):
            desk.do(delegations.withdraw, entry, person, desk.at)
    desk.do(delegations.withdraw, entry, desk.clerk, desk.at)
    with pytest.raises(Refused):
        demand(desk, desk.head, "TL")
    with pytest.raises(Missing):
        desk.do(delegations.withdraw, entry, desk.clerk, desk.at)
    (line,) = desk.see(delegations.listing, TODAY)
    assert (line.id, line.standing, line.name) == (entry, "withdrawn", "Lê Văn Cường")
    told = desk.see(lambda: [line.action for line in Audit.select() if "delegation" in line.action])
    assert told == ["enter_delegation", "withdraw_delegation"]


def test_a_closed_account_signs_nothing(desk: Desk) -> None:
    entered(desk, desk.head, "TL")
    desk.do(lambda: User.update(closed_at=desk.now).where(User.id == desk.head.user_id).execute())
    with pytest.raises(Missing):
        demand(desk, desk.head, "TL")


def test_the_listing_says_how_each_entry_stands(desk: Desk) -> None:
    entered(desk, desk.head, "TL", valid_to=TODAY - timedelta(days=1))
    entered(desk, desk.head, "TL", valid_from=TODAY + timedelta(days=1))
    entered(desk, desk.deputy, "KT", valid_to=None)
    stands = [line.standing for line in desk.see(delegations.listing, TODAY)]
    assert stands == ["valid", "coming", "expired"]
    assert len(desk.see(delegations.listing, TODAY, desk.head.user_id)) == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"capacity": "KP"}, "VT-2616"),
        ({"title": " "}, "VT-2618"),
        ({"grounds": ""}, "VT-2618"),
        ({"evidence": ""}, "VT-2613"),
        ({"valid_to": date(2026, 1, 2)}, "VT-2619"),
        ({"capacity": "TUQ", "valid_to": None, "types": ("Công văn",)}, "VT-2620"),
        ({"capacity": "TUQ", "types": ()}, "VT-2620"),
    ],
)
def test_an_entry_is_whole_or_refused(desk: Desk, given: dict[str, Any], code: str) -> None:
    """Art. 13.4: an authorisation is in writing, limited in time and in what it covers."""
    told = {"capacity": "TL"} | given
    with pytest.raises(Refused, match=code):
        entered(desk, desk.head, told.pop("capacity"), **told)


def test_only_a_clerk_enters_what_the_paper_says(desk: Desk) -> None:
    for person in (desk.admin, desk.leader, desk.head, desk.officer, desk.checker):
        with pytest.raises(Forbidden):
            desk.do(delegations.enter, mandate(desk.head.user_id, "TL"), person, desk.at)


def test_a_draft_is_submitted_with_a_doubt_but_not_approved(desk: Desk) -> None:
    """The check is a warning at first: the paper may be on its way; approval and signature are impossible."""
    document = waiting(desk, desk.deputy, "KT")
    row, draft = desk.see(Document.get_by_id, document), desk.see(Draft.get, Draft.document == document)
    (doubt,) = desk.see(drafting.doubts, row, draft, TODAY)
    assert doubt.code == "VT-2614"
    for leader in (desk.leader, desk.deputy):
        with pytest.raises(Refused, match="VT-2614"):
            desk.do(drafting.approve, document, FILE, leader, desk.at)
    entered(desk, desk.deputy, "KT")
    assert desk.see(drafting.doubts, row, draft, TODAY) == []
    assert desk.do(drafting.approve, document, FILE, desk.deputy, desk.at) == states.TO_SIGN


def test_what_runs_out_between_approval_and_signature_stops_the_signature(desk: Desk) -> None:
    entered(desk, desk.deputy, "KT", valid_to=TODAY)
    document = waiting(desk, desk.deputy, "KT")
    desk.do(drafting.approve, document, FILE, desk.deputy, desk.at)
    assert desk.do(drafting.demand_signing, document, FILE, desk.deputy, desk.at)
    desk.now += timedelta(days=1)
    with pytest.raises(Refused, match="VT-2615"):
        desk.do(drafting.demand_signing, document, FILE, desk.deputy, desk.at)


def test_who_signs_by_order_acts_as_leader_on_that_one_document(desk: Desk) -> None:
    """TL.: the head of the office's bureau approves and signs what he is named for, and nothing else."""
    entered(desk, desk.head, "TL", types=("Công văn",))
    document, other = waiting(desk, desk.head, "TL"), waiting(desk, desk.leader, "")
    with pytest.raises(Forbidden):
        desk.do(drafting.approve, other, FILE, desk.head, desk.at)
    assert desk.do(drafting.approve, document, FILE, desk.head, desk.at) == states.TO_SIGN
    signer = desk.do(drafting.demand_signing, document, FILE, desk.head, desk.at)
    assert signer.roles == desk.head.roles | {Role.LEADER} and Role.LEADER not in desk.head.roles
    with pytest.raises(Forbidden):
        desk.do(lifecycle.advance, document, "sign", desk.head, desk.at)
    assert desk.do(lifecycle.advance, document, "sign", signer, desk.at) == states.TO_NUMBER
    assert desk.do(drafting.unsign, document, "sai trích yếu", desk.head, desk.at) == states.DRAFTING


def test_who_was_entrusted_may_give_back_what_he_is_to_sign(desk: Desk) -> None:
    """And no longer, once his right has run out."""
    entered(desk, desk.head, "TL", valid_to=TODAY)
    first, second = waiting(desk, desk.head, "TL"), waiting(desk, desk.head, "TL")
    desk.do(drafting.give_back, first, "sai số liệu", desk.head, desk.at)
    desk.now += timedelta(days=1)
    with pytest.raises(Refused, match="VT-2615"):
        desk.do(drafting.give_back, second, "sai số liệu", desk.head, desk.at)
    desk.do(drafting.give_back, second, "sai số liệu", desk.leader, desk.at)


def test_another_type_or_capacity_after_the_approval_is_asked_about_again(desk: Desk) -> None:
    """Editing voids the approval, so that no right is stretched over what it does not cover."""
    entered(desk, desk.head, "TL", types=("Công văn",))
    document = waiting(desk, desk.head, "TL")
    desk.do(drafting.approve, document, FILE, desk.head, desk.at)
    told = desk.wanted(signer=desk.head.user_id, capacity="TL", type_name="Quyết định")
    desk.do(drafts.edit, document, told, desk.officer, desk.at)
    for person in (desk.head, desk.leader):
        with pytest.raises(Refused, match="VT-2614"):
            desk.do(drafting.approve, document, FILE, person, desk.at)
