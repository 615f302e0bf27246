"""What a person can lawfully do with a document now: the buttons of its page, never more."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import lifecycle, states
from core.documents.handling import LEAD
from core.store.papers import Document, Entry, Task
from core.store.people import Grant, User
from core.values import Actor, Role

APART = frozenset(("correct", "ask_expulsion", "withdraw_expulsion", "confirm_expulsion"))


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of a unit to whom its head may give work."""

    id: int
    name: str
    position: str
    unit: int
    officer: bool
    """Whether the person works on documents there, and is not only its head."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Events this person may take from here, and the parts that are his to give or to close."""

    events: frozenset[str]
    share: tuple[int, ...] = ()
    """Ids of co-operating or informed tasks he may give to somebody of his unit."""
    finish: tuple[int, ...] = ()
    """Ids of co-operating or informed tasks he may close."""

    @property
    def owed(self) -> bool:
        """Whether anything but putting right and taking out is this person's to do."""
        return bool(self.events - APART or self.share or self.finish)

    def __contains__(self, event: str) -> bool:
        return event in self.events


def offers(document: Document, by: Actor) -> Offers:
    """Return what `by` can do with the document where it stands."""
    tasks = list(Task.select().where(Task.document == document.id, Task.withdrawn_at.is_null()))
    lead = next((task for task in tasks if task.role == LEAD), None)
    entered = Entry.select().where(Entry.document == document.id).exists()
    events = {event for event in lifecycle.possible(document, by) if _his(event, document, lead, by)}
    events -= {"restore"} if entered or document.sha256 is None else {"reinstate"}
    events -= {"expel"}
    if document.state != states.FINISHED or lead is None:
        events.discard("reopen")
    if document.sha256 is None:
        events.discard("inspect_again")
    if entered and Role.CLERK in by.roles and document.state != states.CANCELLED:
        events.add("correct")
    events |= expulsion(document, by)
    parts = [task for task in tasks if task.role != LEAD and task.done_at is None]
    return Offers(
        frozenset(events),
        tuple(task.id for task in parts if task.unit_id in by.headed_ids),
        tuple(task.id for task in parts if concerns(task, by)),
    )


def colleagues(units: frozenset[int]) -> list[Colleague]:
    """Return the people with open accounts who hold a role in one of `units`, by name; each unit once."""
    rows = list(
        Grant.select(Grant, User)
        .join(User)
        .where(Grant.unit.in_(sorted(units)), User.closed_at.is_null())
        .order_by(User.name, User.id)
    )
    found = {(row.unit_id, row.user_id): row.user for row in rows}
    officers = {(row.unit_id, row.user_id) for row in rows if row.role == Role.OFFICER.value}
    return [
        Colleague(user.id, user.name, user.position, place[0] or 0, place in officers)
        for place, user in found.items()
    ]


def leaders() -> list[Colleague]:
    """Return the leaders of the office with open accounts, by name."""
    rows = (
        Grant.select(Grant, User)
        .join(User)
        .where(Grant.role == Role.LEADER.value, User.closed_at.is_null())
        .order_by(User.name, User.id)
    )
    found = {row.user_id: row.user for row in rows}
    return [Colleague(user.id, user.name, user.position, 0, False) for user in found.values()]


def concerns(task: Task, by: Actor) -> bool:
    """Whether a part is this person's to close: his own, his unit's while nobody is named, or as its head."""
    mine = by.user_id is not None and task.user_id == by.user_id
    theirs = task.user_id is None and task.unit_id in by.unit_ids
    return mine or theirs or task.unit_id in by.headed_ids


def _his(event: str, document: Document, lead: Task | None, by: Actor) -> bool:
    """Whether an event that depends on who leads the work is this person's."""
    own = lead is not None and by.user_id is not None and lead.user_id == by.user_id
    heads = lead is not None and lead.unit_id in by.headed_ids
    if event in ("begin", "finish"):
        return own
    if event in ("assign", "reassign"):
        return heads
    if event == "send_back" and document.state == states.DIRECTED:
        return heads
    if event == "send_back" and document.state in (states.ASSIGNED, states.WORKING):
        return own
    return True


def expulsion(document: Document, by: Actor) -> set[str]:
    """Return what `by` can do towards taking a state secret out; two persons are needed."""
    if not by.roles & {Role.CLERK, Role.LEADER} or document.state == states.EXPELLED:
        return set()
    if document.expulsion_asked_by is None:
        return {"ask_expulsion"}
    if document.expulsion_asked_by == by.login:
        return {"withdraw_expulsion"}
    return {"withdraw_expulsion", "confirm_expulsion"}
