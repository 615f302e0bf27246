"""Scans by the hundred: a few pages in G4, each sheet with a number inside, so that no two are alike."""

from __future__ import annotations

import io
from functools import cache
from random import Random

from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import ImageFileDirectory_v2

BASES = 5
DESCRIPTION = 270
"""TIFF tag of free text; here it makes a sheet unlike every other."""
ROOM = 96
"""Bytes of free text in every sheet."""


def sheet(number: int, *, dots: int = 400, words: bytes = b"") -> bytes:
    """Return the bytes of sheet `number`; more `dots` make it larger, `words` lie in it as text.

    One page, 300 dpi, black and white, as an office scanner sends it; 400 dots make 3 KB, 20,000 dots 60 KB.
    """
    free = f"to quet {number:08d} ".encode() + words
    assert len(free) <= ROOM
    return _base(number % BASES, dots).replace(b"#" * ROOM, free.ljust(ROOM, b"."))


@cache
def _base(kind: int, dots: int) -> bytes:
    chance = Random(kind)
    page = Image.new("1", (1240, 1754), 1)
    pen = ImageDraw.Draw(page)
    for line in range(80, 1674, 48):
        pen.line((120, line, 300 + chance.randrange(800), line), fill=0, width=3)
    for _ in range(dots):
        pen.point((chance.randrange(1240), chance.randrange(1754)), fill=0)
    about = ImageFileDirectory_v2()
    about[DESCRIPTION] = "#" * ROOM
    out = io.BytesIO()
    page.save(out, "TIFF", compression="group4", dpi=(300, 300), tiffinfo=about)
    return out.getvalue()
