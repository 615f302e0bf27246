"""Whether the files still are what they were when they came: each is read again before a month has passed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from peewee import JOIN, fn

from core import audit
from core.blobs import Blobs
from core.language import mark
from core.store.memory import BlobCheck
from core.store.papers import File
from core.values import BOX, Issue, Moment, Severity

LAP = timedelta(days=28)
# QCVN 12:2026/BCA, 3.5.2.1.11: that a file was changed is found without anybody asking.
"""After so long a file is due: within a month, with two days to spare for a box that was off."""
FEW = 5
"""How many hashes an issue names."""


class Verdict(StrEnum):
    """What one look at the bytes of a hash says."""

    INTACT = "intact"
    CHANGED = "changed"
    """Other bytes than its name says, or bytes that the disk does not give back."""
    MISSING = "missing"


HARMS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MISSING: ("VT-1851", mark("{count} tệp của văn bản không còn trong kho: {hashes}.")),
    Verdict.CHANGED: ("VT-1852", mark("{count} tệp trong kho đã bị thay đổi: {hashes}.")),
}
"""The code and the sentence of each harm."""


def due(at: Moment) -> list[str]:
    """Return the hashes to look at tonight: those in doubt, then those nobody read for longest."""
    read_at = fn.COALESCE(fn.MAX(BlobCheck.at), fn.MIN(File.added_at))
    files: Any = File.select(File.sha256).join(
        BlobCheck, JOIN.LEFT_OUTER, on=(BlobCheck.sha256 == File.sha256)
    )
    known = files.where(File.removed_at.is_null()).group_by(File.sha256)
    late = known.having(read_at < BlobCheck.at.db_value(at.utc - LAP)).count()
    share = max(late, -(-known.count() // LAP.days))
    first = doubted()
    rest = known.order_by(read_at, File.sha256).limit(share).tuples()
    return first + [digest for (digest,) in rest if digest not in first]


def doubted() -> list[str]:
    """Return the hashes of documents' files that were found harmed and have not been found mended since."""
    return [digest for digests in harmed().values() for digest in digests]


def harmed() -> dict[Verdict, list[str]]:
    """Return the hashes found harmed, by harm; what no document names any more is nobody's loss."""
    rows = (
        BlobCheck.select(BlobCheck.sha256, BlobCheck.verdict)
        .where(BlobCheck.verdict != Verdict.INTACT.value, BlobCheck.sha256.in_(_wanted()))
        .order_by(BlobCheck.sha256)
    )
    found: dict[Verdict, list[str]] = {}
    for row in rows:
        found.setdefault(Verdict(row.verdict), []).append(row.sha256)
    return found


def look(blobs: Blobs, sha256: str) -> Verdict:
    """Read the bytes of a hash to the end; quarantined ones, which nobody may read, need only be there."""
    try:
        if not blobs.path(sha256).stat().st_mode & 0o400:
            return Verdict.INTACT
        return Verdict.INTACT if blobs.intact(sha256) else Verdict.CHANGED
    except FileNotFoundError:
        return Verdict.MISSING
    except OSError:  # a disk that cannot give the bytes back has changed them
        return Verdict.CHANGED


def note(verdicts: Mapping[str, Verdict], at: Moment) -> int:
    """Keep what was found, each harm and each mending on record; return how many harms are new."""
    before, fresh = _known(verdicts), 0
    for digest, document in sorted(_owners(verdicts).items()):
        verdict = verdicts[digest]
        if verdict is not before.get(digest, Verdict.INTACT):
            harm = verdict is not Verdict.INTACT
            action = "file_harmed" if harm else "file_mended"
            audit.write(BOX, action, at, document=document, sha256=digest, verdict=verdict.value)
            fresh += harm
        BlobCheck.insert(sha256=digest, at=at.utc, verdict=verdict.value).on_conflict(
            conflict_target=[BlobCheck.sha256], update={"at": at.utc, "verdict": verdict.value}
        ).execute()
    return fresh


def issues() -> list[Issue]:
    """Return what the IT officer should know of the files; it stays until a look finds them mended."""
    return [issue_of(verdict, digests) for verdict, digests in harmed().items()]


def issue_of(verdict: Verdict, digests: list[str]) -> Issue:
    """Return one harm as an issue."""
    code, sentence = HARMS[verdict]
    hint = mark("Phục hồi từ bản sao lưu rồi chạy vanthu doctor --fix; không xóa gì trong kho bằng tay.")
    facts = {"count": len(digests), "hashes": named(digests)}
    return Issue(code, Severity.ERROR, sentence, hint, "blobs", facts)


def named(digests: list[str]) -> str:
    """Return the first of these hashes as an issue names them."""
    return ", ".join(digest[:12] for digest in digests[:FEW])


def _wanted() -> Any:
    return File.select(File.sha256).where(File.removed_at.is_null())


def _owners(digests: Collection[str]) -> dict[str, int]:
    """Return a document for each of these hashes; one may have been expelled while it was read."""
    rows: Any = File.select(File.sha256, fn.MIN(File.document)).where(
        File.sha256.in_(list(digests)), File.removed_at.is_null()
    )
    return dict(rows.group_by(File.sha256).tuples())


def _known(digests: Collection[str]) -> dict[str, Verdict]:
    rows = BlobCheck.select().where(BlobCheck.sha256.in_(list(digests)))
    return {row.sha256: Verdict(row.verdict) for row in rows}
