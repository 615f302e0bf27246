"""`vanthu doctor`: examines the box, says what is wrong and what to do, and mends what can do no harm."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli import exits
from appliance.cli.account import as_owner, wake
from appliance.cli.answers import Answer, Told, sheet
from appliance.cli.asked import Asked
from appliance.cli.grammar import Verb, option
from appliance.cli.progress import waiting
from core.clock import Clock
from core.language import mark, tr
from core.values import Issue, Severity

LEVELS = {Severity.ERROR: mark("lỗi"), Severity.WARNING: mark("cảnh báo")}


@click.command(
    "doctor",
    cls=Verb,
    help=mark("Khám máy; mã thoát 0 là khỏe, 4 có cảnh báo, 5 có lỗi. Không nạp thành phần ngoài."),
)
@option("--fix", is_flag=True, help=mark("Chữa những điều chữa được mà không hại gì, rồi khám lại."))
@click.pass_obj
def command(asked: Asked, /, fix: bool) -> Answer:
    """Go through every check."""
    from appliance.health.examination import examine, mend
    from appliance.health.patient import admitted

    home, done = asked.initialised, []
    if fix:
        with admitted(home, Clock().now()) as patient:
            done = mend(patient)
        wake(home, "jobs")
    with as_owner(home), admitted(home, Clock().now()) as patient, waiting(tr("Khám máy")):
        found = list(examine(patient))
    issues = [(each.check.SLUG, issue) for each in found for issue in each.issues]
    items = [_one(slug, issue) for slug, issue in sorted(issues, key=lambda pair: pair[1].severity)]
    grave = any(issue.severity is Severity.ERROR for _, issue in issues)
    code = exits.ERRORS_FOUND if grave else exits.WARNINGS_FOUND if issues else exits.OK
    checks = [{"slug": each.check.SLUG, "issues": len(each.issues)} for each in found]
    told = [item | {"severity": tr(LEVELS[Severity(item["severity"])])} for item in items]
    columns = {
        "severity": tr("Mức"),
        "code": tr("Mã"),
        "message": tr("Việc"),
        "hint": tr("Cách chữa"),
    }
    facts = {"items": items, "next": None, "checks": checks, "fixed": done}
    healthy = tr("Máy khỏe: {count} mục đều tốt.", count=len(found))
    problems = tuple(Told(item["code"], item["message"], item["hint"]) for item in items)
    return Answer(facts, (*done, sheet(told, columns, empty=healthy)), code, problems, problems_shown=True)


def _one(slug: str, issue: Issue) -> dict[str, Any]:
    return {
        "check": slug,
        "code": issue.code,
        "severity": str(issue.severity),
        "message": tr(issue.sentence, **issue.facts),
        "hint": tr(issue.hint, **issue.facts),
        "about": issue.about,
    }
