"""The readings of the clock that are kept as evidence (QCVN 12:2026/BCA, 2.2.22 and 3.22.2)."""

from __future__ import annotations

from datetime import timedelta

from core.store.memory import Reading
from core.values import ClockReading

EVERY = timedelta(hours=1)
"""How often a reading is kept while the verdict stays the same."""


def keep(reading: ClockReading) -> bool:
    """Keep `reading` when the verdict changed or an hour has passed since the last; return whether it was."""
    last = Reading.select().order_by(Reading.id.desc()).first()
    if last is not None and last.trusted == reading.trusted and timedelta(0) <= reading.at - last.at < EVERY:
        return False
    Reading.create(
        at=reading.at,
        offset=f"{reading.offset:+.6f}",
        spread=f"{reading.spread:.6f}",
        servers=reading.servers,
        trusted=reading.trusted,
        reason=reading.reason,
    )
    return True
