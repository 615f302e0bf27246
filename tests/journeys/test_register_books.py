"""The books of what leaves the office stand beside those of what comes, on screen, paper and sheet."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pikepdf
import pytest

from core.accounts.permissions import actor_of
from core.documents import copies, outgoing, versions
from core.documents.copies import Copy
from core.store.papers import Register
from tests.parts.bureau import ADMIN, CLERK, Bureau, open_bureau, pdf, rows_of

LEAVE = "Trần Văn Bình, Chủ tịch UBND xã"


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        yield opened


async def copied(bureau: Bureau, document: int, wanted: Copy) -> int:
    """Have the clerk copy a document and give the copy its number."""
    office = bureau.office
    clerk = await office.store.read(actor_of, (await bureau.people())[CLERK])
    made = await copies.make(office, document, wanted, clerk)
    await office.store.write(outgoing.number, made, office.site, clerk, office.clock.now())
    await bureau.rested()
    return made


async def book(bureau: Bureau, code: str) -> int:
    return await bureau.office.store.read(lambda: int(Register.get(Register.code == code).id))


async def test_a_book_of_copies_is_read_printed_and_handed_over(bureau: Bureau, tmp_path: Path) -> None:
    """It opened by itself with its first number; every column of the decree is there."""
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.registered(clerk)
        await copied(bureau, number, Copy("SY", LEAVE))
        address = f"register={await book(bureau, 'SAO')}&quarter=0"
        page = await clerk.get(f"/registers?{address}")
        assert "Sổ đăng ký bản sao" in page and "01/SY-UBND" in page and LEAVE in page
        assert (
            "Đơn vị, người nhận bản lưu" in page
            and "Số đến" not in page.split("<tbody>")[0].split("<thead>")[1]
        )
        assert "Số đến" in await clerk.get("/registers"), "the book of incoming documents comes first"
        answer, sheet = await clerk.fetch(f"/registers/register.xlsx?{address}")
        assert "so-van-ban-di-" in answer.headers["Content-Disposition"]
        assert "01/SY-UBND" in {cell.value for row in rows_of(sheet) for cell in row}
        _, paper = await clerk.fetch(f"/registers/register.pdf?{address}")
        (tmp_path / "so.pdf").write_bytes(paper)
        said = subprocess.run(
            ["pdftotext", tmp_path / "so.pdf", "-"], check=True, capture_output=True, text=True
        )
        assert "gồm 1 văn bản đi." in " ".join(said.stdout.split())


async def test_a_book_continues_the_paper_one(bureau: Bureau) -> None:
    """The clerk says where the paper book left off; nobody opens a book no series has."""
    async with bureau.at_desk(CLERK) as clerk:
        year = str(bureau.office.clock.today().year)
        await clerk.post("/registers", series="VBD", year=year, last="411")
        assert f"VBD/{year}" in await clerk.get("/registers")
        place, _ = await clerk.post("/registers", series="VBD", year=year, last="0")
        assert "đã được mở" in await clerk.get(place)
        place, _ = await clerk.post("/registers", series="KHONG", year=year, last="0")
        said = await clerk.get(place)
        assert "không có dãy số" in said and "KHONG/" not in said


async def test_an_extract_is_made_of_the_pages_that_were_asked_for(bureau: Bureau) -> None:
    """The sandbox makes it; the copy of the whole has the very bytes of the scan."""
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.scan("bon-trang.pdf", pdf("bốn trang", 4))
        await clerk.post(
            f"/tray/{number}", organ_name="Sở Nội vụ", subject="V/v rà soát", type_name="Công văn"
        )
        await bureau.rested()
        extract = await copied(bureau, number, Copy("TrS", LEAVE, "1,3-4"))
        whole = await copied(bureau, number, Copy("SL", LEAVE))
    for document, pages in ((extract, 3), (whole, 4)):
        found = await bureau.office.store.read(versions.current, document)
        assert found is not None and found[1].pages == pages
        with pikepdf.open(bureau.office.blobs.fetch(found[1].sha256).path) as made:
            assert len(made.pages) == pages
    source = await bureau.row(number)
    assert (await bureau.row(whole)).sha256 == source.sha256 != (await bureau.row(extract)).sha256


async def test_an_administrator_opens_books_and_reads_none(bureau: Bureau) -> None:
    async with bureau.at_desk(ADMIN) as admin:
        assert "Mở sổ văn bản đi tiếp theo sổ giấy" in await admin.get("/registers")
        await admin.get("/registers/register.pdf", 403)
