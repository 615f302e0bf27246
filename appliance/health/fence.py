"""The sandbox: what its fence is worth on this kernel."""

from __future__ import annotations

from appliance.health.patient import Patient
from core.language import mark
from core.sandbox.fence import strength
from core.values import Issue, Severity

SLUG, TITLE = "fence", mark("Vùng cách ly")


def run(patient: Patient) -> list[Issue]:
    """Tell of a kernel that cannot shut native code in."""
    found = strength()
    hint = mark("Dùng nhân Linux 5.13 trở lên có bật Landlock và seccomp.")
    issues = []
    if not found.files:
        sentence = mark("Nhân hệ điều hành không ngăn được mã gốc đọc tệp khác (thiếu Landlock).")
        issues.append(Issue("VT-1931", Severity.WARNING, sentence, hint, "sandbox"))
    if not found.sockets:
        sentence = mark("Nhân hệ điều hành không ngăn được mã gốc nối mạng (thiếu seccomp).")
        issues.append(Issue("VT-1932", Severity.WARNING, sentence, hint, "sandbox"))
    return issues
