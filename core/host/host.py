"""Asks every plugin, each by its own caller and on its own lane, and does without the bad ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

import pluggy

from core import hookspecs
from core.errors import OfficeError
from core.host import failures
from core.host.guest import Guest
from core.host.invitation import examine
from core.values import Issue, Severity

if TYPE_CHECKING:
    from core.office import Office

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger("vanthu.host")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What one plugin says: a value, or why it could not."""

    plugin: str
    value: T | None
    error: OfficeError | None


class Host:
    """The plugins of one office."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._guests: dict[str, Guest] = {}
        self._shut_out: dict[str, OfficeError] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The plugins that were let in, in that order."""
        return tuple(self._guests)

    def add(self, name: str, plugin: object) -> None:
        """Let a plugin in; raise Rejected when it breaks the rules of the hooks."""
        if name in self._guests:
            raise failures.taken(name)
        hooks = examine(name, plugin)
        try:
            self._manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            raise failures.invalid(name, str(error)) from error
        self._guests[name] = Guest(name, plugin, hooks)
        self._shut_out.pop(name, None)
        self._part()

    def remove(self, name: str) -> None:
        """Let a plugin go for good; it must have been stopped before."""
        self.guest(name)
        del self._guests[name]
        self._manager.unregister(name=name)
        self._part()

    def shut_out(self, name: str, reason: OfficeError) -> None:
        """Remember why a plugin that is wanted was not let in."""
        self._shut_out[name] = reason

    def guest(self, name: str) -> Guest:
        """Return one plugin; raise Missing when it was not let in."""
        if name not in self._guests:
            raise failures.absent(name, self._guests)
        return self._guests[name]

    async def ask(self, spec: Callable[P, T | None], *none: P.args, **facts: P.kwargs) -> list[Answer[T]]:
        """Ask every plugin that has the hook `spec`, all at once; facts by name only.

        Who has nothing to say is left out; who could not answer is not: his answer bears the error.
        """
        guests = self._asked(spec)
        outcomes = await asyncio.gather(*(guest.ask(spec.__name__, facts) for guest in guests))
        return _answers(guests, outcomes)

    def ask_now(self, spec: Callable[P, T | None], *none: P.args, **facts: P.kwargs) -> list[Answer[T]]:
        """Do as `ask` does before the office opens, where no event loop runs; one after the other."""
        guests = self._asked(spec)
        return _answers(guests, [guest.ask_now(spec.__name__, facts) for guest in guests])

    async def gather(self, spec: Callable[P, T | None], *none: P.args, **facts: P.kwargs) -> list[T]:
        """Return what the plugins say and pass over who could not answer; `issues` tells of them."""
        return _values(await self.ask(spec, *none, **facts))

    def gather_now(self, spec: Callable[P, T | None], *none: P.args, **facts: P.kwargs) -> list[T]:
        """Do as `gather` does before the office opens."""
        return _values(self.ask_now(spec, *none, **facts))

    def kinds(self) -> dict[str, type[Any]]:
        """Return the settings dataclass of each plugin that has one, for reading site.toml."""
        answers = self.ask_now(hookspecs.settings)
        return {answer.plugin: answer.value for answer in answers if answer.value is not None}

    @asynccontextmanager
    async def running(self, office: Office) -> AsyncIterator[None]:
        """Let the plugins live within the block; they start together and stop one by one, last first."""
        await asyncio.gather(*(self.start(name, office) for name in self.names))
        try:
            yield
        finally:
            for name in reversed(self.names):
                await self.stop(name)

    async def start(self, name: str, office: Office) -> OfficeError | None:
        """Let one plugin live; one that fails or hangs is left out. Return why, None when it lives."""
        reason = await self.guest(name).start(office)
        if reason:
            log.error("plugin %s is left out: %s", name, reason)
        return reason

    async def stop(self, name: str) -> OfficeError | None:
        """End the life of one plugin, on time even if it will not. Return what went wrong."""
        return await self.guest(name).stop()

    def issues(self) -> list[Issue]:
        """Return what the IT officer should know of the plugins."""
        found = [failures.issue(name, reason, Severity.ERROR) for name, reason in self._shut_out.items()]
        return found + [issue for guest in self._guests.values() for issue in guest.issues()]

    def _asked(self, spec: Callable[..., Any]) -> list[Guest]:
        return [guest for guest in self._guests.values() if guest.has(spec.__name__)]

    def _part(self) -> None:
        """Give each plugin callers of its own: in a common one the first that raises ends the call."""
        for guest in self._guests.values():
            others = [other.plugin for other in self._guests.values() if other is not guest]
            guest.callers = {hook: self._manager.subset_hook_caller(hook, others) for hook in guest.hooks}


def _answers(guests: list[Guest], outcomes: Iterable[tuple[Any, OfficeError | None]]) -> list[Answer[Any]]:
    pairs = zip(guests, outcomes, strict=True)
    return [Answer(guest.name, value, error) for guest, (value, error) in pairs if value is not None or error]


def _values(answers: list[Answer[T]]) -> list[T]:
    return [answer.value for answer in answers if answer.value is not None]
