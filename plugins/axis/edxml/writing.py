"""Writes a packet exactly as the national axis accepts it: dialect D-VXP, clause by clause."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from plugins.axis.edxml import checks
from plugins.axis.edxml.contents import Scratch, on_disk
from plugins.axis.edxml.elements import QCVN, Element
from plugins.axis.edxml.headers import StatusHeader
from plugins.axis.edxml.packet import Attachment, Packet, Reference
from plugins.axis.edxml.shapes import shape_of, spell
from plugins.axis.edxml.wrappings import wrap

# The prefix is literal and the root has none, though both stand for one namespace: XML libraries fold the
# two declarations into one, and the national axis then rejects the packet.
PREFIX = "edXML:"
ZIP = "application/zip"
"""The one type that every reader takes for a wrapping."""
_OPENING = f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{QCVN}">\n'
_ENVELOPE = f'edXML:edXMLEnvelope xmlns:edXML="{QCVN}"'
_ENCODED = f'edXML:ContentTransferEncoded xmlns:edXML="{QCVN}"'
_FILES = UUID("7c1b8d52-40a9-4d0c-9a44-6b0d7f6f6f0e")
_THREES = 3 << 16
"""Bytes made base64 at a time; three become four without a rest."""


class _Sink:
    """Where a packet is written, hashing what goes by."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self.digest.update(piece)
        self._file.write(piece)


def write(packet: Packet, target: str | PathLike[str] | BinaryIO) -> str:
    """Write a packet to a file or a stream and return the SHA-256 of what was written.

    A file is there whole or not at all. Raises Refused for what would be sent back, Trouble when the disk
    says no or an attachment is not what it was.
    """
    checks.demand_sendable(packet)
    with on_disk():
        if not isinstance(target, str | PathLike):
            return _write(packet, target, Scratch(None))
        path = Path(target)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            with draft.open("xb") as file:
                written = _write(packet, file, Scratch(path.parent))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return written


def _write(packet: Packet, file: BinaryIO, scratch: Scratch) -> str:
    sink = _Sink(file)
    identifiers = [
        str(uuid5(_FILES, f"{position} {each.content.sha256}"))
        for position, each in enumerate(packet.attachments)
    ]
    try:
        sink.write("".join(_envelope(packet, identifiers)).encode())
        if packet.attachments or packet.kind == "document":
            sink.write(b"  <AttachmentEncoded>\n")
            for attachment, identifier in zip(packet.attachments, identifiers, strict=True):
                _attach(attachment, identifier, sink, scratch)
            sink.write(b"  </AttachmentEncoded>\n")
        sink.write(b"</edXML>\n")
    finally:
        scratch.close()
    return sink.digest.hexdigest()


def _envelope(packet: Packet, identifiers: list[str]) -> Iterator[str]:
    status = isinstance(packet.MessageHeader, StatusHeader)
    lines = [*_lines(packet, identifiers)]
    yield f"{_OPENING}  <{_ENVELOPE}>\n    <edXML:edXMLHeader>\n"
    yield from _framed("MessageHeader", _group(packet.MessageHeader, 8), 6)
    if not status or packet.TraceHeaderList != type(packet.TraceHeaderList)():
        yield from _framed("TraceHeaderList", _group(packet.TraceHeaderList, 8), 6)
    yield from (_kept(each, PREFIX) for each in packet.unknown)
    yield "    </edXML:edXMLHeader>\n"
    if lines or not status:
        yield '    <edXML:edXMLBody>\n      <edXML:edXMLManifest version="1.0">\n'
        for line in lines:
            yield from _framed("Reference", _group(line, 10), 8)
        yield "      </edXML:edXMLManifest>\n    </edXML:edXMLBody>\n"
    yield "  </edXML:edXMLEnvelope>\n"


def _lines(packet: Packet, identifiers: list[str]) -> Iterator[Reference]:
    """Give the lines of the manifest: what the packet carries, and what it only says it does."""
    for attachment, identifier in zip(packet.attachments, identifiers, strict=True):
        yield Reference(f"cid:{identifier}", ZIP, attachment.Description, attachment.name)
    yield from packet.absent


def _framed(name: str, inner: Iterator[str], indent: int) -> Iterator[str]:
    yield f"{' ' * indent}<{PREFIX}{name}>\n"
    yield from inner
    yield f"{' ' * indent}</{PREFIX}{name}>\n"


def _group(group: Any, indent: int) -> Iterator[str]:
    """Give the lines of a group, clause by clause, without what says nothing; the unknown comes last."""
    for slot in shape_of(group):
        held = getattr(group, slot.name)
        for each in held if slot.many else (held,):
            if slot.leaf:
                text = spell(each)
                if text:
                    yield f"{' ' * indent}<{PREFIX}{slot.name}>{_text(text)}</{PREFIX}{slot.name}>\n"
            elif inner := list(_group(each, indent + 2)):
                yield from _framed(slot.name, iter(inner), indent)
    yield from (_kept(each, PREFIX) for each in group.unknown)


def _kept(element: Element, prefix: str) -> str:
    """Return an element nobody here knows as it came, in a namespace of its own where it has one."""
    name = element.name if element.namespace else prefix + element.name
    said = f" xmlns={quoteattr(element.namespace or QCVN)}" if name == element.name else ""
    for number, (key, value) in enumerate(element.attributes):
        uri, _, local = key.removeprefix("{").rpartition("}")
        declared = f" xmlns:a{number}={quoteattr(uri)} a{number}:" if uri else " "
        said += f"{declared}{local}={quoteattr(value)}"
    inner = _text(element.text) + "".join(_kept(child, prefix) for child in element.children)
    return f"<{name}{said}>{inner}</{name}>\n"


def _attach(attachment: Attachment, identifier: str, sink: _Sink, scratch: Scratch) -> None:
    """Write one file: zipped, in base64, on one line."""
    told = {
        "ContentId": f"cid:{identifier}",
        "AttachmentName": attachment.name,
        "Description": attachment.Description,
        "ContentType": ZIP,
    }
    lines = [f"      <{name}>{_text(text)}</{name}>\n" for name, text in told.items() if text]
    lines += [_kept(each, "") for each in attachment.unknown]
    sink.write(f"    <Attachment>\n{''.join(lines)}      <{_ENCODED}>".encode())
    place = scratch.place()
    wrap(attachment.content, attachment.name, place)
    with place.open("rb") as wrapped:
        while piece := wrapped.read(_THREES):
            sink.write(base64.b64encode(piece))
    place.unlink()
    sink.write(b"</edXML:ContentTransferEncoded>\n    </Attachment>\n")


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
