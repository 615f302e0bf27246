"""The agency signs last: number and date reach their places, every annex its line, nothing may follow."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from core import jobs
from core.documents import copies, drafts, leaving, likenesses, sealing, signatures, states
from core.documents.batches import Letter
from core.documents.copies import Copy
from core.documents.examine import PDF
from core.errors import Forbidden, Refused, Trouble, WrongState
from core.hookspecs import hookimpl
from core.office import Office
from core.store.database import Store
from core.store.outgoing import Draft
from core.store.papers import Entry, Examination, File
from core.store.seals import Sealing
from core.trust import verdict_of
from core.values import Actor, Blob, Job
from signing.values import Role, Verdict
from tests.parts.bureau import BAIT
from tests.parts.chancery import Chancery, file_keys, open_chancery, token_keys
from tests.parts.hsm import PIN, Hsm
from tests.parts.letters import letter
from tests.parts.pki import Authority


async def signed(chancery: Chancery, content: bytes | None = None, annex: bytes | None = None) -> int:
    """A letter the chairman has signed."""
    document = await chancery.draft(content)
    if annex is not None:
        blob = chancery.office.blobs.keep(annex, "phu-luc.pdf")
        about = {"media_type": PDF, "pages": 1, "facts": {"signatures": 0, "notes": []}}
        await chancery.office.store.write(
            drafts.add_beside, document, "attachment", blob, about, chancery.desk.officer, chancery.now
        )
    await chancery.approve(document)
    seen = await chancery.seen(document)
    await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)
    return document


async def numbered(chancery: Chancery, content: bytes | None = None, annex: bytes | None = None) -> int:
    """A letter that has its number and waits for the seal."""
    document = await signed(chancery, content, annex)
    await chancery.number(document)
    return document


async def sealed(chancery: Chancery, **given: bytes) -> int:
    """A letter that bears its seal and is to be scanned."""
    document = await numbered(chancery, **given)
    await sealing.seal(chancery.office, document, chancery.desk.clerk, PIN)
    return document


def words(content: bytes) -> str:
    """What the first page says, filled fields and stamps included."""
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        document[0].flatten()
        return str(document[0].get_textpage().get_text_range())


async def scan(chancery: Chancery, document: int) -> str:
    """Do the job that scans a sealed letter; return the state it leaves the letter in."""
    ending = await leaving.inspect(
        chancery.office, Job(1, "inspect_outgoing", "k", {"document": document}, 1)
    )
    if ending is not None:
        await chancery.office.store.write(ending)
    return (await chancery.row(document)).state


@pytest.mark.parametrize("kind", ["token", "file"])
async def test_a_sealed_letter_bears_number_date_and_two_valid_signatures(
    tmp_path: Path, store: Store, pki: Authority, hsm: Hsm, kind: str
) -> None:
    """On both databases; the file the leader signed is the beginning of the sealed one, byte for byte."""
    keys = token_keys(hsm) if kind == "token" else file_keys(pki, "leader", "org")
    async with open_chancery(tmp_path, store, pki, keys) as chancery:
        document = await numbered(chancery)
        before, row = await chancery.content(document), await chancery.row(document)
        applied = await sealing.seal(chancery.office, document, chancery.desk.clerk, PIN)
        after, found = await chancery.content(document), await chancery.verdict(document)
        assert after.startswith(before)
        assert [(one.role, one.verdict, one.changes) for one in found.signatures] == [
            (Role.LEADER, Verdict.VALID, "permitted"),
            (Role.ORGANISATION, Verdict.VALID, "none"),
        ]
        day = row.issued_date
        assert day is not None
        said = " ".join(words(after).split())
        month = f"{day:%m}" if day.month < 3 else str(day.month)
        assert said.endswith(f"{row.code_number} {day:%d} {month}")  # fields are read after the text
        state = await chancery.row(document)
        assert (state.state, state.legal_value) == (states.SCANNING, "original")
        assert await chancery.stages(document) == ["draft", "signed", "sealed"]
        assert await store.read(lambda: jobs.waiting("inspect_outgoing")) == 1
        assert (await store.read(Draft.get)).sealed_at is not None
        notes = await store.read(lambda: [(one.purpose, one.by) for one in Sealing.select()])
        assert notes == [("leader", "chutich"), ("organisation", "vanthu")]
        assert applied.field == "vanthu_organisation"
        assert chancery.scraps == []


async def test_the_seal_stands_at_its_size_over_a_third_of_the_signature_on_its_left(
    chancery: Chancery,
) -> None:
    """Decree 30/2020, Annex I, II.8.a."""
    leader, seal = (one.box for one in (await chancery.verdict(await sealed(chancery))).signatures)
    assert leader is not None
    assert seal is not None
    assert seal.right - seal.left == pytest.approx(36 * 72 / 25.4, abs=0.1)
    assert seal.right == pytest.approx(leader.left + (leader.right - leader.left) / 3, abs=0.1)
    assert (seal.bottom + seal.top) / 2 == pytest.approx((leader.bottom + leader.top) / 2, abs=0.1)


async def test_an_annex_in_a_file_of_its_own_bears_number_and_time_in_its_corner(chancery: Chancery) -> None:
    """Decree 30/2020, Annex I, III.1.d: signed by the agency, shown as one line, no seal."""
    document = await sealed(chancery, annex=letter(leader="Không ai", kind="PHỤ LỤC"))
    annex = await chancery.office.store.read(
        lambda: File.get(File.document == document, File.role == "attachment", File.removed_at.is_null())
    )
    code = await chancery.row(document)
    said = words(chancery.office.blobs.path(annex.sha256).read_bytes())
    assert f"Số: {code.code_number}/{code.code_notation};" in said
    assert "+07:00" in said
    found = await chancery.office.store.read(verdict_of, annex.sha256)
    assert found is not None
    assert [(one.role, one.verdict) for one in found.signatures] == [(Role.ORGANISATION, Verdict.VALID)]
    before = await chancery.office.store.read(
        File.select().where(File.document == document, File.role == "attachment").count
    )
    assert before == 2  # the unsigned one stays on record


async def test_an_annex_that_is_no_pdf_stops_the_signature_before_a_number_is_given(
    chancery: Chancery,
) -> None:
    document = await chancery.draft()
    picture = Blob("e" * 64, 10, Path("/nonexistent"), "so-lieu.png")
    await chancery.office.store.write(
        drafts.add_beside,
        document,
        "attachment",
        picture,
        {"media_type": "image/png"},
        chancery.desk.officer,
        chancery.now,
    )
    await chancery.approve(document)
    with pytest.raises(Refused, match="VT-2962"):
        seen = await chancery.seen(document)
        await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)


async def test_nothing_but_the_clerks_hand_seals_and_only_a_numbered_letter(chancery: Chancery) -> None:
    """Decree 30/2020, art. 32.2.c."""
    document = await signed(chancery)
    with pytest.raises(WrongState):
        await sealing.seal(chancery.office, document, chancery.desk.clerk, PIN)
    await chancery.number(document)
    for by in (chancery.desk.leader, chancery.desk.officer, chancery.desk.admin):
        with pytest.raises(Forbidden):
            await sealing.seal(chancery.office, document, by, PIN)
    with pytest.raises(Refused, match="VT-2656"):
        await sealing.seal(chancery.office, document, chancery.desk.clerk, PIN, "0" * 64)


async def test_a_seal_that_fails_leaves_the_number_and_is_made_again(chancery: Chancery) -> None:
    """The number is spoken for: sealing resumes, it is never given again."""
    document = await numbered(chancery, annex=letter(leader="Không ai"))
    before, clerk = await chancery.row(document), chancery.desk.clerk
    with pytest.raises(Refused, match="VT-4341"):
        await sealing.seal(chancery.office, document, clerk, "000000")
    real = chancery.office.blobs.keep

    def full(*given: object) -> Blob:
        raise Trouble("VT-1301", "Không ghi được tệp vào kho: {reason}", reason="No space left on device")

    chancery.office.blobs.keep = full  # type: ignore[method-assign, assignment]
    with pytest.raises(Trouble, match="VT-1301"):
        await sealing.seal(chancery.office, document, clerk, PIN)
    chancery.office.blobs.keep = real  # type: ignore[method-assign]
    after = await chancery.row(document)
    assert (after.state, after.sha256, after.code_number) == (
        states.TO_SEAL, before.sha256, before.code_number,
    )  # fmt: skip
    assert chancery.scraps == []
    await sealing.seal(chancery.office, document, clerk, None)
    assert (await chancery.row(document)).state == states.SCANNING
    entries = await chancery.office.store.read(Entry.select().where(Entry.document == document).count)
    assert entries == 1


async def test_an_office_without_a_picture_of_its_seal_is_told_to_bring_one(chancery: Chancery) -> None:
    document, clerk = await numbered(chancery), chancery.desk.clerk
    await chancery.office.store.write(likenesses.remove, None, clerk, chancery.now)
    with pytest.raises(Refused, match="VT-2961"):
        await sealing.seal(chancery.office, document, clerk, PIN)


async def test_a_copy_bears_the_agencys_signature_alone(chancery: Chancery) -> None:
    """Decree 30/2020, art. 25-27 and 32.2.d: form, agency and time in the corner, no leader's signature."""
    document = await sealed(chancery)
    await scan(chancery, document)
    await chancery.office.store.write(_issue, document, chancery.desk.clerk, chancery)
    wanted = Copy("SY", "Trần Văn Bình, Chủ tịch")
    made = await copies.make(chancery.office, document, wanted, chancery.desk.clerk)
    await chancery.number(made)
    await sealing.seal(chancery.office, made, chancery.desk.clerk, PIN)
    found, row = await chancery.verdict(made), await chancery.row(made)
    assert [(one.role, one.verdict) for one in found.signatures] == [(Role.ORGANISATION, Verdict.VALID)]
    said = " ".join(words(await chancery.content(made)).split())
    assert "SAO Y; ỦY BAN NHÂN DÂN XÃ LONG PHÚ;" in said
    assert (row.state, row.legal_value) == (states.SCANNING, "copy")


