"""Pictures of pages that were drawn once already, kept beside the files until those leave the system."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from core.office import Home

WIDTHS = (160, 480, 960, 1400)
"""Pixels: a thumbnail, a phone, half a desk, a whole desk; no other widths are drawn."""


def fitting(width: int) -> int:
    """Return the smallest width we draw that is not less than `width`; the largest beyond it."""
    return next((drawn for drawn in WIDTHS if drawn >= width), WIDTHS[-1])


def picture(home: Home, sha256: str, number: int, width: int) -> Path:
    """Return where the picture of page `number` of a file lies, or would lie."""
    return _folder(home, sha256) / f"{sha256}-{number}-{width}.png"


def keep(home: Home, sha256: str, number: int, width: int, drawn: bytes) -> Path:
    """Keep a picture and return where it lies; whoever looks at the same time sees it whole or not at all."""
    place = picture(home, sha256, number, width)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    draft.write_bytes(drawn)
    draft.replace(place)
    return place


def forget_pictures(home: Home, sha256: str) -> int:
    """Overwrite and remove every picture of a file that leaves the system; return how many there were."""
    found = [*_folder(home, sha256).glob(f"{sha256}-*.png"), *_folder(home, sha256).glob(f".{sha256}-*")]
    for place in found:
        _blot(place)
    return len(found)


def _folder(home: Home, sha256: str) -> Path:
    return home.data / "pictures" / sha256[:2]


def _blot(place: Path) -> None:
    try:
        with place.open("r+b") as file:
            file.write(bytes(place.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
    except FileNotFoundError:  # a draft that has just become a picture, or another hand was quicker
        return
