"""site.toml: can it be used, is it what the office runs with, and did starts with it fail?"""

from __future__ import annotations

from appliance.ground import kinds
from appliance.health.patient import Patient, issue_of
from core.config import site
from core.config.generations import Generations
from core.language import mark
from core.values import Issue, Severity

SLUG, TITLE = "configuration", mark("Cấu hình")


def run(patient: Patient) -> list[Issue]:
    """Tell of every problem in the file, of changes by hand, and of starts that never got open."""
    issues = [
        issue_of(problem, Severity.ERROR, "config") for problem in site.check(patient.home.site_file, kinds())
    ]
    generations = Generations(patient.home.settings)
    if not issues and generations.current() is None:
        sentence = mark("Tệp site.toml đã được sửa tay và chưa thành một thế hệ.")
        hint = mark("Xem vanthu config diff; cơ quan sẽ nhận khi mở lại.")
        issues.append(Issue("VT-1901", Severity.WARNING, sentence, hint, "config"))
    starts = generations.dead_starts() if patient.opened is None else 0
    if starts:
        sentence = mark("{count} lần mở liền với cấu hình này đều không thành.")
        hint = mark("Xem nhật ký của dịch vụ vanthu, hoặc quay lại: vanthu config rollback")
        issues.append(Issue("VT-1902", Severity.WARNING, sentence, hint, "config", {"count": starts}))
    return issues
