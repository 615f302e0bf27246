"""Lists of documents as people leaf through them: the urgent first, then the newest, page after page."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from peewee import JOIN, SQL, SqliteDatabase, fn

from core import calendar
from core.accounts.permissions import RECEIVED, coming, has_task, held, plainly, sees_by_role
from core.documents import states
from core.errors import Refused
from core.store.bound import database
from core.store.papers import Document, Register, Task
from core.store.people import Unit
from core.text import clean_line, code_key, fold
from core.values import Actor

LEAD, COOPERATE, INFORM = "lead", "cooperate", "inform"
CAP = 1_001
"""Counts go no further: people are shown "1.000+"."""
FEW = 2_000
"""Up to so many tasks the documents are fetched by their tasks; beyond, the list is walked in its order."""

Whose = Literal["", "mine", "headed", "unassigned"]
"""Tasks of the person, of the units the person heads, or of those that still wait for an officer."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to see; an empty field asks for nothing."""

    states: tuple[str, ...] = ()
    register_id: int | None = None
    unit_id: int | None = None
    """The unit that leads."""
    priority: int | None = None
    type_name: str = ""
    code: str = ""
    """Number and symbol from the left: "123" or "123/UBND"."""
    organ: str = ""
    """Part of the issuing body's name, marks or no marks."""
    subject: str = ""
    """Part of the subject as written; the search box knows more."""
    arrived_from: date | None = None
    arrived_to: date | None = None
    due_from: date | None = None
    due_before: date | None = None
    tardy_on: date | None = None
    """Should have been registered and presented before this day."""
    sent_back: bool = False
    """Presented once already, and returned by the leader."""
    whose: Whose = ""
    roles: tuple[str, ...] = ()
    """What the person or the unit is in it: lead (XLC), cooperate (PH), inform (XĐB)."""
    undone: bool = False
    """Whether the task must still be owed."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a page ends: the urgency and the id of its last row."""

    priority: int
    id: int

    def __str__(self) -> str:
        return f"{self.priority}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Return the key written as text; raise Refused when it is none of ours."""
        priority, _, number = text.partition(".")
        if not (text.isascii() and priority.isdigit() and number.isdigit() and len(text) < 20):
            raise Refused("VT-3231", "Địa chỉ trang không đúng.", hint="Mở lại danh sách từ đầu.")
        return cls(int(priority), int(number))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: int
    state: str
    priority: int
    arrival_number: int | None
    arrival_suffix: str
    arrival_date: date | None
    register: str | None
    code_number: str
    code_notation: str
    issued_date: date | None
    organ_name: str
    type_name: str
    subject: str
    due_date: date | None
    unit: str | None
    """Name of the unit that leads."""
    name: str
    """The file's name; empty for paper that stays paper."""
    source: str
    received_at: datetime
    duplicate_of: int | None
    trouble: str

    @property
    def key(self) -> Key:
        """Its place in the order."""
        return Key(self.priority, self.id)

    @property
    def number(self) -> str:
        """The arrival number as it is written, "05a"; empty before registration."""
        return "" if self.arrival_number is None else f"{self.arrival_number:02d}{self.arrival_suffix}"

    @property
    def code(self) -> str:
        """Number and symbol, "123/UBND-VP"."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)

    def overdue(self, today: date) -> bool:
        """Tell whether an answer is still owed after its day."""
        return self.state in states.OPEN and self.due_date is not None and self.due_date < today


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and where to go on."""

    rows: tuple[Row, ...]
    next: Key | None
    """Give it back as `after`; None at the end."""


COLUMNS: tuple[Any, ...] = (
    Document.id, Document.state, Document.priority, Document.arrival_number, Document.arrival_suffix,
    Document.arrival_date, Register.code.alias("register"), Document.code_number, Document.code_notation,
    Document.issued_date, Document.organ_name, Document.type_name, Document.subject, Document.due_date,
    Unit.name.alias("unit"), Document.name, Document.source, Document.received_at, Document.duplicate_of,
    Document.trouble,
)  # fmt: skip


def page(wanted: Filter, actor: Actor, after: Key | None = None, limit: int = 50) -> Page:
    """Return one page of what `wanted` asks and this person may see."""
    keys = leaf(_walks(wanted, actor), after, limit + 1)
    shown = _rows(keys[:limit])
    return Page(shown, shown[-1].key if len(keys) > limit else None)


def count(wanted: Filter, actor: Actor, cap: int = CAP) -> int:
    """Return how many rows the pages of this list hold together, `cap` when there are as many or more."""
    return tally(_walks(wanted, actor), cap)


def leaf(walks: Iterable[Any], after: Key | None, limit: int) -> list[Key]:
    """Return the first keys beyond `after` of a list given as walks whose rows never overlap."""
    keys: list[Key] = []
    for walk in walks:
        for stretch in _beyond(after):
            keys.extend(_keys(walk & stretch, limit))
    return heapq.nlargest(limit, keys)


def tally(walks: Iterable[Any], cap: int = CAP) -> int:
    """Return how many rows the walks have together, `cap` when there are as many or more."""
    total = 0
    for walk in walks:
        total += Document.select(SQL("1")).where(walk).limit(cap - total).count()
        if total >= cap:
            break
    return total


def _walks(wanted: Filter, actor: Actor) -> list[Any]:
    """The list as conditions whose rows never overlap, each walked along an index in the list's order."""
    condition = _condition(wanted, actor)
    ids = _few(wanted, actor)
    if ids is None:
        places = wanted.states or RECEIVED
        return [(Document.state == place) & condition for place in dict.fromkeys(places)]
    if wanted.states:
        condition &= Document.state.in_(wanted.states)
    return [Document.id.in_(ids) & plainly(condition)] if ids else []


