"""What a program that is not ours shows and reads of a signed letter: poppler's pictures and words."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from signing.reading import read
from signing.values import Box

DENSE = 100
"""Dots per inch of what is looked at."""


def crop(file: Path, box: Box) -> Image.Image:
    """Return what poppler draws inside `box` of a file, upright as a reader sees it."""
    number = box.page + 1
    kept = file.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-cropbox", "-r", str(DENSE), "-png", "-singlefile", "-f", str(number), file, kept],
        check=True, capture_output=True,
    )  # fmt: skip
    page = Image.open(kept.with_suffix(".png")).convert("RGB")
    with file.open("rb") as source, read(source) as reading:
        face = reading.face(box.page)
    area, scale = face.area(box), DENSE / 72
    return page.crop(
        (
            round(area.left * scale),
            round((face.height - area.top) * scale),
            round(area.right * scale),
            round((face.height - area.bottom) * scale),
        )
    )


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures of one thing differ, 0 for not at all; turned over it is far more."""
    small = (60, 60)
    both = (each.resize(small).convert("L") for each in (one, other))
    return float(ImageStat.Stat(ImageChops.difference(*both)).mean[0])


def words(file: Path, page: int = 0) -> str:
    """Return the words poppler reads on a page, number and date among them."""
    command = ["pdftotext", "-layout", "-f", str(page + 1), "-l", str(page + 1), str(file), "-"]
    told = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", told))
