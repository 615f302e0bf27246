"""Signatures are checked by anybody on the local network, and what they are worth is read off a page."""

from __future__ import annotations

import asyncio
import hashlib
import html
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pikepdf
import pytest
from aiohttp import ClientSession, FormData

from core import trust
from core.documents import verdicts
from core.store.papers import File
from core.store.seals import Certified, Verification
from core.values import BOX
from core.web.neighbours import is_local
from tests.parts import letters
from tests.parts.browser import PHONE, Person, chromium
from tests.parts.bureau import ADMIN, CLERK, LEADER, OFFICER, Bureau, open_bureau
from tests.parts.bureau import Person as AtDesk
from tests.parts.living import living
from tests.parts.pages import SITE, open_site, own, token_of
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed


@pytest.fixture(scope="module")
def decision(pki: Authority) -> bytes:
    """A decision its leader signed, numbered and sealed."""
    return sealed(pki, led(pki, letters.letter()))


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        yield opened


async def believe(bureau: Bureau, pki: Authority, *, demonstration: bool = False) -> None:
    office = bureau.office
    for data in (pki.der("root"), pki.der("interm"), *pki.crls()):
        await office.store.write(
            trust.import_, data, "root", BOX, office.clock.now(), demonstration=demonstration
        )
    await bureau.rested()


async def stranger(visitor: ClientSession) -> AtDesk:
    """Somebody without a session who has opened the page."""
    return AtDesk(visitor, token_of(await (await visitor.get("/verify")).text()))


