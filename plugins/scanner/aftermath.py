"""What becomes of an original when its document has turned out to be unreadable, infected or secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from core.documents import states
from core.store.database import Store
from plugins.scanner import claims, moves
from plugins.scanner.claims import Claim
from plugins.scanner.rooms import Rooms

log = structlog.get_logger(__name__)

GONE = (states.QUARANTINED, states.EXPELLED)
BAD = (states.UNREADABLE, *GONE)
"""States of a document whose original does not stay in `da-nhan/`."""


def dispose(store: Store, rooms: Rooms, claim: Claim, state: str, trouble: Mapping[str, Any]) -> None:
    """Bring an original to where its document's state wants it; done already is done.

    The file first, the journal second: what is interrupted is found again by `reconcile`.
    """
    if state == states.UNREADABLE and claim.place == claims.KEPT:
        moves.set_aside(rooms, claim, trouble)
        store.write_now(claims.move, claim.ulid, claims.FAILED, trouble)
    elif state in GONE:
        moves.remove(rooms, claim)
        if state == states.EXPELLED:
            store.write_now(claims.empty, claim.ulid)
        else:
            store.write_now(claims.move, claim.ulid, claims.REMOVED)


def reconcile(store: Store, rooms: Rooms, source: str) -> int:
    """Do what nobody was told of (the power went, the share was away); return how many were brought home."""
    done = 0
    for claim, state, trouble in store.read_now(claims.misplaced, source):
        try:
            dispose(store, rooms, claim, state, trouble)
            done += 1
        except OSError as error:  # one original out of reach must not keep the door shut; it is tried again
            log.warning("an original cannot be moved", source=source, claim=claim.ulid, reason=str(error))
    return done
