"""Tells the rest of the office how a source stands, whenever that changes and every few seconds."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from core.errors import OfficeError
from plugins.scanner import claims, standing
from plugins.scanner.desk import Desk
from plugins.scanner.sources import Source
from plugins.scanner.standing import SourceState
from plugins.scanner.stay import Stay

EVERY = 5.0
"""Seconds between two reports when nothing changes."""
SOONEST = 0.5
"""Seconds between two reports while a crowd of files comes in."""

log = structlog.get_logger(__name__)


class Report:
    """The reports of one source."""

    def __init__(self, desk: Desk, name: str, source: Source) -> None:
        self._desk = desk
        self._name = name
        self._source = source
        self._told: SourceState | None = None
        self._told_at = 0.0
        self._last_file_at: datetime | None = None

    def remember(self) -> None:
        """Look up when the last file came, before this process began."""
        try:
            self._last_file_at = self._desk.store.read_now(claims.last_at, self._name)
        except OfficeError as error:
            log.warning("the journal cannot be read", source=self._name, reason=str(error))

    def received(self, count: int) -> None:
        """Take note that files came."""
        self._last_file_at = self._desk.clock.utc()
        log.info("received", source=self._name, count=count)

    def tell(self, state: str, trouble: OfficeError | None, stay: Stay | None, passing: bool = False) -> None:
        """Show how the source stands, now and then where it is only `passing`; ring when it is news."""
        told = self._state(state, trouble, stay)
        now = time.monotonic()
        before = self._told
        news = before is None or replace(told, last_scan_at=None) != replace(before, last_scan_at=None)
        if now - self._told_at < (SOONEST if passing else 0.0 if news else EVERY):
            return
        try:
            standing.show(self._desk.run, told)
        except OSError as error:
            log.warning("the state of a source cannot be shown", source=self._name, reason=str(error))
        self._told, self._told_at = told, now
        if news:
            self._desk.bell.ring("sources")

    def _state(self, state: str, trouble: OfficeError | None, stay: Stay | None) -> SourceState:
        now = self._desk.clock.utc()
        looked = state in (standing.WATCHING, standing.TROUBLED)
        oldest = stay.settling.oldest if stay else None
        since = None if oldest is None else now - timedelta(seconds=int(time.monotonic() - oldest))
        return SourceState(
            self._name,
            str(self._source.folder),
            ("share" if stay.share else "local") if stay else self._source.mode,
            state,
            code=trouble.code if trouble else "",
            reason=trouble.sentence if trouble else "",
            hint=trouble.hint_template if trouble else "",
            facts={key: str(value) for key, value in trouble.facts.items()} if trouble else {},
            last_scan_at=now if looked or self._told is None else self._told.last_scan_at,
            last_file_at=self._last_file_at,
            waiting=len(stay.settling.files) + stay.left if stay else 0,
            oldest_at=None if since is None else since.replace(microsecond=0),
            hinted=bool(stay and not stay.share and stay.watch.alive),
        )
