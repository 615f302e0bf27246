"""The pictures that signatures show: a person's handwriting in blue, the agency's seal in red."""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import Any, cast

from core import audit
from core.documents.examine import MALFORMED, PNG, sniff
from core.errors import Forbidden, Refused
from core.language import mark
from core.office import Office
from core.store.people import User
from core.store.seals import Likeness
from core.values import Actor, Moment, Role

BYTES = 2 << 20
"""A picture may have at most."""
SIDE = 4_000
"""Pixels."""
KEPT = 1_000
"""Pixels along the longer side of what is kept: more only makes every signed letter larger."""
WIDTHS = {False: (20.0, 90.0), True: (20.0, 60.0)}
"""Least and most millimetres on paper, of handwriting and of a seal."""
TALLEST = 60.0
SHARP = 200
"""Dots per inch on paper below which a picture looks blurred."""

NOTES = {
    "colour": mark("Ảnh chữ ký nên có màu xanh (Nghị định 30/2020/NĐ-CP, Phụ lục I)."),
    "seal_colour": mark("Ảnh con dấu phải có màu đỏ (Nghị định 30/2020/NĐ-CP, Phụ lục I)."),
    "blurred": mark("Ảnh có độ phân giải thấp, in ra sẽ mờ."),
}
"""What is worth a word to whoever brings the picture, but refused to nobody."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was looked into and written anew, without anything that is not picture."""

    png: bytes
    width: int
    height: int
    notes: tuple[str, ...]
    """Keys of NOTES."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture in force."""

    png: bytes
    width: float
    """Millimetres on paper."""
    height: float


async def receive(office: Office, user: int | None, png: bytes, width: float, by: Actor) -> tuple[str, ...]:
    """Look into a picture, keep it as the one in force, and return what is worth a word (keys of NOTES).

    `user` is whose handwriting it is, None for the seal; `width` in millimetres. Raises Refused or Forbidden.
    """
    _demand_right(user, by)
    _demand_width(user, width)
    if len(png) > BYTES:
        raise _too_large()
    picture = await office.sandbox.call(look_into, png, user is None, width)
    await office.store.write(keep, user, picture.png, width, by, office.clock.now())
    return picture.notes


def keep(user: int | None, png: bytes, width: float, by: Actor, at: Moment) -> int:
    """Write down the picture that is in force from now on; `png` was looked into before. Return its row."""
    _demand_right(user, by)
    _demand_width(user, width)
    across, down = struct.unpack(">II", png[16:24])
    height = width * down / across
    if height > TALLEST:
        raise Refused(
            "VT-2902",
            "Ảnh cao {height} mm, quá lớn so với chỗ ký.",
            hint="Cắt bớt phần trống quanh nét chữ hoặc giảm chiều rộng.",
            height=f"{height:.0f}",
        )
    remove(user, by, at)
    digest = hashlib.sha256(png).hexdigest()
    audit.write(by, "keep_likeness", at, user=_login(user), width=round(width, 1), picture=digest)
    row = Likeness.create(user=user, png=png, width=width, height=height, by=by.login, at=at.utc)
    return int(row.id)


def remove(user: int | None, by: Actor, at: Moment) -> int:
    """Take the picture in force out of use; return how many there were. Nothing that was signed changes."""
    _demand_right(user, by)
    taken = Likeness.update(removed_at=at.utc).where(_of(user), Likeness.removed_at.is_null()).execute()
    if taken:
        audit.write(by, "remove_likeness", at, user=_login(user))
    return int(taken)


def current(user: int | None) -> Kept | None:
    """Return the picture of a person, or of the seal, that is in force; None when there is none."""
    there = (_of(user), Likeness.removed_at.is_null())
    row = Likeness.select().where(*there).order_by(Likeness.id.desc()).first()
    return Kept(bytes(row.png), row.width, row.height) if row is not None else None


def look_into(png: bytes, seal: bool, width: float) -> Picture:
    """Return the picture, written anew; raise Refused when it cannot serve. Meant for the sandbox."""
    from PIL import Image, UnidentifiedImageError

    if sniff(png[:1024]) != PNG:
        raise _no_picture()
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            if max(opened.size) > SIDE or min(opened.size) < 10:
                raise _too_large()
            picture = opened.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, *MALFORMED) as error:
        raise _no_picture() from error
    ink = picture.getchannel("A")
    thinnest, thickest = cast("tuple[int, int]", ink.getextrema())
    if thinnest > 32 or thickest < 64:
        raise Refused(
            "VT-2905",
            "Ảnh không có nền trong suốt, hoặc không có nét nào.",
            hint="Tách nền rồi lưu dạng PNG nền trong suốt (Nghị định 30/2020/NĐ-CP, Phụ lục I).",
        )
    notes: tuple[str, ...] = ()
    if not _well_coloured(picture, seal):
        notes += ("seal_colour" if seal else "colour",)
    picture = picture.crop(ink.getbbox())  # the width on paper is that of the strokes, not of the scan
    if picture.width / (width / 25.4) < SHARP:
        notes += ("blurred",)
    picture.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), *picture.size, notes)


def _well_coloured(picture: object, seal: bool) -> bool:
    """Tell whether the ink, as far as it is no black, is blue, or red for a seal."""
    from PIL import Image, ImageStat

    assert isinstance(picture, Image.Image)
    red, _, blue = ImageStat.Stat(picture.convert("RGB"), picture.getchannel("A").point(_inked)).mean
    return red > blue + 40 if seal else blue > red + 20


def _inked(value: int) -> int:
    return 255 if value > 127 else 0


def _demand_right(user: int | None, by: Actor) -> None:
    # Decree 30/2020, art. 32: the clerk keeps the seal; a handwriting is its owner's.
    mine = Role.CLERK in by.roles if user is None else user == by.user_id
    if not mine and Role.ADMIN not in by.roles:
        raise Forbidden(
            "VT-2901",
            "Chỉ chính người đó hoặc quản trị được đổi ảnh chữ ký; ảnh con dấu do văn thư đổi.",
            hint="Nhờ đúng người thực hiện.",
        )


def _demand_width(user: int | None, width: float) -> None:
    least, most = WIDTHS[user is None]
    if not least <= width <= most:
        raise Refused(
            "VT-2903",
            "Chiều rộng khi in phải từ {least} đến {most} mm.",
            hint="Đo chữ ký hoặc con dấu thật rồi ghi lại.",
            least=f"{least:.0f}",
            most=f"{most:.0f}",
        )


def _too_large() -> Refused:
    return Refused(
        "VT-2904",
        "Ảnh quá lớn hoặc quá nhỏ (nhiều nhất 2 MB, cạnh dài nhất 4.000 điểm).",
        hint="Thu nhỏ ảnh rồi tải lại.",
    )


def _no_picture() -> Refused:
    return Refused(
        "VT-2906",
        "Tệp không phải ảnh PNG đọc được.",
        hint="Lưu ảnh dạng PNG nền trong suốt rồi tải lại.",
    )


def _of(user: int | None) -> Any:
    return Likeness.user.is_null() if user is None else Likeness.user == user


def _login(user: int | None) -> str:
    return "" if user is None else str(User.select(User.login).where(User.id == user).scalar())
