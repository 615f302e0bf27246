"""Numbers have no gap and no double, entries never disappear, what is refused leaves no trace."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest

from core import audit
from core.documents import registers
from core.documents.particulars import Invalid
from core.documents.registers import Late
from core.errors import Forbidden, Missing, Refused, WrongState
from core.store.papers import Document, Entry, Register
from tests.parts.office import Desk, letter


def numbers(desk: Desk) -> list[str]:
    """Every number in the book, in order."""
    return desk.see(
        lambda: [
            f"{entry.number}{entry.suffix}" for entry in Entry.select().order_by(Entry.number, Entry.suffix)
        ]
    )


def test_the_first_number_continues_the_paper_book(desk: Desk) -> None:
    """A register opened at 152 gives 153 next (the regulation's own fixture)."""
    document = desk.cleared()
    told = desk.do(registers.register, document, letter(), desk.clerk, desk.at)
    assert (told.text, told.register, told.arrival_date) == ("153", "DEN", date(2026, 11, 20))
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.arrival_number, row.subject) == (
        "registered",
        153,
        "V/v rà soát cán bộ, công chức",
    )


def test_numbers_below_ten_bear_a_zero(desk: Desk) -> None:
    """Decree 30/2020, Annex I: numbers below 10 get a leading 0."""
    desk.do(registers.open_register, "MAT", "Sổ khác", 2026, 0, desk.clerk, desk.at)
    told = desk.do(registers.register, desk.cleared(), letter(register="MAT"), desk.clerk, desk.at)
    assert told.text == "01"


def test_a_failed_registration_leaves_no_gap(desk: Desk) -> None:
    """Whatever fails after the number was taken gives it back."""
    first, second = desk.cleared("a"), desk.cleared("b")
    with pytest.raises(Forbidden):
        desk.do(registers.register, first, letter(), desk.officer, desk.at)
    with pytest.raises(Missing):
        desk.do(registers.register, 9999, letter(), desk.clerk, desk.at)
    desk.do(registers.register, first, letter(), desk.clerk, desk.at)
    with pytest.raises(WrongState):
        desk.do(registers.register, first, letter(), desk.clerk, desk.at)
    desk.do(registers.register, second, letter(), desk.clerk, desk.at)
    assert numbers(desk) == ["153", "154"]


def test_many_clerks_never_share_a_number(desk: Desk) -> None:
    """Eight clerks at once: every number once, none left out."""
    documents = [desk.cleared(f"scan-{n}") for n in range(24)]
    moments = [desk.at for _ in documents]

    def work(mine: list[int]) -> None:
        for place in mine:
            desk.do(registers.register, documents[place], letter(), desk.clerk, moments[place])

    clerks = [threading.Thread(target=work, args=(list(range(first, 24, 8)),)) for first in range(8)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert numbers(desk) == [str(153 + n) for n in range(24)]
    assert desk.see(audit.verify)[1] is None


def test_a_new_year_starts_at_one_in_vietnam(desk: Desk) -> None:
    """At 00:00 on 1 January +07:00 (17:00 UTC the day before) the series starts at 01."""
    last, first = desk.cleared("december"), desk.cleared("january")
    desk.now = datetime(2026, 12, 31, 16, 59, 50, tzinfo=UTC)
    assert desk.do(registers.register, last, letter(), desk.clerk, desk.at).text == "153"
    desk.now = datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC)
    told = desk.do(registers.register, first, letter(), desk.clerk, desk.at)
    assert (told.year, told.text, told.arrival_date) == (2027, "01", date(2027, 1, 1))


def test_a_register_is_opened_once(desk: Desk) -> None:
    """Opening is audited, and a second opening of the same book is refused."""
    with pytest.raises(Refused, match="VT-2403"):
        desk.do(registers.open_register, "DEN", "Sổ", 2026, 0, desk.clerk, desk.at)
    with pytest.raises(Forbidden):
        desk.do(registers.open_register, "X", "Sổ", 2026, 0, desk.officer, desk.at)
    assert desk.see(lambda: Register.select().count()) == 1
    assert [line["action"] for line in desk.see(audit.lines)] == ["open_register"]


