"""A page as a reader sees it, upright and from its lower left corner, and back to the page's own space."""

from __future__ import annotations

from dataclasses import dataclass, replace

from signing.values import Box

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page as it is seen, in points from the lower left corner of what is shown."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """How wide it is, points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is, points."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Where its middle is from left to right."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Face:
    """What of a page is shown, and how it is turned to be seen."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    """What is shown of it (CropBox), in its own space."""
    turn: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""

    @property
    def width(self) -> float:
        """Of the page as it is seen, points."""
        return self.top - self.bottom if self.turn % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Of the page as it is seen, points."""
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def seen(self, left: float, bottom: float, right: float, top: float) -> Area:
        """Return a rectangle of the page's own space as it is seen."""
        return {
            0: Area(left - self.left, bottom - self.bottom, right - self.left, top - self.bottom),
            90: Area(bottom - self.bottom, self.right - right, top - self.bottom, self.right - left),
            180: Area(self.right - right, self.top - top, self.right - left, self.top - bottom),
            270: Area(self.top - top, left - self.left, self.top - bottom, right - self.left),
        }[self.turn]

    def box(self, area: Area) -> Box:
        """Return `area`, moved onto the page where it stands out, as a rectangle of the page's own space."""
        area = self._within(area)
        left, bottom, right, top = self._unturned(area)
        return Box(self.page, round(left, 2), round(bottom, 2), round(right, 2), round(top, 2))

    def _unturned(self, area: Area) -> tuple[float, float, float, float]:
        left, bottom, right, top = area.left, area.bottom, area.right, area.top
        return {
            0: (self.left + left, self.bottom + bottom, self.left + right, self.bottom + top),
            90: (self.right - top, self.bottom + left, self.right - bottom, self.bottom + right),
            180: (self.right - right, self.top - top, self.right - left, self.top - bottom),
            270: (self.left + bottom, self.top - right, self.left + top, self.top - left),
        }[self.turn]

    def area(self, box: Box) -> Area:
        """Return `box` as it is seen."""
        return self.seen(box.left, box.bottom, box.right, box.top)

    def _within(self, area: Area) -> Area:
        right = max(0.0, -area.left) - max(0.0, area.right - self.width)
        up = max(0.0, -area.bottom) - max(0.0, area.top - self.height)
        return replace(
            area,
            left=max(0.0, area.left + right),
            right=min(self.width, area.right + right),
            bottom=max(0.0, area.bottom + up),
            top=min(self.height, area.top + up),
        )
