"""Who has looked at a document: one line of the audit for each person, document and day."""

from __future__ import annotations

from datetime import UTC, datetime, time

from core import audit
from core.accounts.permissions import demand_visible
from core.clock import VIETNAM, vietnam
from core.documents import handling
from core.store.tables import Audit
from core.values import Actor, Moment

VIEW = "view"


def note_view(document: int, by: Actor, at: Moment) -> bool:
    """Write down that a person opened a document, once a day, and mark his own parts as read.

    Returns whether this was the first time today (Decree 30/2020, Annex VI, III.5.a). Raises Missing when
    the document is not for this person.
    """
    demand_visible(document, by)
    handling.open_part(document, by, at)
    today = vietnam(at.utc).date()
    midnight = datetime.combine(today, time(0), VIETNAM).astimezone(UTC)
    seen = Audit.select().where(
        Audit.document == document, Audit.action == VIEW, Audit.actor == by.login, Audit.at >= midnight
    )
    if seen.exists():
        return False
    audit.write(by, VIEW, at, document=document)
    return True
