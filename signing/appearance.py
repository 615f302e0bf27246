"""What a signature looks like on paper, by profile: pictures, their sizes, and the words beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from signing import lettering
from signing.drawing import picture
from signing.faces import MILLIMETRE, Area, Face
from signing.values import Box, Look, Purpose

VIETNAM = timezone(timedelta(hours=7))
SEAL = 36.0
"""Millimetres across, the seal of a People's Committee, where an office does not say otherwise."""
SIGNATURE = (60.0, 24.0)
"""Millimetres that a leader's signature fills at most."""
OVERLAP = 1 / 3
"""Of the signature that the seal covers, from its left (Decree 30/2020, Annex I, II.8.a)."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of signature shows."""

    picture: bool
    lines: tuple[str, ...] = ()
    """With `{number}`, `{agency}`, `{copy_form}`, `{date}` and `{time}` to be filled in."""
    size: float = 10.0
    """Of the text, points."""


@dataclass(frozen=True, slots=True)
class Corner:
    """Where the text box of the official form stands: at the top right of the first page, in millimetres."""

    width: float
    height: float
    from_right: float
    from_top: float = 8.0


STAMP = Form(picture=True)
ANNEX = Form(picture=False, lines=("Số: {number}; {date}; {time}",))
COPY = Form(picture=False, lines=("{copy_form}; {agency}; {date}; {time}",))
SEAL_AND_WORDS = Form(picture=True, lines=("{agency}", "{date} {time}"), size=8.0)

FORMS: dict[tuple[str, Purpose], Form] = {
    # Decree 30/2020, Annex I, II.7.d, II.8, III.1.d and part II.I.3.
    ("nd30", Purpose.INITIAL): STAMP,
    ("nd30", Purpose.LEADER): STAMP,
    ("nd30", Purpose.ORGANISATION): STAMP,
    ("nd30", Purpose.ANNEX): ANNEX,
    ("nd30", Purpose.COPY): COPY,
    # Circular 01/2019/TT-BNV, art. 6.2, 12 and 13.
    ("tt01", Purpose.INITIAL): STAMP,
    ("tt01", Purpose.LEADER): STAMP,
    ("tt01", Purpose.ORGANISATION): SEAL_AND_WORDS,
    ("tt01", Purpose.ANNEX): ANNEX,
    ("tt01", Purpose.COPY): SEAL_AND_WORDS,
}
CORNERS: dict[Purpose, Corner] = {
    Purpose.ANNEX: Corner(76.9, 8.7, from_right=5.0),
    Purpose.COPY: Corner(80.9, 8.6, from_right=8.0),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words of a signature say."""

    at: datetime
    """When it is made; shown in Vietnam's time."""
    agency: str = ""
    number: str = ""
    """Number and symbol of the document: 1007/QĐ-UBND."""
    copy_form: str = ""
    """SAO Y, SAO LỤC or TRÍCH SAO."""


def look_for(
    purpose: Purpose, profile: str, face: Face, facts: Facts, box: Box | None, png: bytes = b""
) -> Look:
    """Return how a signature for `purpose` shows on the page `face`.

    A picture keeps its proportions and the middle of `box`; words that do not fit make the box higher,
    downwards. Without `box`, an annex and a copy stand in their corner and everything else shows nothing,
    as it does when the profile wants a picture and `png` is empty.
    """
    form = FORMS[profile, purpose]
    drawn = png if form.picture else b""
    area = face.area(box) if box else corner(purpose, form, face)
    if area is None or (form.picture and not drawn):
        return Look()
    words = _words(form, facts, area.width)
    return Look(face.box(_fitted(area, form, words, drawn)), drawn, words, form.size)


def seal_area(leader: Area, millimetres: float = SEAL) -> Area:
    """Return where a seal of its real size stands: over a third of the leader's signature, on its left."""
    across = millimetres * MILLIMETRE
    right = leader.left + leader.width * OVERLAP
    middle = (leader.bottom + leader.top) / 2
    return Area(right - across, middle - across / 2, right, middle + across / 2)


def corner(purpose: Purpose, form: Form, face: Face) -> Area | None:
    """Return the corner in which an annex or a copy is signed; None for every other signature."""
    place = CORNERS.get(purpose)
    if place is None:
        return None
    wide, high = (SEAL, SEAL) if form.picture else (place.width, place.height)
    right = face.width - place.from_right * MILLIMETRE
    top = face.height - place.from_top * MILLIMETRE
    return Area(right - wide * MILLIMETRE, top - high * MILLIMETRE, right, top)


def _words(form: Form, facts: Facts, room: float) -> tuple[str, ...]:
    moment = facts.at.astimezone(VIETNAM)
    said = {
        "number": facts.number,
        "agency": facts.agency,
        "copy_form": facts.copy_form,
        "date": f"{moment:%d/%m/%Y}",
        "time": f"{moment:%H:%M:%S} +07:00",
    }
    return tuple(
        line
        for template in form.lines
        for line in lettering.wrapped(template.format(**said), form.size, room)
        if line
    )


def _fitted(area: Area, form: Form, words: tuple[str, ...], png: bytes) -> Area:
    """Return `area` as tight as its picture, or as high as its words need."""
    strip = len(words) * form.size * lettering.LEADING
    if not png:
        return Area(area.left, min(area.bottom, area.top - strip), area.right, area.top)
    if words:
        return Area(area.left, area.bottom - strip, area.right, area.top)
    image = picture(png)
    scale = min(area.width / image.width, area.height / image.height)
    wide, high = image.width * scale, image.height * scale
    left, bottom = area.middle - wide / 2, (area.bottom + area.top - high) / 2
    return Area(left, bottom, left + wide, bottom + high)
