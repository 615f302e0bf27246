"""What must be true of a commune's office whatever was done to it, told as a list of what is not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from core import audit
from core.documents import states
from core.store.memory import Audit, JobRow
from core.store.papers import Document, Entry, Examination, File, Register
from plugins.scanner import claims
from plugins.scanner.claims import ClaimRow
from tests.parts.commune import Commune
from tests.parts.scans import kept_bytes

DONE = (states.REGISTERED, states.PRESENTED)
"""Where the clerks of `tests.parts.clerks` leave a document."""


def drained() -> bool:
    """Tell, within a reading, whether nothing is left to do: no job, and no scan before its number."""
    owed = (states.ARRIVED, states.CLEARED)
    return not (
        JobRow.select().where(JobRow.state != "done").exists()
        or Document.select().where(Document.state.in_(owed)).exists()
        or ClaimRow.select().where(ClaimRow.place == claims.CLAIMING).exists()
    )


def came(count: int) -> bool:
    """Tell, within a reading, whether so many documents are here and nothing is left to do."""
    return bool(Document.select().count() >= count) and drained()


def broken(commune: Commune) -> list[str]:
    """Return every rule that does not hold, in words, for a closed office that has nothing left to do."""
    return [
        *torn(commune),
        *commune.see(lambda: [*_documents(commune), *_told(commune), *_jobs()]),
        *_folder(commune),
    ]


def torn(commune: Commune) -> list[str]:
    """Return every rule that does not hold, of those that hold at any moment of an office's life."""
    return [*commune.see(lambda: [*_register(), *_memory()]), *_bytes(commune)]


def _documents(commune: Commune) -> Iterator[str]:
    """Every dropped file is exactly one document, and nothing was cleared that nobody examined."""
    here = Counter(row.sha256 for row in Document.select(Document.sha256))
    for name, digest in commune.dropped.items():
        if here[digest] != 1:
            yield f"{name} is {here[digest]} documents"
    if set(here) - set(commune.dropped.values()):
        yield "there are documents nobody dropped"
    examined = {row.sha256 for row in Examination.select(Examination.sha256)}
    for row in Document.select().where(Document.state.in_((states.CLEARED, *states.OPEN))):
        if row.sha256 not in examined:
            yield f"{row.id} went on unexamined"


def _told(commune: Commune) -> Iterator[str]:
    """Every number that was told stands in the book, for the document it was told for."""
    written = {(row.number, row.document_id) for row in Entry.select()}
    told = commune.told()
    for number, document in told:
        if (number, document) not in written:
            yield f"number {number} was told for {document} and is lost"
    if len(set(told)) != len(told):
        yield "a number was told twice"


def _register() -> Iterator[str]:
    """No book has a gap or a double, and every registered document its line."""
    written = {(row.number, row.document_id) for row in Entry.select()}
    for book in Register.select():
        numbers = sorted(row.number for row in Entry.select().where(Entry.register == book))
        if numbers != list(range(book.first + 1, book.last + 1)):
            yield f"the book {book.code} has a gap or a double: {numbers} up to {book.last}"
    for row in Document.select().where(Document.state.in_(states.OPEN)):
        if (row.arrival_number, row.id) not in written:
            yield f"{row.id} is registered without a line in the book"


def _memory() -> Iterator[str]:
    """The audit chain is whole, and replaying it gives the state of every document."""
    _, gap = audit.verify()
    if gap is not None:
        yield f"the audit chain is broken: {gap}"
    replayed: dict[int, str] = {}
    for line in Audit.select().order_by(Audit.seq):
        facts = json.loads(line.facts)
        if line.document is None or "after" not in facts:
            continue
        if replayed.get(line.document, states.NEW) != facts["before"]:
            yield f"line {line.seq} starts where {line.document} was not"
        replayed[line.document] = facts["after"]
    if replayed != {row.id: row.state for row in Document.select()}:
        yield "the states are not those the audit chain tells"


def _jobs() -> Iterator[str]:
    """All work was done, and done once as far as anybody can see."""
    for job in JobRow.select().where(JobRow.state != "done"):
        yield f"{job.kind} {job.key} is {job.state}: {job.trouble}"
    roles = Counter((file.document_id, file.role) for file in File.select())
    for (document, role), count in roles.items():
        if count != 1:
            yield f"{document} has {count} files as {role}"


def _bytes(commune: Commune) -> Iterator[str]:
    """No row names bytes that are not there, or not what their name says."""
    blobs = commune.blobs()
    for digest in commune.see(lambda: {file.sha256 for file in File.select()}):
        if not blobs.path(digest).is_file():
            yield f"a row names {digest}, whose bytes are gone"
        elif blobs.path(digest).stat().st_mode & 0o777 and not blobs.intact(digest):
            yield f"the bytes of {digest} are others"


def _folder(commune: Commune) -> Iterator[str]:
    """Every original lies where its journal line says: in `da-nhan/` once, in `loi/`, or nowhere."""
    if list(commune.home.scratch.glob("keep-*")):
        yield "half-written bytes lie about"
    rooms = commune.rooms
    left = [path.name for path in commune.scans.iterdir() if path.is_file() and not path.name.startswith(".")]
    left += [path.name for path in rooms.claimed.iterdir() if not path.name.startswith(".")]
    if left:
        yield f"still in the folder: {left}"
    journal = commune.see(lambda: Counter(row.place for row in ClaimRow.select()))
    kept = kept_bytes(rooms)
    if journal[claims.KEPT] != len(kept) or len(set(kept)) != len(kept):
        yield f"the journal says {journal}, da-nhan/ holds {len(kept)}"
    unknown = set(kept) - set(commune.dropped.values())
    if unknown:
        yield f"{len(unknown)} originals in da-nhan/ are not what was dropped"
    failed = [path for path in rooms.failed.iterdir() if path.suffix not in (".txt", ".json")]
    if journal[claims.FAILED] != len(failed):
        yield f"the journal says {journal}, loi/ holds {len(failed)}"
