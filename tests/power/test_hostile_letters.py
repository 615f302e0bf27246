"""A letter of any build goes the whole way and every program agrees, or is refused on the day it comes."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from core.documents import placing, sealing, signatures
from core.errors import Refused
from core.store.database import Store
from core.store.papers import File
from core.store.schema import migrate
from core.trust import verdict_of
from signing.values import Box, Inspection, Role, Verdict
from tests.parts import letters, oddities, rubble, seen, strangers, weighing
from tests.parts.chancery import Chancery, file_keys, open_chancery, token_keys
from tests.parts.hsm import PIN, Hsm
from tests.parts.misused import certified
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed
from tests.parts.validators import Opinion, pdfsig, qpdf
from tests.parts.voyages import Inspector, begun, issued, kept, leave, letter, standing, upload

pytestmark = pytest.mark.asyncio(loop_scope="module")
TRUSTED = Opinion("Signature is Valid.", "Certificate is Trusted.")
ALIKE = 12.0
"""How far a stamp on an odd page may differ from the one on a plain page; upside down it differs more."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chancery(
    tmp_path_factory: pytest.TempPathFactory, pki: Authority, hsm: Hsm
) -> AsyncIterator[Chancery]:
    """One office for all the files: the chairman's key in a token, the seal's in a file."""
    folder = tmp_path_factory.mktemp("office")
    migrate(str(folder / "office.db"))
    store = Store(str(folder / "office.db"))
    store.open()
    keys = token_keys(hsm).partition("[plugins.tokens.tokens.coquan]")[0] + file_keys(pki, "org")
    try:
        async with open_chancery(folder, store, pki, keys, more={"inspector": Inspector()}) as opened:
            yield opened
    finally:
        store.close()


def shown(inspection: Inspection) -> tuple[Box, Box]:
    """Where the leader's signature and the seal are to be seen."""
    leader, seal = (one.box for one in inspection.signatures)
    assert leader is not None and seal is not None
    return leader, seal


async def agreed(chancery: Chancery, document: int, folder: Path) -> Path:
    """Return an issued file after everybody has said that it is right: we, poppler with NSS, and qpdf."""
    file, found = await kept(chancery, document, folder), await chancery.verdict(document)
    assert [(one.role, one.verdict) for one in found.signatures] == [
        (Role.LEADER, Verdict.VALID),
        (Role.ORGANISATION, Verdict.VALID),
    ]
    assert pdfsig(file, chancery.pki, folder) == [TRUSTED, TRUSTED]
    assert "No syntax or stream encoding errors" in qpdf(file)
    row = await chancery.row(document)
    assert row.legal_value == "original"
    said, day = seen.words(file), row.issued_date
    assert day is not None
    month = f"{day:%m}" if day.month < 3 else str(day.month)
    assert re.search(rf"Số: ?{row.code_number} ?/QĐ-UBND", said)
    assert re.search(rf"ngày ?{day:%d} ?tháng ?{month} ?năm", said)
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stamps(
    chancery: Chancery, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Image.Image, Image.Image]:
    """How signature and seal look on a letter as it should be."""
    document = await issued(chancery, letter())
    file = await agreed(chancery, document, tmp_path_factory.mktemp("plain"))
    leader, seal = (seen.crop(file, box) for box in shown(await chancery.verdict(document)))
    assert seen.unlike(seal, seal.rotate(180)) > ALIKE < seen.unlike(leader, leader.rotate(180))
    return leader, seal


LAID: dict[str, Callable[[bytes], bytes]] = {
    "turned by 90": lambda made: letters.turned(made, 90),
    "turned by 180": lambda made: letters.turned(made, 180),
    "turned by 270": lambda made: letters.turned(made, 270),
    "leftover transformation": letters.leftover,
    "MediaBox not at zero": letters.moved,
    "CropBox smaller": oddities.cropped,
    "on an A3 sheet that lies": oddities.lying,
    "500 pages": lambda made: rubble.endless(made, 500),
    "objects in streams": rubble.packed,
    "PDF 1.7": lambda made: oddities.of_version(made, "1.7"),
    "PDF 2.0": lambda made: oddities.of_version(made, "2.0"),
    "linearised": rubble.lined,
    "no fonts in it": oddities.unfonted,
    "sizes at the tree of pages": oddities.inheriting,
    "saved three times": oddities.rewritten,
}


