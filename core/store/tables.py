"""Every table of the office, in the order in which they can be created."""

from __future__ import annotations

from core.store.memory import Audit, BlobCheck, ChainHead, JobRow, Reading, Words
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

TABLES = (
    Unit, User, Grant, FormerPassword, Session, ApiToken, Attempt, Agency, Day, Register, Document, File,
    FileText, Examination, Entry, Correction, Direction, Task, Audit, Words, ChainHead, JobRow, NoticeRow,
    Reading, SavedSearch, BlobCheck,
)  # fmt: skip
