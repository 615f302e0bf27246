"""Lists of what the office writes: the urgent first, then the newest, page after page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from peewee import JOIN, SQL, fn

from core.accounts.permissions import WRITTEN, has_row, leaving, plainly, reads_letters
from core.clock import VIETNAM
from core.documents import lists, states
from core.documents.lists import CAP, FEW, Key
from core.store.memory import Audit
from core.store.outgoing import Concern, Dispatch, Draft
from core.store.papers import Document
from core.store.people import Unit, User
from core.text import clean_line, code_key
from core.values import Actor

BACK = ("give_back", "unsign")
"""Events that bring a draft back to its drafter."""

Whose = Literal["", "drafter", "headed", "signer"]
"""What the person writes, what the units he heads write, or what he is named to sign."""


@dataclass(frozen=True, slots=True)
class OutFilter:
    """What a person wants to see; an empty field asks for nothing."""

    states: tuple[str, ...] = ()
    whose: Whose = ""
    asked: str = ""
    """Drafts on which the person still owes this: comment or initial."""
    given_back: bool = False
    """Came back to the drafter by somebody's decision, not by his own."""
    unnamed: bool = False
    """Ordered from a unit, of which nobody has been named yet."""
    unit_id: int | None = None
    signer_id: int | None = None
    priority: int | None = None
    type_name: str = ""
    code: str = ""
    """Number and symbol from the left: "05" or "05/QĐ"."""
    subject: str = ""
    """Part of the subject as written; the search box knows more."""
    numbered_from: date | None = None
    numbered_to: date | None = None
    issued_on: date | None = None
    unsent: Literal["", "paper", "electronic"] = ""
    """Whether paper has still to be sent, or a receiver has not got the electronic document yet."""


@dataclass(frozen=True, slots=True)
class OutRow:
    """One line of a list of outgoing documents."""

    id: int
    state: str
    life: str
    state_at: datetime
    priority: int
    code_number: str
    code_notation: str
    issued_date: date | None
    type_name: str
    subject: str
    to_places: str
    signer_name: str
    sha256: str | None
    draft_due: date | None
    unit: str | None
    """Name of the drafting unit."""
    drafter: str | None

    @property
    def key(self) -> Key:
        """Its place in the order."""
        return Key(self.priority, self.id)

    @property
    def code(self) -> str:
        """Number and symbol, "05/QĐ-UBND"; empty before it has them."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)

    def overdue(self, today: date) -> bool:
        """Tell whether it should have been drafted before today."""
        owed = self.state in (states.ORDERED, states.DRAFTING)
        return owed and self.draft_due is not None and self.draft_due < today


@dataclass(frozen=True, slots=True)
class OutPage:
    """Some rows, and where to go on."""

    rows: tuple[OutRow, ...]
    next: Key | None
    """Give it back as `after`; None at the end."""


COLUMNS: tuple[Any, ...] = (
    Document.id, Document.state, Document.life, Document.state_at, Document.priority, Document.code_number,
    Document.code_notation, Document.issued_date, Document.type_name, Document.subject, Document.to_places,
    Document.signer_name, Document.sha256, Draft.draft_due, Unit.name.alias("unit"),
    User.name.alias("drafter"),
)  # fmt: skip


def page(wanted: OutFilter, actor: Actor, after: Key | None = None, limit: int = 50) -> OutPage:
    """Return one page of what `wanted` asks and this person may see."""
    keys = lists.leaf(_walks(wanted, actor), after, limit + 1)
    shown = rows_of([key.id for key in keys[:limit]])
    return OutPage(shown, shown[-1].key if len(keys) > limit else None)


def count(wanted: OutFilter, actor: Actor, cap: int = CAP) -> int:
    """Return how many rows the pages of this list hold together, `cap` when there are as many or more."""
    return lists.tally(_walks(wanted, actor), cap)


def rows_of(documents: Iterable[int]) -> tuple[OutRow, ...]:
    """Return the rows of these documents in the order of lists; ask who may see them before."""
    query: Any = (
        Document.select(*COLUMNS)
        .join(Draft, on=(Draft.document == Document.id))
        .join(Unit, JOIN.LEFT_OUTER)
        .switch(Draft)
        .join(User, JOIN.LEFT_OUTER, on=(Draft.drafter == User.id))
        .where(Document.id.in_(list(documents)))
        .order_by(Document.priority.desc(), Document.id.desc())
    )
    return tuple(OutRow(**found) for found in query.dicts())


def _walks(wanted: OutFilter, actor: Actor) -> list[Any]:
    """The list as conditions whose rows never overlap, each walked along an index in the list's order."""
    condition = _condition(wanted, actor)
    ids = _few(wanted, actor)
    if ids is None:
        places = wanted.states or WRITTEN
        return [(Document.state == place) & condition for place in dict.fromkeys(places)]
    if wanted.states:
        condition &= Document.state.in_(wanted.states)
    return [Document.id.in_(ids) & plainly(condition)] if ids else []


