"""Every button of a letter's page belongs to somebody, and pressed by anybody else it does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from core.documents import states
from core.store.memory import Audit
from core.store.outgoing import Comment, Concern, Dispatch, Draft
from core.store.papers import Document
from core.web.pages.letter import ACTS
from tests.parts.bureau import (
    ADMIN,
    CLERK,
    HEAD,
    LEADER,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    Bureau,
    Person,
    open_bureau,
)
from tests.parts.drafters import CHECKER, DEPUTY, drafted, more_people, number_of
from tests.parts.pages import own

EVERYBODY = (CLERK, LEADER, DEPUTY, HEAD, OFFICER, CHECKER, OTHER_HEAD, OTHER_OFFICER, ADMIN)
WRITERS = {OFFICER, HEAD}
OWNERS: dict[str, tuple[str, set[str]]] = {
    "hand_on": (states.DRAFTING, {HEAD}),
    "take_up": (states.ORDERED, {OFFICER}),
    "abandon": (states.DRAFTING, {OFFICER}),
    "submit": (states.DRAFTING, {OFFICER}),
    "take_back": (states.TO_CHECK, {OFFICER}),
    "give_back": (states.TO_CHECK, {HEAD}),
    "check_content": (states.TO_CHECK, {HEAD}),
    "check_form": (states.TO_FORM, {CHECKER}),
    "unsign": (states.TO_NUMBER, {LEADER, DEPUTY}),
    "comment": (states.DRAFTING, WRITERS),
    "ask": (states.DRAFTING, WRITERS),
    "unask": (states.DRAFTING, WRITERS),
    "record_initial": (states.TO_CHECK, set()),
    "number": (states.TO_NUMBER, {CLERK}),
    "issue": (states.TO_ISSUE, {CLERK}),
    "void": (states.TO_SEAL, {CLERK}),
    "recall": (states.ISSUED, {CLERK}),
    "scan_again": (states.HELD, {CLERK}),
    "note_paper": (states.ISSUED, {CLERK}),
}
"""For every act: a state in which it can be done, and by whom."""


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        await opened.office.store.write(more_people, opened)
        yield opened


def test_every_act_has_its_owner() -> None:
    assert set(OWNERS) == set(ACTS)


async def test_an_act_is_done_by_nobody_but_its_owner(bureau: Bureau) -> None:
    """The state, the draft, what was asked and said, and the memory stay as they were."""
    store = bureau.office.store
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        await officer.post(f"{place}/ask", what="comment", user=str((await bureau.people())[HEAD]))
    number = number_of(place)
    asked = await store.read(lambda: Concern.get().id)
    told = await store.read(lambda: Dispatch.get().id)
    fields = {
        "reason": "không phải việc của mình", "officer": str((await bureau.people())[OFFICER]), "words": "x",
        "text": "x", "user": "1", "what": "comment", "concern": str(asked), "dispatch": str(told),
        "note": "giao tay",
    }  # fmt: skip
    for login in EVERYBODY:
        async with bureau.at_desk(login) as person:
            for act, (state, owners) in OWNERS.items():
                if login in owners:
                    continue
                await store.write(_put, number, state)
                before = await store.read(_everything, number)
                await _press(person, f"{place}/{act}", fields)
                assert await store.read(_everything, number) == before, (login, act)


async def _press(person: Person, place: str, fields: dict[str, str]) -> None:
    form = FormData({"token": person.token, **fields})
    headers = own(person.visitor)
    async with person.visitor.post(place, data=form, headers=headers, allow_redirects=False) as answer:
        assert answer.status in (303, 404), (place, answer.status)


def _put(number: int, state: str) -> None:
    Document.update(state=state).where(Document.id == number).execute()


def _everything(number: int) -> tuple[Any, ...]:
    draft = Draft.select().where(Draft.document == number).dicts().get()
    asked = list(Concern.select().dicts())
    sent = list(Dispatch.select().dicts())
    said, lines = Comment.select().count(), Audit.select().where(Audit.document == number).count()
    return Document.get_by_id(number).state, draft, asked, sent, said, lines
