"""Frozen facts: the only things that cross a thread, a process or a plugin boundary."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from core.office import Office
    from signing.values import Certificate


class Role(StrEnum):
    """What a person, or the box itself, is to the office."""

    BOX = "box"
    CLERK = "clerk"
    LEADER = "leader"
    HEAD = "head"
    OFFICER = "officer"
    CHECKER = "checker"
    """Checks form and technique of drafts (Decree 30/2020, art. 12.2)."""
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of the office, the box, or an account of the operating system at the console."""

    login: str
    name: str
    roles: frozenset[Role]
    user_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    """Units in which the person holds a role; empty for the box."""
    headed_ids: frozenset[int] = frozenset()
    """Units the person heads."""


BOX = Actor("box", "Hệ thống", frozenset({Role.BOX}))


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and whether the clock that told it was trusted (Decision 1007, art. 15.4)."""

    utc: datetime
    """Timezone-aware, UTC."""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Blob:
    """A file the office keeps, known by the hash of its bytes."""

    sha256: str
    """64 lower-case hexadecimal digits."""
    size: int
    """Bytes."""
    path: Path
    """Where the bytes lie; read only."""
    name: str = ""
    """The name it came with, NFC, for people."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a document came: by which door, under which identity, for whom."""

    source: str
    """The source's name in site.toml, or `upload` for the browser."""
    external_id: str
    """Unique within the source: the same arrival told twice gives the same document."""
    name: str
    """File name as it came, NFC, without folders."""
    unit: str = ""
    """Code of the unit the source belongs to; empty for the whole office."""
    register: str = ""
    """Code of the register the source proposes; empty for the default one."""
    owner: str = ""
    """Login of the person who looks after the source."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one inspector says of one file it has really examined."""

    inspector: str
    threat: str = ""
    """Name of what was found; empty when the file was examined and nothing was found."""


@dataclass(frozen=True, slots=True)
class Move:
    """A document went from one state to the next; told after the commit."""

    document_id: int
    event: str
    before: str
    after: str
    actor: Actor
    at: Moment
    source: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for one person about something that waits for them; told after the commit."""

    id: int
    user_id: int
    sentence: str
    document_id: int | None
    urgency: int


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What sound time servers say of the box's clock."""

    at: datetime
    offset: float
    """Median of servers minus box, seconds."""
    spread: float
    """Largest distance of a sound server from the median, seconds."""
    servers: int
    """How many servers answered soundly."""
    trusted: bool
    reason: str = ""
    """Why the clock is not trusted; Vietnamese sentence."""


class Severity(StrEnum):
    """How bad a health issue is; decides the exit code of `vanthu doctor`."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about the box that an IT officer should know, and what to do about it."""

    code: str
    severity: Severity
    sentence: str
    hint: str = ""
    about: str = ""
    """The part it concerns: a plugin, a source, a folder."""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a kind of job is tried again."""

    first: float = 1.0
    """Seconds before the second try; doubles each time."""
    longest: float = 3600.0
    """Seconds between tries at the most."""
    tries: int | None = 12
    """After so many failures the job rests and becomes a health issue; None never rests."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work that must happen, as its handler sees it."""

    id: int
    kind: str
    key: str
    facts: Mapping[str, Any]
    attempt: int
    """1 for the first try."""


Ending = Callable[[], object]
"""What is left to write when a job has been done."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of durable work: who does it and how patiently. The handler must be idempotent.

    It may return what is left to write: that runs in the transaction in which the job is done.
    """

    name: str
    handler: Callable[[Office, Job], Awaitable[Ending | None]]
    retry: Retry = Retry()
    at_once: int = 2
    """How many of this kind run at the same time."""
    gives_way: bool = False
    """Whether it waits a while when more work of other kinds has come than can be done at once."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu on the left."""

    label: str
    address: str
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the office rests, or a weekend day on which it works instead."""

    day: date
    name: str
    working: bool = False


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token says of itself without its PIN."""

    label: str
    """As it was given when the token was set up."""
    serial: str
    manufacturer: str
    model: str
    certificates: tuple[Certificate, ...] = ()
    """Of people and agencies, not of authorities; the one that would sign stands first."""
    flags: frozenset[str] = frozenset()
    """`low`: a wrong PIN was typed since the last right one · `final`: one more wrong PIN locks it ·
    `locked` · `unset`: nobody gave it a PIN yet."""


class SignerRecipe(Protocol):
    """How one key is reached: picklable, without the PIN; opened in a child of its own."""

    @property
    def identity(self) -> str:
        """What is the same for every recipe of this token, so that one worker holds its session."""

    @property
    def label(self) -> str:
        """The token as people know it."""

    @property
    def demonstration(self) -> bool:
        """Whether it is a key in a file, good for demonstrations only."""

    @property
    def readable(self) -> tuple[Path, ...]:
        """Files and folders the child must read: the driver, its settings."""

    @property
    def writable(self) -> tuple[Path, ...]:
        """Folders the driver must write to."""

    @property
    def patience(self) -> float:
        """Seconds one question to the token may take before its worker is killed."""

    @property
    def idle(self) -> float:
        """Seconds without a signature after which the session is given up."""

    def open(self, pin: str) -> AbstractContextManager[Any]:
        """Return a context that logs in and gives a pyHanko signer; raises a sentence when it cannot.

        A signer may bear `failure`, the sentence about what the token last got wrong, and `present()`,
        which says whether the token is still there and open. Called in a child only.
        """

    def read(self) -> TokenFacts:
        """Return what the token says without its PIN; raise a sentence when it cannot. In a child only."""
