"""The regulation's own fixture, typed through: Decision 1007/QĐ-UBND becomes number 153 on 08/04/2019."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from appliance.specimens.decision_1007 import DECISION_1007
from appliance.specimens.scans import make_scan
from core import audit
from core.store.memory import Audit
from core.store.papers import Direction, Document, Entry, Task
from tests.parts.browser import PHONE, Person, chromium
from tests.parts.living import Living, clock_at, living

MORNING = datetime(2019, 4, 8, 1, 30, tzinfo=UTC)
"""08/04/2019, 08:30 in Vietnam: the day on the stamp of the scan that stands in the regulation's file."""
SUBJECT = (
    "Ban hành Quy chế quản lý, sử dụng phần mềm Quản lý văn bản và điều hành trên địa bàn tỉnh Sóc Trăng"
)


def test_a_scan_becomes_number_153_and_is_finished(tmp_path: Path) -> None:
    """Scanned, registered without a mouse, directed on a phone, assigned, worked on, finished, printed."""
    with living(tmp_path, clock_at(MORNING)) as commune, chromium() as browser:
        make_scan(DECISION_1007, "tiff", commune.scans / "quyet dinh 1007.tif")
        commune.until(lambda: commune.see(lambda: Document.get_or_none(Document.state == "cleared")))

        clerk = Person(browser, commune.address).sign_in(commune.logins["vanthu"])
        registers_without_a_mouse(clerk)
        leader = Person(browser, commune.address, PHONE).sign_in(commune.logins["chutich"])
        directs_on_a_phone(leader)
        head = Person(browser, commune.address).sign_in(commune.logins["truongphong"])
        assigns(head)
        officer = Person(browser, commune.address).sign_in(commune.logins["chuyenvien"])
        works(officer)
        prints(clerk, tmp_path / "so.pdf")
        for person in (clerk, leader, head, officer):
            person.leave()
        holds(commune)


def registers_without_a_mouse(clerk: Person) -> None:
    """From the home page to the told number with keys alone, and the leader has it."""
    page = clerk.page
    page.keyboard.press("F2")
    page.wait_for_url("**/tray**")
    page.keyboard.press("F2")
    page.wait_for_url("**/tray/*")
    page.wait_for_function("document.activeElement.name === 'organ_name'")
    assert clerk.flaws() == []
    for words in ("UBND tỉnh Sóc Trăng", "1007", "QĐ-UBND", "05/04/2019"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # from Công văn to Quyết định
    page.keyboard.press("Tab")
    page.keyboard.type(SUBJECT)
    page.keyboard.press("F4")
    page.wait_for_url("**/tray**")
    page.get_by_text("Đã vào sổ số").first.wait_for()
    assert "153" in page.get_by_role("main").inner_text()


def directs_on_a_phone(leader: Person) -> None:
    """One unit leads, one co-operates, a due date, one button."""
    page = leader.page
    page.goto("/documents?box=to_direct")
    page.goto("/documents/1/direct")
    assert leader.flaws() == []
    page.get_by_role("button", name="Văn phòng HĐND và UBND").click()
    page.get_by_role("button", name="Phòng Kinh tế").click()
    page.locator("label[for^=due-]").nth(1).click()
    page.get_by_role("button", name="Ghi bút phê và chuyển").click()
    page.wait_for_load_state()


def assigns(head: Person) -> None:
    """The head gives it to an officer of the unit."""
    page = head.page
    page.goto("/work")
    page.get_by_role("link", name=SUBJECT).first.click()
    page.get_by_label("Phân công cho").select_option(label="Phạm Thị Dung – Chuyên viên Văn phòng")
    page.get_by_role("button", name="Phân công", exact=True).click()
    page.wait_for_load_state()


def works(officer: Person) -> None:
    """The officer takes it up and says what was done."""
    page = officer.page
    page.goto("/documents/1")
    page.get_by_role("button", name="Nhận xử lý").click()
    page.get_by_label("Kết quả giải quyết").fill("Đã tham mưu văn bản triển khai Quy chế.")
    page.get_by_role("button", name="Hoàn thành").click()
    page.wait_for_load_state()
    assert officer.flaws() == []


def prints(clerk: Person, target: Path) -> None:
    """The register of the second quarter bears the line, as the form of Annex IV wants it."""
    page = clerk.page
    page.goto("/registers")
    with page.expect_download() as download:
        page.get_by_role("link", name="In sổ").click()
    download.value.save_as(target)
    text = subprocess.run(
        ["pdftotext", "-layout", target, "-"], check=True, capture_output=True, text=True
    ).stdout
    for words in ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Năm: 2019", "08/04/2019", "153", "1007/QĐ", "05/04/2019"):
        assert words in text, text


def holds(commune: Living) -> None:
    """What stands in the office afterwards, and the evidence for it."""
    row = commune.see(Document.get_by_id, 1)
    assert (row.state, row.arrival_number, row.arrival_date) == ("finished", 153, date(2019, 4, 8))
    assert (row.organ_name, row.code_number, row.code_notation) == ("UBND tỉnh Sóc Trăng", "1007", "QĐ-UBND")
    assert (row.issued_date, row.subject, row.type_name) == (date(2019, 4, 5), SUBJECT, "Quyết định")
    assert commune.see(lambda: Entry.get(Entry.document == 1).number) == 153
    assert commune.see(lambda: [task.role for task in Task.select().order_by(Task.id)]) == [
        "lead",
        "cooperate",
    ]
    assert commune.see(lambda: Direction.select().count()) == 1
    lines = commune.see(lambda: [line.action for line in Audit.select().where(Audit.document == 1)])
    steps = [line for line in lines if line != "view"]
    assert steps == ["arrive", "clear", "register", "present", "direct", "assign", "begin", "finish"]
    assert commune.see(audit.verify)[1] is None
