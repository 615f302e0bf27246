"""Every address of the API, and how a call is answered there."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from core import language
from core.web.api import arrivals, books, desk, documents, people
from core.web.api.calls import PACES, answer_for
from core.web.api.openapi import describe
from core.web.api.operations import ROOT, Operation
from core.web.api.reading import JSON, body_of, query_of
from core.web.api.uploads import Upload, taken

OPERATIONS: tuple[Operation, ...] = tuple(
    operation for room in (people, documents, arrivals, desk, books) for operation in room.operations
)
"""All that a program may ask."""
DESCRIPTION = f"{ROOT}/openapi.json"


def open_to_programs(site: web.Application) -> None:
    """Serve every operation, and the description that is made of them, from a site."""
    site[PACES] = {}
    site.router.add_get(DESCRIPTION, show_description, allow_head=False)
    for operation in OPERATIONS:
        site.router.add_route(operation.method, operation.route, answering(operation))


def answering(operation: Operation) -> Handler:
    """Return what answers the calls of one operation: who asks comes first, then what was sent."""

    async def answer(request: web.Request) -> web.StreamResponse:
        call = await answer_for(request, operation.scope, operation.roles)
        sent: dict[str, Any] = {
            name: kind(request.match_info[name]) for name, kind in operation.places.items()
        }
        if operation.query is not None:
            sent["query"] = query_of(request.query, operation.query)
        if operation.body is Upload:
            sent["body"] = await taken(request, call.office)
        elif operation.body is not None:
            sent["body"] = await body_of(request, operation.body)
        told = await operation.work(call, **sent)
        return told if isinstance(told, web.StreamResponse) else _json(told, operation.status)

    return answer


async def show_description(request: web.Request) -> web.StreamResponse:
    """Describe the API as OpenAPI 3.1, in the reader's language; it says nothing of this office."""
    return _json(describe(OPERATIONS, language.spoken()))


def _json(told: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(told), status=status, content_type=JSON)
