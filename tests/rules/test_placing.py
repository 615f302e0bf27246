"""Things stand where the letter's words say, where its form puts them, or where a person dragged them."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import pytest
from PIL import Image

from core.documents import drafting, placing, signatures
from core.documents.arrangement import DRAGGED, FOUND, OF_FORM
from core.documents.spots import Spot, box_of, spot_of
from core.errors import Forbidden, Missing, OfficeError, Refused
from core.store.memory import Audit
from signing.faces import Face
from signing.values import Box, Purpose
from tests.parts.chancery import Chancery
from tests.parts.hsm import PIN
from tests.parts.letters import letter, moved, turned

ELSEWHERE = Box(0, 100.0, 100.0, 240.0, 160.0)


async def test_everything_a_letter_needs_is_found_in_its_words(chancery: Chancery) -> None:
    document = await chancery.draft()
    found = await placing.anchors(chancery.office, document, chancery.desk.officer, Purpose.LEADER)
    assert {"leader", "seal", "number", "day", "month", "initial"} <= set(found.boxes)
    assert set(found.origins.values()) == {FOUND}
    assert found.trouble == ()
    assert [blank.name for blank in found.blanks] == ["vanthu_number", "vanthu_day", "vanthu_month"]


async def test_what_a_person_dragged_counts_for_this_letter_and_the_form_for_every_other(
    chancery: Chancery,
) -> None:
    write, desk = chancery.office.store.write, chancery.desk
    here, there = await chancery.draft(), await chancery.draft(letter(leader="Trần Văn Bình", subject="B"))
    await write(placing.remember, "Công văn", "leader", ELSEWHERE, desk.clerk, chancery.now)
    await write(placing.drag, here, "leader", Box(0, 10, 10, 150, 70), desk.officer, chancery.now)
    mine = await placing.anchors(chancery.office, here, desk.officer, Purpose.LEADER)
    theirs = await placing.anchors(chancery.office, there, desk.officer, Purpose.LEADER)
    assert (mine.boxes["leader"].left, mine.origins["leader"]) == (10, DRAGGED)
    assert (theirs.boxes["leader"], theirs.origins["leader"]) == (ELSEWHERE, OF_FORM)
    await write(placing.forget, here, "leader", desk.officer, chancery.now)
    again = await placing.anchors(chancery.office, here, desk.officer, Purpose.LEADER)
    assert again.origins["leader"] == OF_FORM
    assert await write(placing.forget_form, "Công văn", desk.clerk, chancery.now) == 1


async def test_the_place_of_a_form_may_count_from_the_last_page(chancery: Chancery) -> None:
    document = await chancery.draft(letter(leader="Trần Văn Bình", pages=3))
    last = Box(-1, 100.0, 100.0, 240.0, 160.0)
    await chancery.office.store.write(
        placing.remember, "Công văn", "leader", last, chancery.desk.checker, chancery.now
    )
    found = await placing.anchors(chancery.office, document, chancery.desk.officer, Purpose.LEADER)
    assert found.boxes["leader"].page == len(found.faces) - 1


async def test_what_was_not_found_is_told_until_somebody_placed_it(chancery: Chancery) -> None:
    write, desk = chancery.office.store.write, chancery.desk
    document = await chancery.draft(letter(leader="Trần Văn Bình", number="QĐ-UBND", place="Long Phú"))
    found = await placing.anchors(chancery.office, document, desk.officer, Purpose.LEADER)
    assert [reason.code for reason in found.trouble] == ["VT-4031", "VT-4032"]
    for kind in ("number", "day", "month"):
        await write(placing.drag, document, kind, ELSEWHERE, desk.officer, chancery.now)
    found = await placing.anchors(chancery.office, document, desk.officer, Purpose.LEADER)
    assert found.trouble == ()
    assert {blank.name: blank.italic for blank in found.blanks} == {
        "vanthu_number": False, "vanthu_day": True, "vanthu_month": True,
    }  # fmt: skip


async def test_a_dragged_signature_stands_where_it_was_dragged(chancery: Chancery) -> None:
    document = await chancery.draft()
    await chancery.office.store.write(
        placing.drag, document, "leader", ELSEWHERE, chancery.desk.officer, chancery.now
    )
    await chancery.approve(document)
    seen = await chancery.seen(document)
    await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)
    (judged,) = (await chancery.verdict(document)).signatures
    assert judged.box is not None
    assert ELSEWHERE.left <= judged.box.left < judged.box.right <= ELSEWHERE.right
    assert ELSEWHERE.bottom <= judged.box.bottom < judged.box.top <= ELSEWHERE.top


@pytest.mark.parametrize(("kind", "refused"), [("number", True), ("leader", True), ("seal", False)])
async def test_after_the_leader_signed_only_what_is_still_to_come_can_be_moved(
    chancery: Chancery, kind: str, refused: bool
) -> None:
    document, desk, write = await chancery.approved(), chancery.desk, chancery.office.store.write
    seen = await chancery.seen(document)
    await signatures.sign(chancery.office, document, desk.leader, PIN, seen)
    if refused:
        with pytest.raises(Refused, match="VT-2942"):
            await write(placing.drag, document, kind, ELSEWHERE, desk.clerk, chancery.now)
    else:
        await write(placing.drag, document, kind, ELSEWHERE, desk.clerk, chancery.now)
        with pytest.raises(Forbidden):
            await write(placing.drag, document, kind, ELSEWHERE, desk.officer, chancery.now)


async def test_only_people_who_work_on_a_letter_move_anything_on_it(chancery: Chancery) -> None:
    document, desk, write = await chancery.draft(), chancery.desk, chancery.office.store.write
    for by in (desk.stranger, desk.clerk, desk.admin, desk.head):
        with pytest.raises(Forbidden):
            await write(placing.drag, document, "leader", ELSEWHERE, by, chancery.now)
    await write(placing.drag, document, "leader", ELSEWHERE, desk.checker, chancery.now)
    await write(drafting.submit, document, desk.officer, chancery.now)
    await write(placing.drag, document, "leader", ELSEWHERE, desk.head, chancery.now)
    for by in (desk.officer, desk.leader, desk.head):
        with pytest.raises(Forbidden):
            await write(placing.remember, "Công văn", "leader", ELSEWHERE, by, chancery.now)
    lines = await chancery.office.store.read(Audit.select().where(Audit.action == "place").count)
    assert lines == 2


@pytest.mark.parametrize(
    ("kind", "box"),
    [
        ("stamp", ELSEWHERE),
        ("leader", Box(7, 100, 100, 240, 160)),
        ("leader", Box(0, 100, 100, 101, 160)),
        ("leader", Box(0, 240, 160, 100, 100)),
        ("leader", Box(0, 1e9, 100, 2e9, 160)),
        ("leader", Box(0, float("nan"), 100, 240, 160)),
    ],
)
async def test_a_place_that_cannot_be_is_refused(chancery: Chancery, kind: str, box: Box) -> None:
    document = await chancery.draft()
    with pytest.raises((Refused, Missing)):
        await chancery.office.store.write(
            placing.drag, document, kind, box, chancery.desk.officer, chancery.now
        )


async def test_the_preview_is_the_page_that_is_signed_with_what_will_stand_on_it(chancery: Chancery) -> None:
    document = await chancery.approved()
    office, leader = chancery.office, chancery.desk.leader
    drawn = await placing.preview(office, document, leader, Purpose.LEADER, width=600)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.width == 600
        shown = picture.convert("RGB")
    plan = await placing.anchors(office, document, leader, Purpose.LEADER)
    box, face = plan.boxes["leader"], plan.faces[0]
    scale = 600 / face.width
    left, right = round(box.left * scale), round(box.right * scale)
    top, bottom = round((face.height - box.top) * scale), round((face.height - box.bottom) * scale)
    inside = shown.crop((left, top, right, bottom))
    dots = inside.tobytes()
    assert any(blue > red + 60 for red, blue in zip(dots[::3], dots[2::3], strict=True))
    with pytest.raises(Missing):  # whoever may not see the letter sees no picture of it either
        await placing.preview(office, document, chancery.desk.stranger, Purpose.LEADER)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_spot_on_a_turned_page_is_the_same_box_again(turn: int) -> None:
    face = Face(0, 100.0, -200.0, 695.0, 642.0, turn)
    spot = Spot(0, 12.0, 30.0, 40.0, 20.0)
    box = box_of(spot, face)
    again = spot_of(box, face)
    for side in ("left", "top", "width", "height"):
        assert getattr(again, side) == pytest.approx(getattr(spot, side), abs=0.01)
    upright = box.right - box.left > box.top - box.bottom
    assert upright is (turn % 180 == 0)


@pytest.mark.parametrize("change", [partial(turned, degrees=90), moved])
async def test_a_turned_or_shifted_page_is_signed_in_the_same_place(
    chancery: Chancery, change: Callable[[bytes], bytes]
) -> None:
    plain = letter(leader="Trần Văn Bình")
    spots = []
    for content in (plain, change(plain)):
        document = await chancery.draft(content)
        plan = await placing.anchors(chancery.office, document, chancery.desk.officer, Purpose.LEADER)
        spots.append(spot_of(plan.boxes["leader"], plan.faces[0]))
    for side in ("left", "top", "width", "height"):
        assert getattr(spots[0], side) == pytest.approx(getattr(spots[1], side), abs=0.5)


async def test_a_file_nobody_can_read_has_no_places(chancery: Chancery) -> None:
    document = await chancery.draft(b"%PDF-1.7\nnothing")
    with pytest.raises(OfficeError):
        await placing.anchors(chancery.office, document, chancery.desk.officer, Purpose.LEADER)
