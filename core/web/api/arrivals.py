"""The door for programs: a file or a paper comes in, once, however often it is sent."""

from __future__ import annotations

import secrets
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from core.accounts.permissions import demand_visible
from core.documents import incoming, slips, states
from core.documents.history import EVENTS
from core.errors import WrongState
from core.language import mark, tr
from core.store.papers import Document
from core.values import Actor, Arrival, Role
from core.web.api.calls import Call
from core.web.api.operations import asks
from core.web.api.shapes import Sent, Told
from core.web.api.uploads import Upload

SOURCE = "api"
CLERKS = frozenset((Role.CLERK,))

Identity = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=120,
        description="The sender's own name for it: the same one sent again gives the same document.",
    ),
]


class Brought(Sent, frozen=True, kw_only=True):
    """What is said of a file beside its bytes."""

    name: Annotated[str, Meta(max_length=255, description="File name; may also stand in the form.")] = ""
    external_id: Identity | UnsetType = UNSET
    register: Annotated[str, Meta(max_length=20, description="Code of the register it proposes.")] = ""


class PaperBrought(Sent, frozen=True, kw_only=True):
    """A paper that stays paper."""

    external_id: Identity | UnsetType = UNSET
    register: Annotated[str, Meta(max_length=20)] = ""


class Received(Told, frozen=True, kw_only=True):
    """The document a file or a paper became."""

    id: int
    state: str
    duplicate_of: int | None
    """The document that already has the same bytes."""


class Slip(Told, frozen=True, kw_only=True):
    """A slip that was examined and attached; `transcribe` asks for its hash."""

    sha256: str


@asks("POST", "/documents", EVENTS["arrive"], roles=CLERKS, status=201)
async def receive(call: Call, query: Brought, body: Upload) -> Received:
    """Take in a file; it is inspected like any other before anybody reads it."""
    arrival = _arrival(call, query.external_id, query.register, body.blob.name)
    number = await call.write(incoming.receive, arrival, body.blob, call.now(), call.actor)
    return await call.read(_received, number)


@asks("POST", "/documents/paper", EVENTS["record"], roles=CLERKS, status=201)
async def record(call: Call, body: PaperBrought) -> Received:
    """Begin a document without a file, ready to be registered."""
    arrival = _arrival(call, body.external_id, body.register, "")
    number = await call.write(incoming.record, arrival, call.actor, call.now())
    return await call.read(_received, number)


@asks("POST", "/documents/{id}/slips", mark("Đính kèm phiếu có bút phê"), roles=CLERKS, status=201)
async def attach_slip(call: Call, id: int, body: Upload) -> Slip:
    """Attach a scanned slip with a leader's words, once the inspectors have found nothing in it."""
    await call.read(_demand_presented, id, call.actor)
    return Slip(sha256=await slips.accept(call.office, id, body.blob, call.now()))


def _arrival(call: Call, told: str | UnsetType, register: str, name: str) -> Arrival:
    # Two programs may use the same names for their things: an identity counts within its sender's.
    own = secrets.token_urlsafe(16) if isinstance(told, UnsetType) else told
    login = call.actor.login
    return Arrival(SOURCE, f"{login}:{own}", name, register=register, owner=login)


def _received(document: int) -> Received:
    row = Document.get_by_id(document)
    return Received(id=row.id, state=row.state, duplicate_of=row.duplicate_of_id)


def _demand_presented(document: int, by: Actor) -> None:
    state = demand_visible(document, by).state
    if state != states.PRESENTED:
        raise WrongState(
            "VT-2002",
            "Văn bản đang ở trạng thái “{state}” nên không thực hiện được bước này.",
            hint="Tải lại trang để xem tình trạng mới nhất.",
            state=tr(states.NAMES[state]),
        )


operations = (receive, record, attach_slip)
