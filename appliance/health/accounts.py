"""People: is there still somebody who can let others in, and somebody who can register?"""

from __future__ import annotations

from typing import Any

from appliance.health.patient import Patient
from core.language import mark
from core.store.people import Grant, User
from core.values import Issue, Role, Severity

SLUG, TITLE = "accounts", mark("Tài khoản")


def run(patient: Patient) -> list[Issue]:
    """Tell of an office without an administrator or without a clerk."""
    if patient.store is None:
        return []
    held = patient.store.read_now(_held)
    issues = []
    if Role.ADMIN.value not in held:
        sentence = mark("Cơ quan không còn tài khoản quản trị nào mở.")
        hint = mark('Gõ: vanthu user add <tên đăng nhập> --name "<họ tên>" --role admin')
        issues.append(Issue("VT-1921", Severity.ERROR, sentence, hint, "accounts"))
    if Role.CLERK.value not in held:
        sentence = mark("Chưa có văn thư nên không ai vào sổ được.")
        hint = mark('Gõ: vanthu user add <tên đăng nhập> --name "<họ tên>" --role clerk')
        issues.append(Issue("VT-1922", Severity.WARNING, sentence, hint, "accounts"))
    return issues


def _held() -> set[str]:
    rows: Any = Grant.select(Grant.role).join(User).where(User.closed_at.is_null()).distinct().tuples()
    return {role for (role,) in rows}
