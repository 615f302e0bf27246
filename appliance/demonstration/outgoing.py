"""One letter on its way out: drafted, checked, approved, signed, numbered, sealed and issued."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from appliance.demonstration.authority import PIN
from appliance.demonstration.commune import actor
from appliance.demonstration.walk import PATIENCE, Say
from appliance.specimens import from_ourselves, paper
from core import trust
from core.documents import draftfiles, drafting, drafts, outgoing, sealing, signatures, states
from core.documents.wanted import Receiver, Wanted
from core.errors import Trouble
from core.office import Office
from core.store.papers import Document
from core.store.people import Unit, User

RECEIVERS = (
    Receiver("Ủy ban nhân dân thành phố Cần Thơ", code="H13"),
    Receiver("Thường trực Hội đồng nhân dân xã Long Phú", code="H13.27.06"),
)


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of the letter."""

    document: int
    code: str
    sha256: str
    verdict: str
    signatures: int


async def issue(office: Office, say: Say) -> Issued:
    """Take the commune's own plan from a draft to the outbox."""
    officer, head, checker, leader, clerk = [
        await office.store.read(actor, login)
        for login in ("chuyenvien", "truongphong", "thethuc", "chutich", "vanthu")
    ]
    now, write = office.clock.now, office.store.write
    letter = await office.store.read(wanted)
    document = await write(drafts.draft, letter, officer, now(), site=office.site)
    content = paper.draft(from_ourselves.PLAN)
    blob = await asyncio.to_thread(office.blobs.keep, content, "ke-hoach.pdf")
    await draftfiles.receive(office, document, blob, "ke-hoach.pdf", "draft", "", officer)
    await write(drafting.submit, document, officer, now())
    say(f"Chuyên viên {officer.name} soạn thảo và trình: {letter.type_name} {letter.subject}.")
    await write(drafting.check_content, document, "", head, now())
    await write(drafting.check_form, document, "", checker, now())
    say(f"{head.name} duyệt nội dung, {checker.name} kiểm tra thể thức.")
    await write(drafting.approve, document, blob.sha256, leader, now())
    signed = await signatures.sign(office, document, leader, PIN, blob.sha256)
    say(f"Chủ tịch {leader.name} duyệt và ký số mức {signed.level.value} (khóa trình diễn).")
    given = await write(outgoing.number, document, office.site, clerk, now())
    say(f"Hệ thống cấp số {given.code} ngày {given.day:%d/%m/%Y}, ghi vào sổ văn bản đi.")
    await sealing.seal(office, document, clerk, PIN)
    say(f"Văn thư {clerk.name} ký số cơ quan; số, ngày và dấu hiện đúng chỗ, chữ ký lãnh đạo vẫn hợp lệ.")
    await _passed(office, document)
    await write(outgoing.issue, document, clerk, now())
    say("Quét vi-rút xong, văn bản đã phát hành và nằm trong hộp gửi.")
    return await office.store.read(_issued, document, given.code)


async def _passed(office: Office, document: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with office.bell.listening("documents") as ear:
        while time.monotonic() < deadline:
            state = await office.store.read(_state, document)
            if state == states.TO_ISSUE:
                return
            await ear.wait(0.5)
    raise Trouble(
        "VT-1902",
        "Văn bản đi chưa qua quét vi-rút: {state}.",
        hint="Xem vanthu doctor: thường do dịch vụ diệt vi-rút chưa trả lời.",
        state=states.NAMES[state],
    )


def _state(document: int) -> str:
    return str(Document.get_by_id(document).state)


def wanted() -> Wanted:
    """Return what the drafter fills in for the plan."""
    plan = from_ourselves.PLAN
    return Wanted(
        subject=plan.subject,
        type_name=plan.type_name,
        unit=Unit.get(Unit.code == "VP").id,
        signer=User.get(User.login == "chutich").id,
        capacity="TM",
        keeper="Văn phòng HĐND và UBND",
        receivers=RECEIVERS,
    )


def _issued(document: int, code: str) -> Issued:
    sha256 = Document.get_by_id(document).sha256 or ""
    found = trust.verdict_of(sha256)
    if found is None:
        return Issued(document, code, sha256, "none", 0)
    return Issued(document, code, sha256, found.verdict.value, len(found.signatures))
