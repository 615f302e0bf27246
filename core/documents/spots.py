"""Where things stand on a page as people see it: in millimetres, from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

from signing.faces import MILLIMETRE, Area, Face
from signing.values import Box


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle on a page as people see it, millimetres."""

    page: int
    """0 for the first."""
    left: float
    top: float
    width: float
    height: float


def spot_of(box: Box, face: Face) -> Spot:
    """Return where people see a box."""
    area = face.area(box)
    return Spot(
        box.page,
        area.left / MILLIMETRE,
        (face.height - area.top) / MILLIMETRE,
        area.width / MILLIMETRE,
        area.height / MILLIMETRE,
    )


def box_of(spot: Spot, face: Face) -> Box:
    """Return the box in the page's own space that people see at a spot, moved onto the page if need be."""
    left, top = spot.left * MILLIMETRE, face.height - spot.top * MILLIMETRE
    area = Area(left, top - spot.height * MILLIMETRE, left + spot.width * MILLIMETRE, top)
    return face.box(area)
