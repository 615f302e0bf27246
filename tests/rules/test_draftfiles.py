"""No file enters a draft before every inspector and the box itself have looked at it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name

from core import hookspecs
from core.documents import draftfiles, drafts, search, steps
from core.errors import Missing, OfficeError, Refused, Trouble
from core.host.host import Host
from core.office import Office
from core.sandbox.pool import Sandbox
from core.store.memory import Audit
from core.store.outgoing import Version
from core.store.papers import Document, File
from core.values import Actor, Blob, Finding, Job
from tests.parts import guests, rubble
from tests.parts.office import Desk


@dataclass(eq=False)
class Inspector:
    """Finds what the file says of itself; does not answer when it is told to keep silent."""

    silent: bool = False

    @hookspecs.hookimpl
    def inspect_file(self, office: Office, file: Blob) -> Finding | None:
        if self.silent:
            raise Trouble("VT-0000", "clamd does not answer")
        return Finding("test", "Eicar" if b"EICAR" in file.path.read_bytes() else "")


@dataclass
class Room:
    """An office with one inspector, and a draft to which files are brought."""

    office: Office
    desk: Desk
    inspector: Inspector
    document: int

    async def bring(self, content: bytes, name: str, role: str = "draft", by: Actor | None = None) -> int:
        blob = self.office.blobs.keep(content, name)
        who = by or self.desk.officer
        return await draftfiles.receive(self.office, self.document, blob, name, role, "", who)


@asynccontextmanager
async def opened(desk: Desk, folder: Path) -> AsyncIterator[Room]:
    inspector, host = Inspector(), Host()
    host.add("inspector", inspector)
    document = desk.do(drafts.draft, desk.wanted(), desk.officer, desk.at, site=desk.site)
    async with Sandbox() as sandbox:
        office = replace(guests.office(folder, host), store=desk.store, sandbox=sandbox)
        office.blobs.open()
        async with host.running(office):
            yield Room(office, desk, inspector, document)


def pdf(pages: int = 1) -> bytes:
    """A sound file of some empty pages."""
    made = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page()
        file.save(made, static_id=True)
    return made.getvalue()


def saying(word: str) -> bytes:
    """A sound file that says one word."""
    made = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = file.make_stream(f"BT /F 20 Tf 50 50 Td ({word}) Tj ET".encode())
        file.save(made)
    return made.getvalue()


def archive(*names: str) -> bytes:
    """An office file with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return made.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


async def test_a_clean_pdf_becomes_a_version_and_what_is_known_of_it_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    async with opened(desk, tmp_path) as room:
        assert await room.bring(pdf(), "du-thao.pdf") == 1
        assert await room.bring(pdf(2), "du-thao.pdf") == 2
        beside = await room.bring(pdf(3), "phu-luc.pdf", "attachment")
        word = await room.bring(WORD, "du-thao.docx", "working")
        rows = desk.see(lambda: {row.id: (row.role, row.media_type, row.pages) for row in File.select()})
        assert rows[beside] == ("attachment", "application/pdf", 3)
        assert rows[word] == ("working", "application/zip", None)
        assert desk.see(Document.get_by_id, room.document).page_amount == 2
        with pytest.raises(Refused, match="VT-2661"):
            await room.bring(pdf(), "x.pdf", "signed")


async def test_while_no_inspector_answers_nothing_is_taken(desk: Desk, tmp_path: Path) -> None:
    """Silence is no consent: the person is asked to try again, and no row is written."""
    async with opened(desk, tmp_path) as room:
        room.inspector.silent = True
        for role, content, name in (("draft", pdf(), "a.pdf"), ("working", WORD, "a.docx")):
            with pytest.raises(Trouble, match="VT-2302"):
                await room.bring(content, name, role)
        assert not desk.see(File.select().exists)
        room.inspector.silent = False
        assert await room.bring(pdf(), "a.pdf") == 1


