"""What goes out is what the national axis accepts, to the letter."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest

from core.clock import VIETNAM
from core.errors import Refused, Trouble
from core.values import Blob
from plugins.axis.edxml import headers, read, write
from plugins.axis.edxml.codes import ADMINISTRATIVE, NORMATIVE, detail, document_id, longest
from plugins.axis.edxml.contents import of_blob
from plugins.axis.edxml.elements import QCVN
from plugins.axis.edxml.packet import Attachment, Packet, Reference
from plugins.axis.edxml.shapes import shape
from tests.parts.packets import PDF, SENT, attached, letter, status, wire, written

CLAUSES = [
    "From", "To", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo",
    "DueDate", "ToPlaces", "OtherInfo", "ResponseFor", "SteeringType", "DocumentId",
]  # fmt: skip
"""Clauses 1.1 to 1.14 of the standard."""
BUSINESS = [
    "BussinessDocType", "BussinessDocReason", "BussinessDocumentInfo", "DocumentId", "StaffInfo", "Paper",
    "ReplacementInfoList",
]  # fmt: skip
"""Clauses 2.2.1 to 2.2.8."""


def tree(packet: Packet) -> ElementTree.Element:
    return ElementTree.fromstring(written(packet))


def found(packet: Packet, path: str) -> ElementTree.Element:
    element = tree(packet).find(".//" + "/".join(f"{{{QCVN}}}{name}" for name in path.split("/")))
    assert element is not None
    return element


def names(element: ElementTree.Element) -> list[str]:
    return [child.tag.rpartition("}")[2] for child in element]


def doing(kind: int, **changes: Any) -> Packet:
    """Return a letter that does something to an earlier one."""
    packet = letter()
    business = headers.Business(kind, "Sai nơi nhận", **changes)
    return replace(packet, TraceHeaderList=replace(packet.TraceHeaderList, Bussiness=business))


def test_the_root_has_no_prefix_and_the_envelope_has() -> None:
    """Both stand for one namespace; the national axis looks for the letters, not for what they mean."""
    text = written(letter(attached())).decode()
    assert text.startswith(f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{QCVN}">')
    envelope, files = text.split("</edXML:edXMLEnvelope>")
    assert f'<edXML:edXMLEnvelope xmlns:edXML="{QCVN}">' in envelope
    assert re.findall(r"<([A-Za-z]+)[ >]", envelope) == ["edXML"]
    assert set(re.findall(r"<([A-Za-z:]+)[ >]", files)) == (
        {"AttachmentEncoded", "Attachment", "ContentId", "AttachmentName", "ContentType"}
        | {"edXML:ContentTransferEncoded"}
    )
    assert f'<edXML:ContentTransferEncoded xmlns:edXML="{QCVN}">' in files


def test_every_name_is_of_the_standards_namespace() -> None:
    assert {element.tag.partition("}")[0] for element in tree(letter(attached())).iter()} == {f"{{{QCVN}"}


def test_fields_stand_in_the_order_of_the_clauses() -> None:
    packet = letter(
        Content="Tóm tắt",
        ToPlaces=headers.Places(("Như trên", "Lưu: VT")),
        ResponseFor=(headers.Answered("H98", "3/UBND", date(2026, 11, 1), "H98,2026/11/01,3/UBND"),),
    )
    header = found(packet, "MessageHeader")
    assert names(header) == CLAUSES
    answered = ["OrganId", "Code", "PromulgationDate", "DocumentId"]
    assert names(found(packet, "MessageHeader/ResponseFor")) == answered
    assert names(found(packet, "ToPlaces")) == ["Place", "Place"]


def test_what_a_document_does_stands_in_the_order_of_the_clauses() -> None:
    changes = headers.ReceiverChanges((headers.ReceiverChange(0, "H37"), headers.ReceiverChange(1, "H41")))
    packet = doing(
        2,
        BussinessDocumentInfo=headers.Change(1, 1, changes),
        DocumentId="H99.01,2026/11/19,12/UBND-VP",
        StaffInfo=headers.Person("Văn thư", "Trần Thị B", "0900", "b@x.vn"),
        Paper=0,
        ReplacementInfoList=headers.Replacements((headers.Replacement("H99.01,2026/01/02,1/UBND"),)),
    )
    assert names(found(packet, "Bussiness")) == BUSINESS
    assert names(found(packet, "ReceiverList/Receiver")) == ["ReceiverType", "OrganId"]


def test_days_and_moments_are_written_with_slashes() -> None:
    utc = datetime.fromisoformat("2026-11-20T01:10:00+00:00")
    packet = replace(letter(), TraceHeaderList=headers.Trace((headers.Hop("H99.01", utc),)))
    assert found(packet, "PromulgationInfo/PromulgationDate").text == "2026/11/19"
    assert found(packet, "DueDate").text == "2026/12/01"
    assert found(packet, "TraceHeader/Timestamp").text == "2026/11/20 08:10:00"


def test_each_receiver_has_an_element_of_its_own() -> None:
    receivers = found(letter(), "MessageHeader").findall(f"{{{QCVN}}}To")
    assert [each.findtext(f"{{{QCVN}}}OrganId") for each in receivers] == ["H98", "H98.02"]


def test_a_document_is_called_by_agency_day_and_symbol() -> None:
    assert document_id("H99.01", date(2026, 11, 9), "12/UBND-VP") == "H99.01,2026/11/09,12/UBND-VP"


def test_types_of_documents_have_numbers_since_the_amendment() -> None:
    """A decision is no. 8 among the normative ones and no. 2 among the administrative ones."""
    assert (
        detail("Quyết định", NORMATIVE, SENT.date()),
        detail("công văn", ADMINISTRATIVE, SENT.date()),
    ) == (8, 18)
    assert detail("Công văn", ADMINISTRATIVE, date(2022, 9, 14)) is None
    assert detail("Thư mời họp", ADMINISTRATIVE, SENT.date()) is None


def test_a_new_document_says_that_it_is_new() -> None:
    """`Bussiness` is always there, and a first hop."""
    assert names(found(letter(), "TraceHeaderList")) == ["TraceHeader", "Bussiness"]
    assert found(letter(), "Bussiness/BussinessDocType").text == "0"


def test_a_status_has_no_receiver_no_body_and_no_files() -> None:
    """The axis finds the way by `ResponseFor`."""
    root = tree(status())
    assert names(root) == ["edXMLEnvelope"]
    assert names(root[0]) == ["edXMLHeader"]
    assert names(root[0][0]) == ["MessageHeader"]
    order = ["From", "ResponseFor", "StaffInfo", "StatusCode", "Description", "Timestamp"]
    assert names(root[0][0][0]) == order


@pytest.mark.parametrize(("name", "kind"), [("công văn.pdf", "pdf"), ("bảng.xlsx", "xlsx"), ("tờ", "bin")])
def test_a_file_goes_as_a_zip_of_one_entry(name: str, kind: str) -> None:
    """Named by a UUID and the extension, sizes in front: the one form every reader takes."""
    root = tree(letter(attached(name, PDF, "Bản chính")))
    attachment = next(root.iter(f"{{{QCVN}}}Attachment"))
    told = {child.tag.rpartition("}")[2]: child.text or "" for child in attachment}
    assert list(told) == [
        "ContentId", "AttachmentName", "Description", "ContentType", "ContentTransferEncoded"
    ]  # fmt: skip
    assert (told["AttachmentName"], told["ContentType"]) == (name, "application/zip")
    assert not set(told["ContentTransferEncoded"]) & set(" \r\n\t")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(told["ContentTransferEncoded"]))) as archive:
        (entry,) = archive.infolist()
        assert not entry.flag_bits & 8, "Java reads no stored entry whose size comes after it"
        assert archive.read(entry) == PDF
    stem, _, extension = entry.filename.partition(".")
    assert UUID(stem)
    assert extension == kind
    reference = next(root.iter(f"{{{QCVN}}}Reference"))
    assert [child.text for child in reference] == [
        told["ContentId"], "application/zip", "Bản chính", name
    ]  # fmt: skip
    assert told["ContentId"].startswith("cid:")


def test_what_shrinks_like_a_bomb_is_stored() -> None:
    """Or receivers, and we ourselves, would refuse it."""
    blank = attached("trắng.bmp", bytes(80 << 20))
    (back,) = read(written(letter(blank))).attachments
    assert back.content == blank.content


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (letter(From=headers.Organization()), "VT-4720"),
        (letter(To=()), "VT-4720"),
        (letter(To=(headers.Organization(OrganName="Không mã"),)), "VT-4720"),
        (letter(To=(headers.Organization("H98"), headers.Organization("H98"))), "VT-4723"),
        (letter(Code=headers.Symbol("", "UBND")), "VT-4720"),
        (letter(PromulgationInfo=headers.Promulgation()), "VT-4720"),
        (letter(DocumentType=headers.TypeOfDocument(2, 18)), "VT-4720"),
        (letter(Subject=""), "VT-4720"),
        (letter(DocumentId=""), "VT-4720"),
        (letter(ToPlaces=headers.Places(("",))), "VT-4720"),
        (replace(letter(), TraceHeaderList=headers.Trace()), "VT-4720"),
        (replace(letter(), TraceHeaderList=headers.Trace((headers.Hop("H99.01"),))), "VT-4720"),
        (letter(OtherInfo=headers.Particulars(Priority=5)), "VT-4721"),
        (letter(SteeringType=0), "VT-4721"),
        (letter(DocumentType=headers.TypeOfDocument(3, None, "Công văn")), "VT-4721"),
        (letter(DueDate=date(1, 1, 1)), "VT-4721"),
        (status(Timestamp=datetime(2026, 11, 20)), "VT-4721"),
        (letter(attached("../a.pdf")), "VT-4721"),
        (letter(attached("a\nb.pdf")), "VT-4721"),
        (letter(attached("")), "VT-4721"),
        (letter(*[attached()] * 1001), "VT-4704"),
        (letter(Subject="a" * 501), "VT-4705"),
        (letter(Subject="V/v\x0b"), "VT-4722"),
        (letter(Subject=" V/v "), "VT-4722"),
        (doing(4), "VT-4721"),
        (doing(1), "VT-4720"),
        (doing(2, DocumentId="H99.01,2026/11/19,12/UBND-VP"), "VT-4720"),
        (doing(3), "VT-4720"),
        (doing(3, ReplacementInfoList=headers.Replacements((headers.Replacement(),))), "VT-4720"),
        (status(Timestamp=None), "VT-4720"),
        (status(ResponseFor=headers.Answered("H99.01")), "VT-4720"),
        (status("02", Description=""), "VT-4720"),
        (status("07"), "VT-4721"),
    ],
)
def test_what_would_be_sent_back_is_not_sent(packet: Packet, code: str) -> None:
    """Each with a sentence that names the field."""
    with pytest.raises(Refused) as refused:
        written(packet)
    assert refused.value.code == code


def test_what_others_wrote_is_handed_on_as_it_came() -> None:
    """With the gaps and codes it had: nobody here knows better."""
    packet = read(wire("<SteeringType>0</SteeringType><DocumentType><Type>18</Type></DocumentType>"))
    assert read(written(packet)) == packet


def test_every_text_of_the_standard_has_a_length() -> None:
    """A field without one would take a megabyte."""
    groups = [headers.DocumentHeader, headers.StatusHeader, headers.Trace, Reference]
    for group in groups:
        for slot in shape(group):
            if not slot.leaf and slot.kind not in groups:
                groups.append(slot.kind)
            assert slot.kind is not str or longest(group.__name__, slot.name, None), (group, slot)


def test_a_recall_needs_a_reason() -> None:
    packet = doing(1, DocumentId="H99.01,2026/11/19,12/UBND-VP")
    written(packet)
    business = replace(packet.Bussiness, BussinessDocReason="")
    with pytest.raises(Refused, match="BussinessDocReason"):
        written(replace(packet, TraceHeaderList=replace(packet.TraceHeaderList, Bussiness=business)))


def test_codes_of_agencies_were_shorter_before_the_amendment() -> None:
    """35 characters since 15 September 2022, 13 before."""
    sender = headers.Organization("H99.01.000.001")
    written(letter(From=sender))
    before = datetime(2022, 9, 14, 8, tzinfo=VIETNAM)
    packet = replace(letter(From=sender), TraceHeaderList=headers.Trace((headers.Hop("H99.01", before),)))
    with pytest.raises(Refused, match="VT-4705"):
        written(packet)


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """An attachment whose bytes are no longer what they were leaves nothing half-written behind."""
    scan = tmp_path / "scan"
    scan.write_bytes(PDF + b"!")
    kept = of_blob(Blob(attached().content.sha256, len(PDF), scan))
    with pytest.raises(Trouble, match="VT-4724"):
        write(letter(Attachment("cv.pdf", kept)), tmp_path / "out.edxml")
    scan.unlink()
    with pytest.raises(Trouble, match="VT-4726"):
        write(letter(Attachment("cv.pdf", kept)), tmp_path / "out.edxml")
    assert not list(tmp_path.iterdir())


def test_the_hash_of_what_was_written_is_told(tmp_path: Path) -> None:
    """Carriers send it along."""
    told = write(letter(attached()), tmp_path / "out.edxml")
    assert [file.name for file in tmp_path.iterdir()] == ["out.edxml"]
    packet = read(tmp_path / "out.edxml")
    assert packet.sha256 == told
    assert packet.sent == SENT.date()
