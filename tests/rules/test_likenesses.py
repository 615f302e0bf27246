"""A picture is shown in signatures only after it was looked into, and only its owner may bring it."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from core.documents import likenesses
from core.documents.likenesses import look_into
from core.errors import Forbidden, Refused
from core.sandbox.pool import Sandbox
from core.store.memory import Audit
from tests.parts.office import Desk

BLUE, RED, NONE = (20, 40, 180, 255), (200, 20, 30, 255), (0, 0, 0, 0)


def picture(
    ink: tuple[int, ...] = BLUE, size: tuple[int, int] = (900, 360), ground: tuple[int, ...] = NONE
) -> bytes:
    """Strokes of one colour on a ground of another, as a PNG."""
    drawn = Image.new("RGBA", size, ground)
    ImageDraw.Draw(drawn).line([(0, size[1] - 1), (size[0] // 2, 0), (size[0] - 1, size[1] - 1)], ink, 12)
    written = io.BytesIO()
    drawn.save(written, "PNG", dpi=(300, 300))
    return written.getvalue()


def test_the_newest_picture_of_a_person_counts_and_its_height_follows_from_its_proportions(
    desk: Desk,
) -> None:
    leader = desk.leader.user_id
    assert desk.see(likenesses.current, leader) is None
    desk.do(likenesses.keep, leader, picture(), 50.0, desk.leader, desk.at)
    desk.do(likenesses.keep, leader, picture(size=(600, 300)), 60.0, desk.leader, desk.at)
    kept = desk.see(likenesses.current, leader)
    assert kept is not None
    assert (kept.width, kept.height) == (60.0, 30.0)
    assert desk.see(likenesses.current, None) is None  # the seal is another picture


def test_a_picture_that_was_taken_out_of_use_is_shown_no_more(desk: Desk) -> None:
    desk.do(likenesses.keep, None, picture(RED, (500, 500)), 36.0, desk.clerk, desk.at)
    assert desk.do(likenesses.remove, None, desk.clerk, desk.at) == 1
    assert desk.see(likenesses.current, None) is None


def test_only_its_owner_or_an_administrator_brings_a_handwriting_and_only_a_clerk_the_seal(
    desk: Desk,
) -> None:
    leader = desk.leader.user_id
    for by in (desk.clerk, desk.officer, desk.head):
        with pytest.raises(Forbidden):
            desk.do(likenesses.keep, leader, picture(), 50.0, by, desk.at)
    for by in (desk.leader, desk.officer):
        with pytest.raises(Forbidden):
            desk.do(likenesses.keep, None, picture(RED, (500, 500)), 36.0, by, desk.at)
    desk.do(likenesses.keep, leader, picture(), 50.0, desk.admin, desk.at)
    desk.do(likenesses.keep, None, picture(RED, (500, 500)), 36.0, desk.clerk, desk.at)


def test_every_change_of_a_picture_is_on_record_with_its_hash(desk: Desk) -> None:
    desk.do(likenesses.keep, desk.leader.user_id, picture(), 50.0, desk.leader, desk.at)
    line = desk.see(lambda: Audit.select().where(Audit.action == "keep_likeness").get())
    assert '"user":"chutich"' in line.facts
    assert '"picture":"' in line.facts


@pytest.mark.parametrize(("width", "size"), [(5.0, (900, 360)), (200.0, (900, 360)), (60.0, (100, 400))])
def test_a_picture_of_an_impossible_size_on_paper_is_refused(
    desk: Desk, width: float, size: tuple[int, int]
) -> None:
    with pytest.raises(Refused):
        desk.do(likenesses.keep, desk.leader.user_id, picture(size=size), width, desk.leader, desk.at)


@pytest.mark.parametrize(
    ("png", "code"),
    [
        (b"no picture at all", "VT-2906"),
        (picture()[:400], "VT-2906"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "VT-2906"),
        (picture(ground=(255, 255, 255, 255)), "VT-2905"),
        (picture(ink=NONE), "VT-2905"),
        (picture(size=(5_000, 20)), "VT-2904"),
    ],
)
def test_what_cannot_be_shown_on_paper_is_refused_with_a_sentence(png: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        look_into(png, False, 50.0)
    assert refused.value.code == code


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    said = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    bomb = picture()[:12] + said + struct.pack(">I", zlib.crc32(said)) + picture()[33:]
    with pytest.raises(Refused) as refused:
        look_into(bomb, False, 50.0)
    assert refused.value.code == "VT-2904"


def test_the_colours_of_the_decree_are_advised_and_not_enforced() -> None:
    assert look_into(picture(), False, 50.0).notes == ()
    assert look_into(picture(RED, (600, 600)), True, 36.0).notes == ()
    assert look_into(picture((0, 0, 0, 255)), False, 50.0).notes == ("colour",)
    assert look_into(picture(BLUE, (600, 600)), True, 36.0).notes == ("seal_colour",)
    assert look_into(picture(RED, (100, 100)), True, 36.0).notes == ("blurred",)


def test_what_is_kept_is_written_anew_and_no_larger_than_paper_needs() -> None:
    secret = b"tEXtword\0secret"
    large = picture(size=(3_000, 1_200))
    chunk = struct.pack(">I", len(secret) - 4) + secret + struct.pack(">I", zlib.crc32(secret))
    hidden = large[:33] + chunk + large[33:]
    kept = look_into(hidden, False, 60.0)
    assert secret not in kept.png
    assert (kept.width, kept.height) == (1_000, 400)


def test_the_width_on_paper_is_that_of_the_strokes() -> None:
    """A scan leaves paper around them; what is transparent is cut away."""
    scan = Image.new("RGBA", (900, 900), NONE)
    ImageDraw.Draw(scan).rectangle((300, 400, 599, 499), BLUE)
    written = io.BytesIO()
    scan.save(written, "PNG")
    kept = look_into(written.getvalue(), False, 30.0)
    assert (kept.width, kept.height) == (300, 100)


async def test_a_picture_is_looked_into_behind_the_fence(tmp_path: Path) -> None:
    async with Sandbox(size=1) as sandbox:
        kept = await sandbox.call(look_into, picture(), False, 50.0)
    assert kept.png.startswith(b"\x89PNG")
