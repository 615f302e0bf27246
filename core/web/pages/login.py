"""The door: login and password, then the code from the telephone; and the way out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from core import language
from core.accounts import logins, passwords, sessions
from core.accounts.logins import Answer, Question
from core.accounts.permissions import actor_of
from core.errors import Refused
from core.language import tr
from core.web import forms
from core.web.keys import OFFICE, WAITING
from core.web.render import go, page
from core.web.session import address, person, presence, safe_next, sign_in, sign_out, start

PATIENCE = 300.0
"""Seconds in which the code must follow the password."""
GUESSING = asyncio.Semaphore(2)
"""Two guesses at a time: each costs 64 MiB (argon2id)."""


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Somebody whose password was right and whose code is awaited; known by their browser's first word."""

    question: Question
    since: float
    """On the event loop's clock."""


async def show(request: web.Request) -> web.StreamResponse:
    """Ask for login and password."""
    if presence(request) is not None:
        return go("/")
    return await _ask_password(request, request.query.get("next", "/"))


async def enter(request: web.Request) -> web.StreamResponse:
    """Judge a password; go in, or on to the code."""
    office, form = request.app[OFFICE], await forms.read(request)
    login, password, wanted = form.text("login"), form.raw("password"), form.text("next")
    try:
        question = await office.store.read(logins.ask, login, address(request), office.clock.now())
    except Refused as refusal:
        return await _ask_password(request, wanted, login, refusal)
    async with GUESSING:
        right = await asyncio.to_thread(passwords.matches, question.password, password)
    answer = await office.store.write(logins.answer, question, right, "", office.clock.now())
    if answer.wants_code:
        _forget_late(request)
        request.app[WAITING][start(request)] = AtTheDoor(question, asyncio.get_running_loop().time())
        return go(f"/login/code?next={quote(safe_next(wanted), safe='')}")
    if answer.user_id is None:
        return await _ask_password(request, wanted, login, answer.refusal)
    return await _let_in(request, answer, wanted)


async def show_code(request: web.Request) -> web.StreamResponse:
    """Ask for the code again, as long as somebody waits at the door."""
    _forget_late(request)
    if start(request) not in request.app[WAITING]:
        return go("/login")
    return await page(request, "second.html", error=None, next=safe_next(request.query.get("next", "/")))


async def enter_code(request: web.Request) -> web.StreamResponse:
    """Judge the code of somebody whose password was right."""
    office, form = request.app[OFFICE], await forms.read(request)
    _forget_late(request)
    waiting = request.app[WAITING].get(start(request))
    if waiting is None:
        return go("/login", tr("Đã quá lâu, hãy đăng nhập lại từ đầu."), tone="warn")
    code = form.text("code") or "0"  # an empty code would only ask again
    answer = await office.store.write(logins.answer, waiting.question, True, code, office.clock.now())
    if answer.user_id is None:
        return await page(
            request, "second.html", status=422, error=answer.refusal, next=safe_next(form.text("next"))
        )
    request.app[WAITING].pop(start(request), None)
    return await _let_in(request, answer, form.text("next"))


async def leave(request: web.Request) -> web.StreamResponse:
    """End this session."""
    office, found = request.app[OFFICE], presence(request)
    actor = await person(request)
    if found is not None:
        await office.store.write(sessions.close_session, actor, found.visit.session_id, office.clock.now())
    office.keyring.leave(actor)
    answer = go("/login", tr("Đã đăng xuất."))
    sign_out(request, answer)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def choose_language(request: web.Request) -> web.StreamResponse:
    """Remember which language this browser's person reads."""
    form = await forms.read(request)
    chosen = form.text("language")
    answer = go(safe_next(form.text("next") or "/") if presence(request) else "/login")
    if chosen in language.LANGUAGES:
        answer.set_cookie("vanthu-language", chosen, max_age=31_536_000, path="/", samesite="Strict")
    return answer


async def _ask_password(
    request: web.Request, wanted: str, login: str = "", error: Refused | None = None
) -> web.Response:
    status = 422 if error else 200
    return await page(request, "login.html", status=status, login=login, error=error, next=safe_next(wanted))


async def _let_in(request: web.Request, answer: Answer, wanted: str) -> web.Response:
    office, browser, before = request.app[OFFICE], request.headers.get("User-Agent", ""), presence(request)
    if before is not None:  # a browser has one session: whose cookie it gives up must not live on
        await office.store.write(sessions.end, before.actor, before.visit.session_id, office.clock.now())
    opened = await office.store.write(
        sessions.open_session,
        answer.user_id or 0,
        address(request),
        forms.browser_name(browser),
        office.clock.now(),
        second_factor=answer.second_factor,
    )
    # A token is unlocked for the session in which its holder typed the PIN, not for whoever bears his name.
    office.keyring.leave(await office.store.read(actor_of, answer.user_id or 0))
    inside = go(safe_next(wanted))
    sign_in(request, inside, opened)
    return inside


def _forget_late(request: web.Request) -> None:
    waiting, now = request.app[WAITING], asyncio.get_running_loop().time()
    for word in [word for word, door in waiting.items() if now - door.since > PATIENCE]:
        del waiting[word]


routes = (
    web.get("/login", show),
    web.post("/login", enter),
    web.get("/login/code", show_code),
    web.post("/login/code", enter_code),
    web.post("/logout", leave),
    web.post("/language", choose_language),
)
