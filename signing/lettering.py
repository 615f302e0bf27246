"""The letters a stamp is set in: which font, how wide a line is, what of the font goes into the file."""

from __future__ import annotations

import io
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from signing.values import Fault, mark

# Both have the measures of Times New Roman; older packages of Liberation have no Vietnamese letters.
FONTS = ("croscore/Tinos", "liberation2/LiberationSerif", "liberation/LiberationSerif")
FOLDER = Path("/usr/share/fonts/truetype")
FIGURES = frozenset("0123456789")
EM = 1000
ASCENT, DESCENT = 0.891, 0.216
"""Of a line, in ems: above and below the line the letters stand on."""
LEADING = ASCENT + DESCENT


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a font that some letters need, ready to be put into a file."""

    name: str
    program: bytes
    """The subset, compressed."""
    length: int
    glyphs: dict[str, int]
    widths: dict[str, float]
    """Thousandths of an em."""
    box: tuple[float, float, float, float]
    ascent: float
    descent: float
    italic_angle: float


def composed(text: str) -> str:
    """Return `text` on one line and composed (NFC), as a font has its letters."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def width(text: str, size: float, *, italic: bool = False) -> float:
    """Return how many points `text` takes at `size` points. Raises Fault for a sign no font has."""
    font = _font_for(frozenset(composed(text)), italic)
    return sum(font.widths[letter] for letter in composed(text)) * size / EM


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """Return `text` in lines no wider than `room` points, broken after ";" if possible, else at spaces."""
    lines: list[str] = []
    for clause in composed(text).replace("; ", ";\n").split("\n"):
        joined = f"{lines[-1]} {clause}" if lines else clause
        if lines and width(joined, size) <= room:
            lines[-1] = joined
        else:
            lines += _folded(clause, size, room)
    return tuple(lines)


def _folded(line: str, size: float, room: float) -> list[str]:
    folded = [""]
    for word in line.split():
        longer = f"{folded[-1]} {word}".strip()
        if folded[-1] and width(longer, size) > room:
            folded.append(word)
        else:
            folded[-1] = longer
    return folded


def encoded(text: str, part: Part) -> bytes:
    """Return `text` as the operand of Tj: two bytes per letter, in hexadecimal."""
    return b"<%s>" % b"".join(b"%04X" % part.glyphs[letter] for letter in composed(text))


def part_for(text: str, *, italic: bool = False) -> Part:
    """Return the part of the font that shows `text`. Raises Fault for a sign no font has.

    Numbers and hours change from letter to letter and the words do not: with all figures in it, a part that
    was cut once serves again, and cutting takes longer than signing.
    """
    letters = frozenset(composed(text)) | FIGURES
    return _subset(_font_for(letters, italic).path, letters)


@dataclass(frozen=True, slots=True)
class _Font:
    path: Path
    widths: dict[str, float]


def _font_for(letters: frozenset[str], italic: bool) -> _Font:
    fonts = [font for font in map(_opened, FONTS, [italic] * len(FONTS)) if font]
    for font in fonts:
        if letters <= font.widths.keys():
            return font
    missing = sorted(letters - fonts[0].widths.keys()) if fonts else []
    if missing:
        raise Fault(
            "VT-4001",
            mark("Không in được ký tự “{letters}” trong hình thức chữ ký: phông chữ không có ký tự này."),
            hint=mark("Việc cần làm tiếp: sửa số, ký hiệu hoặc tên cơ quan rồi ký lại."),
            letters=" ".join(missing),
        )
    raise Fault(
        "VT-4002",
        mark("Máy chưa có phông chữ Tinos để in chữ trong hình thức chữ ký."),
        hint=mark("Việc cần làm tiếp: cài gói fonts-croscore rồi ký lại."),
    )


@lru_cache(maxsize=8)
def _opened(name: str, italic: bool) -> _Font | None:
    path = FOLDER / f"{name}-{'Italic' if italic else 'Regular'}.ttf"
    if not path.is_file():
        return None
    with TTFont(path, lazy=True) as font:
        scale = EM / font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        return _Font(
            path, {chr(code): advances[glyph][0] * scale for code, glyph in font.getBestCmap().items()}
        )


