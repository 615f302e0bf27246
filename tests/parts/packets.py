"""Packets as agencies send them: whole ones of ours, wire forms of others, and any that could be made."""

from __future__ import annotations

import base64
import io
import operator
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from core.clock import VIETNAM
from plugins.axis.edxml import headers, write
from plugins.axis.edxml.codes import CODES, NEW, STATUSES, longest
from plugins.axis.edxml.contents import of_bytes
from plugins.axis.edxml.elements import QCVN, Element
from plugins.axis.edxml.packet import Attachment, Packet, Reference
from plugins.axis.edxml.shapes import NOTHING, shape

SENT = datetime(2026, 11, 20, 8, 10, tzinfo=VIETNAM)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << >> endobj\n"
ENTRY = "6f0c5c9e-3f1c-4a53-9a3b-2d1f0b8b7a10"
"""How the one entry of a wrapping is called, without its extension."""


def letter(*attachments: Attachment, **changes: Any) -> Packet:
    """Return a letter of a commune to its province, nothing missing; `changes` are fields of its header."""
    header = headers.DocumentHeader(
        From=headers.Organization("H99.01", OrganName="UBND xã Thử Nghiệm"),
        To=(headers.Organization("H98", OrganName="UBND tỉnh Mẫu"), headers.Organization("H98.02")),
        Code=headers.Symbol("12", "UBND-VP"),
        PromulgationInfo=headers.Promulgation("Thử Nghiệm", date(2026, 11, 19)),
        DocumentType=headers.TypeOfDocument(2, 18, "Công văn"),
        Subject="V/v thử nghiệm liên thông <văn bản> & phản hồi",
        SignerInfo=headers.Signer("KT. CHỦ TỊCH", "Phó Chủ tịch", "Nguyễn Văn A"),
        DueDate=date(2026, 12, 1),
        DocumentId="H99.01,2026/11/19,12/UBND-VP",
    )
    trace = headers.Trace((headers.Hop("H99.01", SENT),))
    return Packet(replace(header, **changes), trace, attachments)


def status(code: str = "03", **changes: Any) -> Packet:
    """Return what a province tells a commune of its letter."""
    header = headers.StatusHeader(
        From=headers.Organization("H98", OrganName="UBND tỉnh Mẫu"),
        ResponseFor=headers.Answered(
            "H99.01", "12/UBND-VP", date(2026, 11, 19), "H99.01,2026/11/19,12/UBND-VP"
        ),
        StaffInfo=headers.Person("Văn thư", "Trần Thị B"),
        StatusCode=code,
        Description="Đã vào sổ văn bản đến",
        Timestamp=SENT,
    )
    return Packet(replace(header, **changes))


def attached(name: str = "cong-van.pdf", held: bytes = PDF, description: str = "") -> Attachment:
    """Return a file to be sent."""
    return Attachment(name, of_bytes(held), description)


def written(packet: Packet) -> bytes:
    """Return a packet as it goes out."""
    target = io.BytesIO()
    write(packet, target)
    return target.getvalue()


def zipped(held: bytes, *names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP that holds the same bytes under each name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in names:
            archive.writestr(name, held)
    return target.getvalue()


def wire(header: str = "", attachments: str = "", trace: str = "", manifest: str = "") -> bytes:
    """Return a packet of the national axis with these pieces in it; names without prefix are welcome."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="{QCVN}">'
        f'<edXML:edXMLEnvelope xmlns:edXML="{QCVN}"><edXML:edXMLHeader>'
        f"<edXML:MessageHeader><edXML:From><edXML:OrganId>H99.01</edXML:OrganId></edXML:From>{header}"
        f"</edXML:MessageHeader>{trace}</edXML:edXMLHeader><edXML:edXMLBody>{manifest}</edXML:edXMLBody>"
        f"</edXML:edXMLEnvelope><AttachmentEncoded>{attachments}</AttachmentEncoded></edXML>"
    ).encode()


def encoded(held: bytes, name: str = "", declared: str = "", number: str = "cid:1") -> str:
    """Return the element of one attachment whose base64 holds exactly these bytes."""
    return (
        f"<Attachment><ContentId>{number}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentType>{declared}</ContentType><edXML:ContentTransferEncoded xmlns:edXML='{QCVN}'>"
        f"{base64.b64encode(held).decode()}</edXML:ContentTransferEncoded></Attachment>"
    )


_LETTERS = st.sampled_from("aĐốé/,.&<>\"' \n\t\r\u00a0") | st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)


def texts(most: int = 20) -> st.SearchStrategy[str]:
    """Give what may stand in a field: anything XML carries, no blanks at the ends."""
    return st.text(_LETTERS, max_size=most).map(str.strip).map(lambda said: "" if said in NOTHING else said)


def leaf(group: str, name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Give values of a field that may be sent."""
    if kind is str:
        return texts(min(longest(group, name, SENT.date()) or 20, 20))
    if kind is date:
        return st.dates(date(1000, 1, 1), date(2999, 12, 31))
    if kind is datetime:
        moments = st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 30))
        return moments.map(lambda moment: moment.replace(microsecond=0, tzinfo=VIETNAM))
    if kind is bool:
        return st.booleans()
    return st.sampled_from(sorted(CODES.get(name, range(-5, 99999))))


