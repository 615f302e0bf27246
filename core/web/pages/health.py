"""The box as its IT officer sees it: what is wrong and what to do, the parts, the work that rests."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from core import hookspecs, jobs, night
from core.accounts import permissions
from core.language import mark, tr
from core.store.memory import JobRow
from core.values import Actor, Issue, Role, Severity
from core.web import forms
from core.web.keys import OFFICE
from core.web.render import go, page
from core.web.session import person
from core.web.written import size

if TYPE_CHECKING:
    from core.office import Office

MANY = 200
"""Resting jobs shown at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """A plugin and how it does."""

    name: str
    words: str
    tone: str
    icon: str
    reason: str


async def show(request: web.Request) -> web.StreamResponse:
    """Look at everything now and show it."""
    office, actor = request.app[OFFICE], await person(request, Role.ADMIN)
    issues = await look(office)
    facts = await office.store.read(_read, actor)
    return await page(
        request,
        "health.html",
        issues=sorted(issues, key=lambda issue: (issue.severity is not Severity.ERROR, issue.code)),
        plugins=parts(office, issues),
        now=office.clock.utc(),
        **facts,
    )


async def run_again(request: web.Request) -> web.StreamResponse:
    """Wake up one resting job, or all: the cause is gone."""
    office, form = request.app[OFFICE], await forms.read(request)
    await person(request, Role.ADMIN)
    one = form.number("id")
    woken = await office.store.write(_revive, one, office)
    office.bell.ring("jobs")
    return go("/health", tr("Đã cho chạy lại {n} việc.", n=woken))


async def look(office: Office) -> list[Issue]:
    """Return what the plugins and the office itself find wrong."""
    answers = await office.host.gather(hookspecs.check_health, office=office)
    space = await asyncio.to_thread(shutil.disk_usage, office.home.data)
    issues = [*office.issues(), *office.host.issues(), *(issue for answer in answers for issue in answer)]
    issues += await office.store.read(night.issues)
    if space.free < office.site.intake.reserve_bytes:
        issues.append(_full(space.free, office.site.intake.reserve_bytes))
    return list({(issue.code, issue.about, issue.sentence): issue for issue in issues}.values())


def parts(office: Office, issues: list[Issue]) -> list[Part]:
    """Return the plugins of site.toml, each with its state and why."""
    found = []
    for name, plugin in office.site.plugins.items():
        wrong = [issue for issue in issues if issue.about == name]
        reason = tr(wrong[0].sentence, **wrong[0].facts) if wrong else ""
        if not plugin.enabled:
            found.append(Part(name, tr("Tắt"), "", "stop", ""))
        elif name not in office.host.names:
            found.append(Part(name, tr("Không mở được"), "red", "stop", reason))
        elif wrong:
            found.append(Part(name, tr("Cần chú ý"), "amber", "warn", reason))
        else:
            found.append(Part(name, tr("Đang chạy"), "green", "done", ""))
    return found


def _read(actor: Actor) -> dict[str, Any]:
    resting = JobRow.select().where(JobRow.state == "resting").order_by(JobRow.id.desc()).limit(MANY)
    return {
        "resting": list(resting),
        "waiting": jobs.waiting(),
        "quarantined": permissions.quarantined(actor),
    }


def _revive(one: int | None, office: Office) -> int:
    wanted = JobRow.select(JobRow.id).where(JobRow.state == "resting")
    ids = [one] if one is not None else [row.id for row in wanted]
    return jobs.revive(ids, office.clock.utc())


def _full(free: int, reserve: int) -> Issue:
    return Issue(
        "VT-1741",
        Severity.ERROR,
        mark("Ổ đĩa chỉ còn trống {free}, dưới mức dự trữ {reserve}; việc tiếp nhận tạm dừng."),
        mark("Giải phóng ổ đĩa hoặc gắn thêm ổ; việc tiếp nhận sẽ tự tiếp tục."),
        "disk",
        {"free": size(free), "reserve": size(reserve)},
    )


routes = (web.get("/health", show), web.post("/health/jobs", run_again))
