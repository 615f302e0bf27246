"""A register of five thousand entries on paper: how long its making takes, and how much memory."""

from __future__ import annotations

import datetime
import hashlib
import multiprocessing
import tempfile
import time
from pathlib import Path

from appliance.specimens.letters import letter
from core.documents.bookforms import RegisterLine
from core.documents.reports import RegisterPrint, print_register
from tests.bench.figures import Figure, tell

ROWS = 5_000
NEW_YEAR = datetime.date(2026, 1, 1)
LOOK = 0.01
"""Seconds between two looks at the memory."""


def run() -> None:
    """Print the register in a process of its own and watch it and its children."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        target = Path(name) / "so-van-ban-den.pdf"
        started = time.perf_counter()
        printing = multiprocessing.get_context("spawn").Process(target=_print, args=(target,))
        printing.start()
        peak = 0.0
        while printing.is_alive():
            peak = max(peak, _resident(printing.pid or 0))
            time.sleep(LOOK)
        seconds = time.perf_counter() - started
        printing.join()
        if printing.exitcode:
            raise RuntimeError("the register was not printed")
        size = target.stat().st_size
    conditions = f"{ROWS:,} entries, {size / 1e6:.1f} MB of PDF/A, start of the process included"
    tell(Figure("register to PDF", seconds, "s", goal=20, conditions=conditions))
    tell(
        Figure(
            "register to PDF: memory", peak, "MB", goal=400,
            conditions="highest sum of what the process and its children hold, shared pages counted twice",
        )
    )  # fmt: skip


def _print(target: Path) -> None:
    print_register(_register(), target)


def _register() -> RegisterPrint:
    lines = tuple(_line(number) for number in range(1, ROWS + 1))
    return RegisterPrint(
        agency="Ủy ban nhân dân xã Long Phú",
        superior="Ủy ban nhân dân thành phố Cần Thơ",
        title="Sổ đăng ký văn bản đến",
        year=2026,
        first_day=NEW_YEAR,
        last_day=lines[-1].arrival_date,
        first_number=lines[0].number,
        last_number=lines[-1].number,
        volume="01",
        lines=lines,
        printed_by="Nguyễn Thị Mai",
        printed_at=datetime.datetime(2026, 12, 31, 9, tzinfo=datetime.UTC),
        job_number="1",
        data_sha256=hashlib.sha256(b"the data set").hexdigest(),
    )


def _line(number: int) -> RegisterLine:
    written = letter(number)
    return RegisterLine(
        arrival_date=NEW_YEAR + datetime.timedelta(days=number * 360 // ROWS),
        number=f"{number:02d}",
        author=written.agency.replace("\n", " "),
        code=written.code,
        issued_date=written.date,
        type_and_subject=f"{written.type_name} {written.subject}",
        to_places="Phòng Văn hóa - Xã hội",
        handed_on=NEW_YEAR + datetime.timedelta(days=number * 360 // ROWS),
    )


def _resident(process: int) -> float:
    """Return what a process and its descendants hold in memory now, in MB."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):  # ended between two looks
        return 0.0
    return pages * 4096 / 1e6 + sum(_resident(int(child)) for child in children)
