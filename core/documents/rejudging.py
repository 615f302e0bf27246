"""Judging again what was in doubt, or what rested on something the office believes no longer."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from core import jobs, trust
from core.documents import verdicts
from core.errors import Missing
from core.office import Office
from core.store.fields import MomentField
from core.store.papers import File
from core.store.seals import Certified, TrustItem, Verification
from core.trust.bringing import CHANGED
from core.trust.records import NONE
from core.values import Ending, Job, JobKind, Moment, Retry
from signing.values import Inspection, Verdict

PIECE = 20
"""Files judged in one job; the next piece is asked for in the transaction that ends it."""
MARGIN = timedelta(minutes=1)
"""Between the moment a change of trust bears and the moment everybody reads it: its commit lies between."""
DOUBTFUL, ALL = "doubtful", "all"
_moment = MomentField()


async def judge_again(office: Office, job: Job) -> Ending | None:
    """Judge a piece of the kept verdicts again, by what the office believes now.

    Idempotent: a file judged since it was asked for is left alone; bytes that are gone are passed over.
    """
    which, asked, after = str(job.facts["which"]), str(job.facts["asked"]), str(job.facts["after"])
    wanted = await office.store.read(_piece, which, _moment.python_value(asked), after)
    if not wanted:
        return None
    at = office.clock.now()  # before trust is read: what comes later judges these files again
    believed = await office.store.read(verdicts.belief, at.utc)
    judged: dict[str, Inspection] = {}
    for sha256 in wanted:
        try:
            blob = office.blobs.fetch(sha256)
        except Missing:
            continue
        judged[sha256] = await verdicts.judge(office, blob.path, believed)
    profile = office.site.office.profile.value
    return partial(_conclude, judged, job, wanted[-1] if len(wanted) == PIECE else "", profile, at)


def ask_tonight(at: Moment) -> None:
    """Have doubtful files judged again if anything the office believes has changed since they were judged."""
    changed = _last_change()
    if changed is not None:
        key = f"{DOUBTFUL}:{_moment.db_value(changed)}"
        jobs.enqueue(CHANGED, key, at, which=DOUBTFUL, asked=_moment.db_value(changed), after="")


def supersedes(new: Inspection, old: Inspection) -> bool:
    """Tell whether a new judgement takes the place of the kept one.

    What was found valid stays so when nothing speaks against it but that today's lists are old: it was judged
    by fresh ones.
    """
    if old.verdict is not Verdict.VALID or new.verdict is not Verdict.INDETERMINATE:
        return True
    return [(one.field, one.chain, one.integrity, one.changes, one.role) for one in new.signatures] != [
        (one.field, one.chain, one.integrity, one.changes, one.role) for one in old.signatures
    ]


def _piece(which: str, asked: datetime | None, after: str) -> list[str]:
    """Return the hashes of the next files to judge, in order."""
    before = None if asked is None else asked + MARGIN
    wanted: Any = (Verification.verdict != NONE) & (Verification.sha256 > after) & (Verification.at < before)
    if which == DOUBTFUL:
        wanted &= Verification.verdict == Verdict.INDETERMINATE.value
    elif which != ALL:
        wanted &= Verification.facts.cast("TEXT").contains(which)
    there = File.select(File.sha256).where(File.removed_at.is_null())
    rows = Verification.select(Verification.sha256).where(wanted, Verification.sha256.in_(there))
    return [row.sha256 for row in rows.order_by(Verification.sha256).limit(PIECE)]


def _conclude(judged: dict[str, Inspection], job: Job, last: str, profile: str, at: Moment) -> None:
    for sha256, inspection in judged.items():
        before = trust.verdict_of(sha256)
        if before is not None and supersedes(inspection, before):
            verdicts.settle_file(sha256, inspection, profile, at)
    if last:
        which, asked = str(job.facts["which"]), str(job.facts["asked"])
        occasion = job.key.partition("|")[0]
        jobs.enqueue(CHANGED, f"{occasion}|{last[:16]}", at, which=which, asked=asked, after=last)


def _last_change() -> datetime | None:
    moments = []
    for table in (TrustItem, Certified):
        for column in (table.added_at, table.removed_at):
            row = table.select(column).where(column.is_null(False)).order_by(column.desc()).first()
            if row is not None:
                moments.append(getattr(row, column.name))
    return max(moments, default=None)


KIND = JobKind(CHANGED, judge_again, Retry(), at_once=1, gives_way=True)
