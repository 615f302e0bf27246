"""The box as its IT officer sees it: what is wrong and what to do, the parts, the work that rests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from core import audit, hookspecs, jobs, night
from core.accounts import permissions
from core.language import mark, tr
from core.store.memory import JobRow
from core.trust import ailments
from core.values import Actor, Issue, Moment, Role, Severity
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
    found = await look(office)
    facts = await office.store.read(_read, actor)
    return await page(
        request,
        "health.html",
        issues=told(found),
        plugins=parts(office, found),
        now=office.clock.utc(),
        **facts,
    )


async def run_again(request: web.Request) -> web.StreamResponse:
    """Wake up one resting job, or all: the cause is gone."""
    office, form = request.app[OFFICE], await forms.read(request)
    actor, one = await person(request, Role.ADMIN), form.number("id")
    woken = await office.store.write(_revive, one, actor, office.clock.now())
    office.bell.ring("jobs")
    return go("/health", tr("Đã cho chạy lại {n} việc.", n=woken))


async def look(office: Office) -> dict[str, list[Issue]]:
    """Return what is wrong by the plugin that says so or that it is about; the rest under the empty name."""
    answers = await office.host.ask(hookspecs.check_health, office=office)
    found = {answer.plugin: list(answer.value or ()) for answer in answers}
    space = await asyncio.to_thread(shutil.disk_usage, office.home.data)
    own = [*office.issues(), *office.host.issues(), *await office.store.read(night.issues)]
    own += await office.store.read(ailments.issues, office.clock.utc())
    if space.free < office.site.intake.reserve_bytes:
        own.append(_full(space.free, office.site.intake.reserve_bytes))
    for issue in own:
        found.setdefault(issue.about if issue.about in office.site.plugins else "", []).append(issue)
    return found


def told(found: Mapping[str, list[Issue]]) -> list[Issue]:
    """Return every issue once, errors first."""
    issues = {(one.code, one.about, one.sentence): one for several in found.values() for one in several}
    return sorted(issues.values(), key=lambda issue: (issue.severity is not Severity.ERROR, issue.code))


def parts(office: Office, found: Mapping[str, list[Issue]]) -> list[Part]:
    """Return the plugins of site.toml, each with its state and why."""
    shown = []
    for name, plugin in office.site.plugins.items():
        wrong = found.get(name, [])
        reason = tr(wrong[0].sentence, **wrong[0].facts) if wrong else ""
        if not plugin.enabled:
            shown.append(Part(name, tr("Tắt"), "", "stop", ""))
        elif name not in office.host.names:
            shown.append(Part(name, tr("Không mở được"), "red", "stop", reason))
        elif wrong:
            shown.append(Part(name, tr("Cần chú ý"), "amber", "warn", reason))
        else:
            shown.append(Part(name, tr("Đang chạy"), "green", "done", ""))
    return shown


def _read(actor: Actor) -> dict[str, Any]:
    resting = JobRow.select().where(JobRow.state == "resting").order_by(JobRow.id.desc()).limit(MANY)
    return {
        "resting": list(resting),
        "waiting": jobs.waiting(),
        "quarantined": permissions.quarantined(actor),
    }


def _revive(one: int | None, by: Actor, at: Moment) -> int:
    wanted = JobRow.select(JobRow.id).where(JobRow.state == "resting")
    ids = [one] if one is not None else [row.id for row in wanted]
    woken = jobs.revive(ids, at.utc)
    if woken:  # an act of maintenance is on record (QCVN 12:2026/BCA, 3.20.2.2)
        audit.write(by, "revive_jobs", at, woken=woken)
    return woken


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