@lru_cache(maxsize=64)
def _subset(path: Path, letters: frozenset[str]) -> Part:
    options = Options(hinting=False, layout_features=[], name_IDs=[], notdef_outline=True, glyph_names=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "DSIG", "meta"]
    with TTFont(path) as font:
        cut = Subsetter(options)
        cut.populate(unicodes=[ord(letter) for letter in letters])
        cut.subset(font)
        head, lines, post = font["head"], font["hhea"], font["post"]
        scale = EM / head.unitsPerEm
        order = {name: place for place, name in enumerate(font.getGlyphOrder())}
        names = font.getBestCmap()
        out = io.BytesIO()
        font.save(out, reorderTables=None)
        return Part(
            name=_tagged(path.stem, letters),
            program=zlib.compress(out.getvalue(), 9),
            length=len(out.getvalue()),
            glyphs={letter: order[names[ord(letter)]] for letter in letters},
            widths={letter: font["hmtx"].metrics[names[ord(letter)]][0] * scale for letter in letters},
            box=(head.xMin * scale, head.yMin * scale, head.xMax * scale, head.yMax * scale),
            ascent=lines.ascent * scale,
            descent=lines.descent * scale,
            italic_angle=post.italicAngle,
        )


def _tagged(name: str, letters: frozenset[str]) -> str:
    """Return the name of a subset: six capitals before the font's own (ISO 32000-1, 9.6.4)."""
    mark_of = zlib.crc32("".join(sorted(letters)).encode())
    return "".join(chr(65 + (mark_of >> 4 * place) % 16) for place in range(6)) + f"+{name}"


def embed(part: Part, writer: BasePdfFileWriter) -> generic.IndirectObject:
    """Put `part` into the file as a composite font and return where it stands.

    Its widths are not rounded: PDF/A-2 compares them with the program's own (ISO 19005-2, 6.2.11.5).
    """
    program = generic.StreamObject(
        {
            pdf_name("/Filter"): pdf_name("/FlateDecode"),
            pdf_name("/Length1"): generic.NumberObject(part.length),
        },
        encoded_data=part.program,
    )
    descriptor = _object(
        {
            "/Type": pdf_name("/FontDescriptor"),
            "/FontName": pdf_name(f"/{part.name}"),
            "/Flags": generic.NumberObject(4),
            "/FontBBox": _numbers(part.box),
            "/ItalicAngle": generic.FloatObject(part.italic_angle),
            "/Ascent": generic.FloatObject(round(part.ascent, 3)),
            "/Descent": generic.FloatObject(round(part.descent, 3)),
            "/CapHeight": generic.NumberObject(662),
            "/StemV": generic.NumberObject(80),
            "/FontFile2": writer.add_object(program),
        }
    )
    widths = generic.ArrayObject()
    for letter, glyph in part.glyphs.items():
        widths += [generic.NumberObject(glyph), _numbers([part.widths[letter]])]
    letters = _object(
        {
            "/Type": pdf_name("/Font"),
            "/Subtype": pdf_name("/CIDFontType2"),
            "/BaseFont": pdf_name(f"/{part.name}"),
            "/CIDSystemInfo": _object(
                {
                    "/Registry": generic.pdf_string("Adobe"),
                    "/Ordering": generic.pdf_string("Identity"),
                    "/Supplement": generic.NumberObject(0),
                }
            ),
            "/FontDescriptor": writer.add_object(descriptor),
            "/W": widths,
            "/CIDToGIDMap": pdf_name("/Identity"),
        }
    )
    meanings = generic.StreamObject(stream_data=_meanings(part))
    meanings.compress()
    return writer.add_object(
        _object(
            {
                "/Type": pdf_name("/Font"),
                "/Subtype": pdf_name("/Type0"),
                "/BaseFont": pdf_name(f"/{part.name}"),
                "/Encoding": pdf_name("/Identity-H"),
                "/DescendantFonts": generic.ArrayObject([writer.add_object(letters)]),
                "/ToUnicode": writer.add_object(meanings),
            }
        )
    )


def _object(entries: dict[str, Any]) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(name): entry for name, entry in entries.items()})


def _numbers(numbers: Any) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(number, 4)) for number in numbers)


def _meanings(part: Part) -> bytes:
    """Return the table of what letter each glyph means, so that the text can be copied and searched."""
    pairs = [
        b"<%04X> <%s>" % (glyph, letter.encode("utf-16-be").hex().upper().encode())
        for letter, glyph in part.glyphs.items()
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    return b"\n".join(
        [
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks),
            b"endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )
