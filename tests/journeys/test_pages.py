"""The pages of a document, as the people they are meant for use them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.documents import pictures
from core.store.memory import Audit
from core.store.papers import Direction, Document, Entry, File, SavedSearch, Task
from tests.parts.bureau import (
    BAIT,
    CLERK,
    HEAD,
    LEADER,
    LETTER,
    OFFICER,
    OTHER_OFFICER,
    SECOND_CLERK,
    Bureau,
    Person,
    open_bureau,
    pdf,
    rows_of,
)


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        yield opened


async def directed(bureau: Bureau, leader: Person, number: int, **more: str) -> None:
    """Have the leader give a document to the office unit, and to the other one for information."""
    units = await bureau.units()
    given = {f"unit-{units['VP']}": "lead", f"unit-{units['KT']}": "inform", "words": "Nghiên cứu, đề xuất."}
    await leader.post(f"/documents/{number}/direct", **given, **more)


async def test_a_scan_is_registered_and_the_next_one_follows(bureau: Bureau) -> None:
    """The number is told on the page of the next scan; the same form sent twice is one line of the book."""
    first, second = await bureau.scan("quet-01.pdf"), await bureau.scan("quet-02.pdf")
    async with bureau.at_desk(CLERK) as clerk:
        assert f"/tray/{first}" in await clerk.get("/tray")
        place, _ = await clerk.post(f"/tray/{first}", **LETTER)
        assert place == f"/tray/{second}?done={first}"
        assert "<strong>153</strong>" in await clerk.get(place)
        again, _ = await clerk.post(f"/tray/{first}", **LETTER)
        assert again == place
    entries = await bureau.office.store.read(lambda: Entry.select().count())
    assert entries == 1


async def test_register_and_present_is_one_act(bureau: Bureau) -> None:
    number = await bureau.scan()
    async with bureau.at_desk(CLERK) as clerk:
        place, _ = await clerk.post(f"/tray/{number}", **LETTER, then="present")
        assert "đã trình lãnh đạo" in await clerk.get(place)
    assert (await bureau.row(number)).state == "presented"


async def test_every_wrong_field_is_named_beside_it_and_nothing_typed_is_lost(bureau: Bureau) -> None:
    number = await bureau.scan()
    wrong = {**LETTER, "subject": "", "issued_date": "hôm qua", "due_date": "x", "signer_name": "Trần Văn Ký"}
    async with bureau.at_desk(CLERK) as clerk:
        _, page = await clerk.post(f"/tray/{number}", 422, **wrong)
        for name in ("issued_date", "due_date"):
            assert f'aria-describedby="f-{name}-error' in page
        assert 'value="hôm qua"' in page
        assert "Trần Văn Ký" in page
        _, page = await clerk.post(f"/tray/{number}", 422, **{**wrong, "issued_date": "", "due_date": ""})
        assert 'aria-describedby="f-subject-error' in page
    assert (await bureau.row(number)).state == "cleared"


async def test_a_secret_is_refused_with_the_paragraph_of_law(bureau: Bureau) -> None:
    number = await bureau.scan()
    async with bureau.at_desk(CLERK) as clerk:
        _, page = await clerk.post(f"/tray/{number}", 422, **LETTER, secrecy="1")
    assert "khoản 2 Điều 1" in page
    assert (await bureau.row(number)).state == "cleared"


async def test_a_likely_repetition_is_registered_only_when_the_clerk_insists(bureau: Bureau) -> None:
    """Number, symbol and agency repeat: Decree 30/2020, Annex VI, part III.1.h."""
    async with bureau.at_desk(CLERK) as clerk:
        await bureau.registered(clerk)
        number = await bureau.scan("quet-02.pdf")
        _, page = await clerk.post(f"/tray/{number}", 422, **LETTER)
        assert "Có thể trùng" in page
        assert "Số đến 153" in page
        place, _ = await clerk.post(f"/tray/{number}", **LETTER, anyway="1")
        assert "<strong>154</strong>" in await clerk.get(place)


async def test_a_line_of_the_paper_book_keeps_its_own_number(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.scan()
        yesterday = bureau.office.clock.today() - timedelta(days=1)
        late = {"late_number": "153", "late_date": yesterday.strftime("%d/%m/%Y")}
        _, page = await clerk.post(f"/tray/{number}", 422, **LETTER, late_number="153")
        assert 'aria-describedby="f-late_date-error' in page
        await clerk.post(f"/tray/{number}", **LETTER, **late)
        book = await clerk.get(f"/registers?quarter=0&from={yesterday}&to={yesterday}")
        assert "Bổ sung từ sổ giấy." in book


async def test_the_tray_sorts_what_cannot_be_registered(bureau: Bureau) -> None:
    """A second copy leads to the first; a virus and a broken file are told in a sentence with what to do."""
    first = await bureau.scan("quet-01.pdf")
    copy = await bureau.scan("quet-02.pdf", pdf("quet-01.pdf"))
    virus, broken = await bureau.scan("x.pdf", BAIT), await bureau.scan("hong.pdf", b"%PDF-1.7 torn")
    async with bureau.at_desk(CLERK) as clerk:
        assert f"/documents/{first}" in await clerk.get("/tray?box=duplicates")
        assert "Eicar-Test-Signature" in await clerk.get("/tray?box=quarantine")
        assert "Quét lại văn bản" in await clerk.get("/tray?box=unreadable")
        for number in (copy, virus, broken):
            assert "Vào sổ và trình" not in await clerk.get(f"/tray/{number}")
        await clerk.post(f"/tray/{copy}/keep")
        assert await bureau.settled(copy) == "cleared"
        await clerk.post(f"/tray/{copy}/discard", reason="quét thừa một bản")
        assert f"/tray/{copy}" in await clerk.get("/tray?box=aside")
        await clerk.post(f"/tray/{copy}/restore")
        await bureau.settled(copy)
        place, _ = await clerk.post(f"/tray/{copy}/return", reason="")
        assert "Phải ghi rõ lý do" in await clerk.get(place)
        await clerk.post(f"/tray/{copy}/return", reason="gửi nhầm nơi nhận")
    assert (await bureau.row(copy)).state == "returned"


async def test_a_file_from_the_desk_goes_through_the_tray_and_twice_is_once(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk:
        page = await clerk.get("/documents/new")
        external = page.split('name="external_id" value="')[1].split('"')[0]
        sent = {"external_id": external, "kind": "file"}
        place = await clerk.upload("/documents/new", pdf("a"), "Công văn số 5.pdf", **sent)
        assert await clerk.upload("/documents/new", pdf("a"), "Công văn số 5.pdf", **sent) == place
        number = int(place.rpartition("/")[2])
        assert await bureau.settled(number) == "cleared"
        assert "Công văn số 5.pdf" in await clerk.get(place)
        refused = await clerk.upload("/documents/new", b"", "rong.pdf", 422, kind="file")
        assert "Tệp rỗng" in refused
        paper, _ = await clerk.post("/documents/new", kind="paper", external_id="0" * 32)
        assert "không có tệp" in await clerk.get(paper)
        await clerk.post(paper, **LETTER)


async def test_a_document_goes_from_desk_to_desk(bureau: Bureau) -> None:
    """Present, direct, assign, begin, finish, reopen: each by whose it is, each a button of the page."""
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        number = await bureau.registered(clerk)
        here = f"/documents/{number}"
        assert f'action="{here}/present"' in await clerk.get(here)
        await clerk.post(f"{here}/present")
        assert "chữ chỉ" not in await leader.get(f"{here}/direct")
        _, page = await leader.post(f"{here}/direct", 422, words="Nghiên cứu.")
        assert "Phải chọn đúng một đơn vị chủ trì" in page
        assert "Nghiên cứu." in page
        await directed(bureau, leader, number, sentence="1", due="other", due_day="2030-01-04")
        people = await bureau.people()
        async with bureau.at_desk(HEAD) as head, bureau.at_desk(OFFICER) as officer:
            assert "04/01/2030" in await head.get("/work")
            await head.post(f"{here}/assign", officer=str(people[OFFICER]), words="Làm ngay.")
            page = await officer.get(here)
            assert "Làm ngay." in page
            await officer.post(f"{here}/begin")
            place, _ = await officer.post(f"{here}/finish", result="")
            assert "Phải ghi kết quả" in await officer.get(place)
            await officer.post(f"{here}/finish", result="Đã trả lời bằng Công văn số 25.")
        assert (await bureau.row(number)).state == "finished"
        await leader.post(f"{here}/reopen", reason="trả lời chưa đủ ý")
        page = await leader.get(here)
        assert "Lý do: trả lời chưa đủ ý" in page
    said = await bureau.office.store.read(lambda: Direction.get().text)
    assert said == "Nghiên cứu, đề xuất.\nNghiên cứu, đề xuất."


async def test_after_one_direction_the_leader_sees_the_next_document(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        first = await bureau.registered(clerk, True)
        urgent = await bureau.registered(clerk, True, code_number="2", priority="3")
        units = await bureau.units()
        lead = {f"unit-{units['VP']}": "lead"}
        place, _ = await leader.post(f"/documents/{urgent}/direct", **lead)
        assert place == f"/documents/{first}/direct"
        place, _ = await leader.post(f"/documents/{first}/direct", **lead)
        assert place == "/documents?box=to_direct"


async def test_a_slip_is_looked_into_before_it_is_believed(bureau: Bureau) -> None:
    """Decree 30/2020, art. 23.3: words on paper come with their scan, a file like any other."""
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.registered(clerk, True)
        units, people = await bureau.units(), await bureau.people()
        told = {f"unit-{units['VP']}": "lead", "leader": str(people[LEADER]), "words": "Giao Văn phòng."}
        here = f"/documents/{number}/transcribe"
        _, page = await clerk.post(here, 422, **told)
        assert "Cần bản chụp phiếu" in page
        assert "Eicar" in await clerk.upload(here, BAIT, "phieu.pdf", 422, **told)
        await clerk.upload(here, pdf("phiếu"), "phieu.pdf", **told)
        page = await clerk.get(f"/documents/{number}")
    assert "nhập từ phiếu giấy" in page
    slips = await bureau.office.store.read(lambda: File.select().where(File.role == "slip").count())
    assert slips == 1


async def test_parts_for_information_are_closed_together(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        number = await bureau.registered(clerk, True)
        await directed(bureau, leader, number)
    async with bureau.at_desk(OTHER_OFFICER) as officer:
        assert "Kết thúc các văn bản đã chọn" in await officer.get("/work")
        await officer.post("/work/acknowledge", document=str(number))
        assert "Không còn việc nào chờ" in await officer.get("/work")
    done = await bureau.office.store.read(lambda: [task.role for task in Task.select() if task.done_at])
    assert done == ["inform"]


async def test_a_correction_keeps_what_stood_there(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk:
        kept = {"language": "Tiếng Việt", "page_amount": "1"}
        number = await bureau.registered(clerk, **kept)
        changed = {**LETTER, **kept, "subject": "báo cáo cải cách hành chính"}
        _, page = await clerk.post(f"/documents/{number}/correct", 422, **changed)
        assert "Phải ghi rõ lý do" in page
        await clerk.post(f"/documents/{number}/correct", **changed, reason="gõ sai trích yếu")
        page = await clerk.get(f"/documents/{number}")
        assert f"<del>{LETTER['subject']}</del>" in page
        assert "Đính chính: Trích yếu nội dung." in await clerk.get("/registers")


async def test_the_book_shows_what_was_cancelled(bureau: Bureau) -> None:
    """On the screen, on paper and in the sheet: ten columns, and no line disappears."""
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.registered(clerk)
        await clerk.post(f"/documents/{number}/cancel", reason="vào sổ nhầm")
        page = await clerk.get("/registers")
        assert '<tr class="cancelled">' in page
        assert all(f"({column})" in page for column in range(1, 11))
        _, sheet = await clerk.fetch("/registers/register.xlsx")
        said = [cell.value for row in rows_of(sheet) for cell in row]
        assert "Đã hủy." in said
        answer, paper = await clerk.fetch("/registers/register.pdf")
        assert paper.startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        await clerk.post("/registers", code="DEN", name="Sổ", year="2030", last="7")
        assert "DEN/2030" in await clerk.get("/registers")
        place, _ = await clerk.post("/registers", code="DEN", name="Sổ", year="2030", last="7")
        assert "đã được mở" in await clerk.get(place)


async def test_searches_are_found_marked_and_kept(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(SECOND_CLERK) as other:
        await bureau.registered(clerk)
        for words in ("cai cach", "1290", "1290/SNV", "153"):
            assert LETTER["organ_name"] in await clerk.get(f"/search?q={words}"), words
        assert "<mark>cải</mark>" in await clerk.get("/search?q=cai cach")
        await clerk.post("/search/saved", name="Cải cách", q="cai cach")
        assert "/search?q=cai%20cach" in await clerk.get("/search")
        assert "Cải cách" not in await other.get("/search")
        kept = await bureau.office.store.read(lambda: str(SavedSearch.get().id))
        await other.post("/search/saved/drop", 404, id=kept)
        await clerk.post("/search/saved/drop", id=kept)


async def test_a_list_is_narrowed_and_taken_away(bureau: Bureau) -> None:
    """What looks like a formula is text in the sheet."""
    async with bureau.at_desk(CLERK) as clerk:
        await bureau.registered(clerk, subject='=HYPERLINK("http://x")')
        await bureau.registered(clerk, code_number="7", type_name="Kế hoạch", subject="kế hoạch năm")
        assert "2 văn bản" in await clerk.get("/documents")
        page = await clerk.get("/documents?type=Kế hoạch&subject=kế hoạch&from=1/1/2020&organ=so noi vu")
        assert "1 văn bản" in page
        assert "Không có văn bản nào khớp" in await clerk.get("/documents?overdue=1")
        await clerk.get("/documents?after=nonsense", 422)
        _, sheet = await clerk.fetch("/documents/export.xlsx?code=1290")
        cells = {cell.value: cell.data_type for row in rows_of(sheet) for cell in row}
        assert cells['=HYPERLINK("http://x")'] == "s"
        assert "kế hoạch năm" not in cells


async def test_opening_a_document_is_noted_once_a_day_and_only_when_told(bureau: Bureau) -> None:
    """Decree 30/2020, Annex VI, III.5.a; fetching a page changes nothing."""

    def lines() -> int:
        return Audit.select().where(Audit.action == "view").count()

    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.registered(clerk)
        await clerk.get(f"/documents/{number}")
        assert await bureau.office.store.read(lines) == 0
        for _ in range(2):
            await clerk.post(f"/documents/{number}/viewed", 204)
        assert await bureau.office.store.read(lines) == 1
        assert "Lượt xem (1)" in await clerk.get(f"/documents/{number}")


async def test_a_state_secret_leaves_by_two_persons(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(SECOND_CLERK) as second:
        number = await bureau.scan()
        file = await bureau.office.store.read(lambda: File.get(File.document == number))
        await clerk.fetch(f"/files/{number}/{file.id}/pages/1.png?w=160")
        assert pictures.picture(bureau.office.home, file.sha256, 1, 160).exists()
        here = f"/documents/{number}/expulsion"
        await clerk.post(f"{here}/ask", reason="văn bản có dấu Mật")
        place, _ = await clerk.post(f"{here}/confirm", reason="văn bản có dấu Mật")
        assert "không được tự xác nhận" in await clerk.get(place)
        await second.post(f"{here}/withdraw")
        await clerk.post(f"{here}/ask", reason="văn bản có dấu Mật")
        await second.post(f"{here}/confirm", reason="văn bản có dấu Mật")
        await clerk.get(f"/documents/{number}", 404)
        await clerk.get(f"/files/{number}/{file.id}", 404)
    assert (await bureau.row(number)).state == "expelled"
    await bureau.rested()
    assert not pictures.picture(bureau.office.home, file.sha256, 1, 160).exists()


async def test_nothing_happens_by_looking(bureau: Bureau) -> None:
    """Every page may be fetched again and again: the memory of the office does not grow."""
    async with bureau.at_desk(CLERK) as clerk:
        number, waiting = await bureau.registered(clerk, True), await bureau.scan("quet-09.pdf")
        before = await bureau.office.store.read(lambda: Audit.select().count())
        places = ("/tray", f"/tray/{waiting}", "/documents/new", "/documents", f"/documents/{number}",
                  f"/documents/{number}/correct", f"/documents/{number}/transcribe", "/registers",
                  "/search?q=a", "/agencies?q=so")  # fmt: skip
        for place in places:
            await clerk.get(place)
        assert await bureau.office.store.read(lambda: Audit.select().count()) == before
        assert await bureau.office.store.read(lambda: Document.get_by_id(number).state) == "presented"
