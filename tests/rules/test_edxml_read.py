"""A packet is read however its sender's system writes it, and nothing that came with it is dropped."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from core.errors import Refused, Trouble
from plugins.axis.edxml import headers, read
from plugins.axis.edxml.elements import QCVN
from plugins.axis.edxml.headers import DocumentHeader, StatusHeader
from tests.parts.packets import attached, encoded, letter, status, wire, written

XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
DAYS = [
    "2024/03/05",
    "2024-03-05",
    "05/03/2024",
    "5/3/2024",
    "2024-03-05T08:00:00+07:00",
    "2024/03/05 0:00:00",
]


def header(packet: bytes) -> DocumentHeader:
    found = read(packet).MessageHeader
    assert isinstance(found, DocumentHeader)
    return found


def told(packet: bytes) -> StatusHeader:
    found = read(packet).MessageHeader
    assert isinstance(found, StatusHeader)
    return found


def test_order_does_not_matter() -> None:
    """Two writers of the national axis disagree on it."""
    fields = [
        "<edXML:DocumentId>H99.01,2024/03/05,12/A</edXML:DocumentId>",
        "<edXML:Subject>V/v</edXML:Subject>",
        "<edXML:To><edXML:OrganName>B</edXML:OrganName><edXML:OrganId>H98</edXML:OrganId></edXML:To>",
        "<edXML:Code><edXML:CodeNotation>A</edXML:CodeNotation><edXML:CodeNumber>12</edXML:CodeNumber></edXML:Code>",
        "<edXML:To><edXML:OrganId>H97</edXML:OrganId></edXML:To>",
    ]
    one, other = header(wire("".join(fields))), header(wire("".join(reversed(fields))))
    assert one.Code == other.Code == headers.Symbol("12", "A")
    assert [each.OrganId for each in one.To] == ["H98", "H97"]
    assert [each.OrganId for each in other.To] == ["H97", "H98"]
    assert one.Subject == other.Subject == "V/v"


def test_prefixes_do_not_matter() -> None:
    """Libraries fold the two declarations of one namespace into one, or think of another prefix."""
    sent = written(letter(attached()))
    plain = sent.replace(b"edXML:", b"").replace(b"xmlns:edXML=", b"xmlns=")
    other = sent.replace(b"edXML:", b"ns0:").replace(b"xmlns:edXML=", b"xmlns:ns0=")
    undeclared = sent.replace(b' xmlns:edXML="' + QCVN.encode() + b'"', b"")
    assert read(sent) == read(plain) == read(other) == read(undeclared)


def test_missing_and_empty_groups_are_nothing() -> None:
    packet = read(
        wire("<Code/><SignerInfo></SignerInfo><OtherInfo/><ResponseFor/><To/><ToPlaces><Place/></ToPlaces>")
    )
    bare = read(wire())
    assert packet == bare
    assert packet.kind == "document"
    assert packet.Bussiness.BussinessDocType == 0
    assert isinstance(packet.MessageHeader, DocumentHeader)
    assert packet.MessageHeader.ResponseFor == ()
    assert packet.MessageHeader.To == ()


def test_a_packet_may_have_thousands_of_receivers() -> None:
    """Each on lines of its own; blanks between elements are no text."""
    receivers = tuple(headers.Organization(f"H{number}", OrganName="UBND xã") for number in range(5000))
    assert header(written(letter(To=receivers))).To == receivers


def test_the_word_null_is_nothing() -> None:
    trace = "<TraceHeaderList><TraceHeader><OrganId>null</OrganId><Timestamp>null</Timestamp></TraceHeader>"
    packet = read(wire("<DueDate>null</DueDate>", trace=trace + "</TraceHeaderList>"))
    assert packet.TraceHeaderList == headers.Trace()
    assert packet.sent is None


@pytest.mark.parametrize("name", ["edXMLManifest", "Manifest"])
def test_the_manifest_has_two_names(name: str) -> None:
    """What only the manifest tells of a file is taken from there."""
    line = "<Reference><ContentId>cid:1</ContentId><Description>Bản chính</Description></Reference>"
    packet = read(wire(attachments=encoded(b"x", "a.txt", number="1"), manifest=f"<{name}>{line}</{name}>"))
    assert packet.attachments[0].Description == "Bản chính"
    assert packet.absent == ()


def test_a_file_that_did_not_come_is_told() -> None:
    """The clerk sees that something is missing."""
    line = "<Reference><ContentId>cid:2</ContentId><AttachmentName>b.pdf</AttachmentName></Reference>"
    packet = read(wire(attachments=encoded(b"x", "a.txt"), manifest=f"<edXMLManifest>{line}</edXMLManifest>"))
    assert [each.AttachmentName for each in packet.absent] == ["b.pdf"]
    empty = read(wire(attachments=encoded(b"", "c.pdf")))
    assert empty.attachments == ()
    assert [each.AttachmentName for each in empty.absent] == ["c.pdf"]


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\xef\xbb\xbf",
        b"\r\n\r\n  ",
        b"\x00\x00",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n",
        "Gói tin: ".encode(),
    ],
)
def test_what_stands_before_the_packet_is_passed_over(before: bytes) -> None:
    """It counts for the hash all the same: the bytes are kept as they came."""
    sent = written(letter(attached()))
    packet = read(before + sent)
    assert packet == read(sent)
    assert packet.sha256 == hashlib.sha256(before + sent).hexdigest()
    assert packet.raw is not None
    with packet.raw.open() as raw:
        assert raw.read() == before + sent


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_read(encoding: str) -> None:
    sent = written(letter(attached()))
    again = sent.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    mark = "" if encoding == "utf-16" else "\ufeff"
    assert read((mark + again).encode(encoding)) == read(sent)


def test_a_break_after_the_packet_is_no_harm() -> None:
    sent = written(letter())
    assert read(sent + b"\r\n") == read(sent)


def test_a_packet_lies_in_a_file_as_well(tmp_path: Path) -> None:
    sent = written(letter(attached()))
    place = tmp_path / "den.edxml"
    place.write_bytes(sent)
    for source in (place, str(place)):
        packet = read(source)
        assert packet == read(sent)
        assert packet.raw is not None and packet.raw.place == place
    with pytest.raises(Trouble, match="VT-4725"):
        read(tmp_path / "khong-co.edxml")
    with pytest.raises(Trouble, match="VT-4726"):
        read(place, scratch=tmp_path / "khong-co")


def test_unpacked_files_go_with_the_packet(tmp_path: Path) -> None:
    """Nobody has to clear up after a packet, taken or refused."""
    packet = read(written(letter(attached())), scratch=tmp_path)
    kept = packet.attachments
    del packet
    assert list(tmp_path.iterdir())
    with kept[0].open() as file:
        assert file.read(4) == b"%PDF"
    del kept
    assert not list(tmp_path.iterdir())
    with pytest.raises(Refused):
        read(wire(attachments=encoded(b"x") + encoded(b"PK\x03\x04", "a.pdf")), scratch=tmp_path)
    assert not list(tmp_path.iterdir())
    read(written(status()), scratch=tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_nobody_knows_is_kept_and_sent_on() -> None:
    """Extensions of others survive us, in their namespaces."""
    signature = f'<Signature xmlns="{XMLDSIG}"><SignatureValue>A=</SignatureValue></Signature>'
    private = '<edXML:MaHoSo xmlns:l="urn:l" l:loai="1">7</edXML:MaHoSo><ApplicationType>X</ApplicationType>'
    file = encoded(b"x", "a.txt").replace("<ContentType>", "<MimeType>text/plain</MimeType><ContentType>")
    sent = wire(
        private + "<Subject>V/v</Subject><To><OrganId>H98</OrganId><MaNoiBo>7</MaNoiBo></To>",
        attachments=file,
        trace=f"<TraceHeaderList><X/></TraceHeaderList>{signature}",
    )
    packet = read(sent)
    assert isinstance(packet.MessageHeader, DocumentHeader)
    assert [each.name for each in packet.MessageHeader.unknown] == ["MaHoSo", "ApplicationType"]
    assert packet.MessageHeader.unknown[0].attributes == (("{urn:l}loai", "1"),)
    assert packet.MessageHeader.To[0].unknown[0].text == "7"
    assert packet.TraceHeaderList.unknown[0].name == "X"
    assert packet.unknown[0].namespace == XMLDSIG
    assert packet.unknown[0].children[0].text == "A="
    assert packet.attachments[0].unknown[0].text == "text/plain"


def test_a_value_that_makes_no_sense_is_kept_as_unknown() -> None:
    """And the field is empty: nobody has to guess."""
    found = header(wire("<DueDate>31/02/2024</DueDate><OtherInfo><PageAmount>ba</PageAmount></OtherInfo>"))
    assert found.DueDate is None
    assert found.unknown[0].text == "31/02/2024"
    assert found.OtherInfo.PageAmount is None
    assert found.OtherInfo.unknown[0].text == "ba"


@pytest.mark.parametrize("day", DAYS)
def test_days_are_read_in_every_spelling(day: str) -> None:
    assert header(wire(f"<DueDate> {day}\n</DueDate>")).DueDate == date(2024, 3, 5)


def test_days_of_another_zone_are_days_in_vietnam() -> None:
    assert header(wire("<DueDate>2024-03-04T17:30:00Z</DueDate>")).DueDate == date(2024, 3, 5)


def test_a_status_sent_as_a_document_is_a_status() -> None:
    """What it says counts, not what the envelope was labelled with."""
    assert read(wire("<StatusCode>15</StatusCode>")).kind == "status"


def test_a_status_code_has_two_characters() -> None:
    assert told(wire("<StatusCode>3</StatusCode>")).StatusCode == "03"
    assert told(wire("<StatusCode>99</StatusCode>")).StatusCode == "99"


@pytest.mark.parametrize("code", ["<StatusCode>13</StatusCode>", ""])
def test_agency_and_symbol_the_wrong_way_round_are_put_right(code: str) -> None:
    """Some systems swap the two when they take a letter back."""
    fields = "<OrganId>12/UBND-VP</OrganId><Code>000.02.01.H99</Code>"
    packet = wire(f"<ResponseFor>{fields}</ResponseFor>{code}")
    answered = told(packet).ResponseFor if code else header(packet).ResponseFor[0]
    assert (answered.OrganId, answered.Code) == ("000.02.01.H99", "12/UBND-VP")


def test_agency_and_symbol_the_right_way_round_stay() -> None:
    fields = "<OrganId>H99.01</OrganId><Code>12/UBND-VP</Code>"
    answered = told(wire(f"<ResponseFor>{fields}</ResponseFor><StatusCode>13</StatusCode>")).ResponseFor
    assert (answered.OrganId, answered.Code) == ("H99.01", "12/UBND-VP")


def test_codes_that_nobody_knows_are_read() -> None:
    """Tolerant when receiving: how others use the code sets is theirs."""
    found = header(
        wire(
            "<SteeringType>0</SteeringType><OtherInfo><Priority>9</Priority></OtherInfo>"
            "<DocumentType><Type>18</Type></DocumentType><DocumentId>6f0c5c9e-3f1c</DocumentId>"
        )
    )
    assert (found.SteeringType, found.OtherInfo.Priority, found.DocumentType.Type) == (0, 9, 18)
    assert found.DocumentId == "6f0c5c9e-3f1c"
