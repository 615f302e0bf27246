"""The pages of a document, shut to whom they are not meant for: list, count, search and bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.documents import pictures
from core.store.papers import Entry, File
from tests.parts.bureau import (
    ADMIN,
    BAIT,
    CLERK,
    HEAD,
    LEADER,
    LETTER,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    SECOND_CLERK,
    Bureau,
    open_bureau,
    rows_of,
)

CLERKS_ONLY = ("/tray", "/tray/1", "/documents/new", "/agencies?q=so", "/documents/1/correct",
               "/documents/1/transcribe")  # fmt: skip
READERS_ONLY = ("/registers/register.xlsx", "/registers/register.pdf")


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        yield opened


async def file_of(bureau: Bureau, number: int) -> File:
    return await bureau.office.store.read(lambda: File.get(File.document == number))


@pytest.mark.parametrize("login", [LEADER, HEAD, OFFICER, ADMIN])
async def test_what_is_the_clerks_is_shut_to_all_others(bureau: Bureau, login: str) -> None:
    """No page and no form of the registry opens to another role, whatever the document."""
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(login) as person:
        number = await bureau.registered(clerk)
        waiting = await bureau.scan("quet-09.pdf")
        for place in CLERKS_ONLY:
            await person.get(place.replace("/1", f"/{number}"), 403)
        await person.post(f"/tray/{waiting}", 403, **LETTER)
        await person.post("/documents/new", 403, kind="paper")
        for act in ("return", "discard", "restore", "keep", "inspect"):
            await person.post(f"/tray/{waiting}/{act}", 403, reason="không có quyền")
        await person.post(f"/documents/{number}/correct", 403, **LETTER, reason="không có quyền")
        await person.post(f"/documents/{number}/transcribe", 403)
        await person.get(f"/documents/{waiting}", 404)
    lines = await bureau.office.store.read(lambda: Entry.select().count())
    assert lines == 1


@pytest.mark.parametrize("login", [HEAD, OFFICER, ADMIN])
async def test_the_book_is_read_by_clerk_and_leader_alone(bureau: Bureau, login: str) -> None:
    """An administrator opens books but reads none."""
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(login) as person:
        await bureau.registered(clerk)
        for place in READERS_ONLY:
            await person.get(place, 403)
        page = await person.get("/registers", 200 if login == ADMIN else 403)
        assert LETTER["subject"] not in page
        if login != ADMIN:
            await person.post("/registers", 403, code="X", name="Sổ khác", year="2031", last="0")


@pytest.mark.parametrize("login", [OTHER_OFFICER, OTHER_HEAD, OFFICER, ADMIN])
async def test_a_document_is_nowhere_for_whom_it_is_not(bureau: Bureau, login: str) -> None:
    """List, count, search, export, page, file, picture and every act answer as if it did not exist."""
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        number = await bureau.registered(clerk, True)
        units = await bureau.units()
        await leader.post(f"/documents/{number}/direct", **{f"unit-{units['VP']}": "lead"})
        file = await file_of(bureau, number)
        await clerk.fetch(f"/files/{number}/{file.id}/pages/1.png?w=160")
    async with bureau.at_desk(login) as person:
        page = await person.get("/documents")
        assert LETTER["subject"] not in page
        assert "0 văn bản" in page
        assert LETTER["subject"] not in await person.get("/search?q=cai cach")
        assert "0 văn bản" in await person.get("/search?q=1290/SNV")
        _, sheet = await person.fetch("/documents/export.xlsx")
        cells = [cell.value for row in rows_of(sheet) for cell in row]
        assert LETTER["subject"] not in cells
        for place in ("", "/pages/1.png", "/pages/1.png?w=160", "?save=1"):
            await person.get(f"/files/{number}/{file.id}{place}", 404)
        await person.get(f"/documents/{number}", 404)
        await person.post(f"/documents/{number}/viewed", 404)
        for act in ("present", "begin", "finish", "assign", "send_back", "cancel", "close", "reopen"):
            await person.post(f"/documents/{number}/{act}", 404, reason="không có quyền", officer="1")
    assert (await bureau.row(number)).state == "directed"


async def test_who_sees_a_document_may_still_not_do_what_is_anothers(bureau: Bureau) -> None:
    """A refusal is a sentence on the page, and nothing has changed."""
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        number = await bureau.registered(clerk, True)
        here = f"/documents/{number}"
        await clerk.get(f"{here}/direct", 403)
        await clerk.post(f"{here}/direct", 403)
        for person, act in ((leader, "present"), (leader, "cancel"), (clerk, "close"), (clerk, "begin")):
            place, _ = await person.post(f"{here}/{act}", reason="thử làm việc của người khác")
            assert 'role="alert"' in await person.get(place), act
        await clerk.post(f"{here}/no_such_act", 404)
        assert f'action="{here}/cancel"' not in await leader.get(here)
        assert f'action="{here}/close"' not in await clerk.get(here)
    assert (await bureau.row(number)).state == "presented"


async def test_bytes_that_were_not_found_clean_are_given_to_nobody(bureau: Bureau) -> None:
    number = await bureau.scan("x.pdf", BAIT)
    file = await file_of(bureau, number)
    for login in (CLERK, LEADER, ADMIN):
        async with bureau.at_desk(login) as person:
            for place in ("", "/pages/1.png?w=160"):
                await person.get(f"/files/{number}/{file.id}{place}", 404)


async def test_a_file_is_given_so_that_it_can_only_be_looked_at(bureau: Bureau) -> None:
    """Its own name, its own type, no scripts, no guessing; a foreign file's address opens nothing."""
    async with bureau.at_desk(CLERK) as clerk:
        number, other = await bureau.scan("Công văn.pdf"), await bureau.scan("quet-02.pdf")
        file = await file_of(bureau, number)
        answer, content = await clerk.fetch(f"/files/{number}/{file.id}")
        assert content.startswith(b"%PDF-")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith('inline; filename="Cong van.pdf"')
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        saved, _ = await clerk.fetch(f"/files/{number}/{file.id}?save=1")
        assert saved.headers["Content-Disposition"].startswith("attachment")
        await clerk.get(f"/files/{other}/{file.id}", 404)
        await clerk.get(f"/files/{number}/999999", 404)


