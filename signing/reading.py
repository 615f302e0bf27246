"""Reads the lines of a page with the place of every letter, as a reader sees the page."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypdfium2
from pypdfium2 import raw

from signing.faces import Area, Face
from signing.lettering import ASCENT, DESCENT
from signing.values import Fault, mark


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that stand on one line, from left to right, blanks between them as one space."""

    text: str
    """Folded: small letters without their marks, one for each of `areas`."""
    areas: tuple[Area, ...]

    @property
    def bottom(self) -> float:
        """The lowest point of its letters."""
        return min(area.bottom for area in self.areas)

    @property
    def top(self) -> float:
        """The highest point of its letters."""
        return max(area.top for area in self.areas)

    def span(self, start: int, end: int) -> Area:
        """Return the area of the letters from `start` to `end`."""
        letters = self.areas[start:end]
        return Area(
            min(area.left for area in letters),
            min(area.bottom for area in letters),
            max(area.right for area in letters),
            max(area.top for area in letters),
        )


def folded(text: str) -> str:
    """Return `text` in small letters without marks: "Số" and "SỐ" are read alike, however encoded."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("đ", "d")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class Reading:
    """A PDF that is being read."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._document)

    def face(self, page: int) -> Face:
        """Return how page `page` is seen."""
        opened = self._document[page]
        left, bottom, right, top = opened.get_bbox()
        return Face(page, left, bottom, right, top, opened.get_rotation() % 360)

    def lines(self, page: int) -> list[Line]:
        """Return the lines of page `page`, the highest first."""
        face = self.face(page)
        text = self._document[page].get_textpage()
        rows: list[list[tuple[Area, str]]] = []
        for area, letter in sorted(_letters(text, face), key=lambda one: -one[0].bottom):
            if rows and rows[-1][0][0].bottom - area.bottom < area.height * 0.35:
                rows[-1].append((area, letter))
            else:
                rows.append([(area, letter)])
        return [_line(row) for row in rows]


@contextmanager
def read(source: BinaryIO) -> Iterator[Reading]:
    """Open `source` for reading within the block. Raises Fault when it cannot be read."""
    source.seek(0)
    document = None
    try:
        document = pypdfium2.PdfDocument(source)
        yield Reading(document)
    except pypdfium2.PdfiumError as error:
        raise Fault(
            "VT-4029",
            mark("Không đọc được chữ trên trang để tìm chỗ ký."),
            hint=mark("Việc cần làm tiếp: kiểm tra tệp PDF, kết xuất lại từ bản dự thảo nếu cần."),
        ) from error
    finally:
        if document is not None:
            document.close()


def _letters(text: Any, face: Face) -> Iterator[tuple[Area, str]]:
    """Give every letter that is seen, folded; a letter that folds into several shares its area among them."""
    for place in range(text.count_chars()):
        plain = folded(text.get_text_range(place, 1)).strip()
        wide = face.seen(*text.get_charbox(place, loose=True))
        size = _size(text, place)
        if plain and wide.width > 0 and size > 0:
            base = _base(text, place, face)
            area = Area(wide.left, base - size * DESCENT, wide.right, base + size * ASCENT)
            for letter in plain:
                yield area, letter


def _size(text: Any, place: int) -> float:
    """Return the size of a letter as it is seen, points: fonts are often set at size 1 and enlarged."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text, place, matrix):
        return 0.0
    return float(raw.FPDFText_GetFontSize(text, place)) * math.hypot(matrix.c, matrix.d)


def _base(text: Any, place: int, face: Face) -> float:
    """Return how high the line stands on which a letter is written."""
    across, up = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, place, across, up)
    return face.seen(across.value, up.value, across.value, up.value).bottom


def _line(row: list[tuple[Area, str]]) -> Line:
    """Put the letters of a row in order, with a space where there is room for one."""
    text: list[str] = []
    areas: list[Area] = []
    for area, letter in sorted(row, key=lambda one: one[0].left):
        if areas and area.left - areas[-1].right > area.height * 0.12:
            text.append(" ")
            areas.append(Area(areas[-1].right, area.bottom, area.left, area.top))
        text.append(letter)
        areas.append(area)
    return Line("".join(text), tuple(areas))
