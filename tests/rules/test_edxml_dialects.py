"""The older and the invented dialects say the same as the national one."""

from __future__ import annotations

import base64
from datetime import date, datetime

import pytest

from core.clock import VIETNAM
from core.errors import Refused
from plugins.axis.edxml import headers, read
from plugins.axis.edxml.headers import DocumentHeader, StatusHeader
from plugins.axis.edxml.packet import Dialect
from tests.parts.packets import ENTRY, PDF, letter, status, written, zipped

SOAP = """<?xml version="1.0" encoding="utf-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" {declared}>
 <SOAP-ENV:Header>
  <edXML:MessageHeader edXML:OriginalBodyRequested="false" edXML:ImmediateResponseRequired="true">
   <edXML:From><edXML:OrganId edXML:type="edXMLString">000.00.05.H99</edXML:OrganId></edXML:From>
   <edXML:To><edXML:OrganId>000.00.00.H98</edXML:OrganId></edXML:To>
   <edXML:DocumentId>4711</edXML:DocumentId>
   <edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber><edXML:CodeNotation>UBND-VP</edXML:CodeNotation></edXML:Code>
   <edXML:PromulgationInfo><edXML:Place>Thử Nghiệm</edXML:Place><edXML:Date>05/03/2014</edXML:Date>
   </edXML:PromulgationInfo>
   <edXML:type><edXML:value>2</edXML:value><edXML:description>Công văn</edXML:description></edXML:type>
   <edXML:Subject>V/v thử nghiệm</edXML:Subject>
   <edXML:Author><edXML:Competence>KT.</edXML:Competence><edXML:Function>Phó Chủ tịch</edXML:Function>
    <edXML:FullName>Nguyễn Văn A</edXML:FullName></edXML:Author>
   <edXML:ResponseDate>20/03/2014</edXML:ResponseDate>
   <edXML:OtherInfo><edXML:Priority>1</edXML:Priority><edXML:Secret>{secret}</edXML:Secret>
    <edXML:ContactInfo>Phòng 3</edXML:ContactInfo></edXML:OtherInfo>
  </edXML:MessageHeader>
  <edXML:TraceHeaderList edXML:id="1" edXML:version="1.0" SOAP-ENV:mustUnderstand="1">
   <edXML:TraceHeader><edXML:Sender>000.00.05.H99</edXML:Sender><edXML:Receiver>000.00.00.H98</edXML:Receiver>
    <edXML:Timestamp>05/03/2014 08:10:00</edXML:Timestamp></edXML:TraceHeader>
  </edXML:TraceHeaderList>
  <edXML:ErrorList edXML:highestSeverity="Warning"/>
 </SOAP-ENV:Header>
 <SOAP-ENV:Body>
  <edXML:Manifest edXML:version="1.0">
   <edXML:Reference xlink:href="cid:a" xlink:type="simple">
    <edXML:AttachmentName>cv.pdf</edXML:AttachmentName>
    <edXML:Description xml:lang="vi">Bản chính</edXML:Description></edXML:Reference>
  </edXML:Manifest>
 </SOAP-ENV:Body>
 <attachment Content-Type="application/zip" Content-ID="a" Content-Transfer-Encoding="base64">
{file}
 </attachment>
</SOAP-ENV:Envelope>"""
DECLARED = 'xmlns:edXML="http://www.e-doc.vn/edXML" xmlns:xlink="http://www.w3.org/1999/xlink"'