def _few(wanted: OutFilter, actor: Actor) -> list[int] | None:
    """Ids that the list cannot reach beyond, when a short way leads to them and they are few; else None."""
    if key := code_key(wanted.code):
        coded = Document.select(Document.id).where(lists.coded(key)).limit(FEW + 1)
        ids = [row.id for row in coded]
        return ids if len(ids) <= FEW else None
    found: set[int] = set()
    ways = _ways(wanted, actor)
    for table, condition in ways:
        rows = table.select(table.document).where(condition).limit(FEW + 1).tuples()
        found |= {document for (document,) in rows}
        if len(found) > FEW:
            return None
    return sorted(found) if ways else None


def _ways(wanted: OutFilter, actor: Actor) -> list[tuple[Any, Any]]:
    """Tables and conditions on them that together lead to every document of the list; none if not short."""
    if wanted.asked:
        return [(Concern, _owed(wanted.asked, actor))]
    if wanted.whose and (mine := _mine(wanted.whose, actor)) is not None:
        return [(Draft, mine)] if wanted.whose == "drafter" else []
    if wanted.unsent:
        return [(Dispatch, _unsent(wanted.unsent))]
    if wanted.issued_on is not None:
        return [(Draft, _on(Draft.issued_at, wanted.issued_on))]
    if reads_letters(actor) or actor.user_id is None:
        return []
    ways: list[tuple[Any, Any]] = [
        (Draft, (Draft.drafter == actor.user_id) | (Draft.signer == actor.user_id)),
        (Concern, Concern.user == actor.user_id),
    ]
    if actor.headed_ids:
        ways.append((Draft, Draft.unit.in_(sorted(actor.headed_ids))))
    if actor.unit_ids:
        ways.append((Dispatch, Dispatch.unit.in_(sorted(actor.unit_ids))))
    return ways


def _condition(wanted: OutFilter, actor: Actor) -> Any:
    condition: Any = leaving(actor)
    equal = (
        (Document.priority, wanted.priority),
        (Document.type_name, clean_line(wanted.type_name) or None),
    )
    for column, value in equal:
        if value is not None:
            condition &= column == value
    if key := code_key(wanted.code):
        condition &= lists.coded(key)
    if subject := clean_line(wanted.subject):
        condition &= Document.subject.contains(subject)
    if wanted.numbered_from is not None:
        condition &= Document.issued_date >= wanted.numbered_from
    if wanted.numbered_to is not None:
        condition &= Document.issued_date <= wanted.numbered_to
    if wanted.whose:
        mine = _mine(wanted.whose, actor)
        condition &= SQL("1 = 0") if mine is None else has_row(Draft, mine)
    if wanted.unit_id is not None:
        condition &= has_row(Draft, Draft.unit == wanted.unit_id)
    if wanted.signer_id is not None:
        condition &= has_row(Draft, Draft.signer == wanted.signer_id)
    if wanted.unnamed:
        condition &= has_row(Draft, Draft.drafter.is_null())
    if wanted.issued_on is not None:
        condition &= has_row(Draft, _on(Draft.issued_at, wanted.issued_on))
    if wanted.asked:
        condition &= has_row(Concern, _owed(wanted.asked, actor))
    if wanted.unsent:
        condition &= has_row(Dispatch, _unsent(wanted.unsent))
    return condition & _came_back() if wanted.given_back else condition


def _mine(whose: Whose, actor: Actor) -> Any:
    if whose == "headed":
        return Draft.unit.in_(sorted(actor.headed_ids)) if actor.headed_ids else None
    if actor.user_id is None:
        return None
    return (Draft.drafter if whose == "drafter" else Draft.signer) == actor.user_id


def _owed(what: str, actor: Actor) -> Any:
    asked = (Concern.user == (actor.user_id or 0)) & (Concern.what == what)
    return asked & Concern.done_at.is_null() & Concern.withdrawn_at.is_null()


def _unsent(how: str) -> Any:
    if how == "paper":
        return (Dispatch.paper == True) & Dispatch.paper_sent_at.is_null()  # noqa: E712
    return Dispatch.state.in_(("waiting", "refused")) & (Dispatch.electronic == True)  # noqa: E712


def _on(moment: Any, day: date) -> Any:
    start = datetime.combine(day, time(0), VIETNAM).astimezone(UTC)
    return (moment >= start) & (moment < start + timedelta(days=1))


def _came_back() -> Any:
    """The last step of the document, made when it came to its state, brought it back."""
    last = Audit.select(SQL("1")).where(
        Audit.document == Document.id, Audit.at == Document.state_at, Audit.action.in_(BACK)
    )
    return fn.EXISTS(last)
