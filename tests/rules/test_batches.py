"""A batch signs letter after letter; it can be left, found again and stopped, and tells each outcome."""

from __future__ import annotations

import asyncio

import pytest

from core.bell import Bell
from core.documents.batches import LONGEST, TOPIC, Batches, Letter
from core.errors import OfficeError, Refused, Trouble
from core.values import Actor, Role

LEADER = Actor("chutich", "Trần Văn Bình", frozenset({Role.LEADER}), 1)
OTHER = Actor("phochutich", "Lê Thị Hạnh", frozenset({Role.LEADER}), 2)


def letters(*numbers: int) -> list[Letter]:
    return [Letter(number, "f" * 64) for number in numbers]


def ready() -> OfficeError | None:
    return None


def late() -> Trouble:
    return Trouble("VT-4016", "Không lấy được dấu thời gian.")


async def signed(letter: Letter) -> None:
    await asyncio.sleep(0)


async def test_every_letter_is_signed_in_the_order_in_which_it_was_chosen() -> None:
    order: list[int] = []

    async def act(letter: Letter) -> None:
        order.append(letter.document)

    async with Batches(Bell()) as batches:
        begun = batches.begin(LEADER, letters(3, 1, 2, 1), act, ready)
        assert (begun.total, begun.running, begun.left) == (3, True, 3)
        ended = await batches.finished(LEADER)
    assert ended is not None
    assert order == [3, 1, 2]
    assert (ended.done, ended.failed, ended.running, ended.left) == ((3, 1, 2), (), False, 0)


async def test_a_letter_that_cannot_be_signed_is_told_and_the_others_are_signed() -> None:
    async def act(letter: Letter) -> None:
        if letter.document == 2:
            raise Refused("VT-2921", "Văn bản đã thay đổi.")
        if letter.document == 3:
            raise ZeroDivisionError

    async with Batches(Bell()) as batches:
        batches.begin(LEADER, letters(1, 2, 3, 4), act, ready)
        ended = await batches.finished(LEADER)
    assert ended is not None
    assert ended.done == (1, 4)
    assert [(one.document, one.error.code) for one in ended.failed] == [(2, "VT-2921"), (3, "VT-2913")]


async def test_the_rest_is_not_tried_when_nobody_could_sign_it_now() -> None:
    """A token that was pulled out would refuse every other letter too."""
    gone = Trouble("VT-4305", "Thiết bị đã bị rút ra.")

    async def act(letter: Letter) -> None:
        if letter.document == 2:
            raise gone

    async with Batches(Bell()) as batches:
        batches.begin(LEADER, letters(1, 2, 3, 4), act, lambda: gone)
        ended = await batches.finished(LEADER)
    assert ended is not None
    assert (ended.done, ended.left, ended.stopped) == ((1,), 2, gone)


async def test_the_rest_is_not_tried_when_the_same_trouble_befell_two_letters_in_a_row() -> None:
    tried: list[int] = []

    async def act(letter: Letter) -> None:
        tried.append(letter.document)
        if letter.document != 2:
            raise late()

    async with Batches(Bell()) as batches:
        batches.begin(LEADER, letters(1, 2, 3, 4, 5, 6), act, ready)
        ended = await batches.finished(LEADER)
    assert ended is not None
    assert tried == [1, 2, 3, 4]  # between the first and the third one went well
    assert ended.stopped is not None
    assert ended.stopped.code == "VT-4016"


async def test_stopping_finishes_the_letter_under_way_and_leaves_the_rest_untouched() -> None:
    async with Batches(Bell()) as batches:

        async def act(letter: Letter) -> None:
            if letter.document == 2:
                batches.cancel(LEADER)

        batches.begin(LEADER, letters(1, 2, 3, 4), act, ready)
        ended = await batches.finished(LEADER)
    assert ended is not None
    assert (ended.done, ended.left, ended.cancelled, ended.running) == ((1, 2), 2, True, False)


async def test_each_person_has_one_batch_at_a_time_and_finds_it_again() -> None:
    go = asyncio.Event()

    async def act(letter: Letter) -> None:
        await go.wait()

    async with Batches(Bell()) as batches:
        assert batches.of(LEADER) is None
        mine = batches.begin(LEADER, letters(1), act, ready)
        theirs = batches.begin(OTHER, letters(2), act, ready)
        with pytest.raises(Refused, match="VT-2911"):
            batches.begin(LEADER, letters(3), act, ready)
        found = batches.of(LEADER)
        assert found is not None
        assert (found.id, found.running) == (mine.id, True)
        assert theirs.id != mine.id
        go.set()
        await batches.finished(LEADER)
        batches.begin(LEADER, letters(3), signed, ready)


async def test_nothing_and_too_much_are_refused() -> None:
    async with Batches(Bell()) as batches:
        for many in ([], letters(*range(LONGEST + 1))):
            with pytest.raises(Refused, match="VT-2912"):
                batches.begin(LEADER, many, signed, ready)


async def test_the_bell_rings_at_every_letter() -> None:
    bell = Bell()
    with bell.listening(TOPIC) as ear:
        async with Batches(bell) as batches:
            batches.begin(LEADER, letters(1), signed, ready)
            assert await ear.wait(5) == {TOPIC}
            await batches.finished(LEADER)


async def test_a_closing_office_leaves_at_once_what_was_not_signed_yet() -> None:
    begun = asyncio.Event()

    async def act(letter: Letter) -> None:
        begun.set()
        await asyncio.sleep(3_600)

    async with Batches(Bell()) as batches:
        batches.begin(LEADER, letters(1, 2), act, ready)
        await begun.wait()
    ended = batches.of(LEADER)
    assert ended is not None
    assert (ended.done, ended.running) == ((), False)
