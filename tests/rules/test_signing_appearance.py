"""A signature looks as the law describes it, on every page, and its words can be read."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageStat

from signing import lettering
from signing.appearance import Facts, look_for, seal_area
from signing.apply import apply
from signing.faces import MILLIMETRE, Area, Face
from signing.lettering import width
from signing.order import Order
from signing.values import Box, Fault, Look, Prepared, Purpose
from tests.parts import letters
from tests.parts.pki import Authority
from tests.parts.signed import face, found, led, sealed

A4 = Face(0, 0.0, 0.0, 595.28, 841.89)
AT = datetime(2019, 4, 8, 2, 2, 11, tzinfo=UTC)
FACTS = Facts(AT, "Ủy ban nhân dân huyện Long Phú", "1007/QĐ-UBND", "SAO Y")
NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
DENSE = 150
"""Dots per inch of what is looked at."""
LAID: dict[str, Callable[[bytes], bytes]] = {
    "turned by 90": lambda made: letters.turned(made, 90),
    "turned by 180": lambda made: letters.turned(made, 180),
    "turned by 270": lambda made: letters.turned(made, 270),
    "MediaBox not at zero": letters.moved,
    "leftover transformation": letters.leftover,
}
ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"


def printed(made: bytes, folder: Path) -> Image.Image:
    """Return the first page as a program that is not ours shows it."""
    file = folder / "printed.pdf"
    file.write_bytes(made)
    subprocess.run(
        ["pdftoppm", "-r", str(DENSE), "-png", "-singlefile", file, file.with_suffix("")], check=True
    )
    return Image.open(file.with_suffix(".png")).convert("RGB")


def words(made: bytes, folder: Path) -> str:
    """Return the words of the first page as a program that is not ours reads them."""
    file = folder / "words.pdf"
    file.write_bytes(made)
    told = subprocess.run(["pdftotext", "-layout", "-l", "1", file, "-"], check=True, capture_output=True)
    return unicodedata.normalize("NFC", told.stdout.decode())


def signed(pki: Authority, shown: Look, made: bytes = b"") -> bytes:
    """Return a letter with one signature that shows `shown`."""
    target = io.BytesIO()
    order = Order("Org", Purpose.COPY, shown)
    apply(io.BytesIO(made or letters.letter()), target, pki.signer("org"), order, pki.trust())
    return target.getvalue()


def inked(page: Image.Image, colour: str) -> Area:
    """Return where there is ink of a colour, in points from the lower left corner."""
    strong, weak = {"red": ("R", "GB"), "blue": ("B", "RG")}[colour]
    mask = page.getchannel(strong).point(lambda dot: 255 if dot > 120 else 0)
    for channel in weak:
        mask = ImageChops.darker(mask, page.getchannel(channel).point(lambda dot: 255 if dot < 110 else 0))
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    scale = 72 / DENSE
    return Area(left * scale, (page.height - bottom) * scale, right * scale, (page.height - top) * scale)


def test_blue_signature_and_red_seal_stand_as_the_decree_says(pki: Authority, tmp_path: Path) -> None:
    """The seal in its real size covers a third of the signature, on its left (Annex I, II.8.a)."""
    made = sealed(pki, led(pki, letters.letter()))
    page = printed(made, tmp_path)
    seal, signature = inked(page, "red"), inked(page, "blue")
    where = found(letters.letter())
    leader = face(where, 0).area(where.leader or Box(0, 0, 0, 0, 0))
    assert (seal.width, seal.height) == pytest.approx((36 * MILLIMETRE,) * 2, abs=1.5)
    assert (seal.right - leader.left) / leader.width == pytest.approx(1 / 3, abs=0.02)
    assert leader.bottom - 1 < signature.bottom and signature.top < leader.top + 1
    assert seal.left < leader.left < signature.right <= leader.right + 1


@pytest.mark.parametrize("laid", LAID)
@pytest.mark.parametrize("profile", ["nd30", "tt01"])
def test_a_page_that_lies_oddly_looks_as_the_upright_one(
    laid: str, profile: str, pki: Authority, tmp_path: Path
) -> None:
    """Signature, seal, number and date are neither upside down nor elsewhere."""
    trust = pki.trust(NOW)
    odd = sealed(pki, led(pki, LAID[laid](letters.letter()), trust), trust, profile=profile)
    straight = sealed(pki, led(pki, letters.letter(), trust), trust, profile=profile)
    one, other = printed(odd, tmp_path), printed(straight, tmp_path)
    assert one.size == other.size
    unlike = ImageChops.difference(one.reduce(4).convert("L"), other.reduce(4).convert("L"))
    assert ImageStat.Stat(unlike).mean[0] < 1.0
    for ink in ("red", "blue"):
        here, there = inked(one, ink), inked(other, ink)
        assert (here.left, here.bottom, here.right, here.top) == pytest.approx(
            (there.left, there.bottom, there.right, there.top), abs=1.0
        )


def test_number_and_date_stand_in_their_blanks(pki: Authority, tmp_path: Path) -> None:
    made = sealed(pki, led(pki, letters.letter()))
    said = " ".join(words(made, tmp_path).split())
    assert "Số: 1007/QĐ-UBND" in said
    assert "05 tháng" in said and "4" in said.split("tháng")[1][:4]


LINES: dict[tuple[str, Purpose], tuple[str, ...]] = {
    ("nd30", Purpose.ANNEX): ("Số: 1007/QĐ-UBND; 08/04/2019; 09:02:11 +07:00",),
    ("tt01", Purpose.ANNEX): ("Số: 1007/QĐ-UBND; 08/04/2019; 09:02:11 +07:00",),
    ("nd30", Purpose.COPY): ("SAO Y; Ủy ban nhân dân huyện Long Phú;", "08/04/2019; 09:02:11 +07:00"),
    ("tt01", Purpose.COPY): ("Ủy ban nhân dân huyện", "Long Phú", "08/04/2019 09:02:11", "+07:00"),
    ("nd30", Purpose.ORGANISATION): (),
    ("nd30", Purpose.LEADER): (),
    ("tt01", Purpose.LEADER): (),
    ("nd30", Purpose.INITIAL): (),
    ("tt01", Purpose.INITIAL): (),
}


@pytest.mark.parametrize(("profile", "purpose"), LINES)
def test_each_profile_says_what_its_regulation_wants(
    profile: str, purpose: Purpose, pki: Authority, tmp_path: Path
) -> None:
    """The time is Vietnam's, to the second, with its zone."""
    box = Box(0, 300.0, 200.0, 470.0, 268.0) if not LINES[profile, purpose] else None
    shown = look_for(purpose, profile, A4, FACTS, box, letters.seal_png())
    assert " ".join(shown.lines) == " ".join(LINES[profile, purpose])
    assert bool(shown.png) == (purpose is not Purpose.ANNEX and (profile, purpose) != ("nd30", Purpose.COPY))
    said = words(signed(pki, shown), tmp_path)
    assert all(line in said for line in shown.lines)


