"""The rounds of one source: look, let settle, take, pick up what was left, say how it stands."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import structlog

from core.errors import OfficeError
from plugins.scanner import leftovers, standing
from plugins.scanner.aftermath import reconcile
from plugins.scanner.choice import choose
from plugins.scanner.desk import Desk, NoSpace
from plugins.scanner.intake import BATCH, Found, Tally, unexpected, untaken
from plugins.scanner.mounts import Lost
from plugins.scanner.patience import Patience
from plugins.scanner.report import Report
from plugins.scanner.settle import LOOKS
from plugins.scanner.sources import Source
from plugins.scanner.stay import Stay
from plugins.scanner.sweep import sweep

GAP = 0.05
"""Seconds between two looks at the least; more where a look takes long."""
UNHINTED = 2.0
"""Seconds between two looks on a disk from which no hints come."""
CROWD = 64
"""With so many claimed files that cannot come in, no more are claimed."""
HOUR = 3600.0

log = structlog.get_logger(__name__)


class Rounds:
    """Watches one source on a thread of its own, until it is stopped."""

    def __init__(self, desk: Desk, name: str, source: Source, patience: Patience | None = None) -> None:
        self.desk = desk
        self.name = name
        self.source = source
        self._patience = patience or Patience()
        self._report = Report(desk, name, source)
        self._stay: Stay | None = None
        self._hint = threading.Event()
        self._stopping = threading.Event()
        self._leftovers_at = 0.0
        self._tidied_at = 0.0
        self._trouble: OfficeError | None = None
        self._thread = threading.Thread(target=self._run, name=f"scanner-{name}", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the rounds are being made."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin the rounds."""
        self._thread.start()

    def look(self) -> None:
        """Look at once, and try again at once what could not be taken."""
        self._leftovers_at = 0.0
        self._hint.set()

    def stop(self) -> None:
        """Ask that the rounds end after the files in hand."""
        self._stopping.set()
        self._hint.set()

    def join(self, seconds: float = 15.0) -> bool:
        """Wait until they have ended; False for a thread that hangs on a dead share, which is left behind."""
        self._thread.join(seconds)
        return not self.alive

    def _run(self) -> None:
        self._report.remember()
        while not self._stopping.is_set():
            state, trouble, pause = self._attempt()
            self._report.tell(state, trouble, self._stay)
            self._hint.wait(pause)
            self._stopping.wait(GAP if self._stay is None else self._stay.gap)
        self._leave()
        self._report.tell(standing.STOPPED, None, None)

    def _attempt(self) -> tuple[str, OfficeError | None, float]:
        """Make one round; return how the source stands, what is wrong, and how long to wait."""
        try:
            pause = self._round()
        except Lost as error:
            self._leave()
            return standing.DISCONNECTED, error, self._idle
        except NoSpace as error:
            self._leftovers_at = 0.0
            return standing.PAUSED, error, self._idle
        except OfficeError as error:
            return standing.PAUSED, error, self._patience.wait()
        except OSError as error:
            return standing.PAUSED, untaken(self.name, error), self._patience.wait()
        except Exception as error:  # a mistake of ours must not end the rounds
            log.exception("a round failed", source=self.name)
            return standing.PAUSED, unexpected(error), self._patience.wait()
        trouble = self._trouble or (self._stay.doubt if self._stay else None)
        return standing.TROUBLED if self._trouble else standing.WATCHING, trouble, pause

    @property
    def _idle(self) -> float:
        return self.source.idle(self._stay is not None and self._stay.share)

    def _round(self) -> float:
        stay = self._enter()
        now = time.monotonic()
        if not stay.share:
            stay.watch.tend(now)
        left = leftovers.waiting(stay.intake)
        if left and now >= self._leftovers_at:
            self._note(leftovers.resume(stay.intake))
            left = leftovers.waiting(stay.intake)
        hinted = self._hint.is_set()
        self._hint.clear()
        stay.swept(sweep(stay.rooms, self.source, stay.share), now)
        if len(left) < CROWD:
            for batch in self._batches(stay, stay.settling.ready(now, hinted)):
                self._take(stay, batch)
        self._tidy(stay, now)
        left = leftovers.waiting(stay.intake)
        if not left and not stay.settling.refusing:
            self._trouble = None
            self._patience.calm()
        stay.left = len(left)
        return self._pause(stay)

    def _enter(self) -> Stay:
        """Return the stay in the folder; begin one, or a new one when the folder is not the one it was."""
        if self._stay is not None and not self._stay.lasts():
            self._leave()
        if self._stay is None:
            self._stay = Stay.begin(self.desk, self.name, self.source, self._hint.set)
            self._leftovers_at = 0.0
        return self._stay

    def _leave(self) -> None:
        if self._stay is not None:
            self._stay.end()
            self._stay = None

    def _batches(self, stay: Stay, paths: list[str]) -> Iterator[list[Found]]:
        """Give the files that may be taken, BATCH at a time."""
        batch: list[Found] = []
        for path in paths:
            try:
                found = choose(path, stay.folder, self.source, stay.settling, time.monotonic())
            except OSError as error:
                self._trouble = untaken(path, error)
                continue
            if found is not None:
                batch.append(found)
            if len(batch) == BATCH:
                yield batch
                batch = []
            if self._stopping.is_set():
                break
        if batch:
            yield batch

    def _take(self, stay: Stay, found_now: list[Found]) -> None:
        batch = stay.intake.fitting(found_now)
        tally = stay.intake.take(batch)
        untouched = {path for path, _ in tally.failed if os.path.lexists(stay.rooms.folder / path)}
        stay.settling.forget(found.path for found in batch if found.path not in untouched)
        for path in untouched & stay.settling.files.keys():
            stay.settling.refuse(path, time.monotonic())
        self._note(tally)
        self._report.tell(standing.WATCHING, self._trouble, stay, passing=True)

    def _note(self, tally: Tally) -> None:
        if tally.received:
            self._report.received(tally.received)
        for path, error in tally.failed:
            log.warning("a file could not be taken in", source=self.name, path=path, reason=str(error))
            self._trouble = error
        if tally.failed:
            self._leftovers_at = time.monotonic() + self._patience.wait()

    def _tidy(self, stay: Stay, now: float) -> None:
        if now >= self._tidied_at:
            leftovers.prune(stay.intake, self.desk.clock.now())
            reconcile(self.desk.store, stay.rooms, self.name)
            self._tidied_at = now + HOUR

    def _pause(self, stay: Stay) -> float:
        """Return how long nothing needs to be looked at, unless a hint comes."""
        now = time.monotonic()
        pause = self._idle if stay.share or stay.watch.alive else min(self._idle, UNHINTED)
        due = stay.settling.due(now)
        if due is not None:
            pause = min(pause, due)
        if stay.settling.young:
            pause = min(pause, max(1.0 if stay.share else GAP, self.source.settle / LOOKS))
        if stay.left:
            pause = min(pause, max(0.0, self._leftovers_at - now))
        return pause
