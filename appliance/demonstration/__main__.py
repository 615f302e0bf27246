"""Shows the office at work: `--once` ends by itself, otherwise the office stays open until Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from appliance import signatures
from appliance.demonstration import commune, equipment
from appliance.demonstration.authority import PIN, Keys
from appliance.demonstration.outgoing import issue
from appliance.demonstration.walk import explain, lives, until_inspected, walk
from appliance.paths import home_at
from appliance.provision import initialise
from appliance.run import Opened, open_office
from appliance.specimens.decision_1007 import DECISION_1007
from appliance.specimens.letter import Letter
from appliance.specimens.letters import letter
from appliance.specimens.scans import SUFFIX, Kind, make_scan
from core import audit
from core.clock import Clock
from core.errors import OfficeError
from core.office import Home
from core.store.papers import Document
from core.values import Moment

PLACE = Path(".demo")
SCANS: tuple[tuple[str, Letter, Kind, int], ...] = (
    ("quet-0001", DECISION_1007, "tiff", 300),
    ("quet-0002", letter(1), "jpeg", 200),
    ("quet-0003", letter(2), "pdf", 200),
    ("quet-0004", letter(5), "tiff", 300),
    ("quet-0005", letter(9), "png", 300),
    ("quet-0006", letter(14), "tiff", 300),
)


def main(arguments: list[str]) -> int:
    """Run the demonstration and return the exit code."""
    if set(arguments) - {"--once"}:
        print("Cách dùng: appliance/demo [--once]", file=sys.stderr)
        return 2
    started = time.monotonic()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    once = "--once" in arguments
    clock = Clock()
    shutil.rmtree(PLACE, ignore_errors=True)
    try:
        with ExitStack() as parts:
            say("Mở clamd với bộ mẫu nhận dạng nhỏ của chính dự án …")
            daemon = parts.enter_context(signatures.running(PLACE / "clamd", clock.utc()))
            scans = (PLACE / "may-quet").absolute()
            scans.mkdir(parents=True)
            assert daemon.address.socket is not None
            keys = equipment.make((PLACE / "khoa").absolute(), clock.utc())
            told = commune.settings(scans, daemon.address.socket, 0) | equipment.settings(keys)
            home = home_at(PLACE / "home")
            logins = initialise(home, told, partial(_furnish, keys), clock.now())
            told_last = asyncio.run(show(home, scans, logins, once=once))
    except OfficeError as error:
        print(f"Không trình diễn được: {explain(error)}", file=sys.stderr)
        if once:
            print(json.dumps({"ok": False, "error": {"code": error.code, "message": error.message}}))
        return 1
    if once:
        seconds = round(time.monotonic() - started, 1)
        print(json.dumps(told_last | {"seconds": seconds}, ensure_ascii=False))
    return 0


def _furnish(keys: Keys, at: Moment) -> list[commune.Login]:
    logins = commune.furnish(at)
    equipment.equip(keys, at)
    return logins


async def show(home: Home, scans: Path, logins: list[commune.Login], *, once: bool) -> dict[str, Any]:
    """Open the office, scan, walk one document to its end, and stay open unless `once`."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with open_office(home) as opened:
        say(f"{commune.NAME} mở cửa tại {opened.address}")
        await drop(scans)
        office = opened.office
        documents = await until_inspected(office, len(SCANS))
        say(f"{len(documents)} bản quét đã qua quét vi-rút và kiểm tra tệp, đang ở khay tiếp nhận.")
        names = await office.store.read(_by_name)
        for name, specimen, kind, _ in SCANS[:1]:
            await walk(office, names[name + SUFFIX[kind]], specimen, say)
        issued = await issue(office, say)
        seq, head = await office.store.read(audit.head)
        say(f"Nhật ký kiểm toán: {seq} dòng, mã băm cuối {head[:16]}…")
        told = {
            "ok": True,
            "address": opened.address,
            "documents": await office.store.read(lives),
            "issued": asdict(issued),
            "audit_head": head,
        }
        introduce(opened, logins)
        if not once:
            say("Nhấn Ctrl-C để đóng cửa.")
            await stopping.wait()
    return told


async def drop(scans: Path) -> None:
    """Let the scanner write its files into the folder, each slowly, as scanners do."""
    for name, specimen, kind, dpi in SCANS:
        made = await asyncio.to_thread(
            make_scan, specimen, kind, scans.parent / f"{name}{SUFFIX[kind]}", dpi=dpi, seed=len(name)
        )
        content = made.read_bytes()
        with (scans / made.name).open("wb") as file:
            for start in range(0, len(content), 200_000):
                file.write(content[start : start + 200_000])
                file.flush()
                await asyncio.sleep(0.05)
        made.unlink()
        say(f"Máy quét thả {made.name} ({len(content) // 1024} KB): {specimen.type_name} {specimen.code}.")


def introduce(opened: Opened, logins: list[commune.Login]) -> None:
    """Print the address and one login per role."""
    print(f"\n  Địa chỉ: {opened.address}\n")
    shown = set()
    for login in logins:
        if login.role in shown:
            continue
        shown.add(login.role)
        code = f"   TOTP: {login.totp}" if login.totp else ""
        print(f"  {login.role:8} {login.login:12} {login.password:28} {login.name}{code}")
    print(f"\n  Mã PIN của mọi khóa trình diễn: {PIN}\n")


def say(sentence: str) -> None:
    """Say what is being done."""
    print(f"• {sentence}", flush=True)


def _by_name() -> dict[str, int]:
    return {row.name: row.id for row in Document.select(Document.id, Document.name)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