SOAP_STATUS = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><edXML:Status>
<edXML:ResponseFor><edXML:OrganId>000.00.05.H99</edXML:OrganId><edXML:Code>12/UBND-VP</edXML:Code>
<edXML:PromulgationDate>05/03/2014</edXML:PromulgationDate><edXML:DocumentId>4711</edXML:DocumentId>
</edXML:ResponseFor><edXML:From><edXML:OrganId>000.00.00.H98</edXML:OrganId></edXML:From>
<edXML:StatusCode>03</edXML:StatusCode><edXML:Description>Đã tiếp nhận</edXML:Description>
<edXML:Timestamp>05/03/2014 09:00:00</edXML:Timestamp>
<edXML:StaffInfo><edXML:Department>Văn thư</edXML:Department><edXML:Staff>B</edXML:Staff></edXML:StaffInfo>
</edXML:Status></soap:Header><soap:Body/></soap:Envelope>"""

FLAT = """<EdXMLEnvelope xmlns="http://www.go.vn/eDoc">
<From><OrganID>H99.01</OrganID></From><To><OrganID>H98</OrganID></To>
<Code><CodeNumber>12</CodeNumber><CodeNotation>UBND-VP</CodeNotation></Code>
<PromulgationInfo><PromulgationDate>2024-03-05T00:00:00+07:00</PromulgationDate></PromulgationInfo>
<Subject>V/v thử nghiệm</Subject>
<Attachments><Attachment><AttachmentName>cv.pdf</AttachmentName><ContentTransferEncoded>{file}
</ContentTransferEncoded></Attachment></Attachments></EdXMLEnvelope>"""

FRAMED = """<EdXMLEnvelope xmlns="http://www.e-doc.vn/Schema/"><EdXMLHeader><MessageHeader>
<From><OrganId>H99.01</OrganId></From><Subject>V/v thử nghiệm</Subject></MessageHeader>
<TraceHeaderList><Business><BusinessDocType>3</BusinessDocType></Business></TraceHeaderList>
</EdXMLHeader></EdXMLEnvelope>"""


DOTNET = """<?xml version="1.0" encoding="utf-8"?>
<edXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
<edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader>
<edXML:MessageHeader><edXML:From><edXML:OrganId>H99.01</edXML:OrganId></edXML:From>
<edXML:DocumentType><edXML:Type>18</edXML:Type></edXML:DocumentType><edXML:Subject>V/v</edXML:Subject>
<edXML:SteeringType>0</edXML:SteeringType></edXML:MessageHeader>
<edXML:TraceHeaderList id="1a2b3c4d" version="1.0" mustUnderstand="1">
<edXML:TraceHeader><edXML:OrganId>H99.01</edXML:OrganId><edXML:Timestamp>2024/03/05 08:10:00</edXML:Timestamp>
</edXML:TraceHeader><edXML:TraceHeader><edXML:Timestamp>2024/03/05 08:11:02</edXML:Timestamp>
</edXML:TraceHeader>
</edXML:TraceHeaderList><edXML:DigitalSignature /></edXML:edXMLHeader>
<edXML:edXMLBody><edXML:edXMLManifest version="1.0"><edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:href="cid:0a" xlink:role="XLinkRole" xlink:type="simple">
<edXML:Description>Bản chính</edXML:Description>
<edXML:AttachmentName>cv.pdf</edXML:AttachmentName><edXML:ContentType>application/pdf</edXML:ContentType>
<edXML:ContentId>cid:0a</edXML:ContentId></edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody>
</edXML:edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>0a</ContentId>
<AttachmentName>D:\\vb\\cv.pdf</AttachmentName><ContentType>application/pdf</ContentType>
<ContentTransferEncoded>{file}</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"""
"""The national dialect as the other of its two libraries writes it, after a hop over the axis."""


def soap(declared: str = DECLARED, secret: str = "0") -> bytes:
    """Return a letter of a provincial axis of ten years ago, its base64 broken into lines."""
    file = base64.encodebytes(zipped(PDF, f"{ENTRY}.pdf")).decode()
    return SOAP.format(declared=declared, secret=secret, file=file).encode()


@pytest.mark.parametrize("declared", [DECLARED, ""])
def test_the_older_envelope_is_understood(declared: str) -> None:
    """Even where its prefixes stand for nothing."""
    packet = read(soap(declared))
    header = packet.MessageHeader
    assert (packet.kind, packet.dialect) == ("document", Dialect.SOAP)
    assert isinstance(header, DocumentHeader)
    assert header.From.OrganId == "000.00.05.H99"
    assert header.To == (headers.Organization("000.00.00.H98"),)
    assert header.Code == headers.Symbol("12", "UBND-VP")
    assert header.PromulgationInfo == headers.Promulgation("Thử Nghiệm", date(2014, 3, 5))
    assert header.DocumentType == headers.TypeOfDocument(2, None, "Công văn")
    assert header.SignerInfo == headers.Signer("KT.", "Phó Chủ tịch", "Nguyễn Văn A")
    assert header.DueDate == date(2014, 3, 20)
    assert header.OtherInfo.Priority == 1
    assert {each.name for each in header.OtherInfo.unknown} == {"Secret", "ContactInfo"}
    (hop,) = packet.TraceHeaderList.TraceHeader
    assert (hop.OrganId, hop.Timestamp) == ("000.00.05.H99", datetime(2014, 3, 5, 8, 10, tzinfo=VIETNAM))
    assert [each.name for each in packet.unknown] == ["ErrorList"]


def test_the_file_of_the_older_envelope_is_paired_with_its_line() -> None:
    packet = read(soap())
    (file,) = packet.attachments
    assert (file.name, file.size, file.Description) == ("cv.pdf", len(PDF), "Bản chính")
    assert packet.absent == ()


def test_the_older_status_is_understood() -> None:
    packet = read(SOAP_STATUS.encode())
    header = packet.MessageHeader
    assert (packet.kind, packet.dialect) == ("status", Dialect.SOAP)
    assert isinstance(header, StatusHeader)
    assert (header.StatusCode, header.Description) == ("03", "Đã tiếp nhận")
    assert header.Timestamp == datetime(2014, 3, 5, 9, tzinfo=VIETNAM)
    assert header.ResponseFor.PromulgationDate == date(2014, 3, 5)
    assert header.ResponseFor.Code == "12/UBND-VP"
    assert header.StaffInfo == headers.Person("Văn thư", "B")


def test_the_other_library_of_the_national_axis_is_understood() -> None:
    """The axis adds a hop without a code of its own."""
    packet = read(DOTNET.format(file=base64.b64encode(zipped(PDF, f"{ENTRY}.pdf")).decode()).encode())
    assert packet.dialect is Dialect.VXP
    assert [hop.OrganId for hop in packet.TraceHeaderList.TraceHeader] == ["H99.01", ""]
    assert packet.sent == date(2024, 3, 5)
    assert packet.Bussiness == headers.Business()
    assert [each.name for each in packet.unknown] == ["DigitalSignature"]
    (file,) = packet.attachments
    assert (file.name, file.Description, file.size) == ("cv.pdf", "Bản chính", len(PDF))
    assert packet.absent == ()


@pytest.mark.parametrize("secret", ["1", "Mật", "Tuyệt mật", "tối MẬT"])
def test_a_secret_document_is_refused(secret: str) -> None:
    """They never enter, at no door."""
    with pytest.raises(Refused, match="VT-4711"):
        read(soap(secret=secret))


def test_a_flat_envelope_is_understood() -> None:
    packet = read(FLAT.format(file=base64.b64encode(PDF).decode()).encode())
    header = packet.MessageHeader
    assert packet.dialect is Dialect.MOCK
    assert isinstance(header, DocumentHeader)
    assert (header.From.OrganId, header.To[0].OrganId) == ("H99.01", "H98")
    assert header.PromulgationInfo.PromulgationDate == date(2024, 3, 5)
    assert header.unknown == packet.unknown == ()
    assert [(file.name, file.size) for file in packet.attachments] == [("cv.pdf", len(PDF))]


def test_an_invented_namespace_is_understood() -> None:
    packet = read(FRAMED.encode())
    assert packet.dialect is Dialect.MOCK
    assert isinstance(packet.MessageHeader, DocumentHeader)
    assert packet.MessageHeader.Subject == "V/v thử nghiệm"
    assert packet.Bussiness.BussinessDocType == 3


def test_what_is_read_in_any_dialect_goes_out_in_the_national_one() -> None:
    """And says the same."""
    packet = read(soap())
    again = read(written(packet))
    assert again == packet
    assert again.dialect is Dialect.VXP


@pytest.mark.parametrize("packet", [letter(), status()])
def test_what_we_write_is_the_national_dialect(packet: object) -> None:
    assert read(written(packet)).dialect is Dialect.VXP  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"   ",
        b"xin chao",
        b"PK\x03\x04\x14",
        b"%PDF-1.7",
        b"<html><p>502</p></html>",
        b"<edXML/>",
        b"<a",
    ],
)
def test_what_is_no_packet_is_refused(text: bytes) -> None:
    with pytest.raises(Refused, match=r"VT-470[12]"):
        read(text)
