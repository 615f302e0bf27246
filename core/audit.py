"""The office's memory: lines that are only ever added, each sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.store.bound import database
from core.store.fields import MomentField, canonical
from core.store.memory import Audit, ChainHead, Words
from core.values import Actor, Moment

GENESIS = "0" * 64
NEXT = 'UPDATE "chain_head" SET "seq" = "seq" + 1 WHERE "id" = 1 RETURNING "seq", "hash"'
_moment = MomentField()


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    reason: str


def write(
    actor: Actor, action: str, at: Moment, *, document: int | None = None, words: str = "", **facts: Any
) -> int:
    """Add one line inside the running transaction and return its number.

    The head row is locked first, so that lines of several processes form one order (DESIGN rule 1).
    `words` are what a person wrote freely: the line bears their salted hash, they lie beside it.
    """
    ((seq, previous),) = database.execute_sql(NEXT).fetchall()
    if words:
        salt = secrets.token_hex(16)
        facts["words"] = digest(salt, words)
        Words.create_once(seq=seq, document=document, salt=salt, text=words)
    told = canonical(facts)
    sealed = seal(seq, at.utc, at.verified, actor.login, action, document, told, previous)
    Audit.create(
        seq=seq,
        at=at.utc,
        verified=at.verified,
        actor=actor.login,
        action=action,
        document=document,
        facts=told,
        previous=previous,
        hash=sealed,
    )
    ChainHead.change({"id": 1}, hash=sealed)
    return int(seq)


def digest(salt: str, words: str) -> str:
    """Return the hash that stands in a line for what a person wrote."""
    return hashlib.sha256(f"{salt} {words}".encode()).hexdigest()


def words_of(document: int) -> dict[int, str]:
    """Return what people wrote in a document's lines, by the number of the line."""
    return {row.seq: row.text for row in Words.select().where(Words.document == document)}


def forget_words(document: int) -> None:
    """Empty what people wrote in a document's lines; the lines stay as they are."""
    Words.update(salt="", text="").where(Words.document == document).execute()


def seal(
    seq: int,
    at: datetime,
    verified: bool,
    actor: str,
    action: str,
    document: int | None,
    facts: str,
    previous: str,
) -> str:
    """Return the SHA-256 of a line over everything it says and the hash before it."""
    said = canonical([seq, _moment.db_value(at), verified, actor, action, document, facts, previous])
    return hashlib.sha256(said.encode()).hexdigest()


def head() -> tuple[int, str]:
    """Return the number and the hash of the last line; (0, GENESIS) for an empty chain."""
    row = ChainHead.get_by_id(1)
    return int(row.seq), str(row.hash)


def verify() -> tuple[int, Break | None]:
    """Read the whole chain; return how many lines hold, and the first break, if any."""
    expected, previous = 1, GENESIS
    for line in Audit.select().order_by(Audit.seq).iterator():
        if line.seq != expected:
            return expected - 1, Break(expected, "missing")
        again = seal(
            line.seq, line.at, line.verified, line.actor, line.action, line.document, line.facts, previous
        )
        if line.previous != previous or line.hash != again or not _as_written(line):
            return expected - 1, Break(expected, "changed")
        expected, previous = expected + 1, line.hash
    if head() != (expected - 1, previous):
        return expected - 1, Break(expected, "cut")
    return expected - 1, None


def _as_written(line: Audit) -> bool:
    """Whether the words beside a line are those that were written, or were emptied as a secret left."""
    wanted = told(line).get("words") if '"words"' in line.facts else None
    if wanted is None:
        return True
    beside = Words.get_or_none(Words.seq == line.seq)
    return beside is not None and (not beside.text or digest(beside.salt, beside.text) == wanted)


def lines(after: int = 0, limit: int = 100, document: int | None = None) -> list[Mapping[str, Any]]:
    """Return lines newest first, older than number `after` when it is given; for one document or for all."""
    query = Audit.select().order_by(Audit.seq.desc()).limit(limit)
    if after:
        query = query.where(Audit.seq < after)
    if document is not None:
        query = query.where(Audit.document == document)
    return [dict(line) for line in query.dicts().iterator()]


def told(line: Audit) -> dict[str, Any]:
    """Return the facts a line bears."""
    facts: dict[str, Any] = json.loads(line.facts)
    return facts


def about(document: int) -> Iterator[Audit]:
    """Return a document's lines in the order they were written."""
    yield from Audit.select().where(Audit.document == document).order_by(Audit.seq)