def test_entries_made_on_paper_are_added_in_order_and_marked(desk: Desk) -> None:
    """What got its number on paper while the box was down keeps it; gap and double are refused."""
    late = desk.cleared("late")
    with pytest.raises(Refused, match="VT-2411"):
        desk.do(registers.register, late, letter(), desk.clerk, desk.at, late=Late(155, date(2026, 11, 18)))
    desk.do(registers.register, late, letter(), desk.clerk, desk.at, late=Late(153, date(2026, 11, 18)))
    again = desk.cleared("again")
    with pytest.raises(Refused, match="VT-2410"):
        desk.do(registers.register, again, letter(), desk.clerk, desk.at, late=Late(153, date(2026, 11, 18)))
    desk.do(registers.register, again, letter(), desk.clerk, desk.at, late=Late(153, date(2026, 11, 18), "a"))
    assert numbers(desk) == ["153", "153a"]
    entry = desk.see(lambda: Entry.get(Entry.document == late))
    assert entry.from_paper and entry.arrival_date == date(2026, 11, 18)


def test_a_late_entry_opens_no_book_of_the_past(desk: Desk) -> None:
    """A slip of the finger in the year is refused; only a new year opens its book by itself."""
    with pytest.raises(Missing, match="VT-2412"):
        desk.do(
            registers.register, desk.cleared(), letter(), desk.clerk, desk.at, late=Late(1, date(206, 11, 18))
        )
    assert desk.see(lambda: Register.select().count()) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"organ_name": " "}, "organ_name"),
        ({"subject": ""}, "subject"),
        ({"subject": "ạ" * 501}, "subject"),
        ({"code_number": "123456789012"}, "code_number"),
        ({"issued_date": date(2026, 11, 21)}, "issued_date"),
        ({"due_date": date(2026, 11, 19)}, "due_date"),
        ({"priority": 4}, "priority"),
        ({"page_amount": 0}, "page_amount"),
    ],
)
def test_wrong_fields_are_named(desk: Desk, given: dict[str, object], field: str) -> None:
    """Every field that cannot stand is named, and nothing is written (Decree 30/2020, Annex VI)."""
    document = desk.cleared()
    with pytest.raises(Invalid) as refused:
        desk.do(registers.register, document, letter(**given), desk.clerk, desk.at)
    assert set(refused.value.fields) == {field}
    assert numbers(desk) == []


def test_five_hundred_letters_with_marks_are_allowed(desk: Desk) -> None:
    """Length is counted in characters as people see them: decomposed text is composed first."""
    document = desk.cleared()
    desk.do(registers.register, document, letter(subject="ạ" * 500), desk.clerk, desk.at)
    assert len(desk.see(Document.get_by_id, document).subject) == 500


@pytest.mark.parametrize("secrecy", [1, 2, 3])
def test_a_state_secret_is_refused_with_the_paragraph(desk: Desk, secrecy: int) -> None:
    """Mật, Tối mật, Tuyệt mật never enter (Decision 1007, art. 1.2)."""
    document = desk.cleared()
    with pytest.raises(Refused, match="1007/QĐ-UBND"):
        desk.do(registers.register, document, letter(secrecy=secrecy), desk.clerk, desk.at)
    assert numbers(desk) == []


def test_a_correction_leaves_the_old_value_readable(desk: Desk) -> None:
    """Old and new stand side by side with the reason; the number never changes."""
    document = desk.registered()
    changed = desk.do(
        registers.correct,
        document,
        letter(subject="V/v rà soát viên chức"),
        "gõ nhầm chữ",
        desk.clerk,
        desk.at,
    )
    assert changed == ["subject"]
    (kept,) = desk.see(registers.corrections, document)
    assert (kept.old, kept.new, kept.reason) == (
        "V/v rà soát cán bộ, công chức", "V/v rà soát viên chức", "gõ nhầm chữ",
    )  # fmt: skip
    with pytest.raises(Refused, match="VT-2003"):
        desk.do(registers.correct, document, letter(subject="khác"), "  ", desk.clerk, desk.at)


def test_a_cancelled_line_stays_in_the_book(desk: Desk) -> None:
    """A cancelled document keeps its number; the next one gets the next; it can be reinstated."""
    document = desk.registered()
    desk.do(registers.cancel, document, "đăng ký nhầm", desk.clerk, desk.at)
    assert desk.see(lambda: Entry.get(Entry.document == document)).cancelled
    desk.registered("next")
    assert numbers(desk) == ["153", "154"]
    desk.do(registers.reinstate, document, "hủy nhầm, khôi phục", desk.clerk, desk.at)
    assert not desk.see(lambda: Entry.get(Entry.document == document)).cancelled
