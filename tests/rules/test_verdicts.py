"""What a file's signatures are worth is judged once and kept, and judged again when trust changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import trust
from core.accounts.permissions import actor_of
from core.documents import incoming, rejudging, verdicts
from core.documents.rejudging import supersedes
from core.store.papers import Document, File
from core.store.seals import Verification
from core.trust import bringing, holders, items
from core.trust.holders import Ownership
from core.trust.records import facts_of, inspection_of
from core.values import Actor
from signing.policy import Worth
from signing.values import Inspection, Judged, Reason, Role, Verdict
from tests.parts import letters
from tests.parts.bureau import ADMIN, CLERK, Bureau, open_bureau
from tests.parts.office import Desk
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed

WHY = Reason("VT-4040", "Hợp lệ.")


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def decision(pki: Authority) -> bytes:
    """A decision its leader signed, numbered and sealed."""
    return sealed(pki, led(pki, letters.letter()))


async def actor(bureau: Bureau, login: str) -> Actor:
    people = await bureau.people()
    return await bureau.office.store.read(actor_of, people[login])


async def believe(bureau: Bureau, pki: Authority, *, lists: bool = True) -> None:
    """Let the administrator bring in the authority, and its lists."""
    office, admin = bureau.office, await actor(bureau, ADMIN)
    for data in (pki.der("root"), pki.der("interm"), *(pki.crls() if lists else ())):
        await office.store.write(trust.import_, data, "root", admin, office.clock.now())
    await bureau.rested()


async def know(bureau: Bureau, pki: Authority) -> None:
    """Let the clerk enter whose the certificates of another agency's leader and seal are."""
    office, clerk = bureau.office, await actor(bureau, CLERK)
    for name, role in (("leader", Role.LEADER), ("org", Role.ORGANISATION)):
        owner = Ownership(role, agency="H51.10.06")
        await office.store.write(holders.enter, pki.der(name), owner, clerk, office.clock.now())
    await bureau.rested()


async def verdict(bureau: Bureau, number: int) -> tuple[str, str]:
    """Return the kept verdict of a document's file, and what the document's column says."""
    row = await bureau.row(number)
    kept = await bureau.office.store.read(lambda: Verification.get_by_id(row.sha256).verdict)
    return kept, row.legal_value


