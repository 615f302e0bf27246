"""One plugin as the host sees it: its hooks, its lane, its life, and what it last got wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pluggy

from core import hookspecs
from core.errors import OfficeError
from core.host import failures
from core.host.lane import Lane, Outcome
from core.host.life import Life
from core.values import Issue, Severity

PATIENCE = 5
"""So often in a row a hook may crash or hang before it is left alone."""
REST = 60.0
"""Seconds for which it is left alone."""

if TYPE_CHECKING:
    from core.office import Office

log = logging.getLogger("vanthu.host")


@dataclass(slots=True)
class Record:
    """How one hook of one plugin has done lately."""

    failures: int = 0
    """In a row, trouble told in a sentence among them."""
    faults: int = 0
    """In a row: crashed or hung, which is the plugin's fault and no sentence."""
    error: OfficeError | None = None
    asked_again: float = 0.0
    """Monotonic; until then it is left alone."""


class Guest:
    """A plugin that was let in; raises nothing of what the plugin raises."""

    def __init__(self, name: str, plugin: object, hooks: frozenset[str]) -> None:
        self.name = name
        self.plugin = plugin
        self.hooks = hooks
        """Names of the hooks it implements."""
        self.callers: Mapping[str, pluggy.HookCaller] = {}
        """How each of them is called without calling anybody else's."""
        self.left_out: OfficeError | None = None
        """Why it takes no part although it is here."""
        self._lane: Lane | None = None
        self._life: Life | None = None
        self._records: dict[str, Record] = {}

    def has(self, hook: str) -> bool:
        """Whether the plugin implements a hook."""
        return hook in self.hooks

    async def ask(self, hook: str, facts: Mapping[str, Any]) -> tuple[Any, OfficeError | None]:
        """Return the plugin's answer, or why there is none."""
        if refusal := self._refusal(hook):
            return None, refusal
        lane = self._open_lane()
        return self._judge(hook, await lane.wait(lane.submit(hook, self._asking(hook, facts), _limit(hook))))

    def ask_now(self, hook: str, facts: Mapping[str, Any]) -> tuple[Any, OfficeError | None]:
        """Do as `ask` does where no event loop runs."""
        if refusal := self._refusal(hook):
            return None, refusal
        lane = self._open_lane()
        return self._judge(hook, lane.wait_now(lane.submit(hook, self._asking(hook, facts), _limit(hook))))

    async def start(self, office: Office) -> OfficeError | None:
        """Enter the plugin's `running`; what fails or hangs is left out. Return why."""
        if self._life is not None:
            return None
        self.left_out = None
        self._records.clear()
        if self._lane is not None and self._lane.stuck:
            await self._close_lane()
        if not self.has("running"):
            return None
        lane = self._open_lane()
        life = Life(self.name, self._asking("running", {"office": office}), self._note_end)
        outcome = await lane.wait(lane.submit("running", life.enter, _limit("running")))
        _, refused = self._judge("running", outcome)
        if refused:  # never cleared here: the life may have ended meanwhile, on its own thread
            self.left_out = refused
        self._life = None if self.left_out else life
        return self.left_out

    async def stop(self) -> OfficeError | None:
        """Leave `running` and end the lane; the next question opens a fresh one. Return what went wrong."""
        error = None
        if self._life is not None and self._lane is not None and not self.left_out:
            call = self._lane.submit("running", self._life.leave, _limit("running"))
            _, error = self._judge("running", await self._lane.wait(call))
        self._life = None
        await self._close_lane()
        return error

    def issues(self) -> list[Issue]:
        """Return what the IT officer should know of this plugin."""
        found = []
        if self.left_out:
            found.append(failures.issue(self.name, self.left_out, Severity.ERROR))
        elif self._lane is not None and self._lane.stuck:
            found.append(
                failures.issue(self.name, failures.stuck(self.name, self._lane.stuck), Severity.ERROR)
            )
        for record in self._records.values():
            if record.error and record.error is not self.left_out:
                severity = Severity.ERROR if record.failures >= PATIENCE else Severity.WARNING
                found.append(failures.issue(self.name, record.error, severity))
        return found

    def _asking(self, hook: str, facts: Mapping[str, Any]) -> Any:
        def ask() -> Any:
            answers = self.callers[hook](**facts)
            return answers[0] if answers else None

        return ask

    def _refusal(self, hook: str) -> OfficeError | None:
        """Return why the plugin is not even asked."""
        if self.left_out:
            return self.left_out
        if self._lane is not None and self._lane.stuck:
            return failures.stuck(self.name, self._lane.stuck)
        record = self._records.get(hook)
        if record and record.faults >= PATIENCE and time.monotonic() < record.asked_again:
            return failures.resting(self.name, hook, record.faults)
        return None

    def _judge(self, hook: str, outcome: Outcome) -> tuple[Any, OfficeError | None]:
        """Remember how it went; what is no sentence becomes one."""
        value, error = outcome
        if error is None:
            self._records.pop(hook, None)
            return value, None
        record = self._records.setdefault(hook, Record())
        record.failures += 1
        told = error if isinstance(error, OfficeError) else failures.crashed(self.name, hook, error)
        if told is not error:
            told.__cause__ = error
            log.error("plugin %s crashed in %s", self.name, hook, exc_info=error)
        elif record.failures == 1:
            log.warning("plugin %s could not answer %s: %s", self.name, hook, told)
        # Trouble told in a sentence is an answer: whoever says so is well and is asked again at once.
        record.faults = record.faults + 1 if told is not error or told.code in failures.FAULTS else 0
        record.error = told
        record.asked_again = time.monotonic() + REST
        return None, told

    def _note_end(self, error: BaseException | None) -> None:
        self.left_out = failures.died(self.name, failures.told(error) if error else "running")
        log.error("plugin %s ended while the office was open", self.name, exc_info=error)

    def _open_lane(self) -> Lane:
        if self._lane is None:
            self._lane = Lane(self.name)
        return self._lane

    async def _close_lane(self) -> None:
        lane, self._lane = self._lane, None
        if lane is not None:
            await lane.close()


def _limit(hook: str) -> float:
    return hookspecs.LIMITS[hook]
