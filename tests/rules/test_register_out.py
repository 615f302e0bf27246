"""The register of outgoing documents has the columns of the decree, and forgets nothing."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from core.config.sections import Profile
from core.documents import booklines, copies, outgoing, paper
from core.documents.bookforms import LeavingLine, form_of
from core.documents.booklines import BookLine, Span
from core.documents.copies import Copy
from core.documents.examine import PDF
from core.documents.reports import RegisterPrint, print_register, register_sheet
from core.documents.wanted import Receiver
from core.store.papers import File, Register
from core.values import Blob
from tests.parts.leaving import issued, numbered, seal, sealed
from tests.parts.office import Desk, unopened

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TITLES = (
    "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
    "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
)  # fmt: skip


def span(desk: Desk, code: str = "VBD") -> Span:
    book = desk.see(lambda: Register.get(Register.code == code).id)
    return desk.see(booklines.span, book, *YEAR)


def lines(desk: Desk, code: str = "VBD") -> list[tuple[BookLine, LeavingLine]]:
    found = []
    for told in span(desk, code).lines:
        assert isinstance(told.line, LeavingLine)
        found.append((told, told.line))
    return found


def test_the_ten_columns_and_the_eight_before_them() -> None:
    """Decree 30/2020, Annex IV, I; profile tt01 leaves out the two in which a transfer is signed for."""
    assert tuple(column.title for column in form_of("outgoing", Profile.ND30).columns) == TITLES
    old = tuple(column.title for column in form_of("outgoing", Profile.TT01).columns)
    assert old == (*TITLES[:7], TITLES[9])
    assert form_of("incoming", Profile.TT01).columns[1].title == "Số đến"


def test_a_line_says_what_left_for_whom(desk: Desk) -> None:
    document = sealed(desk, field="finance", copies=2, keeper="VT, VP")
    desk.do(paper.print_original, document, 4, desk.clerk, desk.at, seen=f"{document:064x}")
    ((before, line),) = lines(desk)
    assert (line.handed_on, before.days_late) == (None, 0)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    ((told, line),) = lines(desk)
    assert line == LeavingLine(
        code="01/UBND-VP",
        issued_date=date(2026, 11, 20),
        type_and_subject="Công văn: V/v báo cáo rà soát cán bộ, công chức",
        signer="Trần Văn Bình",
        to_places="Sở Nội vụ thành phố Cần Thơ",
        keeper="VT, VP",
        copies="4",
        handed_on=date(2026, 11, 20),
        note="Gửi kèm bản giấy.",
    )
    assert (told.document, told.number, told.cancelled) == (document, "01", False)


def test_the_drafting_unit_keeps_the_copy_unless_somebody_else_is_named(desk: Desk) -> None:
    numbered(desk, copies=3)
    ((_, line),) = lines(desk)
    assert (line.keeper, line.copies) == ("Văn phòng HĐND và UBND", "3")


def test_voided_and_recalled_lines_stay_with_their_reason(desk: Desk) -> None:
    """A line never disappears, and says in column 10 what became of it."""
    voided, recalled = numbered(desk), issued(desk)
    desk.do(outgoing.void, voided, "in sai trích yếu", desk.clerk, desk.at)
    desk.do(outgoing.recall, recalled, "gửi nhầm nơi nhận.", desk.clerk, desk.at)
    (first, first_line), (second, second_line) = lines(desk)
    assert (first.cancelled, first_line.note) == (True, "Đã hủy: in sai trích yếu.")
    assert (second.cancelled, second_line.note) == (False, "Đã thu hồi: gửi nhầm nơi nhận.")


def test_replaced_and_corrected_lines_name_each_other(desk: Desk) -> None:
    """Both ways: the old one names the new one and the new one the old one."""
    old = issued(desk, type_name="Quyết định")
    issued(desk, corrects=old)
    issued(desk, type_name="Quyết định", replaces=old)
    (_, replaced), (_, replacing) = lines(desk, "QD")
    ((_, correcting),) = lines(desk)
    assert replaced.note == (
        "Được thay thế bằng Quyết định số 02/QĐ-UBND ngày 20/11/2026. "
        "Đã được đính chính bằng Công văn số 01/UBND-VP ngày 20/11/2026."
    )
    assert replacing.note == "Thay thế Quyết định số 01/QĐ-UBND ngày 20/11/2026."
    assert correcting.note == "Đính chính Quyết định số 01/QĐ-UBND ngày 20/11/2026."


def test_a_copy_stands_in_its_own_book_with_who_authorised_it(desk: Desk) -> None:
    document = desk.registered("den.pdf")
    desk.do(File.change, {"document": document}, media_type=PDF, pages=1)
    blob = Blob("c" * 64, 900, unopened(), "sao.pdf")
    wanted = Copy("SY", "Trần Văn Bình", receivers=(Receiver("Phòng Kinh tế", unit=desk.other_unit),))
    made = desk.do(copies.begin, document, wanted, blob, 1, desk.clerk, desk.at, site=desk.site)
    desk.do(outgoing.number, made, desk.site, desk.clerk, desk.at)
    ((_, line),) = lines(desk, "SAO")
    assert (line.code, line.signer, line.to_places) == ("01/SY-UBND", "Trần Văn Bình", "Phòng Kinh tế")
    assert line.type_and_subject.startswith("Bản sao y: Công văn của Sở Nội vụ")


def test_a_normative_decision_is_called_a_decision(desk: Desk) -> None:
    numbered(desk, type_name="Quyết định quy phạm pháp luật")
    ((_, line),) = lines(desk, "QDQP")
    assert line.code == "01/2026/QĐ-UBND"
    assert line.type_and_subject == "Quyết định: V/v báo cáo rà soát cán bộ, công chức"


def test_what_leaves_late_is_counted(desk: Desk) -> None:
    document = sealed(desk)
    desk.now = desk.now.replace(day=25)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    ((told, _),) = lines(desk)
    assert (told.days_late, span(desk).tardy) == (2, 1)


@pytest.mark.parametrize("profile", list(Profile))
def test_it_is_printed_and_handed_over_in_the_form_of_the_profile(
    desk: Desk, tmp_path: Path, profile: Profile
) -> None:
    """The cover, the columns, every line once, and the closing words of outgoing documents."""
    for _ in range(3):
        seal(desk, numbered(desk))
    told, form = span(desk), form_of("outgoing", profile)
    first, last = told.numbers
    made = RegisterPrint(
        agency="UBND xã Long Phú",
        superior="",
        title=told.name,
        year=told.year,
        first_day=told.first_day,
        last_day=told.last_day,
        first_number=first,
        last_number=last,
        volume="01",
        lines=tuple(line.line for line in told.lines),
        printed_by="Nguyễn Thị Mai",
        printed_at=desk.now,
        job_number="1",
        data_sha256=told.digest,
        form=form,
    )
    paper_book, sheet = tmp_path / "so.pdf", tmp_path / "so.xlsx"
    print_register(made, paper_book)
    said = subprocess.run(
        ["pdftotext", "-layout", paper_book, "-"], check=True, capture_output=True, text=True
    )
    words = " ".join(said.stdout.split())
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in words and "Từ số 01 đến số 03" in words
    assert "gồm 3 văn bản đi." in words and "văn bản đến" not in words
    assert [words.count(f"{number:02d}/UBND-VP") for number in (1, 2, 3)] == [1, 1, 1]
    assert f"({len(form.columns)})" in words and f"({len(form.columns) + 1})" not in words
    register_sheet(made, sheet)
    rows = list(openpyxl.load_workbook(sheet).worksheets[0].iter_rows(values_only=True))
    heading = rows.index(tuple(column.title for column in form.columns))
    assert [row[0] for row in rows[heading + 2 : heading + 5]] == ["01/UBND-VP", "02/UBND-VP", "03/UBND-VP"]
