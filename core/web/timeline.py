"""The history of a document in sentences: who did what, when, and what they said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.documents.history import Line
from core.documents.wanted import LABELS
from core.language import tr


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history as it is shown."""

    label: str
    actor: str
    at: datetime
    verified: bool
    detail: str
    reason: str


def told(lines: Iterable[Line]) -> list[Event]:
    """Return the lines with what is worth telling of their facts."""
    return [
        Event(line.label, line.actor, line.at, line.verified, _detail(line), line.reason) for line in lines
    ]


def _detail(line: Line) -> str:
    facts: Any = line.facts
    if "number" in facts:
        said = tr("Số {number}, sổ {book}", number=facts["number"], book=facts.get("register", ""))
        return f"{said} ({tr('bổ sung từ sổ giấy')})" if facts.get("from_paper") else said
    if "symbol" in facts:
        return str(facts["symbol"])
    if "fields" in facts:
        return ", ".join(tr(LABELS.get(name, name)) for name in facts["fields"])
    if "version" in facts:
        return tr("Bản thứ {version}", version=facts["version"])
    if "officer" in facts and line.event.startswith(("ask_", "withdraw_")):
        return str(facts["officer"])
    if "officer" in facts:
        return tr("Giao {officer}", officer=facts["officer"])
    if facts.get("threats"):
        return ", ".join(facts["threats"])
    if facts.get("inspectors"):
        return tr("Đã kiểm tra bằng: {names}", names=", ".join(facts["inspectors"]))
    return tr("Nguồn: {source}", source=facts["source"]) if "source" in facts else ""