def elements(depth: int = 2) -> st.SearchStrategy[Element]:
    """Give elements that no standard knows."""
    children = st.lists(elements(depth - 1), max_size=2).map(tuple) if depth else st.just(())
    names = st.sampled_from(["KýHiệuRiêng", "x-1.a", "Signature", "_"])
    spaces = st.sampled_from(["", "http://www.w3.org/2000/09/xmldsig#", "urn:tỉnh"])
    keys = st.sampled_from(["id", "{urn:a}id", "{urn:a&b}Loại", "{http://www.w3.org/1999/xlink}href"])
    attributes = st.dictionaries(keys, texts(), max_size=2).map(lambda held: tuple(sorted(held.items())))
    return st.builds(Element, names, spaces, attributes, texts(), children)


def _several(one: st.SearchStrategy[Any], blank: object) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=2).map(lambda found: tuple(each for each in found if each != blank))


def groups(kind: Any) -> st.SearchStrategy[Any]:
    """Give groups of a class with anything in them, or nothing."""
    places: dict[str, st.SearchStrategy[Any]] = {"unknown": st.lists(elements(), max_size=1).map(tuple)}
    blank = kind()
    for slot in shape(kind):
        one = leaf(kind.__name__, slot.name, slot.kind) if slot.leaf else groups(slot.kind)
        if slot.many:
            places[slot.name] = _several(one, slot.kind())
        else:
            places[slot.name] = st.just(getattr(blank, slot.name)) | one
    return st.builds(kind, **places)


def documents() -> st.SearchStrategy[Packet]:
    """Give documents that may be sent, in every shape."""

    def whole(header: headers.DocumentHeader, trace: headers.Trace) -> Packet:
        model = letter()
        needed = model.MessageHeader
        assert isinstance(needed, headers.DocumentHeader)
        wanted = replace(
            header,
            From=replace(header.From, OrganId=needed.From.OrganId),
            To=tuple(replace(one, OrganId=f"H{number}") for number, one in enumerate(header.To)) or needed.To,
            Code=replace(header.Code, CodeNumber="12", CodeNotation="UBND-VP"),
            PromulgationInfo=replace(header.PromulgationInfo, PromulgationDate=date(2026, 11, 19)),
            DocumentType=replace(header.DocumentType, TypeName="Công văn"),
            Subject=header.Subject or needed.Subject,
            DocumentId=header.DocumentId or needed.DocumentId,
        )
        hops = (*model.TraceHeaderList.TraceHeader, *trace.TraceHeader)
        return Packet(
            wanted, replace(trace, TraceHeader=hops, Bussiness=replace(trace.Bussiness, BussinessDocType=NEW))
        )

    return st.builds(whole, groups(headers.DocumentHeader), groups(headers.Trace))


def statuses() -> st.SearchStrategy[Packet]:
    """Give statuses that may be sent."""

    def whole(header: headers.StatusHeader, code: str) -> Packet:
        answered = replace(header.ResponseFor, OrganId="H99.01", Code="12/UBND-VP")
        return Packet(
            replace(
                header,
                From=replace(header.From, OrganId="H98"),
                ResponseFor=answered,
                StatusCode=code,
                Description=header.Description or "Sai nơi nhận",
                Timestamp=SENT,
            )
        )

    return st.builds(whole, groups(headers.StatusHeader), st.sampled_from(sorted(STATUSES)))


def files() -> st.SearchStrategy[Attachment]:
    """Give files of any kind and content."""
    kinds = st.sampled_from([".pdf", ".docx", ".xlsx", ".zip", "", ".TXT", ".tệp"])
    stems = texts().map(lambda said: re.sub(r"[/\\\s.]+", "  ", said).strip() or "cv")
    names = st.builds(operator.add, stems, kinds)
    held = st.binary(max_size=200) | st.just(PDF) | st.just(zipped(b"x", "a.txt"))
    return st.builds(attached, names, held, texts())


def references() -> st.SearchStrategy[Reference]:
    """Give lines of a manifest for which no file comes."""
    return st.builds(
        Reference,
        st.sampled_from(["", "209", "f1"]),
        st.just("application/pdf"),
        texts(),
        st.sampled_from(["", "vb.pdf", "cv.pdf"]),
    )