async def test_a_clean_letter_passes_and_a_tainted_one_is_held(chancery: Chancery) -> None:
    clean = await sealed(chancery)
    assert await scan(chancery, clean) == states.TO_ISSUE
    assert await scan(chancery, clean) == states.TO_ISSUE  # asked twice, done once
    with pikepdf.open(io.BytesIO(letter(leader="Trần Văn Bình"))) as pdf:
        pdf.Root.Bait = pikepdf.String(BAIT.decode())
        tainted = io.BytesIO()
        pdf.save(tainted, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    bad = await sealed(chancery, content=tainted.getvalue())
    assert await scan(chancery, bad) == states.HELD
    row = await chancery.row(bad)
    assert (row.trouble_code, row.trouble) == ("VT-2301", "Eicar-Test-Signature")
    seen = await chancery.office.store.read(
        Examination.select().where(Examination.sha256 == row.sha256).count
    )
    assert seen == 1


async def test_a_letter_waits_while_nobody_can_scan_it(tmp_path: Path, pki: Authority, store: Store) -> None:
    """Nothing leaves unexamined: silence is no answer."""

    class Silent:
        """Has examined nothing."""

        @hookimpl
        def inspect_file(self, office: Office, file: Blob) -> None:
            """Say nothing."""

    keys = file_keys(pki, "leader", "org")
    async with open_chancery(tmp_path, store, pki, keys, more={"inspector": Silent()}) as chancery:
        document = await sealed(chancery)
        with pytest.raises(Trouble, match="VT-2303"):
            await scan(chancery, document)
        assert (await chancery.row(document)).state == states.SCANNING


async def test_the_clerk_seals_many_letters_with_one_pin(chancery: Chancery) -> None:
    made = [
        await numbered(chancery, letter(leader="Trần Văn Bình", subject=f"Thư {number}"))
        for number in range(2)
    ]
    wanted = [Letter(one, await chancery.seen(one)) for one in made]
    await sealing.seal_many(chancery.office, wanted, chancery.desk.clerk, PIN)
    ended = await chancery.office.batches.finished(chancery.desk.clerk)
    assert ended is not None
    assert (ended.done, ended.failed) == (tuple(made), ())


def _issue(document: int, by: Actor, chancery: Chancery) -> str:
    from core.documents import outgoing

    return outgoing.issue(document, by, chancery.now)
