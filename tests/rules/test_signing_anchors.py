"""Where a letter is signed, numbered and dated is found in its words, however its pages lie."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from signing import anchors
from signing.appearance import seal_area
from signing.faces import MILLIMETRE, Area, Face
from signing.reading import read
from signing.values import Box, Fault, Purpose
from tests.parts import letters, rubble
from tests.parts.signed import face, found

LAID: dict[str, Callable[[bytes], bytes]] = {
    "upright": lambda made: made,
    "turned by 90": lambda made: letters.turned(made, 90),
    "turned by 180": lambda made: letters.turned(made, 180),
    "turned by 270": lambda made: letters.turned(made, 270),
    "MediaBox not at zero": letters.moved,
    "leftover transformation": letters.leftover,
}


def words(made: bytes, page: int, text: str) -> Area:
    """Return where `text` is seen on a page."""
    with read(io.BytesIO(made)) as reading:
        for line in reading.lines(page):
            if text in line.text:
                start = line.text.index(text)
                return line.span(start, start + len(text))
    raise AssertionError(text)


def seen(made: bytes, box: Box | None) -> Area:
    """Return where `box` is seen on its page."""
    assert box is not None
    return face(found(made), box.page).area(box)


@pytest.mark.parametrize("laid", LAID)
def test_the_leader_signs_in_the_middle_between_title_and_name(laid: str) -> None:
    made = LAID[laid](letters.letter())
    title, name = words(made, 0, " chu tich"), words(made, 0, "nguyen van thu")
    leader = seen(made, found(made).leader)
    assert title.bottom >= leader.top and leader.bottom >= name.top
    assert leader.top + leader.bottom == pytest.approx(title.bottom + name.top, abs=0.1)
    assert leader.middle == pytest.approx(name.middle, abs=0.1)
    assert (leader.width, leader.height) == pytest.approx((60 * MILLIMETRE, 24 * MILLIMETRE), abs=0.1)


@pytest.mark.parametrize("laid", LAID)
def test_a_seal_of_its_real_size_covers_a_third_on_the_left(laid: str) -> None:
    made = LAID[laid](letters.letter())
    leader, seal = seen(made, found(made).leader), seen(made, found(made).seal)
    assert (seal.width, seal.height) == pytest.approx((36 * MILLIMETRE,) * 2, abs=0.1)
    assert (seal.right - leader.left) / leader.width == pytest.approx(1 / 3, abs=0.01)
    assert seal.top + seal.bottom == pytest.approx(leader.top + leader.bottom, abs=0.1)


@pytest.mark.parametrize("laid", LAID)
def test_number_and_date_belong_into_their_blanks(laid: str) -> None:
    """Each blank is as high as its line, so that what is filled in stands on it."""
    made = LAID[laid](letters.letter())
    where = found(made)
    assert [blank.name for blank in where.blanks] == ["vanthu_number", "vanthu_day", "vanthu_month"]
    assert [blank.size for blank in where.blanks] == [13.0] * 3
    assert [blank.italic for blank in where.blanks] == [False, True, True]
    number, day, month = (seen(made, blank.box) for blank in where.blanks)
    for blank, before, after in (
        (number, "so:", "/qd-ubnd"),
        (day, "ngay", "thang"),
        (month, "thang", "nam 2026"),
    ):
        assert blank.left == pytest.approx(words(made, 0, before).right, abs=0.1)
        assert blank.right == pytest.approx(words(made, 0, after).left, abs=0.1)
        assert blank.bottom == pytest.approx(words(made, 0, before).bottom, abs=0.1)
        assert blank.top == pytest.approx(words(made, 0, before).top, abs=0.1)
    assert where.missing == ()


def test_what_is_printed_already_is_left_alone() -> None:
    made = letters.letter(number="Số: 12/QĐ-UBND", place="Long Phú, ngày      tháng 11 năm")
    where = found(made)
    assert [blank.name for blank in where.blanks] == ["vanthu_day", "vanthu_year"]
    assert [reason.code for reason in where.missing] == ["VT-4031"]


def test_a_name_in_the_body_is_not_the_signature() -> None:
    body = ["Giao ông Nguyễn Văn Thử, Chủ tịch Ủy ban nhân dân, tổ chức thực hiện."] * 3
    made = letters.letter(body=body)
    leader = seen(made, found(made).leader)
    assert leader.bottom > words(made, 0, "luu: vt").bottom - 100
    assert leader.top < words(made, 0, "noi nhan").bottom + 1


def test_an_annex_behind_the_signature_does_not_mislead() -> None:
    first, annex = letters.letter(), letters.letter(leader="", title="", capacity="PHỤ LỤC")
    where = found(rubble.joined(first, annex))
    assert where.leader is not None and where.leader.page == 0


def test_a_long_letter_is_signed_on_its_last_page() -> None:
    made = letters.letter(pages=3)
    where = found(made)
    assert {blank.box.page for blank in where.blanks} == {0}
    assert where.leader is not None and where.leader.page == len(where.faces) - 1 > 0


def test_initials_have_their_places() -> None:
    """Of the content behind "./.", of the form behind the last recipient."""
    made = letters.letter()
    where = found(made)
    end, last = words(made, 0, "./."), words(made, 0, "- luu: vt.")
    for box, before in ((where.body_end, end), (where.recipients_end, last)):
        initial = seen(made, box)
        assert before.right < initial.left < before.right + 5
        assert initial.top + initial.bottom == pytest.approx(before.top + before.bottom, abs=0.1)


@pytest.mark.parametrize("laid", LAID)
def test_annex_and_copy_have_their_corner(laid: str) -> None:
    """76.9 × 8.7 mm and 80.9 × 8.6 mm at the top right, as in the official forms (Decree 30, Annex III)."""
    made = LAID[laid](letters.letter())
    where = found(made)
    for purpose, size, gap in ((Purpose.ANNEX, (76.9, 8.7), 5.0), (Purpose.COPY, (80.9, 8.6), 8.0)):
        corner = seen(made, where.corners[purpose])
        assert (corner.width, corner.height) == pytest.approx([side * MILLIMETRE for side in size], abs=0.1)
        assert where.faces[0].width - corner.right == pytest.approx(gap * MILLIMETRE, abs=0.1)
        assert corner.bottom > words(made, 0, "cong hoa xa hoi").top


def test_a_scan_without_words_says_what_is_missing() -> None:
    where = found(rubble.blank())
    assert (where.leader, where.seal, where.blanks, where.body_end) == (None, None, (), None)
    assert [reason.code for reason in where.missing] == ["VT-4030", "VT-4031", "VT-4032"]
    assert all(str(reason) for reason in where.missing)
    assert where.corners


@pytest.mark.parametrize("spoil", [lambda _made: b"no PDF", lambda made: rubble.encrypted(made, user="x")])
def test_what_cannot_be_read_says_so(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Fault, match="VT-4029"):
        anchors.find(io.BytesIO(spoil(letters.letter())), letters.LEADER)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_frame_that_is_dragged_on_a_picture_comes_back_to_where_it_was(turn: int) -> None:
    page = Face(3, 100.0, -50.0, 695.0, 792.0, turn)
    frame = Area(40.0, 60.0, 140.0, 90.0)
    assert page.area(page.box(frame)) == frame


def test_a_frame_that_stands_out_is_moved_onto_the_page() -> None:
    page = Face(0, 0.0, 0.0, 595.0, 842.0)
    assert page.box(seal_area(Area(20.0, 10.0, 190.0, 78.0))).left == 0.0
    assert page.box(Area(550.0, 830.0, 650.0, 870.0)) == Box(0, 495.0, 802.0, 595.0, 842.0)
