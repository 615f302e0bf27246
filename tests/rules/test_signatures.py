"""A leader signs the very file he saw and approved, with nobody's key but his own; else nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.documents import concerns, drafting, likenesses, signatures, states
from core.documents.batches import Letter
from core.errors import Forbidden, OfficeError, Refused, WrongState
from core.store.database import Store
from core.store.memory import Audit
from core.store.outgoing import Concern, Draft
from core.store.papers import Document
from core.store.seals import Certified, Sealing, TrustItem
from core.values import Actor, ClockReading
from signing.values import Role, Verdict
from tests.parts.chancery import Chancery, file_keys, open_chancery, token_keys
from tests.parts.hsm import PIN, Hsm
from tests.parts.letters import letter
from tests.parts.pki import Authority


@dataclass(frozen=True)
class Before:
    """How a document stood."""

    state: str
    sha256: str
    stages: tuple[str, ...]
    signatures: int


async def standing(chancery: Chancery, document: int) -> Before:
    row = await chancery.row(document)
    made = await chancery.office.store.read(Sealing.select().where(Sealing.document == document).count)
    return Before(row.state, str(row.sha256), tuple(await chancery.stages(document)), made)


def whose(person: Actor) -> int:
    assert person.user_id is not None
    return person.user_id


def damaged() -> bytes:
    """A letter whose table of contents is not where the file says."""
    sound = letter(leader="Trần Văn Bình")
    place = sound.rindex(b"startxref") + 10
    return sound[:place] + b"1" + sound[place:]


async def refused(
    chancery: Chancery, document: int, by: Actor, seen: str = "", pin: str = PIN
) -> OfficeError:
    """Try to sign; return the sentence, after seeing that nothing has changed and nothing is left."""
    before = await standing(chancery, document)
    with pytest.raises(OfficeError) as caught:
        await signatures.sign(chancery.office, document, by, pin, seen or before.sha256)
    assert await standing(chancery, document) == before
    assert chancery.scraps == []
    return caught.value


@pytest.mark.parametrize("kind", ["token", "file"])
async def test_a_signed_letter_bears_a_valid_signature_and_waits_for_its_number(
    tmp_path: Path, store: Store, pki: Authority, hsm: Hsm, kind: str
) -> None:
    """Row, file, verdict, evidence and level together, on both databases, with either kind of key."""
    keys = token_keys(hsm) if kind == "token" else file_keys(pki, "leader")
    async with open_chancery(tmp_path, store, pki, keys) as chancery:
        document = await chancery.approved()
        seen = await chancery.seen(document)
        before = await chancery.content(document)
        applied = await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)
        row, found = await chancery.row(document), await chancery.verdict(document)
        assert (row.state, await chancery.stages(document)) == (states.TO_NUMBER, ["draft", "signed"])
        assert (await chancery.content(document)).startswith(before)
        assert [(one.role, one.verdict) for one in found.signatures] == [(Role.LEADER, Verdict.VALID)]
        note = await store.read(Sealing.get)
        assert (note.purpose, note.before, note.after, note.seen) == ("leader", seen, row.sha256, seen)
        assert note.certificate == applied.certificate.sha256
        line = await store.read(lambda: Audit.select().where(Audit.action == "sign").get())
        assert f'"signed_sha256":"{row.sha256}"' in line.facts
        assert ('"demonstration":true' in line.facts) == (kind == "file")
        assert PIN not in line.facts
        assert (await store.read(Draft.get)).level == "B-B"
        assert chancery.scraps == []


async def test_only_the_file_that_was_shown_is_signed(chancery: Chancery) -> None:
    """What you see is what you sign: a page that is older than the file signs nothing."""
    document = await chancery.approved()
    error = await refused(chancery, document, chancery.desk.leader, "0" * 64)
    assert error.code == "VT-2656"


async def test_a_file_that_was_not_approved_is_not_signed(chancery: Chancery) -> None:
    document = await chancery.approved()
    await chancery.office.store.write(
        lambda: Draft.update(approved_sha256="1" * 64).where(Draft.document == document).execute()
    )
    assert (await refused(chancery, document, chancery.desk.leader)).code == "VT-2655"


async def test_nobody_but_the_named_signer_signs(chancery: Chancery) -> None:
    document = await chancery.approved()
    for by in (chancery.desk.deputy, chancery.desk.officer, chancery.desk.clerk):
        assert isinstance(await refused(chancery, document, by), Forbidden)


async def test_a_draft_that_is_not_approved_yet_is_not_signed(chancery: Chancery) -> None:
    document = await chancery.draft()
    error = await refused(chancery, document, chancery.desk.leader)
    assert isinstance(error, Refused)


async def test_a_deputy_signs_for_the_head_only_where_it_was_delegated_to_him(chancery: Chancery) -> None:
    document = await chancery.draft(signer=chancery.desk.deputy.user_id, capacity="KT")
    write, desk = chancery.office.store.write, chancery.desk
    await write(drafting.submit, document, desk.officer, chancery.now)
    seen = await chancery.seen(document)
    approval = {"state": states.TO_SIGN, "sha256": seen}
    await write(_force, document, approval, {"approved_sha256": seen})
    error = await refused(chancery, document, desk.deputy)
    assert error.code == "VT-2614"


async def test_a_wrong_pin_changes_nothing_and_is_not_repeated(chancery: Chancery) -> None:
    document = await chancery.approved()
    error = await refused(chancery, document, chancery.desk.leader, pin="000000")
    assert error.code == "VT-4341"
    assert "000000" not in f"{error!r}{error.facts}"


async def test_without_a_pin_the_token_stays_closed(chancery: Chancery) -> None:
    document = await chancery.approved()
    before = await standing(chancery, document)
    with pytest.raises(Refused, match="VT-4301"):
        await signatures.sign(chancery.office, document, chancery.desk.leader, None, before.sha256)


async def test_a_person_without_a_key_is_told_who_sets_it_up(chancery: Chancery) -> None:
    document = await chancery.draft()
    await chancery.office.store.write(
        concerns.ask, document, [whose(chancery.desk.head)], "initial", False, chancery.desk.officer,
        chancery.now,
    )  # fmt: skip
    with pytest.raises(Refused, match="VT-2921"):
        await signatures.initial(chancery.office, document, chancery.desk.head, PIN)


async def test_a_certificate_that_is_not_known_to_be_his_signs_nothing(chancery: Chancery) -> None:
    """Decree 30/2020, art. 32.3: a person signs with nobody's key but his own."""
    document = await chancery.approved()
    await chancery.office.store.write(
        lambda: (
            Certified.update(user=chancery.desk.deputy.user_id).where(Certified.role == "leader").execute()
        )
    )
    error = await refused(chancery, document, chancery.desk.leader)
    assert error.code == "VT-2923"
    with pytest.raises(Refused):  # and the token was locked again
        await signatures.sign(
            chancery.office, document, chancery.desk.leader, None, await chancery.seen(document)
        )


