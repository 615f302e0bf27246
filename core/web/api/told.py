"""How documents are told to programs: a line of a list, one with all that is known of it, its memory."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from core.web.api.shapes import Told


class DocumentLine(Told, frozen=True, kw_only=True):
    """One line of a list."""

    id: int
    state: str
    priority: int
    number: str
    arrival_date: date | None
    register: str | None
    code: str
    issued_date: date | None
    organ_name: str
    type_name: str
    subject: str
    due_date: date | None
    unit: str | None
    name: str
    source: str
    received_at: datetime
    duplicate_of: int | None
    trouble: str


class Documents(Told, frozen=True, kw_only=True):
    """One page of a list, the urgent first, then the newest; `next` is the `after` of the following page."""

    items: tuple[DocumentLine, ...]
    next: str | None


class Found(Documents, frozen=True, kw_only=True):
    """One page of what a search found, the best kind of match first; counts end at 1,001."""

    count: int


class DocumentCard(Told, frozen=True, kw_only=True):
    """What stands in the register about a document, and where it came from."""

    id: int
    state: str
    state_at: datetime
    source: str
    external_id: str
    received_at: datetime
    received_verified: bool
    name: str
    sha256: str | None
    duplicate_of_id: int | None
    trouble: str
    trouble_code: str
    organ_name: str
    subject: str
    type_name: str
    code_number: str
    code_notation: str
    issued_date: date | None
    organ_id: str
    language: str
    page_amount: int | None
    description: str
    signer_position: str
    signer_name: str
    priority: int
    to_places: str
    due_date: date | None
    paper: bool
    sheets: int | None
    legal_value: str
    register_id: int | None
    arrival_date: date | None
    registered_at: datetime | None
    presented_at: datetime | None
    lead_unit_id: int | None
    finished_at: datetime | None


class FileLine(Told, frozen=True, kw_only=True):
    """One file of a document."""

    id: int
    role: str
    name: str
    size: int
    media_type: str
    pages: int
    sha256: str
    added_at: datetime
    notes: tuple[str, ...]


class Files(Told, frozen=True, kw_only=True):
    """The files of a document; none while they are not examined."""

    items: tuple[FileLine, ...]


class Direction(Told, frozen=True, kw_only=True):
    """A leader's words on the document."""

    leader: str
    text: str
    due_date: date | None
    at: datetime
    entered_by: str


class Part(Told, frozen=True, kw_only=True):
    """What one unit owes the document: lead, cooperate or inform."""

    id: int
    role: str
    unit: int
    unit_name: str
    person: str
    due_date: date | None
    words: str
    opened_at: datetime | None
    done_at: datetime | None
    result: str


class Corrected(Told, frozen=True, kw_only=True):
    """A field that was put right, its old value beside the new one."""

    label: str
    old: str
    new: str
    reason: str
    by: str
    at: datetime


class DocumentFolder(Told, frozen=True, kw_only=True):
    """One document with everything this person sees of it."""

    document: DocumentCard
    number: str
    code: str
    files: tuple[FileLine, ...]
    directions: tuple[Direction, ...]
    parts: tuple[Part, ...]
    corrections: tuple[Corrected, ...]
    may: tuple[str, ...]
    """Steps this person may take now: each is an address below the document's."""


class HistoryLine(Told, frozen=True, kw_only=True):
    """One thing that happened to a document."""

    seq: int
    at: datetime
    verified: bool
    actor: str
    event: str
    label: str
    reason: str
    facts: dict[str, Any]


class History(Told, frozen=True, kw_only=True):
    """What happened to a document, oldest first."""

    items: tuple[HistoryLine, ...]