@pytest.mark.parametrize("laid", LAID)
async def test_a_letter_of_odd_build_is_issued_and_looks_as_it_should(
    laid: str, chancery: Chancery, stamps: tuple[Image.Image, Image.Image], tmp_path: Path
) -> None:
    """Both signatures hold for everybody, number and date are read, stamps stand upright in their places."""
    made = LAID[laid](letter())
    document = await issued(chancery, made)
    file = await agreed(chancery, document, tmp_path)
    assert file.read_bytes().startswith(made)
    boxes = shown(await chancery.verdict(document))
    differences = [
        seen.unlike(seen.crop(file, box), as_it_should)
        for box, as_it_should in zip(boxes, stamps, strict=True)
    ]
    assert max(differences) < ALIKE


MENDED: dict[str, Callable[[bytes], bytes]] = {
    "cut off": rubble.cut,
    "with a wrong table": rubble.misplaced,
    "behind lines of a gateway": rubble.prefaced,
    "of two minds": rubble.hybrid,
    "with a description nobody can read": rubble.garbled,
    "with a link that is no object": oddities.annotated,
    "that counts its pages wrong": lambda made: oddities.miscounted(made, 7),
}


@pytest.mark.parametrize("kind", MENDED)
async def test_a_damaged_draft_nobody_signed_is_written_anew_when_it_comes(
    kind: str, chancery: Chancery, tmp_path: Path
) -> None:
    """What is approved and signed is the mended file; the officer is told to look at it again."""
    spoiled = MENDED[kind](letter())
    document = await begun(chancery)
    await upload(chancery, document, spoiled)
    seen_, digest = await chancery.seen(document), hashlib.sha256(spoiled).hexdigest()
    facts = await chancery.office.store.read(lambda: File.get(File.sha256 == seen_).facts)
    assert "mended" in facts["notes"]
    assert not chancery.office.blobs.path(digest).exists()
    await leave(chancery, document)
    await agreed(chancery, document, tmp_path)


REFUSED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "with a password": ("VT-2312", lambda made: rubble.encrypted(made, user="secret")),
    "that forbids changes": ("VT-2312", rubble.encrypted),
    "a dynamic form": ("VT-4011", rubble.form),
    "a form described twice": ("VT-4011", oddities.static_form),
    "with a script": ("VT-2314", lambda made: oddities.scripted(made, "/JavaScript")),
    "that starts a program": ("VT-2314", lambda made: oddities.scripted(made, "/Launch")),
    "without pages": ("VT-2313", lambda _made: oddities.pageless()),
    "with a field of our name": ("VT-4004", lambda made: rubble.asking(made, "vanthu_number")),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_a_draft_nobody_could_sign_is_refused_on_the_day_it_comes(
    kind: str, chancery: Chancery
) -> None:
    """Neither a version nor bytes stay, and the draft goes on with a file that can be signed."""
    code, spoil = REFUSED[kind]
    document = await begun(chancery)
    assert await refusal(chancery, document, spoil(letter())) == code
    await upload(chancery, document, letter())
    await leave(chancery, document)


async def refusal(chancery: Chancery, document: int, content: bytes, role: str = "draft") -> str:
    """Bring a file that must be refused; see that nothing has changed, and return the sentence's code."""
    before = await standing(chancery, document)
    with pytest.raises(Refused) as caught:
        await upload(chancery, document, content, role)
    assert caught.value.message and caught.value.hint
    assert await standing(chancery, document) == before
    assert not chancery.office.blobs.path(hashlib.sha256(content).hexdigest()).exists()
    assert chancery.scraps == []
    return caught.value.code


SIGNED: dict[str, Callable[[Authority], bytes]] = {
    "by a stranger": lambda pki: strangers.signed(letter(), pki.signer("outsider")),
    "by a leader of ours, elsewhere": lambda pki: led(pki, letter(), name="officer"),
    "and certified": lambda pki: certified(letter(), pki, "outsider"),
}


@pytest.mark.parametrize("how", SIGNED)
async def test_a_draft_somebody_signed_already_is_refused(how: str, chancery: Chancery) -> None:
    """No blank for number and date can be put on it any more without breaking what was signed."""
    document = await begun(chancery)
    made = await asyncio.to_thread(SIGNED[how], chancery.pki)
    assert await refusal(chancery, document, made) == "VT-2965"


