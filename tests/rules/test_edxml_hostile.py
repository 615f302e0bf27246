"""A packet made to do harm is refused with a reason, and costs next to nothing."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import OfficeError, Refused
from plugins.axis.edxml import read, write
from plugins.axis.edxml.wrappings import UNSUSPECTED
from tests.parts.packets import ENTRY, PDF, attached, encoded, letter, status, wire, written, zipped

PROLOG = b'<?xml version="1.0"?>'
LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)  # fmt: skip
SAMPLES = (
    written(letter(attached(), attached("b.txt", b"x"))),
    written(status()),
    wire(attachments=encoded(PDF, "a.pdf") + encoded(zipped(PDF, f"{ENTRY}.pdf"), "b.pdf")),
)


def refused(packet: bytes) -> str:
    """Return the code a packet is refused with; the reason fits into a status."""
    with pytest.raises(Refused) as reason:
        read(packet)
    assert 10 < len(reason.value.message) < 500
    assert reason.value.hint
    return reason.value.code


def with_file(held: bytes, name: str = "cv.pdf") -> bytes:
    return wire(attachments=encoded(held, name, "application/zip"))


@pytest.mark.parametrize(
    "definitions",
    [
        b"<!DOCTYPE edXML>",
        b'<!DOCTYPE edXML [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b'<!DOCTYPE edXML [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/a.dtd">',
        b'<!DOCTYPE edXML [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>',
    ],
)
def test_definitions_are_refused(definitions: bytes) -> None:
    """Whatever they define: nothing is expanded, nothing is fetched."""
    packet = wire("<Subject>&l9;&f;</Subject>").partition(b"?>")[2]
    assert refused(PROLOG + definitions + packet) == "VT-4703"


@pytest.mark.parametrize("name", ["shift_jis", "rot13", "utf-7", "undefined", "hex", "big5", "x" * 99])
def test_an_encoding_nobody_needs_is_refused(name: str) -> None:
    assert refused(SAMPLES[0].replace(b"UTF-8", name.encode(), 1)) == "VT-4701"


def test_an_entity_nobody_defined_is_refused() -> None:
    assert refused(wire("<Subject>&x;</Subject>")) == "VT-4701"


@pytest.mark.parametrize(
    "path",
    ["../../etc/x.pdf", "/etc/x.pdf", "a/../../x.pdf", "..\\x.pdf", "\\x.pdf", "C:\\x.pdf", "../x/"],
)
@pytest.mark.parametrize("name", ["cv.pdf", "goi.zip"])
def test_a_zip_that_climbs_out_is_refused(path: str, name: str) -> None:
    assert refused(with_file(zipped(PDF, path), name)) == "VT-4708"
    assert refused(with_file(zipped(PDF, "a.pdf", path), name)) == "VT-4708"


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    """And what it had written is gone."""
    bomb = with_file(zipped(bytes(UNSUSPECTED + (1 << 20)), f"{ENTRY}.pdf"))
    with pytest.raises(Refused, match="VT-4709"):
        read(bomb, scratch=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    """Neither a size in its list nor one in front of the entry is believed."""
    bomb = bytearray(zipped(bytes(UNSUSPECTED + (1 << 20)), f"{ENTRY}.pdf"))
    listed = bomb.rfind(b"PK\x01\x02")
    struct.pack_into("<L", bomb, listed + 20, 0xFFFFFFF0)
    assert refused(with_file(bytes(bomb))) in {"VT-4707", "VT-4709"}
    struct.pack_into("<L", bomb, listed + 24, 10)
    assert refused(with_file(bytes(bomb))) in {"VT-4707", "VT-4709"}


def damaged() -> Iterator[bytes]:
    """Give wrappings that cannot be opened: cut, altered, locked, packed in ways nobody agreed on."""
    good = zipped(random.Random(7).randbytes(5000), f"{ENTRY}.pdf")
    yield good[:-30]
    yield good[:2000]
    yield good[:2500] + b"\x00" * 10 + good[2510:]
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.rfind(b"PK\x01\x02") + 8] |= 1
    yield bytes(locked)
    yield zipped(PDF, f"{ENTRY}.pdf", method=zipfile.ZIP_LZMA)
    yield zipped(PDF, f"{ENTRY}.pdf", method=zipfile.ZIP_BZIP2)
    yield b"PK\x03\x04" + bytes(100)


@pytest.mark.parametrize("held", list(damaged()), ids=range(7))
def test_a_wrapping_that_cannot_be_opened_is_refused(held: bytes) -> None:
    assert refused(with_file(held)) == "VT-4707"


def test_a_list_of_a_million_entries_is_not_looked_at() -> None:
    """The library would hold them all in memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(30_000):
            archive.writestr(str(number), b"")
    (attachment,) = read(with_file(file.getvalue(), "nhieu.zip")).attachments
    assert attachment.size == len(file.getvalue())


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (wire(f"<Subject>{'a' * 501}</Subject>"), "VT-4705"),
        (wire(f"<Subject>{'a' * (1 << 17)}</Subject>"), "VT-4705"),
        (wire(f"<Code><CodeNumber>{'1' * 12}</CodeNumber></Code>"), "VT-4705"),
        (wire(f"<To><OrganId>{'H' * 36}</OrganId></To>"), "VT-4705"),
        (wire(f"<La>{'a' * (1 << 17)}</La>"), "VT-4705"),
        (with_file(PDF, "a" * 201), "VT-4705"),
        (wire(f"<StatusCode>02</StatusCode><Description>{'a' * 1001}</Description>"), "VT-4705"),
        (wire("<a>" * 40 + "</a>" * 40), "VT-4704"),
        (wire("<a/>" * 60_000), "VT-4704"),
        (wire(f"<a b='{'x' * (5 << 20)}'/>"), "VT-4704"),
        (wire(f"<!--{'x' * (5 << 20)}-->"), "VT-4704"),
        (wire(f"<{'a' * (5 << 20)}/>"), "VT-4704"),
        (wire(f"<a>{'x' * 60_000}</a>" * 100), "VT-4704"),
        (wire(attachments=encoded(b"x") * 1001), "VT-4704"),
        (wire(attachments="<Attachment><ContentId>1</ContentId></Attachment>" * 20_000), "VT-4704"),
        (wire("<a " + " ".join(f"xmlns:x{number}=''" for number in range(100)) + "/>"), "VT-4704"),
        (wire("<a " + " ".join(f"x{number}=''" for number in range(60_000)) + "/>"), "VT-4704"),
    ],
    ids=range(17),
)
def test_what_is_too_large_is_refused(packet: bytes, code: str) -> None:
    assert refused(packet) == code


