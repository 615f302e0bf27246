"""A real Chromium that may speak to the office and to nobody else, and a person who types in it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pyotp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from appliance.demonstration.commune import Login

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 360, "height": 740}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium within the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


_spent: dict[str, int] = {}
"""The last step of each second factor that was used: a code is good once, the next step's is good already."""


def _fresh_code(login: Login) -> str:
    step = max(int(time.time()) // 30, _spent.get(login.totp, 0) + 1)
    _spent[login.totp] = step
    return pyotp.TOTP(login.totp).at(step * 30)


class Person:
    """Somebody at a browser of his own; whatever it asks of another host, or complains of, is remembered."""

    def __init__(self, browser: Browser, address: str, size: ViewportSize | None = None) -> None:
        self.address = address
        self._context = browser.new_context(viewport=size or DESK, locale="vi-VN", base_url=address)
        self.page: Page = self._context.new_page()
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        host = urlsplit(address).netloc
        self.page.on("request", lambda asked: self._note(asked.url, host))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, url: str, host: str) -> None:
        place = urlsplit(url)
        if place.scheme in ("http", "https", "ws", "wss") and place.netloc != host:
            self.strangers.append(url)

    def sign_in(self, login: Login) -> Person:
        """Type name and password, and the second factor where one is asked for."""
        self.page.goto("/login")
        self.page.get_by_label("Tên đăng nhập").fill(login.login)
        self.page.get_by_label("Mật khẩu").fill(login.password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        if login.totp:
            self.page.locator("input[name=code]").fill(_fresh_code(login))
            self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/")
        return self

    def status_of(self, path: str) -> int:
        """Ask for an address with this person's cookie and return the status."""
        return self._context.request.get(path, max_redirects=0).status

    def flaws(self) -> list[dict[str, Any]]:
        """Return what axe finds wrong with the page as it stands (WCAG 2.1 AA)."""
        found: list[dict[str, Any]] = Axe().run(self.page).response["violations"]
        return [{"id": one["id"], "nodes": [node["html"][:200] for node in one["nodes"]]} for one in found]

    def leave(self) -> None:
        """Close the browser; nothing was asked of another host, no script failed."""
        self._context.close()
        assert not self.strangers, f"asked another host: {self.strangers}"
        assert not self.complaints, f"a script failed: {self.complaints}"
