"""Whatever may be sent is read as it was meant, and written again it is the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.axis.edxml import read
from plugins.axis.edxml.elements import Element
from plugins.axis.edxml.packet import Attachment, Packet, Reference
from tests.parts import packets

ANYTHING = settings(deadline=None, suppress_health_check=list(HealthCheck))


@ANYTHING
@given(
    packets.documents(),
    st.lists(packets.files(), max_size=3),
    st.lists(packets.references(), max_size=2, unique=True),
    st.lists(packets.elements(), max_size=2),
)
def test_a_document_is_read_as_it_was_written(
    said: Packet, files: list[Attachment], absent: list[Reference], beside: list[Element]
) -> None:
    """Reading what was written gives an equal packet: groups, files, missing files and unknown elements."""
    packet = replace(said, attachments=tuple(files), absent=tuple(absent), unknown=tuple(beside))
    assert read(packets.written(packet)) == packet


@ANYTHING
@given(packets.statuses())
def test_a_status_is_read_as_it_was_written(packet: Packet) -> None:
    again = read(packets.written(packet))
    assert again == packet
    assert again.kind == "status"


@ANYTHING
@given(packets.documents(), st.lists(packets.files(), max_size=2))
def test_the_same_packet_gives_the_same_bytes(said: Packet, files: list[Attachment]) -> None:
    """A packet that is sent again is known again by its hash."""
    packet = replace(said, attachments=tuple(files))
    first = packets.written(packet)
    assert packets.written(packet) == first
    assert packets.written(read(first)) == first


def test_files_come_back_byte_for_byte() -> None:
    """Of whatever kind: what is a ZIP itself stays one."""
    inner = packets.zipped(b"x" * 1000, "word/document.xml")
    sent = {"a.pdf": packets.PDF, "b.docx": inner, "c.zip": inner, "d.txt": b"", "không đuôi": b"\x00\xff"}
    packet = packets.letter(*(packets.attached(name, held) for name, held in sent.items()))
    back = {}
    for attachment in read(packets.written(packet)).attachments:
        with attachment.open() as file:
            back[attachment.name] = file.read()
        assert attachment.size == len(back[attachment.name])
    assert back == sent
