"""People who look at the pages of a commune's office from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pyotp
from aiohttp import ClientSession, CookieJar

from tests.parts.commune import Commune
from tests.parts.pages import own, sign_in, token_of


@asynccontextmanager
async def visiting(commune: Commune, login: str) -> AsyncIterator[ClientSession]:
    """Give the browser of a person who has signed in, within the block."""
    told = commune.logins[login]
    jar, speaks = CookieJar(unsafe=True), {"Accept-Language": "vi"}
    async with ClientSession(commune.address, cookie_jar=jar, headers=speaks) as visitor:
        token = await sign_in(visitor, login, told.password)
        if told.totp:
            given = {"code": pyotp.TOTP(told.totp).now(), "token": token}
            answer = await visitor.post("/login/code", data=given, headers=own(visitor))
            assert answer.status == 200, await answer.text()
            token_of(await answer.text())
        yield visitor


async def status_of(visitor: ClientSession, address: str) -> int:
    """Return with which status an address answers."""
    async with visitor.get(address, allow_redirects=False) as answer:
        await answer.read()
        return answer.status


async def text_of(visitor: ClientSession, address: str) -> str:
    """Return the text of a page that must be shown."""
    async with visitor.get(address) as answer:
        text = await answer.text()
        assert answer.status == 200, text
        return text
