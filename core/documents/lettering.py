"""The letters a page is set in: which fonts, which signs they show, where a long word may break."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

# Tinos and Liberation Serif have the measures of Times New Roman and every Vietnamese letter;
# Libertinus Serif comes inside Typst, so that a box without any font package prints too.
FONTS = ("Tinos", "Liberation Serif", "Libertinus Serif")
FOLDERS = tuple(
    Path("/usr/share/fonts/truetype") / name for name in ("croscore", "liberation", "liberation2")
)

# What all of FONTS can show. PDF/A forbids a page that asks for a sign its font does not have, so one
# strange sign in a subject would otherwise stop the printing of the whole register.
LETTERS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x391, 0x3A1),
    (0x3A3, 0x3C9),
    (0x400, 0x45F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
)
SIGNS = frozenset("\u0300\u0301\u0303\u0309\u0323…‰′″‹›₫€№™−≈≠≤≥■□○●")
UNKNOWN = "□"
BREAK = "\u200b"  # Zero-width space: a line may end here.

EM = 3.71  # Millimetres at 10.5 points, the size of a register.
PIECE = re.compile(r"[^/-]+[/-]?")
UNBREAKABLE = re.compile(r"(?<= )(?=[\])}%!?,.;:/])|(?<=[\[({] )")  # Spaces at which no line may end.
WIDE = frozenset("WM%@—…Œ™‰№mw")


def font_folders() -> tuple[Path, ...]:
    """Return the folders on this box in which FONTS are found; empty when only Typst's own remain."""
    return tuple(folder for folder in FOLDERS if folder.is_dir())


@lru_cache(maxsize=4096)
def _showable(letter: str) -> bool:
    return letter in SIGNS or any(first <= ord(letter) <= last for first, last in LETTERS)


def shown(text: str) -> str:
    """Return `text` on one line, composed (NFC), with a box in place of every sign the fonts do not have."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter if _showable(letter) else UNKNOWN for letter in line)


def width(text: str) -> float:
    """Return about how many millimetres `text` takes on one line at 10.5 points; rather more than less."""
    return EM * sum(
        0.95 if c in WIDE else 0.74 if c.isupper() else 0.52 if c.isalnum() else 0.58 for c in text
    )


def broken(text: str, room: float) -> str:
    """Return `text` with places to break inside every word that cannot be kept within `room` millimetres.

    A word such as "1007/QĐ-UBND" is let alone: it breaks after its strokes and hyphens by itself.
    """
    return " ".join(
        BREAK.join(word) if any(width(piece) > room for piece in PIECE.findall(word)) else word
        for word in UNBREAKABLE.sub(BREAK, text).split(" ")
    )
