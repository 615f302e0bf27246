"""Puts on record who changed the configuration: the office's memory takes up what the generations tell."""

from __future__ import annotations

from collections.abc import Sequence

from core import audit
from core.config.generations import Generation
from core.store.memory import Audit
from core.values import BOX, Actor, Moment

SETTINGS = "settings"


def record(made: Sequence[Generation], at: Moment) -> int:
    """Write one line for every generation made since the last line; return how many were new.

    A line bears the key that was changed and the hash of the whole, never a value: some are secret.
    """
    last = Audit.select().where(Audit.action == SETTINGS).order_by(Audit.seq.desc()).first()
    known = int(audit.told(last)["generation"]) if last else 0
    new = [one for one in made if one.number > known]
    for one in new:
        by = Actor(one.by, one.by, frozenset()) if one.by else BOX
        changed = one.at.isoformat()
        audit.write(
            by, SETTINGS, at, generation=one.number, sha256=one.sha256, why=one.why, changed_at=changed
        )
    return len(new)
