"""A draft as a form: what it shows first, and what a person made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.documents.wanted import Receiver, Unfit, Wanted
from core.errors import Refused
from core.language import mark, tr
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document
from core.values import Actor
from core.web import meant
from core.web.entries import short_day
from core.web.forms import Form
from core.web.written import day

TEXTS = ("type_name", "subject", "capacity", "council", "field", "keeper", "language", "description")
NUMBERS = ("unit", "signer", "priority", "secrecy", "copies")
LINKS = ("answers", "replaces", "corrects")
"""Fields in which another document is named by its number."""
FIELDS = (*TEXTS, *NUMBERS, *LINKS, "due_date", "closes")
WAYS = (
    ("", mark("Điện tử")),
    ("paper", mark("Chỉ bản giấy")),
)
"""How a receiver gets it; whether paper goes beside the electronic document is for the law to say."""
SPARE = 2
"""Empty lines for receivers that a form without scripts offers."""
MOST = 200
_ROW = re.compile(r"name-(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Line:
    """One receiver as it stands in the form."""

    number: int
    name: str = ""
    code: str = ""
    way: str = ""


def shown(document: Document, draft: Draft, by: Actor) -> dict[str, str]:
    """Return what the form of a draft shows when it is opened again."""
    fields = {name: str(getattr(document, name, None) or getattr(draft, name, None) or "") for name in TEXTS}
    fields |= {
        "unit": str(draft.unit_id or ""),
        "signer": str(draft.signer_id or ""),
        "priority": str(document.priority or ""),
        "secrecy": "",
        "copies": str(draft.copies or ""),
        "due_date": day(document.due_date),
        "closes": "1" if draft.closes else "",
        "answers": meant.incoming_name(draft.answers_id, by) if draft.answers_id else "",
    }
    for name in ("replaces", "corrects"):
        number = getattr(draft, f"{name}_id")
        fields[name] = meant.issued_name(number, by) if number else ""
    return fields


def typed(form: Form) -> dict[str, str]:
    """Return what a person typed, to be shown again as it was."""
    return {name: form.text(name) for name in FIELDS}


def lines(form: Form) -> list[Line]:
    """Return the receivers a person typed, in their order; empty lines are left out."""
    found = [
        Line(number, form.text(f"name-{number}"), form.text(f"code-{number}"), form.text(f"way-{number}"))
        for number in _numbers(form)
    ]
    return [line for line in found if line.name]


def lines_of(dispatches: Iterable[Dispatch]) -> tuple[list[Line], set[int]]:
    """Return the receivers of a draft as lines of its form, and the units of our own among them."""
    rows = list(dispatches)
    others = [
        Line(index, row.name, row.code, "" if row.electronic else "paper")
        for index, row in enumerate(row for row in rows if row.unit_id is None)
    ]
    return others, {row.unit_id for row in rows if row.unit_id is not None}


def units(form: Form) -> set[int]:
    """Return the units of our own that were ticked."""
    return {int(one) for one in form.all("to") if one.isascii() and one.isdecimal() and len(one) < 16}


def padded(given: list[Line], spare: int = SPARE) -> list[Line]:
    """Return the lines with some empty ones behind them."""
    after = max((line.number for line in given), default=-1) + 1
    return given + [Line(after + index) for index in range(spare)]


def wanted(form: Form, names: dict[int, str], by: Actor, today: date) -> Wanted:
    """Return what a person filled in; `names` are the units of our own. Called where the tables can be read.

    Raises Unfit naming every field that cannot be read at all.
    """
    wrong: dict[str, str] = {}
    told: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    if "language" not in form.fields:  # a leader's order does not ask for it
        told["language"] = Wanted().language
    for name in NUMBERS:
        told[name] = _number(form.text(name), name, wrong)
    for name in LINKS:
        told[name] = _link(form.text(name), name, by, wrong)
    told["due_date"] = _day(form.text("due_date"), today, wrong)
    if wrong:
        raise Unfit(wrong)
    for name in ("priority", "secrecy", "copies", "unit"):
        told[name] = told[name] or 0
    own = tuple(Receiver(names.get(unit, ""), unit=unit) for unit in sorted(units(form)))
    others = tuple(
        Receiver(line.name, line.code, electronic=line.way != "paper", paper=line.way == "paper")
        for line in lines(form)[:MOST]
    )
    return Wanted(**told, closes=bool(form.text("closes")), receivers=(*others, *own))


def _numbers(form: Form) -> list[int]:
    found = (_ROW.fullmatch(name) for name in form.fields)
    return sorted({int(one[1]) for one in found if one is not None})


def _number(text: str, name: str, wrong: dict[str, str]) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        wrong[name] = tr("chỉ gõ chữ số")
        return None
    return int(text) if text else None


def _day(text: str, today: date, wrong: dict[str, str]) -> date | None:
    found = short_day(text, today, ahead=True) if text else None
    if text and found is None:
        wrong["due_date"] = tr("gõ ngày như 08/04/2026")
    return found


def _link(text: str, name: str, by: Actor, wrong: dict[str, str]) -> int | None:
    try:
        return (meant.incoming_meant if name == "answers" else meant.issued_meant)(text, by)
    except Refused as error:
        wrong[name] = f"{error.message} {error.hint}"
        return None
