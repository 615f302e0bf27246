"""Finds in a letter's words where its signatures, its number and its date belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from signing import lettering
from signing.appearance import CORNERS, SIGNATURE, seal_area
from signing.faces import MILLIMETRE, Area, Face
from signing.reading import Line, Reading, folded, read
from signing.values import Box, Prepared, Purpose, Reason, mark

NUMBER = re.compile(r"\bso\s*:(?P<blank> ?)(?=/|$| )")
DATE = re.compile(r"\bngay(?P<day> ?\d* ?)thang(?P<month> ?\d* ?)nam(?P<year> ?\d*)")
END = re.compile(r"\./\.")
RECIPIENTS = re.compile(r"^noi nhan\b")
DEPTH = 50
"""Pages that are read from the last one back; annexes in the same file stand behind the signature."""
LEAST_GAP = 8 * MILLIMETRE
"""Between title and name; where they stand closer, nobody was meant to sign between them."""
FARTHEST_TITLE = 100 * MILLIMETRE
AROUND = 30 * MILLIMETRE
"""To either side of a name, where its title stands."""
NARROWEST, OPEN_END = 8.0, 40.0
"""Points: a blank no wider is none; how wide one is behind which nothing stands."""
INITIAL = (18 * MILLIMETRE, 8 * MILLIMETRE)
PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where things belong on a letter; None where it could not be told."""

    leader: Box | None
    """Between the title and the name."""
    seal: Box | None
    """Of the real size of a usual seal, over a third of `leader`."""
    blanks: tuple[Prepared, ...]
    """`vanthu_number`, `vanthu_day`, `vanthu_month` and `vanthu_year`, as far as they are left blank."""
    body_end: Box | None
    """Behind "./.", for the initial of who answers for the content."""
    recipients_end: Box | None
    """Behind the last of "Nơi nhận", for the initial of who answers for the form."""
    corners: dict[Purpose, Box]
    """The text boxes of an annex and of a copy, at the top right of the first page."""
    faces: tuple[Face, ...]
    """How every page that was read is seen."""
    missing: tuple[Reason, ...]
    """What was not found, for the person who will place it by hand."""


def find(source: BinaryIO, signer_name: str, title: str = "") -> Anchors:
    """Return where `source` is to be signed by `signer_name`. Raises Fault when it cannot be read."""
    with read(source) as reading:
        sheets = [_Sheet(reading, page) for page in _pages(reading)]
        first = sheets[0]
        block = next(_blocks(reversed(sheets), folded(signer_name).strip(), folded(title).strip()), None)
        number, date = tuple(_number(first)), tuple(_date(first))
        sheet = block[0] if block else None
        recipients = _recipients(sheet) if sheet else None
        before = [each for each in sheets if not sheet or each.face.page <= sheet.face.page]
        ends = (_last(each) for each in reversed(before))
        seal = sheet.face.box(seal_area(block[1])) if sheet and block else None
        return Anchors(
            sheet.face.box(block[1]) if sheet and block else None,
            seal,
            number + date,
            next((end for end in ends if end), None),
            recipients,
            {purpose: _corner(first.face, purpose) for purpose in CORNERS},
            tuple(each.face for each in sheets),
            tuple(_missing(signer_name, bool(block), bool(number), bool(date))),
        )


class _Sheet:
    """A page that is read when it is looked at."""

    def __init__(self, reading: Reading, page: int) -> None:
        self.face = reading.face(page)
        self._reading = reading
        self._lines: list[Line] | None = None

    @property
    def lines(self) -> list[Line]:
        if self._lines is None:
            self._lines = self._reading.lines(self.face.page)
        return self._lines


def _pages(reading: Reading) -> list[int]:
    return [0, *range(max(1, reading.pages - DEPTH), reading.pages)]


def _blocks(sheets: Iterator[_Sheet], name: str, title: str) -> Iterator[tuple[_Sheet, Area]]:
    """Give the places between a title and `name`, the last in the letter first."""
    for sheet in sheets:
        for line in reversed(sheet.lines):
            start = line.text.rfind(name) if name else -1
            if start < 0:
                continue
            signer = line.span(start, start + len(name))
            above = _titled(sheet.lines, signer, title) or _nearest(sheet.lines, signer)
            if above and above.bottom - signer.top >= LEAST_GAP:
                yield sheet, _between(above, signer)


def _titled(lines: list[Line], signer: Area, title: str) -> Area | None:
    for line in reversed(lines):
        start = line.text.find(title) if title else -1
        if start >= 0 and 0 < line.bottom - signer.top < FARTHEST_TITLE:
            found = line.span(start, start + len(title))
            if abs(found.middle - signer.middle) < AROUND:
                return found
    return None


