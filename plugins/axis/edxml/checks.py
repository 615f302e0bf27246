"""Holds a packet against the catalogue: lengths whoever wrote it, everything else before it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from core.language import tr
from plugins.axis.edxml import failures
from plugins.axis.edxml.attachments import ATTACHMENTS, FILES
from plugins.axis.edxml.codes import CODES, NEW, REASONED, REPLACE, STATUSES, UPDATE, longest
from plugins.axis.edxml.headers import DocumentHeader, StatusHeader
from plugins.axis.edxml.packet import Packet
from plugins.axis.edxml.shapes import NOTHING, YEARS, blanks, leaves
from plugins.axis.edxml.wrappings import LARGEST

_UNSPEAKABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot carry."""
_FOLDERS = re.compile(r"[/\\\t\r\n]")
"""What is cut off or smoothed in a file's name when it is read."""


def demand_lengths(packet: Packet) -> None:
    """Raise Refused for a field that is longer than it could be on the day the packet was sent."""
    for place, group, name, value in _told(packet):
        most = longest(group, name, packet.sent) if isinstance(value, str) else None
        if most is not None and len(value) > most:
            raise failures.too_long(place, len(value), most)


def demand_sendable(packet: Packet) -> None:
    """Raise Refused for the first thing for which the axis or a receiver would send the packet back.

    What was read from others is handed on as it came, codes, gaps and all; what is made here must be right.
    """
    demand_lengths(packet)
    for place, _group, _name, value in _told(packet):
        if isinstance(value, str) and not _speakable(value):
            raise failures.unspeakable(place)
        if isinstance(value, date) and (value.year not in YEARS or _placeless(value)):
            raise failures.uncoded(place, value.isoformat())
    names = [attachment.name for attachment in packet.attachments]
    for name in (*names, *(line.AttachmentName for line in packet.absent if line.AttachmentName)):
        if not name or name in (".", "..") or _FOLDERS.search(name):
            raise failures.uncoded("AttachmentName", name)
    if len(names) + len(packet.absent) > ATTACHMENTS:
        raise failures.too_much(tr(FILES), ATTACHMENTS)
    if sum(attachment.size for attachment in packet.attachments) > LARGEST:
        raise failures.swelling(names[0], LARGEST)
    if packet.raw is None:
        _demand_right(packet)


def _demand_right(packet: Packet) -> None:
    """Raise Refused for a code that is in no list, and for what is missing."""
    for place, _group, name, value in _told(packet):
        if name in CODES and value is not None and value not in CODES[name]:
            raise failures.uncoded(place, value)
    header = packet.MessageHeader
    missing = _missing_status(header) if isinstance(header, StatusHeader) else _missing(packet, header)
    for field in (*blanks(header), *blanks(packet.TraceHeaderList), *missing):
        raise failures.missing(field)
    if isinstance(header, StatusHeader) and header.StatusCode not in STATUSES:
        raise failures.uncoded("StatusCode", header.StatusCode)


def _told(packet: Packet) -> Iterator[tuple[str, str, str, Any]]:
    yield from leaves(packet.MessageHeader, "MessageHeader")
    yield from leaves(packet.TraceHeaderList, "TraceHeaderList")
    for line in packet.absent:
        yield from leaves(line, "Reference")
    for attachment in packet.attachments:
        for name in ("AttachmentName", "Description"):
            yield f"Attachment.{name}", "Attachment", name, getattr(attachment, name)


def _speakable(text: str) -> bool:
    return not text or (text == text.strip() and text not in NOTHING and not _UNSPEAKABLE.search(text))


def _placeless(day: date) -> bool:
    """Whether it is a time of which nobody knows in what zone."""
    return isinstance(day, datetime) and day.tzinfo is None


def _missing(packet: Packet, header: DocumentHeader) -> Iterator[str]:
    """Give the fields a document cannot travel without and has not."""
    needed = {
        "From.OrganId": header.From.OrganId,
        "To": header.To,
        "Code.CodeNumber": header.Code.CodeNumber,
        "Code.CodeNotation": header.Code.CodeNotation,
        "PromulgationInfo.PromulgationDate": header.PromulgationInfo.PromulgationDate,
        "DocumentType.TypeName": header.DocumentType.TypeName,
        "Subject": header.Subject,
        "DocumentId": header.DocumentId,
        "TraceHeaderList.TraceHeader": packet.TraceHeaderList.TraceHeader,
    }
    yield from (field for field, value in needed.items() if not value)
    known: set[str] = set()
    for receiver in header.To:
        if not receiver.OrganId:
            yield "To.OrganId"
        if receiver.OrganId in known:
            raise failures.twice(receiver.OrganId)
        known.add(receiver.OrganId)
    for hop in packet.TraceHeaderList.TraceHeader[:1]:
        if not hop.OrganId or hop.Timestamp is None:
            yield "TraceHeader"
    yield from _missing_business(packet, header)


def _missing_business(packet: Packet, header: DocumentHeader) -> Iterator[str]:
    """Give what a recall, an update or a replacement cannot do without and has not."""
    business = packet.Bussiness
    kind = business.BussinessDocType
    if kind == NEW:
        return
    if not business.BussinessDocReason:
        yield "Bussiness.BussinessDocReason"
    if kind == REPLACE and not all(each.DocumentId for each in business.ReplacementInfoList.ReplacementInfo):
        yield "ReplacementInfo.DocumentId"
    if kind == REPLACE and not business.ReplacementInfoList.ReplacementInfo:
        yield "Bussiness.ReplacementInfoList"
    if kind != REPLACE and not (business.DocumentId or header.ResponseFor):
        yield "Bussiness.DocumentId"
    change = business.BussinessDocumentInfo
    if kind == UPDATE and not (change.DocumentInfo or change.DocumentReceiver):
        yield "Bussiness.BussinessDocumentInfo"


def _missing_status(header: StatusHeader) -> Iterator[str]:
    """Give the fields a status cannot travel without and has not."""
    answered = header.ResponseFor
    needed = {
        "From.OrganId": header.From.OrganId,
        "ResponseFor.OrganId": answered.OrganId,
        "ResponseFor.Code": answered.Code or answered.DocumentId,
        "StatusCode": header.StatusCode,
        "Timestamp": header.Timestamp,
        "Description": header.Description or header.StatusCode not in REASONED,
    }
    yield from (field for field, value in needed.items() if not value)