async def test_a_chain_that_does_not_end_at_our_root_signs_nothing(chancery: Chancery) -> None:
    document = await chancery.approved()
    await chancery.office.store.write(
        lambda: TrustItem.update(kind="foreign").where(TrustItem.kind == "root").execute()
    )
    error = await refused(chancery, document, chancery.desk.leader)
    assert error.code in ("VT-4023", "VT-2926", "VT-2927")


async def test_without_fresh_lists_of_revocations_nothing_is_signed(chancery: Chancery) -> None:
    """A stale list proves nothing, and what cannot be proven valid is no signature of ours."""
    document = await chancery.approved()
    await chancery.office.store.write(
        lambda: TrustItem.update(removed_at=chancery.now.utc).where(TrustItem.kind == "crl").execute()
    )
    assert (await refused(chancery, document, chancery.desk.leader)).code == "VT-2926"


async def test_with_a_clock_that_is_not_believed_nothing_is_signed(chancery: Chancery) -> None:
    document = await chancery.approved()
    chancery.office.clock.check(True)
    assert (await refused(chancery, document, chancery.desk.leader)).code == "VT-1501"
    chancery.office.clock.judge(ClockReading(datetime.now(UTC), 0.0, 0.0, 3, True))
    await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, await chancery.seen(document))


async def test_without_a_picture_of_the_signature_nothing_is_signed(chancery: Chancery) -> None:
    """Decree 30/2020, Annex I, II.7.d."""
    document, leader = await chancery.approved(), chancery.desk.leader
    await chancery.office.store.write(likenesses.remove, leader.user_id, leader, chancery.now)
    assert (await refused(chancery, document, leader)).code == "VT-2952"


async def test_a_letter_without_a_place_for_its_number_waits_until_somebody_chose_one(
    chancery: Chancery,
) -> None:
    """After the first signature no place can be made any more."""
    document = await chancery.approved(letter(leader="Trần Văn Bình", number="QĐ-UBND"))
    error = await refused(chancery, document, chancery.desk.leader)
    assert error.code == "VT-2953"
    assert "Số" in error.message


async def test_a_damaged_file_is_not_signed(chancery: Chancery) -> None:
    document = await chancery.approved(damaged())
    error = await refused(chancery, document, chancery.desk.leader)
    assert error.code == "VT-4013"


async def test_a_version_that_came_while_the_token_worked_drops_the_signature(chancery: Chancery) -> None:
    """The signature was made on another file than the one that counts now."""
    document = await chancery.approved()
    seen = await chancery.seen(document)
    keyring, real = chancery.office.keyring, chancery.office.keyring.sign

    async def sign(*given: object, **more: object) -> object:
        applied = await real(*given, **more)  # type: ignore[arg-type]
        await chancery.file(document, letter(leader="Trần Văn Bình", subject="Bản mới hơn"))
        return applied

    keyring.sign = sign  # type: ignore[method-assign, assignment]
    with pytest.raises(Refused):
        await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)
    row = await chancery.row(document)
    assert row.state == states.TO_APPROVE
    assert await chancery.stages(document) == ["draft", "draft"]
    assert chancery.scraps == []


