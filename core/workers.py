"""Does the durable work: leases a job, asks its handler, writes down how it went."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import ParamSpec

from core import jobs
from core.errors import OfficeError
from core.office import Office
from core.values import Ending, Job, JobKind

P = ParamSpec("P")
LOOK = 2.0
"""Seconds between two looks at the table when nobody rings; the table is the truth, the bell a hint."""
AHEAD = 8
"""Jobs of a kind held beyond those at work: a lease costs as much for eight as for one."""
BEAT = 15.0
COURTESY = 30.0
"""Seconds for which a kind that gives way waits at the most."""
LULL = 0.5
"""Seconds without a crowd after which it is believed to be gone."""
log = logging.getLogger("vanthu.jobs")


@asynccontextmanager
async def working(office: Office, kinds: Iterable[JobKind]) -> AsyncIterator[None]:
    """Work through the table within the block; what is in hand at the end is given back."""
    await _try(office, jobs.reclaim, office.boot, office.clock.utc(), alone=office.store.sqlite)
    crowd = _Crowd()
    running = [asyncio.create_task(_serve(office, kind, crowd), name=f"jobs-{kind.name}") for kind in kinds]
    running.append(asyncio.create_task(_hold(office), name="jobs-heartbeat"))
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        for ended in await asyncio.gather(*running, return_exceptions=True):
            if isinstance(ended, Exception):
                log.error("the work on jobs ended early", exc_info=ended)
        await _try(office, jobs.give_back, office.boot)


async def _try(office: Office, write: Callable[P, object], *args: P.args, **facts: P.kwargs) -> None:
    """Write about leases if the disk lets us; if not, the heartbeat or the next start does."""
    try:
        await office.store.write(write, *args, **facts)
    except OfficeError as error:
        log.warning("cannot hold the leases: %s", error)


async def _serve(office: Office, kind: JobKind, crowd: _Crowd) -> None:
    """Keep up to `at_once` jobs of a kind at work, and some more in hand so that leases come in batches."""
    turns = asyncio.Semaphore(kind.at_once)
    in_hand: set[asyncio.Task[None]] = set()
    with office.bell.listening("jobs", f"jobs {kind.name}") as ear:
        try:
            while True:
                wanted = kind.at_once + AHEAD - len(in_hand)
                taken = await _lease(office, kind, wanted)
                in_hand |= {asyncio.create_task(_take_turn(office, kind, job, turns, crowd)) for job in taken}
                crowd.note(kind, len(in_hand))
                if len(taken) < wanted:  # there is no more, until it rings
                    await ear.wait(LOOK)
                while len(in_hand) > kind.at_once:
                    _, in_hand = await asyncio.wait(in_hand, return_when=asyncio.FIRST_COMPLETED)
                in_hand = {task for task in in_hand if not task.done()}
        finally:
            for task in in_hand:
                task.cancel()
            await asyncio.gather(*in_hand, return_exceptions=True)


async def _lease(office: Office, kind: JobKind, limit: int) -> list[Job]:
    try:
        return await office.store.write(jobs.lease, kind.name, office.boot, office.clock.utc(), limit)
    except OfficeError as error:
        log.warning("%s: %s", kind.name, error)
        await asyncio.sleep(LOOK)
        return []


async def _take_turn(
    office: Office, kind: JobKind, job: Job, turns: asyncio.Semaphore, crowd: _Crowd
) -> None:
    async with turns:
        if kind.gives_way:
            await crowd.gone()
        await _do(office, kind, job)


async def _do(office: Office, kind: JobKind, job: Job) -> None:
    """Do a job; what is left to write and that it is done are one transaction."""
    try:
        ending = await kind.handler(office, job)
        await office.store.write(_end, job, ending)
    except OfficeError as error:
        log.info("%s %s waits: %s", job.kind, job.key, error)
        await _postpone(office, kind, job, f"{error} {error.hint}".strip())
    except Exception as error:  # a mistake of ours must not take the office with it; it is tried again
        log.exception("%s %s failed", job.kind, job.key)
        await _postpone(office, kind, job, f"{type(error).__name__}: {error}")


def _end(job: Job, ending: Ending | None) -> None:
    if ending is not None:
        ending()
    jobs.done(job)


async def _postpone(office: Office, kind: JobKind, job: Job, trouble: str) -> None:
    while True:
        try:
            await office.store.write(jobs.postpone, job, office.clock.utc(), kind.retry, trouble)
            return
        except OfficeError as error:
            # a job whose end cannot be written is still leased, and a full disk empties some day
            log.warning("cannot write down a job: %s", error)
            await asyncio.sleep(LOOK)


class _Crowd:
    """Knows when more work came than can be done at once: kinds that give way wait for a lull."""

    def __init__(self) -> None:
        self._seen = -LULL

    def note(self, kind: JobKind, in_hand: int) -> None:
        """Take note of how many jobs of a kind are in hand."""
        if in_hand > kind.at_once and not kind.gives_way:
            self._seen = time.monotonic()

    async def gone(self) -> None:
        """Wait for a lull, but not longer than COURTESY."""
        patience = time.monotonic() + COURTESY
        while time.monotonic() < min(self._seen + LULL, patience):
            await asyncio.sleep(LULL)


async def _hold(office: Office) -> None:
    while True:
        await asyncio.sleep(BEAT)
        try:
            now = office.clock.utc()
            await office.store.write(jobs.heartbeat, office.boot, now)
            await office.store.write(jobs.reclaim, office.boot, now, alone=office.store.sqlite)
            await office.store.write(jobs.forget, now)
        except OfficeError as error:
            log.warning("cannot hold the leases: %s", error)
