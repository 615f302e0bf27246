"""The registers: no number missing, none beyond the last one given."""

from __future__ import annotations

from appliance.health.patient import Patient
from core.language import mark
from core.store.papers import Entry, Register
from core.values import Issue, Severity

SLUG, TITLE = "books", mark("Sổ đăng ký")
FEW = 5
"""How many numbers are named."""


def run(patient: Patient) -> list[Issue]:
    """Tell of every book with a gap or a number that was never given."""
    if patient.store is None:
        return []
    return [issue for issue in patient.store.read_now(_issues) if issue]


def _issues() -> list[Issue]:
    found = []
    for book in Register.select().order_by(Register.year, Register.code):
        rows = Entry.select(Entry.number).where(Entry.register == book.id, Entry.suffix == "").tuples()
        numbers = {number for (number,) in rows.iterator()}
        wrong = sorted(numbers ^ set(range(book.first + 1, book.last + 1)))
        if wrong:
            sentence = mark("Sổ {register} năm {year} thiếu hoặc thừa {count} số: {numbers}.")
            hint = mark("Đối chiếu với sổ in gần nhất và vanthu audit list; báo nhà cung cấp.")
            facts = {
                "register": book.code,
                "year": book.year,
                "count": len(wrong),
                "numbers": ", ".join(map(str, wrong[:FEW])),
            }
            found.append(Issue("VT-1841", Severity.ERROR, sentence, hint, str(book.code), facts))
    return found
