"""Live counters: told at once, told rarely, ended with the session and with the office."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from core.accounts import sessions
from core.store.papers import NoticeRow
from core.store.people import Session, User
from tests.parts.pages import Site, open_site, sign_in

STREAMS = 50


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def next_event(stream: ClientResponse) -> tuple[str, Any]:
    """Return the next event's name and what it says."""
    name = ""
    async with asyncio.timeout(20):
        async for line in stream.content:
            text = line.decode().strip()
            if text.startswith("event:"):
                name = text.removeprefix("event:").strip()
            elif text.startswith("data:") and name:
                return name, json.loads(text.removeprefix("data:"))
    raise AssertionError("the stream ended without a word")


async def give_notice(site: Site, login: str, key: str) -> None:
    """Put one more unread notice on somebody's bell, and ring."""

    def write() -> None:
        user = User.get(User.login == login)
        NoticeRow.create(user=user, event="x", sentence="Có việc.", key=key, at=site.office.clock.utc())

    await site.office.store.write(write)
    site.office.bell.ring("notices")


async def test_a_page_is_told_its_numbers_now_and_after_a_change(site: Site) -> None:
    async with site.visitor() as browser:
        await sign_in(browser, "ntmai")
        async with browser.get("/events") as stream:
            assert stream.content_type == "text/event-stream"
            name, numbers = await next_event(stream)
            assert name == "counts" and numbers["notices"] == 0 and numbers["to_register"] == 0
            await give_notice(site, "ntmai", "first")
            assert (await next_event(stream))[1]["notices"] == 1


async def test_many_rings_are_few_tellings(site: Site) -> None:
    """A thousand scans are not a thousand messages: rings within the pause are told as one."""
    async with site.visitor() as browser:
        await sign_in(browser, "ntmai")
        async with browser.get("/events") as stream:
            await next_event(stream)
            for number in range(20):
                await give_notice(site, "ntmai", f"notice-{number}")
            told = [(await next_event(stream))[1]["notices"]]
            while told[-1] < 20:
                told.append((await next_event(stream))[1]["notices"])
            assert len(told) <= 3


async def test_an_open_stream_does_not_keep_a_session_alive(site: Site) -> None:
    long_ago = "2020-01-01T00:00:00.000000Z"
    async with site.visitor() as browser:
        await sign_in(browser, "ntmai")
        async with browser.get("/events") as stream:
            await next_event(stream)
            await site.office.store.write(lambda: Session.update(seen_at=long_ago).execute())
            site.office.bell.ring("notices")
            assert (await next_event(stream))[0] == "end"


async def test_a_session_closed_elsewhere_ends_its_stream(site: Site) -> None:
    async with site.visitor() as browser:
        await sign_in(browser, "ntmai")
        async with browser.get("/events") as stream:
            await next_event(stream)
            user = await site.office.store.read(lambda: User.get(User.login == "ntmai").id)
            await site.office.store.write(sessions.close_all, user, site.office.clock.now())
            site.office.bell.ring("documents")
            assert (await next_event(stream))[0] == "end"


async def test_the_office_closes_at_once_with_many_pages_listening(site: Site) -> None:
    """Under two seconds with fifty streams open (the bound is part of the contract)."""
    async with site.visitor() as browser:
        await sign_in(browser, "ntmai")
        kept = {cookie.key: cookie.value for cookie in browser.cookie_jar}
    browsers = [ClientSession(site.address, cookies=kept) for _ in range(STREAMS)]
    try:
        streams = [await each.get("/events") for each in browsers]
        for stream in streams:
            await next_event(stream)
        async with asyncio.timeout(2):
            await site.close()
        for stream in streams:
            await stream.read()  # ended in order, not torn off
    finally:
        for each in browsers:
            await each.close()
