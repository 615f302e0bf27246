"""What waits on the desks where letters leave: for a leader's signature, for number, seal and issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from core.documents import states
from core.store.outgoing import Draft, Version
from core.store.papers import Document, File
from core.store.people import Unit, User
from core.values import Actor, Role

MOST = 200
"""Letters on a desk at a time; the urgent and the oldest come first."""
STAGES = (states.TO_NUMBER, states.TO_SEAL, states.SCANNING, states.HELD, states.TO_ISSUE)
"""Where a letter can be on the clerk's desk, in the order of Decree 30/2020, art. 14."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter on a desk."""

    document: int
    state: str
    sha256: str
    """Of the very file that is to be signed."""
    file: int
    """Its id, for the pictures of its pages."""
    pages: int
    code: str
    """Number and symbol; the symbol alone before it has a number."""
    type_name: str
    subject: str
    priority: int
    unit: str
    drafter: str
    signer: str
    position: str
    capacity: str
    copy_form: str
    since: datetime


def to_sign(by: Actor) -> list[Waiting]:
    """Return the letters this person is to sign, the urgent first, then the oldest."""
    mine = (Draft.signer == by.user_id) & (Document.state == states.TO_SIGN)
    return _waiting(mine) if by.user_id is not None else []


def to_issue(by: Actor) -> list[Waiting]:
    """Return the letters on the clerk's desk; nothing for who is none."""
    return _waiting(Document.state.in_(STAGES)) if Role.CLERK in by.roles else []


def _waiting(wanted: Any) -> list[Waiting]:
    drafter, signer = User.alias(), User.alias()
    rows = (
        Draft.select(Draft, Document, Unit, drafter, signer)
        .join(Document, on=(Draft.document == Document.id))
        .switch(Draft)
        .join(Unit, JOIN.LEFT_OUTER)
        .switch(Draft)
        .join(drafter, JOIN.LEFT_OUTER, on=(Draft.drafter == drafter.id), attr="writer")
        .switch(Draft)
        .join(signer, JOIN.LEFT_OUTER, on=(Draft.signer == signer.id), attr="hand")
        .where(wanted)
        .order_by(Document.priority.desc(), Document.state_at, Document.id)
        .limit(MOST)
    )
    drafts = list(rows)
    files = _current([draft.document_id for draft in drafts])
    return [_line(draft, files.get(draft.document_id)) for draft in drafts]


def _current(documents: list[int]) -> dict[int, File]:
    """Return the newest version's file of each document."""
    found: dict[int, File] = {}
    rows = Version.select(Version, File).join(File).where(Version.document.in_(documents))
    for version in rows.order_by(Version.number):
        found[version.document_id] = version.file
    return found


def _line(draft: Any, file: File | None) -> Waiting:
    document = draft.document
    return Waiting(
        document.id,
        document.state,
        document.sha256 or "",
        file.id if file else 0,
        (file.pages or 1) if file else 0,
        "/".join(part for part in (document.code_number, document.code_notation) if part),
        document.type_name,
        document.subject,
        document.priority,
        draft.unit.name if draft.unit_id else "",
        draft.writer.name if draft.drafter_id else "",
        draft.hand.name if draft.signer_id else document.signer_name,
        document.signer_position,
        draft.capacity,
        draft.copy_form,
        document.state_at,
    )