def words(page: str) -> str:
    """Return what a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_stranger_drops_a_letter_and_reads_what_it_is_worth(
    tmp_path: Path, pki: Authority, decision: bytes
) -> None:
    """On a telephone too, without a mouse, without a flaw for screen readers, and the sheet is a PDF."""
    letter = tmp_path / "quyết định.pdf"
    letter.write_bytes(decision)
    with living(tmp_path) as commune, chromium() as browser:
        for data in (pki.der("root"), pki.der("interm"), *pki.crls()):
            commune.do(lambda data=data: trust.import_(data, "root", BOX, commune.office.clock.now()))
        for size in (None, PHONE):
            person = Person(browser, commune.address, size)
            page = person.page
            page.goto("/verify")
            assert not person.flaws()
            page.get_by_label("Tệp PDF đã ký số").set_input_files(letter)
            page.get_by_role("button", name="Kiểm tra").click()
            page.get_by_role("heading", name="Kết quả kiểm tra chữ ký số").wait_for()
            cards = page.get_by_role("article")
            assert cards.count() == 2 and "Nguyễn Văn Thử" in cards.first.inner_text()
            assert "Hợp lệ" in cards.first.inner_text() and "Còn nguyên vẹn" in cards.first.inner_text()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert not person.flaws()
            with page.expect_download() as taken:
                page.get_by_role("button", name="Tải phiếu kết quả (PDF)").click()
            sheet = Path(taken.value.path())
            with pikepdf.open(sheet) as pdf:
                assert len(pdf.pages) >= 1 and "Phiếu kết quả" in str(pdf.docinfo["/Title"])
            person.leave()
        assert commune.see(lambda: Verification.select().count()) == 0, "nothing of a stranger's is kept"


async def test_a_changed_letter_an_unsigned_one_and_no_letter_at_all_each_get_their_sentence(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    await believe(bureau, pki)
    changed = bytearray(decision)
    changed[changed.index(b"stream") + 40] ^= 1
    with io.BytesIO() as made, pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(made)
        unsigned = made.getvalue()
    async with bureau.site.visitor() as visitor:
        person = await stranger(visitor)
        assert "Không hợp lệ" in words(await person.upload("/verify", bytes(changed), "a.pdf", 200))
        assert "Tệp không có chữ ký số." in words(await person.upload("/verify", unsigned, "b.pdf", 200))
        for content in (b"GIF89a" * 99, b""):
            page = words(await person.upload("/verify", content, "c.pdf", 200))
            assert "Tệp rỗng hoặc không phải tệp PDF." in page
        _, page = await person.send("/verify", FormData({"token": person.token}), 422)
        assert "Chưa chọn tệp" in page
        hostile = b"<script>alert(1)</script>\"'.pdf".decode()
        page_text = await person.upload("/verify", decision, hostile, 200)
        assert "<script>alert" not in page_text
    assert await bureau.office.store.read(Verification.select().count) == 0


async def test_the_door_is_shut_to_other_networks_and_to_those_who_come_too_often(
    bureau: Bureau, decision: bytes
) -> None:
    """A proxy on the machine is believed about where its callers sit; a session opens the door anywhere."""
    outside = {"X-Forwarded-For": "203.0.113.7"}
    async with bureau.site.visitor() as visitor:
        person = await stranger(visitor)
        for method, place in (("GET", "/verify"), ("POST", "/verify"), ("POST", "/verify/report")):
            async with visitor.request(method, place, headers=outside | own(visitor)) as answer:
                assert answer.status == 403 and "VT-4131" in await answer.text(), place
        async with visitor.get("/verify", headers={"X-Forwarded-For": "192.168.1.20"}) as answer:
            assert answer.status == 200
        most = bureau.office.site.trust.verify_each_minute
        for _ in range(most):
            await person.upload("/verify", b"", "a.pdf", 200)
        assert "VT-4132" in await person.upload("/verify", b"", "a.pdf", 503)
        form = FormData({"token": person.token})
        form.add_field("file", b"", filename="a.pdf")
        elsewhere = own(visitor) | {"X-Forwarded-For": "10.1.2.3"}
        async with visitor.post("/verify", data=form, headers=elsewhere) as answer:
            assert answer.status == 200, "another desk is not made to wait for it"
    async with (
        bureau.at_desk(OFFICER) as officer,
        officer.visitor.get("/verify", headers=outside) as answer,
    ):
        assert answer.status == 200


async def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    small = f"{SITE}[trust]\nverify_max_bytes = 1000\n"
    async with open_site(tmp_path, text=small) as site:
        async with site.visitor() as visitor:
            person = await stranger(visitor)
            page = await person.upload("/verify", bytes(1001), "lon.pdf", 422)
            assert "Tệp lớn hơn mức kiểm tra" in page
        host, port = site.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        assert b" 413 " in await reader.readline()
        writer.close()


async def test_a_sheet_is_made_only_of_a_result_this_office_gave(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    """Whoever alters the record in the page gets no sheet that says so in the office's name."""
    async with bureau.site.visitor() as visitor:
        person = await stranger(visitor)
        page = await person.upload("/verify", decision, "a.pdf", 200)
        record = html.unescape(re.findall(r'name="record" value="([^"]*)"', page)[0])
        seal = re.findall(r'name="seal" value="([^"]*)"', page)[0]
        forged = record.replace("indeterminate", "valid")
        assert forged != record
        for told, stamped in ((forged, seal), (record, ""), (record, "é" * 64), ("", seal)):
            _, text = await person.send(
                "/verify/report", FormData({"token": person.token, "record": told, "seal": stamped}), 422
            )
            assert "VT-4133" in text
        form = FormData({"token": person.token, "record": record, "seal": seal})
        async with visitor.post("/verify/report", data=form, headers=own(visitor)) as answer:
            assert answer.status == 200 and (await answer.read()).startswith(b"%PDF")


def test_local_is_what_the_networks_of_an_office_are() -> None:
    for told in ("127.0.0.1", "10.0.0.9", "172.16.4.1", "192.168.1.2", "::1", "fd00::1", "fe80::1%eth0",
                 "::ffff:192.168.1.2", "169.254.1.1"):  # fmt: skip
        assert is_local(told), told
    for told in (
        "8.8.8.8",
        "113.160.1.1",
        "2001:4860::1",
        "::ffff:8.8.8.8",
        "",
        "no address",
        "0.0.0.0",
        "::",
    ):
        assert not is_local(told), told


