"""Draws the pages as they were signed and as they are now, and looks for what changed outside the ink."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from signing.ink import Ink
from signing.values import Box

DPI: Final = 72
_LONGEST: Final = 1400
"""Pixels of the longer side: a page as large as a wall is drawn smaller."""
_UNTOUCHED: Final = 3
"""How many pages that nothing was said to have changed on are compared as well, from the first."""
_MOST: Final = 12
"""How many pages are compared at most; the structure of all of them was compared before."""
_FAINT: Final = 24
"""Grey levels that are no difference: a library rounds."""


class Unseen(Exception):
    """A revision this renderer cannot draw."""


class Head(io.RawIOBase):
    """The first bytes of a file, as if it ended there."""

    def __init__(self, source: BinaryIO, end: int) -> None:
        self._source, self._end, self._at = source, end, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Return where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to `offset`."""
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as the file goes."""
        self._source.seek(self._at)
        wanted = max(0, min(len(buffer), self._end - self._at))
        read = self._source.read(wanted)
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)


def differing_page(source: BinaryIO, then: int, now: int, inked: Sequence[Ink]) -> int | None:
    """Return the first page that looks different in the first `now` bytes than in the first `then`; or None.

    `inked` are the boxes of the signatures and prepared fields that came in between: they are drawn too, and
    only where they really put ink may the page differ. Raises Unseen when one of the two cannot be drawn.
    """
    with _drawn(source, then) as old, _drawn(source, now) as new:
        if len(old) != len(new):
            return min(len(old), len(new))
        touched = sorted({ink.box.page for ink in inked})
        others = [page for page in range(len(new)) if page not in touched][:_UNTOUCHED]
        for page in (touched + others)[:_MOST]:
            if _differs(old, new, page, [ink for ink in inked if ink.box.page == page]):
                return page
    return None


def _differs(old: Any, new: Any, number: int, inked: Sequence[Ink]) -> bool:
    before, after = _Sheet(old, number), _Sheet(new, number)
    if before.size != after.size:
        return True
    change = _difference(before.picture(notes=True), after.picture(notes=True))
    if not inked:
        return change.getbbox() is not None
    bare = after.picture(notes=False)
    if _difference(before.picture(notes=False), bare).getbbox():
        return True
    drawn = _difference(bare, after.picture(notes=True))
    pen = ImageDraw.Draw(change)
    for ink in inked:
        place = after.place(ink.box)
        within = drawn.crop(place).getbbox()
        if within is None:
            continue
        left, top, right, bottom = within
        if (right - left) * (bottom - top) > ink.most * drawn.width * drawn.height:
            return True
        # one pixel around: the edge of a picture is blended into the paper
        pen.rectangle((place[0] + left - 1, place[1] + top - 1, place[0] + right, place[1] + bottom), fill=0)
    return change.getbbox() is not None


class _Sheet:
    """One page at one moment."""

    def __init__(self, document: Any, number: int) -> None:
        self._page = document[number]
        self.size = (*self._page.get_size(), self._page.get_rotation())
        longest = max(self.size[0], self.size[1], 1.0)
        self._scale = min(DPI / 72, _LONGEST / longest)
        self._pictures: dict[bool, Image.Image] = {}

    def picture(self, *, notes: bool) -> Image.Image:
        """Return it in greys, with or without what is laid over it."""
        if notes not in self._pictures:
            bitmap = self._page.render(
                scale=self._scale, may_draw_forms=notes, draw_annots=notes, grayscale=True
            )
            self._pictures[notes] = bitmap.to_pil().convert("L").copy()
        return self._pictures[notes]

    def place(self, box: Box) -> tuple[int, int, int, int]:
        """Return where a box of the page's user space lies in the picture."""
        corners = [self._turned(x, y) for x, y in ((box.left, box.bottom), (box.right, box.top))]
        (x0, y0), (x1, y1) = corners
        return (
            max(0, int(min(x0, x1)) - 1), max(0, int(min(y0, y1)) - 1),
            int(max(x0, x1)) + 2, int(max(y0, y1)) + 2,
        )  # fmt: skip

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        # The library's other boxes know nothing of what a page inherits from the tree of pages.
        left, bottom, right, top = self._page.get_bbox()
        across, up, wide, high = x - left, y - bottom, right - left, top - bottom
        turned = {
            0: (across, high - up),
            90: (up, across),
            180: (wide - across, up),
            270: (high - up, wide - across),
        }[self._page.get_rotation()]
        return turned[0] * self._scale, turned[1] * self._scale


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    if one.size != other.size:
        return Image.new("L", one.size, 255)
    return ImageChops.difference(one, other).point(lambda grey: 255 if grey > _FAINT else 0)


@contextmanager
def _drawn(source: BinaryIO, end: int) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(io.BufferedReader(Head(source, end), 1 << 16))
    except (pypdfium2.PdfiumError, ValueError) as wrong:
        raise Unseen(str(wrong)) from wrong
    try:
        document.init_forms()  # without it fields and signatures are not drawn
        yield document
    except pypdfium2.PdfiumError as wrong:
        raise Unseen(str(wrong)) from wrong
    finally:
        document.close()
