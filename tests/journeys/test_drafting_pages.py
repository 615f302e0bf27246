"""Drafts on the pages of those who write, check and approve them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import FormData

from core.documents import states
from core.store.outgoing import Comment, Concern, Dispatch, Draft, Version
from tests.parts.bureau import (
    BAIT,
    CLERK,
    HEAD,
    LEADER,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    Bureau,
    open_bureau,
    pdf,
)
from tests.parts.drafters import CHECKER, FROM_CITY, approvable, drafted, more_people, number_of, state


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        await opened.office.store.write(more_people, opened)
        yield opened


async def test_a_letter_goes_from_hand_to_hand(bureau: Bureau) -> None:
    """Each person finds the button of the next step on the page, and nobody else does."""
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        page = await officer.get(place)
        assert f'action="{place}/submit"' in page and "Bản 1" in page and "…/UBND-VP" in page
        await officer.post(f"{place}/submit")
        assert f'action="{place}/take_back"' in await officer.get(place)
    for login, act in ((HEAD, "check_content"), (CHECKER, "check_form")):
        async with bureau.at_desk(login) as person:
            assert f'action="{place}/{act}"' in await person.get(place)
            await person.post(f"{place}/{act}", words="Đồng ý.")
    async with bureau.at_desk(LEADER) as leader:
        assert f'href="{place}/approve"' in await leader.get(place)
        shown = (await bureau.row(number_of(place))).sha256 or ""
        page = await leader.get(f"{place}/approve")
        assert f"<strong>{shown[:16]}</strong>{shown[16:]}" in page and "Lê Văn Cường" in page
        await leader.post(f"{place}/approve", sha256=shown, words="Đồng ý.")
        assert f"{place}/approve" not in await leader.get(place)
    assert await state(bureau, place) == states.TO_SIGN
    held = await bureau.office.store.read(lambda: Draft.get(Draft.document == number_of(place)))
    assert held.approved_sha256 == shown


async def test_the_wrong_person_is_refused_at_every_step(bureau: Bureau) -> None:
    """A button that is not on the page does nothing when it is pressed all the same."""
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        await officer.post(f"{place}/submit")
        for act in ("check_content", "check_form", "approve", "number", "issue"):
            await officer.post(f"{place}/{act}", sha256="x" * 64)
        assert await state(bureau, place) == states.TO_CHECK
        await officer.post(f"{place}/nothing", 404)
    async with bureau.at_desk(OTHER_OFFICER) as stranger:
        await stranger.get(place, 404)
        await stranger.post(f"{place}/submit", 404)
    async with bureau.at_desk(CHECKER) as checker:
        await checker.get(place, 404)


async def test_the_leader_approves_only_what_he_was_shown(bureau: Bureau) -> None:
    """A file that came while he was reading is another file."""
    place = await approvable(bureau)
    async with bureau.at_desk(LEADER) as leader:
        await leader.post(f"{place}/approve", sha256="0" * 64)
        assert "bản mới hơn" in await leader.get(place)
        assert await state(bureau, place) == states.TO_APPROVE
        await leader.post(f"{place}/give_back", reason="Sai thẩm quyền ký.")
    async with bureau.at_desk(OFFICER) as officer:
        assert "Lý do: Sai thẩm quyền ký." in await officer.get(place)
        assert place in await officer.get("/outgoing?box=given_back")


async def test_after_an_approval_a_new_file_needs_another_one(bureau: Bureau) -> None:
    """Decree 30/2020, art. 11; the page says so before it is done."""
    place = await approvable(bureau)
    shown = (await bureau.row(number_of(place))).sha256 or ""
    async with bureau.at_desk(LEADER) as leader:
        await leader.post(f"{place}/approve", sha256=shown)
    async with bureau.at_desk(OFFICER) as officer:
        assert "lãnh đạo phải duyệt lại" in await officer.get(place)
        await officer.upload(f"{place}/files", pdf("ban hai"), "du-thao-2.pdf", note="Sửa số liệu.")
        page = await officer.get(place)
        assert "Bản 2" in page and "Sửa số liệu." in page
        assert "không phải bản mới nhất" in await officer.get(f"{place}?v=1")
    assert await state(bureau, place) == states.TO_APPROVE


async def test_every_wrong_field_is_named_and_nothing_typed_is_lost(bureau: Bureau) -> None:
    async with bureau.at_desk(OFFICER) as officer:
        wrong = {"subject": "", "answers": "9999", "due_date": "hôm qua", "copies": "hai"}
        page = await drafted(bureau, officer, 422, **wrong, keeper="VT, VP")
        for name in ("answers", "due_date", "copies"):
            assert f'aria-describedby="f-{name}-error' in page
        assert 'value="hôm qua"' in page and 'value="VT, VP"' in page and 'value="H13"' in page
        page = await drafted(bureau, officer, 422, subject="")
        assert 'aria-describedby="f-subject-error' in page
        page = await drafted(bureau, officer, 422, secrecy="1")
        assert "khoản 2 Điều 1" in page
    assert not await bureau.office.store.read(lambda: Draft.select().exists())


async def test_a_form_without_scripts_asks_for_more_lines_and_for_the_rules(bureau: Bureau) -> None:
    async with bureau.at_desk(OFFICER) as officer:
        page = await drafted(bureau, officer, 200, more="1")
        assert 'id="name-5"' in page and "Ủy ban nhân dân thành phố Cần Thơ" in page
        page = await drafted(bureau, officer, 200, check="1", capacity="KT", type_name="Quyết định")
        assert "không được giao ký KT." in page and "…/QĐ-UBND" in page
    assert not await bureau.office.store.read(lambda: Draft.select().exists())


async def test_a_leader_orders_a_reply_and_its_officer_takes_it_up(bureau: Bureau) -> None:
    """From the incoming document's page to the draft that answers it; Decree 30/2020, art. 10.1."""
    units, people = await bureau.units(), await bureau.people()
    async with bureau.at_desk(CLERK) as clerk:
        incoming = await bureau.registered(clerk, True)
    async with bureau.at_desk(LEADER) as leader:
        address = f"/outgoing/new?order&amp;answers={incoming}"
        assert address in await leader.get(f"/documents/{incoming}")
        assert 'value="153 (DEN/2026)"' in await leader.get(address.replace("&amp;", "&"))
        given = {"type_name": "Công văn", "subject": "V/v trả lời kiến nghị", "unit": str(units["VP"])}
        given |= {"words": "Nêu rõ số liệu.", "due": "31/12", "answers": "153", "closes": "1"}
        place, _ = await leader.post("/outgoing/new", **given, signer=str(people[LEADER]))
        await leader.post("/outgoing/new", 422, **given | {"due": "hôm nào"})
    async with bureau.at_desk(HEAD) as head:
        page = await head.get(place)
        assert "Nêu rõ số liệu." in page and f'action="{place}/hand_on"' in page
        await head.post(f"{place}/hand_on", officer=str(people[OFFICER]))
    async with bureau.at_desk(OFFICER) as officer:
        assert place in await officer.get("/outgoing?box=ordered")
        await officer.post(f"{place}/take_up")
        page = await officer.get(f"{place}/edit")
        assert "V/v trả lời kiến nghị" in page
    held = await bureau.office.store.read(lambda: Draft.get(Draft.document == number_of(place)))
    assert (held.answers_id, held.closes, held.drafter_id) == (incoming, True, people[OFFICER])


