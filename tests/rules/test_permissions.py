"""Nobody sees a document unless a role, a unit or a task says so: the whole matrix."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.accounts import permissions
from core.accounts.permissions import demand_visible, may_read_bytes, visible
from core.documents import lists, states
from core.documents.lists import Filter
from core.errors import Forbidden, Missing
from core.store.papers import Document, Examination, Task
from core.values import BOX, Actor, Role
from tests.parts.office import Desk

NUMBERED = {
    states.REGISTERED, states.PRESENTED, states.DIRECTED, states.ASSIGNED, states.WORKING, states.FINISHED,
}  # fmt: skip
EITHER = {states.RETURNED, states.CANCELLED}
TASKS = ("none", "lead", "lead_officer", "cooperate", "cooperate_officer", "inform", "elsewhere", "withdrawn")


@dataclass(frozen=True)
class Case:
    """One document: where it stands, whether it has a number, who owes it what."""

    state: str
    numbered: bool
    task: str

    @property
    def on_record(self) -> bool:
        """Whether it is, or was, in a register and still in the system."""
        return self.numbered and self.state != states.EXPELLED


def cases() -> Iterator[Case]:
    """Every state of an incoming document with every assignment, with and without a number if both can be."""
    for state, task in itertools.product(permissions.RECEIVED, TASKS):
        for numbered in {state in NUMBERED, *((True, False) if state in {*EITHER, states.EXPELLED} else ())}:
            yield Case(state, numbered, task)


RULES: dict[str, Callable[[Case], bool]] = {
    "clerk": lambda case: case.state != states.EXPELLED,
    "leader": lambda case: case.on_record,
    "head": lambda case: (
        case.on_record and case.task in {"lead", "lead_officer", "cooperate", "cooperate_officer", "inform"}
    ),
    "officer": lambda case: case.on_record and case.task in {"lead_officer", "cooperate_officer", "inform"},
    "stranger": lambda case: case.on_record and case.task == "elsewhere",
    "admin": lambda case: False,
}


@pytest.fixture
def house(desk: Desk) -> dict[int, Case]:
    """One document for every case."""
    return desk.do(_fill, desk)


def _fill(desk: Desk) -> dict[int, Case]:
    made: dict[int, Case] = {}
    for number, case in enumerate(cases(), start=1):
        document: int = Document.insert(
            state=case.state,
            state_at=desk.now,
            source="may-quet-1",
            external_id=str(number),
            received_at=desk.now,
            arrival_number=number if case.numbered else None,
            sha256=f"{number:064x}",
        ).execute()
        made[document] = case
        _give(desk, document, case.task)
    return made


def _give(desk: Desk, document: int, task: str) -> None:
    if task == "none":
        return
    role, _, whose = task.partition("_")
    Task.create(
        document=document,
        unit=desk.other_unit if task == "elsewhere" else desk.unit,
        user={"officer": desk.officer.user_id}.get(
            whose, desk.stranger.user_id if task == "elsewhere" else None
        ),
        role=role if role in ("lead", "cooperate", "inform") else "lead",
        given_at=desk.now,
        withdrawn_at=desk.now if task == "withdrawn" else None,
    )


@pytest.mark.parametrize("who", RULES)
def test_the_whole_matrix_of_role_state_and_assignment(desk: Desk, house: dict[int, Case], who: str) -> None:
    """List, count, page and single document agree with the rule for every case."""
    actor: Actor = getattr(desk, who)
    expected = {document for document, case in house.items() if RULES[who](case)}
    found = desk.see(lambda: {row.id for row in Document.select().where(visible(actor))})
    assert {house[document] for document in found} == {house[document] for document in expected}
    assert desk.see(lists.count, Filter(), actor) == len(expected)
    assert {row.id for row in desk.see(lists.page, Filter(), actor, None, 1000).rows} == expected
    assert desk.see(_opened, actor, house) == expected


def _opened(actor: Actor, house: dict[int, Case]) -> set[int]:
    opened = set()
    for document in house:
        try:
            opened.add(demand_visible(document, actor).id)
        except Missing as missing:
            assert missing.facts == {"id": document}
    return opened


@pytest.mark.parametrize("who", RULES)
def test_bytes_are_given_of_what_one_sees_and_what_was_found_clean(
    desk: Desk, house: dict[int, Case], who: str
) -> None:
    """Quarantined, unreadable and unexamined bytes are given to nobody."""
    actor: Actor = getattr(desk, who)
    clean = {states.CLEARED, states.RETURNED, *NUMBERED}

    def read() -> set[Case]:
        return {house[row.id] for row in Document.select() if may_read_bytes(row, actor)}

    assert desk.see(read) == {
        case
        for case in house.values()
        if RULES[who](case) and (case.state in clean or (case.state == states.CANCELLED and case.numbered))
    }


def test_what_is_not_there_and_what_is_not_for_me_sound_the_same(desk: Desk, house: dict[int, Case]) -> None:
    hidden = next(document for document, case in house.items() if case.task == "elsewhere" and case.on_record)
    errors = []
    for document in (hidden, 10_000):
        with pytest.raises(Missing) as caught:
            desk.see(demand_visible, document, desk.officer)
        errors.append((caught.value.code, caught.value.sentence, caught.value.hint))
    assert errors[0] == errors[1]


def test_roles_add_up(desk: Desk, house: dict[int, Case]) -> None:
    """A leader who also heads a unit sees both; a head who is an officer too sees what either would."""
    both = replace(
        desk.officer, roles=frozenset({Role.OFFICER, Role.HEAD}), headed_ids=frozenset({desk.unit})
    )
    seen = {house[row.id] for row in desk.see(lists.page, Filter(), both, None, 1000).rows}
    assert seen == {case for case in house.values() if RULES["head"](case) or RULES["officer"](case)}
    boss = replace(both, roles=frozenset({Role.LEADER, Role.HEAD}))
    seen = {house[row.id] for row in desk.see(lists.page, Filter(), boss, None, 1000).rows}
    assert seen == {case for case in house.values() if RULES["leader"](case)}


@pytest.mark.parametrize("changed", [{"roles": frozenset()}, {"user_id": None, "unit_ids": frozenset()}])
def test_whoever_holds_nothing_sees_nothing(desk: Desk, house: dict[int, Case], changed: Any) -> None:
    nobody = replace(desk.officer, **changed)
    assert desk.see(lists.page, Filter(), nobody).rows == ()
    assert desk.see(lists.count, Filter(), nobody) == 0


def test_an_administrator_is_told_of_quarantine_without_content(desk: Desk, house: dict[int, Case]) -> None:
    documents = [document for document, case in house.items() if case.state == states.QUARANTINED]
    sha256 = desk.see(Document.get_by_id, documents[0]).sha256
    desk.do(Examination.create, sha256=sha256, inspector="clamd", threat="Eicar", at=desk.now)
    lines = desk.see(permissions.quarantined, desk.admin)
    assert [line.id for line in lines] == sorted(documents, reverse=True)
    assert lines[-1].threats == ("Eicar",) and not hasattr(lines[-1], "name")
    for person in (desk.clerk, desk.leader, desk.head, desk.officer):
        with pytest.raises(Forbidden):
            desk.see(permissions.quarantined, person)


def test_of_expelled_documents_only_a_minute_remains(desk: Desk, house: dict[int, Case]) -> None:
    gone = {document for document, case in house.items() if case.state == states.EXPELLED}
    for person in (desk.clerk, desk.leader):
        assert {line.id for line in desk.see(permissions.minutes, person)} == gone
    for person in (desk.head, desk.officer, desk.admin):
        assert desk.see(permissions.minutes, person) == []
    assert {field for field in permissions.Minute.__slots__} == {"id", "received_at", "expelled_at"}


def test_the_box_itself_sees_everything_but_what_was_expelled(desk: Desk, house: dict[int, Case]) -> None:
    assert desk.see(lists.count, Filter(), BOX) == sum(RULES["clerk"](case) for case in house.values())


def test_an_actor_is_a_person_with_the_roles_of_today(desk: Desk) -> None:
    for person in (desk.clerk, desk.leader, desk.head, desk.officer, desk.admin):
        assert desk.see(permissions.actor_of, person.user_id) == person
    with pytest.raises(Missing):
        desk.see(permissions.actor_of, 99)
