"""The agency signs the scan of a paper once: as a true copy, at the top right; the scan stays beside it."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from core.documents import digitising, incoming, likenesses, papers, registers, rendering, states, verdicts
from core.documents.examine import JPEG, PDF
from core.errors import Forbidden, Missing, OfficeError, Refused, Trouble, WrongState
from core.store.database import Store
from core.store.memory import Audit, JobRow
from core.store.papers import Document, File
from core.store.seals import Sealing, Verification
from core.trust import verdict_of
from core.values import Arrival, Blob, Finding
from signing.values import Box, Inspection, Role, Verdict
from tests.parts.chancery import Chancery, file_keys, open_chancery, token_keys
from tests.parts.hsm import PIN, Hsm
from tests.parts.letters import letter
from tests.parts.office import letter as particulars
from tests.parts.pki import Authority
from tests.parts.seen import crop, words
from tests.parts.signed import led

MILLIMETRE = 72 / 25.4


def picture() -> bytes:
    """A page from a scanner: colour, 200 dpi, A4."""
    page = Image.new("RGB", (1654, 2339), "white")
    ImageDraw.Draw(page).text((300, 600), "SO NOI VU - Ra soat can bo, cong chuc", fill="navy")
    kept = io.BytesIO()
    page.save(kept, "JPEG", dpi=(200, 200))
    return kept.getvalue()


def scan() -> bytes:
    """The PDF a scanner makes of it."""
    return rendering.to_pdf(io.BytesIO(picture()))


async def cleared(chancery: Chancery, content: bytes | None = None, **about: Any) -> int:
    """A scan that came in and was found clean."""
    told = {"media_type": PDF, "pages": 1, "facts": {"signatures": 0, "notes": []}} | about
    blob = chancery.office.blobs.keep(content or scan(), "quet.pdf")

    def receive() -> int:
        document = incoming.receive(Arrival("may-quet-1", blob.sha256, "quet.pdf"), blob, chancery.now)
        File.change({"document": document, "role": "original"}, **told)
        incoming.settle(document, [Finding("clamd")], None, chancery.now, pages=1)
        return document

    return await chancery.office.store.write(receive)


async def registered(
    chancery: Chancery, content: bytes | None = None, *, paper: bool = True, **about: Any
) -> int:
    """A scan that is entered in the register; its paper lies in the office."""
    document, clerk = await cleared(chancery, content, **about), chancery.desk.clerk
    told = particulars(paper=paper)
    await chancery.office.store.write(registers.register, document, told, clerk, chancery.now)
    return document


async def sign(chancery: Chancery, document: int, pin: str | None = PIN, seen: str = "") -> None:
    """Have the clerk sign a scan."""
    await digitising.digitise(chancery.office, document, chancery.desk.clerk, pin, seen)


async def made(chancery: Chancery, document: int) -> tuple[Path, Inspection]:
    """Return the signed scan and its verdict."""
    row = await chancery.office.store.read(
        lambda: File.get(File.document == document, File.role == digitising.DIGITISED)
    )
    found = await chancery.office.store.read(verdict_of, row.sha256)
    assert found is not None
    return chancery.office.blobs.path(row.sha256), found


async def memory(chancery: Chancery) -> tuple[object, ...]:
    """Everything that signing a scan may leave behind."""

    def rows() -> tuple[object, ...]:
        tables = (File, Sealing, Verification, JobRow)
        done = Audit.select().where(Audit.action == "digitise").count()
        values = [(row.id, row.state, row.legal_value, row.sha256) for row in Document.select()]
        return (*(table.select().count() for table in tables), done, values)

    blobs = sorted(path.name for path in chancery.office.home.blobs.rglob("*") if path.is_file())
    return (await chancery.office.store.read(rows), blobs, chancery.scraps)


async def refused(
    chancery: Chancery, document: int, code: str, kind: type[OfficeError] = Refused, **given: Any
) -> None:
    """A scan is not signed, with this code, and nothing whatever has changed."""
    before = await memory(chancery)
    with pytest.raises(kind, match=code):
        await sign(chancery, document, **given)
    assert await memory(chancery) == before


def millimetres(box: Box | None) -> tuple[float, float, float, float]:
    """Width, height, and distance from the right and the top of an A4 page, as a signature stands on it."""
    assert box is not None
    assert box.page == 0
    across, down = box.right - box.left, box.top - box.bottom
    parts = (across, down, 1654 * 72 / 200 - box.right, 2339 * 72 / 200 - box.top)
    a, b, c, d = (round(part / MILLIMETRE, 1) for part in parts)
    return a, b, c, d


@pytest.mark.parametrize("kind", ["token", "file"])
async def test_a_signed_scan_is_a_true_copy_with_one_line_at_the_top_right(
    tmp_path: Path, store: Store, pki: Authority, hsm: Hsm, kind: str
) -> None:
    """Decree 30/2020, art. 25.1.c; Annex I, II.I.3: form, agency, time, no picture; on both databases."""
    keys = token_keys(hsm) if kind == "token" else file_keys(pki, "org")
    async with open_chancery(tmp_path, store, pki, keys) as chancery:
        document = await registered(chancery)
        before = await chancery.content(document)
        jobs = await store.read(JobRow.select().count)
        await sign(chancery, document, seen=await chancery.seen(document))
        file, found = await made(chancery, document)
        assert file.read_bytes().startswith(before)
        assert [(one.role, one.verdict, one.locks) for one in found.signatures] == [
            (Role.ORGANISATION, Verdict.VALID, True)
        ]
        said = " ".join(words(file).split())
        assert "SAO Y; ỦY BAN NHÂN DÂN XÃ LONG PHÚ; " in said
        assert "+07:00" in said
        assert millimetres(found.signatures[0].box) == (80.9, 8.6, 8.0, 8.0)
        row = await chancery.row(document)
        assert (row.state, row.legal_value) == (states.REGISTERED, "copy")
        value = await store.read(verdicts.legal, document, "nd30")
        assert (value.words, value.law) == (
            "Có giá trị pháp lý như bản chính", "Nghị định 30/2020/NĐ-CP, Điều 26",
        )  # fmt: skip
        assert await chancery.content(document) == before, "what came from the scanner stays"
        notes = await store.read(lambda: [(one.purpose, one.by, one.after) for one in Sealing.select()])
        assert notes == [("copy", "vanthu", file.name)]
        line = await store.read(lambda: Audit.get(Audit.action == "digitise"))
        assert (line.actor, line.document) == ("vanthu", document)
        assert await store.read(JobRow.select().count) == jobs, "nothing is judged or read a second time"
        assert chancery.scraps == []


async def test_the_older_rules_want_the_seal_at_its_real_size_with_agency_and_time(
    tmp_path: Path, store: Store, pki: Authority
) -> None:
    """Circular 01/2019, art. 6.2."""
    settings = 'profile = "tt01"\n'
    async with open_chancery(tmp_path, store, pki, file_keys(pki, "org"), settings=settings) as chancery:
        document, clerk = await registered(chancery), chancery.desk.clerk
        picture_of_seal = await store.read(likenesses.current, None)
        assert picture_of_seal is not None
        await store.write(likenesses.remove, None, clerk, chancery.now)
        await refused(chancery, document, "VT-2988")
        await store.write(likenesses.keep, None, picture_of_seal.png, 30.0, clerk, chancery.now)
        await sign(chancery, document, None)
        file, found = await made(chancery, document)
        box = found.signatures[0].box
        across, down, from_right, from_top = millimetres(box)
        assert (across, from_right, from_top) == (30.0, 8.0, 8.0)
        assert down > 30.0, "the words stand below the seal"
        said = " ".join(words(file).split())
        assert "ỦY BAN NHÂN DÂN XÃ LONG PHÚ" in said and "+07:00" in said and "SAO Y" not in said
        assert box is not None
        shown = tmp_path / "shown.pdf"
        shown.write_bytes(file.read_bytes())
        red, green, _ = crop(shown, box).split()
        assert ImageStat.Stat(ImageChops.subtract(red, green)).extrema[0][1] > 100, "a red seal"
        value = await store.read(verdicts.legal, document, "tt01")
        assert value.words == "Có giá trị pháp lý như bản chính"


async def test_the_signed_scan_is_shown_first_and_the_scan_stays_beside_it(chancery: Chancery) -> None:
    document, read = await registered(chancery), chancery.office.store.read
    assert await read(digitising.possible, document, chancery.desk.clerk)
    await sign(chancery, document)
    assert not await read(digitising.possible, document, chancery.desk.clerk)
    row = await chancery.row(document)
    for person in (chancery.desk.clerk, chancery.desk.leader):
        shown = await read(papers.papers_for, row, person)
        assert [paper.role for paper in shown] == ["digitised", "original"]
        assert papers.readable(shown) == shown[0] == (await read(papers.readable_of, [document]))[document]
    assert await read(papers.papers_for, row, chancery.desk.stranger) == ()
    with pytest.raises(Missing):
        await read(papers.demand_paper, document, shown[0].id, chancery.desk.stranger)


async def test_of_a_picture_the_pdf_that_was_made_of_it_is_signed(chancery: Chancery) -> None:
    document = await registered(chancery, picture(), media_type=JPEG)
    await refused(chancery, document, "VT-2986")
    blob = chancery.office.blobs.keep(scan(), "quet.pdf")
    await chancery.office.store.write(
        incoming.add_file, document, "rendition", blob, chancery.now, media_type=PDF
    )
    await sign(chancery, document, seen=blob.sha256)
    file, _ = await made(chancery, document)
    assert file.read_bytes().startswith(blob.path.read_bytes())


async def test_nobody_but_a_clerk_of_the_agency_signs_a_scan(chancery: Chancery) -> None:
    document, desk = await registered(chancery), chancery.desk
    before = await memory(chancery)
    with pytest.raises(Forbidden, match="VT-2982"):
        await digitising.digitise(chancery.office, document, desk.leader, PIN)
    for by in (desk.head, desk.officer, desk.stranger, desk.admin):
        with pytest.raises(Missing):
            await digitising.digitise(chancery.office, document, by, PIN)
        assert not await chancery.office.store.read(digitising.possible, document, by)
    assert await memory(chancery) == before


async def test_what_its_issuer_has_signed_is_never_signed_again(chancery: Chancery) -> None:
    """Circular 01/2019, art. 12; whether its examination counted the signature or not."""
    content = await asyncio.to_thread(led, chancery.pki, letter())
    for number, facts in enumerate(({"signatures": 1}, {"signatures": 0})):
        document = await registered(chancery, content + b"\n" * number, facts=facts)
        await refused(chancery, document, "VT-2985")


async def test_only_a_registered_scan_of_a_paper_is_signed(chancery: Chancery) -> None:
    await refused(chancery, await cleared(chancery), "VT-2983", WrongState)
    electronic = await registered(chancery, scan() + b"\n", paper=False)
    await refused(chancery, electronic, "VT-2984")
    stale = await registered(chancery, scan() + b"\n\n")
    await refused(chancery, stale, "VT-2951", WrongState, seen="0" * 64)
    clerk = chancery.desk.clerk
    await chancery.office.store.write(registers.cancel, stale, "nhầm văn bản", clerk, chancery.now)
    await refused(chancery, stale, "VT-2983", WrongState)


async def test_a_scan_is_signed_once(chancery: Chancery) -> None:
    """A second time is refused, and of two at the same moment one."""
    document = await registered(chancery)
    await sign(chancery, document)
    await refused(chancery, document, "VT-2987", WrongState)
    other = await registered(chancery, scan() + b"\n")
    ended = await asyncio.gather(*(sign(chancery, other, None) for _ in range(2)), return_exceptions=True)
    failed = [one for one in ended if one is not None]
    assert len(failed) == 1
    assert isinstance(failed[0], WrongState)
    assert failed[0].code == "VT-2987"
    files = await chancery.office.store.read(
        File.select().where(File.document == other, File.role == digitising.DIGITISED).count
    )
    assert files == 1


async def test_a_fault_of_token_or_disk_leaves_everything_as_it_was(chancery: Chancery) -> None:
    document = await registered(chancery)
    locked = await memory(chancery)
    with pytest.raises(Refused, match="VT-4341"):
        await sign(chancery, document, "000000")
    assert await memory(chancery) == locked
    real = chancery.office.blobs.keep

    def full(*given: object) -> Blob:
        raise Trouble("VT-1301", "Không ghi được tệp vào kho: {reason}", reason="No space left on device")

    chancery.office.blobs.keep = full  # type: ignore[method-assign, assignment]
    await refused(chancery, document, "VT-1301", Trouble)
    chancery.office.blobs.keep = real  # type: ignore[method-assign]
    await sign(chancery, document, None)
    assert (await made(chancery, document))[1].verdict is Verdict.VALID
