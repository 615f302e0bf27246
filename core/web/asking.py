"""A list as its address asks for it, and the address of the same list asked for a little differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from core.documents.lists import Key

Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Wanted]):
    """What an address asks for."""

    place: str
    """Where the list is found: /documents."""
    given: Mapping[str, str]
    """The fields as they were typed."""
    wanted: Wanted
    after: Key | None

    @property
    def box(self) -> str:
        """The tab; empty for all documents."""
        return self.given["box"]

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the tab is asked for."""
        return any(value for name, value in self.given.items() if name != "box")

    def address(self, place: str = "", **changed: str) -> str:
        """Return the address of this list, or of its like at another place, with some fields changed.

        It begins at its first page.
        """
        told = {name: value for name, value in {**self.given, **changed}.items() if value}
        where = place or self.place
        return f"{where}?{urlencode(told)}" if told else where
