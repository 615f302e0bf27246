"""Letters on the whole way through an office: brought, checked, signed, numbered, sealed, scanned, issued."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core.documents import draftfiles, drafts, leaving, outgoing, sealing, signatures, states
from core.hookspecs import hookimpl
from core.office import Office
from core.store.papers import File, Register
from core.values import Blob, Finding, Job
from tests.parts import letters
from tests.parts.chancery import Chancery
from tests.parts.hsm import PIN

LEADER = "Trần Văn Bình"
"""Who signs."""


class Inspector:
    """Finds nothing, without reading: what memory costs here is our own."""

    @hookimpl
    def inspect_file(self, office: Office, file: Blob) -> Finding:
        """Say that a file is clean."""
        return Finding("test")


def letter(**changes: object) -> bytes:
    """Return a letter the chairman is to sign."""
    return letters.letter(leader=LEADER, **changes)  # type: ignore[arg-type]


async def begun(chancery: Chancery) -> int:
    """Begin a draft that has no file yet."""
    about, desk = chancery.desk.wanted(), chancery.desk
    write = chancery.office.store.write
    return await write(drafts.draft, about, desk.officer, chancery.now, site=chancery.office.site)


async def upload(chancery: Chancery, document: int, content: bytes | Path, role: str = "draft") -> int:
    """Bring a file as the officer's browser does."""
    office = chancery.office
    blob = await asyncio.to_thread(office.blobs.keep, content, "tep.pdf")
    return await draftfiles.receive(office, document, blob, "tep.pdf", role, "", chancery.desk.officer)


async def leave(chancery: Chancery, document: int) -> None:
    """Have a draft checked, approved, signed, numbered, sealed, scanned and issued."""
    office, desk = chancery.office, chancery.desk
    await chancery.approve(document)
    await signatures.sign(office, document, desk.leader, PIN, await chancery.seen(document))
    await chancery.number(document)
    await sealing.seal(office, document, desk.clerk, PIN, await chancery.seen(document))
    ending = await leaving.inspect(office, Job(1, "inspect_outgoing", "k", {"document": document}, 1))
    assert ending is not None
    await office.store.write(ending)
    await office.store.write(outgoing.issue, document, desk.clerk, chancery.now)
    assert (await chancery.row(document)).state == states.ISSUED
    assert chancery.scraps == []


async def issued(chancery: Chancery, content: bytes) -> int:
    """Bring a letter into a new draft and have it issued."""
    document = await begun(chancery)
    await upload(chancery, document, content)
    await leave(chancery, document)
    return document


async def kept(chancery: Chancery, document: int, folder: Path) -> Path:
    """Return a file with what a document's current file says."""
    file = folder / f"{document}.pdf"
    file.write_bytes(await chancery.content(document))
    return file


async def standing(chancery: Chancery, document: int) -> tuple[object, ...]:
    """Return how a document and the books stand."""
    row, stages = await chancery.row(document), await chancery.stages(document)
    last = await chancery.office.store.read(lambda: [(book.code, book.last) for book in Register.select()])
    files = await chancery.office.store.read(File.select().where(File.document == document).count)
    return row.state, row.sha256, row.code_number, stages, last, files
