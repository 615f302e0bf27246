"""Who has looked at a document: one line of the audit for each person, document and day."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from core import audit
from core.accounts.permissions import demand_visible
from core.clock import VIETNAM, vietnam
from core.documents import handling
from core.documents.handling import INFORM
from core.documents.offers import concerns
from core.store.memory import Audit
from core.store.papers import Task
from core.values import Actor, Moment

VIEW = "view"


def note_view(document: int, by: Actor, at: Moment) -> bool:
    """Write down that a person opened a document, once a day, and mark his own parts as read.

    Returns whether this was the first time today (Decree 30/2020, Annex VI, III.5.a). Raises Missing when
    the document is not for this person.
    """
    demand_visible(document, by)
    handling.open_part(document, by, at)
    return note_reading(document, by, at)


def note_reading(document: int, by: Actor, at: Moment) -> bool:
    """Write down that a person was given the content, once a day; return whether it was the first time."""
    demand_visible(document, by)
    if is_noted(document, by, at):
        return False
    audit.write(by, VIEW, at, document=document)
    return True


def is_noted(document: int, by: Actor, at: Moment) -> bool:
    """Tell whether today's line about this person and document is there already."""
    midnight = datetime.combine(vietnam(at.utc).date(), time(0), VIETNAM).astimezone(UTC)
    seen = Audit.select().where(
        Audit.document == document, Audit.action == VIEW, Audit.actor == by.login, Audit.at >= midnight
    )
    return bool(seen.exists())


def note_export(what: str, by: Actor, at: Moment, **facts: Any) -> None:
    """Write down that a person took a list or a book away, and which (Decree 30/2020, Annex VI, III.6.l)."""
    audit.write(by, what, at, **facts)


def acknowledge(documents: list[int], by: Actor, at: Moment) -> int:
    """Close a person's own parts for information in several documents at once; return how many."""
    closed = 0
    for document in documents:
        demand_visible(document, by)
        parts = Task.select().where(
            Task.document == document,
            Task.role == INFORM,
            Task.withdrawn_at.is_null(),
            Task.done_at.is_null(),
        )
        for part in [part for part in parts if concerns(part, by)]:
            handling.open_part(document, by, at)
            handling.finish_part(document, part.id, "", by, at)
            closed += 1
    return closed
