"""What programs are told when something cannot be done: one envelope, whatever went wrong."""

from __future__ import annotations

import msgspec
from aiohttp import web

from core.documents.particulars import Invalid
from core.errors import OfficeError, Refused, Trouble
from core.language import mark


class Unrecognised(OfficeError):
    """Nobody knows who asks."""


class Malformed(Refused):
    """What was sent cannot be read at all."""


class Misshapen(Refused):
    """What was sent can be read but does not have the shape asked for; `fields` names what is wrong."""

    def __init__(self, wrong: dict[str, str]) -> None:
        wrong = {name[:100]: reason[:200] for name, reason in wrong.items()}
        said = "; ".join(f"{name}: {reason}" for name, reason in wrong.items())
        super().__init__(
            "VT-1752",
            mark("Dữ liệu gửi lên không đúng mô tả: {said}"),
            hint=mark("Xem mô tả tại /api/v1/openapi.json."),
            said=said,
        )
        self.fields = wrong


class TooLarge(Refused):
    """More was sent than the office takes."""


class Unsupported(Refused):
    """What was sent is of a kind this door does not take."""


class TooOften(Trouble):
    """The same program asks more often than the office can answer everybody."""


STATUSES: tuple[tuple[type[OfficeError], int], ...] = (
    (Unrecognised, 401),
    (Malformed, 400),
    (TooLarge, 413),
    (Unsupported, 415),
    (TooOften, 429),
)
"""What only programs are told."""

HEADERS = {
    401: {"WWW-Authenticate": 'Bearer realm="vanthu"'},
    429: {"Retry-After": "1"},
    503: {"Retry-After": "10"},
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is wrong, as a sentence with a stable code."""

    code: str
    message: str
    hint: str
    fields: dict[str, str] = {}
    """Sentences by the name of the field they are about."""


class Refusal(msgspec.Struct, frozen=True):
    """The body of every answer that is no success."""

    errors: tuple[Problem, ...]


def refusal(error: OfficeError, status: int) -> web.Response:
    """Return the answer that tells of an error."""
    fields = error.fields if isinstance(error, Invalid | Misshapen) else {}
    problem = Problem(code=error.code, message=error.message, hint=error.hint, fields=fields)
    return web.Response(
        body=msgspec.json.encode(Refusal((problem,))),
        status=status,
        content_type="application/json",
        headers=HEADERS.get(status),
    )