def _nearest(lines: list[Line], signer: Area) -> Area | None:
    for line in reversed(lines):
        beside = [area for area in line.areas if abs(area.middle - signer.middle) < AROUND]
        if beside and min(area.bottom for area in beside) >= signer.top:
            return Area(
                min(area.left for area in beside),
                min(area.bottom for area in beside),
                max(area.right for area in beside),
                max(area.top for area in beside),
            )
    return None


def _between(above: Area, signer: Area) -> Area:
    """Return the middle of what is free, no larger than a signature is."""
    wide, most = (side * MILLIMETRE for side in SIGNATURE)
    high = min(most, above.bottom - signer.top)
    bottom = (above.bottom + signer.top - high) / 2
    return Area(signer.middle - wide / 2, bottom, signer.middle + wide / 2, bottom + high)


def _number(sheet: _Sheet) -> Iterator[Prepared]:
    """Give the blank behind "Số:" in the upper half of the first page, up to the stroke before the symbol."""
    for line in sheet.lines:
        found = NUMBER.search(line.text)
        if found and line.bottom > sheet.face.height / 2:
            blank = _blank(line, found.start("blank"), found.end("blank"))
            if blank:
                yield _prepared(sheet.face, "number", blank, italic=False)
            return


def _date(sheet: _Sheet) -> Iterator[Prepared]:
    """Give the blanks for day, month and year in the place-and-date line; what is printed is left alone."""
    for line in sheet.lines:
        found = DATE.search(line.text)
        if found and line.bottom > sheet.face.height / 2:
            for part in PARTS:
                blank = _blank(line, *found.span(part)) if not found[part].strip() else None
                if blank:
                    yield _prepared(sheet.face, part, blank, italic=True)
            return


def _blank(line: Line, start: int, end: int) -> Area | None:
    """Return what is free between the letters before `start` and after `end`, as high as the line."""
    before = line.areas[start - 1]
    right = line.areas[end].left if end < len(line.areas) else before.right + OPEN_END
    if right - before.right < NARROWEST:
        return None
    return Area(before.right, before.bottom, right, before.top)


def _prepared(face: Face, name: str, blank: Area, *, italic: bool) -> Prepared:
    size = round(2 * blank.height / lettering.LEADING) / 2
    return Prepared(f"vanthu_{name}", face.box(blank), size, italic)


def _last(sheet: _Sheet) -> Box | None:
    """Return the room behind the last "./." of a page."""
    for line in reversed(sheet.lines):
        found = [*END.finditer(line.text)]
        if found:
            return _behind(sheet.face, line.span(*found[-1].span()))
    return None


def _recipients(sheet: _Sheet) -> Box | None:
    """Return the room behind the last recipient, the lines that follow closely below "Nơi nhận"."""
    last: Area | None = None
    for line in sheet.lines:
        left = [area for area in line.areas if area.right < sheet.face.width / 2]
        if not left or (last is None and not RECIPIENTS.match(line.text)):
            continue
        if last is not None and last.bottom - left[0].top > left[0].height:
            break
        last = left[-1]
    return _behind(sheet.face, last) if last else None


def _behind(face: Face, area: Area) -> Box:
    wide, high = INITIAL
    middle = (area.bottom + area.top) / 2
    return face.box(Area(area.right + 2, middle - high / 2, area.right + 2 + wide, middle + high / 2))


def _corner(face: Face, purpose: Purpose) -> Box:
    place = CORNERS[purpose]
    right, top = face.width - place.from_right * MILLIMETRE, face.height - place.from_top * MILLIMETRE
    return face.box(Area(right - place.width * MILLIMETRE, top - place.height * MILLIMETRE, right, top))


def _missing(signer_name: str, block: bool, number: bool, date: bool) -> Iterator[Reason]:
    if not block:
        yield Reason(
            "VT-4030",
            mark("Không tìm thấy chỗ trống trên dòng họ tên “{name}”: hãy kéo khung chữ ký vào."),
            {"name": signer_name},
        )
    if not number:
        yield Reason("VT-4031", mark("Không tìm thấy chỗ trống sau “Số:” ở trang đầu: hãy kéo khung số vào."))
    if not date:
        yield Reason(
            "VT-4032",
            mark("Không tìm thấy chỗ trống của ngày, tháng ở trang đầu: hãy kéo khung ngày tháng vào."),
        )
