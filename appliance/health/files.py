"""The files: is every one that a document names there, and still what its name says?"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from appliance.health.patient import Patient
from core.language import mark
from core.store.papers import Document, File
from core.values import Issue, Severity

SLUG, TITLE = "files", mark("Kho tệp")
SAMPLE = 100
"""How many files are read to the end at each examination."""
YOUNG = timedelta(hours=1)
"""Bytes come before their row: a younger file without one is on its way."""
FEW = 5


def run(patient: Patient) -> list[Issue]:
    """Tell of files that are gone, changed, or named by nobody."""
    if patient.store is None or not patient.home.blobs.is_dir():
        return []
    wanted, known = patient.store.read_now(_hashes)
    there = set(patient.blobs)
    issues = []
    if gone := sorted(wanted - there):
        sentence = mark("{count} tệp của văn bản không còn trong kho: {hashes}.")
        issues.append(_issue("VT-1851", Severity.ERROR, sentence, gone))
    readable = sorted(one for one in wanted & there if patient.blobs.path(one).stat().st_mode & 0o400)
    sample = random.sample(readable, min(SAMPLE, len(readable)))
    if changed := sorted(one for one in sample if not patient.blobs.intact(one)):
        sentence = mark("{count} tệp trong kho đã bị thay đổi: {hashes}.")
        issues.append(_issue("VT-1852", Severity.ERROR, sentence, changed))
    old = (patient.at.utc - YOUNG).timestamp()
    unknown = [one for one in sorted(there - known) if patient.blobs.path(one).stat().st_mtime < old]
    if unknown:
        sentence = mark("{count} tệp trong kho không thuộc văn bản nào: {hashes}.")
        issues.append(_issue("VT-1853", Severity.WARNING, sentence, unknown))
    return issues


def _hashes() -> tuple[set[str], set[str]]:
    """Return the hashes that must be there, and all that were ever named."""
    rows: Any = File.select(File.sha256, File.removed_at).distinct().tuples()
    named = list(rows)
    whole: Any = Document.select(Document.sha256).where(Document.sha256.is_null(False)).distinct().tuples()
    known = {digest for digest, _ in named} | {digest for (digest,) in whole}
    return {digest for digest, removed in named if removed is None}, known


def _issue(code: str, severity: Severity, sentence: str, hashes: list[str]) -> Issue:
    facts = {"count": len(hashes), "hashes": ", ".join(digest[:12] for digest in hashes[:FEW])}
    hint = mark("Phục hồi từ bản sao lưu; không xóa gì trong kho bằng tay.")
    return Issue(code, severity, sentence, hint, "blobs", facts)
