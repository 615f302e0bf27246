"""Outgoing documents on the pages: their list, what the clerk does with them, who may sign them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.documents import states
from core.store.outgoing import Delegation, Dispatch, PaperPrint
from core.store.papers import Document
from tests.parts.bureau import ADMIN, CLERK, HEAD, LEADER, OFFICER, Bureau, open_bureau
from tests.parts.drafters import DEPUTY, drafted, entrusted, more_people, number_of, sealed, state


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with open_bureau(tmp_path) as opened:
        await opened.office.store.write(more_people, opened)
        yield opened


async def test_the_rules_answer_while_the_form_is_filled_in(bureau: Bureau) -> None:
    """The symbol it will bear, whether its signer may sign, whether paper goes as well."""
    people = await bureau.people()
    asked = f"/outgoing/check?type_name=Công văn&field=finance&signer={people[DEPUTY]}&capacity=KT"
    async with bureau.at_desk(OFFICER) as officer:
        said = await officer.get(asked)
        assert "không được giao ký KT." in said and "Gửi kèm bản giấy" in said and "<html" not in said
        await entrusted(bureau, DEPUTY, "KT")
        assert "được ký KT. CHỦ TỊCH" in await officer.get(asked)
        await officer.get("/outgoing/check?type_name=&signer=x&unit=%20")
    async with bureau.at_desk(ADMIN) as admin:
        await admin.get(asked, 403)


async def test_rights_to_sign_are_entered_with_their_evidence_and_withdrawn(bureau: Bureau) -> None:
    async with bureau.at_desk(CLERK) as clerk:
        given = {"user": "1", "capacity": "KT", "title": "Chủ tịch", "grounds": "QĐ 12"}
        await clerk.post("/delegations", 422, **given)
    assert "giới hạn thời gian" in await entrusted(bureau, HEAD, "TUQ", 422)
    await entrusted(bureau, DEPUTY, "KT")
    row = await bureau.office.store.read(lambda: Delegation.get())
    async with bureau.at_desk(ADMIN) as admin:
        page = await admin.get("/delegations")
        assert "KT. CHỦ TỊCH" in page and "Còn hiệu lực" in page and "/withdraw" not in page
        answer, scan = await admin.fetch(f"/delegations/{row.id}/evidence")
        assert answer.content_type == "application/pdf" and scan.startswith(b"%PDF")
        await admin.post(f"/delegations/{row.id}/withdraw", 403)
    async with bureau.at_desk(OFFICER) as officer:
        await officer.get("/delegations", 403)
        await officer.get(f"/delegations/{row.id}/evidence", 403)
    async with bureau.at_desk(CLERK) as clerk:
        await clerk.post(f"/delegations/{row.id}/withdraw")
        assert "Đã thu hồi" in await clerk.get("/delegations")
        await clerk.get("/delegations/999/evidence", 404)


async def test_the_clerk_numbers_issues_prints_and_recalls(bureau: Bureau) -> None:
    """Every step is asked first; paper is written down with how it went; a recall freezes it."""
    place = await sealed(bureau)
    number = number_of(place)
    async with bureau.at_desk(CLERK) as clerk:
        page = await clerk.get(place)
        assert "01/UBND-VP" in page and f'action="{place}/issue"' in page and "/void" in page
        row = await bureau.row(number)
        answer, _ = await clerk.post(f"{place}/print_original", copies="2", sha256=row.sha256 or "")
        assert answer.startswith(f"/files/{number}/")
        await clerk.post(f"{place}/print_original", copies="2", sha256="0" * 64)
        assert "không phải tệp đã ký số" in await clerk.get(place)
        await clerk.post(f"{place}/issue")
        assert "Chờ gửi" in await clerk.get(place)
        await clerk.post(f"{place}/recall", reason="no")
        assert await state(bureau, place) == states.ISSUED
        await clerk.post(f"{place}/recall", reason="Ban hành nhầm thẩm quyền.")
        page = await clerk.get(place)
        assert "Lý do: Ban hành nhầm thẩm quyền." in page and "/recall" not in page
    assert await state(bureau, place) == states.RECALLED
    prints = await bureau.office.store.read(lambda: [row.copies for row in PaperPrint.select()])
    assert prints == [2]


async def test_paper_that_must_go_is_noted_with_how_it_went(bureau: Bureau) -> None:
    """Finance goes on paper as well (Decision 1007, art. 6.2.c), with the article beside it."""
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer, field="finance")
        assert "điểm c khoản 2 Điều 6" in await officer.get(place)
    await bureau.office.store.write(
        lambda: Document.update(state=states.ISSUED).where(Document.id == number_of(place)).execute()
    )
    await bureau.office.store.write(lambda: Dispatch.update(paper=True, paper_reason="field").execute())
    row = await bureau.office.store.read(lambda: Dispatch.get())
    async with bureau.at_desk(CLERK) as clerk:
        assert place in await clerk.get("/outgoing?box=on_paper")
        await clerk.post(f"{place}/note_paper", dispatch=str(row.id), note="Bưu điện, số RR123456789VN")
        page = await clerk.get(place)
        assert "RR123456789VN" in page and "Đã gửi" in page
        assert place not in await clerk.get("/outgoing?box=on_paper")


async def test_the_list_shows_the_urgent_first_in_boxes_and_by_filters(bureau: Bureau) -> None:
    async with bureau.at_desk(OFFICER) as officer:
        urgent = await drafted(bureau, officer, subject="Khẩn cấp ứng phó triều cường", priority="2")
        plain = await drafted(bureau, officer, subject="Báo cáo thường kỳ", type_name="Báo cáo")
        page = await officer.get("/outgoing")
        assert page.index(f'href="{urgent}"') < page.index(f'href="{plain}"')
        assert 'data-live="my_drafts">2<' in page
        for query, found, missing in (
            ("subject=triều", urgent, plain),
            ("type=Báo cáo", plain, urgent),
            ("priority=2", urgent, plain),
            ("box=my_drafts&subject=thường", plain, urgent),
            ("state=drafting&subject=thường", plain, urgent),
        ):
            page = await officer.get(f"/outgoing?{query}")
            assert f'href="{found}"' in page and f'href="{missing}"' not in page, query
        await officer.get("/outgoing?after=2.99999&from=x&unit=y")
        await officer.get("/outgoing?box=nothing", 404)
        assert f'href="{urgent}"' not in await officer.get("/documents")


async def test_what_is_meant_is_suggested_while_it_is_typed(bureau: Bureau) -> None:
    place = await sealed(bureau)
    async with bureau.at_desk(CLERK) as clerk:
        await bureau.registered(clerk, True)
        await clerk.post(f"{place}/issue")
    async with bureau.at_desk(LEADER) as leader:
        assert '"153 (DEN/2026)"' in await leader.get("/outgoing/incoming?q=153")
        assert "01/UBND-VP" in await leader.get("/outgoing/issued?q=01/UBND")
        found = json.loads(await leader.get("/outgoing/agencies?q=so noi vu"))
        assert found["items"][0]["name"].startswith("Sở Nội vụ")
        assert '"items": []' in await leader.get("/outgoing/issued?q=")
    async with bureau.at_desk(OFFICER) as officer:
        wanted = {"type_name": "Công văn", "replaces": "01/UBND-VP"}
        assert (await drafted(bureau, officer, **wanted)).startswith("/outgoing/")
        page = await drafted(bureau, officer, 422, replaces="99/QĐ-UBND")
        assert "Không thấy văn bản đã phát hành" in page
        assert '"items": []' in await officer.get("/outgoing/incoming?q=153")
    async with bureau.at_desk(CLERK) as clerk:
        await clerk.get("/outgoing/incoming?q=153", 403)


async def test_a_notice_of_a_letter_leads_to_its_own_page(bureau: Bureau) -> None:
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer)
        answer, _ = await officer.fetch(f"/documents/{number_of(place)}")
        assert answer.status == 303 and answer.headers["Location"] == place
    async with bureau.at_desk(CLERK) as clerk:
        await clerk.get("/outgoing/new", 403)


async def test_a_copy_is_begun_by_the_clerk_and_waits_for_its_number(bureau: Bureau) -> None:
    """SAO Y, SAO LỤC, TRÍCH SAO: Decree 30/2020, art. 25-27; nobody drafts or signs it."""
    async with bureau.at_desk(CLERK) as clerk:
        incoming = await bureau.registered(clerk)
        assert f"/outgoing/{incoming}/copy" in await clerk.get(f"/documents/{incoming}")
        here = f"/outgoing/{incoming}/copy"
        given = {"form": "SY", "authorised_by": "Trần Văn Bình, Chủ tịch", "name-0": "Phòng Kinh tế"}
        assert "Sở Nội vụ thành phố Cần Thơ" in await clerk.get(here)
        await clerk.post(here, 422, **given | {"authorised_by": ""})
        await clerk.post(here, 422, **given | {"form": "TrS"})
        _, page = await clerk.post(here, 200, **given, more="1")
        assert 'value="Phòng Kinh tế"' in page
        place, _ = await clerk.post(here, **given)
        page = await clerk.get(place)
        assert "Bản sao y" in page and f'action="{place}/number"' in page and "Duyệt nội dung" not in page
    assert await state(bureau, place) == states.TO_NUMBER
    draft = await drafted_by_officer(bureau)
    async with bureau.at_desk(CLERK) as clerk:
        await clerk.get(f"{draft}/copy", 404)


async def drafted_by_officer(bureau: Bureau) -> str:
    """Have the officer write a draft."""
    async with bureau.at_desk(OFFICER) as officer:
        return await drafted(bureau, officer)
