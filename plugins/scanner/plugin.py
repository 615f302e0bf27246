"""Brings in what scanners put into their folders: every file once, and whole."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import structlog
from peewee import Model

from core.hookspecs import hookimpl
from core.language import mark
from core.office import Office
from core.store.papers import Document
from core.store.people import Unit, User
from core.values import Issue, Move, Severity
from plugins.scanner import aftermath, claims, standing, trial
from plugins.scanner.claims import ClaimRow, GroundRow
from plugins.scanner.rooms import Rooms
from plugins.scanner.rota import Rota
from plugins.scanner.sources import Settings, Source
from plugins.scanner.standing import SourceState

LOOK = 10.0
"""Seconds between two looks at whether every round is still being made."""
GRAVE = (standing.DISCONNECTED, standing.PAUSED, standing.SILENT)

log = structlog.get_logger(__name__)


@hookimpl
def settings() -> type[Settings]:
    """Read `[plugins.scanner]`."""
    return Settings


@hookimpl
def tables() -> Sequence[type[Model]]:
    """Keep the journal of claims, and where each source first was."""
    return (ClaimRow, GroundRow)


@hookimpl
def self_test(settings: Settings) -> None:
    """Raise a sentence unless every source's folder is there and may be written."""
    for name, source in settings.sources.items():
        trial.demand_folder(name, source)


@hookimpl
@contextlib.asynccontextmanager
async def running(office: Office) -> AsyncIterator[None]:
    """Watch the sources while the office is open, and follow the configuration as it changes."""
    rota = Rota(office)
    await asyncio.to_thread(rota.follow)
    tending = asyncio.create_task(_tend(office, rota))
    try:
        yield
    finally:
        tending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await tending
        await asyncio.to_thread(rota.end)


@hookimpl
async def check_health(office: Office) -> list[Issue]:
    """Tell of sources that are lost, paused or silent, and of units and persons that are not there."""
    sources = office.settings(Settings).sources
    states = await asyncio.to_thread(standing.source_states, sources, office.home.run, office.clock.utc())
    issues = [_issue(state) for state in states if state.code]
    return issues + await office.store.read(_strangers, sources)


@hookimpl
async def document_moved(office: Office, move: Move) -> None:
    """Take the original of an unreadable, infected or secret document out of `da-nhan/`."""
    if move.after in aftermath.BAD:
        await asyncio.to_thread(_dispose, office, move)


async def _tend(office: Office, rota: Rota) -> None:
    with office.bell.listening("config", "rescan") as ear:
        while True:
            heard = await ear.wait(LOOK)
            try:
                await asyncio.to_thread(rota.follow)
                if "rescan" in heard:
                    rota.look()
            except Exception:  # nothing may end the tending: the next look may succeed
                log.exception("the sources could not be followed")


def _dispose(office: Office, move: Move) -> None:
    claim = office.store.read_now(claims.find, [move.external_id]).get(move.external_id)
    if claim is None or claim.source != move.source:
        return  # it came by another door
    known = office.store.read_now(claims.known, claim.source)
    if known is None:
        return
    trouble = office.store.read_now(_trouble_of, move.document_id)
    aftermath.dispose(office.store, Rooms(Path(known[0])), claim, move.after, trouble)


def _trouble_of(document: int) -> dict[str, str]:
    row = Document.get_by_id(document)
    return {"code": row.trouble_code, "message": row.trouble, "hint": ""}


def _issue(state: SourceState) -> Issue:
    severity = Severity.ERROR if state.state in GRAVE else Severity.WARNING
    return Issue(state.code, severity, state.reason, state.hint, state.name, state.facts)


def _strangers(sources: dict[str, Source]) -> list[Issue]:
    """Return the sources whose documents would belong to nobody."""
    units = {unit.code for unit in Unit.select().where(Unit.closed_at.is_null())}
    logins = {user.login for user in User.select().where(User.closed_at.is_null())}
    issues = []
    for name, source in sources.items():
        if source.unit and source.unit not in units:
            issues.append(
                Issue(
                    "VT-3632",
                    Severity.WARNING,
                    mark("Nguồn quét “{source}” thuộc đơn vị “{unit}” không có hoặc đã giải thể."),
                    mark("Sửa mục unit của nguồn quét."),
                    name,
                    {"source": name, "unit": source.unit},
                )
            )
        if source.owner and source.owner not in logins:
            issues.append(
                Issue(
                    "VT-3633",
                    Severity.WARNING,
                    mark("Nguồn quét “{source}” do “{owner}” phụ trách nhưng không có tài khoản này."),
                    mark("Sửa mục owner của nguồn quét."),
                    name,
                    {"source": name, "owner": source.owner},
                )
            )
    return issues
