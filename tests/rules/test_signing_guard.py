"""What a clever person, a hurried one and a direct question must not get out of the signing half."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest

from core import audit, trust
from core.accounts.permissions import took_part
from core.documents import (
    concerns,
    copies,
    drafting,
    drafts,
    history,
    letters,
    lifecycle,
    outgoing,
    papers,
    placing,
    sealing,
    signatures,
    signers,
    states,
)
from core.documents.batches import Letter
from core.documents.copies import Copy
from core.documents.examine import PDF
from core.documents.wanted import Receiver
from core.errors import Forbidden, Missing, Refused
from core.store.memory import Audit
from core.store.outgoing import Concern, Draft
from core.store.papers import Document, File
from core.store.people import Grant, User
from core.trust import holders, refreshing
from core.trust.holders import Ownership
from core.trust.material import lists_of
from core.values import Actor, Blob, Role
from signing import policy
from signing.values import Box, Certificate, Inspection, Judged, Purpose, Reason, Verdict
from signing.values import Role as HolderRole
from tests.parts import leaving
from tests.parts.chancery import Chancery
from tests.parts.hsm import PIN
from tests.parts.letters import letter
from tests.parts.office import Desk, unopened
from tests.parts.pki import Authority

REASON = "còn nội dung phải sửa"


def received(desk: Desk) -> int:
    """A letter issued to the other unit, with everything that is kept of its making."""
    document = desk.drafted(receivers=(Receiver("Phòng Kinh tế", unit=desk.other_unit),))
    desk.filed(document, "c" * 64)
    note = Blob("e" * 64, 10, unopened(), "du-thao.docx")
    desk.do(
        drafts.add_beside, document, "working", note, {"media_type": "application/zip"}, desk.officer, desk.at
    )
    annex, about = Blob("a" * 64, 10, unopened(), "phu-luc.pdf"), {"media_type": "application/pdf"}
    desk.do(drafts.add_beside, document, "attachment", annex, about, desk.officer, desk.at)
    desk.do(concerns.comment, document, "bỏ tên ông A ra khỏi danh sách", desk.officer, desk.at)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    desk.do(drafting.approve, document, "c" * 64, desk.leader, desk.at)
    desk.do(lifecycle.advance, document, "sign", desk.leader, desk.at)
    desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)
    leaving.seal(desk, document)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    return document


def test_who_receives_a_letter_reads_what_was_issued_and_nothing_of_its_making(desk: Desk) -> None:
    """Drafts and opinions are kept for those who made them (Annex VI, III.5.a), not for the receivers."""
    document = received(desk)
    files = desk.see(lambda: list(File.select().where(File.document == document)))
    assert {file.role for file in files} == {"draft", "working", "attachment", "signed"}
    given = {file.role for file in files if _may_have(desk, document, file.id)}
    assert given == {"attachment", "signed"}
    shown = desk.see(letters.letter, document, desk.stranger, desk.now.date())
    assert (shown.inside, shown.comments, shown.concerns) == (False, (), ())
    assert [one.stage for one in shown.versions] == ["sealed"]
    assert [paper.role for paper in shown.files] == ["attachment"]
    assert shown.reading is not None
    assert {line.event for line in desk.see(history.shown, document, desk.stranger)} == {"issue"}
    assert {line.event for line in shown.lines} == {"issue"}


def _may_have(desk: Desk, document: int, file: int) -> bool:
    try:
        desk.see(papers.demand_paper, document, file, desk.stranger)
    except Missing:
        return False
    return True


@pytest.mark.parametrize("who", ["officer", "head", "checker", "leader", "deputy", "clerk"])
def test_who_made_a_letter_finds_all_of_it_after_it_was_issued(desk: Desk, who: str) -> None:
    document, actor = received(desk), getattr(desk, who)
    assert desk.see(took_part, document, actor)
    shown = desk.see(letters.letter, document, actor, desk.now.date())
    assert (len(shown.versions), len(shown.comments), shown.inside) == (3, 1, True)
    assert {"draft", "comment", "issue"} <= {line.event for line in shown.lines}


def test_an_initial_the_leader_requires_is_not_made_optional_by_asking_again(desk: Desk) -> None:
    """Only who asked, or the head, takes it back; what becomes required stands in the memory."""
    document, asked = desk.drafted(), [desk.initialler.user_id or 0]
    desk.do(concerns.ask, document, asked, concerns.INITIAL, False, desk.officer, desk.at)
    desk.do(concerns.ask, document, asked, concerns.INITIAL, True, desk.head, desk.at)
    desk.do(concerns.ask, document, asked, concerns.INITIAL, False, desk.officer, desk.at)
    assert [one.required for one in desk.see(lambda: list(Concern.select()))] == [True]
    lines = desk.see(
        lambda: [audit.told(line) for line in Audit.select().where(Audit.action == "ask_initial")]
    )
    assert [line["required"] for line in lines] == [False, True]
    desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    with pytest.raises(Refused, match="VT-2646"):
        desk.do(drafting.approve, document, "d" * 64, desk.leader, desk.at)


@pytest.mark.parametrize("who", ["officer", "head", "checker", "deputy"])
async def test_a_leaders_handwriting_is_drawn_for_nobody_else(chancery: Chancery, who: str) -> None:
    """Who sees the letter sees its pages, but not a picture of a signature nobody has given yet."""
    document = await chancery.approved()
    with pytest.raises(Missing):
        await placing.preview(chancery.office, document, getattr(chancery.desk, who), Purpose.LEADER)
    with pytest.raises(Missing):
        await placing.preview(chancery.office, document, getattr(chancery.desk, who), Purpose.ORGANISATION)


async def test_no_page_is_drawn_of_a_file_in_which_something_was_found(chancery: Chancery) -> None:
    document, desk = await chancery.approved(), chancery.desk
    held = Document.update(state=states.HELD).where(Document.id == document)
    await chancery.office.store.write(held.execute)
    for by, purpose in ((desk.leader, Purpose.LEADER), (desk.clerk, Purpose.ORGANISATION)):
        with pytest.raises(Missing):
            await placing.preview(chancery.office, document, by, purpose)


@pytest.mark.parametrize("how", ["withdrawn", "closed"])
async def test_a_clerk_who_is_one_no_longer_seals_nothing_more_of_his_batch(
    chancery: Chancery, how: str
) -> None:
    """He unlocked the token when he was; the roles of the moment count (Decree 30/2020, art. 32.2)."""
    office, clerk, document = chancery.office, chancery.desk.clerk, await chancery.approved()
    seen = await chancery.seen(document)
    await signatures.sign(office, document, chancery.desk.leader, PIN, seen)
    await chancery.number(document)
    await signers.unlock(office, clerk, Purpose.ORGANISATION, PIN)
    await office.store.write(_dismiss, clerk, how, chancery)
    await sealing.seal_many(office, [Letter(document, await chancery.seen(document))], clerk, None)
    ended = await office.batches.finished(clerk)
    assert ended is not None
    assert ended.done == ()
    assert isinstance(ended.failed[0].error, Forbidden if how == "withdrawn" else Missing)
    assert (await chancery.row(document)).state == states.TO_SEAL


def _dismiss(clerk: Actor, how: str, chancery: Chancery) -> None:
    if how == "closed":
        User.update(closed_at=chancery.now.utc).where(User.id == clerk.user_id).execute()
        return
    Grant.delete().where(Grant.user == clerk.user_id, Grant.role == Role.CLERK.value).execute()


async def test_after_the_approval_only_the_signer_moves_what_will_stand_on_the_letter(
    chancery: Chancery,
) -> None:
    """Who prepared it could else put his signature, or the number, where he did not see it."""
    document, desk, write = await chancery.approved(), chancery.desk, chancery.office.store.write
    box = Box(0, 100.0, 100.0, 240.0, 160.0)
    for by in (desk.officer, desk.checker, desk.head, desk.deputy):
        with pytest.raises(Forbidden):
            await write(placing.drag, document, "number", box, by, chancery.now)
    await write(placing.drag, document, "number", box, desk.leader, chancery.now)


async def test_a_scan_that_takes_no_signature_is_copied_anew_before_it_takes_a_number(
    chancery: Chancery,
) -> None:
    """A copy that could never be sealed would leave a number behind that has to be voided."""
    office, clerk = chancery.office, chancery.desk.clerk
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="chủ", user=""))
    blob = office.blobs.keep(locked.getvalue(), "den.pdf")
    document = await asyncio.to_thread(chancery.desk.registered, "den.pdf")
    await office.store.write(File.change, {"document": document}, sha256=blob.sha256, media_type=PDF, pages=1)
    made = await copies.make(office, document, Copy("SY", "Trần Văn Bình, Chủ tịch"), clerk)
    await chancery.number(made)
    await sealing.seal(office, made, clerk, PIN)
    assert (await chancery.row(made)).state == states.SCANNING


def test_a_copy_begun_by_mistake_is_given_up_by_its_clerk_and_takes_no_number(desk: Desk) -> None:
    """No leader signed it, so none withdraws a signature; nobody gives up a letter that was signed."""
    original = leaving.issued(desk)
    blob = Blob("c" * 64, 900, unopened(), "sao.pdf")
    wanted = Copy("SY", "Trần Văn Bình, Chủ tịch UBND xã")
    made = desk.do(copies.begin, original, wanted, blob, 2, desk.clerk, desk.at, site=desk.site)
    with pytest.raises(Refused, match="VT-2975"):
        desk.do(drafting.unsign, made, REASON, desk.leader, desk.at)
    today = desk.now.date()
    assert "unsign" not in desk.see(letters.letter, made, desk.leader, today).offers
    assert "abandon" in desk.see(letters.letter, made, desk.clerk, today).offers
    with pytest.raises(Forbidden):
        desk.do(drafts.abandon, made, REASON, desk.second_clerk, desk.at)
    assert desk.do(drafts.abandon, made, REASON, desk.clerk, desk.at) == states.ABANDONED
    signed = leaving.signed(desk, "e" * 64)
    for by in (desk.officer, desk.leader, desk.clerk):
        assert "abandon" not in desk.see(letters.letter, signed, by, today).offers
        with pytest.raises(Forbidden):
            desk.do(drafts.abandon, signed, REASON, by, desk.at)


def test_who_sees_a_draft_no_longer_takes_no_request_on_it_back(desk: Desk) -> None:
    """A number in the form of another letter's page does not reach it either."""
    document = desk.drafted()
    users = [desk.initialler.user_id or 0]
    (asked,) = desk.do(concerns.ask, document, users, concerns.INITIAL, True, desk.officer, desk.at)
    desk.do(lambda: Draft.update(drafter=desk.head.user_id).where(Draft.document == document).execute())
    with pytest.raises(Missing):
        desk.do(concerns.withdraw, asked, desk.officer, desk.at)
    desk.do(concerns.withdraw, asked, desk.head, desk.at)


