"""The files of a packet, found, named, and taken out of their wrapping."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.language import mark, tr
from plugins.axis.edxml import failures
from plugins.axis.edxml.contents import PIECE, Content, Scratch
from plugins.axis.edxml.elements import Element
from plugins.axis.edxml.packet import Attachment, Reference
from plugins.axis.edxml.shapes import understand
from plugins.axis.edxml.wrappings import LARGEST, extension, unwrap

ATTACHMENTS = 1000
FILES = mark("số tệp đính kèm")
"""How many a packet may have, or name."""
LOST = "\ufffd".encode()
"""What stands where a byte stood that is no text."""
_BREAK = re.compile(r"\s*[\t\r\n]\s*")
_MAGIC = (b"%PDF", b"PK\x03\x04", LOST)
"""How files begin that are never text, and how the others begin once they were made text."""


@dataclass(slots=True)
class _Carried:
    """An element that carries a file, or says so."""

    own: Reference
    payload: Content | None
    line: Reference | None = None
    """What the manifest says of it."""

    @property
    def said(self) -> Reference:
        """What is known of the file; its own word before the manifest's."""
        own, line = self.own, self.line or Reference()
        return Reference(
            own.ContentId or line.ContentId,
            own.ContentType or line.ContentType,
            own.Description or line.Description,
            own.AttachmentName or line.AttachmentName,
            own.unknown,
        )


def unpack(root: Element, scratch: Scratch) -> tuple[tuple[Attachment, ...], tuple[Reference, ...]]:
    """Return the files a packet carries, and what it says of files it does not carry.

    Raises Refused for a file that is damaged or cannot be opened without danger.
    """
    carried, lines = list(_carried(root)), list(_manifest(root))
    _demand_few(carried, lines)
    left = _pair(carried, lines)
    _demand_few([*carried, *left])
    found: list[Attachment] = []
    room = LARGEST
    for each in carried:
        if each.payload is not None:
            found.append(_attachment(each.said, each.payload, len(found) + 1, scratch, room))
            room -= found[-1].size
    absent = [each.said for each in carried if each.payload is None]
    return tuple(found), tuple(dict.fromkeys((*absent, *left)))


def _demand_few(*lists: Sequence[object]) -> None:
    if any(len(each) > ATTACHMENTS for each in lists):
        raise failures.too_much(tr(FILES), ATTACHMENTS)


def _carried(root: Element) -> Iterator[_Carried]:
    for element in root.below():
        if element.name.casefold() != "attachment":
            continue
        own = _reference(element)
        holders = (element, *element.all("ContentTransferEncoded"))
        payloads = tuple(each.payload for each in holders if each.payload)
        for payload in payloads or (None,):
            held = payload if payload and payload.size else None
            if held or own.ContentId or own.AttachmentName:
                yield _Carried(own, held)


def _manifest(root: Element) -> Iterator[Reference]:
    for element in root.below():
        if element.name.casefold() in ("edxmlmanifest", "manifest"):
            lines = (_reference(each) for each in element.all("Reference"))
            yield from (line for line in lines if line != Reference())


def _reference(element: Element) -> Reference:
    """Return what an element says of a file, in its children or, in the older dialect, in its attributes."""
    said: Reference = understand(Reference, element, {})
    identifier = said.ContentId or element.attribute("href", "Content-ID", "ContentId", "id")
    return replace(
        said,
        ContentId=identifier.removeprefix("cid:").strip(),
        ContentType=said.ContentType or element.attribute("Content-Type"),
        AttachmentName=_plain(said.AttachmentName or element.attribute("name", "filename")),
    )


def _plain(name: str) -> str:
    """Return a file's name without the folders some systems send along."""
    last = _BREAK.sub(" ", name.replace("\\", "/").rstrip("/").rpartition("/")[2]).strip()
    return "" if last in (".", "..") else last


def _pair(carried: list[_Carried], lines: list[Reference]) -> list[Reference]:
    """Give each file its line of the manifest, and return the lines that are left: by number, name, order."""
    tests: tuple[Callable[[Reference, Reference], bool], ...] = (
        lambda own, line: bool(own.ContentId) and own.ContentId == line.ContentId,
        lambda own, line: bool(own.AttachmentName) and own.AttachmentName == line.AttachmentName,
        lambda own, line: not own.ContentId and not own.AttachmentName,
    )
    for fits in tests:
        for each in carried:
            if each.line is None:
                each.line = next((line for line in lines if fits(each.own, line)), None)
                if each.line is not None:
                    lines.remove(each.line)
    return lines


def _attachment(said: Reference, payload: Content, position: int, scratch: Scratch, room: int) -> Attachment:
    name = said.AttachmentName
    if _ruined(payload):
        raise failures.ruined(name)
    unwrapped = unwrap(payload, name, said.ContentType, scratch, room)
    content, entry = unwrapped or (payload, "")
    if unwrapped:
        payload.forget()
    if unwrapped and _ruined(content):
        raise failures.ruined(name)
    if content.size > room:
        raise failures.swelling(name, LARGEST)
    kind = extension(entry)
    name = name or (f"tep-{position}.{kind}" if kind.isalnum() else f"tep-{position}")
    return Attachment(name, content, said.Description, said.ContentType, said.unknown)


def _ruined(content: Content) -> bool:
    """Whether bytes that were never text went through a text: all that was lost is the same three bytes."""
    decoder, lost = codecs.getincrementaldecoder("utf-8")(), False
    with content.open() as file:
        if not file.read(4).startswith(_MAGIC):
            return False
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
                lost = lost or LOST in piece
        except UnicodeDecodeError:
            return False
    return lost
