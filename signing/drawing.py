"""Draws pictures and lines of text as the appearance of a field, upright on turned pages too."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing import lettering
from signing.values import Box, Fault, Look, Prepared, mark

TURNS: dict[int, tuple[int, int, int, int]] = {
    0: (1, 0, 0, 1),
    90: (0, 1, -1, 0),
    180: (-1, 0, 0, -1),
    270: (0, -1, 1, 0),
}
"""How an appearance is turned on a page that is shown turned clockwise by so many degrees."""
BEFORE_A_STROKE = frozenset({"vanthu_number"})
"""Blanks whose text ends where the blank does: a number and its symbol are read as one, 1007/QĐ-UBND."""
LARGEST_PICTURE = 25_000_000
"""Pixels; a seal of 36 mm at 600 dpi has under a million."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in a PDF: colours and transparency apart, both compressed."""

    width: int
    height: int
    colours: bytes
    transparency: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an appearance is drawn on: its size as a reader sees it, and how its page is turned."""

    width: float
    height: float
    turn: int = 0

    @classmethod
    def of(cls, box: Box, turn: int) -> Sheet:
        """Return the sheet that fills `box` on a page turned by `turn` degrees."""
        width, height = box.right - box.left, box.top - box.bottom
        return cls(height, width, turn) if turn % 180 else cls(width, height, turn)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: where it starts on its sheet, and how it looks."""

    text: str
    left: float
    base: float
    size: float
    italic: bool = False


@lru_cache(maxsize=32)
def picture(png: bytes) -> Picture:
    """Return what is inked in `png`, ready to be put into files. Raises Fault when it is no picture."""
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            if image.width * image.height > LARGEST_PICTURE:
                raise ValueError(f"{image.width} x {image.height}")
            whole = image.convert("RGBA")
            inked = whole.getchannel("A").getbbox()
            if inked is None:
                raise ValueError("nothing is inked")
            drawn = whole.crop(inked)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Fault(
            "VT-4003",
            mark("Hình chữ ký hoặc hình dấu không phải là ảnh PNG đọc được."),
            hint=mark("Việc cần làm tiếp: thay ảnh PNG nền trong suốt trong phần chữ ký của cơ quan."),
        ) from error
    return Picture(
        drawn.width,
        drawn.height,
        zlib.compress(drawn.convert("RGB").tobytes(), 6),
        zlib.compress(drawn.getchannel("A").tobytes(), 6),
    )


class Pen:
    """Draws into one revision of a file; what several drawings share stands there once."""

    def __init__(self, writer: BasePdfFileWriter) -> None:
        self._writer = writer
        self._fonts: dict[str, generic.IndirectObject] = {}

    def draw_look(self, look: Look, sheet: Sheet) -> generic.IndirectObject:
        """Draw `look` on `sheet`: the picture, and the lines of text below it or alone."""
        leading = look.size * lettering.LEADING
        strip = leading * len(look.lines)
        first = strip if look.png else (sheet.height + strip) / 2
        lines = tuple(
            Line(text, 0, first - leading * (place + 1) + look.size * lettering.DESCENT, look.size)
            for place, text in enumerate(look.lines)
        )
        return self._draw(sheet, lines, picture(look.png) if look.png else None, strip)

    def draw_text(self, field: Prepared, sheet: Sheet) -> generic.IndirectObject:
        """Draw the text of a prepared field into its blank; too wide a text is set smaller."""
        wide = lettering.width(field.text, field.size, italic=field.italic)
        size = min(field.size, field.size * sheet.width / wide) if wide else field.size
        free = sheet.width - wide
        lowest = (sheet.height - field.size * lettering.LEADING) / 2
        line = Line(
            field.text,
            max(0.0, free if field.name in BEFORE_A_STROKE else free / 2),
            lowest + field.size * lettering.DESCENT,
            size,
            field.italic,
        )
        return self._draw(sheet, (line,) if field.text else ())

    def _draw(
        self, sheet: Sheet, lines: tuple[Line, ...], image: Picture | None = None, strip: float = 0.0
    ) -> generic.IndirectObject:
        resources: dict[str, Any] = {}
        content: list[bytes] = []
        if image:
            content.append(_placed(image, sheet, strip))
            resources["/XObject"] = _object({"/P": _embedded(self._writer, image)})
        if lines:
            content += self._written(lines, resources)
        drawing = generic.StreamObject(
            _object(
                {
                    "/Type": pdf_name("/XObject"),
                    "/Subtype": pdf_name("/Form"),
                    "/BBox": _numbers(0, 0, sheet.width, sheet.height),
                    "/Matrix": _numbers(*TURNS[sheet.turn], 0, 0),
                    "/Resources": _object(resources),
                }
            ),
            stream_data=b"\n".join(content),
        )
        return self._writer.add_object(drawing)

    def _written(self, lines: tuple[Line, ...], resources: dict[str, Any]) -> list[bytes]:
        """Return what writes `lines`, one font for each slant, and put the fonts into `resources`."""
        fonts: dict[str, Any] = {}
        content = []
        for slant in sorted({line.italic for line in lines}):
            slanted = [line for line in lines if line.italic is slant]
            part = lettering.part_for("".join(line.text for line in slanted), italic=slant)
            name = "/I" if slant else "/R"
            if part.name not in self._fonts:
                self._fonts[part.name] = lettering.embed(part, self._writer)
            fonts[name] = self._fonts[part.name]
            content += [
                b"BT 0 g %s %.3f Tf %.3f %.3f Td %s Tj ET"
                % (name.encode(), line.size, line.left, line.base, lettering.encoded(line.text, part))
                for line in slanted
            ]
        resources["/Font"] = _object(fonts)
        return content


def _placed(image: Picture, sheet: Sheet, strip: float) -> bytes:
    """Return what draws `image` as large as its proportions allow, in the middle above the strip."""
    room = sheet.height - strip
    scale = min(sheet.width / image.width, room / image.height)
    width, height = image.width * scale, image.height * scale
    left, bottom = (sheet.width - width) / 2, strip + (room - height) / 2
    return b"q %.3f 0 0 %.3f %.3f %.3f cm /P Do Q" % (width, height, left, bottom)


def _embedded(writer: BasePdfFileWriter, image: Picture) -> generic.IndirectObject:
    mask = _layer(image, "/DeviceGray", image.transparency)
    colours = _layer(image, "/DeviceRGB", image.colours)
    colours[pdf_name("/SMask")] = writer.add_object(mask)
    return writer.add_object(colours)


def _layer(image: Picture, space: str, pixels: bytes) -> generic.StreamObject:
    return generic.StreamObject(
        _object(
            {
                "/Type": pdf_name("/XObject"),
                "/Subtype": pdf_name("/Image"),
                "/Width": generic.NumberObject(image.width),
                "/Height": generic.NumberObject(image.height),
                "/ColorSpace": pdf_name(space),
                "/BitsPerComponent": generic.NumberObject(8),
                "/Filter": pdf_name("/FlateDecode"),
            }
        ),
        encoded_data=pixels,
    )


def _object(entries: dict[str, Any]) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(name): entry for name, entry in entries.items()})


def _numbers(*numbers: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(number, 3)) for number in numbers)
