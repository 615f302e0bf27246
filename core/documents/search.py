"""Finding a document again by one box: number and symbol first, then words as written, then without marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import JOIN, SQL, IntegerField, SqliteDatabase
from playhouse.fts_parser import parse

from core.accounts.permissions import sees_by_role, visible
from core.documents import states
from core.documents.lists import INFORM
from core.store.bound import database
from core.store.outgoing import Concern, Dispatch, Draft
from core.store.papers import Direction, Document, File, FileText, Task
from core.store.table import Table
from core.text import code_key, fold, tone_key
from core.values import Actor, Role

LONGEST = 200_000
"""Characters of one document's text that are searched."""
CAPPED = 1_000
"""Counts beyond this are shown as "1.000+": exact counts of common words cost too much."""
SLICE = 400
"""Pages of the index rewritten in one transaction: others write between two of them."""


CHECKER = "checker"
"""The word of the index for everybody who checks the form of drafts."""


class SearchRow(Table):
    """A document in the search index: an FTS5 table in SQLite, two text vectors in PostgreSQL."""

    rowid = IntegerField(primary_key=True)

    class Meta:
        table_name = "search"


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of documents, newest first within each kind of match, and where to go on."""

    ids: tuple[int, ...]
    next: str
    """Give it back to get the following page; empty at the end."""


def index(document: int) -> None:
    """Make a document findable by all its fields and the text of its files; an expelled one by nothing."""
    row = Document.get_by_id(document)
    forget(document)
    if row.state == states.EXPELLED:
        return
    said = _words(row)
    told = (document, tone_key(said), fold(said), " ".join(_seers(document)))
    if _sqlite():
        database.execute_sql("INSERT INTO search(rowid, exact, fold, seen) VALUES (?, ?, ?, ?)", told)
    else:
        vectors = ", ".join("to_tsvector('simple', %s)" for _ in told[1:])
        database.execute_sql(f"INSERT INTO search(rowid, exact, fold, seen) VALUES (%s, {vectors})", told)


def forget(document: int) -> None:
    """Make a document unfindable by its words."""
    database.execute_sql(f"DELETE FROM search WHERE rowid = {_mark()}", (document,))


def wipe(*, begin: bool) -> bool:
    """Rewrite a part of the index without what was forgotten; return whether there is more to rewrite.

    FTS5 only marks deleted words; they are gone once the pieces they lie in were merged. `begin` starts over.
    """
    if not _sqlite():
        return False
    line = database.connection()
    before = line.total_changes
    database.execute_sql(
        "INSERT INTO search(search, rank) VALUES ('merge', ?)", (-SLICE if begin else SLICE,)
    )
    return bool(line.total_changes - before >= 2)


def find(words: str, actor: Actor, *, after: str = "", limit: int = 50) -> Found:
    """Return documents this person may see that match, best kind first, newest first within a kind.

    Kinds: number and symbol or arrival number; the words as written; the words without marks. `after` is
    a `Found.next`.
    """
    kind, before = _place(after)
    kinds = _kinds(words)
    ids: list[int] = []
    for number in range(kind, len(kinds)):
        query = _matching(kinds, number, actor)
        place = Document.id if kinds[number].column == "code" else SearchRow.rowid
        if number == kind and before:
            query = query.where(place < before)
        ids += [row["id"] for row in query.order_by(place.desc()).limit(limit + 1 - len(ids)).dicts()]
        if len(ids) > limit:
            return Found(tuple(ids[:limit]), f"{number}-{ids[limit - 1]}")
    return Found(tuple(ids), "")


def count(words: str, actor: Actor) -> int:
    """Return how many match, at most CAPPED + 1."""
    total, kinds = 0, _kinds(words)
    for number in range(len(kinds)):
        total += _matching(kinds, number, actor).limit(CAPPED + 1 - total).count()
        if total > CAPPED:
            break
    return total


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way in which a document may match: by its code, or by words in one column."""

    column: str
    words: str


def _kinds(words: str) -> list[_Kind]:
    key, exact, folded = code_key(words), tone_key(words), fold(words)
    kinds = [_Kind("code", key)] if any(letter.isdigit() for letter in key) else []
    if exact != folded and _query(exact):
        kinds.append(_Kind("exact", exact))
    return [*kinds, _Kind("fold", folded)] if _query(folded) else kinds


