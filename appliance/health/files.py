"""The files: is every one that a document names there, and still what its name says?"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from appliance.health.patient import Patient
from core import integrity
from core.integrity import Verdict
from core.language import mark, tr
from core.store.outgoing import Delegation
from core.store.papers import Document, File
from core.values import Issue, Severity

SLUG, TITLE = "files", mark("Kho tệp")
SAMPLE = 100
"""How many files are read to the end at each examination."""
YOUNG = timedelta(hours=1)
"""Bytes come before their row: a younger file without one is on its way."""


def run(patient: Patient) -> list[Issue]:
    """Tell of files that are gone, changed, or named by nobody."""
    if patient.store is None or not patient.home.blobs.is_dir():
        return []
    wanted, known = patient.store.read_now(_hashes)
    there = set(patient.blobs)
    issues = []
    if gone := sorted(wanted - there):
        issues.append(integrity.issue_of(Verdict.MISSING, gone))
    readable = sorted(one for one in wanted & there if patient.blobs.path(one).stat().st_mode & 0o400)
    doubted = there.intersection(patient.store.read_now(integrity.doubted))
    sample = doubted.union(random.sample(readable, min(SAMPLE, len(readable))))
    changed = sorted(one for one in sample if integrity.look(patient.blobs, one) is Verdict.CHANGED)
    if changed:
        issues.append(integrity.issue_of(Verdict.CHANGED, changed))
    old = (patient.at.utc - YOUNG).timestamp()
    unknown = [one for one in sorted(there - known) if patient.blobs.path(one).stat().st_mtime < old]
    if unknown:
        sentence = mark("{count} tệp trong kho không thuộc văn bản nào: {hashes}.")
        hint = mark("Không xóa gì trong kho bằng tay; báo nhà cung cấp nếu số này còn tăng.")
        facts = {"count": len(unknown), "hashes": integrity.named(unknown)}
        issues.append(Issue("VT-1853", Severity.WARNING, sentence, hint, "blobs", facts))
    return issues


def fix(patient: Patient) -> list[str]:
    """Look again at the files that were found harmed: somebody may have brought them back."""
    if patient.store is None:
        return []
    verdicts = {one: integrity.look(patient.blobs, one) for one in patient.store.read_now(integrity.doubted)}
    if verdicts:
        patient.store.write_now(integrity.note, verdicts, patient.at)
    mended = sum(verdict is Verdict.INTACT for verdict in verdicts.values())
    return [tr("{count} tệp trong kho đã nguyên vẹn trở lại.", count=mended)] if mended else []


def _hashes() -> tuple[set[str], set[str]]:
    """Return the hashes that must be there, and all that were ever named."""
    rows: Any = File.select(File.sha256, File.removed_at).distinct().tuples()
    named = list(rows)
    whole: Any = Document.select(Document.sha256).where(Document.sha256.is_null(False)).distinct().tuples()
    papers: Any = Delegation.select(Delegation.evidence).where(Delegation.evidence.is_null(False)).tuples()
    evidence = {digest for (digest,) in papers}
    known = {digest for digest, _ in named} | {digest for (digest,) in whole} | evidence
    return {digest for digest, removed in named if removed is None} | evidence, known
