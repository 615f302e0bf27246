"""The shapes of what programs send and of what they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import fields, force_setattr

from core.clock import vietnam

LARGEST = 10**15 - 1
"""Numbers of rows have at most fifteen digits, in addresses and in bodies: far below what 64 bits hold."""

Id = Annotated[int, Meta(ge=1, le=LARGEST)]
Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=4000)]
"""What a person says in some lines: a direction, a result, a reason."""


class Sent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a program sends; a field nobody knows is refused."""


class Told(Struct, frozen=True, kw_only=True):
    """What a program is told; moments leave as +07:00, to the second."""

    def __post_init__(self) -> None:
        """Bring moments to Vietnam's time."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, datetime):
                force_setattr(self, field.name, vietnam(value).replace(microsecond=0))


class Page(Sent, frozen=True, kw_only=True):
    """Which part of a list is wanted."""

    after: Annotated[str, Meta(max_length=24)] = ""
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Reason(Sent, frozen=True, kw_only=True):
    """Why something is done; at least five letters."""

    reason: Words


class Moved(Told, frozen=True, kw_only=True):
    """A document, the state it is in now, and its arrival number, empty before it has one."""

    id: int
    state: str
    number: str