def _beyond(after: Key | None) -> list[Any]:
    """What comes after a key, as conditions that the index on state, urgency and id answers by itself."""
    if after is None:
        return [SQL("1 = 1")]
    same = (Document.priority == after.priority) & (Document.id < after.id)
    return [same, Document.priority < after.priority] if after.priority else [same]


def _few(wanted: Filter, actor: Actor) -> list[int] | None:
    """Ids that the list cannot reach beyond, when a short way leads to them and they are few; else None."""
    found: Any
    if key := code_key(wanted.code):
        found = Document.select(Document.id.alias("id")).where(coded(key))
    elif _by_task(wanted):
        if (tasks := _tasks(wanted, actor)) is None:
            return []
        found = Task.select(Task.document.alias("id")).join(Document).where(tasks)
    elif not sees_by_role(actor):
        if (own := held(actor)) is None:
            return []
        found = Task.select(Task.document.alias("id")).where(own)
    else:
        return None
    ids = [row["id"] for row in found.limit(FEW + 1).dicts()]
    return sorted(set(ids)) if len(ids) <= FEW else None


def coded(key: str) -> Any:
    """Return the condition over Document that its number and symbol begin with `key`."""
    found = (Document.code_key == key) | Document.code_key.startswith(f"{key}|")
    if isinstance(database.obj, SqliteDatabase):
        # SQLite has no index for LIKE; "}" follows "|". Other databases may sort signs otherwise.
        found &= (Document.code_key >= key) & (Document.code_key < f"{key}}}")
    return found


def _keys(condition: Any, limit: int) -> list[Key]:
    query: Any = (
        Document.select(Document.priority, Document.id)
        .where(condition)
        .order_by(Document.priority.desc(), Document.id.desc())
        .limit(limit)
    )
    return [Key(*found) for found in query.tuples()]


def _rows(keys: list[Key]) -> tuple[Row, ...]:
    query: Any = (
        Document.select(*COLUMNS)
        .join(Register, JOIN.LEFT_OUTER)
        .switch(Document)
        .join(Unit, JOIN.LEFT_OUTER)
        .where(Document.id.in_([key.id for key in keys]))
        .order_by(Document.priority.desc(), Document.id.desc())
    )
    return tuple(Row(**found) for found in query.dicts())


def _condition(wanted: Filter, actor: Actor) -> Any:
    condition: Any = coming(actor)
    equal = (
        (Document.register, wanted.register_id),
        (Document.lead_unit, wanted.unit_id),
        (Document.priority, wanted.priority),
        (Document.type_name, clean_line(wanted.type_name) or None),
    )
    for column, value in equal:
        if value is not None:
            condition &= column == value
    if key := code_key(wanted.code):
        condition &= coded(key)
    if organ := fold(clean_line(wanted.organ)):
        condition &= Document.organ_key.contains(organ)
    if subject := clean_line(wanted.subject):
        condition &= Document.subject.contains(subject)
    if wanted.sent_back:
        condition &= (Document.state == states.REGISTERED) & Document.presented_at.is_null(False)
    if wanted.tardy_on is not None:
        ordinary, urgent = calendar.tardy_before(wanted.tardy_on)
        condition &= (Document.received_at < ordinary) | (
            (Document.priority > 0) & (Document.received_at < urgent)
        )
    condition &= _between(Document.arrival_date, wanted.arrived_from, wanted.arrived_to)
    if not _by_task(wanted):
        return condition & _due(Document.due_date, wanted)
    tasks = _tasks(wanted, actor)
    if tasks is None:
        return SQL("1 = 0")
    return condition & has_task(tasks)


def _by_task(wanted: Filter) -> bool:
    return bool(wanted.whose or wanted.roles or wanted.undone)


def _tasks(wanted: Filter, actor: Actor) -> Any:
    """The condition over Task and Document that a task is one of those wanted; None when none can be."""
    tasks = _belonging(wanted.whose, actor)
    if tasks is None:
        return None
    tasks = Task.withdrawn_at.is_null() & tasks
    if wanted.roles:
        tasks &= Task.role.in_(wanted.roles)
    if wanted.undone:
        tasks &= Task.done_at.is_null()
    # A head may give an officer less time than the leader gave the unit.
    return tasks & _due(fn.COALESCE(Task.due_date, Document.due_date), wanted)


def _belonging(whose: Whose, actor: Actor) -> Any:
    if whose in ("headed", "unassigned"):
        if not actor.headed_ids:
            return None
        tasks: Any = Task.unit.in_(sorted(actor.headed_ids))
        if whose == "unassigned":
            # The leader may have named an officer; the head still has to assign.
            tasks &= Task.user.is_null() | ((Task.role == LEAD) & (Document.state == states.DIRECTED))
        return tasks
    if whose == "mine" and actor.user_id is not None:
        own = Task.user == actor.user_id
        shared = (Task.role == INFORM) & Task.user.is_null() & Task.unit.in_(sorted(actor.unit_ids))
        return own | shared if actor.unit_ids else own
    return None if whose else held(actor)


def _due(day: Any, wanted: Filter) -> Any:
    condition: Any = SQL("1 = 1")
    if wanted.due_from is not None:
        condition &= day >= wanted.due_from
    if wanted.due_before is not None:
        condition &= day < wanted.due_before
    return condition


def _between(day: Any, first: date | None, last: date | None) -> Any:
    condition: Any = SQL("1 = 1")
    if first is not None:
        condition &= day >= first
    if last is not None:
        condition &= day <= last
    return condition
