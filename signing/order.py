"""One signature as it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from signing.values import Level, Look, Prepared, Purpose

NOTHING = Look()
"""What a signature shows unless it is told to show more."""


@dataclass(frozen=True, slots=True)
class Order:
    """One signature as it is asked for."""

    field: str
    """Name of the new signature field; no field of the file may bear it yet."""
    purpose: Purpose
    look: Look = NOTHING
    level: Level = Level.B_B
    prepare: tuple[Prepared, ...] = ()
    """Blanks that are put in together with the first signature."""
    fill: tuple[Prepared, ...] = ()
    """Blanks prepared earlier that are filled together with this signature; only name, text, size and
    slant count."""
    lock: bool = False
    """Nothing but archive evidence and timestamps may come after this signature."""
    timestamps: tuple[str, ...] = ()
    """Addresses of timestamp authorities, asked in turn."""
    patience: float = 180.0
    """Seconds to go on asking them; the token has signed by then and need not be asked again."""
    without_timestamp: bool = False
    """Whether B-B will do when no authority answers; the level reached is told."""
    name: str = ""
    reason: str = ""
    location: str = ""
