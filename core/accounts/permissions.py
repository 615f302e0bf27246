"""Who may see which document: nothing unless a role, a unit or a task says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, cast

from peewee import SQL, Case, Expression, fn

from core.documents import states
from core.errors import Forbidden, Missing
from core.store.outgoing import Concern, Dispatch, Draft
from core.store.papers import Document, Examination, Task
from core.store.people import Grant, User
from core.values import Actor, Role

INFORM = "inform"
ON_RECORD = (*states.OPEN, states.FINISHED)
"""States only a registered document can be in."""
LEFT = (states.RETURNED, states.CANCELLED)
"""States a document may come to with or without a number."""
RECEIVED = tuple(dict.fromkeys(step.after for step in states.INCOMING))
"""States of an incoming document; but for EXPELLED no outgoing one can be in them."""
SUBMITTED = (states.TO_APPROVE, states.TO_SIGN, states.TO_NUMBER, *states.NUMBERED)
"""Where an outgoing document is, or has been, before the leader."""
CHECKED = (states.TO_FORM, *SUBMITTED)
"""Where an outgoing document is, or has been, before the person who checks its form."""
REGISTRY = (states.TO_NUMBER, *states.NUMBERED)
"""Where an outgoing document is, or has been, before the clerk."""
SENT = (states.ISSUED, states.REPLACED)
"""Where an outgoing document is its receivers' to read."""
APPROVED_FIRST = "outgoing_a"
EXAMINED = (states.CLEARED, *ON_RECORD, states.RETURNED)
"""States that only files found clean can be in; elsewhere the bytes stay closed to everybody at a desk."""
WRITTEN = (*states.AT_WORK, states.TO_NUMBER, *states.NUMBERED, states.ABANDONED)
"""States of an outgoing document; but for EXPELLED no incoming one can be in them."""
READABLE = tuple(state for state in WRITTEN if state != states.HELD)
"""Where the files of an outgoing document, all of them examined when they came, are open to who sees it."""
INFECTED = "VT-2301"
"""Code a document bears from when something was found in it until it is found clean."""
RULERS = frozenset((Role.ADMIN, Role.BOX))
"""Who opens accounts and units: administrators, and the box itself at the console."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A quarantined arrival as the IT officer needs it: nothing of what it says, not even its name."""

    id: int
    source: str
    received_at: datetime
    sha256: str
    threats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minute:
    """What remains of a document that was taken out of the system: that it was there, and when it left."""

    id: int
    received_at: datetime
    expelled_at: datetime


def actor_of(user_id: int) -> Actor:
    """Return a person with the roles held today; raise Missing when there is no open account."""
    user = User.get_or_none(User.id == user_id, User.closed_at.is_null())
    if user is None:
        raise Missing("VT-3106", "Tài khoản không còn hoạt động.", hint="Liên hệ quản trị của cơ quan.")
    rows: Any = Grant.select().where(Grant.user == user_id).dicts()
    grants = [(Role(row["role"]), row["unit"]) for row in rows]
    return Actor(
        user.login,
        user.name,
        frozenset(role for role, _ in grants),
        user.id,
        frozenset(unit for role, unit in grants if unit is not None and role is not Role.ADMIN),
        frozenset(unit for role, unit in grants if unit is not None and role is Role.HEAD),
    )


def today(actor: Actor) -> Actor:
    """Return a person with the roles held now, for work that began when they may have been others.

    Raises Missing when the account was closed meanwhile. Who has no account here comes back as he is.
    """
    return actor if actor.user_id is None else actor_of(actor.user_id)


def visible(actor: Actor) -> Expression:
    """Return the one condition over Document that every search, file and export is put under."""
    return coming(actor) | leaving(actor)


def coming(actor: Actor) -> Expression:
    """Return the part of `visible` that is about incoming documents: their lists are put under it."""
    allowed: Any = SQL("1 = 0")
    if actor.roles & {Role.CLERK, Role.BOX}:
        allowed = Document.state.in_([state for state in RECEIVED if state != states.EXPELLED])
    elif Role.LEADER in actor.roles:
        allowed = registered()
        if (own := held(actor)) is not None:
            allowed |= _assigned(own)
    elif (own := held(actor)) is not None:
        allowed = _assigned(own)
    return cast(Expression, allowed)