ANNEXES: dict[str, tuple[str, Callable[[Authority], bytes]]] = {
    "damaged and signed": ("VT-4012", lambda pki: rubble.misplaced(led(pki, letter()))),
    "of two minds and signed": (
        "VT-4010",
        lambda pki: strangers.signed(rubble.hybrid(letter()), pki.signer("officer")),
    ),
    "certified against all changes": ("VT-4014", lambda pki: certified(letter(), pki, "outsider")),
    "locked by another seal": ("VT-4015", lambda pki: sealed(pki, led(pki, letter()))),
}


@pytest.mark.parametrize("kind", ANNEXES)
async def test_an_annex_that_cannot_bear_our_signature_is_refused(kind: str, chancery: Chancery) -> None:
    code, make = ANNEXES[kind]
    document = await begun(chancery)
    made = await asyncio.to_thread(make, chancery.pki)
    assert await refusal(chancery, document, made, "attachment") == code


async def test_the_signature_somebody_put_on_an_annex_stays_valid(chancery: Chancery, tmp_path: Path) -> None:
    signer = chancery.pki.signer("officer")
    theirs = await asyncio.to_thread(strangers.signed, letter(kind="PHỤ LỤC"), signer)
    document = await begun(chancery)
    await upload(chancery, document, letter())
    await upload(chancery, document, theirs, "attachment")
    await leave(chancery, document)
    wanted = (File.document == document, File.role == "attachment", File.removed_at.is_null())
    annex = await chancery.office.store.read(lambda: File.get(*wanted).sha256)
    file = tmp_path / "annex.pdf"
    file.write_bytes(chancery.office.blobs.path(annex).read_bytes())
    assert file.read_bytes().startswith(theirs)
    assert pdfsig(file, chancery.pki, tmp_path) == [TRUSTED, TRUSTED]
    found = await chancery.office.store.read(verdict_of, annex)
    assert found is not None
    assert [(one.field, one.verdict) for one in found.signatures] == [
        ("Signature1", Verdict.VALID),
        ("vanthu_annex", Verdict.VALID),
    ]


async def test_a_letter_whose_place_to_sign_cannot_be_found_is_signed_where_it_was_dragged(
    chancery: Chancery, tmp_path: Path
) -> None:
    """The leader is told what is missing and nothing has changed; once the frames are placed he signs."""
    office, desk = chancery.office, chancery.desk
    document = await begun(chancery)
    await upload(chancery, document, letters.letter(leader="Người Khác", number="QĐ-UBND"))
    await chancery.approve(document)
    before, digest = await standing(chancery, document), await chancery.seen(document)
    with pytest.raises(Refused, match="VT-2953"):
        await signatures.sign(office, document, desk.leader, PIN, digest)
    assert await standing(chancery, document) == before
    for kind, box in {"leader": Box(0, 330, 200, 500, 268), "number": Box(0, 155, 729, 188, 744)}.items():
        await office.store.write(placing.drag, document, kind, box, desk.leader, chancery.now)
    await signatures.sign(office, document, desk.leader, PIN, digest)
    await chancery.number(document)
    await sealing.seal(office, document, desk.clerk, PIN)
    file = await kept(chancery, document, tmp_path)
    leader, seal = shown(await chancery.verdict(document))
    assert pdfsig(file, chancery.pki, tmp_path) == [TRUSTED, TRUSTED]
    assert abs((leader.left + leader.right) / 2 - 415) < 1 and seal.right > leader.left
    assert (await chancery.row(document)).code_number in seen.words(file)


async def test_a_letter_of_two_hundred_megabytes_goes_through_little_memory(
    chancery: Chancery, tmp_path: Path
) -> None:
    """Office, readers and tokens read and write it in pieces; the largest file the office takes at all."""
    most = chancery.office.site.intake.max_bytes
    heavy = tmp_path / "heavy.pdf"
    heavy.write_bytes(letter(size=most - 10 * weighing.MEGABYTE))
    document = await begun(chancery)
    held = weighing.begin()
    await upload(chancery, document, heavy)
    await leave(chancery, document)
    office, child = weighing.most()
    assert office - held < 32 * weighing.MEGABYTE
    assert child < 250 * weighing.MEGABYTE
    signed = chancery.office.blobs.path(await chancery.seen(document))
    assert most - 10 * weighing.MEGABYTE < heavy.stat().st_size < signed.stat().st_size
    assert pdfsig(signed, chancery.pki, tmp_path) == [TRUSTED, TRUSTED]