@pytest.mark.parametrize("form", ["a?b=", "=AAA", "AA==AAAA", "AAAAA", "ế", "AA=A"])
def test_what_is_no_base64_is_refused(form: str) -> None:
    assert refused(wire(attachments=encoded(b"").replace("></edXML:Con", f">{form}</edXML:Con"))) == "VT-4706"


@pytest.mark.parametrize("cut", [30, 300, -2, -20])
def test_a_packet_that_is_cut_off_is_refused(cut: int) -> None:
    assert refused(SAMPLES[0][:cut]) == "VT-4701"


def taken_or_refused(packet: bytes, scratch: Path) -> None:
    """Read what may be anything: only our own errors come out, and what is taken can be handed on."""
    try:
        found = read(packet, scratch=scratch)
        for attachment in found.attachments:
            with attachment.open() as file:
                assert len(file.read()) == attachment.size
    except OfficeError as error:
        assert error.code.startswith("VT-47")
        return
    target = io.BytesIO()
    write(found, target)
    assert read(target.getvalue(), scratch=scratch) == found


FUZZED = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
TAGS = st.sampled_from([
    "MessageHeader", "Status", "StatusCode", "From", "To", "OrganId", "Attachment", "AttachmentEncoded",
    "ContentTransferEncoded", "AttachmentName", "ContentId", "edXMLManifest", "Reference", "Code",
    "Subject", "TraceHeaderList", "TraceHeader", "Timestamp", "Bussiness", "BussinessDocType", "a:b:c",
    "edXMLEnvelope", "ResponseFor", "PromulgationInfo", "PromulgationDate",
])  # fmt: skip
LEAVES = ["", "x", "13", "02", "2024/03/05", "null", "QUJD", "12/UBND", "H99.01", "&#13;", "&#160;", "0001"]
CHANGES = st.lists(st.tuples(st.integers(0), st.integers(0, 9), st.binary(max_size=9)), max_size=5)


@FUZZED
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, held: bytes) -> None:
    taken_or_refused(held, tmp_path_factory.getbasetemp())


@FUZZED
@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0), st.integers(0, 9), st.binary(max_size=9)))
)
def test_packets_with_bytes_changed(
    tmp_path_factory: pytest.TempPathFactory, packet: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for place, cut, put in changes:
        start = place % len(packet)
        packet = packet[:start] + put + packet[start + cut :]
    taken_or_refused(packet, tmp_path_factory.getbasetemp())


TREES = st.recursive(
    st.sampled_from(
        ["", "x", "13", "02", "2024/03/05", "null", "QUJD", "12/UBND", "H99.01", "&#13;", "&#160;"]
    ),
    lambda inner: st.lists(st.tuples(TAGS, inner), max_size=4).map(
        lambda parts: "".join(f"<{tag}>{held}</{tag}>" for tag, held in parts)
    ),
    max_leaves=25,
)


@FUZZED
@given(TAGS, TREES)
def test_the_words_of_the_standard_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, root: str, inner: str
) -> None:
    taken_or_refused(f"<{root}>{inner}</{root}>".encode(), tmp_path_factory.getbasetemp())


@FUZZED
@given(TREES, TREES)
def test_the_words_of_the_standard_in_a_packet(
    tmp_path_factory: pytest.TempPathFactory, header: str, attachments: str
) -> None:
    taken_or_refused(wire(header, attachments), tmp_path_factory.getbasetemp())


@FUZZED
@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=6))
def test_wrappings_with_bytes_changed(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    held = bytearray(zipped(PDF * 20, f"{ENTRY}.pdf"))
    for place, put in changes:
        held[place % len(held)] = put
    taken_or_refused(with_file(bytes(held)), tmp_path_factory.getbasetemp())
