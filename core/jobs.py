"""Work that must happen: kept in a table, leased by one boot of one process, tried until it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.store.database import afterwards
from core.store.memory import JobRow
from core.values import Job, Moment, Retry

LEASE = timedelta(seconds=60)
"""How long a lease lasts without a heartbeat."""
KEPT = timedelta(days=7)
"""How long a finished job is remembered, so that asking for it again is known to be a repetition."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Told after a commit that enqueued work: somebody may wake up."""

    kind: str


def enqueue(kind: str, key: str, at: Moment, *, document: int | None = None, **facts: Any) -> None:
    """Ask for work inside the running transaction; the same kind and key is asked for once.

    A kind that nobody does today waits until somebody can do it.
    """
    told = {"document": document, **facts}
    JobRow.create_once(kind=kind, key=key, facts=told, ready_at=at.utc, document=document)
    afterwards(Waiting(kind))


def lease(kind: str, boot: str, now: datetime, limit: int) -> list[Job]:
    """Take up to `limit` jobs of one kind that are ready, oldest first; they are ours for LEASE."""
    due = (
        JobRow.select(JobRow.id)
        .where(JobRow.state == "waiting", JobRow.kind == kind, JobRow.ready_at <= now)
        .order_by(JobRow.ready_at, JobRow.id)
        .limit(limit)
    )
    rows = list(
        JobRow.update(state="leased", leased_by=boot, leased_until=now + LEASE, attempt=JobRow.attempt + 1)
        .where(JobRow.id.in_(due), JobRow.state == "waiting")
        .returning(JobRow.id, JobRow.kind, JobRow.key, JobRow.facts, JobRow.attempt)
    )
    return [
        Job(row.id, row.kind, row.key, row.facts, row.attempt) for row in sorted(rows, key=lambda row: row.id)
    ]


def heartbeat(boot: str, now: datetime) -> None:
    """Hold on to everything this boot leased."""
    JobRow.update(leased_until=now + LEASE).where(
        JobRow.state == "leased", JobRow.leased_by == boot
    ).execute()


def reclaim(boot: str, now: datetime, *, alone: bool) -> int:
    """Give back what dead processes leased; `alone` says no other process may be alive (SQLite at start)."""
    lost = JobRow.leased_by != boot if alone else JobRow.leased_until < now
    return int(JobRow.update(state="waiting", leased_by=None).where(JobRow.state == "leased", lost).execute())


def give_back(boot: str) -> int:
    """Return what this boot leased and did not finish; it closes."""
    return int(
        JobRow.update(state="waiting", leased_by=None, attempt=JobRow.attempt - 1)
        .where(JobRow.state == "leased", JobRow.leased_by == boot)
        .execute()
    )


def done(job: Job) -> None:
    """The work is done; the row stays a while as proof that it was."""
    JobRow.change({"id": job.id}, state="done", leased_by=None, trouble="")


def postpone(job: Job, now: datetime, retry: Retry, trouble: str) -> bool:
    """Try again later, twice as late each time; return False when the job now rests."""
    if retry.tries is not None and job.attempt >= retry.tries:
        JobRow.update(state="resting", leased_by=None, trouble=trouble).where(JobRow.id == job.id).execute()
        return False
    wait = min(retry.longest, retry.first * 2 ** min(job.attempt - 1, 30))
    JobRow.update(
        state="waiting", leased_by=None, trouble=trouble, ready_at=now + timedelta(seconds=wait)
    ).where(JobRow.id == job.id).execute()
    return True


def revive(ids: Sequence[int], now: datetime) -> int:
    """Wake resting jobs up: a person says the cause is gone."""
    return int(
        JobRow.update(state="waiting", attempt=0, ready_at=now)
        .where(JobRow.id.in_(list(ids)), JobRow.state == "resting")
        .execute()
    )


def forget(now: datetime) -> int:
    """Drop finished jobs older than KEPT."""
    return int(JobRow.delete().where(JobRow.state == "done", JobRow.ready_at < now - KEPT).execute())


def waiting(kind: str | None = None) -> int:
    """Return how many jobs are not done yet."""
    query = JobRow.select().where(JobRow.state.in_(("waiting", "leased")))
    return int((query.where(JobRow.kind == kind) if kind else query).count())
