"""What signing leaves behind: a line of every try, and no open token, no bytes that no row names."""

from __future__ import annotations

import asyncio

import pytest

from core import audit
from core.accounts.permissions import may_read_bytes
from core.documents import (
    draftfiles,
    lifecycle,
    sealing,
    signatures,
    signers,
    states,
)
from core.documents.batches import Letter
from core.documents.leaving import _settle
from core.errors import Forbidden, Refused, WrongState
from core.store.memory import Audit
from core.store.papers import Document
from core.values import Finding
from signing.values import Purpose
from tests.parts import leaving
from tests.parts.chancery import Chancery
from tests.parts.hsm import PIN
from tests.parts.letters import letter
from tests.parts.office import Desk

REASON = "còn nội dung phải sửa"


async def test_every_try_to_unlock_a_token_is_remembered_and_no_pin_with_it(chancery: Chancery) -> None:
    """Whether it was typed on the page of the tokens, on a letter or on a batch of them."""
    office, leader, document = chancery.office, chancery.desk.leader, await chancery.approved()
    seen = await chancery.seen(document)
    with pytest.raises(Refused, match="VT-4341"):
        await signers.unlock(office, leader, Purpose.LEADER, "271828")
    with pytest.raises(Refused, match="VT-4341"):
        await signatures.sign(office, document, leader, "314159", seen)
    with pytest.raises(Refused, match="VT-4341"):
        await signatures.sign_many(office, [Letter(document, seen)], leader, "161803")
    await signatures.sign(office, document, leader, PIN, seen)
    await signers.lock(office, leader, Purpose.LEADER)
    lines = await office.store.read(lambda: list(Audit.select().where(Audit.actor == leader.login)))
    told = [(line.action, audit.told(line).get("code")) for line in lines if "lock" in line.action]
    assert told == [("unlock_failed", "VT-4341")] * 3 + [("unlock_token", None), ("lock_token", None)]
    everything = " ".join(line.facts for line in await office.store.read(lambda: list(Audit.select())))
    assert not [pin for pin in ("271828", "314159", "161803", PIN) if pin in everything]


async def test_who_signs_out_leaves_no_token_unlocked_behind_him(chancery: Chancery) -> None:
    """Nobody else's: the clerk's session goes on."""
    office, desk = chancery.office, chancery.desk
    mine = await signers.unlock(office, desk.leader, Purpose.LEADER, PIN)
    theirs = await signers.unlock(office, desk.clerk, Purpose.ORGANISATION, PIN)
    office.keyring.leave(desk.leader)
    async with asyncio.timeout(30):
        while office.keyring.unlocked(mine, desk.leader):
            await asyncio.sleep(0.01)
    assert office.keyring.unlocked(theirs, desk.clerk)
    assert office.keyring.ended(mine) is None


async def test_a_file_that_may_not_come_into_a_letter_does_not_stay_on_the_disk(chancery: Chancery) -> None:
    """Else anybody who sees a letter could fill the disk with bytes that no row names."""
    document, office = await chancery.draft(), chancery.office
    for number, (role, by) in enumerate((("draft", chancery.desk.head), ("attachment", chancery.desk.head))):
        blob = office.blobs.keep(letter(subject=f"Văn bản lạ {number}"), "la.pdf")
        with pytest.raises(Forbidden):
            await draftfiles.receive(office, document, blob, "la.pdf", role, "", by)
        assert not office.blobs.path(blob.sha256).exists()
    again = office.blobs.fetch(await chancery.seen(document))
    with pytest.raises(Forbidden):
        await draftfiles.receive(office, document, again, "du-thao.pdf", "draft", "", chancery.desk.head)
    assert office.blobs.path(again.sha256).exists()


@pytest.mark.parametrize("step", ["void", "scan_again"])
def test_a_file_in_which_something_was_found_stays_closed_when_its_letter_goes_on(
    desk: Desk, step: str
) -> None:
    """Its number may be voided, or it is scanned again: until it is found clean nobody is given it."""
    document = leaving.numbered(desk)
    desk.do(lifecycle.advance, document, "seal", desk.clerk, desk.at)
    found = {"d" * 64: [Finding("clamd", "Eicar-Test-Signature")]}
    desk.do(_settle, document, found, desk.at)
    assert desk.see(Document.get_by_id, document).state == states.HELD
    desk.do(lifecycle.advance, document, step, desk.clerk, desk.at, reason=REASON)
    for by in (desk.clerk, desk.leader, desk.officer):
        assert not desk.see(lambda by=by: may_read_bytes(Document.get_by_id(document), by))
    if step == "scan_again":
        desk.do(_settle, document, {"d" * 64: [Finding("clamd")]}, desk.at)
        assert desk.see(lambda: may_read_bytes(Document.get_by_id(document), desk.officer))


async def test_a_signature_that_is_dropped_leaves_no_signed_file_on_the_disk(chancery: Chancery) -> None:
    """The number was voided, or the letter taken out as a secret, while the token was at work."""
    office, desk, document = chancery.office, chancery.desk, await chancery.approved()
    seen = await chancery.seen(document)
    real, before = office.keyring.sign, set(office.blobs)

    async def overtaken(*given: object, **more: object) -> object:
        applied = await real(*given, **more)  # type: ignore[arg-type]
        row = await chancery.row(document)
        event = "give_back" if row.state == states.TO_SIGN else "void"
        by = desk.leader if row.state == states.TO_SIGN else desk.clerk
        await office.store.write(lifecycle.advance, document, event, by, chancery.now, reason=REASON)
        return applied

    office.keyring.sign = overtaken  # type: ignore[method-assign, assignment]
    with pytest.raises(WrongState):
        await signatures.sign(office, document, desk.leader, PIN, seen)
    assert set(office.blobs) == before
    office.keyring.sign = real  # type: ignore[method-assign]
    await office.store.write(Document.change, {"id": document}, state=states.TO_SIGN)
    await signatures.sign(office, document, desk.leader, PIN, seen)
    await chancery.number(document)
    office.keyring.sign, before = overtaken, set(office.blobs)  # type: ignore[method-assign, assignment]
    with pytest.raises(WrongState):
        await sealing.seal(office, document, desk.clerk, PIN)
    assert set(office.blobs) == before
    assert (await chancery.row(document)).state == states.VOIDED