def judged(role: Role = Role.LEADER, verdict: Verdict = Verdict.VALID, **changes: str) -> Judged:
    """Return one signature as an inspection tells of it."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    one = Judged(
        "Sig", "signature", "intact", "whole", "none", "trusted", "good", now, None, "B-B", role, None,
        verdict, WHY,
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


async def test_without_trust_nothing_is_valid_and_with_it_the_same_file_is(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    """Roots and lists that come later have the doubtful judged again, without anybody asking."""
    number = await bureau.scan("quyet-dinh.pdf", decision)
    assert await verdict(bureau, number) == ("indeterminate", "reference")
    await believe(bureau, pki, lists=False)
    assert await verdict(bureau, number) == ("indeterminate", "reference"), "no list, no certainty"
    await believe(bureau, pki)
    assert await verdict(bureau, number) == ("valid", "reference"), "valid, but nobody knows whose"
    await know(bureau, pki)
    assert await verdict(bureau, number) == ("valid", "original")
    value = await bureau.office.store.read(verdicts.legal, number, "nd30")
    assert (value.worth, value.words) == (Worth.ORIGINAL, "Có giá trị pháp lý như bản gốc văn bản giấy")


async def test_a_root_believed_no_longer_takes_the_value_away(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    await believe(bureau, pki)
    await know(bureau, pki)
    number = await bureau.scan("quyet-dinh.pdf", decision)
    assert await verdict(bureau, number) == ("valid", "original")
    office, admin = bureau.office, await actor(bureau, ADMIN)
    root = (await office.store.read(items.listing, office.clock.utc()))[0]
    await office.store.write(bringing.remove, root.id, admin, office.clock.now())
    await bureau.rested()
    assert await verdict(bureau, number) == ("indeterminate", "reference")


async def test_a_changed_file_is_invalid_and_says_so(bureau: Bureau, pki: Authority, decision: bytes) -> None:
    await believe(bureau, pki)
    place = decision.index(b"/Type") + 40
    broken = decision[:place] + bytes([decision[place] ^ 1]) + decision[place + 1 :]
    number = await bureau.scan("bi-sua.pdf", broken)
    kept, value = await verdict(bureau, number)
    assert (kept, value) == ("invalid", "reference")
    told = await bureau.office.store.read(verdicts.legal, number, "nd30")
    assert told.why.code == "VT-4076"


async def test_a_certificate_that_becomes_known_changes_the_role_of_who_signed(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    """Only files that name the certificate are judged again."""
    await believe(bureau, pki)
    number = await bureau.scan("quyet-dinh.pdf", decision)
    office, clerk = bureau.office, await actor(bureau, CLERK)
    await know(bureau, pki)
    sha256 = (await bureau.row(number)).sha256
    kept = await office.store.read(trust.verdict_of, str(sha256))
    assert kept is not None and [one.role for one in kept.signatures] == [Role.LEADER, Role.ORGANISATION]
    owner = Ownership(Role.OFFICER, agency="H51.10.06")
    await office.store.write(holders.enter, pki.der("officer"), owner, clerk, office.clock.now())
    await bureau.rested()
    still = await office.store.read(trust.verdict_of, str(sha256))
    assert still == kept


async def test_an_unsigned_scan_asks_for_no_judgement(bureau: Bureau) -> None:
    number = await bureau.scan()
    assert (await bureau.row(number)).legal_value == "reference"
    assert await bureau.office.store.read(Verification.select().count) == 0
    value = await bureau.office.store.read(verdicts.legal, number, "nd30")
    assert value.words == "Để biết, tham khảo, không thay cho việc gửi, nhận văn bản giấy"


async def test_what_was_judged_since_is_left_alone(bureau: Bureau, pki: Authority, decision: bytes) -> None:
    """A minute is left for the commit of a change; the same job twice then finds nothing to do."""
    await believe(bureau, pki)
    number = await bureau.scan("quyet-dinh.pdf", decision)
    sha256, office = str((await bureau.row(number)).sha256), bureau.office
    judged_at = await office.store.read(lambda: Verification.get_by_id(sha256).at)
    for minutes, found in ((-2, []), (2, [sha256])):
        asked = judged_at + timedelta(minutes=minutes)
        assert await office.store.read(rejudging._piece, "all", asked, "") == found
    assert await office.store.read(rejudging._piece, "doubtful", judged_at + timedelta(hours=1), "") == []


def test_old_lists_do_not_take_back_what_fresh_ones_proved() -> None:
    """What was valid stays so when only the lists have aged since; not when anything else is different."""
    valid = Inspection(Verdict.VALID, WHY, (judged(),), 1)
    aged = judged(verdict=Verdict.INDETERMINATE, revocation="stale")
    assert not supersedes(Inspection(Verdict.INDETERMINATE, WHY, (aged,), 1), valid)
    unbelieved = replace(aged, chain="untrusted")
    assert supersedes(Inspection(Verdict.INDETERMINATE, WHY, (unbelieved,), 1), valid)
    revoked = judged(verdict=Verdict.INVALID, revocation="revoked")
    assert supersedes(Inspection(Verdict.INVALID, WHY, (revoked,), 1), valid)
    assert supersedes(valid, Inspection(Verdict.INDETERMINATE, WHY, (aged,), 1))


def test_an_inspection_is_kept_whole() -> None:
    made = Inspection(Verdict.VALID, Reason("VT-1", "Ngày {day}.", {"day": "01/02/2026"}), (judged(),), 3)
    assert inspection_of(facts_of(made)) == made


def test_judging_again_goes_piece_by_piece(desk: Desk) -> None:
    """Twenty at a time; what is not doubtful, or belongs to no file any more, is passed over."""
    document = desk.registered()
    doubtful = Inspection(Verdict.INDETERMINATE, WHY, (judged(verdict=Verdict.INDETERMINATE),), 1)
    hashes = [f"{number:064x}" for number in range(1, 46)]
    about = {"document": document, "role": "attachment", "size": 1, "name": "x", "added_at": desk.now}
    desk.do(lambda: [File.create(sha256=sha256, **about) for sha256 in hashes[:44]])
    for sha256 in hashes:
        desk.do(verdicts.keep, sha256, doubtful, desk.at)
    desk.do(verdicts.keep, hashes[3], Inspection(Verdict.VALID, WHY, (judged(),), 1), desk.at)
    later = desk.at.utc
    first = desk.see(rejudging._piece, "doubtful", later, "")
    second = desk.see(rejudging._piece, "doubtful", later, first[-1])
    third = desk.see(rejudging._piece, "doubtful", later, second[-1])
    assert [len(first), len(second), len(third)] == [20, 20, 3]
    assert first + second + third == [one for one in hashes[:44] if one != hashes[3]]
    assert len(desk.see(rejudging._piece, "all", later, "")) == 20
    assert desk.see(rejudging._piece, "doubtful", datetime(2020, 1, 1, tzinfo=UTC), "") == []


def test_what_leaves_the_system_leaves_no_verdict(desk: Desk) -> None:
    """A verdict names who signed; it goes with the file (Decision 1007, art. 1.2)."""
    document = desk.registered()
    sha256 = str(desk.see(Document.get_by_id, document).sha256)
    found = {sha256: Inspection(Verdict.VALID, WHY, (judged(),), 1)}
    desk.do(verdicts.settle, document, found, "nd30", desk.at)
    assert desk.see(trust.verdict_of, sha256) is not None
    desk.do(incoming.ask_expulsion, document, "văn bản mật", desk.clerk, desk.at)
    desk.do(incoming.confirm_expulsion, document, "đúng là mật", desk.second_clerk, desk.at)
    desk.do(verdicts.forget, sha256)
    desk.do(verdicts.settle, document, found, "nd30", desk.at)
    assert desk.see(trust.verdict_of, sha256) is None, "a judgement that ends later keeps nothing"
