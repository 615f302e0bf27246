"""The outbox: to whom an outgoing document goes, by which way, and whether it went in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core import audit, calendar
from core.documents import states
from core.documents.wanted import Receiver
from core.errors import Forbidden, Missing, Refused
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document
from core.text import clean_line
from core.values import Actor, Moment, Role

PLANNED, WAITING, DELIVERED, RECALLED = "planned", "waiting", "delivered", "recalled"
NOTE = 300


def plan(document: int, receivers: Iterable[Receiver], at: Moment) -> None:
    """Write down where a document is to go, in place of what was planned before."""
    Dispatch.delete().where(Dispatch.document == document, Dispatch.state == PLANNED).execute()
    for position, one in enumerate(receivers, 1):
        Dispatch.create(
            document=document,
            position=position,
            code=one.code,
            name=one.name,
            unit=one.unit,
            electronic=one.electronic,
            paper=one.paper,
            state_at=at.utc,
        )


def wait(document: int, at: Moment) -> None:
    """Put an issued document into the outbox; units of our own have it at once."""
    planned = (Dispatch.document == document) & (Dispatch.state == PLANNED)
    for state, whose in ((DELIVERED, Dispatch.unit.is_null(False)), (WAITING, Dispatch.unit.is_null())):
        Dispatch.update(state=state, state_at=at.utc).where(planned, whose).execute()


def take_back(document: int, at: Moment) -> None:
    """Take what was not carried yet out of the outbox, and from our own units what they had."""
    ours = (Dispatch.unit.is_null(False)) | (Dispatch.state == WAITING)
    Dispatch.update(state=RECALLED, state_at=at.utc).where(Dispatch.document == document, ours).execute()


def note_paper(dispatch: int, note: str, by: Actor, at: Moment) -> None:
    """Note that the paper for one receiver went: by which post, or who signed for it."""
    if Role.CLERK not in by.roles:
        raise Forbidden("VT-2717", "Chỉ văn thư ghi việc gửi bản giấy.", hint="Nhờ văn thư cơ quan ghi.")
    row = Dispatch.get_or_none(Dispatch.id == dispatch)
    if row is None:
        raise Missing("VT-2718", "Không có nơi nhận này.", hint="Tải lại trang.")
    said = clean_line(note)[:NOTE]
    if len(said) < 3:
        raise Refused(
            "VT-2719",
            "Phải ghi bản giấy đi bằng cách nào.",
            hint="Ví dụ: Bưu điện, số RR123456789VN; hoặc: giao tay, bà Nguyễn Thị Lan ký nhận.",
        )
    if not row.paper or _state_of(row) != states.ISSUED:
        raise Refused(
            "VT-2720",
            "Nơi nhận “{name}” không có bản giấy phải gửi.",
            hint="Chỉ ghi cho văn bản đã phát hành và nơi nhận có bản giấy.",
            name=row.name,
        )
    Dispatch.update(paper_sent_at=at.utc, paper_sent_by=by.login, paper_note=said).where(
        Dispatch.id == dispatch
    ).execute()
    if not row.electronic:  # paper is all that goes there
        Dispatch.update(state=DELIVERED, state_at=at.utc).where(Dispatch.id == dispatch).execute()
    audit.write(by, "note_paper", at, document=row.document_id, receiver=dispatch, words=said)


def sending_due(row: Document, draft: Draft) -> date:
    """Return the last day to send it: at the latest the working day after it was signed, urgent at once.

    Decree 30/2020, art. 18.1; a copy counts from when it was begun.
    """
    return calendar.registering_due(draft.signed_at or row.received_at, row.priority)


def lateness(row: Document, draft: Draft, done: date) -> int:
    """Return by how many working days a document that leaves on `done` is late; 0 in time."""
    return calendar.lateness(sending_due(row, draft), done)


def _state_of(row: Dispatch) -> str:
    return str(Document.get_by_id(row.document_id).state)
