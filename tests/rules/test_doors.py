"""The doors of the web site: shut by default, open to our own forms only, and polite when they stay shut."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pyotp
import pytest
from aiohttp import ClientResponse, ClientSession, web

from core.errors import Forbidden, Misconfigured, Missing, Refused, Trouble
from core.hookspecs import hookimpl
from core.office import Office
from core.store.people import Session, User
from core.web.middleware import HEADERS
from core.web.session import OPEN, OPEN_BELOW, safe_next
from tests.parts.pages import PASSWORD, SITE, Site, open_site, own, sign_in, token_of

ERRORS = {
    "refused": (Refused("VT-9001", "Không được."), 422),
    "forbidden": (Forbidden("VT-9002", "Không phải việc của anh."), 403),
    "missing": (Missing("VT-9003", "Không có."), 404),
    "trouble": (Trouble("VT-9004", "Chưa được."), 503),
    "misconfigured": (Misconfigured("VT-9005", "Cấu hình sai."), 500),
}


class Broken:
    """A plugin whose pages go wrong in every way, and one that reaches for a place that is not its own."""

    @hookimpl
    def routes(self, office: Office) -> Sequence[web.RouteDef]:
        """Serve a page for every error, and one where nobody may."""

        def failing(error: Exception) -> web.RouteDef:
            async def page(request: web.Request) -> web.StreamResponse:
                raise error

            return web.get(f"/plugins/broken/{getattr(error, 'code', 'crash')}", page)

        ours = [failing(error) for error, _ in ERRORS.values()]
        return [*ours, failing(ZeroDivisionError("secret words")), web.get("/people/stolen", _stolen)]


async def _stolen(request: web.Request) -> web.StreamResponse:
    return web.Response(text="stolen")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, {"broken": Broken()}) as opened:
        yield opened


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[ClientSession]:
    async with site.visitor() as browser:
        yield browser


def assert_dressed(answer: ClientResponse) -> None:
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, answer.url
    assert "Cache-Control" in answer.headers


def addresses(site: Site) -> list[tuple[str, str]]:
    """Every method and address of the site, with numbers filled in."""
    found = []
    for route in site.application.router.routes():
        canonical = route.resource.canonical if route.resource else ""
        path = canonical.replace("{id}", "1").replace("{number}", "1").replace("{file}", "1")
        if route.method in ("GET", "POST"):
            found.append((route.method, path))
    return found


async def test_everything_but_the_open_doors_asks_who_one_is(site: Site, visitor: ClientSession) -> None:
    for method, path in addresses(site):
        if path in OPEN or path.startswith(OPEN_BELOW):
            continue
        answer = await visitor.request(method, path, allow_redirects=False, headers=own(visitor))
        assert answer.status == 303 and answer.headers["Location"].startswith("/login"), (method, path)


async def test_no_form_is_taken_from_another_place(site: Site, visitor: ClientSession) -> None:
    token = await sign_in(visitor, "ntmai")
    ours = own(visitor)
    for method, path in addresses(site):
        if method != "POST" or path.startswith(OPEN_BELOW):
            continue
        for headers, given in (
            ({}, token),
            ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, token),
            ({"Origin": ours["Origin"], "Sec-Fetch-Site": "cross-site"}, token),
            ({"Origin": "null"}, token),
            (ours, ""),
            (ours, token[:-1] + "x"),
        ):
            answer = await visitor.post(path, data={"token": given}, headers=headers, allow_redirects=False)
            assert answer.status == 422 and "VT-1701" in await answer.text(), (path, headers)
    assert (await visitor.get("/", allow_redirects=False)).status == 200, "still signed in"


async def test_nothing_happens_by_looking(site: Site, visitor: ClientSession) -> None:
    await sign_in(visitor, "ntmai")
    for method, path in addresses(site):
        if method == "POST" and ("GET", path) not in addresses(site):
            answer = await visitor.get(path, allow_redirects=False)
            assert answer.status in (404, 405), path


async def test_every_answer_is_dressed(site: Site, visitor: ClientSession) -> None:
    for path in ("/login", "/", "/nope", "/static/none.css", "/healthz", "/api/v1/nothing"):
        assert_dressed(await visitor.get(path, allow_redirects=False))
    await sign_in(visitor, "ntmai")
    for path in ("/", "/people", "/nope", "/plugins/broken/crash", "/events"):
        answer = await visitor.get(path, allow_redirects=False)
        assert_dressed(answer)
        assert "aiohttp" not in answer.headers["Server"].lower()
        answer.close()


@pytest.mark.parametrize(("error", "status"), ERRORS.values(), ids=list(ERRORS))
async def test_an_error_is_a_sentence(visitor: ClientSession, error: Refused, status: int) -> None:
    await sign_in(visitor, "ntmai")
    answer = await visitor.get(f"/plugins/broken/{error.code}")
    text = await answer.text()
    assert answer.status == status
    assert error.message in text and error.code in text and 'class="menu"' in text


async def test_what_nobody_foresaw_has_a_number_that_stands_in_the_log(
    visitor: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    await sign_in(visitor, "ntmai")
    with caplog.at_level(logging.ERROR, "vanthu.web"):
        answer = await visitor.get("/plugins/broken/crash")
    text = await answer.text()
    assert answer.status == 500 and "secret words" not in text
    number = text.split("mã ", 1)[1][:8]
    assert number in caplog.text and "ZeroDivisionError" in caplog.text


async def test_an_unknown_address_is_a_page_for_people_and_json_for_programs(visitor: ClientSession) -> None:
    await sign_in(visitor, "ntmai")
    answer = await visitor.get("/khong-co")
    assert answer.status == 404 and "Không có trang này." in await answer.text()
    answer = await visitor.get("/api/v1/khong-co")
    assert answer.status == 404
    assert (await answer.json())["errors"][0]["message"] == "Không có trang này."


async def test_a_plugin_serves_only_its_own_place(visitor: ClientSession) -> None:
    await sign_in(visitor, "ntmai")
    assert (await visitor.get("/people/stolen")).status == 404


async def test_the_session_cookie_is_out_of_reach(site: Site, visitor: ClientSession) -> None:
    await sign_in(visitor, "ntmai")
    kept = {cookie.key: cookie for cookie in visitor.cookie_jar}
    cookie = kept["vanthu"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/"
    rows = await site.office.store.read(lambda: [row.token for row in Session.select()])
    assert cookie.value not in rows, "the office keeps only the hash"


async def test_with_https_cookies_are_bound_to_this_host(tmp_path: Path) -> None:
    text = SITE + '[web]\norigin = "https://vanban.longphu.vn"\n'
    async with open_site(tmp_path, text=text) as site, site.visitor() as browser:
        answer = await browser.get("/login")
        start = answer.cookies["vanthu-start"]
        assert start["secure"]
        given = {"login": "ntmai", "password": PASSWORD, "token": token_of(await answer.text())}
        headers = {"Origin": "https://vanban.longphu.vn", "Cookie": f"vanthu-start={start.value}"}
        answer = await browser.post("/login", data=given, headers=headers, allow_redirects=False)
        cookie = answer.cookies["__Host-vanthu"]
        assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]


async def test_signing_out_ends_the_session_on_the_server(site: Site, visitor: ClientSession) -> None:
    token = await sign_in(visitor, "ntmai")
    kept = {cookie.key: cookie.value for cookie in visitor.cookie_jar}
    answer = await visitor.post("/logout", data={"token": token}, headers=own(visitor))
    assert "Đã đăng xuất." in await answer.text()
    async with ClientSession(site.address, cookies=kept) as thief:
        assert (await thief.get("/", allow_redirects=False)).status == 303


async def test_a_code_is_asked_after_the_password_and_good_once(tmp_path: Path) -> None:
    async with open_site(tmp_path, two_factors=True) as site:
        secret = await site.office.store.read(lambda: str(User.get(User.login == "kngoc").totp))
        code = pyotp.TOTP(secret).at(site.office.clock.utc())
        async with site.visitor() as browser:
            text = await _show_password(browser, "kngoc")
            assert "Mã sáu chữ số" in text
            assert (await browser.get("/", allow_redirects=False)).status == 303, "not in yet"
            given = {"code": code, "token": token_of(text), "next": "/people"}
            answer = await browser.post("/login/code", data=given, headers=own(browser))
            assert answer.status == 200 and answer.url.path == "/people"
        async with site.visitor() as browser:
            given = {"code": code, "token": token_of(await _show_password(browser, "kngoc"))}
            answer = await browser.post("/login/code", data=given, headers=own(browser))
            assert answer.status == 422
            assert "đã dùng" in await answer.text()


async def test_a_duty_comes_before_everything_else(site: Site, visitor: ClientSession) -> None:
    """A one-time password is changed, an administrator's telephone enrolled, before anything is served."""
    await site.office.store.write(
        lambda: User.update(must_change=True).where(User.login == "ptdung").execute()
    )
    await sign_in(visitor, "ptdung")
    for path in ("/", "/notices", "/account", "/events", "/plugins/broken/crash"):
        answer = await visitor.get(path, allow_redirects=False)
        assert answer.headers["Location"] == "/account/password", path
    page = await (await visitor.get("/account/password")).text()
    fresh = "Cầu-Đại-Ngãi-đẹp-lắm-2026"
    given = {"old": PASSWORD, "new": fresh, "again": fresh, "token": token_of(page)}
    answer = await visitor.post("/account/password", data=given, headers=own(visitor))
    assert answer.url.path == "/" and "Đã đổi mật khẩu." in await answer.text()
    async with site.visitor() as admin:
        await sign_in(admin, "kngoc")
        assert (await admin.get("/people", allow_redirects=False)).headers["Location"] == "/account/second"