def leaving(actor: Actor) -> Expression:
    """Return the part of `visible` that is about what the office itself writes: their lists are put under it.

    A draft is its drafter's, his unit's head's and whoever's is asked; it opens to the others as it comes
    before them, and to a unit that receives it when it is issued.
    """
    allowed: Any = SQL("1 = 0")
    if Role.BOX in actor.roles:
        allowed = Document.state.in_(WRITTEN)
    for opening in (*_openings(actor), *_received(actor)):
        allowed |= opening
    return cast(Expression, allowed)


def took_part(document_id: int, actor: Actor) -> bool:
    """Tell whether a document of our own was this person's business while it was made.

    Who merely receives it reads what was issued: no draft, no opinion on one, nothing of how it came about.
    """
    if Role.BOX in actor.roles:
        return True
    opened: Any = reduce(or_, _openings(actor), SQL("1 = 0"))
    return bool(Document.select().where(Document.id == document_id, opened).exists())


def _openings(actor: Actor) -> list[Any]:
    """Return the conditions over Document, each of which opens an outgoing one to who has to do with it."""
    opened: list[Any] = []
    if (mine := drafted(actor)) is not None:
        opened.append(Document.state.in_(WRITTEN) & has_row(Draft, mine))
    if actor.user_id is not None:
        asked = (Concern.user == actor.user_id) & Concern.withdrawn_at.is_null()
        opened.append(Document.state.in_(WRITTEN) & has_row(Concern, asked))
        opened.append(_reached(SUBMITTED) & has_row(Draft, Draft.signer == actor.user_id))
    if Role.LEADER in actor.roles:
        opened.append(_reached(SUBMITTED))
    if Role.CHECKER in actor.roles:
        opened.append(_reached(CHECKED))
    if Role.CLERK in actor.roles:
        opened.append(Document.state.in_(REGISTRY))
    if actor.roles & {Role.CLERK, Role.LEADER}:
        # two persons take a secret out: the second must find what the first asked for
        opened.append(Document.state.in_(WRITTEN) & Document.expulsion_asked_by.is_null(False))
    return opened


def _received(actor: Actor) -> list[Any]:
    """Return the condition over Document that opens what was issued to the units that receive it."""
    if not actor.unit_ids:
        return []
    received = Dispatch.unit.in_(sorted(actor.unit_ids))
    return [Document.state.in_(SENT) & has_row(Dispatch, received)]


def drafted(actor: Actor) -> Expression | None:
    """Return the condition over Draft that it is this person's, his unit's as its head, or ordered by him."""
    held: list[Any] = []
    if actor.user_id is not None:
        held.append(Draft.drafter == actor.user_id)
        if Role.LEADER in actor.roles:
            held.append(Draft.ordered_by == actor.user_id)
    if actor.headed_ids:
        held.append(Draft.unit.in_(sorted(actor.headed_ids)))
    return cast(Expression, reduce(or_, held)) if held else None


def has_row(table: Any, wanted: Any) -> Expression:
    """Return the condition over Document that `wanted` holds for one of its rows in `table`."""
    rows = table.select(SQL("1")).where(table.document == Document.id, plainly(wanted))
    return cast(Expression, fn.EXISTS(rows))


def _reached(places: tuple[str, ...]) -> Any:
    """Where the leader approves first, the checks come after him and he keeps seeing the document."""
    after = (Document.life == APPROVED_FIRST) & Document.state.in_((states.TO_CHECK, states.TO_FORM))
    if places is CHECKED:
        before = (Document.life == APPROVED_FIRST) & (Document.state == states.TO_APPROVE)
        return Document.state.in_(places) & ~before
    return Document.state.in_(places) | after


def registered() -> Expression:
    """Return the condition over Document that it has a number in a register and was not taken out."""
    return Document.state.in_(ON_RECORD) | (Document.state.in_(LEFT) & Document.arrival_number.is_null(False))


