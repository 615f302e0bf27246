"""The office's memory: is every line there, and do the documents stand where it says?"""

from __future__ import annotations

import json

from appliance.health.patient import Patient
from core import audit
from core.language import mark
from core.night import chain_issue
from core.store.memory import Audit
from core.store.papers import Document
from core.values import Issue, Severity

SLUG, TITLE = "chain", mark("Nhật ký kiểm toán")
FEW = 5
"""How many documents are named."""


def run(patient: Patient) -> list[Issue]:
    """Tell of a broken chain, and of documents whose state is not the one last recorded."""
    if patient.store is None:
        return []
    lines, broken = patient.store.read_now(audit.verify)
    if broken is not None:
        return [chain_issue(broken, lines)]
    wrong = patient.store.read_now(_astray)
    if not wrong:
        return []
    sentence = mark("{count} văn bản không ở trạng thái mà nhật ký ghi: {documents}.")
    hint = mark("Xem vanthu audit list --document <số>; báo nhà cung cấp.")
    facts = {"count": len(wrong), "documents": ", ".join(map(str, wrong[:FEW]))}
    return [Issue("VT-1832", Severity.ERROR, sentence, hint, "audit", facts)]


def _astray() -> list[int]:
    """Return the documents whose state column is not what the last line that moved them says."""
    recorded: dict[int, str] = {}
    moves = Audit.select(Audit.document, Audit.facts).where(Audit.document.is_null(False)).order_by(Audit.seq)
    for document, facts in moves.tuples().iterator():
        after = json.loads(facts).get("after")
        if after is not None:
            recorded[document] = after
    states = Document.select(Document.id, Document.state).order_by(Document.id).tuples().iterator()
    return [document for document, state in states if recorded.get(document) != state]