async def test_a_clerk_brings_lists_an_administrator_believes_a_root_and_the_letter_gains_its_value(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    """From “không xác định” to the law's own words, on the pages alone."""
    number = await bureau.scan("quyet-dinh.pdf", decision)
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(ADMIN) as admin:
        page = words(await clerk.upload("/trust/import", pki.crl("interm"), "a.crl", 200))
        assert "nhập chứng thư cấp trên trước" in page
        page = words(await clerk.upload("/trust/import", pki.der("root"), "root.cer", 200))
        assert "chờ quản trị đối chiếu mã băm" in page
        await clerk.upload("/trust/import", b"khong phai", "x.cer", 422)
        given = {"id": "1", "kind": "root"}
        await clerk.post("/trust/confirm", 403, **given)
        await admin.post("/trust/confirm", 303, **given)
        for data in (pki.der("interm"), *pki.crls()):
            await clerk.upload("/trust/import", data, "x.cer", 200)
        await bureau.rested()
        await clerk.post(f"/tray/{number}", organ_name="UBND xã Thử Nghiệm", subject="Quyết định thử",
                         type_name="Quyết định", code_number="1007", code_notation="QĐ-UBND",
                         issued_date="05/04/2026")  # fmt: skip
        page = words(await clerk.get(f"/documents/{number}"))
        assert "chưa biết là của ai" in page and "Để biết, tham khảo" in page
        file = await bureau.office.store.read(lambda: File.get(File.document == number).id)
        for name, role in (("leader", "leader"), ("org", "organisation")):
            whose = hashlib.sha256(pki.der(name)).hexdigest()
            await clerk.post(
                f"/documents/{number}/signatures/known", file=str(file), certificate=whose, role=role
            )
        await bureau.rested()
        page = words(await clerk.get(f"/documents/{number}"))
        assert "Có giá trị pháp lý như bản gốc văn bản giấy" in page and "Điều 5.1" in page
        assert page.count("Hợp lệ: nội dung nguyên vẹn") >= 2
        places = re.findall(
            r'href="(/documents/\d+/signatures/\d+\.pdf)"', await clerk.get(f"/documents/{number}")
        )
        answer, sheet = await clerk.fetch(places[0])
        assert answer.status == 200 and sheet.startswith(b"%PDF")
        async with bureau.at_desk(OFFICER) as officer:
            await officer.get(places[0], 404)


async def test_a_page_shows_what_was_kept_and_judges_nothing(
    bureau: Bureau, pki: Authority, decision: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await bureau.scan("quyet-dinh.pdf", decision)

    def never(*_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr(verdicts, "judge", never)
    letter = {"organ_name": "UBND xã", "subject": "Quyết định", "type_name": "Quyết định", "then": "present"}
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        await clerk.post(f"/tray/{number}", **letter)
        for person in (clerk, leader):
            page = words(await person.get(f"/documents/{number}"))
            assert "Không xác định" in page and "không có trong kho tin cậy" in page
            assert "Để biết, tham khảo, không thay cho việc gửi, nhận văn bản giấy" in page


async def test_a_clerk_says_whose_a_certificate_is_from_the_letter_itself(
    bureau: Bureau, pki: Authority, decision: bytes
) -> None:
    await believe(bureau, pki)
    number = await bureau.scan("quyet-dinh.pdf", decision)
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        await clerk.post(f"/tray/{number}", organ_name="UBND xã Thử Nghiệm", subject="Quyết định",
                         type_name="Quyết định")  # fmt: skip
        page = await clerk.get(f"/documents/{number}")
        file = re.findall(r'name="file" value="(\d+)"', page)[0]
        hashes = re.findall(r'name="certificate" value="([0-9a-f]{64})"', page)
        assert len(hashes) == 2
        where = f"/documents/{number}/signatures/known"
        await leader.post(where, 403, file=file, certificate=hashes[0], role="leader")
        await clerk.post(where, 303, file=file, certificate="0" * 64, role="leader")
        await clerk.post(where, 303, file=file, certificate=hashes[0], role="leader", name="Nguyễn Văn Thử")
        await clerk.post(where, 303, file=file, certificate=hashes[1], role="organisation")
        await bureau.rested()
        held = await bureau.office.store.read(lambda: {row.role: row.agency for row in Certified.select()})
        assert held == {"leader": "UBND xã Thử Nghiệm", "organisation": "UBND xã Thử Nghiệm"}
        page = words(await clerk.get(f"/documents/{number}"))
        assert "Người có thẩm quyền ký" in page and "Cơ quan, tổ chức" in page
        assert "Ghi chứng thư này của ai" not in page


async def test_a_demonstration_is_told_on_every_page(bureau: Bureau, pki: Authority) -> None:
    told = "Hệ thống đang dùng chứng thư trình diễn"
    async with bureau.at_desk(CLERK) as clerk:
        assert told not in await clerk.get("/")
        await believe(bureau, pki, demonstration=True)
        for place in ("/", "/tray", "/documents", "/trust", "/account"):
            assert told in await clerk.get(place), place
    async with bureau.site.visitor() as visitor, visitor.get("/verify") as answer:
        assert "chứng thư gốc trình diễn" in await answer.text()
