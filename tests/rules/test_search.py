"""One box finds a document by its number, by its words as written, then by its words without marks."""

from __future__ import annotations

import unicodedata

import pytest

from core.documents import handling, search
from core.documents.handling import Order
from core.store.papers import FileText
from core.values import Actor
from tests.parts.office import Desk


def filed(desk: Desk, name: str, **given: object) -> int:
    """Register a letter and make it findable, as the job `index` does."""
    document = desk.registered(name, **given)
    desk.do(search.index, document)
    return document


def found(desk: Desk, words: str) -> tuple[int, ...]:
    """What the clerk finds."""
    return desk.see(search.find, words, desk.clerk).ids


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("Điều động viên chức", "dieu dong"),
        ("Điều động viên chức", "điều động"),
        ("Điều động viên chức", "ĐIỀU ĐỘNG"),
        ("Điều động viên chức", unicodedata.normalize("NFD", "điều động")),
        ("Sửa chữa đường giao thông", "duong"),
        ("Hòa giải ở cơ sở", "hoà giải"),
        ("Công trình thuỷ lợi", "thủy lợi"),
        ("Phòng, chống thiên tai", "chống phòng"),
        ("Nghị quyết của HĐND", "nghi*"),
        ("Nghị quyết của HĐND", '"nghị quyết"'),
    ],
)
def test_marks_case_and_spelling_do_not_hide_a_letter(desk: Desk, words: str, typed: str) -> None:
    """With or without diacritics, composed or not, old tone placement or new."""
    document = filed(desk, "a", subject=words)
    filed(desk, "b", subject="Việc khác hẳn")
    assert found(desk, typed) == (document,)


def test_words_as_written_come_before_words_without_marks(desk: Desk) -> None:
    """“đường” is the road; “đương nhiệm” is found only after it, however new it is."""
    road = filed(desk, "a", subject="Sửa đường liên xã")
    post = filed(desk, "b", subject="Chủ tịch đương nhiệm")
    assert found(desk, "đường")[0] == road
    assert set(found(desk, "duong")) == {road, post}


def test_within_a_kind_the_newest_is_first_and_pages_neither_lose_nor_repeat(desk: Desk) -> None:
    """Leafing through all pages gives every match once, newest first."""
    documents = [filed(desk, f"scan-{number}", subject=f"Kế hoạch số {number}") for number in range(7)]
    seen: list[int] = []
    after = ""
    while True:
        page = desk.see(search.find, "kế hoạch", desk.clerk, after=after, limit=3)
        seen += page.ids
        if not (after := page.next):
            break
    assert seen == documents[::-1]
    assert desk.see(search.count, "kế hoạch", desk.clerk) == 7


@pytest.mark.parametrize("typed", ["215/SNV-VP", "215/snv", "215 snv vp", "215", "153"])
def test_a_letter_is_found_by_its_number_and_symbol_and_by_its_arrival_number(desk: Desk, typed: str) -> None:
    """However the slash and the hyphen are typed; a bare number is the letter's or the register's."""
    document = filed(desk, "a")
    filed(desk, "b", code_number="7", code_notation="QĐ-UBND", subject="Việc khác")
    assert found(desk, typed)[0] == document


def test_the_text_of_the_scan_is_searched(desk: Desk) -> None:
    """What was read from the file counts like what was typed."""
    document = desk.registered("a")
    desk.do(FileText.create, sha256=f"{abs(hash('a')):064x}"[:64], reader="pdf", text="cống ngăn mặn Trần Đề")
    desk.do(search.index, document)
    assert found(desk, "tran de") == (document,)


def finds(desk: Desk, who: Actor) -> tuple[int, ...]:
    """What somebody finds of the vaccination."""
    return desk.see(search.find, "tiêm chủng", who).ids


def test_nobody_finds_what_he_may_not_see(desk: Desk) -> None:
    """The leader finds what is registered, an officer what his unit was given, an administrator nothing."""
    document = filed(desk, "a", subject="Kế hoạch tiêm chủng")
    assert (
        finds(desk, desk.leader),
        finds(desk, desk.head),
        finds(desk, desk.officer),
        finds(desk, desk.admin),
    ) == (
        (document,),
        (),
        (),
        (),
    )
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.direct, document, Order(desk.unit, inform=(desk.other_unit,)), desk.leader, desk.at)
    desk.do(search.index, document)
    assert (finds(desk, desk.head), finds(desk, desk.officer), finds(desk, desk.stranger)) == (
        (document,),
        (),
        (document,),
    )
    assert desk.see(search.count, "tiêm chủng", desk.officer) == 0


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "(", "-", "*", "AND", "'; DROP TABLE document; --", "\\", "%", "🙂"]
)
def test_nothing_that_is_typed_breaks_the_box(desk: Desk, typed: str) -> None:
    """Whatever stands in the box is words, never a command."""
    filed(desk, "a")
    assert desk.see(search.find, typed, desk.clerk).ids in ((), (1,))
    assert desk.see(search.count, typed, desk.clerk) in (0, 1)
