"""The sources: is each folder there, and is it being looked at?"""

from __future__ import annotations

from datetime import timedelta

from appliance.health.patient import Patient, issue_of
from core.errors import OfficeError
from core.language import mark
from core.values import Issue, Severity
from plugins.scanner.sources import Settings
from plugins.scanner.standing import SourceState, source_states
from plugins.scanner.trial import demand_folder

SLUG, TITLE = "intake", mark("Nguồn quét")
LONG = timedelta(hours=1)
"""A file that waits so long in a folder is stuck."""
GRAVE = ("disconnected", "paused", "silent")


def run(patient: Patient) -> list[Issue]:
    """Tell of folders that are gone; of an open office also what it says of them, and of files that wait."""
    if patient.site is None or not patient.enabled("scanner"):
        return []
    sources = patient.site.settings(Settings).sources
    issues = []
    if not sources:
        sentence = mark("Chưa khai nguồn quét nào nên không có gì được tiếp nhận từ máy quét.")
        hint = mark("Gõ: vanthu plugin enable scanner --set sources.<tên>.folder=<thư mục>")
        issues.append(Issue("VT-1871", Severity.WARNING, sentence, hint, "scanner"))
    states = {state.name: state for state in source_states(sources, patient.home.run, patient.at.utc)}
    for name, source in sources.items():
        told = _told(states[name], patient) if patient.opened else []
        try:
            demand_folder(name, source)
        except OfficeError as error:
            told = told or [issue_of(error, Severity.ERROR, name)]
        issues += told
    return issues


def _told(state: SourceState, patient: Patient) -> list[Issue]:
    if state.code:
        severity = Severity.ERROR if state.state in GRAVE else Severity.WARNING
        return [Issue(state.code, severity, state.reason, state.hint, state.name, state.facts)]
    if state.oldest_at is not None and patient.at.utc - state.oldest_at > LONG:
        sentence = mark("Có tệp nằm trong nguồn quét “{source}” hơn một giờ mà chưa được nhận.")
        hint = mark("Xem trong thư mục {folder}: tệp đang được ghi dở hay không đọc được?")
        facts = {"source": state.name, "folder": state.folder}
        return [Issue("VT-1872", Severity.WARNING, sentence, hint, state.name, facts)]
    return []
