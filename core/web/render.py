"""Turns facts into pages, in the language of whoever reads them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import quote, unquote

import jinja2
from aiohttp import web

from core import language, trust
from core.errors import OfficeError
from core.web import looks, written
from core.web.keys import OFFICE
from core.web.menu import READERS, Menu, menu
from core.web.session import START, form_token, presence, start

SAID = "vanthu-said"
"""Name of the cookie that carries one sentence over a redirect."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the next page: what has just been done."""

    sentence: str
    tone: str = "good"
    hint: str = ""


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the templates, every value in them escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("core.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters |= {
        "day": written.day,
        "hour": written.hour,
        "moment": written.moment,
        "number": written.number,
        "count": written.count,
        "size": written.size,
        "initials": written.initials,
        "state_look": looks.state,
        "urgency_look": looks.urgency,
    }
    made.globals |= {"tr": language.tr, "static": static, "ROLES": looks.ROLES}
    return made


async def page(
    request: web.Request, template: str, *, status: int = 200, bare: bool = False, **facts: Any
) -> web.Response:
    """Answer with a page: `facts` and what the frame needs; what was said on the way here is said once.

    A `bare` page has no menu and asks nothing of the database.
    """
    said = _heard(request)
    frame = {"form_token": form_token(request), "said": said, **await _frame(request, bare)}
    text = environment().get_template(template).render(frame | facts)
    answer = web.Response(text=text, content_type="text/html", status=status)
    if said:
        answer.del_cookie(SAID, path="/")
    if presence(request) is None and START not in request.cookies:
        secure = request.app[OFFICE].site.web.secure
        answer.set_cookie(START, start(request), path="/", secure=secure, httponly=True, samesite="Strict")
    return answer


def go(address: str, said: str = "", *, tone: str = "good", hint: str = "") -> web.Response:
    """Send the browser on after a form was dealt with, with a sentence for the page it comes to."""
    answer = web.Response(status=303, headers={"Location": address})
    if said:
        words = quote(json.dumps(asdict(Said(said[:600], tone, hint[:300])), ensure_ascii=False))
        answer.set_cookie(SAID, words, max_age=60, path="/", httponly=True, samesite="Strict")
    return answer


def sorry(address: str, error: OfficeError) -> web.Response:
    """Send the browser back to a page that then says why something was refused."""
    return go(address, error.message, tone="bad", hint=error.hint)


@lru_cache
def edition() -> str:
    """Return a word that changes whenever a style, script or picture does; browsers keep what bears it."""
    digest = hashlib.sha256()
    for file in sorted(resources.files("core.web").joinpath("static").iterdir(), key=lambda file: file.name):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def static(name: str) -> str:
    """Return the address of a style, script or picture."""
    return f"/static/{edition()}/{name}"


async def _frame(request: web.Request, bare: bool) -> dict[str, Any]:
    office = request.app[OFFICE]
    found = presence(request)
    facts: dict[str, Any] = {
        "language": language.spoken(),
        "path": request.path,
        "sought": request.query.get("q", "") if request.path == "/search" else "",
        "agency": office.site.office,
        "me": found.actor if found else None,
        "menu": Menu((), ()),
        "unread": 0,
        "demonstration": False,
        "searches": bool(found and found.actor.roles & READERS),
    }
    if found and found.settled and not bare:
        facts["menu"], facts["unread"] = await menu(request, found.actor)
        facts["demonstration"] = await office.store.read(trust.demonstrates)
    return facts


def _heard(request: web.Request) -> Said | None:
    kept = request.cookies.get(SAID)
    if not kept:
        return None
    try:
        told = json.loads(unquote(kept))
        json.dumps(told, ensure_ascii=False).encode()  # half a letter could not be sent again
        return Said(**told)
    except (ValueError, TypeError):  # not ours, or cut: nothing worth repeating
        return None