async def test_a_picture_is_drawn_once_in_few_widths_and_forgotten_when_asked(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk:
        number = await bureau.scan()
        file = await file_of(bureau, number)
        here = f"/files/{number}/{file.id}/pages"
        for asked in ("1", "159", "160", "x", "99999999"):
            answer, content = await clerk.fetch(f"{here}/1.png?w={asked}")
            assert content.startswith(b"\x89PNG")
            assert answer.headers["Content-Type"] == "image/png"
        await clerk.get(f"{here}/2.png", 404)
        await clerk.get(f"{here}/0.png", 404)
    home = bureau.office.home
    kept = sorted(place.name for place in (home.data / "pictures").rglob("*.png"))
    assert kept == sorted(f"{file.sha256}-1-{width}.png" for width in (160, 960))
    assert pictures.forget_pictures(home, file.sha256) == 2
    assert not list((home.data / "pictures").rglob("*.png"))


async def test_a_form_from_elsewhere_changes_nothing(bureau: Bureau) -> None:
    number = await bureau.scan()
    async with bureau.at_desk(CLERK) as clerk:
        clerk.token = "0" * 64
        await clerk.post(f"/tray/{number}", 422, **LETTER)
    assert (await bureau.row(number)).state == "cleared"


async def test_two_clerks_never_register_one_scan_twice(bureau: Bureau) -> None:
    """The slower one is told that somebody was quicker, not that his own line stands in the book."""
    number = await bureau.scan()
    async with bureau.at_desk(CLERK) as first, bureau.at_desk(SECOND_CLERK) as second:
        await first.post(f"/tray/{number}", **LETTER)
        place, _ = await second.post(f"/tray/{number}", **LETTER)
        assert place == "/tray"
        assert "không thực hiện được bước này" in await second.get(place)
