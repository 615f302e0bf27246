"""The only place that changes a document's state: row, evidence and follow-up jobs in one transaction."""

from __future__ import annotations

from typing import Any

from core import audit, jobs
from core.documents import states
from core.errors import Forbidden, Missing, Refused, WrongState
from core.store.database import afterwards
from core.store.papers import Document
from core.values import Actor, Moment, Move

FOLLOWED = (
    Document.id, Document.life, Document.state, Document.sha256, Document.source, Document.external_id,
)  # fmt: skip
"""What a step needs to know of a document: naming fifty columns takes longer than reading them."""


def begin(
    event: str, by: Actor, at: Moment, *, life: str = "incoming", facts: Any = None, **columns: Any
) -> int:
    """Create a document by its first step and return its id; `columns` are the row's other columns."""
    step = _lawful(life, event, states.NEW, by)
    document = Document.create(
        life=life,
        state=step.after,
        state_at=at.utc,
        received_at=at.utc,
        received_verified=at.verified,
        **columns,
    )
    _follow(document, step, states.NEW, by, at, facts or {})
    return int(document.id)


def advance(
    document_id: int,
    event: str,
    by: Actor,
    at: Moment,
    *,
    reason: str = "",
    facts: Any = None,
    **columns: Any,
) -> str:
    """Take a document one lawful step further and return its new state.

    Raises Missing, Forbidden, WrongState (somebody else was quicker, or the step does not start here),
    or Refused when the step needs a reason and none is given.
    """
    document = Document.select(*FOLLOWED).where(Document.id == document_id).first()
    if document is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document_id)
    before = document.state
    step = _lawful(document.life, event, before, by)
    told = dict(facts or {})
    if step.reason:
        told["words"] = demand_reason(reason)
    there = {"id": document_id, "state": before}
    if not Document.change(there, state=step.after, state_at=at.utc, **columns):
        raise _wrong(event, before)
    _follow(document, step, before, by, at, told)
    return step.after


def demand(document: Document, event: str, by: Actor) -> None:
    """Raise what `advance` would raise now, before work is begun that would be in vain."""
    _lawful(document.life, event, document.state, by)


def possible(document: Document, by: Actor) -> tuple[str, ...]:
    """Return the events this person's roles allow from where the document stands."""
    events = []
    for step in states.LIVES[document.life]:
        starts = step.before if isinstance(step.before, tuple) else (step.before,)
        if document.state in starts and step.who in by.roles and step.event not in events:
            events.append(step.event)
    return tuple(events)


def demand_reason(reason: str) -> str:
    """Return the reason, trimmed; raise Refused when it is too short to mean anything."""
    said = " ".join(reason.split())
    if len(said) < 5:
        raise Refused("VT-2003", "Phải ghi rõ lý do.", hint="Ghi lý do ít nhất năm ký tự rồi làm lại.")
    return said


def _lawful(life: str, event: str, state: str, by: Actor) -> states.Step:
    step = states.find(life, event, state)
    if step is None:
        raise _wrong(event, state)
    if step.who not in by.roles:
        raise Forbidden(
            "VT-2004",
            "Việc này không thuộc vai trò của {name}.",
            hint="Nhờ người có thẩm quyền thực hiện.",
            name=by.name,
        )
    return step


def _wrong(event: str, state: str) -> WrongState:
    return WrongState(
        "VT-2002",
        "Văn bản đang ở trạng thái “{state}” nên không thực hiện được bước này.",
        hint="Tải lại trang để xem tình trạng mới nhất.",
        state=states.NAMES.get(state, state),
        event=event,
    )


def _follow(document: Document, step: states.Step, before: str, by: Actor, at: Moment, facts: Any) -> None:
    line = audit.write(
        by,
        step.event,
        at,
        document=document.id,
        before=before,
        after=step.after,
        sha256=document.sha256,
        **facts,
    )
    for kind in step.then:
        jobs.enqueue(kind, f"{document.id}:{line}", at, document=document.id, event=step.event, line=line)
    afterwards(
        Move(document.id, step.event, before, step.after, by, at, document.source, document.external_id)
    )
