"""Plugins from elsewhere: installed, tried, and unchanged since; nothing of theirs is imported."""

from __future__ import annotations

from appliance.ground import installed
from appliance.health.patient import Patient, issue_of
from core.host.trial import Trials
from core.language import mark
from core.values import Issue, Severity

SLUG, TITLE = "plugins", mark("Thành phần")


def run(patient: Patient) -> list[Issue]:
    """Tell of plugins the office wants and cannot have."""
    if patient.site is None:
        return []
    known, trials = installed(patient.home), Trials(patient.home.data).all()
    issues = []
    for name in patient.site.enabled:
        manifest, trial = known.get(name), trials.get(name)
        if manifest is None:
            sentence = mark("Cấu hình bật thành phần “{plugin}” nhưng máy không có nó.")
            hint = mark("Cài thành phần đó, hoặc: vanthu plugin disable {plugin}")
            issues.append(Issue("VT-1911", Severity.ERROR, sentence, hint, name, {"plugin": name}))
        elif trial is not None and trial.rejection is not None and not manifest.builtin:
            issues.append(issue_of(trial.rejection, Severity.ERROR, name))
        elif not manifest.builtin and (trial is None or not trial.proves(manifest)):
            sentence = mark("Thành phần “{plugin}” đã thay đổi và chưa được thử lại.")
            hint = mark("Gõ: vanthu plugin check {plugin}")
            issues.append(Issue("VT-1912", Severity.WARNING, sentence, hint, name, {"plugin": name}))
    return issues
