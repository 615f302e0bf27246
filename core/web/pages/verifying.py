"""Anybody on the local network drops a PDF and reads what its signatures are worth; nothing is kept."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

from aiohttp import web

from core import trust
from core.clock import vietnam
from core.documents import verdicts
from core.documents.judgements import cards, concluded, reason_words, verdict_words
from core.documents.verdicts import Belief
from core.documents.verdictsheet import VerdictSheet, print_verdict
from core.errors import OfficeError, Refused, Trouble
from core.language import tr
from core.office import Office
from core.sandbox.limits import Limits
from core.store.fields import canonical
from core.text import clean_line
from core.trust import items
from core.trust.material import CRL
from core.trust.records import facts_of, inspection_of
from core.web import forms, neighbours
from core.web.forms import Form
from core.web.handing import hand_over
from core.web.keys import OFFICE, REPORTS
from core.web.render import page
from core.web.written import size
from signing.values import Inspection

CHECKING = asyncio.Semaphore(1)
"""One file of a stranger at a time: the other child of the sandbox is for the office's own work."""
LIMITS = Limits(seconds=60, cpu_seconds=60)
"""For a file of a stranger: everybody else waits behind it."""
PLACES = asyncio.Semaphore(8)
"""How many may be at it or wait for their turn."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was checked, and all that is known of it."""

    name: str
    sha256: str
    size: int
    inspection: Inspection
    at: datetime
    lists: str
    """How old the revocation lists are, in words."""


async def show(request: web.Request) -> web.StreamResponse:
    """Ask for a file."""
    return await _page(request)


async def verify(request: web.Request) -> web.StreamResponse:
    """Judge a file in the sandbox and show what each signature is worth."""
    form = await forms.read(request)
    try:
        checked = await _check(request.app[OFFICE], form)
    except OfficeError as error:
        return await _page(request, error=error)
    return await _page(request, checked=checked)


async def report(request: web.Request) -> web.StreamResponse:
    """Hand over the sheet of a result this office gave; the seal on it shows that nobody altered it."""
    office, form = request.app[OFFICE], await forms.read(request)
    told = form.raw("record")
    if not hmac.compare_digest(_seal(request, told), form.raw("seal").encode("utf-8", "replace")):
        raise Refused(
            "VT-4133",
            "Kết quả này không còn nguyên như hệ thống đã lập, hoặc đã quá cũ.",
            hint="Kiểm tra lại tệp rồi tải phiếu.",
        )
    neighbours.count(request)
    checked, at = _opened(json.loads(told)), office.clock.utc()
    sheet = VerdictSheet(
        agency=office.site.office.name,
        superior=office.site.office.superior,
        name=checked.name,
        sha256=checked.sha256,
        size=size(checked.size),
        inspection=checked.inspection,
        judged_at=checked.at,
        printed_at=at,
        lists=checked.lists,
        demonstration=await office.store.read(trust.demonstrates),
    )
    name = f"kiem-tra-chu-ky-{checked.sha256[:8]}.pdf"
    async with CHECKING:
        return await hand_over(office, name, "application/pdf", lambda target: print_verdict(sheet, target))


async def _check(office: Office, form: Form) -> Checked:
    given = form.file("file")
    if given is None:
        raise Refused("VT-4134", "Chưa chọn tệp PDF.", hint="Chọn hoặc kéo một tệp PDF vào ô rồi gửi lại.")
    file = cast(BufferedReader, given.file)
    length, most = file.seek(0, 2), office.site.trust.verify_max_bytes
    if length > most:
        raise Refused(
            "VT-4135",
            "Tệp lớn hơn mức kiểm tra {most}.",
            hint="Kiểm tra tệp này bằng lệnh vanthu signature verify trên máy của hệ thống.",
            most=size(most),
        )
    file.seek(0)
    digest = await asyncio.to_thread(hashlib.file_digest, file, "sha256")
    believed = await office.store.read(verdicts.belief, office.clock.utc())
    inspection = await _in_turn(office, file.fileno(), believed)
    name = clean_line(given.filename.replace("\\", "/").rsplit("/", 1)[-1])[:200]
    lists = await office.store.read(age_of_lists, believed.trust.at)
    return Checked(name, digest.hexdigest(), length, inspection, believed.trust.at, lists)


async def _in_turn(office: Office, descriptor: int, believed: Belief) -> Inspection:
    if PLACES.locked():
        raise Trouble(
            "VT-4136", "Đang có nhiều tệp chờ kiểm tra.", hint="Thử lại sau ít phút; tệp chưa được kiểm tra."
        )
    async with PLACES, CHECKING:
        # The uploaded file has no name anywhere: it is handed to the sandbox by its open descriptor.
        return await verdicts.judge(office, Path(f"/proc/self/fd/{descriptor}"), believed, LIMITS)


def age_of_lists(at: datetime) -> str:
    """Return in words how old the revocation lists are that are held."""
    held = [line for line in items.listing(at) if line.kind == CRL]
    if not held:
        return tr("Chưa có danh sách thu hồi nào.")
    oldest = min(line.valid_from for line in held)
    stale = sum(line.tone == "over" for line in held)
    told = tr("{n} danh sách, cũ nhất lập ngày {day}", n=len(held), day=f"{vietnam(oldest):%d/%m/%Y}")
    return tr("{told}; {stale} danh sách đã quá cũ.", told=told, stale=stale) if stale else f"{told}."


async def _page(
    request: web.Request, checked: Checked | None = None, error: OfficeError | None = None
) -> web.Response:
    office, facts = request.app[OFFICE], dict[str, Any]()
    if checked is not None:
        record = _record(checked)
        words, tone = verdict_words(checked.inspection.verdict)
        facts = {
            "cards": cards(checked.inspection),
            "conclusion": concluded(words, reason_words(checked.inspection.reason)),
            "tone": tone,
            "record": record,
            "seal": _seal(request, record).decode(),
        }
    return await page(
        request,
        "verify.html",
        status=422 if error else 200,
        bare=True,
        checked=checked,
        error=error,
        most=office.site.trust.verify_max_bytes,
        demonstration=await office.store.read(trust.demonstrates),
        **facts,
    )


def _record(checked: Checked) -> str:
    return canonical(
        {
            "name": checked.name,
            "sha256": checked.sha256,
            "size": checked.size,
            "at": checked.at.isoformat(),
            "lists": checked.lists,
            "inspection": facts_of(checked.inspection),
        }
    )


def _opened(told: dict[str, Any]) -> Checked:
    return Checked(
        told["name"],
        told["sha256"],
        told["size"],
        inspection_of(told["inspection"]),
        datetime.fromisoformat(told["at"]),
        told["lists"],
    )


def _seal(request: web.Request, record: str) -> bytes:
    """Return what shows that this office wrote a record since it opened."""
    return hmac.new(request.app[REPORTS], record.encode("utf-8", "replace"), "sha256").hexdigest().encode()


routes = (web.get("/verify", show), web.post("/verify", verify), web.post("/verify/report", report))
