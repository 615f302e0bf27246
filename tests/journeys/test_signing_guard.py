"""What the pages where letters leave must not give away, and what they must still let a clerk do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from appliance.demonstration.authority import PIN
from core.documents import states
from core.store.memory import Audit
from core.store.outgoing import Concern, Dispatch, Draft
from core.store.papers import Document, File
from tests.parts.bureau import CLERK, HEAD, LEADER, OFFICER, OTHER_OFFICER, Bureau, open_bureau
from tests.parts.drafters import CHECKER, approvable, drafted, more_people, number_of, sealed, state
from tests.parts.living import living
from tests.parts.visitors import Visitor

SECRET = "2718281828"


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        await opened.office.store.write(more_people, opened)
        yield opened


async def test_a_refused_pin_is_in_no_answer_and_a_page_loaded_again_sends_none(bureau: Bureau) -> None:
    """The form is answered by a redirect: the browser's "send again?" would cost a try of the token."""
    place = await approvable(bureau)
    number = number_of(place)
    row = await bureau.row(number)
    async with bureau.at_desk(LEADER) as leader, bureau.at_desk(CLERK) as clerk:
        await leader.post(f"{place}/approve", sha256=row.sha256 or "")
        where, text = await leader.post(f"/sign/{number}", seen=row.sha256 or "", pin=SECRET)
        assert where == f"/sign/{number}"
        page = await leader.get(where)
        assert "Chưa khai báo thiết bị ký số" in page
        kept = [unquote(cookie.value) for cookie in leader.visitor.cookie_jar]
        assert not [said for said in (where, text, page, *kept) if SECRET in said]
        await bureau.office.store.write(Document.change, {"id": number}, state=states.TO_SEAL)
        where, text = await clerk.post(f"/seal/{number}/seal", pin=SECRET)
        assert (where, SECRET in text) == (f"/seal/{number}", False)
    assert await state(bureau, place) == states.TO_SEAL


async def test_a_held_letter_stands_on_the_clerks_desk_without_its_pages(bureau: Bureau) -> None:
    """He has it scanned again or voids its number; nobody is drawn a file in which something was found."""
    place = await sealed(bureau)
    number = number_of(place)
    await bureau.office.store.write(Document.change, {"id": number}, state=states.HELD)
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(LEADER) as leader:
        page = await clerk.get(f"/seal/{number}")
        assert "Quét lại" in page
        assert "/pages/" not in page
        await clerk.get(f"/seal/{number}/page.png", 404)
        await leader.get(f"/sign/{number}/page.png", 404)
        await clerk.post(f"/seal/{number}/scan_again")
    assert await state(bureau, place) != states.HELD


async def test_a_decision_is_about_the_file_the_page_showed(bureau: Bureau) -> None:
    """A file that came meanwhile was not checked by who pressed the button."""
    store = bureau.office.store
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        await officer.post(f"{place}/submit")
    async with bureau.at_desk(HEAD) as head:
        await head.post(f"{place}/check_content", words="", sha256="0" * 64)
        assert "tệp vừa được thay" in (await head.get(place)).lower()
        assert await state(bureau, place) == states.TO_CHECK
        user = str((await bureau.people())[HEAD])
        await head.post(f"{place}/ask", what="initial", user=user)
        await head.post(f"{place}/record_initial", sha256="0" * 64)
        assert await store.read(lambda: Concern.get().done_at) is None
        page = await head.get(place)
        assert page.count((await bureau.row(number_of(place))).sha256 or "-") >= 2
        seen = (await bureau.row(number_of(place))).sha256 or ""
        await head.post(f"{place}/record_initial", sha256=seen)
        await head.post(f"{place}/check_content", words="", sha256=seen)
    assert await store.read(lambda: Concern.get().done_at) is not None
    async with bureau.at_desk(CHECKER) as checker:
        await checker.post(f"{place}/check_form", words="", sha256="0" * 64)
        assert await state(bureau, place) == states.TO_FORM


async def test_a_receiver_is_given_the_letter_and_no_draft_of_it(bureau: Bureau) -> None:
    """On its page, by the address of a file or of a picture."""
    place = await sealed(bureau)
    number, store = number_of(place), bureau.office.store
    other = (await bureau.units())["KT"]
    now = bureau.office.clock.now().utc
    to = {"document": number, "position": 9, "name": "Phòng Kinh tế", "unit": other, "state_at": now}
    await store.write(lambda: Dispatch.create(**to))
    await store.write(lambda: Draft.change({"document": number}, order_words="giữ kín tên người tố cáo"))
    async with bureau.at_desk(CLERK) as clerk, bureau.at_desk(OTHER_OFFICER) as receiver:
        await clerk.post(f"/seal/{number}/issue")
        page = await receiver.get(place)
        assert "giữ kín" not in page and "Đồng ý nội dung." not in page
        for file in await store.read(lambda: list(File.select().where(File.document == number))):
            allowed = 200 if file.role == "signed" else 404
            for address in (f"/files/{number}/{file.id}", f"/files/{number}/{file.id}/pages/1.png?w=160"):
                assert (await receiver.fetch(address))[0].status == allowed


async def test_a_leader_looking_at_what_he_signs_is_remembered(bureau: Bureau) -> None:
    """The picture of the page alone is the content already; nobody else is drawn it."""
    place = await approvable(bureau)
    picture, looked = f"/sign/{number_of(place)}/page.png", Audit.action == "view"
    async with bureau.at_desk(CHECKER) as checker, bureau.at_desk(LEADER) as leader:
        await checker.get(picture, 404)
        answer, _ = await leader.fetch(picture)
        assert answer.status == 200
    lines = await bureau.office.store.read(lambda: [line.actor for line in Audit.select().where(looked)])
    assert lines == [LEADER]


def test_whoever_signs_in_anew_types_the_pin_anew(tmp_path: Path) -> None:
    """A password that was reset, or stolen, opens no key that its holder had unlocked in his own session."""
    with living(tmp_path, signing=True) as house:
        at_desk = Visitor(house.address).sign_in(house.logins["chutich"])
        at_desk.post("/tokens/unlock", purpose="leader", pin=PIN, back="/tokens")
        assert "Khóa lại" in at_desk.get("/tokens").text
        elsewhere = Visitor(house.address).sign_in(house.logins["chutich"])
        house.until(lambda: "Khóa lại" not in elsewhere.get("/tokens").text, 10)
        elsewhere.post("/tokens/unlock", purpose="leader", pin=PIN, back="/tokens")
        assert "Khóa lại" in elsewhere.get("/tokens").text
        elsewhere.post("/logout")
        house.until(lambda: "Khóa lại" not in at_desk.get("/tokens").text, 10)
