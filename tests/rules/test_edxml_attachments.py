"""Files come out of a packet as they were put in, whatever was said and done to them on the way."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest

from core.errors import Refused
from plugins.axis.edxml import read
from plugins.axis.edxml.packet import Attachment
from tests.parts.packets import ENTRY, PDF, encoded, wire, zipped

DOCX = zipped(b"<w:document/>", "[Content_Types].xml", "word/document.xml")
STORED = zipped(PDF, f"{ENTRY}.pdf", method=zipfile.ZIP_STORED)
UNNAMED = zipped(PDF, "cong van.pdf")
WRAPPED = zipped(PDF, f"{ENTRY}.pdf")
WITHIN = zipped(b"x", "ghi chu.txt")
"""A ZIP with one file in it, which somebody attached as it is."""


def one(held: bytes, name: str, declared: str) -> Attachment:
    (attachment,) = read(wire(attachments=encoded(held, name, declared))).attachments
    return attachment


def bytes_of(attachment: Attachment) -> bytes:
    with attachment.open() as file:
        return file.read()


@pytest.mark.parametrize("declared", ["application/zip", "application/pdf", "", "application/octet-stream"])
@pytest.mark.parametrize(
    ("held", "name", "meant"),
    [
        (PDF, "cv.pdf", PDF),
        (WRAPPED, "cv.pdf", PDF),
        (STORED, "cv.pdf", PDF),
        (UNNAMED, "cv.pdf", PDF),
        (zipped(PDF, "thu muc/", "thu muc/cv.pdf"), "cv.pdf", PDF),
        (zipped(PDF, f"{ENTRY}.PDF"), "CV.PDF", PDF),
        (zipped(PDF, f"{ENTRY}.xslx"), "bang.xslx", PDF),
        (DOCX, "cv.docx", DOCX),
        (zipped(DOCX, f"{ENTRY}.docx"), "cv.docx", DOCX),
        (zipped(DOCX, f"{ENTRY}.docx"), "cv.doc", DOCX),
        (WITHIN, "goi.zip", WITHIN),
        (zipped(WITHIN, f"{ENTRY}.zip"), "goi.zip", WITHIN),
        (zipped(WITHIN, "trong.zip"), "goi.zip", zipped(WITHIN, "trong.zip")),
        (WRAPPED, "khong duoi", PDF),
        (b"xin chao", "a.txt", b"xin chao"),
        (b"PK\x03\x04", "hong.docx", b"PK\x03\x04"),
        (zipped(b"x", "a.txt", "b.txt"), "cv.pdf", zipped(b"x", "a.txt", "b.txt")),
    ],
)
def test_bytes_decide_whether_a_file_is_wrapped(held: bytes, name: str, meant: bytes, declared: str) -> None:
    """Not what the packet declares: it is often wrong."""
    attachment = one(held, name, declared)
    assert bytes_of(attachment) == meant
    assert (attachment.name, attachment.size) == (name, len(meant))


def test_where_bytes_and_name_leave_it_open_the_type_decides() -> None:
    """A file without extension that is a ZIP of one file without a UUID."""
    assert bytes_of(one(UNNAMED, "cong van", "application/zip")) == PDF
    assert bytes_of(one(UNNAMED, "cong van", "application/pdf")) == UNNAMED


@pytest.mark.parametrize("length", range(0, 8))
@pytest.mark.parametrize("every", [1, 3, 4, 76])
def test_blanks_in_base64_are_passed_over(length: int, every: int) -> None:
    """And padding that was left off is forgiven."""
    held = PDF[: 40 + length]
    text = base64.b64encode(held).decode()
    broken = "\r\n\t ".join(text[start : start + every] for start in range(0, len(text), every))
    for form in (broken, f"\n{broken}\n  ", text.rstrip("="), f"<![CDATA[{text}]]>"):
        packet = read(wire(attachments=encoded(b"", "a.bin").replace("></edXML:Con", f">{form}</edXML:Con")))
        assert bytes_of(packet.attachments[0]) == held


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (r"C:\Users\vt\Cong van.pdf", "Cong van.pdf"),
        ("/var/tmp/cv.pdf", "cv.pdf"),
        ("../../etc/cv.pdf", "cv.pdf"),
        ("  cv\n  so 1.pdf ", "cv so 1.pdf"),
        ("..", "tep-1.pdf"),
        ("", "tep-1.pdf"),
    ],
)
def test_a_name_has_no_folders(said: str, name: str) -> None:
    """Some systems send the whole path; a file without a name is called after what it is."""
    assert one(WRAPPED, said, "application/zip").name == name


def test_files_are_paired_with_their_lines_by_number_name_and_order() -> None:
    files = encoded(b"1", "", number="cid:7") + encoded(b"2", "b.txt", number="") + encoded(b"3", number="")
    lines = "".join(
        f"<Reference>{inside}</Reference>"
        for inside in (
            "<AttachmentName>c.txt</AttachmentName><Description>ba</Description>",
            "<AttachmentName>b.txt</AttachmentName><Description>hai</Description>",
            "<ContentId>7</ContentId><AttachmentName>a.txt</AttachmentName><Description>một</Description>",
        )
    )
    packet = read(wire(attachments=files, manifest=f"<edXMLManifest>{lines}</edXMLManifest>"))
    told = [(each.name, each.Description, bytes_of(each)) for each in packet.attachments]
    assert told == [("a.txt", "một", b"1"), ("b.txt", "hai", b"2"), ("c.txt", "ba", b"3")]


@pytest.mark.parametrize("name", ["cv.pdf", "cv.docx", "anh.png", "cv.doc"])
def test_bytes_that_went_through_a_text_are_refused(name: str) -> None:
    """They cannot be restored; the sender is told why."""
    whole = {
        "cv.pdf": PDF,
        "cv.docx": DOCX,
        "anh.png": b"\x89PNG\r\n\x1a\n",
        "cv.doc": b"\xd0\xcf\x11\xe0\xa1",
    }
    ruined = whole[name].decode("utf-8", "replace").encode()
    with pytest.raises(Refused, match="VT-4710"):
        one(ruined, name, "application/pdf")
    with pytest.raises(Refused, match="VT-4710"):
        one(zipped(ruined, f"{ENTRY}.{name[-3:]}"), name.replace(".docx", ".doc"), "application/zip")


def test_text_may_hold_the_sign_of_what_was_lost() -> None:
    held = "chữ không đọc được: \ufffd".encode()
    assert bytes_of(one(held, "ghi chu.txt", "")) == held


def test_a_file_lies_on_the_disk_once(tmp_path: Path) -> None:
    """Its wrapping is not kept beside it; the packet itself is."""
    packet = read(wire(attachments=encoded(WRAPPED, "a.pdf") + encoded(PDF, "b.pdf")), scratch=tmp_path)
    assert [place.stat().st_size for place in tmp_path.glob("*/*")] == [len(PDF), len(PDF)]
    assert len(packet.attachments) == 2


def test_an_attachment_within_an_attachment_is_told_once() -> None:
    coded = base64.b64encode(PDF).decode()
    inner = f'<attachment Content-Transfer-Encoding="base64" name="b.pdf">{coded}</attachment>'
    outer = f'<attachment Content-Transfer-Encoding="base64" name="a.pdf">{inner}{coded}</attachment>'
    assert {each.name for each in read(wire(attachments=outer)).attachments} == {"a.pdf", "b.pdf"}
