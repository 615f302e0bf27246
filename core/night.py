"""What the office does once a day without being asked: it closes, forgets, reads again and verifies."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from core import audit, integrity, jobs, notices
from core.accounts import logins, sessions, users
from core.audit import Break
from core.documents import rejudging
from core.errors import OfficeError
from core.language import mark
from core.office import Office
from core.store.memory import Audit
from core.trust import refreshing
from core.values import BOX, Ending, Issue, Job, JobKind, Moment, Role, Severity

LOOK = 10.0
"""Seconds between two looks at the calendar."""
PATIENCE = 900.0
"""Seconds the first night waits for the time servers: a wrong date would close the accounts of everybody."""
PIECE = 50
"""Files whose verdicts are written down together."""
HARMED = mark("Kiểm tra kho tệp thấy có tệp bị mất hoặc bị thay đổi; xem trang Tình trạng hệ thống.")
BROKEN = mark("Nhật ký kiểm toán không còn nguyên vẹn; xem trang Tình trạng hệ thống.")
log = logging.getLogger("vanthu.night")


@asynccontextmanager
async def falling(office: Office) -> AsyncIterator[None]:
    """Ask for the night's work within the block, as soon as a look at the calendar shows a new day."""
    watching = asyncio.create_task(_watch(office), name="night")
    try:
        yield
    finally:
        watching.cancel()
        (ended,) = await asyncio.gather(watching, return_exceptions=True)
        if isinstance(ended, Exception):
            log.error("nobody looked at the calendar any more", exc_info=ended)


async def spend(office: Office, job: Job) -> Ending | None:
    """Do the night's work: accounts, sessions, a share of the files, the whole chain of audit."""
    at, limits = office.clock.now(), sessions.limits(office.site.web)
    await office.store.write(_tidy, limits, at)
    if office.site.trust.online:
        await office.store.write(refreshing.ask, at)
    checked = await _read_again(office, job.key)
    lines, broken = await office.store.read(audit.verify)
    return partial(_conclude, checked, lines, broken, office.clock.now())


def issues() -> list[Issue]:
    """Return what the nights found and nobody has mended yet."""
    last = Audit.select().where(Audit.action == "night").order_by(Audit.seq.desc()).first()
    broken = audit.told(last).get("broken") if last else None
    found = [] if broken is None else [chain_issue(Break(broken, ""), audit.told(last)["lines"])]
    return found + integrity.issues()


def chain_issue(broken: Break, whole: int) -> Issue:
    """Return a broken chain as an issue; `whole` lines before it hold."""
    sentence = mark("Nhật ký kiểm toán không nguyên vẹn từ dòng {line}; {whole} dòng trước đó còn đúng.")
    hint = mark("Xem vanthu audit verify; giữ nguyên máy và so với bản sao lưu gần nhất.")
    return Issue("VT-1831", Severity.ERROR, sentence, hint, "audit", {"line": broken.seq, "whole": whole})


async def _watch(office: Office) -> None:
    asked, opened = None, time.monotonic()
    while True:
        today = office.clock.today()
        settled = office.clock.trusted or time.monotonic() - opened > PATIENCE
        if today != asked and settled:
            try:
                await office.store.write(jobs.enqueue, KIND.name, today.isoformat(), office.clock.now())
                asked = today
            except OfficeError as error:
                log.warning("the night is not asked for yet: %s", error)
        await asyncio.sleep(LOOK)


def _tidy(limits: sessions.Limits, at: Moment) -> None:
    if at.verified:
        users.close_idle(BOX, at)
    sessions.forget(at, limits)
    logins.forget(at)
    rejudging.ask_tonight(at)


async def _read_again(office: Office, night: str) -> int:
    """Look at the files that are due, some at a time; return how many."""
    due = await office.store.read(integrity.due, office.clock.now())
    for start in range(0, len(due), PIECE):
        verdicts = {
            digest: await asyncio.to_thread(integrity.look, office.blobs, digest)
            for digest in due[start : start + PIECE]
        }
        await office.store.write(_note, verdicts, night, office.clock.now())
    return len(due)


def _note(verdicts: dict[str, integrity.Verdict], night: str, at: Moment) -> None:
    if integrity.note(verdicts, at):
        notices.tell(Role.ADMIN, "file_harmed", HARMED, f"files:{night}", at)


def _conclude(checked: int, lines: int, broken: Break | None, at: Moment) -> None:
    """Put the night on record: that it was spent is itself what an inspector asks for."""
    harmed = len(integrity.doubted())
    audit.write(BOX, "night", at, checked=checked, harmed=harmed, lines=lines, broken=broken and broken.seq)
    if broken is not None:
        notices.tell(Role.ADMIN, "chain_broken", BROKEN, f"chain:{broken.seq}", at)


KIND = JobKind("night", spend, at_once=1, gives_way=True)
