"""Durable work: what a job leaves to write comes with its end, and what may wait gives way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from core import audit, jobs
from core.host.host import Host
from core.jobs import Waiting
from core.office import Office
from core.store.database import Store
from core.store.memory import Audit, JobRow
from core.values import BOX, Ending, Job, JobKind, Moment, Retry
from core.workers import working
from tests.parts import guests
from tests.parts.office import NOON

AT = Moment(NOON)
AGAIN = Retry(first=0.01, longest=0.01)


@asynccontextmanager
async def at_work(store: Store, folder: Path, kinds: Iterable[JobKind]) -> AsyncIterator[Office]:
    """An office that does these kinds of work within the block."""
    office = replace(guests.office(folder, Host()), store=store)
    store.listeners.append(
        lambda event: office.bell.ring(f"jobs {event.kind}") if isinstance(event, Waiting) else None
    )
    async with working(office, kinds):
        yield office


async def until(store: Store, true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not await store.read(true):
            await asyncio.sleep(0.01)


def done(kind: str) -> int:
    return JobRow.select().where(JobRow.kind == kind, JobRow.state == "done").count()


def lines() -> int:
    return Audit.select().count()


def ask(kind: str, count: int) -> None:
    for number in range(count):
        jobs.enqueue(kind, str(number), AT)


async def test_what_is_left_to_write_is_written_with_the_end_of_the_job(store: Store, tmp_path: Path) -> None:
    async def handle(office: Office, job: Job) -> Ending | None:
        return partial(audit.write, BOX, "worked", AT)

    async with at_work(store, tmp_path, [JobKind("work", handle)]):
        await store.write(ask, "work", 3)
        await until(store, lambda: done("work") == 3)
    assert await store.read(lines) == 3


async def test_a_job_whose_last_write_fails_is_tried_again_and_wrote_nothing(
    store: Store, tmp_path: Path
) -> None:
    tries = 0

    def end() -> None:
        nonlocal tries
        tries += 1
        audit.write(BOX, "worked", AT)
        if tries == 1:
            raise ValueError("the first time fails after it has written")

    async def handle(office: Office, job: Job) -> Ending | None:
        return end

    async with at_work(store, tmp_path, [JobKind("work", handle, AGAIN)]) as office:
        await store.write(ask, "work", 1)
        while not await store.read(lambda: done("work")):
            office.bell.ring("jobs")
            await asyncio.sleep(0.02)
    assert (tries, await store.read(lines)) == (2, 1)


async def test_no_more_jobs_of_a_kind_are_at_work_than_it_allows(store: Store, tmp_path: Path) -> None:
    here, most = 0, 0

    async def handle(office: Office, job: Job) -> None:
        nonlocal here, most
        here += 1
        most = max(most, here)
        await asyncio.sleep(0.005)
        here -= 1

    async with at_work(store, tmp_path, [JobKind("work", handle, at_once=3)]):
        await store.write(ask, "work", 40)
        await until(store, lambda: done("work") == 40)
    assert most == 3


async def test_what_gives_way_waits_until_the_crowd_is_gone(store: Store, tmp_path: Path) -> None:
    order: list[str] = []

    async def handle(office: Office, job: Job) -> None:
        await asyncio.sleep(0.005)
        order.append(job.kind)

    kinds = [JobKind("later", handle, gives_way=True), JobKind("first", handle)]
    await store.write(ask, "first", 60)
    await store.write(ask, "later", 5)
    async with at_work(store, tmp_path, kinds):
        await until(store, lambda: done("first") + done("later") == 65)
    begun_before_the_crowd_came = 2
    assert order[:50].count("later") <= begun_before_the_crowd_came


async def test_what_is_in_hand_when_the_office_closes_is_given_back(store: Store, tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def handle(office: Office, job: Job) -> None:
        begun.set()
        await asyncio.sleep(60)

    async with at_work(store, tmp_path, [JobKind("work", handle, at_once=1)]):
        await store.write(ask, "work", 12)
        await begun.wait()
    waiting = [
        (row.state, row.attempt, row.leased_by) for row in await store.read(lambda: list(JobRow.select()))
    ]
    assert waiting == [("waiting", 0, None)] * 12
