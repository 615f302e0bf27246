"""The office as a program, with clerks who register what is cleared and write down what they are told."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from appliance.demonstration.commune import actor
from appliance.paths import home_at
from appliance.run import open_office
from core.documents import handling, registers, states
from core.documents.particulars import Particulars
from core.errors import OfficeError, WrongState
from core.office import Office
from core.store.papers import Document
from core.values import Actor

CLERKS = ("vanthu", "vanthu2")
LETTER = Particulars(
    organ_name="Sở Nội vụ thành phố Cần Thơ",
    subject="V/v rà soát cán bộ, công chức",
    type_name="Công văn",
    code_number="215",
    code_notation="SNV-VP",
)


def told_in(folder: Path) -> Path:
    """Return the file the clerks of a home write into: one line, `number document`, for each number told."""
    return folder / "told.txt"


async def main(folder: Path, clerks: int) -> None:
    """Open the office of `folder`, print its address, let clerks work, and close it at SIGTERM."""
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with open_office(home_at(folder)) as opened:
        print(opened.address, flush=True)
        desks = [
            asyncio.create_task(_sit(opened.office, login, told_in(folder))) for login in CLERKS[:clerks]
        ]
        ending = asyncio.create_task(stopping.wait())
        await asyncio.wait([ending, *desks], return_when=asyncio.FIRST_COMPLETED)
        for desk in desks:
            desk.cancel()
            with suppress(asyncio.CancelledError):
                await desk
        ending.cancel()


async def _sit(office: Office, login: str, told: Path) -> None:
    """Register whatever waits for a number, as often as it is not another clerk who did."""
    clerk = await office.store.read(actor, login)
    with office.bell.listening("documents") as ear:
        while True:
            with suppress(OfficeError, OSError):  # a disk that cannot be written: the clerk tries again
                for document in await office.store.read(_waiting):
                    with suppress(WrongState):
                        await _register(office, document, clerk, told)
            await ear.wait(0.3)


async def _register(office: Office, document: int, clerk: Actor, told: Path) -> None:
    now, write = office.clock.now, office.store.write
    numbered = await write(registers.register, document, LETTER, clerk, now())
    await asyncio.to_thread(write_down, told, f"{numbered.number} {document}\n")
    if numbered.number % 3 == 0:
        await write(handling.present, document, clerk, now())


def write_down(told: Path, line: str) -> None:
    """Add a line to what was told, so that it survives a power cut."""
    descriptor = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _waiting() -> list[int]:
    rows = Document.select(Document.id).where(Document.state == states.CLEARED).order_by(Document.id)
    return [row.id for row in rows]


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