def held(actor: Actor) -> Expression | None:
    """Return the condition over Task that it shows its document to this person; None when no task could."""
    holds: list[Any] = []
    if actor.user_id is not None and actor.roles & {Role.OFFICER, Role.HEAD}:
        holds.append(Task.user == actor.user_id)
    if Role.OFFICER in actor.roles and actor.unit_ids:
        holds.append((Task.role == INFORM) & Task.unit.in_(sorted(actor.unit_ids)))
    if Role.HEAD in actor.roles and actor.headed_ids:
        holds.append(Task.unit.in_(sorted(actor.headed_ids)))
    if not holds:
        return None
    return cast(Expression, Task.withdrawn_at.is_null() & reduce(or_, holds))


def sees_by_role(actor: Actor) -> bool:
    """Tell whether a role alone, without any task, opens documents to this person."""
    return bool(actor.roles & {Role.CLERK, Role.LEADER, Role.BOX})


def demand_visible(document_id: int, actor: Actor) -> Document:
    """Return the document; raise Missing alike when it is not there and when it is not for this person."""
    document = Document.get_or_none(Document.id == document_id, visible(actor))
    if document is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document_id)
    return document


def may_read_bytes(document: Document, actor: Actor) -> bool:
    """Tell whether this person may be given the document's files, thumbnails or text.

    Bytes that were not examined, or in which something was found, are given to nobody: a letter that was held
    back stays closed, scanned again or voided, until it is found clean.
    """
    readable = Document.state.in_((*EXAMINED, *READABLE)) | registered()
    found = Document.state.in_(WRITTEN) & (Document.trouble_code == INFECTED)
    seen = (Document.id == document.id) & visible(actor) & readable & ~found
    return bool(Document.select().where(seen).exists())


def quarantined(actor: Actor) -> list[Quarantined]:
    """Return what is in quarantine, newest first, for administrators; to anybody else Forbidden."""
    if not actor.roles & RULERS:
        raise forbidden(actor)
    rows = list(Document.select().where(Document.state == states.QUARANTINED).order_by(Document.id.desc()))
    found: dict[str, list[str]] = {}
    hashes = [row.sha256 for row in rows if row.sha256]
    for said in Examination.select().where(Examination.sha256.in_(hashes), Examination.threat != ""):
        found.setdefault(said.sha256, []).append(said.threat)
    return [
        Quarantined(
            row.id, row.source, row.received_at, row.sha256 or "", tuple(found.get(row.sha256 or "", ()))
        )
        for row in rows
    ]


def minutes(actor: Actor) -> list[Minute]:
    """Return the documents taken out of the system, without content, for clerks and leaders; else nothing."""
    if not actor.roles & {Role.CLERK, Role.LEADER}:
        return []
    rows = Document.select().where(Document.state == states.EXPELLED).order_by(Document.id.desc())
    return [Minute(row.id, row.received_at, row.state_at) for row in rows]


def reads_letters(actor: Actor) -> bool:
    """Tell whether a role alone opens outgoing documents to this person."""
    return bool(actor.roles & {Role.CLERK, Role.LEADER, Role.CHECKER, Role.BOX})


def demand_ruler(actor: Actor) -> None:
    """Raise Forbidden unless this person rules over accounts, units and the calendar."""
    if not actor.roles & RULERS:
        raise forbidden(actor)


def forbidden(actor: Actor) -> Forbidden:
    """Return the refusal of an act that needs a role this person does not hold."""
    return Forbidden(
        "VT-2004",
        "Việc này không thuộc vai trò của {name}.",
        hint="Nhờ người có thẩm quyền thực hiện.",
        name=actor.name,
    )


def has_task(wanted: Any) -> Expression:
    """Return the condition over Document that `wanted`, a condition over Task, holds for one of its tasks."""
    tasks = Task.select(SQL("1")).where(Task.document == Document.id, plainly(wanted))
    return cast(Expression, fn.EXISTS(tasks))


def plainly(condition: Any) -> Any:
    """Return the same condition in a form for which no database tries an index.

    Where another way to the rows is known to be short, a database without statistics may still prefer
    every task of a person, or every document of a state, and needs seconds where milliseconds would do.
    """
    return Case(None, ((condition, 1),), 0) == 1


def _assigned(own: Any) -> Expression:
    return registered() & has_task(own)
