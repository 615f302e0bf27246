"""The clock: is it compared with time servers, and can it be believed?"""

from __future__ import annotations

from appliance import doorbell
from appliance.health.patient import Patient, issue_of
from core.errors import OfficeError
from core.language import mark
from core.store.memory import Reading
from core.values import Issue, Severity
from plugins.timesync import plugin as timesync
from plugins.timesync.settings import Settings

SLUG, TITLE = "clock", mark("Đồng hồ")


def run(patient: Patient) -> list[Issue]:
    """Tell of a clock nobody checks, of servers that do not answer, and of a last reading that was bad."""
    if patient.site is None:
        return []
    if not patient.enabled("timesync"):
        sentence = mark("Đồng hồ của máy không được đối chiếu với máy chủ thời gian nào.")
        hint = mark('Gõ: vanthu plugin enable timesync --set servers=["máy chủ 1", "máy chủ 2", "máy chủ 3"]')
        return [Issue("VT-1891", Severity.WARNING, sentence, hint, "timesync")]
    issues = []
    try:
        timesync.self_test(patient.site.settings(Settings))
    except OfficeError as error:
        issues.append(issue_of(error, Severity.WARNING, "timesync"))
    reason = _measured(patient) if patient.opened else _remembered(patient)
    if reason:
        sentence = mark("Đối chiếu cho thấy đồng hồ chưa tin cậy được: {reason}")
        hint = mark("Chỉnh giờ bằng chrony; trong khi chờ, không ký, cấp số hoặc ban hành được.")
        facts = {"reason": reason}
        issues.append(Issue("VT-1892", Severity.ERROR, sentence, hint, "timesync", facts))
    return issues


def _measured(patient: Patient) -> str:
    """Have the open office measure its clock now; return why it is not believed, empty when it is."""
    answer = doorbell.ask(patient.home.socket, "measure") or {}
    wrong = [reading["reason"] for reading in answer.get("readings", ()) if not reading["trusted"]]
    return "; ".join(map(str, wrong))


def _remembered(patient: Patient) -> str:
    """Return why the last reading of a closed office was not believed, empty when it was or there is none."""
    last = patient.store.read_now(_last) if patient.store else None
    return last.reason if last is not None and not last.trusted else ""


def _last() -> Reading | None:
    found: Reading | None = Reading.select().order_by(Reading.id.desc()).first()
    return found