def test_the_text_of_an_annex_is_ten_points_upright_black_in_times_metrics(
    pki: Authority, tmp_path: Path
) -> None:
    shown = look_for(Purpose.ANNEX, "nd30", A4, FACTS, None)
    assert shown.size == 10.0
    made = signed(pki, shown)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        drawing = pdf.Root.AcroForm.Fields[0].AP.N
        assert b"0 g /R 10.000 Tf" in drawing.read_bytes()
        (font,) = drawing.Resources.Font.values()
        assert str(font.BaseFont).endswith("+Tinos-Regular")
    page = printed(made, tmp_path)
    strip = page.crop((page.width // 2, 0, page.width, page.height // 20))
    channels = strip.split()
    for channel in channels[1:]:
        assert ImageStat.Stat(ImageChops.difference(channels[0], channel)).extrema[0][1] < 8
    assert ImageStat.Stat(channels[0]).extrema[0][0] < 60


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_are_never_cut_off(turn: int, pki: Authority, tmp_path: Path) -> None:
    """A long name makes the box higher, downwards as the page is seen."""
    agency = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện Cù Lao Dung, tỉnh Sóc Trăng"
    made = letters.turned(letters.letter(), turn) if turn else letters.letter()
    where = found(made)
    page = face(where, 0)
    shown = look_for(Purpose.COPY, "nd30", page, replace(FACTS, agency=agency), None)
    assert len(shown.lines) > 2
    area = page.area(shown.box or Box(0, 0, 0, 0, 0))
    assert area.top == pytest.approx(page.height - 8 * MILLIMETRE, abs=0.1)
    assert all(width(line, shown.size) <= area.width for line in shown.lines)
    assert area.height >= len(shown.lines) * shown.size
    said = words(signed(pki, shown, made), tmp_path)
    assert all(line in said for line in shown.lines)


def test_a_picture_without_its_empty_margins_keeps_its_proportions() -> None:
    wide = Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))
    wide.paste(Image.open(io.BytesIO(letters.signature_png())), (50, 320))
    out = io.BytesIO()
    wide.save(out, "PNG")
    box = Box(0, 300.0, 200.0, 470.0, 268.0)
    tight = look_for(Purpose.LEADER, "nd30", A4, FACTS, box, out.getvalue())
    plain = look_for(Purpose.LEADER, "nd30", A4, FACTS, box, letters.signature_png())
    assert tight.box == plain.box and tight.box is not None
    assert (tight.box.left + tight.box.right, tight.box.bottom + tight.box.top) == pytest.approx(
        (box.left + box.right, box.bottom + box.top), abs=0.1
    )


