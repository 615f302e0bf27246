"""The lines of a register of outgoing documents, as the columns of the decree ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core import audit
from core.clock import vietnam
from core.documents import dispatches, states, ties
from core.documents.abbreviations import TITLES
from core.documents.bookforms import LeavingLine
from core.language import mark, tr
from core.store.memory import Audit
from core.store.outgoing import Dispatch, Draft, PaperPrint
from core.store.papers import Document, Entry
from core.store.people import Unit

ENDED = {"void": mark("Đã hủy: {reason}."), "recall": mark("Đã thu hồi: {reason}.")}
"""What column 10 says of a number that was voided, and of a document that was recalled."""
WITH_PAPER = mark("Gửi kèm bản giấy.")


@dataclass(frozen=True, slots=True)
class Departure:
    """One line, and by how many working days the document left later than it should."""

    line: LeavingLine
    days_late: int


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies beside the documents of some lines, by their ids."""

    drafts: dict[int, Draft]
    keepers: dict[int, str]
    receivers: dict[int, list[Dispatch]]
    printed: dict[int, int]
    ties: dict[int, list[str]]
    ended: dict[int, str]


def departures(entries: Iterable[Entry]) -> list[Departure]:
    """Return the lines of these entries, whose documents come with them."""
    rows = list(entries)
    beside = _gather([row.document_id for row in rows])
    return [_departure(row.document, beside) for row in rows]


def _departure(row: Any, beside: _Beside) -> Departure:
    draft, receivers = beside.drafts[row.id], beside.receivers.get(row.id, [])
    left = vietnam(draft.issued_at).date() if draft.issued_at else None
    copies = beside.printed.get(row.id) or draft.copies
    note = [
        beside.ended.get(row.id, ""),
        *beside.ties.get(row.id, ()),
        tr(WITH_PAPER) if left and any(one.paper for one in receivers) else "",
        row.description,
    ]
    line = LeavingLine(
        code=f"{row.code_number}/{row.code_notation}",
        issued_date=row.issued_date,
        type_and_subject=f"{TITLES.get(row.type_name, row.type_name)}: {row.subject}".strip(": "),
        signer=row.signer_name or draft.authorised_by,
        to_places="; ".join(one.name for one in receivers) or row.to_places,
        keeper=draft.keeper or beside.keepers.get(draft.unit_id or 0, ""),
        copies=str(copies or ""),
        handed_on=left,
        note=" ".join(part for part in note if part),
    )
    return Departure(line, dispatches.lateness(row, draft, left) if left else 0)


def _gather(documents: list[int]) -> _Beside:
    drafts: dict[int, Draft] = {}
    receivers: dict[int, list[Dispatch]] = {}
    printed: dict[int, int] = {}
    ended: dict[int, str] = {}
    for start in range(0, len(documents), 500):
        some = documents[start : start + 500]
        drafts |= {draft.document_id: draft for draft in Draft.select().where(Draft.document.in_(some))}
        for one in Dispatch.select().where(Dispatch.document.in_(some)).order_by(Dispatch.position):
            receivers.setdefault(one.document_id, []).append(one)
        for made in PaperPrint.select().where(PaperPrint.document.in_(some)):
            printed[made.document_id] = printed.get(made.document_id, 0) + made.copies
        ended |= _ended(some)
    keepers = {unit.id: unit.name for unit in Unit.select(Unit.id, Unit.name)}
    return _Beside(drafts, keepers, receivers, printed, ties.notes(documents), ended)


def _ended(documents: list[int]) -> dict[int, str]:
    """Return what became of those that were voided or recalled, with the reason somebody gave."""
    wrong = Document.select(Document.id).where(
        Document.id.in_(documents), Document.state.in_((states.VOIDED, states.RECALLED))
    )
    found: dict[int, str] = {}
    for line in Audit.select().where(Audit.document.in_(wrong), Audit.action.in_(list(ENDED))):
        document = int(line.document or 0)
        reason = audit.words_of(document).get(line.seq, "").rstrip(".")
        found[document] = tr(ENDED[line.action], reason=reason)
    return found
