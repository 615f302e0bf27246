"""What a packet says, in the words of the standard: QCVN 102:2016/BTTTT with its amendment 1:2022."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import BinaryIO, Literal

from plugins.axis.edxml.contents import Content
from plugins.axis.edxml.elements import Element
from plugins.axis.edxml.headers import Business, DocumentHeader, StatusHeader, Trace


class Dialect(StrEnum):
    """How a packet is spelt."""

    VXP = "D-VXP"
    """edXML 102 as the national axis takes it; the only one that is written."""
    SOAP = "D-SOAP"
    """The older envelope of provincial axes, dates as dd/MM/yyyy."""
    MOCK = "D-MOCK"
    """A flat envelope in another namespace, as integrators first guess it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a packet, out of its wrapping."""

    AttachmentName: str
    """Its name for people, without folders."""
    content: Content
    Description: str = ""
    ContentType: str = field(default="", compare=False)
    """As the packet declares it, often wrongly; what is written is always `application/zip`."""
    unknown: tuple[Element, ...] = ()

    @property
    def name(self) -> str:
        """Its name for people, without folders."""
        return self.AttachmentName

    @property
    def size(self) -> int:
        """Bytes, unwrapped."""
        return self.content.size

    def open(self) -> BinaryIO:
        """Return its bytes, unwrapped, from the first; to be closed by whoever asked."""
        return self.content.open()


@dataclass(frozen=True, slots=True)
class Reference:
    """A line of the manifest."""

    ContentId: str = ""
    ContentType: str = ""
    Description: str = ""
    AttachmentName: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Packet:
    """A document or a status on its way between two agencies.

    Equal packets say the same, wherever their bytes lie and however they are spelt.
    """

    MessageHeader: DocumentHeader | StatusHeader
    TraceHeaderList: Trace = field(default_factory=Trace)
    attachments: tuple[Attachment, ...] = ()
    absent: tuple[Reference, ...] = ()
    """Files the manifest names and the packet does not carry."""
    unknown: tuple[Element, ...] = ()
    """What stands beside the groups we know, `Signature` among it."""
    dialect: Dialect = field(default=Dialect.VXP, compare=False)
    raw: Content | None = field(default=None, compare=False, repr=False)
    """The very bytes it was read from; None for a packet made here. A file stays the caller's."""

    @property
    def kind(self) -> Literal["document", "status"]:
        """Whether it bears a document or only tells what became of one."""
        return "status" if isinstance(self.MessageHeader, StatusHeader) else "document"

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes it was read from; empty for a packet made here."""
        return self.raw.sha256 if self.raw else ""

    @property
    def Bussiness(self) -> Business:
        """What its document does to an earlier one."""
        return self.TraceHeaderList.Bussiness

    @property
    def sent(self) -> date | None:
        """The day it was sent, as the first hop has it; None when nobody wrote it down."""
        if isinstance(self.MessageHeader, StatusHeader):
            stamp = self.MessageHeader.Timestamp
        else:
            stamps = [hop.Timestamp for hop in self.TraceHeaderList.TraceHeader if hop.Timestamp]
            stamp = stamps[0] if stamps else None
        return stamp.date() if stamp else None
