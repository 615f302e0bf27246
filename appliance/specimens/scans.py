"""Scans of letters, as an office scanner leaves them: askew, speckled, soft, on paper that is not white."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

import img2pdf
import pikepdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from appliance.specimens.letter import Letter
from appliance.specimens.letters import letter as nth_letter
from appliance.specimens.paper import sheets

Kind = Literal["tiff", "jpeg", "pdf", "png"]

COLOUR = frozenset({"jpeg", "pdf"})  # The other kinds are black and white, as registers of paper are kept.
SUFFIX: dict[Kind, str] = {"tiff": ".tif", "jpeg": ".jpg", "pdf": ".pdf", "png": ".png"}
SKEW = 1.5  # Degrees a sheet may lie askew, either way.
INK = 150  # Grey below which a scanner sees black.
GRAIN = 512  # Pixels along the side of the square of grain that is laid over a page.
QUALITY = 84  # Of the JPEG: about 760 KB for an A4 page in colour at 200 dpi.


def make_scan(letter: Letter, kind: Kind, target: Path, *, dpi: int = 300, seed: int = 0) -> Path:
    """Write a scan of the letter to `target` and return it; the same seed gives the same scan.

    "tiff": black and white in G4, all pages in one file; "jpeg": the first page in colour (200 dpi is
    usual); "pdf": all pages as pictures in colour, without text; "png": the first page, black and white.
    """
    chance = Random(f"{seed} {letter.agency} {letter.code}")
    colour = kind in COLOUR
    skew = chance.uniform(-SKEW, SKEW)
    clean = sheets(letter, dpi, skew, colour=colour)
    _write([_scanned(sheet, chance, dpi, colour=colour) for sheet in clean], kind, target, dpi)
    return target


def make_many(count: int, folder: Path, kind: Kind, seed: int = 0, *, dpi: int = 300) -> list[Path]:
    """Write `count` scans into `folder`, no two the same, each of a letter with a number of its own."""
    made = []
    for n in range(count):
        target = folder / f"quet-{seed:03d}-{n + 1:05d}{SUFFIX[kind]}"
        made.append(make_scan(nth_letter(n), kind, target, dpi=dpi, seed=seed))
    return made


def _scanned(sheet: Image.Image, chance: Random, dpi: int, *, colour: bool) -> Image.Image:
    """Turn a clean sheet into what the scanner saw of it."""
    _speckle(sheet, chance, dpi)
    if not colour:
        rough = ImageChops.add(sheet, _grain(sheet.size, 33, chance), 1, -128)
        return rough.point([0 if grey < INK else 255 for grey in range(256)], "1")
    tint = (chance.randint(247, 251), chance.randint(244, 248), chance.randint(233, 240))
    paper = ImageChops.multiply(sheet, Image.new("RGB", sheet.size, tint))
    soft = paper.filter(ImageFilter.GaussianBlur(dpi / 350))
    grain = _grain(sheet.size, 5, chance)
    return ImageChops.add(soft, Image.merge("RGB", (grain, grain, grain)), 1, -128)


def _speckle(sheet: Image.Image, chance: Random, dpi: int) -> None:
    """Drop dust on the glass: some dozens of dots of a tenth of a millimetre or two."""
    pen = ImageDraw.Draw(sheet)
    for _ in range(chance.randint(25, 60)):
        x, y, size = (
            chance.random() * sheet.width,
            chance.random() * sheet.height,
            chance.uniform(0.1, 0.9) ** 3,
        )
        radius = max(0.5, size * dpi / 90)
        pen.ellipse((x, y, x + radius, y + radius), fill="#303030")


def _grain(size: tuple[int, int], strength: int, chance: Random) -> Image.Image:
    """Return grain around a middle grey; the noise is made once and laid at another place every time."""
    return ImageChops.offset(_noise(size, strength), chance.randrange(size[0]), chance.randrange(size[1]))


@cache
def _noise(size: tuple[int, int], strength: int) -> Image.Image:
    """Return noise that is the same in every process, as Pillow's own is not."""
    chance = Random(strength)
    tile = Image.new("L", (GRAIN, GRAIN))
    tile.putdata([round(min(max(chance.gauss(128, strength), 0), 255)) for _ in range(GRAIN * GRAIN)])
    whole = Image.new("L", size)
    for x in range(0, size[0], GRAIN):
        for y in range(0, size[1], GRAIN):
            whole.paste(tile, (x, y))
    return whole


def _write(pages: list[Image.Image], kind: Kind, target: Path, dpi: int) -> None:
    first, *others = pages
    match kind:
        case "tiff":
            first.save(
                target, "TIFF", compression="group4", dpi=(dpi, dpi), save_all=True, append_images=others
            )
        case "jpeg":
            first.save(target, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
        case "png":
            first.save(target, "PNG", dpi=(dpi, dpi))
        case "pdf":
            pictures = [_jpeg(page, dpi) for page in pages]
            with pikepdf.open(io.BytesIO(img2pdf.convert(pictures, nodate=True))) as scanned:
                scanned.save(target, min_version="1.4", deterministic_id=True)


def _jpeg(page: Image.Image, dpi: int) -> bytes:
    kept = io.BytesIO()
    page.save(kept, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    return kept.getvalue()
