"""The journal of what was taken out of a source's folder: written before a file is touched."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, TextField, fn

from core.clock import vietnam
from core.documents import states
from core.store.fields import FactsField, MomentField
from core.store.papers import Document
from core.store.table import Table
from plugins.scanner import names
from plugins.scanner.mounts import Ground

CLAIMING, KEPT, FAILED, REMOVED = "claiming", "kept", "failed", "removed"
"""Where the file of a claim belongs: on its way in, in `da-nhan/`, in `loi/`, nowhere."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AT_ONCE = 400
"""Identifiers in one question to the database."""


class ClaimRow(Table):
    """One file taken from a source's folder."""

    ulid = CharField(26, primary_key=True)
    source = CharField(60)
    origin = TextField()
    """Path below the folder, percent-encoded: a name need not be text."""
    size = BigIntegerField()
    modified = BigIntegerField()
    copied = BooleanField(default=False)
    """The claim is a copy from another file system, and the original still has to go."""
    place = CharField(10)
    trouble = FactsField(null=True)
    at = MomentField()

    class Meta:
        table_name = "scanner_claim"
        indexes = ((("source", "place"), False),)


class GroundRow(Table):
    """What the folder of a source stood on when it was first seen."""

    source = CharField(60, primary_key=True)
    folder = TextField()
    kind = CharField(60)
    origin = TextField()
    device = CharField(24)

    class Meta:
        table_name = "scanner_ground"


@dataclass(frozen=True, slots=True)
class Claim:
    """One file taken from a source's folder; its ulid is the arrival's external id."""

    ulid: str
    source: str
    origin: str
    """Path below the folder, as the file system spells it."""
    size: int
    modified: int
    at: datetime
    copied: bool = False
    place: str = CLAIMING
    trouble: Mapping[str, Any] | None = None
    """`code`, `message`, `hint` of why it failed."""

    @property
    def name(self) -> str:
        """The file's name as people read it."""
        return names.shown(self.origin.rpartition("/")[2])

    @property
    def kept_name(self) -> str:
        """The name of its original in `da-nhan/` or `loi/`."""
        return names.kept(self.origin.rpartition("/")[2], self.ulid)

    @property
    def day(self) -> str:
        """The day it was claimed, in Vietnam, as its folder in `da-nhan/` is called."""
        return day_of(self.at)


def day_of(at: datetime) -> str:
    """Return the name of a day's folder."""
    return vietnam(at).date().isoformat()


def ulid(at: datetime) -> str:
    """Return a fresh identifier of 26 letters and digits that sorts by time."""
    number = int(at.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -5, -5))


# Inside a transaction.


def begin(claims: Sequence[Claim]) -> None:
    """Write down what is about to be taken."""
    ClaimRow.insert_many(
        [
            {
                "ulid": claim.ulid,
                "source": claim.source,
                "origin": names.packed(claim.origin),
                "size": claim.size,
                "modified": claim.modified,
                "copied": claim.copied,
                "place": CLAIMING,
                "trouble": claim.trouble,
                "at": claim.at,
            }
            for claim in claims
        ]
    ).execute()


def drop(ulids: Iterable[str]) -> None:
    """Forget claims whose files were not taken, or were put back."""
    ClaimRow.delete().where(ClaimRow.ulid.in_(list(ulids)), ClaimRow.place == CLAIMING).execute()


def move(ulid: str, place: str, trouble: Mapping[str, Any] | None = None) -> None:
    """Write down where the file of a claim belongs now."""
    told = {} if trouble is None else {"trouble": dict(trouble)}
    ClaimRow.change({"ulid": ulid}, place=place, **told)


def empty(ulid: str) -> None:
    """Forget what the file of a claim was called: it is no longer anybody's business."""
    ClaimRow.update(place=REMOVED, origin="", trouble=None).where(ClaimRow.ulid == ulid).execute()


def copy(ulid: str, copied: bool) -> None:
    """Write down that an original on another file system still has to go, or is gone."""
    ClaimRow.update(copied=copied).where(ClaimRow.ulid == ulid).execute()


def prune(source: str, before: datetime) -> None:
    """Forget claims whose originals are no longer kept."""
    ClaimRow.delete().where(
        ClaimRow.source == source, ClaimRow.place.in_((KEPT, REMOVED)), ClaimRow.at < before
    ).execute()


def know(source: str, folder: str, ground: Ground) -> None:
    """Remember what the folder of a source stands on."""
    told = {"folder": folder, "kind": ground.kind, "origin": ground.origin, "device": str(ground.device)}
    if not GroundRow.update(**told).where(GroundRow.source == source).execute():
        GroundRow.insert(source=source, **told).execute()


# On a view of the data.


def find(ulids: Iterable[str]) -> dict[str, Claim]:
    """Return the claims of these identifiers, by identifier."""
    wanted, found = list(ulids), {}
    for start in range(0, len(wanted), AT_ONCE):
        for row in ClaimRow.select().where(ClaimRow.ulid.in_(wanted[start : start + AT_ONCE])):
            found[row.ulid] = _claim(row)
    return found


def claiming(source: str) -> list[Claim]:
    """Return the claims of a source that never came in."""
    rows = ClaimRow.select().where(ClaimRow.source == source, ClaimRow.place == CLAIMING)
    return [_claim(row) for row in rows]


def copies(source: str) -> list[Claim]:
    """Return the received claims whose originals on another file system still have to go."""
    rows = ClaimRow.select().where(ClaimRow.source == source, ClaimRow.copied, ClaimRow.place != CLAIMING)
    return [_claim(row) for row in rows]


def misplaced(source: str) -> list[tuple[Claim, str, dict[str, str]]]:
    """Return the claims whose files are not where their documents' states want them.

    With each, the document's state and what is wrong with it.
    """
    astray = (
        ((ClaimRow.place == KEPT) & (Document.state == states.UNREADABLE))
        | (ClaimRow.place.in_((KEPT, FAILED)) & (Document.state == states.QUARANTINED))
        | ((ClaimRow.origin != "") & (Document.state == states.EXPELLED))
    )
    rows: Any = (
        ClaimRow.select(ClaimRow.ulid, Document.state, Document.trouble_code, Document.trouble)
        .join(Document, on=(Document.source == ClaimRow.source) & (Document.external_id == ClaimRow.ulid))
        .where(ClaimRow.source == source, ClaimRow.place != CLAIMING, astray)
        .tuples()
    )
    told: dict[str, tuple[str, dict[str, str]]] = {}
    for ulid_found, state, code, said in rows:
        told[ulid_found] = (state, {"code": code, "message": said, "hint": ""})
    return [(claim, *told[claim.ulid]) for claim in find(told).values()]


def known(source: str) -> tuple[str, Ground] | None:
    """Return where a source first was, and on what; None for a new one."""
    row = GroundRow.get_or_none(GroundRow.source == source)
    return None if row is None else (row.folder, Ground(row.kind, row.origin, int(row.device)))


def last_at(source: str) -> datetime | None:
    """Return when the last file came from a source; None when none ever did, or none is remembered."""
    found: datetime | None = ClaimRow.select(fn.MAX(ClaimRow.at)).where(ClaimRow.source == source).scalar()
    return found


def day_before(now: datetime, days: int) -> datetime:
    """Return the moment before which originals are no longer kept."""
    return now - timedelta(days=days + 1)


def _claim(row: ClaimRow) -> Claim:
    return Claim(
        row.ulid,
        row.source,
        names.unpacked(row.origin),
        row.size,
        row.modified,
        row.at,
        row.copied,
        row.place,
        row.trouble,
    )