async def test_fields_are_changed_and_receivers_kept_in_their_order(bureau: Bureau) -> None:
    units = await bureau.units()
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer, **{"name-2": "Ông Nguyễn Văn Ba", "way-2": "paper"},
                              to=str(units["KT"]))  # fmt: skip
        page = await officer.get(f"{place}/edit")
        assert 'value="Ông Nguyễn Văn Ba"' in page and f'value="{units["KT"]}" checked' in page
        given = {
            "type_name": "Công văn",
            "subject": "Khác",
            "unit": str(units["VP"]),
            "language": "Tiếng Việt",
        }
        await officer.post(f"{place}/edit", 303, **given, **FROM_CITY)
        assert "Khác" in await officer.get(place)
        await officer.post(f"{place}/edit", 422, **given | {"subject": ""})
        await officer.post(f"{place}/edit", 200, **given, more="1")
    async with bureau.at_desk(OTHER_OFFICER) as stranger:
        await stranger.get(f"{place}/edit", 404)
    rows = await bureau.office.store.read(lambda: [row.name for row in Dispatch.select()])
    assert rows == [FROM_CITY["name-0"]]


async def test_who_is_asked_sees_the_draft_and_speaks(bureau: Bureau) -> None:
    """A request opens the draft for reading, not for writing; it can be taken back."""
    people = await bureau.people()
    other = str(people[OTHER_OFFICER])
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        await officer.post(f"{place}/ask", what="comment")
        assert "Chưa chọn người nào" in await officer.get(place)
        await officer.post(f"{place}/ask", what="comment", user=other)
        await officer.post(f"{place}/ask", what="initial", user=str(people[OTHER_HEAD]), required="1")
    async with bureau.at_desk(OTHER_OFFICER) as asked:
        page = await asked.get(place)
        assert f'action="{place}/comment"' in page and f"{place}/edit" not in page
        await asked.post(f"{place}/comment", text="Bổ sung số liệu.")
        await asked.post(f"{place}/files", 303, note="x")
    async with bureau.at_desk(OTHER_HEAD) as asked:
        assert place in await asked.get("/outgoing?box=to_initial")
        await asked.post(f"{place}/record_initial")
    async with bureau.at_desk(OFFICER) as officer:
        page = await officer.get(place)
        assert "Bổ sung số liệu." in page and "Đã góp ý" in page and "Đã ký nháy" in page
        await officer.post(f"{place}/ask", what="comment", user=str(people[HEAD]))
        concern = await bureau.office.store.read(lambda: Concern.get(Concern.done_at.is_null()))
        await officer.post(f"{place}/unask", concern=str(concern.id))
    assert await bureau.office.store.read(lambda: Comment.select().count()) == 1


async def test_a_file_with_a_virus_does_not_come_in(bureau: Bureau) -> None:
    """The draft is kept without it, and the page says why."""
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        await officer.upload(f"{place}/files", pdf("x") + BAIT, "nhiem.pdf")
        assert "có mã độc" in await officer.get(place)
        await officer.upload(f"{place}/files", b"no pdf", "x.pdf")
        await officer.post(f"{place}/files")
        assert "Chưa chọn tệp nào" in await officer.get(place)
    assert await bureau.office.store.read(lambda: Version.select().count()) == 1


async def test_annexes_and_working_files_stand_beside_the_draft(bureau: Bureau) -> None:
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        form = FormData({"token": officer.token}, quote_fields=False)
        for number in (1, 2):
            form.add_field("attachment", pdf(f"phu luc {number}"), filename=f"phu-luc-{number}.pdf")
        await officer.send(f"{place}/files", form, 303)
        page = await officer.get(place)
        assert "phu-luc-1.pdf" in page and "phu-luc-2.pdf" in page
        file = page.split('name="file" value="')[1].split('"')[0]
        await officer.post(f"{place}/files/remove", file=file)
        await officer.post(f"{place}/files/remove", file="99999")
        assert "phu-luc-1.pdf" not in await officer.get(place)
