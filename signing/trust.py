"""What a judgement rests on: roots, what was gathered about revocation, and the moment it is made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

STALE = timedelta(days=7)
"""A list of revocations older than this, or past its own next update, proves nothing any more."""


@dataclass(frozen=True, slots=True)
class Trust:
    """A frozen view of the office's trust stores; all certificates, lists and answers as DER bytes."""

    at: datetime
    """The moment of judgement, timezone-aware."""
    roots: tuple[bytes, ...] = ()
    """Where our own signatures must end: the Government's special CA, or the root of a demonstration."""
    foreign: tuple[bytes, ...] = ()
    """Other roots that are believed when verifying what others signed."""
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    online: bool = False
    """Whether certificates, lists and answers may be fetched while judging or signing."""
    stale: timedelta = STALE