def test_no_address_of_a_certificate_is_fetched_whose_issuer_is_a_stranger(
    desk: Desk, pki: Authority
) -> None:
    """Anybody can write an address of our own network into a certificate he made himself."""
    desk.do(holders.enter, pki.der("leader"), Ownership(HolderRole.LEADER, agency="H01"), desk.clerk, desk.at)
    assert lists_of(pki.der("leader"))
    assert desk.see(refreshing.addresses) == []
    desk.do(trust.import_, pki.der("interm"), None, desk.clerk, desk.at)
    assert set(lists_of(pki.der("leader"))) <= set(desk.see(refreshing.addresses))


def test_a_certificate_of_ours_does_not_become_another_agencys(desk: Desk, pki: Authority) -> None:
    """One form on the page of an incoming document would else keep our leader from signing."""
    ours = Ownership(HolderRole.LEADER, user=desk.leader.user_id)
    desk.do(holders.enter, pki.der("leader"), ours, desk.admin, desk.at)
    with pytest.raises(Refused, match="VT-2976"):
        desk.do(holders.enter, pki.der("leader"), replace(ours, user=None, agency="H01"), desk.clerk, desk.at)
    desk.do(holders.enter, pki.der("leader"), ours, desk.clerk, desk.at)


def test_officers_of_another_agency_do_not_make_an_original_of_what_they_signed() -> None:
    """Whom the directory knows as an officer stands neither for a leader nor for a seal (art. 5.1)."""
    two = [judged("a", HolderRole.OFFICER), judged("b", HolderRole.OFFICER)]
    mixed = [judged("a", HolderRole.OFFICER), judged("b", HolderRole.UNKNOWN)]
    for given in (two, mixed):
        found = Inspection(Verdict.VALID, Reason("", ""), tuple(given))
        assert policy.demand(policy.Kind.ORIGINAL, found) is not None
    assert policy.legal_value(policy.Kind.ORIGINAL, found, "nd30").worth is policy.Worth.REFERENCE


def judged(name: str, role: HolderRole) -> Judged:
    """A valid signature of somebody the directory knows as `role`."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    certificate = Certificate(name, "UBND", "01", "CA", name * 64, at, at)
    return Judged(
        name, "signature", "intact", "whole", "none", "trusted", "good", at, None, "B-B", role, certificate,
        Verdict.VALID, Reason("", ""),
    )  # fmt: skip
