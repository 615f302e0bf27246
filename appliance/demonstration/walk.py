"""One scan on its way through the office, step by step, each by the person whose step it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from appliance.demonstration.commune import actor
from appliance.specimens.letter import Letter
from core import audit, calendar
from core.documents import handling, registers, states
from core.documents.handling import Order
from core.documents.particulars import Particulars
from core.errors import OfficeError, Trouble
from core.office import Office
from core.store.papers import Document
from core.store.people import Unit

Say = Callable[[str], None]
PATIENCE = 120.0
"""Seconds the scans may take from the folder to the tray."""


async def until_inspected(office: Office, count: int) -> list[int]:
    """Wait until `count` documents have come and none waits for inspection; return their ids.

    Raises Trouble, saying what each waits for, when that takes longer than PATIENCE.
    """
    deadline = time.monotonic() + PATIENCE
    with office.bell.listening("documents") as ear:
        while time.monotonic() < deadline:
            there = await office.store.read(_stand)
            if len(there) >= count and states.ARRIVED not in there.values():
                return sorted(there)
            await ear.wait(0.5)
    waiting = await office.store.read(_stand)
    raise Trouble(
        "VT-1901",
        "Các bản quét chưa vào hết khay tiếp nhận: {waiting}.",
        hint="Xem vanthu doctor: thường do dịch vụ diệt vi-rút chưa trả lời.",
        waiting=", ".join(f"{number}: {states.NAMES[state]}" for number, state in sorted(waiting.items()))
        or "0",
    )


async def walk(office: Office, document: int, letter: Letter, say: Say) -> str:
    """Take a cleared scan to *finished* and return its arrival number."""
    clerk, leader, head, officer = [
        await office.store.read(actor, login) for login in ("vanthu", "chutich", "truongphong", "chuyenvien")
    ]
    now, write = office.clock.now, office.store.write
    told = await write(registers.register, document, particulars(letter), clerk, now())
    say(f"Văn thư {clerk.name} vào sổ: số đến {told.text} ngày {told.arrival_date:%d/%m/%Y}.")
    await write(handling.present, document, clerk, now())
    say("Văn thư trình Chủ tịch.")
    order = await office.store.read(_order, office)
    await write(handling.direct, document, order, leader, now())
    say(f"Chủ tịch {leader.name} bút phê: “{order.words}”, hạn {order.due_date:%d/%m/%Y}.")
    await write(handling.assign, document, officer.user_id or 0, "Tham mưu ngay.", None, head, now())
    say(f"Chánh Văn phòng {head.name} phân công {officer.name}.")
    await write(handling.begin, document, officer, now())
    await write(handling.finish, document, "Đã tham mưu văn bản triển khai.", officer, now())
    say(f"Chuyên viên {officer.name} báo cáo hoàn thành.")
    return told.text


def particulars(letter: Letter) -> Particulars:
    """Return what a clerk reads off a letter."""
    return Particulars(
        organ_name=_spoken(letter.agency, letter.place),
        subject=letter.subject,
        type_name=letter.type_name,
        code_number=f"{letter.number:02d}",
        code_notation=letter.notation,
        issued_date=letter.date,
        signer_name=letter.name,
        signer_position=_spoken(letter.position, "Chủ tịch"),
        paper=True,
    )


def _spoken(printed: str, name: str) -> str:
    """Return what is printed in capitals as a clerk types it: small letters, but for the name in it."""
    words = " ".join(printed.split())
    if not words.isupper():
        return words
    said = words.lower().replace(name.lower(), name)
    return said[:1].upper() + said[1:]


def lives() -> list[dict[str, object]]:
    """Return every document with its number, its hash and the states it went through, as the audit tells."""
    told = []
    for row in Document.select().order_by(Document.id):
        passed = [audit.told(line)["after"] for line in audit.about(row.id) if "after" in audit.told(line)]
        number = f"{row.arrival_number:02d}" if row.arrival_number is not None else None
        told.append({"id": row.id, "number": number, "sha256": row.sha256, "states": passed})
    return told


def explain(error: OfficeError) -> str:
    """Return an error as two lines for the screen."""
    return f"{error.code} {error.message}\n  {error.hint}"


def _stand() -> dict[int, str]:
    return {row.id: row.state for row in Document.select(Document.id, Document.state)}


def _order(office: Office) -> Order:
    units = {unit.code: unit.id for unit in Unit.select()}
    due = calendar.add_working(office.clock.today(), 5)
    return Order(
        lead=units["VP"],
        cooperate=(units["KT"],),
        inform=(units["VHXH"],),
        due_date=due,
        words="Giao Văn phòng chủ trì, phối hợp Phòng Kinh tế tham mưu triển khai, báo cáo kết quả.",
    )
