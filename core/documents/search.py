"""Finding a document again by one box: number and symbol first, then words as written, then without marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import SQL, Expression, SqliteDatabase
from playhouse.fts_parser import parse

from core.documents import states
from core.store.bound import database
from core.store.tables import Direction, Document, File, FileText
from core.text import code_key, fold, tone_key

LONGEST = 200_000
"""Characters of one document's text that are searched."""
CAPPED = 1_000
"""Counts beyond this are shown as "1.000+": exact counts of common words cost too much."""

CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5("
    "exact, fold, tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')",
)
CREATE_POSTGRES = (
    "CREATE TABLE IF NOT EXISTS search (rowid integer PRIMARY KEY, exact tsvector, fold tsvector)",
    "CREATE INDEX IF NOT EXISTS search_exact ON search USING gin (exact)",
    "CREATE INDEX IF NOT EXISTS search_fold ON search USING gin (fold)",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of documents, newest first within each kind of match, and where to go on."""

    ids: tuple[int, ...]
    next: str
    """Give it back to get the following page; empty at the end."""


def create() -> None:
    """Make the search table in the database of this thread."""
    for statement in CREATE_SQLITE if _sqlite() else CREATE_POSTGRES:
        database.execute_sql(statement)


def index(document: int) -> None:
    """Make a document findable by all its fields and the text of its files; an expelled one by nothing."""
    row = Document.get_by_id(document)
    forget(document)
    if row.state == states.EXPELLED:
        return
    said = _words(row)
    if _sqlite():
        database.execute_sql(
            "INSERT INTO search(rowid, exact, fold) VALUES (?, ?, ?)", (document, tone_key(said), fold(said))
        )
    else:
        database.execute_sql(
            "INSERT INTO search(rowid, exact, fold) VALUES (%s, to_tsvector('simple', %s), to_tsvector('simple', %s))",
            (document, tone_key(said), fold(said)),
        )


def forget(document: int) -> None:
    """Make a document unfindable by its words."""
    database.execute_sql(f"DELETE FROM search WHERE rowid = {_mark()}", (document,))


def find(words: str, within: Expression, *, after: str = "", limit: int = 50) -> Found:
    """Return documents of `within` (the viewer's permission) that match, best kind first, newest first.

    Kinds: number and symbol or arrival number; the words as written; the words without marks (only when
    the marked ones gave too little, or the query bears no marks). `after` is a `Found.next`.
    """
    kind, before = _place(after)
    ids: list[int] = []
    for number, condition in enumerate(_kinds(words)):
        if number < kind or condition is None:
            continue
        query = Document.select(Document.id).where(condition & within)
        for earlier in [other for other in _kinds(words)[:number] if other is not None]:
            query = query.where(~earlier)
        if number == kind and before:
            query = query.where(Document.id < before)
        ids += [row.id for row in query.order_by(Document.id.desc()).limit(limit + 1 - len(ids))]
        if len(ids) > limit:
            return Found(tuple(ids[:limit]), f"{number}-{ids[limit - 1]}")
    return Found(tuple(ids), "")


def count(words: str, within: Expression) -> int:
    """Return how many match, at most CAPPED + 1."""
    conditions = [condition for condition in _kinds(words) if condition is not None]
    if not conditions:
        return 0
    either = conditions[0]
    for condition in conditions[1:]:
        either = either | condition
    return int(Document.select(Document.id).where(either & within).limit(CAPPED + 1).count())


def _kinds(words: str) -> list[Any]:
    key = code_key(words)
    kinds: list[Any] = [_by_code(key) if any(letter.isdigit() for letter in key) else None]
    exact, folded = tone_key(words), fold(words)
    kinds.append(_matching("exact", exact) if exact != folded else None)
    kinds.append(_matching("fold", folded))
    return kinds


def _by_code(key: str) -> Any:
    parts = key.split("|")
    if len(parts) == 1 and parts[0].isdecimal() and len(parts[0]) < 10:
        return (Document.code_key.startswith(f"{key}|")) | (Document.arrival_number == int(key))
    return (Document.code_key >= key) & (Document.code_key < key + "\uffff")


def _matching(column: str, words: str) -> Any:
    if _sqlite():
        query = parse(words)
        if not query:
            return None
        return Document.id.in_(
            SQL("(SELECT rowid FROM search WHERE search MATCH ?)", [f"{{{column}}} : ({query})"])
        )
    if not words.strip():
        return None
    return Document.id.in_(
        SQL(f"(SELECT rowid FROM search WHERE {column} @@ websearch_to_tsquery('simple', %s))", [words])
    )


def _words(row: Document) -> str:
    said = [
        row.subject, row.type_name, row.organ_name, row.organ_id, f"{row.code_number}/{row.code_notation}",
        row.signer_name, row.signer_position, row.to_places, row.description, row.name,
    ]  # fmt: skip
    said += [direction.text for direction in Direction.select().where(Direction.document == row.id)]
    files = File.select(File.sha256).where(File.document == row.id, File.removed_at.is_null())
    said += [read.text for read in FileText.select().where(FileText.sha256.in_(files))]
    return "\n".join(said)[:LONGEST]


def _place(after: str) -> tuple[int, int]:
    kind, _, before = after.partition("-")
    return (int(kind), int(before)) if kind.isdecimal() and before.isdecimal() else (0, 0)


def _sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


def _mark() -> str:
    return "?" if _sqlite() else "%s"
