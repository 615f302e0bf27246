"""What is done with a document: every step of its life that a person takes, by the name of its event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, get_type_hints

from msgspec import Meta
from msgspec.structs import asdict

from core.accounts.permissions import demand_visible
from core.documents import handling, incoming, registers, slips, states
from core.documents.history import EVENTS
from core.store.papers import Document, File
from core.values import Actor, Moment, Role
from core.web.api import books
from core.web.api.calls import Call
from core.web.api.operations import Operation, asks
from core.web.api.shapes import Id, Moved, Reason, Sent, Words

Deed = Callable[..., object]
"""Takes the document, then a `reason` or a `body` where it needs one, then who acts and when."""

TWO_PERSONS = frozenset((Role.CLERK, Role.LEADER))
"""Who may ask, and confirm, that a state secret leave the system."""
BESIDE: dict[str, frozenset[Role]] = {
    "correct": frozenset((Role.CLERK,)),
    "share": frozenset((Role.HEAD,)),
    "finish_part": frozenset((Role.HEAD, Role.OFFICER)),
    "ask_expulsion": TWO_PERSONS,
    "withdraw_expulsion": TWO_PERSONS,
    "confirm_expulsion": TWO_PERSONS,
}
"""Who may do what moves no document, or moves it for two persons; for all else the steps say it."""


class Order(Sent, frozen=True, kw_only=True):
    """A leader's direction: exactly one unit leads, any co-operate, any are informed."""

    lead: Id
    cooperate: tuple[Id, ...] = ()
    inform: tuple[Id, ...] = ()
    due_date: date | None = None
    words: Words = ""
    officer: Annotated[Id, Meta(description="A person of the unit that leads.")] | None = None


class Transcript(Order, frozen=True, kw_only=True):
    """A direction that a leader wrote on paper, and the slip it stands on."""

    leader: Id
    slip: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 of the slip attached before.")]


class Closing(Sent, frozen=True, kw_only=True):
    """What the leader says of a document that needs no work."""

    words: Words = ""


class Assignment(Sent, frozen=True, kw_only=True):
    """To whom the head gives the work, and by when."""

    officer: Id
    words: Words = ""
    due_date: date | None = None


class Share(Sent, frozen=True, kw_only=True):
    """To whom the head gives a co-operating or informed part."""

    part: Id
    officer: Id
    words: Words = ""


class Result(Sent, frozen=True, kw_only=True):
    """What was done."""

    result: Words


class PartResult(Sent, frozen=True, kw_only=True):
    """What was done in a part; one for information needs no words."""

    part: Id
    result: Words = ""


def direct(document: int, body: Order, by: Actor, at: Moment) -> object:
    """Write the leader's direction and hand the document to the units it names."""
    return handling.direct(document, handling.Order(**asdict(body)), by, at)


def transcribe(document: int, body: Transcript, by: Actor, at: Moment) -> object:
    """Enter what a leader wrote on paper, with the slip that was attached before."""
    told = asdict(body)
    leader, slip = told.pop("leader"), told.pop("slip")
    there = File.select().where(
        File.document == document, File.role == slips.ROLE, File.sha256 == slip, File.removed_at.is_null()
    )
    known = slip if there.exists() else None
    return handling.transcribe(document, handling.Order(**told), leader, known, by, at)


def close(document: int, body: Closing, by: Actor, at: Moment) -> object:
    """Finish a presented document that needs no work: filed for reference."""
    return handling.close(document, body.words, by, at)


def assign(document: int, body: Assignment, by: Actor, at: Moment) -> object:
    """Give the leading unit's work to one of its people, or to another one than before."""
    return handling.assign(document, body.officer, body.words, body.due_date, by, at)


def share(document: int, body: Share, by: Actor, at: Moment) -> None:
    """Give a co-operating or informed part to one of the unit's people."""
    handling.share(document, body.part, body.officer, body.words, by, at)


def finish(document: int, body: Result, by: Actor, at: Moment) -> object:
    """Finish the work, saying what was done."""
    return handling.finish(document, body.result, by, at)


def finish_part(document: int, body: PartResult, by: Actor, at: Moment) -> None:
    """Close a co-operating or informed part."""
    handling.finish_part(document, body.part, body.result, by, at)


DEEDS: dict[str, Deed] = {
    "keep": incoming.keep,
    "inspect_again": incoming.inspect_again,
    "discard": incoming.discard,
    "restore": incoming.restore,
    "register": books.register,
    "correct": books.correct,
    "return": handling.return_to_sender,
    "present": handling.present,
    "withdraw": handling.withdraw,
    "direct": direct,
    "transcribe": transcribe,
    "close": close,
    "assign": assign,
    "reassign": assign,
    "share": share,
    "begin": handling.begin,
    "finish": finish,
    "finish_part": finish_part,
    "reopen": handling.reopen,
    "send_back": handling.send_back,
    "cancel": registers.cancel,
    "reinstate": registers.reinstate,
    "ask_expulsion": incoming.ask_expulsion,
    "withdraw_expulsion": incoming.withdraw_expulsion,
    "confirm_expulsion": incoming.confirm_expulsion,
}
"""By the name in the address, which is the name a document's `may` gives it."""


def takers(event: str) -> frozenset[Role]:
    """Return the roles that may do something to a document, somewhere in its life."""
    return BESIDE.get(event) or frozenset(step.who for step in states.INCOMING if step.event == event)


def _operation(event: str, deed: Deed) -> Operation:
    hints = get_type_hints(deed)
    wanted = Reason if "reason" in hints else hints.get("body")

    async def step(call: Call, id: int, body: Any = None) -> Moved:
        told = () if body is None else (body.reason if isinstance(body, Reason) else body,)
        return await call.write(_do, deed, id, told, call.actor, call.now())

    summary = EVENTS["expel" if event == "confirm_expulsion" else event]
    made = asks("POST", f"/documents/{{id}}/{event}", summary, roles=takers(event), name=event, body=wanted)
    step.__doc__ = (deed.__doc__ or "").split("\n")[0]
    return made(step)


def _do(deed: Deed, document: int, told: tuple[Any, ...], by: Actor, at: Moment) -> Moved:
    """Do it in one transaction; to somebody who may not see the document, it is not there."""
    demand_visible(document, by)
    deed(document, *told, by, at)
    row = Document.get_by_id(document)
    number = "" if row.arrival_number is None else f"{row.arrival_number:02d}{row.arrival_suffix}"
    return Moved(id=document, state=row.state, number=number)


operations = tuple(_operation(event, deed) for event, deed in DEEDS.items())
