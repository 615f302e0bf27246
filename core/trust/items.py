"""The trust stores as people read them: what is held, since when, how old each list is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.store.seals import TrustItem
from core.trust.holders import NOW, SOON
from core.trust.material import CANDIDATE, CRL, FOREIGN, INTERMEDIATE, OCSP, ROOT
from signing.trust import STALE

ORDER = (CANDIDATE, ROOT, FOREIGN, INTERMEDIATE, CRL, OCSP)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One thing the office believes, or is asked to believe."""

    id: int
    kind: str
    subject: str
    issuer: str
    sha256: str
    valid_from: datetime
    valid_to: datetime | None
    address: str
    demonstration: bool
    added_at: datetime
    added_by: str
    age: timedelta
    """Since it was issued."""
    tone: str
    """good · soon · now · over; a list of revocations that is stale is over."""

    @property
    def fingerprint(self) -> str:
        """The hash in groups that can be compared by eye."""
        upper = self.sha256.upper()
        return " ".join(upper[place : place + 4] for place in range(0, 64, 4))


def listing(at: datetime) -> list[ItemLine]:
    """Return what is held, what waits for confirmation first, then roots, then the rest."""
    columns = [field for field in TrustItem._meta.sorted_fields if field.name != "der"]
    rows = TrustItem.select(*columns).where(TrustItem.removed_at.is_null()).order_by(TrustItem.id)
    return sorted((_line(row, at) for row in rows), key=lambda line: (ORDER.index(line.kind), line.id))


def is_stale(valid_from: datetime, valid_to: datetime | None, at: datetime) -> bool:
    """Tell whether a list or an answer proves nothing any more."""
    return at - valid_from > STALE or (valid_to is not None and at > valid_to)


def _line(row: TrustItem, at: datetime) -> ItemLine:
    return ItemLine(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        issuer=row.issuer,
        sha256=row.sha256,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        address=row.address,
        demonstration=row.demonstration,
        added_at=row.added_at,
        added_by=row.added_by,
        age=at - row.valid_from,
        tone=_tone(row, at),
    )


def _tone(row: TrustItem, at: datetime) -> str:
    if row.kind in (CRL, OCSP):
        return "over" if is_stale(row.valid_from, row.valid_to, at) else "good"
    left = row.valid_to - at
    if left < timedelta(0):
        return "over"
    return "now" if left <= NOW else "soon" if left <= SOON else "good"