def _matching(kinds: list[_Kind], number: int, actor: Actor) -> Any:
    """Return the rows of one kind that no earlier kind has; words are walked along the search index."""
    here, earlier = kinds[number], kinds[:number]
    if here.column == "code":
        return Document.select(Document.id).where(_by_code(here.words) & visible(actor))
    seers = _seer_of(actor)
    condition = _by_words(here, earlier, seers) & visible(actor)
    for other in earlier:
        if other.column == "code":
            condition &= ~_by_code(other.words)
        elif not _sqlite():
            condition &= ~_by_words(other, [], ())
    joined: Any = SearchRow.select(SearchRow.rowid.alias("id")).join(Document, JOIN.CROSS)
    return joined.where(Document.id == SearchRow.rowid, condition)


def _by_code(key: str) -> Any:
    if key.isdecimal() and len(key) < 10:
        # a range, not LIKE: SQLite walks no index for a pattern that ignores case
        begins = (Document.code_key >= f"{key}|") & (Document.code_key < f"{key}}}")
        return begins | (Document.arrival_number == int(key))
    return (Document.code_key >= key) & (Document.code_key < key + "\uffff")


def _by_words(kind: _Kind, earlier: list[_Kind], seers: tuple[str, ...]) -> Any:
    if not _sqlite():
        found: Any = SQL(f"t1.{kind.column} @@ websearch_to_tsquery('simple', %s)", [kind.words])
        return found & SQL("t1.seen @@ to_tsquery('simple', %s)", [" | ".join(seers)]) if seers else found
    expression = f"({{{kind.column}}} : ({parse(kind.words)}))"
    if seers:
        expression = f"({expression} AND {{seen}} : ({' OR '.join(seers)}))"
    for other in earlier:
        if other.column != "code":
            expression += f" NOT ({{{other.column}}} : ({parse(other.words)}))"
    return SQL("search MATCH ?", [expression])


def _seers(document: int) -> set[str]:
    """Return whom a document's parts open it to, as words of the index; the permission is asked as well."""
    said = _readers(document)
    parts = Task.select(Task.unit, Task.role, Task.user)
    for task in parts.where(Task.document == document, Task.withdrawn_at.is_null()):
        said.add(f"unit{task.unit_id}")
        if task.role == INFORM:
            said.add(f"inform{task.unit_id}")
        if task.user_id is not None:
            said.add(f"user{task.user_id}")
    return said


def _readers(document: int) -> set[str]:
    """Return whom a draft opens itself to: who writes, checks, signs, is asked or receives it."""
    draft = Draft.get_or_none(Draft.document == document)
    if draft is None:
        return set()
    said = {CHECKER, f"unit{draft.unit_id}", f"user{draft.drafter_id}", f"user{draft.signer_id}"}
    asked = Concern.select(Concern.user).where(Concern.document == document, Concern.withdrawn_at.is_null())
    said |= {f"user{concern.user_id}" for concern in asked}
    sent = Dispatch.select(Dispatch.unit).where(Dispatch.document == document, Dispatch.unit.is_null(False))
    return said | {f"inform{receiver.unit_id}" for receiver in sent}


def _seer_of(actor: Actor) -> tuple[str, ...]:
    """Return the words of the index that this person is; none for one who sees documents by role alone."""
    if sees_by_role(actor):
        return ()
    units = [f"unit{unit}" for unit in sorted(actor.headed_ids)]
    informs = [f"inform{unit}" for unit in sorted(actor.unit_ids)]
    checks = (CHECKER,) if Role.CHECKER in actor.roles else ()
    return (f"user{actor.user_id}", *checks, *units, *informs)


def _query(words: str) -> str:
    return str(parse(words)) if _sqlite() else words.strip()


def _words(row: Document) -> str:
    said = [
        row.subject, row.type_name, row.organ_name, row.organ_id, f"{row.code_number}/{row.code_notation}",
        row.signer_name, row.signer_position, row.to_places, row.description, row.name,
    ]  # fmt: skip
    said += [told.text for told in Direction.select(Direction.text).where(Direction.document == row.id)]
    files = File.select(File.sha256).where(
        File.document == row.id,
        File.removed_at.is_null(),
        # of a draft's files the current one speaks for it
        File.role.not_in(("draft", "signed")) | (File.sha256 == row.sha256),
    )
    said += [read.text for read in FileText.select(FileText.text).where(FileText.sha256.in_(files))]
    return "\n".join(said)[:LONGEST]


def _place(after: str) -> tuple[int, int]:
    kind, _, before = after.partition("-")
    return (int(kind), int(before)) if kind.isdecimal() and before.isdecimal() and len(after) < 20 else (0, 0)


def _sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


def _mark() -> str:
    return "?" if _sqlite() else "%s"
