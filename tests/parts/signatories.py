"""The office as a program in which letters leave: a leader signs, a clerk numbers, seals and issues."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import structlog

from appliance.demonstration import outgoing as demonstration
from appliance.demonstration.authority import PIN
from appliance.demonstration.commune import actor
from appliance.paths import home_at
from appliance.run import open_office
from appliance.specimens import from_ourselves, paper
from core.documents import desks, drafting, drafts, outgoing, sealing, signatures, signers, states
from core.documents.desks import Waiting
from core.documents.examine import PDF
from core.errors import OfficeError
from core.office import Office
from core.values import Actor, Blob
from signing.values import Purpose
from tests.parts.clerks import told_in, write_down

LEADER, CLERK = "chutich", "vanthu"


async def main(folder: Path, letters: int) -> None:
    """Open the office; prepare so many approved letters and close, or with 0 let people work till SIGTERM."""
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with open_office(home_at(folder)) as opened:
        if letters:
            await prepare(opened.office, letters)
            return
        print(opened.address, flush=True)
        desks_ = [
            asyncio.create_task(_sit(opened.office, LEADER, Purpose.LEADER, _sign)),
            asyncio.create_task(_sit(opened.office, CLERK, Purpose.ORGANISATION, _leave)),
        ]
        ending = asyncio.create_task(stopping.wait())
        await asyncio.wait([ending, *desks_], return_when=asyncio.FIRST_COMPLETED)
        for desk in desks_:
            desk.cancel()
            with suppress(asyncio.CancelledError):
                await desk
        ending.cancel()


async def prepare(office: Office, letters: int) -> None:
    """Bring so many letters to where the leader is to sign them."""
    blob = office.blobs.keep(paper.draft(from_ourselves.PLAN), "ke-hoach.pdf")
    for number in range(1, letters + 1):
        await office.store.write(_approved, office, number, blob)


def _approved(office: Office, number: int, blob: Blob) -> None:
    officer, head, checker, leader = map(actor, ("chuyenvien", "truongphong", "thethuc", LEADER))
    wanted = demonstration.wanted()
    told = replace(wanted, subject=f"{wanted.subject} ({number})")
    now, about = office.clock.now, {"media_type": PDF, "pages": 1, "facts": {"signatures": 0, "notes": []}}
    document = drafts.draft(told, officer, now(), site=office.site)
    drafts.add_version(document, blob, about, "", officer, now())
    drafting.submit(document, officer, now())
    drafting.check_content(document, "", head, now())
    drafting.check_form(document, "", checker, now())
    drafting.approve(document, blob.sha256, leader, now())


Work = Callable[[Office, Actor, list[Waiting]], Awaitable[None]]


async def _sit(office: Office, login: str, purpose: Purpose, work: Work) -> None:
    """Unlock the token, and do whatever waits, as often as something moves."""
    by = await office.store.read(actor, login)
    await signers.unlock(office, by, purpose, PIN)
    listing = desks.to_sign if purpose is Purpose.LEADER else desks.to_issue
    with office.bell.listening("documents") as ear:
        while True:
            with suppress(OfficeError):  # somebody was quicker, or the scan is not finished: look again
                await work(office, by, await office.store.read(listing, by))
            await ear.wait(0.2)


async def _sign(office: Office, by: Actor, waiting: list[Waiting]) -> None:
    for letter in waiting[:1]:
        await signatures.sign(office, letter.document, by, None, letter.sha256)


async def _leave(office: Office, by: Actor, waiting: list[Waiting]) -> None:
    told = told_in(office.home.settings)
    for letter in waiting:
        number, state = letter.document, letter.state
        if state == states.TO_NUMBER:
            given = await office.store.write(outgoing.number, number, office.site, by, office.clock.now())
            await asyncio.to_thread(write_down, told, f"{given.number} {number}\n")
        elif state == states.TO_SEAL:
            await sealing.seal(office, number, by, None)
        elif state == states.TO_ISSUE:
            await office.store.write(outgoing.issue, number, by, office.clock.now())


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
