"""What the office believes about signatures: roots, lists of revocations, and whose certificate is whose."""

from __future__ import annotations

from datetime import datetime

from core.store.seals import Certified, TrustItem, Verification
from core.trust.bringing import import_
from core.trust.material import CRL, FOREIGN, INTERMEDIATE, OCSP, ROOT
from core.trust.records import inspection_of
from signing.trust import Trust
from signing.values import Holder, Inspection, Role

__all__ = ("current", "demonstrates", "directory", "import_", "verdict_of")


def current(at: datetime, online: bool = False) -> Trust:
    """Return what the office believes now, frozen, for a judgement made for the moment `at`."""
    held: dict[str, list[bytes]] = {kind: [] for kind in (ROOT, FOREIGN, INTERMEDIATE, CRL, OCSP)}
    rows = TrustItem.select(TrustItem.kind, TrustItem.der).where(
        TrustItem.kind.in_(list(held)), TrustItem.removed_at.is_null()
    )
    for row in rows.order_by(TrustItem.id):
        held[row.kind].append(bytes(row.der))
    return Trust(
        at,
        roots=tuple(held[ROOT]),
        foreign=tuple(held[FOREIGN]),
        intermediates=tuple(held[INTERMEDIATE]),
        crls=tuple(held[CRL]),
        ocsps=tuple(held[OCSP]),
        online=online,
    )


def directory() -> tuple[Holder, ...]:
    """Return whose certificates the office knows: our leaders and seal, and other agencies'."""
    rows = Certified.select(Certified.sha256, Certified.role, Certified.name).where(
        Certified.removed_at.is_null()
    )
    return tuple(Holder(row.sha256, Role(row.role), row.name) for row in rows.order_by(Certified.id))


def demonstrates() -> bool:
    """Tell whether a root of a demonstration is believed: then every page says so."""
    shown = (TrustItem.kind == ROOT) & TrustItem.removed_at.is_null() & TrustItem.demonstration
    return bool(TrustItem.select().where(shown).exists())


def verdict_of(sha256: str) -> Inspection | None:
    """Return what the signatures of a file were found to be worth; None while nobody has looked."""
    row = Verification.get_or_none(Verification.sha256 == sha256)
    return None if row is None else inspection_of(row.facts)
