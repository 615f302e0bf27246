"""The printed register of incoming documents: the form of Decree 30/2020, Annex IV, whatever stands in it."""

from __future__ import annotations

import datetime
import hashlib
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from core.documents.bookforms import INCOMING_BOOK, RegisterLine
from core.documents.lettering import FONTS, LETTERS, SIGNS, UNKNOWN, shown
from core.documents.reports import RegisterPrint, print_register, register_sheet
from core.documents.typesetting import typeset
from core.errors import Trouble

NEW_YEAR = datetime.date(2026, 1, 1)
PRINTED_AT = datetime.datetime(2026, 7, 1, 1, 30, 5, tzinfo=datetime.UTC)
DIGEST = hashlib.sha256(b"the data set").hexdigest()


def line(number: int, **changes: object) -> RegisterLine:
    plain = RegisterLine(
        arrival_date=NEW_YEAR + datetime.timedelta(days=number % 180),
        number=f"{number:02d}",
        author="Sở Nội vụ thành phố Cần Thơ",
        code=f"{number}/SNV-VP",
        issued_date=datetime.date(2025, 12, 31),
        type_and_subject=f"Công văn về việc báo cáo kết quả cải cách hành chính, phần {number}",
        to_places="Phòng Văn hóa - Xã hội",
        handed_on=datetime.date(2026, 6, 30),
        note="Bản giấy",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def register(*lines: RegisterLine) -> RegisterPrint:
    return RegisterPrint(
        agency="Ủy ban nhân dân xã Long Phú",
        superior="Ủy ban nhân dân thành phố Cần Thơ",
        title="Sổ đăng ký văn bản đến",
        year=2026,
        first_day=NEW_YEAR,
        last_day=datetime.date(2026, 6, 30),
        first_number="01",
        last_number=f"{len(lines):02d}",
        volume="02",
        lines=lines,
        printed_by="Trần Thị Mỹ Duyên",
        printed_at=PRINTED_AT,
        job_number="17",
        data_sha256=DIGEST,
    )


def printed(tmp_path: Path, *lines: RegisterLine) -> list[str]:
    """The text of every page of a register with these lines."""
    target = tmp_path / "so-van-ban-den.pdf"
    count = print_register(register(*lines), target)
    pages = pages_of(target)
    assert len(pages) == count
    return pages


def pages_of(paper: Path) -> list[str]:
    said = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True)
    return said.stdout.split("\f")[:-1]