@pytest.mark.parametrize(
    ("content", "name", "role", "code"),
    [
        (b"%PDF-1.7 EICAR", "a.pdf", "draft", "VT-2662"),
        (WORD + b"EICAR", "a.docx", "working", "VT-2662"),
        (b"%PDF-1.7 broken", "a.pdf", "draft", "VT-2311"),
        (WORD, "a.docx", "draft", "VT-23"),
        (b"MZ", "a.docx", "working", "VT-2663"),
        (WORD, "a.docm", "working", "VT-2663"),
        (WORD, "a.doc", "working", "VT-2663"),
        (archive("word/document.xml"), "a.docx", "working", "VT-2665"),
        (archive("[Content_Types].xml", "word/vbaProject.bin"), "a.docx", "working", "VT-2665"),
        (archive("mimetype", "Basic/Standard/Module1.xml"), "a.odt", "working", "VT-2665"),
        (WORD[:40], "a.docx", "working", "VT-2664"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_infected_broken_or_something_else_leaves_no_bytes(
    desk: Desk, tmp_path: Path, content: bytes, name: str, role: str, code: str
) -> None:
    """The refusal is a sentence and a line in the memory; neither row nor bytes stay."""
    async with opened(desk, tmp_path) as room:
        with pytest.raises(Refused, match=code):
            await room.bring(content, name, role)
        assert list(room.office.blobs) == [] and not desk.see(File.select().exists)
        line = desk.see(Audit.get, Audit.action == "refuse_file")
        assert (line.document, line.actor) == (room.document, "chuyenvien")


async def test_bytes_that_another_document_has_stay_when_they_are_refused_here(
    desk: Desk, tmp_path: Path
) -> None:
    async with opened(desk, tmp_path) as room:
        await room.bring(pdf(), "a.pdf")
        with pytest.raises(Refused, match="VT-2663"):
            await room.bring(pdf(), "a.docx", "working")
        assert len(list(room.office.blobs)) == 1 and desk.see(Version.select().count) == 1


async def test_a_draft_is_found_by_what_its_current_file_says(desk: Desk, tmp_path: Path) -> None:
    """An earlier version speaks for it no longer, though it is kept."""
    async with opened(desk, tmp_path) as room:
        for word in ("kiemke", "thanhtra"):
            await room.bring(saying(word), "a.pdf")
            job = Job(1, "read", "1", {"document": room.document}, 1)
            ending = await steps.read(room.office, job)
            assert ending is not None
            await desk.store.write(ending)
        assert desk.see(search.find, "thanhtra", desk.officer).ids == (room.document,)
        assert desk.see(search.find, "kiemke", desk.officer).ids == ()
        assert desk.see(search.find, "thanhtra", desk.clerk).ids == ()


async def test_nobody_else_puts_a_file_into_a_draft(desk: Desk, tmp_path: Path) -> None:
    """Who does not see it is told that it is not there; who sees it, that it is not his turn."""
    async with opened(desk, tmp_path) as room:
        for person in (desk.stranger, desk.clerk, desk.leader):
            with pytest.raises(Missing):
                await room.bring(pdf(), "a.pdf", by=person)
        with pytest.raises(OfficeError, match="VT-2624"):
            await room.bring(pdf(), "a.pdf", by=desk.head)
        assert not desk.see(Version.select().exists)


async def test_a_file_that_could_not_be_signed_is_refused_or_mended_before_anybody_works_on_it(
    desk: Desk, tmp_path: Path
) -> None:
    """What is merely damaged is written anew, and the officer told; what is signed takes no blanks."""
    async with opened(desk, tmp_path) as room:
        with pytest.raises(Refused, match="VT-4011"):
            await room.bring(rubble.form(pdf()), "bieu-mau.pdf")
        with pytest.raises(Refused, match="VT-2965"):
            await room.bring(bearing_signature(), "da-ky.pdf")
        assert list(room.office.blobs) == [] and not desk.see(File.select().exists)
        damaged = rubble.cut(pdf(2))
        assert await room.bring(damaged, "du-thao.pdf") == 1
        row = desk.see(File.get)
        assert row.facts["notes"][-1] == "mended" and row.pages == 2
        assert list(room.office.blobs) == [row.sha256]
        assert list(room.office.home.scratch.iterdir()) == []


def bearing_signature() -> bytes:
    """A file with a field that says it is signed."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=pikepdf.Array([0, 1, 2, 3]))
        field = file.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature1", V=value))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        file.save(made)
    return made.getvalue()
