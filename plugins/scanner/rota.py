"""Who watches what: one round per configured source, begun and ended as the configuration changes."""

from __future__ import annotations

import time
from collections.abc import Iterable

import structlog

from core.office import Office
from plugins.scanner.desk import Desk
from plugins.scanner.rounds import Rounds
from plugins.scanner.sources import Settings

PATIENCE = 8.0
"""Seconds the rounds have, all together, to end."""

log = structlog.get_logger(__name__)


class Rota:
    """The rounds of an office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._rounds: dict[str, Rounds] = {}

    def follow(self) -> None:
        """Watch what the configuration in force names, and nothing else; a round that died begins anew."""
        settings = self._office.settings(Settings)
        desk = Desk.of(self._office, settings.reserve_megabytes)
        over = {
            name
            for name, rounds in self._rounds.items()
            if not rounds.alive or settings.sources.get(name) != rounds.source or rounds.desk != desk
        }
        self._end(over)
        for name, source in settings.sources.items():
            if name not in self._rounds:
                self._rounds[name] = Rounds(desk, name, source)
                self._rounds[name].start()

    def look(self) -> None:
        """Have every folder looked through at once: a person asks."""
        for rounds in list(self._rounds.values()):
            rounds.look()

    def end(self) -> None:
        """Watch nothing any more."""
        self._end(set(self._rounds))

    def _end(self, names: Iterable[str]) -> None:
        over = {name: self._rounds.pop(name) for name in names}
        for rounds in over.values():
            rounds.stop()
        deadline = time.monotonic() + PATIENCE
        for name, rounds in over.items():
            if not rounds.join(max(0.0, deadline - time.monotonic())):
                log.warning("a source does not let go", source=name)
