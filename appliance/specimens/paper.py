"""A letter set in type, signed by a pen and sealed, as it lay on the glass of the scanner."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random

import pypdfium2
import pypdfium2.raw as raw
import typst
from PIL import Image

from appliance.specimens.letter import OFFICIAL_LETTER, Letter
from core.documents.lettering import FONTS, font_folders

POINTS_PER_INCH = 72
GAP = "\u00a0" * 6
"""Where a draft leaves room for a number or a day."""


def set_in_type(letter: Letter) -> bytes:
    """Return the letter as a PDF of one or more A4 pages; the same letter gives the same page."""
    made = _compiler().compile(
        format="pdf", sys_inputs={"letter": json.dumps(_content(letter))}, timestamp=0, pdf_tags=False
    )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst gave {type(made).__name__} in place of a page")
    return made


def draft(letter: Letter) -> bytes:
    """Return the letter as its drafter leaves it, PDF/A-2b: without number, date, signature and seal."""
    content = _content(letter) | {
        "blank": True,
        "code": f"{GAP * 3}/{letter.notation}",
        "written_date": f"{letter.place}, ngày{GAP}tháng{GAP}năm {letter.date.year}",
    }
    made = _compiler().compile(
        format="pdf", sys_inputs={"letter": json.dumps(content)}, timestamp=0, pdf_standards="a-2b"
    )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst gave {type(made).__name__} in place of a page")
    return made


def mark(letter: Letter, name: str, dpi: float = 300) -> bytes:
    """Return one mark of a letter as a transparent PNG at its real size: `seal` or `signature`."""
    made = _compiler("mark.typ").compile(
        format="png", ppi=dpi, sys_inputs={"letter": json.dumps(_content(letter)), "mark": name}
    )
    if not isinstance(made, bytes):
        raise TypeError(f"Typst gave {type(made).__name__} in place of a picture")
    return made


def signed_by(letter: Letter, name: str) -> Letter:
    """Return the same letter as another person would sign it."""
    return replace(letter, name=name)


def sheets(letter: Letter, dpi: int, skew: float, *, colour: bool) -> Iterator[Image.Image]:
    """Yield the pages of the letter as pictures, turned by `skew` degrees, in colour or in grey."""
    with pypdfium2.PdfDocument(set_in_type(letter)) as paper:
        for page in paper:
            yield _drawn(page, dpi / POINTS_PER_INCH, math.radians(skew), colour=colour)


def _drawn(page: pypdfium2.PdfPage, scale: float, turn: float, *, colour: bool) -> Image.Image:
    """Draw the page turned about its middle: drawing askew is five times faster than turning the picture."""
    width, height = (round(side * scale) for side in page.get_size())
    form = raw.FPDFBitmap_BGR if colour else raw.FPDFBitmap_Gray
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, form)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    a, b = scale * math.cos(turn), scale * math.sin(turn)
    across, down = page.get_size()
    to_glass = raw.FS_MATRIX(
        a, b, -b, a, (width - a * across + b * down) / 2, (height - b * across - a * down) / 2
    )
    whole = raw.FS_RECTF(0, 0, width, height)
    flags = raw.FPDF_ANNOT | (0 if colour else raw.FPDF_GRAYSCALE)
    raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, to_glass, whole, flags)
    picture: Image.Image = bitmap.to_pil()
    return picture.copy()  # The bitmap's own memory goes with it.


@cache
def _compiler(name: str = "letter.typ") -> typst.Compiler:
    with resources.as_file(resources.files("appliance.specimens") / name) as form:
        return typst.Compiler(
            Path(form), font_paths=typst.Fonts(include_system_fonts=False, font_paths=[*font_folders()])
        )


def _content(letter: Letter) -> dict[str, object]:
    """What the form needs to know: the letter, its seal, and the strokes of its signer's pen."""
    hand = Random(letter.name)  # A signer always signs in the same way,
    moment = Random(letter.agency + letter.code)  # and never seals twice at the same place.
    middle = letter.agency.replace("\n", " ")
    return {
        **asdict(letter),
        "date": letter.date.isoformat(),
        "code": letter.code,
        "written_date": letter.written_date,
        "type_name": "" if letter.type_name == OFFICIAL_LETTER else letter.type_name,
        "decision": letter.type_name == "Quyết định",
        "greeting": f"CHỦ TỊCH {middle} điện:" if letter.type_name == "Công điện" else "Kính gửi:",
        "blank": False,
        "fonts": FONTS,
        "seal-above": "CỘNG HÒA X.H.C.N VIỆT NAM",
        "seal-middle": letter.agency,
        "seal-size": 6 if len(middle) < 30 else 4.8,
        "strokes": _strokes(hand),
        "jitter": [moment.uniform(-2, 2) for _ in range(3)] + [moment.uniform(-12, 12)],
    }


def _strokes(hand: Random) -> list[list[tuple[float, float]]]:
    """Draw a signature: a run of loops from left to right, and a flourish beneath."""
    loops: list[tuple[float, float]] = [(1.0, hand.uniform(8, 14))]
    across = 1.0
    for loop in range(hand.randint(6, 9)):
        high = hand.uniform(0, 6) if loop % 3 == 0 else hand.uniform(5, 9)
        loops += [(across + hand.uniform(1, 5), high), (across + hand.uniform(2.5, 4), hand.uniform(10, 13))]
        loops += [(across + hand.uniform(-2, 1), hand.uniform(14, 19)), (across + 4, hand.uniform(9, 12))]
        across += hand.uniform(3.2, 4.6)
    flourish = [(across + 6, hand.uniform(4, 9)), (across, 20.0), (4.0, hand.uniform(15, 19))]
    flourish += [(-2.0, hand.uniform(17, 21)), (across + 12, hand.uniform(13, 17))]
    return [loops, flourish]
