"""The database: does it open, is it whole, does its log stay small?"""

from __future__ import annotations

from pathlib import Path

from appliance.health.patient import Patient, issue_of
from core.language import mark, tr
from core.store.database import Store
from core.values import Issue, Severity

SLUG, TITLE = "database", mark("Cơ sở dữ liệu")
LARGE_LOG = 256 << 20
"""Bytes of a write-ahead log that should long have been taken over."""


def run(patient: Patient) -> list[Issue]:
    """Tell of a database that cannot be opened, is damaged, or whose log grows."""
    store = patient.store
    if store is None:
        return [issue_of(patient.trouble, Severity.ERROR, "database")] if patient.trouble else []
    if not store.sqlite:
        return []
    issues = []
    found = store.read_now(_examine, store)
    if found != "ok":
        sentence = mark("Tệp cơ sở dữ liệu bị hỏng: {reason}")
        hint = mark("Dừng cơ quan, giữ nguyên tệp và phục hồi bản sao lưu gần nhất.")
        issues.append(Issue("VT-1821", Severity.ERROR, sentence, hint, "database", {"reason": found}))
    size = _log_size(store)
    if size > LARGE_LOG:
        sentence = mark("Nhật ký ghi trước của cơ sở dữ liệu lớn bất thường: {size} MB.")
        hint = mark("Chạy vanthu doctor --fix khi cơ quan đóng.")
        issues.append(Issue("VT-1822", Severity.WARNING, sentence, hint, "database", {"size": size >> 20}))
    return issues


def fix(patient: Patient) -> list[str]:
    """Take the log over into the database."""
    store = patient.store
    if store is None or not store.sqlite or _log_size(store) <= LARGE_LOG:
        return []
    # Not through the store: a checkpoint cannot run inside a transaction.
    with store.database.connection_context():
        store.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return [tr("Đã gộp nhật ký ghi trước vào cơ sở dữ liệu.")]


def _examine(store: Store) -> str:
    return str(store.database.execute_sql("PRAGMA quick_check(1)").fetchone()[0])


def _log_size(store: Store) -> int:
    log = Path(f"{store.address}-wal")
    return log.stat().st_size if log.exists() else 0
