"""A line of the register as a form: what it shows first, and what a person made of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from core.documents.particulars import Invalid, Particulars
from core.documents.registers import Late
from core.errors import Refused
from core.language import tr
from core.store.papers import Document
from core.text import clean_line
from core.web.forms import Form
from core.web.written import day

TEXTS = (
    "organ_name", "subject", "type_name", "code_number", "code_notation", "organ_id", "language",
    "description", "signer_position", "signer_name", "to_places", "register",
)  # fmt: skip
NUMBERS = ("page_amount", "sheets", "priority", "secrecy")
DAYS = ("issued_date", "due_date")
LATE = ("late_number", "late_date", "late_suffix")
_PARTS = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")


def shown(document: Document) -> dict[str, str]:
    """Return what the form of a document shows when it is first opened."""
    fields = {name: getattr(document, name, "") or "" for name in TEXTS if name != "register"}
    fields |= {name: str(getattr(document, name, None) or "") for name in NUMBERS}
    fields |= {name: day(getattr(document, name)) for name in DAYS}
    fields |= dict.fromkeys(LATE, "")
    fields["register"] = document.proposed_register
    fields["paper"] = "1" if document.paper else ""
    fields["type_name"] = fields["type_name"] or Particulars().type_name
    return fields


def typed(form: Form) -> dict[str, str]:
    """Return what a person typed, to be shown again as it was."""
    return {name: form.text(name) for name in (*TEXTS, *NUMBERS, *DAYS, *LATE, "paper")}


def particulars(form: Form, today: date) -> Particulars:
    """Return what a person filled in; raise Invalid naming every field that cannot be read at all."""
    wrong: dict[str, str] = {}
    told: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    told["code_number"], told["code_notation"] = _code(told["code_number"], told["code_notation"])
    for name in NUMBERS:
        told[name] = _number(form.text(name), name, wrong)
    for name in DAYS:
        told[name] = _day(form.text(name), name, today, wrong)
    if wrong:
        raise Invalid(wrong)
    told["priority"], told["secrecy"] = told["priority"] or 0, told["secrecy"] or 0
    return Particulars(**told, paper=bool(form.text("paper")))


def late(form: Form, today: date) -> Late | None:
    """Return the line of the paper book that is entered afterwards; None when there is none."""
    if not any(form.text(name) for name in LATE):
        return None
    wrong: dict[str, str] = {}
    number = _number(form.text("late_number"), "late_number", wrong)
    arrived = _day(form.text("late_date"), "late_date", today, wrong)
    if number is None:
        wrong.setdefault("late_number", tr("bắt buộc phải nhập"))
    if arrived is None:
        wrong.setdefault("late_date", tr("bắt buộc phải nhập"))
    if wrong or number is None or arrived is None:
        raise Invalid(wrong)
    return Late(number, arrived, form.text("late_suffix").lower())


def short_day(text: str, today: date, *, ahead: bool = False) -> date | None:
    """Return a date as clerks type it: 5/4, 05042026, 5.4.26, 2026-04-05; None when it is none.

    Without a year it is the last such day up to today; with `ahead` the first from today on.
    """
    written = clean_line(text).replace(" ", "")
    parts = _PARTS.fullmatch(written) or _RUN.fullmatch(written)
    try:
        if parts is None:
            return datetime.strptime(written, "%Y-%m-%d").date()
        number, month, year = int(parts[1]), int(parts[2]), parts[3]
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, number)
        found = date(today.year, month, number)
        if ahead:
            return found if found >= today else found.replace(year=today.year + 1)
        return found if found <= today else found.replace(year=today.year - 1)
    except ValueError:
        return None


def _code(number: str, notation: str) -> tuple[str, str]:
    """Part "214/UBND-VP" typed into one field."""
    if "/" in number and not notation:
        first, _, rest = number.partition("/")
        return first.strip(), rest.strip()
    return number, notation


def _number(text: str, name: str, wrong: dict[str, str]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        wrong[name] = tr("chỉ gõ chữ số")
        return None
    return int(text)


def _day(text: str, name: str, today: date, wrong: dict[str, str]) -> date | None:
    if not text:
        return None
    found = short_day(text, today, ahead=name == "due_date")
    if found is None:
        wrong[name] = tr("gõ ngày như 08/04/2026")
    return found


def fields_of(error: Refused) -> dict[str, str]:
    """Return which fields an error names, with their sentences; nothing for an error about the whole."""
    return (
        {_field(name): sentence for name, sentence in error.fields.items()}
        if isinstance(error, Invalid)
        else {}
    )


def _field(name: str) -> str:
    return "late_date" if name == "arrival_date" else name
