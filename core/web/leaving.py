"""What stands beside an outgoing document on its pages: names, its symbol to be, whom it reaches and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.config.site import Site
from core.documents import paper, series, states
from core.documents.dispatches import PLANNED
from core.documents.letters import Letter
from core.documents.wanted import Receiver
from core.errors import OfficeError
from core.language import mark, tr
from core.store.outgoing import Dispatch
from core.store.people import Grant, User
from core.values import Actor, Role
from core.web import meant
from core.web.looks import Look

SENT = {
    "planned": Look("", "clock", mark("Sẽ gửi khi phát hành")),
    "waiting": Look("blue", "send", mark("Chờ gửi")),
    "delivered": Look("green", "done", mark("Đã đến")),
    "refused": Look("red", "back", mark("Bị từ chối")),
    "recalled": Look("amber", "again", mark("Đã thu hồi")),
}
"""How it looks what became of a document at one receiver."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One receiver as its page shows it."""

    id: int
    name: str
    code: str
    electronic: bool
    look: Look
    state_at: datetime | None
    """When the state came; None while nothing was sent."""
    paper: bool
    why: str
    """Why paper goes there as well, with the article."""
    sent_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page says beside what the letter itself says."""

    field: str
    """Sphere of work in words; empty for none."""
    council: str
    answers: str
    """How the incoming document that is answered is called."""
    symbol: str
    """What will stand behind the number; empty when nobody can say yet."""
    receivers: tuple[Reached, ...]
    people: list[tuple[int, str]]
    """Who may be asked for an opinion or an initial."""


def beside(letter: Letter, site: Site, by: Actor, today: date) -> Beside:
    """Return what stands beside a letter on its pages."""
    draft = letter.draft
    council = site.outgoing.series.get(draft.council)
    return Beside(
        tr(paper.FIELDS[draft.field]) if draft.field in paper.FIELDS else draft.field,
        council.name if council else draft.council,
        meant.incoming_name(letter.answers.id, by) if letter.answers else "",
        _symbol(letter, site, today),
        tuple(_reached(row, letter, site, today) for row in letter.dispatches),
        people() if "ask" in letter.offers else [],
    )


def _symbol(letter: Letter, site: Site, today: date) -> str:
    if letter.document.code_notation:
        return str(letter.document.code_notation)
    try:
        return series.symbol(site, series.matter(letter.document, letter.draft), today)
    except OfficeError:  # said when it is numbered, and beside the form
        return ""


def _reached(row: Dispatch, letter: Letter, site: Site, today: date) -> Reached:
    to = Receiver(row.name, row.code, row.unit_id, row.electronic, row.paper)
    why = row.paper_reason
    if row.state == PLANNED and letter.document.state not in states.NUMBERED:
        why = paper.rule(site.outgoing, letter.document.type_name, letter.draft.field, to, today)
    return Reached(
        row.id,
        row.name,
        row.code,
        row.electronic,
        _translated(SENT[row.state]),
        row.state_at if row.state != PLANNED else None,
        bool(why),
        tr(paper.REASONS[why]) if why in paper.REASONS else "",
        row.paper_sent_at,
        row.paper_note,
    )


def _translated(look: Look) -> Look:
    return Look(look.tone, look.icon, tr(look.word))


def people() -> list[tuple[int, str]]:
    """Return who works on documents here, by name."""
    rows: Iterable[Any] = (
        User.select()
        .join(Grant)
        .where(Grant.role != Role.ADMIN.value, User.closed_at.is_null())
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(row.id, f"{row.name} – {row.position}" if row.position else row.name) for row in rows]
