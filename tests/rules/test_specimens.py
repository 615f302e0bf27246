"""The specimens: letters as a commune receives them, and scans such as a scanner leaves."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageSequence

from appliance.specimens.decision_1007 import DECISION_1007
from appliance.specimens.letter import OFFICIAL_LETTER
from appliance.specimens.letters import LETTERS, letter
from appliance.specimens.paper import set_in_type, sheets
from appliance.specimens.scans import Kind, make_many, make_scan
from core.documents.lettering import shown

# Decree 30/2020, article 7 and Annex III: the type of a document and how it is abbreviated in its symbol.
ABBREVIATIONS = {
    "Quyết định": "QĐ",
    "Kế hoạch": "KH",
    "Giấy mời": "GM",
    "Thông báo": "TB",
    "Báo cáo": "BC",
    "Tờ trình": "TTr",
    "Công điện": "CĐ",
}


def read_back(paper: bytes) -> str:
    with pypdfium2.PdfDocument(paper) as document:
        return " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_there_are_enough_letters_of_every_common_type() -> None:
    assert len(LETTERS) >= 24
    assert {each.type_name for each in LETTERS} == {OFFICIAL_LETTER, *ABBREVIATIONS}
    assert {each.urgency for each in LETTERS} == {None, "HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"}
    capacities = {line.split()[0] for each in LETTERS for line in (*each.authority, each.position)}
    assert capacities >= {"TM.", "KT.", "Q.", "TL.", "TUQ."}


@pytest.mark.parametrize("place", range(len(LETTERS)))
def test_a_letter_has_the_parts_the_decree_asks_for(place: int) -> None:
    each = LETTERS[place]
    if each.type_name == OFFICIAL_LETTER:
        assert each.notation.split("-")[0] not in ABBREVIATIONS.values()
        assert each.addressees
    else:
        assert each.notation.startswith(ABBREVIATIONS[each.type_name] + "-")
    assert each.body[-1].endswith("./.")
    assert each.receivers[-1].startswith("Lưu: ")
    assert len(each.subject) <= 500
    text = " ".join((each.agency, each.subject, *each.body, *each.receivers, each.name))
    assert shown(text) == " ".join(text.split())


@pytest.mark.parametrize("place", range(len(LETTERS)))
def test_a_letter_set_in_type_says_what_it_should(place: int) -> None:
    each = LETTERS[place]
    text = read_back(set_in_type(each))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {each.code}",
        each.written_date,
        each.subject,
        each.name,
        *each.receivers,
    ):
        assert part in text


def test_the_decision_is_the_regulation_itself() -> None:
    assert DECISION_1007.code == "1007/QĐ-UBND"
    assert DECISION_1007.written_date == "Sóc Trăng, ngày 05 tháng 4 năm 2019"
    assert letter(0) == DECISION_1007


def test_numbers_below_ten_and_the_first_two_months_have_a_zero() -> None:
    """Decree 30/2020, Annex I, II.3.c and II.4.b."""
    codes = {each.code for each in LETTERS}
    assert "06/CĐ-UBND" in codes
    assert any("tháng 02 năm 2026" in each.written_date for each in LETTERS)
    assert not any("tháng 03" in each.written_date for each in LETTERS)


def test_there_is_no_end_of_distinct_letters() -> None:
    """The `n`th letter is always the same, and no two bear the same number of the same agency."""
    many = [letter(n) for n in range(3000)]
    assert len({(each.agency, each.code) for each in many}) == 3000
    assert many == [letter(n) for n in range(3000)]
    assert all(each.date.year == 2026 for each in many[1:])


def test_a_letter_needs_no_font_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.specimens.paper.FONTS", ["Libertinus Serif"])
    assert LETTERS[3].subject in read_back(set_in_type(LETTERS[3]))


def test_a_tiff_is_black_and_white_in_g4_with_all_pages(tmp_path: Path) -> None:
    target = make_scan(DECISION_1007, "tiff", tmp_path / "1007.tif")
    with Image.open(target) as scan:
        assert (scan.mode, scan.info["compression"]) == ("1", "group4")
        assert tuple(round(float(dots)) for dots in scan.info["dpi"]) == (300, 300)
        assert scan.size == (2480, 3508)
        assert (
            sum(1 for _ in ImageSequence.Iterator(scan))
            == sum(1 for _ in sheets(DECISION_1007, 72, 0, colour=False))
            == 2
        )


def test_a_page_weighs_what_a_scan_weighs(tmp_path: Path) -> None:
    """About 60 KB in G4 at 300 dots, about 760 KB in colour at 200."""
    assert 40_000 < make_scan(LETTERS[3], "tiff", tmp_path / "a.tif").stat().st_size < 80_000
    assert 600_000 < make_scan(LETTERS[3], "jpeg", tmp_path / "a.jpg", dpi=200).stat().st_size < 900_000


def test_a_jpeg_is_in_colour_with_a_red_seal_and_a_blue_signature(tmp_path: Path) -> None:
    target = make_scan(LETTERS[1], "jpeg", tmp_path / "a.jpg", dpi=200)
    with Image.open(target) as scan:
        assert (scan.format, scan.mode, scan.size) == ("JPEG", "RGB", (1654, 2339))
        small = scan.resize((827, 1170))
        dots = [small.getpixel((x, y)) for x in range(0, 827, 2) for y in range(0, 1170, 2)]
    colours = [dot for dot in dots if isinstance(dot, tuple)]
    assert sum(r > g + 80 and r > b + 80 for r, g, b in colours) > 100
    assert sum(b > r + 50 and b > g + 40 for r, g, b in colours) > 30


def test_a_pdf_is_pictures_without_text(tmp_path: Path) -> None:
    target = make_scan(DECISION_1007, "pdf", tmp_path / "1007.pdf", dpi=100)
    said = subprocess.run(["pdftotext", target, "-"], check=True, capture_output=True, text=True)
    assert said.stdout.strip("\f\n ") == ""
    with pypdfium2.PdfDocument(target) as document:
        assert [tuple(round(side) for side in page.get_size()) for page in document] == [(595, 842)] * 2


def test_a_png_is_the_first_page(tmp_path: Path) -> None:
    with Image.open(make_scan(LETTERS[2], "png", tmp_path / "a.png")) as scan:
        assert (scan.format, scan.mode, scan.size) == ("PNG", "1", (2480, 3508))


@pytest.mark.parametrize("kind", ["tiff", "jpeg", "pdf", "png"])
def test_the_same_seed_gives_the_same_scan_and_another_another(tmp_path: Path, kind: Kind) -> None:
    def digest(seed: int, name: str) -> str:
        target = make_scan(LETTERS[1], kind, tmp_path / name, dpi=100, seed=seed)
        return hashlib.sha256(target.read_bytes()).hexdigest()

    assert digest(1, "a") == digest(1, "b")
    assert digest(1, "a") != digest(2, "c")


def test_many_scans_are_all_different(tmp_path: Path) -> None:
    made = make_many(40, tmp_path, "tiff", seed=7, dpi=100)
    assert len(made) == len({path.name for path in made}) == 40
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in made}) == 40
