"""What a signature is made for, where it stands, and what each one found is worth: frozen facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogue of the house that shows it."""
    return sentence


class Level(StrEnum):
    """How long a signature can be checked (ETSI EN 319 142-1, baseline levels)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


class Purpose(StrEnum):
    """What a signature is made for (Decree 30/2020, Annex I; Decision 1007, art. 7.3)."""

    INITIAL = "initial"
    """Ký nháy: of a person who checked; optional."""
    LEADER = "leader"
    """Of the competent person; between title and name."""
    ORGANISATION = "organisation"
    """Of the agency: the seal over a third of the leader's signature."""
    ANNEX = "annex"
    """Of the agency on an annex in a file of its own: one line at the top right."""
    COPY = "copy"
    """Of the agency on a copy it made: SAO Y, SAO LỤC, TRÍCH SAO, or a scan of an incoming paper."""


class Role(StrEnum):
    """Whose certificate it is, by the office's directory."""

    LEADER = "leader"
    ORGANISATION = "organisation"
    OFFICER = "officer"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What a signature, or a file, is worth: hợp lệ, không hợp lệ, không xác định."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


class Fault(Exception):
    """Why a file cannot be signed or read: a sentence with a stable code and what to do next.

    `again` tells whether the same request may succeed later (a timestamp authority that is down).
    """

    def __init__(
        self, code: str, sentence: str, *, hint: str = "", again: bool = False, **facts: object
    ) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence
        self.hint = hint
        self.again = again
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.sentence.format(**self.facts)}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is; the sentence is Vietnamese, its `{facts}` beside it."""

    code: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points of the page's own user space, not turned by /Rotate."""

    page: int
    """0 for the first."""
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a signature shows: nothing, a picture, or lines of text."""

    box: Box | None = None
    """None for a signature that shows nothing."""
    png: bytes = b""
    """Transparent PNG, drawn to fill the box with its proportions kept; empty for none."""
    lines: tuple[str, ...] = ()
    """Text in Times metrics, upright and black, one line each."""
    size: float = 10.0
    """Of the text, points."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text field that is put into the file before the first signature and filled after it."""

    name: str
    """`vanthu_number`, `vanthu_day`, `vanthu_month` or `vanthu_year`."""
    box: Box
    size: float = 13.0
    italic: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as people read it."""

    subject: str
    """Common name."""
    organisation: str
    serial: str
    """Hexadecimal."""
    issuer: str
    sha256: str
    """Of its DER bytes, hexadecimal."""
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate the office knows: whose it is."""

    sha256: str
    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One signature and what it is worth; the fields stand as DESIGN names them."""

    field: str
    kind: str
    """`signature`, or `timestamp` for a document timestamp."""
    integrity: str
    """intact · broken · unknown"""
    coverage: str
    """whole (the file's last revision) · revision (an earlier one, with its gap as it must be) · partial"""
    changes: str
    """none · permitted (fields filled, signatures, archive data) · forbidden · unknown: what came after it"""
    chain: str
    """trusted (to a root our own signatures need) · foreign (to a root that only verifies) · untrusted ·
    expired · unknown"""
    revocation: str
    """good · revoked · stale · unknown, at the time that counts"""
    claimed: datetime | None
    """When the signer says it was made."""
    stamped: datetime | None
    """When a timestamp authority proved it existed."""
    level: str
    """A Level, or empty where it is none of them."""
    role: Role
    certificate: Certificate | None
    verdict: Verdict
    reason: Reason
    box: Box | None = None
    """Where it shows; None when it shows nothing."""
    usage: str = "good"
    """good · wrong (the certificate may not sign documents) · unknown"""
    locks: bool = False
    """Whether nothing but archive data may come after it: the organisation's, or one that says so itself."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file's signatures are worth, each for itself, in the order in which they were made."""

    verdict: Verdict
    """The worst of them; INDETERMINATE for a file without signatures."""
    reason: Reason
    signatures: tuple[Judged, ...] = ()
    pages: int = 0
    repairable: bool = False
    """Bears no signature, and is damaged in a way that writing it anew would mend."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A signature that was put on a file."""

    field: str
    level: Level
    """The level reached."""
    certificate: Certificate
    at: datetime
    stamped: datetime | None
    size: int
    """Bytes of the new file."""
