"""A person's own account: password, second factor, sessions, tokens for programs."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import segno
from aiohttp import web
from markupsafe import Markup

from core.accounts import codes, passwords, sessions, tokens, users
from core.errors import Refused
from core.language import tr
from core.values import Actor, Moment
from core.web import forms
from core.web.accounts import role_lines
from core.web.keys import OFFICE
from core.web.pages.login import GUESSING
from core.web.render import go, page
from core.web.session import address, person, sign_in, signed_in

SECRET = re.compile(r"[A-Z2-7]{32}")


async def show(request: web.Request) -> web.StreamResponse:
    """Show the account."""
    return await _account(request)


async def show_password(request: web.Request) -> web.StreamResponse:
    """Ask for a new password and say the rules."""
    return await _password(request)


async def change_password(request: web.Request) -> web.StreamResponse:
    """Keep a new password; every session ends but the one that goes on here."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    rules, user_id = _rules(request), actor.user_id or 0
    owner = await office.store.read(users.owner, user_id, rules, office.site.office.name)
    if form.raw("new") != form.raw("again"):
        return await _password(request, errors={"again": tr("Hai lần nhập mật khẩu mới không giống nhau.")})
    async with GUESSING:
        if not await asyncio.to_thread(passwords.matches, owner.former[0], form.raw("old")):
            wrong = Refused("VT-1721", "Mật khẩu đang dùng không đúng.", hint="Nhập lại mật khẩu đang dùng.")
            return await _password(request, wrong)
        try:
            kept = await asyncio.to_thread(passwords.choose, form.raw("new"), owner, rules)
        except Refused as refusal:
            return await _password(request, errors={"new": refusal.message})
    await office.store.write(users.change_password, user_id, kept, office.clock.now())
    return await _anew(request, actor, "/", tr("Đã đổi mật khẩu."))


async def show_second(request: web.Request) -> web.StreamResponse:
    """Offer a secret for the person's telephone."""
    return await _enrolment(request, codes.new_secret())


async def enrol(request: web.Request) -> web.StreamResponse:
    """Ask codes of that secret from now on."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    secret = form.text("secret")
    if not SECRET.fullmatch(secret):
        return go("/account/second")
    try:
        await office.store.write(
            codes.enrol, actor.user_id or 0, secret, form.text("code"), office.clock.now()
        )
    except Refused as refusal:
        return await _enrolment(request, secret, refusal)
    return await _anew(request, actor, "/account", tr("Đã đăng ký xác thực hai lớp."), second_factor=True)


async def close_sessions(request: web.Request) -> web.StreamResponse:
    """End one other session, or all others."""
    office, found, form = request.app[OFFICE], signed_in(request), await forms.read(request)
    at, one = office.clock.now(), form.number("id")
    if one is None:
        await office.store.write(sessions.close_others, found.actor, found.visit.session_id, at)
    else:
        await office.store.write(sessions.close_session, found.actor, one, at)
    return go("/account", tr("Đã đóng phiên đăng nhập."))


async def issue_token(request: web.Request) -> web.StreamResponse:
    """Issue a token for a program and show it this once."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    lifetime = timedelta(days=min(form.number("days") or 0, tokens.LONGEST.days + 1))
    try:
        fresh = await office.store.write(
            tokens.issue, actor, form.text("label"), form.all("scope"), office.clock.now(), lifetime
        )
    except Refused as refusal:
        return await _account(request, token_error=refusal)
    return await _account(request, fresh=fresh)


async def revoke_token(request: web.Request) -> web.StreamResponse:
    """End a token."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    await office.store.write(tokens.revoke, actor, form.id(), office.clock.now())
    return go("/account", tr("Đã thu hồi mã truy cập."))


async def _account(
    request: web.Request, *, fresh: str = "", token_error: Refused | None = None
) -> web.Response:
    office, found = request.app[OFFICE], signed_in(request)
    limits = sessions.limits(office.site.web)
    facts = await office.store.read(_read, found.actor, found.visit.session_id, office.clock.now(), limits)
    return await page(
        request,
        "account.html",
        status=422 if token_error else 200,
        scopes=tokens.SCOPES,
        fresh=fresh,
        token_error=token_error,
        **facts,
    )


def _read(actor: Actor, session_id: int, at: Moment, limits: sessions.Limits) -> dict[str, Any]:
    account = users.find(actor.login)
    return {
        "account": account,
        "roles": role_lines(account),
        "sessions": sessions.open_sessions(account.id, at, limits),
        "own": session_id,
        "tokens": tokens.tokens(account.id, at),
    }


async def _password(
    request: web.Request, error: Refused | None = None, errors: dict[str, str] | None = None
) -> web.Response:
    office, found, rules = request.app[OFFICE], signed_in(request), _rules(request)
    owner = await office.store.read(users.owner, found.actor.user_id or 0, rules)
    shortest = rules.shortest if owner.second_factor else rules.shortest_alone
    return await page(
        request,
        "password.html",
        status=422 if error or errors else 200,
        must=found.duty == "password",
        error=error,
        errors=errors or {},
        shortest=shortest,
        rules=_sentences(rules, shortest),
    )


def _sentences(rules: passwords.Policy, shortest: int) -> list[str]:
    said = [tr("Dài từ {shortest} đến {longest} ký tự.", shortest=shortest, longest=rules.longest)]
    if rules.mixed:
        said.append(tr("Có đủ chữ thường, chữ hoa, chữ số và ký tự đặc biệt."))
    return [
        *said,
        tr("Không chứa tên mình, tên đăng nhập, tên cơ quan hoặc từ dễ đoán."),
        tr("Không dùng lại mật khẩu cũ."),
    ]


async def _enrolment(request: web.Request, secret: str, error: Refused | None = None) -> web.Response:
    office, found = request.app[OFFICE], signed_in(request)
    told = codes.enrolment_address(secret, found.actor.login, office.site.office.name)
    return await page(
        request,
        "enrol.html",
        status=422 if error else 200,
        must=found.duty == "second_factor",
        error=error,
        secret=secret,
        secret_words=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        picture=Markup(segno.make(told, error="m").svg_inline(border=1, omitsize=True)),
    )


async def _anew(
    request: web.Request, actor: Actor, onward: str, said: str, *, second_factor: bool | None = None
) -> web.Response:
    """Give this browser a new session where all others have just ended."""
    office, found = request.app[OFFICE], signed_in(request)
    opened = await office.store.write(
        sessions.open_session,
        actor.user_id or 0,
        address(request),
        forms.browser_name(request.headers.get("User-Agent", "")),
        office.clock.now(),
        second_factor=found.visit.second_factor if second_factor is None else second_factor,
    )
    answer = go(onward, said)
    sign_in(request, answer, opened)
    return answer


def _rules(request: web.Request) -> passwords.Policy:
    return passwords.policy(request.app[OFFICE].site.accounts.password_profile)


routes = (
    web.get("/account", show),
    web.get("/account/password", show_password),
    web.post("/account/password", change_password),
    web.get("/account/second", show_second),
    web.post("/account/second", enrol),
    web.post("/account/sessions/close", close_sessions),
    web.post("/account/tokens", issue_token),
    web.post("/account/tokens/close", revoke_token),
)
