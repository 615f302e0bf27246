"""What a signature will show and where: by the letter's words, by its form, or as somebody dragged it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, Final

from signing.faces import MILLIMETRE, Area, Face
from signing.values import Box, Look, Prepared, Purpose, Reason

if TYPE_CHECKING:
    # Heavy, and needed where the work is done: in the sandbox.
    from signing.anchors import Anchors

LEADER, SEAL, INITIAL, CORNER = "leader", "seal", "initial", "corner"
BLANKS: Final = ("number", "day", "month", "year")
KINDS: Final = (LEADER, SEAL, *BLANKS, INITIAL, CORNER)
"""What has its place on a letter."""
FIELD: Final = "vanthu_"
"""How the names of our fields begin; the kind follows."""
NEEDED: Final = {"VT-4030": (LEADER,), "VT-4031": ("number",), "VT-4032": ("day", "month")}
"""Which places put an end to what could not be found, by the code of the reason."""
BESIDE: Final = 2.0
"""Points between two initials."""
DRAGGED, OF_FORM, FOUND = "dragged", "form", "found"


@dataclass(frozen=True, slots=True)
class Kept:
    """A place that somebody chose, for this letter or for every letter of its form."""

    kind: str
    box: Box
    """Its page may count from the end: -1 is the last."""
    origin: str
    """dragged · form"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be put on a file."""

    purpose: Purpose
    profile: str
    at: datetime
    signer: str = ""
    title: str = ""
    agency: str = ""
    number: str = ""
    """Number and symbol; empty before there is one."""
    copy_form: str = ""
    png: bytes = b""
    width: float = 0.0
    """Of the picture on paper, millimetres."""
    height: float = 0.0
    checks_form: bool = False
    """Whether the initial is of who answers for the form: its place is another."""
    kept: tuple[Kept, ...] = ()
    leader: Box | None = None
    """Where the leader has signed."""
    taken: tuple[Box, ...] = ()
    """Where the file bears signatures already."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where everything stands on a file, and how the signature asked for will look."""

    boxes: Mapping[str, Box]
    """By kind, as far as a place is known."""
    origins: Mapping[str, str]
    """By kind: dragged · form · found."""
    blanks: tuple[Prepared, ...]
    """What is filled later: number, day, month, year."""
    look: Look
    faces: tuple[Face, ...]
    """How every page is seen."""
    trouble: tuple[Reason, ...]
    """What has no place yet, for the person who will drag it there."""


def arrange(file: BinaryIO, wish: Wish) -> Arrangement:
    """Read a letter and return where things stand. Raises Fault when it cannot be read. For the sandbox."""
    from signing.anchors import find
    from signing.reading import read

    found = find(file, wish.signer, wish.title)
    with read(file) as reading:
        faces = tuple(reading.face(page) for page in range(reading.pages))
    boxes = _found(found, wish)
    origins = dict.fromkeys(boxes, FOUND)
    for kept in wish.kept:
        page = kept.box.page if kept.box.page >= 0 else len(faces) + kept.box.page
        if 0 <= page < len(faces):
            box = kept.box
            boxes[kept.kind] = Box(page, box.left, box.bottom, box.right, box.top)
            origins[kept.kind] = kept.origin
    trouble = tuple(
        reason
        for reason in found.missing
        if any(kind not in boxes for kind in NEEDED.get(reason.code, KINDS))
    )
    look = _look(wish, boxes, origins, faces)
    return Arrangement(boxes, origins, _blanks(found, boxes), look, faces, trouble)


def _found(found: Anchors, wish: Wish) -> dict[str, Box]:
    ends = (found.recipients_end, found.body_end)
    places = {
        LEADER: found.leader,
        SEAL: found.seal,
        INITIAL: next((end for end in (ends if wish.checks_form else ends[::-1]) if end), None),
        CORNER: found.corners.get(wish.purpose),
        **{blank.name.removeprefix(FIELD): blank.box for blank in found.blanks},
    }
    return {kind: box for kind, box in places.items() if box is not None}


def _blanks(found: Anchors, boxes: Mapping[str, Box]) -> tuple[Prepared, ...]:
    printed = {blank.name.removeprefix(FIELD): blank for blank in found.blanks}
    blanks = []
    for kind in BLANKS:
        if kind in boxes:
            like = printed.get(kind, Prepared("", boxes[kind], italic=kind != "number"))
            blanks.append(Prepared(f"{FIELD}{kind}", boxes[kind], like.size, like.italic))
    return tuple(blanks)


def _look(wish: Wish, boxes: Mapping[str, Box], origins: Mapping[str, str], faces: tuple[Face, ...]) -> Look:
    from signing.appearance import Facts, look_for

    box = _place(wish, boxes, origins, faces)
    face = faces[box.page if box else 0]
    facts = Facts(wish.at, wish.agency, wish.number, wish.copy_form)
    return look_for(wish.purpose, wish.profile, face, facts, box, wish.png)


def _place(
    wish: Wish, boxes: Mapping[str, Box], origins: Mapping[str, str], faces: tuple[Face, ...]
) -> Box | None:
    """Return the box the signature is drawn in; None where it shows nothing, or stands in its corner."""
    from signing.appearance import seal_area

    if wish.purpose in (Purpose.ANNEX, Purpose.COPY):
        return boxes[CORNER] if origins.get(CORNER) in (DRAGGED, OF_FORM) else None
    kind = {Purpose.LEADER: LEADER, Purpose.INITIAL: INITIAL}.get(wish.purpose, SEAL)
    if kind == SEAL and wish.leader is not None and origins.get(SEAL, FOUND) == FOUND:
        face = faces[wish.leader.page]
        return face.box(seal_area(face.area(wish.leader), wish.width or _usual()))
    if kind not in boxes:
        return None
    face = faces[boxes[kind].page]
    area = face.area(boxes[kind])
    if kind == INITIAL:
        area = _clear(area, [face.area(box) for box in wish.taken if box.page == face.page], face)
    elif wish.width:
        # A seal has its real size wherever it was dragged; a handwriting is never larger than its room.
        across, down = wish.width * MILLIMETRE, wish.height * MILLIMETRE
        area = _sized(area, across, down) if kind == SEAL else _within(area, across, down)
    return face.box(area)


def _usual() -> float:
    from signing.appearance import SEAL as MILLIMETRES

    return MILLIMETRES


def _within(area: Area, across: float, down: float) -> Area:
    scale = min(1.0, area.width / across, area.height / down)
    return _sized(area, across * scale, down * scale)


def _sized(area: Area, across: float, down: float) -> Area:
    left, bottom = area.middle - across / 2, (area.bottom + area.top - down) / 2
    return Area(left, bottom, left + across, bottom + down)


def _clear(area: Area, taken: list[Area], face: Face) -> Area:
    """Move an initial to the right of those that stand there already, and below when the page ends."""
    place = area
    for _ in range(len(taken) * 2 + 1):
        over = [other for other in taken if _overlap(place, other)]
        if not over:
            break
        left = max(other.right for other in over) + BESIDE
        place = Area(left, place.bottom, left + place.width, place.top)
        if place.right > face.width:
            down = area.height + BESIDE
            place = Area(area.left, place.bottom - down, area.right, place.top - down)
    return place


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
    )
