"""Every table of the office, in the order in which they can be created."""

from __future__ import annotations

from core.store.memory import Audit, BlobCheck, ChainHead, JobRow, Reading, Words
from core.store.outgoing import (
    Comment,
    Concern,
    Delegation,
    Dispatch,
    Draft,
    PaperPrint,
    Placement,
    Version,
)
from core.store.papers import (
    Correction,
    Direction,
    Document,
    Entry,
    Examination,
    File,
    FileText,
    NoticeRow,
    Register,
    SavedSearch,
    Task,
)
from core.store.people import Agency, ApiToken, Attempt, Day, FormerPassword, Grant, Session, Unit, User
from core.store.seals import Certified, Likeness, Sealing, TrustItem, Verification

TABLES = (
    Unit, User, Grant, FormerPassword, Session, ApiToken, Attempt, Agency, Day, Register, Document, File,
    FileText, Examination, Entry, Correction, Direction, Task, Audit, Words, ChainHead, JobRow, NoticeRow,
    Reading, SavedSearch, BlobCheck, Draft, Version, Comment, Concern, Delegation, Dispatch, PaperPrint,
    Placement, TrustItem, Certified, Verification, Likeness, Sealing,
)  # fmt: skip