@pytest.mark.parametrize("path", ["/people", "/people/new", "/people/1", "/people/unit", "/health"])
async def test_the_administrators_pages_are_the_administrators(visitor: ClientSession, path: str) -> None:
    await sign_in(visitor, "ntmai")
    answer = await visitor.get(path)
    assert answer.status == 403 and "VT-2004" in await answer.text()


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
async def test_figures_are_for_this_machine_only(visitor: ClientSession, path: str) -> None:
    assert (await visitor.get(path)).status == 200
    for told in ({"X-Forwarded-For": "192.168.1.7"}, {"Host": "vanban.longphu.vn"}):
        assert (await visitor.get(path, headers=told)).status == 404


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/login"],
)
def test_after_signing_in_one_stays_in_the_house(address: str) -> None:
    assert safe_next(address) == "/"


async def test_the_reader_chooses_the_language(visitor: ClientSession) -> None:
    page = await (await visitor.get("/login")).text()
    assert '<html lang="vi">' in page
    given = {"language": "en", "token": token_of(page)}
    answer = await visitor.post("/language", data=given, headers=own(visitor))
    assert '<html lang="en">' in await answer.text()


async def _show_password(browser: ClientSession, login: str) -> str:
    page = await (await browser.get("/login")).text()
    given = {"login": login, "password": PASSWORD, "token": token_of(page)}
    return await (await browser.post("/login", data=given, headers=own(browser))).text()
