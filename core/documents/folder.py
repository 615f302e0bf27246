"""All that a person sees of one document on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN

from core import calendar
from core.accounts.permissions import demand_visible, may_read_bytes
from core.documents import history, states, ties
from core.documents.booklines import code_of
from core.documents.handling import COOPERATE, INFORM, LEAD
from core.documents.offers import Colleague, Offers, colleagues, offers
from core.documents.papers import Paper, papers, readable
from core.documents.particulars import LABELS
from core.documents.viewing import VIEW
from core.errors import Missing
from core.language import mark, tr
from core.store.papers import Correction, Direction, Document, Register, Task
from core.store.people import Unit, User
from core.values import Actor, Role

PARTS = {LEAD: mark("Chủ trì"), COOPERATE: mark("Phối hợp"), INFORM: mark("Để biết")}
ORDER = tuple(PARTS)


@dataclass(frozen=True, slots=True)
class Said:
    """A leader's words on the document (bút phê)."""

    leader: str
    position: str
    text: str
    due_date: date | None
    at: datetime
    entered_by: str
    """Name of the clerk who copied it from paper; empty when the leader wrote it here."""
    slip: int | None
    """Id of the scanned slip."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit owes the document."""

    id: int
    role: str
    unit: int
    unit_name: str
    person: str
    due_date: date | None
    left: int | None
    """Working days until it is due; negative when late, None when nothing is owed."""
    words: str
    opened_at: datetime | None
    done_at: datetime | None
    result: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field that was put right, its old value beside the new one."""

    label: str
    old: str
    new: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Folder:
    """One document with everything about it, for one person."""

    document: Document
    """Its row; foreign keys by their numbers only."""
    code: str
    register: str
    files: tuple[Paper, ...]
    """Empty when this person may not be given the bytes."""
    reading: Paper | None
    """The file whose pages are shown."""
    said: tuple[Said, ...]
    parts: tuple[Part, ...]
    corrections: tuple[Corrected, ...]
    lines: tuple[history.Line, ...]
    views: tuple[history.Line, ...]
    offers: Offers
    staff: tuple[Colleague, ...]
    """People of the units this person heads."""
    replies: tuple[ties.Reply, ...]
    """What was issued in answer to it."""
    first: str
    """What the document is a second copy of, in words; empty for none."""
    left: int | None

    @property
    def number(self) -> str:
        """The arrival number as it is written; empty before registration."""
        row = self.document
        return "" if row.arrival_number is None else f"{row.arrival_number:02d}{row.arrival_suffix}"

    @property
    def lead(self) -> Part | None:
        """The part of the unit that leads."""
        return next((part for part in self.parts if part.role == LEAD), None)


def folder(document: int, by: Actor, today: date) -> Folder:
    """Return everything about one document; raise Missing when it is not for this person."""
    row = demand_visible(document, by)
    if row.life in states.LEAVING:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    files = papers(document) if may_read_bytes(row, by) else ()
    lines = history.history(document)
    book = Register.get_or_none(Register.id == row.register_id)
    return Folder(
        document=row,
        code=code_of(row),
        register=f"{book.name} ({book.code}/{book.year})" if book else "",
        files=files,
        reading=readable(files),
        said=_said(document, files),
        parts=_parts(document, today),
        corrections=_corrections(document),
        lines=tuple(line for line in reversed(lines) if line.event != VIEW),
        views=tuple(line for line in reversed(lines) if line.event == VIEW),
        offers=offers(row, by),
        staff=tuple(colleagues(by.headed_ids)) if Role.HEAD in by.roles else (),
        replies=ties.replies(document, by),
        first=_first(row),
        left=_left(row.due_date, today) if row.state in states.OPEN else None,
    )


def _said(document: int, files: tuple[Paper, ...]) -> tuple[Said, ...]:
    rows = Direction.select(Direction, User).join(User).where(Direction.document == document)
    slips = {paper.sha256: paper.id for paper in files}
    return tuple(
        Said(
            row.leader.name,
            row.leader.position,
            row.text,
            row.due_date,
            row.at,
            "" if row.entered_by == row.leader.login else _name(row.entered_by),
            slips.get(row.slip or ""),
        )
        for row in rows.order_by(Direction.id.desc())
    )


def _parts(document: int, today: date) -> tuple[Part, ...]:
    rows = (
        Task.select(Task, Unit, User)
        .join(Unit)
        .switch(Task)
        .join(User, JOIN.LEFT_OUTER)
        .where(Task.document == document, Task.withdrawn_at.is_null())
    )
    found = [
        Part(
            row.id,
            row.role,
            row.unit_id,
            row.unit.name,
            row.user.name if row.user else "",
            row.due_date,
            None if row.done_at else _left(row.due_date, today),
            row.words,
            row.opened_at,
            row.done_at,
            row.result,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda part: (ORDER.index(part.role), part.unit_name)))


def _corrections(document: int) -> tuple[Corrected, ...]:
    rows = Correction.select().where(Correction.document == document).order_by(Correction.id.desc())
    return tuple(
        Corrected(tr(LABELS.get(row.field, row.field)), row.old, row.new, row.reason, _name(row.by), row.at)
        for row in rows
    )


def _first(row: Document) -> str:
    if row.duplicate_of_id is None:
        return ""
    first = Document.get_or_none(Document.id == row.duplicate_of_id)
    if first is None or first.state == states.EXPELLED:
        return tr("một văn bản không còn trong hệ thống")
    if first.arrival_number is None:
        return first.name or tr("một văn bản chưa vào sổ")
    return tr("văn bản đến số {number}", number=f"{first.arrival_number:02d}{first.arrival_suffix}")


def _name(login: str) -> str:
    user = User.get_or_none(User.login == login)
    return user.name if user else login


def _left(due: date | None, today: date) -> int | None:
    return None if due is None else calendar.working_days_between(today, due)
