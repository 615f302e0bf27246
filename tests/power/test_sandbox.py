"""When the office is killed, its children die with it, at work or not."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

OFFICE = """
import asyncio, sys
from pathlib import Path
from core.sandbox.pool import Sandbox
from tests.parts import deeds

async def main(folder):
    async with Sandbox(2, preload=(), readable=(deeds.HERE,), writable=(folder,)) as sandbox:
        async with sandbox.keep(deeds.open_session, "135792") as worker:
            busy = asyncio.create_task(sandbox.call(deeds.hang, str(folder / "started")))
            idle = await sandbox.call(deeds.process_number)
            while not (folder / "started").exists() or not (folder / "started").read_text():
                await asyncio.sleep(0.01)
            print(idle, (folder / "started").read_text(), worker.pid, flush=True)
            await busy

asyncio.run(main(Path(sys.argv[1])))
"""


def lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def test_children_die_with_the_office(tmp_path: Path) -> None:
    """One idle, one at work in a call that never ends, one that keeps a session."""
    office = subprocess.Popen(
        [sys.executable, "-c", OFFICE, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    with office:
        assert office.stdout is not None
        children = [int(number) for number in office.stdout.readline().split()]
        assert len(set(children)) == 3 and all(map(lives, children))
        office.kill()
    until = time.monotonic() + 60
    while any(map(lives, children)):
        assert time.monotonic() < until
        time.sleep(0.02)
