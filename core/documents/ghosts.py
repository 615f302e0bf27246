"""A page as it will look once it is signed: what comes is drawn over what is there, and framed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from signing.faces import Area, Face
from signing.values import Box

if TYPE_CHECKING:
    from PIL import Image

FRAME: Final = (0, 90, 160, 255)
LETTERS: Final = (0, 0, 0, 255)


@dataclass(frozen=True, slots=True)
class Ghost:
    """Something that will stand on a page."""

    box: Box
    png: bytes = b""
    lines: tuple[str, ...] = ()
    size: float = 10.0
    italic: bool = False
    centred: bool = False
    """Whether its text stands in the middle, as in a blank, or at the left, as in a stamp."""


def draw(file: BinaryIO, face: Face, ghosts: tuple[Ghost, ...], width: int) -> bytes:
    """Return the page of `face` as a PNG of `width` pixels, with what will stand on it. For the sandbox."""
    import pypdfium2
    from PIL import ImageDraw

    with pypdfium2.PdfDocument(file) as document:
        document.init_forms()
        page = document[face.page]
        scale = min(width / max(face.width, 1), 8_000 / max(face.height, 1))
        sheet = page.render(scale=scale).to_pil().convert("RGBA")
    pen = ImageDraw.Draw(sheet)
    for ghost in ghosts:
        if ghost.box.page == face.page:
            area = face.area(ghost.box)
            _place(sheet, pen, ghost, area, face.height, scale)
    drawn = io.BytesIO()
    sheet.convert("RGB").save(drawn, "PNG")
    return drawn.getvalue()


def _place(sheet: Image.Image, pen: Any, ghost: Ghost, area: Area, height: float, scale: float) -> None:
    from PIL import Image

    left, top = area.left * scale, (height - area.top) * scale
    right, bottom = area.right * scale, (height - area.bottom) * scale
    strip = ghost.size * 1.11 * len(ghost.lines) * scale
    if ghost.png:
        with Image.open(io.BytesIO(ghost.png), formats=("PNG",)) as opened:
            whole = opened.convert("RGBA")
        picture = whole.crop(whole.getchannel("A").getbbox())
        room = max(1.0, bottom - top - strip)
        share = min((right - left) / picture.width, room / picture.height)
        size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
        place = (left + right - size[0]) / 2, top + (room - size[1]) / 2
        sheet.alpha_composite(picture.resize(size), (max(0, round(place[0])), max(0, round(place[1]))))
    _write(pen, ghost, (left, bottom - strip if ghost.png else top, right, bottom), scale)
    pen.rectangle((left, top, right, bottom), outline=FRAME, width=2)


def _write(pen: Any, ghost: Ghost, room: tuple[float, float, float, float], scale: float) -> None:
    from PIL import ImageFont

    from signing.lettering import FOLDER, FONTS

    slant = "Italic" if ghost.italic else "Regular"
    faces = [FOLDER / f"{name}-{slant}.ttf" for name in FONTS]
    face = next((face for face in faces if face.is_file()), None)
    if face is None or not ghost.lines:
        return
    font = ImageFont.truetype(str(face), max(6, round(ghost.size * scale)))
    left, top, right, bottom = room
    step = (bottom - top) / len(ghost.lines)
    for number, line in enumerate(ghost.lines):
        start = (left + right) / 2 if ghost.centred else left
        place = start, top + step * (number + 0.5)
        pen.text(place, line, fill=LETTERS, font=font, anchor="mm" if ghost.centred else "lm")
