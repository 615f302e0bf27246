"""A scan is registered without a mouse, a direction is three taps, and every page is legible and our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from core.store.memory import Audit
from core.store.papers import Document, Task
from tests.parts.bureau import CLERK, HEAD, LEADER, LETTER, OFFICER, Bureau, open_bureau
from tests.parts.pages import PASSWORD

CHROMIUM = "/usr/bin/chromium"
QUIETLY = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
DESK: ViewportSize = {"width": 1366, "height": 768}
TELEPHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        opened = await driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield opened
        await opened.close()


@asynccontextmanager
async def seated(
    bureau: Bureau, browser: Browser, login: str, *, telephone: bool = False, scripts: bool = True
) -> AsyncIterator[Page]:
    """Sit down before a browser as somebody; a complaint of the browser or a foreign host fails the test."""
    context = await browser.new_context(
        base_url=bureau.site.address,
        locale="vi-VN",
        viewport=TELEPHONE if telephone else DESK,
        has_touch=telephone,
        java_script_enabled=scripts,
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not _ours(bureau, asked.url) else None)
    await page.goto("/login")
    await page.get_by_label("Tên đăng nhập").fill(login)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()
    await page.wait_for_url(lambda url: "/login" not in url)
    yield page
    await context.close()
    assert not wrong


def _ours(bureau: Bureau, url: str) -> bool:
    return url.startswith((bureau.site.address, "data:", "blob:"))


async def assert_legible(page: Page, place: str) -> None:
    """WCAG 2.1 AA, and nothing wider than the screen."""
    await page.goto(place)
    found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert not found.response["violations"], f"{place}\n{found.generate_report()}"
    spare = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(spare) <= 0, f"{place} is wider than the screen"


async def test_a_scan_is_registered_with_the_keyboard_alone(bureau: Bureau, browser: Browser) -> None:
    """From the tray to the number: F2, what stands on the letter from top to bottom, Enter between, F2."""
    first, second = await bureau.scan("quet-01.pdf"), await bureau.scan("quet-02.pdf")
    async with seated(bureau, browser, CLERK) as page:
        await page.goto("/tray")
        await page.keyboard.press("F2")
        await page.wait_for_url(f"**/tray/{first}")
        for words in (LETTER["organ_name"], "1290/SNV-CCHC", "5/1", "B"):
            await page.keyboard.type(words)
            await page.keyboard.press("Enter")
        await page.keyboard.type(LETTER["subject"])
        await page.keyboard.press("F2")
        await page.wait_for_url(f"**/tray/{second}?done={first}")
        assert await page.locator(".done strong").inner_text() == "153"
        focused = "document.activeElement.name"
        assert await page.evaluate(focused) == "organ_name"
        await page.keyboard.type("so noi vu")
        await page.locator(".suggestions li").first.wait_for()
        await page.keyboard.press("Enter")
        assert await page.locator("#f-organ_name").input_value() == LETTER["organ_name"]
        assert await page.evaluate(focused) == "code_number"
        await page.keyboard.type("7")
        await page.keyboard.press("F4")
        await page.locator("#f-subject-error").wait_for()
        assert await page.evaluate(focused) == "subject"
    row = await bureau.row(first)
    assert (row.code_number, row.code_notation, row.type_name) == ("1290", "SNV-CCHC", "Báo cáo")


async def test_enter_while_a_word_is_composed_is_not_ours(bureau: Bureau, browser: Browser) -> None:
    """Telex and other typing methods send their own keys: a half-typed word stays where it is."""
    number = await bureau.scan()
    async with seated(bureau, browser, CLERK) as page:
        await page.goto(f"/tray/{number}")
        composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
        await page.evaluate(f"document.activeElement.dispatchEvent({composing})")
        assert await page.evaluate("document.activeElement.name") == "organ_name"


async def test_a_direction_is_three_taps_on_a_telephone(bureau: Bureau, browser: Browser) -> None:
    """Unit, day, button; a second unit tapped helps; the page that follows says that it was done."""
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.registered(clerk, True)
    async with seated(bureau, browser, LEADER, telephone=True) as page:
        await page.goto(f"/documents/{number}/direct")
        await page.get_by_role("button", name="Phòng Kinh tế").tap()
        await page.get_by_text("3 ngày làm việc").tap()
        await page.get_by_role("button", name="Ghi bút phê và chuyển").tap()
        await page.get_by_text("Đã ghi bút phê và chuyển văn bản.").wait_for()
    tasks = await bureau.office.store.read(
        lambda: [(task.role, bool(task.due_date)) for task in Task.select()]
    )
    assert tasks == [("lead", True)]


async def test_the_whole_way_without_scripts(bureau: Bureau, browser: Browser) -> None:
    """A browser without scripts registers, presents and directs by the same forms."""
    number = await bureau.scan()
    async with seated(bureau, browser, CLERK, scripts=False) as page:
        await page.goto(f"/tray/{number}")
        for name in ("organ_name", "code_number", "code_notation", "issued_date", "subject"):
            await page.locator(f"[name={name}]").fill(LETTER[name])
        await page.get_by_role("button", name="Vào sổ và trình").click()
        assert await page.locator(".done strong").inner_text() == "153"
    async with seated(bureau, browser, LEADER, scripts=False) as page:
        await page.goto(f"/documents/{number}/direct")
        await page.locator("label[for$='-lead']").first.click()
        await page.get_by_role("button", name="Ghi bút phê và chuyển").click()
    assert (await bureau.row(number)).state == "directed"


async def test_opening_a_page_is_told_by_the_page_itself(bureau: Bureau, browser: Browser) -> None:
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.registered(clerk)
    async with seated(bureau, browser, CLERK) as page, page.expect_response("**/viewed"):
        await page.goto(f"/documents/{number}")
    views = await bureau.office.store.read(lambda: Audit.select().where(Audit.action == "view").count())
    assert views == 1


@pytest.mark.parametrize("telephone", [False, True], ids=["desk", "telephone"])
async def test_every_page_is_legible(bureau: Bureau, browser: Browser, telephone: bool) -> None:
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        presented = await bureau.registered(clerk, True, priority="3")
        given = await bureau.registered(clerk, True, code_number="2", due_date="31/12/2030")
        units = await bureau.units()
        await leader.post(f"/documents/{given}/direct", **{f"unit-{units['VP']}": "lead"})
        waiting = await bureau.scan("quet-09.pdf")
    places = {
        CLERK: ("/tray", f"/tray/{waiting}", "/documents/new", "/documents", f"/documents/{presented}",
                f"/documents/{presented}/correct", "/registers", "/search?q=cai", "/tray?box=aside"),
        LEADER: (f"/documents/{presented}/direct", f"/documents/{given}", "/documents?box=under_way"),
        HEAD: ("/work", f"/documents/{given}"),
        OFFICER: ("/work",),
    }  # fmt: skip
    for login, own in places.items():
        async with seated(bureau, browser, login, telephone=telephone) as page:
            for place in own:
                await assert_legible(page, place)
    assert await bureau.office.store.read(lambda: Document.get_by_id(given).state) == "directed"
