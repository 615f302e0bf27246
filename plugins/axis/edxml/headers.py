"""The groups of a packet's header, their fields in the order of the standard's clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from plugins.axis.edxml.elements import Element

# Every group keeps in `unknown` what others wrote into it and we have no name for.


@dataclass(frozen=True, slots=True)
class Organization:
    """An agency as sender or receiver."""

    OrganId: str = ""
    """Its code (Decision 20/2020/QĐ-TTg); an opaque word on the wire."""
    OrganizationInCharge: str = ""
    OrganName: str = ""
    OrganAdd: str = ""
    Email: str = ""
    Telephone: str = ""
    Fax: str = ""
    Website: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """Number and symbol of the document."""

    CodeNumber: str = ""
    CodeNotation: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Promulgation:
    """Where and when the document was issued."""

    Place: str = ""
    PromulgationDate: date | None = None
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeOfDocument:
    """The type of the document; others go by its name alone."""

    Type: int | None = None
    """1 normative, 2 administrative."""
    TypeDetail: int | None = None
    TypeName: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in what capacity."""

    Competence: str = ""
    """TM., KT., TL., TUQ., Q. and what follows."""
    Position: str = ""
    FullName: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """ "Nơi nhận" as it is printed; not who the packet goes to."""

    Place: tuple[str, ...] = ()
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendices:
    """The names of the appendices."""

    Appendix: tuple[str, ...] = ()
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Particulars:
    """How urgent the document is, and what else is known of it."""

    Priority: int = 0
    SphereOfPromulgation: str = ""
    TyperNotation: str = ""
    PromulgationAmount: int | None = None
    PageAmount: int | None = None
    Appendixes: Appendices = field(default_factory=Appendices)
    Direction: bool | None = None
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The document that is answered, or whose status is told."""

    OrganId: str = ""
    Code: str = ""
    """Number and symbol, as in 12/UBND-VP."""
    PromulgationDate: date | None = None
    DocumentId: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """What a document is, who sends it and to whom."""

    From: Organization = field(default_factory=Organization)
    To: tuple[Organization, ...] = ()
    Code: Symbol = field(default_factory=Symbol)
    PromulgationInfo: Promulgation = field(default_factory=Promulgation)
    DocumentType: TypeOfDocument = field(default_factory=TypeOfDocument)
    Subject: str = ""
    Content: str = ""
    SignerInfo: Signer = field(default_factory=Signer)
    DueDate: date | None = None
    ToPlaces: Places = field(default_factory=Places)
    OtherInfo: Particulars = field(default_factory=Particulars)
    ResponseFor: tuple[Answered, ...] = ()
    SteeringType: int = 1
    """1 no direction, 2 a direction, 3 a report on one; others send 0 for 1."""
    DocumentId: str = ""
    """`OrganId,yyyy/MM/dd,number/symbol`; others send what they like."""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Who dealt with it, for questions by telephone."""

    Department: str = ""
    Staff: str = ""
    Mobile: str = ""
    Email: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusHeader:
    """What became of a document; it has no receiver, the axis goes by `ResponseFor.OrganId`."""

    From: Organization = field(default_factory=Organization)
    ResponseFor: Answered = field(default_factory=Answered)
    StaffInfo: Person = field(default_factory=Person)
    StatusCode: str = ""
    """Two characters."""
    Description: str = ""
    Timestamp: datetime | None = None
    """Aware, +07:00; whole seconds travel."""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop of the packet."""

    OrganId: str = ""
    Timestamp: datetime | None = None
    """Aware, +07:00; whole seconds travel."""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverChange:
    """An agency that an update adds to the receivers, or takes away from them."""

    ReceiverType: int | None = None
    """0 taken away, 1 added."""
    OrganId: str = ""
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverChanges:
    """The receivers an update changes."""

    Receiver: tuple[ReceiverChange, ...] = ()
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changes: the document (1), its receivers (1), or both."""

    DocumentInfo: int | None = None
    DocumentReceiver: int | None = None
    ReceiverList: ReceiverChanges = field(default_factory=ReceiverChanges)
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerReceivers:
    """The agencies that received the document that is replaced."""

    OrganId: tuple[str, ...] = ()
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that is replaced."""

    DocumentId: str = ""
    OrganIdList: FormerReceivers = field(default_factory=FormerReceivers)
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Replacements:
    """The documents that are replaced."""

    ReplacementInfo: tuple[Replacement, ...] = ()
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Business:
    """What the document does to an earlier one; the standard spells it so."""

    BussinessDocType: int = 0
    """0 new, 1 recall, 2 update, 3 replacement."""
    BussinessDocReason: str = ""
    BussinessDocumentInfo: Change = field(default_factory=Change)
    DocumentId: str = ""
    StaffInfo: Person = field(default_factory=Person)
    Paper: int | None = None
    """1 when a paper copy follows."""
    ReplacementInfoList: Replacements = field(default_factory=Replacements)
    unknown: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The hops of the packet, the sender first, and what its document does."""

    TraceHeader: tuple[Hop, ...] = ()
    Bussiness: Business = field(default_factory=Business)
    unknown: tuple[Element, ...] = ()
