"""What a program may ask: each operation is a value, read off the function that does it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from aiohttp import web

from core.values import Role
from core.web.api.calls import Call

ROOT = "/api/v1"
READ, WRITE = "read", "write"
ANYBODY: frozenset[Role] = frozenset()
"""Roles of an operation that is about oneself."""
PLACE = re.compile(r"\{(\w+)\}")
PATTERNS: dict[Any, str] = {int: "[0-9]{1,15}", str: "[a-z_]{1,40}"}
"""What may stand in an address, by kind."""

Work = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One thing a program may ask of the office."""

    method: str
    path: str
    """Below ROOT, `/documents/{id}`."""
    summary: str
    """What people call it; Vietnamese."""
    scope: str
    roles: frozenset[Role]
    """Who may ask at all; empty for everybody. Which documents they reach is another question."""
    status: int
    """Of its success."""
    name: str
    work: Work
    """Takes a Call and, by name, the places of the path, `query` and `body`."""
    places: dict[str, Any]
    """Kind of each place of the path, `int` or `str`."""
    query: Any
    """A shape, or None."""
    body: Any
    """A shape, `Upload`, or None."""
    answer: Any
    """A shape, or `web.FileResponse` for bytes."""

    @property
    def route(self) -> str:
        """Its address as aiohttp matches it."""
        return ROOT + PLACE.sub(lambda place: f"{{{place[1]}:{PATTERNS[self.places[place[1]]]}}}", self.path)

    @property
    def errors(self) -> tuple[int, ...]:
        """The statuses it may answer with beside its success."""
        found = {401, 403, 429, 503}
        if self.places or self.scope == WRITE:
            found.add(404)
        if self.scope == WRITE:
            found.add(409)
        if self.query is not None or self.body is not None or self.scope == WRITE:
            found.add(422)
        if self.body is not None:
            found |= {400, 413, 415}
        return tuple(sorted(found))


def asks(
    method: str,
    path: str,
    summary: str,
    *,
    roles: frozenset[Role] = ANYBODY,
    status: int = 200,
    name: str = "",
    body: Any = None,
) -> Callable[[Work], Operation]:
    """Make an operation of the function below; what it takes and gives is read off its annotations.

    `name` and `body` are for a function that serves several operations.
    """

    def read_off(work: Work) -> Operation:
        hints = get_type_hints(work, include_extras=True)
        assert hints.pop(next(iter(inspect.signature(work).parameters))) is Call
        answer = hints.pop("return")
        query, own = hints.pop("query", None), hints.pop("body", None)
        assert set(hints) == set(PLACE.findall(path)), f"{path} does not name what {work.__name__} takes"
        return Operation(
            method=method,
            path=path,
            summary=summary,
            scope=READ if method == "GET" else WRITE,
            roles=roles,
            status=status,
            name=name or work.__name__,
            work=work,
            places=hints,
            query=query,
            body=body or (None if own is Any else own),
            answer=answer,
        )

    return read_off


def gives_bytes(operation: Operation) -> bool:
    """Tell whether an operation answers with a file."""
    return operation.answer is web.FileResponse
