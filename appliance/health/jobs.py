"""Durable work: what rests after many failures, and what waits too long in an open office."""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.health.patient import Patient
from core import jobs
from core.language import mark, tr
from core.store.memory import JobRow
from core.values import Issue, Severity

SLUG, TITLE = "jobs", mark("Việc nền")
LONG = timedelta(hours=1)
"""After so long a job that is ready should have been begun."""


def run(patient: Patient) -> list[Issue]:
    """Tell of work that rests, by kind with the last reason, and of work nobody does."""
    if patient.store is None:
        return []
    issues = []
    resting = patient.store.read_now(_resting)
    for kind in sorted({row.kind for row in resting}):
        rows = [row for row in resting if row.kind == kind]
        sentence = mark("{count} việc “{kind}” đã thử nhiều lần không được và đang dừng: {reason}")
        hint = mark("Sửa nguyên nhân rồi chạy vanthu doctor --fix để làm lại.")
        facts = {"count": len(rows), "kind": kind, "reason": rows[-1].trouble}
        issues.append(Issue("VT-1861", Severity.WARNING, sentence, hint, kind, facts))
    idle = patient.store.read_now(_overdue, patient.at.utc - LONG) if patient.opened else 0
    if idle:
        sentence = mark("{count} việc nền chờ quá một giờ mà không ai làm.")
        hint = mark("Có thể thiếu một thành phần: xem vanthu plugin list.")
        issues.append(Issue("VT-1862", Severity.WARNING, sentence, hint, "jobs", {"count": idle}))
    return issues


def fix(patient: Patient) -> list[str]:
    """Wake resting work up."""
    if patient.store is None:
        return []
    ids = [row.id for row in patient.store.read_now(_resting)]
    count = patient.store.write_now(jobs.revive, ids, patient.at.utc) if ids else 0
    return [tr("Đã cho {count} việc nền chạy lại.", count=count)] if count else []


def _resting() -> list[JobRow]:
    return list(JobRow.select().where(JobRow.state == "resting").order_by(JobRow.id))


def _overdue(before: datetime) -> int:
    return int(JobRow.select().where(JobRow.state == "waiting", JobRow.ready_at < before).count())
