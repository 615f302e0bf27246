"""Picks up what an interruption left behind: every claimed file goes where its journal line wants it."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime

import structlog

from core.values import Moment
from plugins.scanner import claims, moves
from plugins.scanner.aftermath import reconcile
from plugins.scanner.claims import Claim
from plugins.scanner.intake import BATCH, Intake, Tally

log = structlog.get_logger(__name__)


def waiting(intake: Intake) -> list[str]:
    """Return the names of the claimed files that have not come in yet, oldest first."""
    with os.scandir(intake.rooms.claimed) as entries:
        return sorted(entry.name for entry in entries if not entry.name.startswith("."))


def resume(intake: Intake) -> Tally:
    """Take every claimed file further; raise Trouble when there is no space or no database."""
    tally = Tally()
    found = waiting(intake)
    for name in [name for name in found if name.endswith(moves.PART)]:
        (intake.rooms.claimed / name).unlink()  # a copy that never was whole; its original is where it was
        found.remove(name)
    journal = intake.desk.store.read_now(claims.find, found)
    open_claims = []
    for name in found:
        claim = journal.get(name) or _adopt(intake, name)
        if claim.place == claims.CLAIMING:
            open_claims.append(claim)
        else:
            intake.file(claim, claim.place, tally)
    for start in range(0, len(open_claims), BATCH):
        batch = open_claims[start : start + BATCH]
        intake.desk.demand_space(sum(claim.size for claim in batch))
        intake.finish(batch, tally)
    return tally


def clear(intake: Intake) -> None:
    """Compare journal and folder once, when the folder is first entered.

    Claims without a file are forgotten: the rename never happened, or was undone. Originals that were
    copied and received are removed. Originals whose documents turned out bad go where they belong.
    """
    desk = intake.desk
    there = set(waiting(intake))
    open_claims = desk.store.read_now(claims.claiming, intake.name)
    dropped = [claim for claim in open_claims if claim.ulid not in there]
    for claim in dropped:
        lies = os.path.lexists(intake.rooms.folder / claim.origin)
        if not lies:
            log.warning("a claimed file is gone", source=intake.name, claim=claim.ulid)
    if dropped:
        desk.store.write_now(claims.drop, [claim.ulid for claim in dropped])
    for claim in desk.store.read_now(claims.copies, intake.name):
        try:
            intake.remove_original(claim)
        except OSError as error:  # it would come in a second time, so it is told of; the door stays open
            log.warning("a copied original cannot be removed", claim=claim.ulid, reason=str(error))
    reconcile(desk.store, intake.rooms, intake.name)


def prune(intake: Intake, at: Moment) -> None:
    """Remove originals older than the source keeps them; never while the clock is not believed."""
    if not at.verified:
        return
    before = claims.day_before(at.utc, intake.source.keep_days)
    last = claims.day_of(before)
    for day in sorted(intake.rooms.kept.iterdir()):
        if _is_day(day.name) and day.name < last and day.is_dir() and not day.is_symlink():
            for original in day.iterdir():
                if not original.is_dir():
                    original.unlink()
            with suppress(OSError):  # somebody keeps a folder of his own in it
                day.rmdir()
    intake.desk.store.write_now(claims.prune, intake.name, before)


def _adopt(intake: Intake, name: str) -> Claim:
    """Write a journal line for a claimed file that has none: the journal is older than the folder."""
    at = intake.desk.clock.utc()
    status = (intake.rooms.claimed / name).lstat()
    claim = Claim(claims.ulid(at), intake.name, name, status.st_size, status.st_mtime_ns, at)
    intake.desk.store.write_now(claims.begin, [claim])
    moves.rename_new(intake.rooms.claimed / name, intake.rooms.claimed / claim.ulid)
    log.warning("a claimed file without a journal line is taken in", source=intake.name, name=name)
    return claim


def _is_day(name: str) -> bool:
    try:
        datetime.strptime(name, "%Y-%m-%d")
    except ValueError:
        return False
    return True