def column(paper: Path, page: int, place: int) -> str:
    """The text of one column of a page, cut out by its measures on the paper."""
    widths = INCOMING_BOOK.widths
    left, across = (str(round(mm / 25.4 * 720)) for mm in (20 + sum(widths[:place]), widths[place]))
    area = ["-r", "720", "-x", left, "-y", "0", "-W", across, "-H", "5385"]
    said = subprocess.run(
        ["pdftotext", "-f", str(page), "-l", str(page), *area, paper, "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout


def without_spaces(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


def words(page: str) -> str:
    return " ".join(page.split())


@pytest.mark.parametrize("size", [0, 40, 2300])
def test_every_page_bears_the_heading_and_its_number(tmp_path: Path, size: int) -> None:
    """Column names, the row (1)…(10), "Trang n/N" and the mark of the System stand on every page."""
    pages = printed(tmp_path, *(line(n) for n in range(1, size + 1)))
    for place, page in enumerate(pages, start=1):
        assert f"Trang {place}/{len(pages)}" in page
        assert f"(SHA-256): {DIGEST}" in page
        assert "ngày 01/07/2026 08:30:05 (giờ Việt Nam)" in page
        assert "người in: Trần Thị Mỹ Duyên; lệnh in số: 17" in page
    for page in pages[1:]:
        assert re.search(r" +".join(rf"\({n}\)" for n in range(1, 11)), page)
        for title in ("Ngày đến", "Tác giả", "Tên loại và trích yếu nội dung văn bản", "Ký nhận", "Ghi chú"):
            assert title in page


@pytest.mark.parametrize("size", [40, 2300])
def test_every_entry_is_printed_once_and_in_order(tmp_path: Path, size: int) -> None:
    """Where parts are joined no entry is lost, doubled or moved."""
    pages = printed(tmp_path, *(line(n) for n in range(1, size + 1)))
    numbers = [int(n) for page in pages for n in re.findall(r" (\d+)/SNV-VP ", page)]
    assert numbers == list(range(1, size + 1))


def test_no_page_before_the_last_is_left_half_empty(tmp_path: Path) -> None:
    """A gap in the middle of a register is room for an entry that was never made."""
    pages = printed(tmp_path, *(line(n) for n in range(1, 2301)))
    entries = [page.count("/SNV-VP") for page in pages[1:-1]]
    assert min(entries) >= max(entries) - 1


def test_the_cover_says_whose_register_it_is_and_of_what_time(tmp_path: Path) -> None:
    cover = words(printed(tmp_path, line(1))[0])
    for said in (
        "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ ỦY BAN NHÂN DÂN XÃ LONG PHÚ SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        "Năm: 2026 Từ ngày 01/01/2026 đến ngày 30/06/2026 Từ số 01 đến số 01",
        "Quyển số: 02",
    ):
        assert said in cover


@pytest.mark.parametrize("size", [0, 1005])
def test_the_last_page_closes_the_register(tmp_path: Path, size: int) -> None:
    """The closing block counts the pages of the whole register and leaves room for two signatures."""
    pages = printed(tmp_path, *(line(n) for n in range(1, size + 1)))
    last = words(pages[-1])
    assert f"Sổ này có {len(pages)} trang, từ số 01 đến số {size:02d}, gồm {size} văn bản đến." in last
    assert "NGƯỜI LẬP SỔ" in last
    assert "THỦ TRƯỞNG CƠ QUAN" in last
    assert ("Không có văn bản đến trong kỳ này." in last) == (size == 0)


def test_an_entry_stands_in_its_columns(tmp_path: Path) -> None:
    """Days are written dd/MM/yyyy, in the order of the ten columns."""
    page = printed(tmp_path, line(7))[1]
    found = next(row for row in page.splitlines() if "7/SNV-VP" in row)
    assert re.search(r"08/01/2026 +07 +Sở Nội vụ.* 7/SNV-VP +31/12/2025 +Công văn .*30/06/2026 +Bản", found)


@pytest.mark.parametrize(
    "hostile",
    [
        '#eval("1+1") #read("/etc/passwd")',
        "*đậm* _nghiêng_ $x^2$ `mã` @nhãn <nhãn> = Đầu đề // chú thích /* */ \\ #",
        '=HYPERLINK("http://example.net","bấm vào đây")',
        "</script>{{ 7*7 }}%s%n",
    ],
)
def test_text_is_never_read_as_markup(tmp_path: Path, hostile: str) -> None:
    """What stands in a document is printed letter by letter, in its own column."""
    target = tmp_path / "so.pdf"
    print_register(register(line(1, type_and_subject=hostile, to_places=hostile)), target)
    for place in (5, 6):
        assert without_spaces(hostile) in without_spaces(column(target, 2, place))


def test_a_subject_of_500_letters_stays_in_its_column(tmp_path: Path) -> None:
    subject = ("Về việc rà soát, thống kê số liệu hộ nghèo, hộ cận nghèo trên địa bàn xã; " * 7)[:500]
    target = tmp_path / "so.pdf"
    print_register(register(line(1, type_and_subject=subject)), target)
    assert words(subject) in words(column(target, 2, 5))


def test_what_does_not_fit_goes_on_below_it(tmp_path: Path) -> None:
    """Words wider than their column, and lists taller than a page, are printed to the end."""
    receivers = "; ".join(f"Ấp số {n}" for n in range(1, 1300))
    pages = printed(tmp_path, line(1, code="X" * 200), line(2, to_places=receivers), line(3))
    whole = without_spaces("".join(pages))
    assert whole.count("X") >= 200
    assert "Ấpsố1299" in whole
    for page in pages[1:]:
        assert re.search(r" +".join(rf"\({n}\)" for n in range(1, 11)), page)


def test_a_tall_entry_where_two_parts_meet_is_printed_whole(tmp_path: Path) -> None:
    receivers = "; ".join(f"Ấp số {n}" for n in range(1, 700))
    lines = [line(n, **({"to_places": receivers} if n == 998 else {})) for n in range(1, 1050)]
    pages = printed(tmp_path, *lines)
    assert [int(n) for page in pages for n in re.findall(r" (\d+)/SNV-VP ", page)] == list(range(1, 1050))
    target = tmp_path / "so-van-ban-den.pdf"
    told = "".join(column(target, page, 6).partition("(7)")[2] for page in range(2, len(pages) + 1))
    assert re.findall(r"Ấpsố(\d+)", without_spaces(told)) == [str(n) for n in range(1, 700)]


def test_a_sign_the_fonts_do_not_have_becomes_a_box(tmp_path: Path) -> None:
    """PDF/A forbids a missing letter: a strange sign must not stop the printing of the register."""
    pages = printed(tmp_path, line(1, type_and_subject="Họp 🎉 漢字 \x00\x07\ufffe\ud800 ngày mai"))
    assert UNKNOWN in pages[1]
    assert "ngày mai" in words(pages[1])


def test_decomposed_vietnamese_is_composed() -> None:
    assert shown("Tie\u0302\u0301ng\nVie\u0323\u0302t") == "Tiếng Việt"


@pytest.mark.parametrize("font", ["Tinos", "Libertinus Serif"])
def test_the_fonts_can_show_what_is_let_through(font: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each font alone carries every letter of LETTERS and SIGNS, so that no font package is needed."""
    letters = [chr(n) for first, last in LETTERS for n in range(first, last + 1)] + sorted(SIGNS) + [UNKNOWN]
    monkeypatch.setattr("core.documents.typesetting.FONTS", [font])
    page, _ = typeset("register-foot", {"title": "", "mark": [" ".join(letters)], "pages": 1}, PRINTED_AT)
    assert font.replace(" ", "").encode() in page
    assert set(FONTS) >= {font}


def test_the_print_is_an_archive_document(tmp_path: Path) -> None:
    """PDF/A-2b: it says so, carries its colours and its fonts; the same print gives the same bytes."""
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    print_register(register(line(1), line(2)), one)
    print_register(register(line(1), line(2)), two)
    assert one.read_bytes() == two.read_bytes()
    with pikepdf.open(one) as paper:
        with paper.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("2", "B")
        assert paper.Root.OutputIntents[0].S == "/GTS_PDFA1"
        width, height = (float(x) for x in paper.pages[1].mediabox[2:])
        assert (round(width), round(height)) == (842, 595)
    listed = subprocess.run(["pdffonts", one], check=True, capture_output=True, text=True)
    fonts = listed.stdout.splitlines()[2:]
    assert fonts
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in fonts)


def test_a_page_that_cannot_be_made_is_a_trouble() -> None:
    with pytest.raises(Trouble, match="VT-4601"):
        typeset("register", {"columns": 5}, PRINTED_AT)


def test_the_sheet_has_the_same_columns_with_real_days(tmp_path: Path) -> None:
    target = tmp_path / "so.xlsx"
    register_sheet(register(line(1), line(2, handed_on=None)), target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heading = rows.index(tuple(column.title for column in INCOMING_BOOK.columns))
    assert rows[heading + 1] == tuple(f"({n})" for n in range(1, 11))
    assert rows[heading + 2][:5] == (
        datetime.datetime(2026, 1, 2),
        "01",
        "Sở Nội vụ thành phố Cần Thơ",
        "1/SNV-VP",
        datetime.datetime(2025, 12, 31),
    )
    assert sheet.cell(heading + 3, 1).number_format == "dd/mm/yyyy"
    assert rows[heading + 3][7] in (None, "")
    above = " ".join(str(row[0]) for row in rows[:heading])
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in above
    assert "Từ ngày 01/01/2026 đến ngày 30/06/2026. Từ số 01 đến số 02. Quyển số: 02" in above


@pytest.mark.parametrize(
    "hostile", ['=HYPERLINK("http://example.net")', "{=1+1}", "+1", "-1", "@SUM(1)", "http://a.vn"]
)
def test_the_sheet_holds_no_formula_and_no_link(tmp_path: Path, hostile: str) -> None:
    target = tmp_path / "so.xlsx"
    paper = register(line(1, type_and_subject=hostile, code=hostile))
    register_sheet(replace(paper, agency=hostile, superior=hostile, printed_by=hostile), target)
    cells = [cell for row in openpyxl.load_workbook(target).worksheets[0].iter_rows() for cell in row]
    assert hostile in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_sheet_keeps_what_fits_of_a_text_longer_than_a_cell(tmp_path: Path) -> None:
    target = tmp_path / "so.xlsx"
    register_sheet(register(line(1, note="x" * 40_000)), target)
    rows = openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True)
    assert "x" * 32_767 in [value for row in rows for value in row]
