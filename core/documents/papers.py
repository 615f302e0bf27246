"""The files of a document as people open them, and which of them its pages are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.accounts.permissions import demand_visible, may_read_bytes, took_part
from core.documents import states
from core.documents.examine import JPEG, NOTES, PDF, PNG
from core.errors import Missing
from core.language import mark, tr
from core.store.papers import Document, File
from core.values import Actor

ROLES = {
    "digitised": mark("Bản số hóa đã ký số"),
    "original": mark("Tệp gốc"),
    "rendition": mark("Bản PDF để đọc"),
    "attachment": mark("Tệp kèm theo"),
    "slip": mark("Phiếu có bút phê"),
    "answer": mark("Văn bản trả lời"),
    "draft": mark("Dự thảo"),
    "signed": mark("Văn bản đã ký số"),
    "working": mark("Tệp soạn thảo"),
    "archive": mark("Bản lưu trữ có dấu thời gian"),
}
ORDER = tuple(ROLES)
SHOWN = ("digitised", "original", "rendition")
"""Files whose pages are shown, the first there is; in the order of their names too."""
SHOWN_INLINE = (PDF, JPEG, PNG)
"""What a browser shows by itself; anything else is handed over to be saved."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a document."""

    id: int
    document: int
    role: str
    name: str
    size: int
    media_type: str
    pages: int
    """0 while nobody has counted them."""
    sha256: str
    added_at: datetime
    notes: tuple[str, ...]
    """Sentences of the examination, for the clerk."""
    signatures: int

    @property
    def drawable(self) -> bool:
        """Whether pictures of its pages can be drawn."""
        return self.media_type == PDF

    @property
    def address(self) -> str:
        """Where it is opened."""
        return f"/files/{self.document}/{self.id}"

    def picture(self, number: int, width: int) -> str:
        """The address of the picture of one page."""
        return f"{self.address}/pages/{number}.png?w={width}"


def papers(document: int) -> tuple[Paper, ...]:
    """Return the files of a document, the main one first; ask `may_read_bytes` before showing one."""
    rows = File.select().where(File.document == document, File.removed_at.is_null()).order_by(File.id)
    found = [_paper(row) for row in rows]
    return tuple(sorted(found, key=lambda paper: (ORDER.index(paper.role), paper.id)))


def papers_for(row: Document, by: Actor) -> tuple[Paper, ...]:
    """Return the files this person may be given the bytes of; none while nobody may."""
    if not may_read_bytes(row, by):
        return ()
    return tuple(paper for paper in papers(row.id) if _concerns(row, paper.role, paper.sha256, by))


def readable(files: Iterable[Paper]) -> Paper | None:
    """Return the file whose pages are shown: the signed scan, an original that is a PDF, or the PDF of it."""
    wanted = [paper for paper in files if paper.drawable and paper.role in SHOWN]
    return wanted[0] if wanted else None


def readable_of(documents: Iterable[int]) -> dict[int, Paper]:
    """Return, for each document that has one, the file whose pages are shown."""
    rows = (
        File.select()
        .where(
            File.document.in_(list(documents)),
            File.removed_at.is_null(),
            File.media_type == PDF,
            File.role.in_(SHOWN),
        )
        .order_by(File.id.desc())
    )
    found = sorted((_paper(row) for row in rows), key=lambda paper: paper.role, reverse=True)
    return {paper.document: paper for paper in found}


def demand_paper(document: int, file: int, by: Actor) -> Paper:
    """Return a file this person may be given the bytes of; raise Missing alike for every other."""
    row = demand_visible(document, by)
    paper = File.get_or_none(File.id == file, File.document == document, File.removed_at.is_null())
    if paper is None or not (may_read_bytes(row, by) and _concerns(row, paper.role, paper.sha256, by)):
        raise Missing("VT-2701", "Không có tệp này.", hint="Mở lại văn bản để xem các tệp của nó.")
    return _paper(paper)


def _concerns(row: Document, role: str, sha256: str, by: Actor) -> bool:
    """Tell whether a file of a visible document is this person's: who receives it has what was issued."""
    if row.life not in states.LEAVING or role == "attachment":
        return True
    return (role == "signed" and sha256 == row.sha256) or took_part(row.id, by)


def _paper(row: File) -> Paper:
    facts: dict[str, Any] = row.facts or {}
    return Paper(
        row.id,
        row.document_id,
        row.role,
        row.name,
        row.size,
        row.media_type,
        row.pages or 0,
        row.sha256,
        row.added_at,
        tuple(_note(name, facts) for name in facts.get("notes", ()) if name in NOTES),
        int(facts.get("signatures", 0)),
    )


def _note(name: str, facts: dict[str, Any]) -> str:
    told = {key: facts.get(key, "") for key in ("dpi", "version", "count", "media_type")}
    return tr(NOTES[name], **told)
