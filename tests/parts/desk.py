"""What a plugin asks of an office, from real parts: its settings, its clock, its database, its bell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from core.bell import Bell
from core.clock import Clock
from core.store.database import Store
from core.store.schema import migrate


@dataclass(frozen=True)
class Desk:
    """An office reduced to one plugin's settings, a clock, a database and a bell."""

    chosen: Any
    clock: Clock
    store: Store
    bell: Bell

    def settings(self, kind: type[Any]) -> Any:
        """Return the plugin's settings, as an office does."""
        assert type(self.chosen) is kind
        return self.chosen


@contextmanager
def desk(folder: Path, chosen: Any, clock: Clock | None = None) -> Iterator[Any]:
    """Give what stands in for an office within the block."""
    address = str(folder / "office.db")
    migrate(address)
    store = Store(address)
    store.open()
    try:
        yield cast(Any, Desk(chosen, clock or Clock(), store, Bell()))
    finally:
        store.close()
