"""The scan tray as the clerk works through it: the urgent first, then the first to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL

from core import calendar
from core.accounts.permissions import visible
from core.documents import states
from core.documents.papers import Paper, readable_of
from core.store.papers import Document, File
from core.values import Actor

ORDER = (Document.priority.desc(), Document.id)
PUT_ASIDE = "aside"
"""Name of the tab of scans that were put aside without a number."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One scan in the tray."""

    id: int
    state: str
    priority: int
    name: str
    source: str
    received_at: datetime
    pages: int
    notes: tuple[str, ...]
    duplicate_of: int | None
    trouble: str
    paper: bool
    """A paper without a file."""
    expulsion: bool
    """Somebody asks that it be taken out as a state secret."""
    picture: str
    """Address of a small picture of its first page; empty while there is none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan stands among those that wait for a number."""

    position: int
    total: int
    before: int | None
    after: int | None
    """Id of the one to register next; the first of the tray behind the last."""


def slips(state: str, by: Actor, after: int = 0, limit: int = 50) -> tuple[list[Slip], int | None]:
    """Return scans in a state, as they are worked through, and the id after which the next page begins."""
    wanted = Document.select().where(_condition(state, by), _beyond(after))
    rows = list(wanted.order_by(*ORDER).limit(limit + 1))
    shown = rows[:limit]
    ids = [row.id for row in shown]
    drawn = readable_of(ids) if state in (states.CLEARED, PUT_ASIDE) else {}
    notes = _notes(ids)
    return [_slip(row, drawn, notes) for row in shown], shown[-1].id if len(rows) > limit else None


def late(shown: Iterable[Slip], today: date) -> set[int]:
    """Return the ids of those that wait for a number and should have had it before today."""
    ordinary, urgent = calendar.tardy_before(today)
    return {
        slip.id
        for slip in shown
        if slip.state == states.CLEARED and slip.received_at < (urgent if slip.priority else ordinary)
    }


def place(document: int, by: Actor) -> Place:
    """Return where a scan stands; a scan that was just registered has a next one too."""
    waiting = Document.select(Document.id).where(_condition(states.CLEARED, by))
    ids = [row.id for row in waiting.order_by(*ORDER)]
    later = [row.id for row in waiting.where(_beyond(document)).order_by(*ORDER)]
    others = [number for number in ids if number != document]
    earlier = others[: len(others) - len(later)]
    position = len(earlier) + 1 if document in ids else 0
    return Place(
        position, len(ids), earlier[-1] if earlier else None, (later or others)[0] if others else None
    )


def _beyond(after: int) -> Any:
    """What comes after a document in the order of the tray; everything after none."""
    row = Document.get_or_none(Document.id == after)
    if row is None:
        return SQL("1 = 1")
    # How urgent it is was learnt as it got its number: in the tray it stood among the others.
    urgency = row.priority if row.arrival_number is None else 0
    return ((Document.priority == urgency) & (Document.id > row.id)) | (Document.priority < urgency)


def _condition(state: str, by: Actor) -> Any:
    if state == PUT_ASIDE:
        return visible(by) & (Document.state == states.CANCELLED) & Document.arrival_number.is_null()
    return visible(by) & (Document.state == state)


def _notes(ids: list[int]) -> Mapping[int, tuple[str, ...]]:
    rows = File.select().where(File.document.in_(ids), File.role == "original", File.removed_at.is_null())
    return {row.document_id: tuple((row.facts or {}).get("notes", ())) for row in rows}


def _slip(row: Document, drawn: Mapping[int, Paper], notes: Mapping[int, tuple[str, ...]]) -> Slip:
    paper = drawn.get(row.id)
    return Slip(
        row.id,
        row.state,
        row.priority,
        row.name,
        row.source,
        row.received_at,
        row.page_amount or 0,
        notes.get(row.id, ()),
        row.duplicate_of_id,
        row.trouble,
        row.paper and row.sha256 is None,
        row.expulsion_asked_by is not None,
        paper.picture(1, 160) if paper else "",
    )
