"""Who is asking: the session behind a request, the duties that come first, and whether a form is our own."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from aiohttp import web

from core.accounts import logins, passwords, sessions
from core.accounts.logins import Duty
from core.accounts.permissions import forbidden
from core.accounts.sessions import Visit
from core.errors import Refused, Trouble
from core.values import Actor, Moment, Role
from core.web import forms
from core.web.keys import OFFICE

log = logging.getLogger("vanthu.web")

OPEN = ("/login", "/login/code", "/language", "/healthz", "/metrics", "/verify", "/verify/report")
"""Addresses without a session; everything else is shut by default."""
OPEN_BELOW = ("/static/", "/api/")
"""Programs show their own token at the doors of the API."""
DUTIES = {"password": "/account/password", "second_factor": "/account/second"}
"""Where a person must go first; nothing else is served until it is done."""
ALWAYS = ("/logout", "/language")
UNTOUCHED = ("/events",)
"""Addresses a page asks for by itself: they do not keep a session alive."""
START = "vanthu-start"
"""Cookie of a browser that is not signed in yet; only its forms need it."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A signed-in person at one request."""

    visit: Visit
    duty: Duty

    @property
    def actor(self) -> Actor:
        """The person."""
        return self.visit.actor

    @property
    def settled(self) -> bool:
        """Whether no duty comes first."""
        return not self.duty


PRESENCE: web.RequestKey[Presence | None] = web.RequestKey("presence")
WORD: web.RequestKey[str] = web.RequestKey("word")


async def recognise(request: web.Request) -> None:
    """Find out who asks; send strangers to the login page and those with a duty to it."""
    office = request.app[OFFICE]
    presence = await _find(request)
    request[PRESENCE] = presence
    if request.path in OPEN or request.path.startswith(OPEN_BELOW):
        return
    if presence is None:
        raise web.HTTPSeeOther(_login_address(request))
    if presence.visit.stale and request.path not in UNTOUCHED:
        try:
            await office.store.write(sessions.touch, presence.visit.session_id, office.clock.now())
        except Trouble as error:  # a disk that is full must not keep people from reading
            log.warning("session not touched: %s", error)
    if presence.duty and request.path not in (DUTIES[presence.duty], *ALWAYS):
        raise web.HTTPSeeOther(DUTIES[presence.duty])


def presence(request: web.Request) -> Presence | None:
    """Return who asks, or None for a browser that is not signed in."""
    return request.get(PRESENCE)


def signed_in(request: web.Request) -> Presence:
    """Return who asks; send a stranger to the login page."""
    found = presence(request)
    if found is None:
        raise web.HTTPSeeOther(_login_address(request))
    return found


async def person(request: web.Request, *roles: Role) -> Actor:
    """Return the signed-in person; raise Forbidden unless they hold one of `roles`, when any are named."""
    found = signed_in(request)
    if roles and not found.actor.roles & set(roles):
        raise forbidden(found.actor)
    return found.actor


async def look_again(request: web.Request) -> Actor | None:
    """Return the person behind a long answer with today's roles; None once the session has ended."""
    found = await _find(request)
    return found.actor if found else None


def form_token(request: web.Request) -> str:
    """Return what every form of this browser must send back in its hidden field `token`."""
    found = presence(request)
    if found is not None:
        return found.visit.secret
    return hashlib.sha256(f"form {start(request)}".encode()).hexdigest()


def start(request: web.Request) -> str:
    """Return the word this browser was given before signing in; a new one when it has none yet."""
    if WORD not in request:
        request[WORD] = cookie(request, START) or secrets.token_urlsafe(32)
    return request[WORD]


async def demand_own_form(request: web.Request) -> None:
    """Raise Refused unless a request with an effect comes from a form of our own pages."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    where, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign = where not in (None, "same-origin") or origin not in (None, *_own_origins(request))
    if foreign or where is origin is None:
        raise _stranger()
    given = (await forms.read(request)).raw("token")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), form_token(request).encode()):
        raise _stranger()


def sign_in(request: web.Request, answer: web.StreamResponse, opened: sessions.Opened) -> None:
    """Give the browser the cookie of its new session."""
    web_site = request.app[OFFICE].site.web
    answer.set_cookie(
        cookie_name(request),
        opened.token,
        max_age=web_site.session_hours * 3600,
        path="/",
        secure=web_site.secure,
        httponly=True,
        samesite="Strict",
    )
    answer.del_cookie(START, path="/")


def sign_out(request: web.Request, answer: web.StreamResponse) -> None:
    """Take the cookie back."""
    secure = request.app[OFFICE].site.web.secure
    answer.del_cookie(cookie_name(request), path="/", secure=secure, httponly=True, samesite="Strict")


def cookie(request: web.Request, name: str) -> str:
    """Return a cookie of ours; empty when there is none, or one we never gave."""
    kept = request.cookies.get(name, "")
    return kept if kept.isascii() else ""


def cookie_name(request: web.Request) -> str:
    """Return the session cookie's name; `__Host-` binds it to this one host, where there is HTTPS."""
    return "__Host-vanthu" if request.app[OFFICE].site.web.secure else "vanthu"


def address(request: web.Request) -> str:
    """Return where the browser sits; a proxy on this very machine is believed about it."""
    remote = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return told[:64] if told.isascii() and told and is_loopback(remote) else remote


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def safe_next(address: str) -> str:
    """Return where to go after signing in: a page of ours, never another host's."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all
        return "/"
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if ours and parts.path not in (*OPEN, *ALWAYS) else "/"


async def _find(request: web.Request) -> Presence | None:
    office, token = request.app[OFFICE], cookie(request, cookie_name(request))
    if not token:
        return None
    rules = passwords.policy(office.site.accounts.password_profile)
    limits = sessions.limits(office.site.web)
    return await office.store.read(_look, token, rules, limits, office.clock.now())


def _look(token: str, rules: passwords.Policy, limits: sessions.Limits, at: Moment) -> Presence | None:
    visit = sessions.find(token, at, limits)
    if visit is None or visit.actor.user_id is None:
        return None
    return Presence(visit, logins.duty(visit.actor.user_id, at, rules))


def _login_address(request: web.Request) -> str:
    wanted = request.path_qs if request.method == "GET" and request.path != "/events" else "/"
    return "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"


def _own_origins(request: web.Request) -> tuple[str, ...]:
    told = request.app[OFFICE].site.web.origin
    seen = f"{request.scheme}://{request.host}"
    return (told, seen) if told else (seen,)


def _stranger() -> Refused:
    return Refused(
        "VT-1701",
        "Yêu cầu không đến từ trang của cơ quan hoặc trang đã mở quá lâu.",
        hint="Tải lại trang rồi làm lại.",
    )
