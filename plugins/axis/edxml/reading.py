"""Reads a packet as others write it, whatever the dialect, and says why where it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from plugins.axis.edxml import attachments, checks, dialects, failures
from plugins.axis.edxml.contents import PIECE, Content, Scratch
from plugins.axis.edxml.packet import Packet
from plugins.axis.edxml.parsing import Parser


def read(source: bytes | str | PathLike[str], *, scratch: Path | None = None) -> Packet:
    """Return the packet in `source`, bytes or the path of a file, with its files unpacked in `scratch`.

    They lie there, or in the system's folder for such things, as long as the packet is held. Raises
    Refused with a reason that can be returned to the sender, and Trouble when the disk gives up.
    """
    place = source if isinstance(source, bytes) else Path(source)
    folder = Scratch(scratch)
    try:
        return _read(place, folder)
    except BaseException:
        folder.close()
        raise


def _read(place: bytes | Path, scratch: Scratch) -> Packet:
    root, sha256, size = Parser(scratch).parse(_pieces(place))
    header = dialects.header_element(root)
    found, absent = attachments.unpack(root, scratch)
    packet = Packet(
        dialects.header_of(header),
        dialects.trace_of(root),
        found,
        absent,
        dialects.beside(root, header),
        dialects.dialect_of(root),
        Content(sha256, size, place),
    )
    checks.demand_lengths(packet)
    return packet


def _pieces(place: bytes | Path) -> Iterator[bytes]:
    if isinstance(place, bytes):
        yield from (place[start : start + PIECE] for start in range(0, len(place), PIECE))
        return
    try:
        with place.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise failures.unreadable(error.strerror or str(error)) from error
