"""Does the durable work: leases a job, asks its handler, writes down how it went."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from core import jobs
from core.errors import OfficeError
from core.office import Office
from core.values import Job, JobKind

LOOK = 2.0
"""Seconds between two looks at the table when nobody rings; the table is the truth, the bell a hint."""
BEAT = 15.0
log = logging.getLogger("vanthu.jobs")


@asynccontextmanager
async def working(office: Office, kinds: Iterable[JobKind]) -> AsyncIterator[None]:
    """Work through the table within the block; what is in hand at the end is given back."""
    await office.store.write(jobs.reclaim, office.boot, office.clock.utc(), alone=office.store.sqlite)
    running = [asyncio.create_task(_serve(office, kind), name=f"jobs-{kind.name}") for kind in kinds]
    running.append(asyncio.create_task(_hold(office), name="jobs-heartbeat"))
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        for ended in await asyncio.gather(*running, return_exceptions=True):
            if isinstance(ended, Exception):
                log.error("the work on jobs ended early", exc_info=ended)
        await office.store.write(jobs.give_back, office.boot)


async def _serve(office: Office, kind: JobKind) -> None:
    """Keep up to `at_once` jobs of a kind in hand; look again when one ends, when rung, or after LOOK."""
    at_hand: set[asyncio.Task[None]] = set()
    with office.bell.listening("jobs") as ear:
        try:
            while True:
                taken = await _lease(office, kind, kind.at_once - len(at_hand))
                for job in taken:
                    at_hand.add(asyncio.create_task(_do(office, kind, job)))
                if len(at_hand) == kind.at_once:
                    done, _ = await asyncio.wait(at_hand, return_when=asyncio.FIRST_COMPLETED)
                elif taken:
                    continue
                else:
                    await ear.wait(LOOK)
                    done = {task for task in at_hand if task.done()}
                at_hand -= done
        finally:
            for task in at_hand:
                task.cancel()
            await asyncio.gather(*at_hand, return_exceptions=True)


async def _lease(office: Office, kind: JobKind, limit: int) -> list[Job]:
    try:
        return await office.store.write(jobs.lease, kind.name, office.boot, office.clock.utc(), limit)
    except OfficeError as error:
        log.warning("%s: %s", kind.name, error)
        await asyncio.sleep(LOOK)
        return []


async def _do(office: Office, kind: JobKind, job: Job) -> None:
    trouble = ""
    try:
        await kind.handler(office, job)
    except OfficeError as error:
        log.info("%s %s waits: %s", job.kind, job.key, error)
        trouble = f"{error} {error.hint}".strip()
    except Exception as error:  # a mistake of ours must not take the office with it; it is tried again
        log.exception("%s %s failed", job.kind, job.key)
        trouble = f"{type(error).__name__}: {error}"
    while True:
        try:
            await office.store.write(_write_down, kind, job, trouble, office.clock.utc())
            return
        except OfficeError as error:
            # a job whose end cannot be written is still leased, and a full disk empties some day
            log.warning("cannot write down a job: %s", error)
            await asyncio.sleep(LOOK)


def _write_down(kind: JobKind, job: Job, trouble: str, now: datetime) -> None:
    if trouble:
        jobs.postpone(job, now, kind.retry, trouble)
    else:
        jobs.done(job)


async def _hold(office: Office) -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            now = office.clock.utc()
            await office.store.write(jobs.heartbeat, office.boot, now)
            await office.store.write(jobs.reclaim, office.boot, now, alone=False)
            await office.store.write(jobs.forget, now)
        except OfficeError as error:
            log.warning("cannot hold the leases: %s", error)