@pytest.mark.parametrize("purpose", [Purpose.LEADER, Purpose.ORGANISATION, Purpose.INITIAL])
def test_without_a_picture_or_a_place_a_signature_shows_nothing(purpose: Purpose) -> None:
    assert look_for(purpose, "nd30", A4, FACTS, Box(0, 1, 2, 3, 4)) == Look()
    assert look_for(purpose, "nd30", A4, FACTS, None, letters.seal_png()) == Look()


def test_a_picture_on_which_nothing_is_drawn_is_refused() -> None:
    empty = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(empty, "PNG")
    with pytest.raises(Fault, match="VT-4003"):
        look_for(Purpose.LEADER, "nd30", A4, FACTS, Box(0, 0, 0, 9, 9), empty.getvalue())


def test_a_seal_may_have_another_size() -> None:
    seal = seal_area(Area(100, 100, 280, 172), 32)
    assert (seal.width, seal.right) == pytest.approx((32 * MILLIMETRE, 160))


@pytest.mark.parametrize("italic", [False, True])
@pytest.mark.parametrize("letters_of", [ALPHABET, ALPHABET.upper(), "0123456789/-.,:;()+ "])
def test_every_vietnamese_letter_has_its_shape(letters_of: str, italic: bool) -> None:
    """No letter is shown as a box or as nothing, and no two as the same."""
    part = lettering.part_for(letters_of, italic=italic)
    font = TTFont(io.BytesIO(zlib.decompress(part.program)))
    names, shapes = font.getGlyphOrder(), set()
    for letter in letters_of.replace(" ", ""):
        assert part.glyphs[letter] != 0
        glyph = font["glyf"][names[part.glyphs[letter]]]
        coordinates, ends, _flags = glyph.getCoordinates(font["glyf"])
        assert ends, letter
        shapes.add((tuple(coordinates), tuple(ends), part.widths[letter]))
    assert len(shapes) == len(letters_of.replace(" ", ""))


def test_letters_and_marks_written_apart_are_put_together(pki: Authority, tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Ủy ban nhân dân Thạnh Mỹ")
    shown = look_for(Purpose.COPY, "nd30", A4, replace(FACTS, agency=apart), None)
    assert "Ủy ban nhân dân Thạnh Mỹ" in " ".join(shown.lines)
    assert "Ủy ban nhân dân Thạnh Mỹ" in words(signed(pki, shown), tmp_path)


def test_a_number_too_wide_for_its_blank_is_set_smaller(pki: Authority, tmp_path: Path) -> None:
    blank = Prepared("vanthu_number", Box(0, 100.0, 780.0, 130.0, 795.0), text="123456789")
    target = io.BytesIO()
    order: dict[str, Any] = {"prepare": (replace(blank, text=""),)}
    once = led(pki, letters.letter(), **order)
    apply(io.BytesIO(once), target, pki.signer("org"), Order("Org", Purpose.COPY, fill=(blank,)), pki.trust())
    page = printed(target.getvalue(), tmp_path)
    scale = DENSE / 72
    row = page.crop((0, round(45 * scale), page.width, round(63 * scale))).convert("L")
    left, _top, right, _bottom = row.point(lambda dot: 255 if dot < 128 else 0).getbbox() or (0, 0, 0, 0)
    assert 100 <= left / scale <= 105 and 125 <= right / scale <= 131
    assert "123456789" in words(target.getvalue(), tmp_path)


def test_an_empty_blank_shows_nothing(pki: Authority, tmp_path: Path) -> None:
    """Neither a frame nor a colour: the leader sees the page as it will be printed."""
    blanks = led(pki, letters.letter(), look=Look())
    without = led(pki, letters.letter(), look=Look(), prepare=())
    assert ImageChops.difference(printed(blanks, tmp_path), printed(without, tmp_path)).getbbox() is None
