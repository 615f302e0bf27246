"""Virus scanning: without an inspector that answers, every document waits."""

from __future__ import annotations

from appliance.health.patient import Patient, issue_of
from appliance.parts import BUILT_IN
from core.errors import OfficeError
from core.language import mark
from core.values import Issue, Severity
from plugins.antivirus import plugin as antivirus

SLUG, TITLE = "inspection", mark("Quét vi-rút")


def run(patient: Patient) -> list[Issue]:
    """Tell of an office without an inspector, and of a clamd that is gone, blind or out of date."""
    if patient.site is None:
        return []
    if patient.enabled("antivirus"):
        try:
            antivirus.self_test(patient.site.settings(antivirus.Settings))
        except OfficeError as error:
            return [issue_of(error, Severity.ERROR, "antivirus")]
        return []
    if any(name not in BUILT_IN for name in patient.site.enabled):
        return []  # one of the strangers may inspect files; nothing of theirs is imported to find out
    sentence = mark("Chưa bật thành phần nào quét vi-rút nên mọi văn bản đến sẽ phải chờ.")
    hint = mark("Gõ: vanthu plugin enable antivirus")
    return [Issue("VT-1881", Severity.WARNING, sentence, hint, "antivirus")]