async def test_initials_stand_in_the_file_before_the_leader_signs_and_stay_valid(chancery: Chancery) -> None:
    document, desk = await chancery.draft(), chancery.desk
    write = chancery.office.store.write
    people = [whose(desk.initialler), whose(desk.deputy)]
    await write(concerns.ask, document, people, "initial", True, desk.officer, chancery.now)
    await write(drafting.submit, document, desk.officer, chancery.now)
    for person in (desk.initialler, desk.deputy):
        await signatures.initial(chancery.office, document, person, PIN)
    await write(drafting.check_content, document, "", desk.head, chancery.now)
    await write(drafting.check_form, document, "", desk.checker, chancery.now)
    seen = await chancery.seen(document)
    await write(drafting.approve, document, seen, desk.leader, chancery.now)
    await signatures.sign(chancery.office, document, desk.leader, PIN, seen)
    found = await chancery.verdict(document)
    assert [one.field for one in found.signatures] == [
        "vanthu_initial_1", "vanthu_initial_2", "vanthu_leader",
    ]  # fmt: skip
    assert {one.verdict for one in found.signatures} == {Verdict.VALID}
    first, second, _ = (one.box for one in found.signatures)
    assert first is not None
    assert second is not None
    assert second.left >= first.right or second.top <= first.bottom
    done = await chancery.office.store.read(lambda: [row.done_at for row in Concern.select()])
    assert all(done)
    assert await chancery.stages(document) == ["draft", "initialled", "initialled", "signed"]


async def test_nobody_initials_who_was_not_asked_nor_after_the_approval(chancery: Chancery) -> None:
    document, desk = await chancery.draft(), chancery.desk
    with pytest.raises(Forbidden):
        await signatures.initial(chancery.office, document, desk.initialler, PIN)
    await chancery.office.store.write(
        concerns.ask, document, [whose(desk.initialler)], "initial", False, desk.officer, chancery.now
    )
    await chancery.approve(document)
    with pytest.raises((Refused, WrongState)):
        await signatures.initial(chancery.office, document, desk.initialler, PIN)
    assert await chancery.stages(document) == ["draft"]


async def test_a_letter_that_was_unsigned_is_signed_again_from_its_draft(chancery: Chancery) -> None:
    document, desk = await chancery.approved(), chancery.desk
    await signatures.sign(chancery.office, document, desk.leader, PIN, await chancery.seen(document))
    await chancery.office.store.write(
        drafting.unsign, document, "Sai tên người nhận", desk.leader, chancery.now
    )
    await chancery.approve(document)
    await signatures.sign(chancery.office, document, desk.leader, PIN, await chancery.seen(document))
    found = await chancery.verdict(document)
    assert [one.field for one in found.signatures] == ["vanthu_leader"]


async def test_under_a_root_of_a_demonstration_the_record_says_so(chancery: Chancery) -> None:
    document = await chancery.approved()
    await chancery.office.store.write(
        lambda: TrustItem.update(demonstration=True).where(TrustItem.kind == "root").execute()
    )
    seen = await chancery.seen(document)
    await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)
    line = await chancery.office.store.read(lambda: Audit.select().where(Audit.action == "sign").get())
    assert '"demonstration":true' in line.facts


async def test_one_pin_signs_many_letters_and_one_bad_letter_stops_none(chancery: Chancery) -> None:
    good = [await chancery.approved(letter(leader="Trần Văn Bình", subject=f"Thư {n}")) for n in range(3)]
    bad = await chancery.approved(damaged())
    wanted = [Letter(one, await chancery.seen(one)) for one in (good[0], bad, *good[1:])]
    leader = chancery.desk.leader
    begun = await signatures.sign_many(chancery.office, wanted, leader, PIN)
    assert begun.total == 4
    ended = await chancery.office.batches.finished(leader)
    assert ended is not None
    assert ended.done == tuple(good)
    assert [(one.document, one.error.code) for one in ended.failed] == [(bad, "VT-4013")]
    assert {(await chancery.row(one)).state for one in good} == {states.TO_NUMBER}
    assert (await chancery.row(bad)).state == states.TO_SIGN


async def test_a_batch_with_a_wrong_pin_tries_no_letter(chancery: Chancery) -> None:
    document = await chancery.approved()
    with pytest.raises(Refused, match="VT-4341"):
        await signatures.sign_many(
            chancery.office, [Letter(document, await chancery.seen(document))], chancery.desk.leader, "1111"
        )
    assert chancery.office.batches.of(chancery.desk.leader) is None


def _force(document: int, row: Mapping[str, str], draft: Mapping[str, str]) -> None:
    Document.update(**row).where(Document.id == document).execute()
    Draft.update(**draft).where(Draft.document == document).execute()
