"""What clerks type into a line of the register is read as they mean it."""

from __future__ import annotations

from datetime import date

import pytest

from core.documents.abbreviations import spelt_out
from core.web.entries import short_day
from core.web.handing import disposition
from core.web.marked import marked

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("05/04/2026", date(2026, 4, 5)),
        ("5/4/26", date(2026, 4, 5)),
        ("5.4.2026", date(2026, 4, 5)),
        ("05042026", date(2026, 4, 5)),
        ("050426", date(2026, 4, 5)),
        ("2026-04-05", date(2026, 4, 5)),
        ("5/4", date(2026, 4, 5)),
        ("31/12", date(2025, 12, 31)),
        ("29/02/2026", None),
        ("0/0", None),
        ("hôm qua", None),
    ],
)
def test_a_day_is_read_as_clerks_type_it(typed: str, meant: date | None) -> None:
    """Without a year it is the last such day: letters bear days that are past."""
    assert short_day(typed, TODAY) == meant


def test_a_due_date_without_a_year_lies_ahead() -> None:
    assert short_day("5/1", TODAY, ahead=True) == date(2027, 1, 5)
    assert short_day("22/11", TODAY, ahead=True) == TODAY


def test_29_february_without_a_year_is_no_trap() -> None:
    """The last such day may lie in a year that has none: then it is no day, and never an error page."""
    assert short_day("29/2", date(2028, 3, 1)) == date(2028, 2, 29)
    assert short_day("29/2", date(2027, 3, 1)) is None


@pytest.mark.parametrize("kind", ["inline", "attachment"])
def test_a_file_keeps_its_vietnamese_name(kind: str) -> None:
    """RFC 6266: a plain name for old browsers, the true one for all others; nothing can end the header."""
    told = disposition('Quyết định số 1007/QĐ "mới"\r\n.pdf', kind)
    assert told.startswith(
        f"{kind}; filename=\"Quyet dinh so 1007QD moi.pdf\"; filename*=UTF-8''Quy%E1%BA%BFt"
    )
    assert "\r" not in told
    assert "\n" not in told


def test_what_was_sought_is_marked_without_marks_and_never_as_markup() -> None:
    said = str(marked("Phòng, chống sốt xuất huyết <b>", "sot xuat"))
    assert said == "Phòng, chống <mark>sốt</mark> <mark>xuất</mark> huyết &lt;b&gt;"


def test_agencies_are_found_by_what_clerks_write_short() -> None:
    assert spelt_out("UBND tp Cần Thơ") == "ủy ban nhân dân thành phố Cần Thơ"
