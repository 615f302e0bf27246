"""Letters that were signed as an office signs them: by the leader, then numbered, dated and sealed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, Final

from signing import anchors
from signing.anchors import Anchors
from signing.appearance import Facts, look_for
from signing.apply import apply
from signing.faces import Face
from signing.order import Order
from signing.trust import Trust
from signing.values import Look, Purpose
from tests.parts import letters
from tests.parts.pki import Authority

FILLED: Final = {"vanthu_number": "1007", "vanthu_day": "05", "vanthu_month": "4", "vanthu_year": "2026"}
NUMBER: Final = f"1007{letters.SYMBOL}"


def found(made: bytes) -> Anchors:
    """Return where `made` is to be signed."""
    return anchors.find(io.BytesIO(made), letters.LEADER, letters.TITLE)


def face(where: Anchors, page: int) -> Face:
    """Return the face of page `page`."""
    return next(each for each in where.faces if each.page == page)


def look(
    trust: Trust, where: Anchors, purpose: Purpose, *, profile: str = "nd30", agency: str = letters.AGENCY
) -> Look:
    """Return how a signature for `purpose` shows on the letter."""
    places = {
        Purpose.LEADER: where.leader,
        Purpose.ORGANISATION: where.seal,
        Purpose.INITIAL: where.body_end,
    }
    box = places.get(purpose)
    png = letters.signature_png() if purpose in (Purpose.LEADER, Purpose.INITIAL) else letters.seal_png()
    facts = Facts(trust.at, agency, NUMBER, "SAO Y")
    return look_for(purpose, profile, face(where, box.page if box else 0), facts, box, png)


def led(
    pki: Authority, made: bytes, trust: Trust | None = None, *, name: str = "leader", **order: Any
) -> bytes:
    """Return `made` signed by the leader, its blanks prepared; `order` replaces parts of the order."""
    trust, where = trust or pki.trust(), found(made)
    shown = look(trust, where, Purpose.LEADER)
    wish = Order("Leader", Purpose.LEADER, shown, prepare=where.blanks, timestamps=(pki.timestamps,))
    target = io.BytesIO()
    apply(io.BytesIO(made), target, pki.signer(name), replace(wish, **order), trust)
    return target.getvalue()


def sealed(
    pki: Authority,
    made: bytes,
    trust: Trust | None = None,
    *,
    name: str = "org",
    profile: str = "nd30",
    **order: Any,
) -> bytes:
    """Return `made`, which the leader signed, numbered, dated, sealed and locked."""
    trust, where = trust or pki.trust(), found(made)
    shown = look(trust, where, Purpose.ORGANISATION, profile=profile)
    filled = tuple(replace(blank, text=FILLED[blank.name]) for blank in where.blanks)
    wish = Order(
        "Organisation",
        Purpose.ORGANISATION,
        shown,
        fill=filled,
        lock=True,
        timestamps=(pki.timestamps,),
    )
    target = io.BytesIO()
    apply(io.BytesIO(made), target, pki.signer(name), replace(wish, **order), trust)
    return target.getvalue()
