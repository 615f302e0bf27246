"""Tells from a file's own bytes whether it has come to its end, whatever its name says."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from enum import Enum

from core.documents.examine import JPEG, PDF, PNG, TIFF, sniff

HEAD = 1024
TAIL = 1024
ZIP = "application/zip"
ZIP_TAIL = 22 + 0xFFFF
"""Bytes in which the end record of a ZIP and its comment must lie."""
DIRECTORIES = 10_000
ENTRIES = 2_000
STRIPS = 200_000
"""More directories, entries or strips of a TIFF than this are not followed: the inspectors judge it."""

OFFSETS, COUNTS = (273, 324), (279, 325)
"""TIFF tags: where strips or tiles begin, and how long they are."""
LETTERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
"""How a number of each TIFF type is unpacked."""


class Whole(Enum):
    """What the bytes say."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"
    """No format with an end we know; only quiet and the absence of writers speak for it."""


class Short(Exception):
    """The file ends before something it promises."""


def probe(descriptor: int, size: int) -> Whole:
    """Return whether the `size` bytes behind a descriptor are a whole file of their kind."""
    head = os.pread(descriptor, HEAD, 0)
    if not head.strip(b"\0"):
        return Whole.INCOMPLETE  # room kept by a scanner that has not written yet
    tail = os.pread(descriptor, TAIL, max(0, size - TAIL))
    match sniff(head):
        case kind if kind == PDF:
            return _said(b"%%EOF" in tail)
        case kind if kind == JPEG:
            return _said(b"\xff\xd9" in tail)
        case kind if kind == PNG:
            return _said(b"IEND\xaeB`\x82" in tail)
        case kind if kind == TIFF:
            return _tiff(descriptor, size)
        case kind if kind == ZIP:
            return _zip(descriptor, size)
    return Whole.UNKNOWN


def _said(complete: bool) -> Whole:
    return Whole.COMPLETE if complete else Whole.INCOMPLETE


def _zip(descriptor: int, size: int) -> Whole:
    """Find the end record and see that the directory it tells of lies before it."""
    start = max(0, size - ZIP_TAIL)
    tail = os.pread(descriptor, ZIP_TAIL, start)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + 22 > len(tail):
        return Whole.INCOMPLETE
    length, offset = struct.unpack_from("<II", tail, place + 12)
    large = 0xFFFFFFFF in (length, offset)  # ZIP64 keeps the true figures elsewhere
    return _said(large or length + offset <= start + place)


def _tiff(descriptor: int, size: int) -> Whole:
    """Walk the chain of directories; every directory, strip and tile must lie within the file."""
    try:
        pages = sum(1 for _ in _directories(descriptor, size))
    except Short:
        return Whole.INCOMPLETE
    return _said(pages > 0)


def _directories(descriptor: int, size: int) -> Iterator[int]:
    head = _read(descriptor, 0, 8, size)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    offset_width, entry_width, count_letter = (8, 20, "Q") if big else (4, 12, "H")
    word = order + ("Q" if big else "I")
    place = 8 if big else 4
    (offset,) = struct.unpack(word, _read(descriptor, place, offset_width, size))
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < DIRECTORIES:
        seen.add(offset)
        count_width = struct.calcsize(count_letter)
        (count,) = struct.unpack(order + count_letter, _read(descriptor, offset, count_width, size))
        if not count:
            raise Short
        if count <= ENTRIES:
            table = _read(descriptor, offset + count_width, count * entry_width, size)
            entries = [table[start : start + entry_width] for start in range(0, len(table), entry_width)]
            _demand_strips(descriptor, size, order, entries)
        link = offset + count_width + count * entry_width
        yield offset
        (offset,) = struct.unpack(word, _read(descriptor, link, offset_width, size))


def _demand_strips(descriptor: int, size: int, order: str, entries: list[bytes]) -> None:
    offsets: list[int] = []
    counts: list[int] = []
    for entry in entries:
        tag = struct.unpack(order + "H", entry[:2])[0]
        if tag in OFFSETS:
            offsets = _values(descriptor, size, order, entry)
        elif tag in COUNTS:
            counts = _values(descriptor, size, order, entry)
    if any(offset + count > size for offset, count in zip(offsets, counts, strict=False)):
        raise Short


def _values(descriptor: int, size: int, order: str, entry: bytes) -> list[int]:
    """Return the numbers of one entry, which lie in it or where it points."""
    big = len(entry) == 20
    kind = struct.unpack(order + "H", entry[2:4])[0]
    (count,) = struct.unpack(order + ("Q" if big else "I"), entry[4 : 12 if big else 8])
    field = entry[12:] if big else entry[8:]
    if kind not in LETTERS or count > STRIPS:
        return []
    length = count * struct.calcsize(LETTERS[kind])
    if length > len(field):
        (place,) = struct.unpack(order + ("Q" if big else "I"), field)
        field = _read(descriptor, place, length, size)
    return list(struct.unpack(f"{order}{count}{LETTERS[kind]}", field[:length]))


def _read(descriptor: int, place: int, length: int, size: int) -> bytes:
    if place + length > size:
        raise Short
    found = os.pread(descriptor, length, place)
    if len(found) < length:
        raise Short
    return found
