"""A letter written and approved in a real browser: by keyboard, without scripts, on a telephone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from core import agencies
from core.documents import states
from tests.parts.bureau import HEAD, LEADER, OFFICER, Bureau, open_bureau, pdf
from tests.parts.drafters import approvable, drafted, more_people, number_of, state
from tests.parts.pages import PASSWORD

CHROMIUM, QUIETLY = "/usr/bin/chromium", ("--no-sandbox", "--disable-gpu")


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        await opened.office.store.write(more_people, opened)
        await opened.office.store.write(agencies.remember, "Sở Nội vụ thành phố Cần Thơ", "H13.05")
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield opened
        await opened.close()


@asynccontextmanager
async def seat(
    bureau: Bureau, browser: Browser, login: str, *, scripts: bool = True, width: int = 1366
) -> AsyncIterator[Page]:
    """Sit down as somebody; whatever a script or the policy of contents complains of fails the test."""
    context = await browser.new_context(
        base_url=bureau.site.address, locale="vi-VN", java_script_enabled=scripts,
        viewport={"width": width, "height": 768},
    )  # fmt: skip
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security" in said.text else None)
    await page.goto("/login")
    await page.get_by_label("Tên đăng nhập").fill(login)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()
    await page.wait_for_url(lambda url: "/login" not in url)
    yield page
    await context.close()
    assert not complaints


async def test_a_draft_is_written_without_the_mouse(bureau: Bureau, browser: Browser, tmp_path: Path) -> None:
    """The rules answer beside the form; a receiver is found by a few letters without marks; F2 keeps it."""
    file = tmp_path / "du-thao.pdf"
    file.write_bytes(pdf("ban phim"))
    async with seat(bureau, browser, OFFICER) as page:
        await page.goto("/outgoing/new")
        await page.keyboard.type("V/v cử công chức tham gia tập huấn")
        rules = page.get_by_role("region", name="Theo quy định")
        await page.get_by_label("Người ký", exact=True).select_option(label="Trần Văn Bình – Chủ tịch")
        await expect(rules).to_contain_text("Trần Văn Bình có thẩm quyền ký")
        await page.get_by_label("Tên loại văn bản").select_option("Quyết định")
        await expect(rules).to_contain_text("…/QĐ-UBND")
        await page.get_by_label("Lĩnh vực").select_option("finance")
        await expect(rules).to_contain_text("Gửi kèm bản giấy")
        await page.get_by_role("button", name="Thêm dòng nơi nhận").press("Enter")
        await expect(page.get_by_label("Nơi nhận 3", exact=True)).to_be_focused()
        await page.keyboard.type("so noi vu")
        await page.get_by_role("option", name="Sở Nội vụ thành phố Cần Thơ").wait_for()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Mã định danh của nơi nhận 3")).to_have_value("H13.05")
        await page.get_by_label("Dự thảo (PDF) để ký").set_input_files(file)
        await page.keyboard.press("F2")
        await page.wait_for_url("**/outgoing/*")
        await page.get_by_role("status").get_by_text("Đã lưu dự thảo.").wait_for()
        await page.locator("summary", has_text="Trình").press("Enter")
        await page.get_by_role("button", name="Trình", exact=True).press("Enter")
        await page.get_by_role("status").get_by_text("Đã trình.").wait_for()
        assert await state(bureau, page.url) == states.TO_CHECK


async def test_nothing_of_it_needs_a_script(bureau: Bureau, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "du-thao.pdf"
    file.write_bytes(pdf("khong kich ban"))
    async with seat(bureau, browser, OFFICER, scripts=False) as page:
        await page.goto("/outgoing/new")
        await page.get_by_label("Trích yếu nội dung").fill("V/v khắc phục sạt lở")
        await page.get_by_label("Người ký", exact=True).select_option(label="Trần Văn Bình – Chủ tịch")
        await page.get_by_role("button", name="Kiểm tra").click()
        await page.get_by_text("Trần Văn Bình có thẩm quyền ký").wait_for()
        await page.get_by_role("button", name="Thêm dòng nơi nhận").click()
        await page.get_by_label("Nơi nhận 5", exact=True).fill("Sở Xây dựng")
        await page.get_by_label("Dự thảo (PDF) để ký").set_input_files(file)
        await page.get_by_role("button", name="Lưu dự thảo").click()
        await page.get_by_text("Đã lưu dự thảo.").wait_for()
        await page.locator("summary", has_text="Trình").click()
        await page.get_by_role("button", name="Trình", exact=True).click()
        await page.get_by_text("Đã trình.").wait_for()
        assert await state(bureau, page.url) == states.TO_CHECK


async def test_a_leader_approves_with_his_thumb(bureau: Bureau, browser: Browser) -> None:
    """At 360 px: the pages, the hash and one button within reach; the next draft follows by itself."""
    first = await approvable(bureau, subject="Kế hoạch thứ nhất", priority="1")
    second = await approvable(bureau, subject="Kế hoạch thứ hai")
    shown = (await bureau.row(number_of(first))).sha256 or ""
    async with seat(bureau, browser, LEADER, width=360) as page:
        await page.goto(f"{first}/approve")
        await page.get_by_text(shown[:16]).scroll_into_view_if_needed()
        approve = page.get_by_role("button", name="Duyệt", exact=True)
        await expect(approve).to_be_in_viewport()
        await approve.click()
        await page.wait_for_url(f"**{second}/approve")
        assert await state(bureau, first) == states.TO_SIGN
        await page.locator("summary", has_text="Trả lại người soạn thảo").click()
        await page.get_by_label("Lý do").fill("Bổ sung dự toán kinh phí.")
        await page.get_by_role("button", name="Trả lại", exact=True).click()
        await page.get_by_role("status").get_by_text("Đã trả lại").wait_for()
        assert await state(bureau, second) == states.DRAFTING


async def test_a_head_is_told_live_that_a_draft_waits(bureau: Bureau, browser: Browser) -> None:
    """The number in his menu rises while his page is open."""
    async with seat(bureau, browser, HEAD) as page:
        badge = page.locator('nav.menu [data-live="to_check_content"]')
        await expect(badge).to_be_hidden()
        async with bureau.at_desk(OFFICER) as officer:
            place = await drafted(bureau, officer)
            await officer.post(f"{place}/submit")
            bureau.office.bell.ring("documents")
        await expect(badge).to_have_text("1")
