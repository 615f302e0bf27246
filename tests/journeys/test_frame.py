"""The frame of the web site in a real browser: legible, reachable by keyboard, alive, and all our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from core.store.papers import NoticeRow
from core.store.people import User
from tests.parts.pages import PASSWORD, Site, open_site

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SIZES = ((1366, 768), (360, 740))
"""An old screen and a telephone."""


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield opened
        await opened.close()


@asynccontextmanager
async def desk(site: Site, browser: Browser, login: str = "", *, scripts: bool = True) -> AsyncIterator[Page]:
    """Open a page of the site as somebody; a foreign host or a complaint of the browser fails the test."""
    context = await browser.new_context(base_url=site.address, locale="vi-VN", java_script_enabled=scripts)
    page = await context.new_page()
    strangers: list[str] = []
    page.on("request", lambda asked: strangers.append(asked.url) if not _ours(site, asked.url) else None)
    page.on("pageerror", lambda error: strangers.append(str(error)))
    page.on("console", lambda said: strangers.append(said.text) if "Content Security" in said.text else None)
    await page.goto("/")
    if login:
        await page.get_by_label("Tên đăng nhập").fill(login)
        await page.get_by_label("Mật khẩu").fill(PASSWORD)
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.wait_for_url(lambda url: "/login" not in url)
    yield page
    await context.close()
    assert not strangers


def _ours(site: Site, url: str) -> bool:
    return url.startswith((site.address, "data:", "blob:"))


async def assert_legible(page: Page, place: str) -> None:
    """Axe finds nothing and nothing reaches beyond the screen, on an old screen and on a telephone."""
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        found = (await Axe().run(page)).response["violations"]
        assert not found, (place, width, [(one["id"], one["nodes"][0]["target"]) for one in found])
        beyond = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert beyond <= 0, (place, width)


async def enrolled(site: Site) -> None:
    """Spare the administrator the telephone."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    await site.office.store.write(lambda: User.update(totp=secret).where(User.login == "kngoc").execute())


async def test_every_page_of_the_frame_is_legible(site: Site, browser: Browser) -> None:
    async with desk(site, browser) as page:
        await assert_legible(page, "login")
        await page.get_by_label("Tên đăng nhập").fill("ntmai")
        await page.get_by_label("Mật khẩu").fill("sai")
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.get_by_role("alert").get_by_text("không đúng").wait_for()
        await assert_legible(page, "wrong password")
    async with desk(site, browser, "ntmai") as page:
        for place in ("/", "/account", "/account/password", "/account/second", "/notices", "/keys", "/none"):
            await page.goto(place)
            await assert_legible(page, place)
    async with desk(site, browser, "kngoc") as page:
        await assert_legible(page, "enrolment comes first")
        await enrolled(site)
        for place in ("/", "/people", "/people/new", "/people/1", "/people/unit", "/health"):
            await page.goto(place)
            await assert_legible(page, place)


async def test_an_administrator_opens_an_account_and_its_owner_takes_it_over(
    site: Site, browser: Browser
) -> None:
    async with desk(site, browser, "kngoc") as page:
        await enrolled(site)
        await page.goto("/people")
        await page.get_by_role("link", name="Mở tài khoản").click()
        await page.get_by_label("Tên đăng nhập").fill("hvnam")
        await page.get_by_label("Họ và tên").fill("Huỳnh Văn Nam")
        await page.get_by_role("button", name="Mở tài khoản").click()
        once = await page.locator("code.secret").inner_text()
        await page.get_by_label("Giao vai trò").select_option(label="Phụ trách đơn vị")
        await page.get_by_role("button", name="Giao vai trò").click()
        await page.get_by_role("alert").get_by_text("phải gắn với một đơn vị").wait_for()
        await page.get_by_label("Giao vai trò").select_option(label="Phụ trách đơn vị")
        await page.get_by_label("Ở đơn vị").select_option(label="Phòng Kinh tế")
        await page.get_by_role("button", name="Giao vai trò").click()
        await page.get_by_role("status").get_by_text("Đã giao vai trò.").wait_for()
    async with desk(site, browser) as page:
        await page.get_by_label("Tên đăng nhập").fill("hvnam")
        await page.get_by_label("Mật khẩu").fill(once)
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.get_by_role("heading", name="Đổi mật khẩu").wait_for()
        await assert_legible(page, "first login")
        fresh = "Lúa-chín-vàng-đồng-Tân-Hưng-88"
        await page.get_by_label("Mật khẩu đang dùng").fill(once)
        await page.get_by_label("Mật khẩu mới", exact=True).fill(fresh)
        await page.get_by_label("Nhập lại mật khẩu mới").fill(fresh)
        await page.get_by_role("button", name="Đổi mật khẩu").click()
        await page.get_by_role("heading", name="Tổng quan").wait_for()
        await page.get_by_role("link", name="Chờ phân công").first.wait_for()


async def test_the_bell_counts_without_a_reload(site: Site, browser: Browser) -> None:
    async with desk(site, browser, "tvbinh") as page:
        bell = page.locator(".tools .badge")
        assert await bell.is_hidden()

        def give() -> None:
            user, at = User.get(User.login == "tvbinh"), site.office.clock.utc()
            NoticeRow.create(user=user, event="x", sentence="Có văn bản mới.", key="one", at=at)

        await site.office.store.write(give)
        site.office.bell.ring("notices")
        await bell.wait_for(state="visible")
        assert await bell.inner_text() == "1"


async def test_keys_never_disturb_who_is_typing_vietnamese(site: Site, browser: Browser) -> None:
    async with desk(site, browser, "ntmai") as page:
        await page.keyboard.press("F3")
        seek = page.get_by_role("searchbox")
        assert await seek.evaluate("field => field === document.activeElement")
        await page.keyboard.type("quyết định 1007?")
        assert await seek.input_value() == "quyết định 1007?"
        sheet = page.get_by_role("dialog", name="Phím tắt")
        assert await sheet.is_hidden(), "a question mark in a field is a question mark"
        await seek.evaluate(
            "field => field.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: 'F2', isComposing: true, bubbles: true, cancelable: true}))"
        )
        assert page.url.endswith("/"), "what a typing method composes is not a shortcut"
        await seek.evaluate("field => field.blur()")
        await page.keyboard.press("?")
        await sheet.wait_for()
        await page.keyboard.press("Escape")
        await sheet.wait_for(state="hidden")


async def test_all_of_it_works_without_scripts(site: Site, browser: Browser) -> None:
    async with desk(site, browser, "ntmai", scripts=False) as page:
        await page.locator(".person summary").click()
        await page.get_by_role("link", name="Phím tắt").click()
        await page.get_by_role("heading", name="Phím tắt", level=1).wait_for()
        await page.locator(".person summary").click()
        await page.get_by_role("button", name="Đăng xuất").click()
        await page.get_by_text("Đã đăng xuất.").wait_for()
