"""Documents as programs read them: lists, searches, one with all that is known of it, its files."""

from __future__ import annotations

import logging
from datetime import date
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, Meta, UnsetType

from core.documents import boxes, history, lists, search, states, viewing
from core.documents.folder import Folder, folder
from core.documents.found import look_up
from core.documents.lists import Filter, Key
from core.documents.papers import demand_paper
from core.errors import Trouble
from core.language import mark
from core.values import Actor, Role
from core.web.api.calls import Call
from core.web.api.operations import asks
from core.web.api.shapes import Id, Line, Page
from core.web.api.told import DocumentFolder, Documents, Files, Found, History
from core.web.handing import ALONE, disposition

log = logging.getLogger("vanthu.web")

READERS = frozenset((Role.CLERK, Role.LEADER, Role.HEAD, Role.OFFICER))
"""Who meets documents at all."""

State = Annotated[str, Meta(pattern=f"^({'|'.join(states.NAMES)})$")]
Short = Annotated[str, Meta(max_length=60)]
Urgency = Annotated[int, Meta(ge=0, le=3)]


class Wanted(Page, frozen=True, kw_only=True):
    """Which documents are wanted; `state` may stand several times."""

    state: tuple[State, ...] = ()
    register: Id | UnsetType = UNSET
    unit: Annotated[Id, Meta(description="The unit that leads.")] | UnsetType = UNSET
    priority: Urgency | UnsetType = UNSET
    type_name: Short = ""
    code: Annotated[str, Meta(max_length=60, description="Number and symbol from the left.")] = ""
    organ: Short = ""
    subject: Short = ""
    arrived_from: date | UnsetType = UNSET
    arrived_to: date | UnsetType = UNSET
    due_from: date | UnsetType = UNSET
    due_before: date | UnsetType = UNSET


class Sought(Page, frozen=True, kw_only=True):
    """What is searched for: a number and symbol, or words with or without marks."""

    q: Line
    after: Annotated[str, Meta(pattern="^([0-2]-[0-9]{1,15})?$")] = ""


@asks("GET", "/documents", mark("Danh sách văn bản"), roles=READERS)
async def list_documents(call: Call, query: Wanted) -> Documents:
    """List the documents this person may see."""
    chosen = {
        name: value
        for name, value in msgspec.structs.asdict(query).items()
        if value is not UNSET and name not in ("after", "limit", "state", "register", "unit")
    }
    wanted = Filter(
        states=query.state, register_id=_given(query.register), unit_id=_given(query.unit), **chosen
    )
    return await _page(call, wanted, query)


@asks("GET", "/boxes/{box}", mark("Văn bản chờ trong một ô việc"), roles=READERS)
async def list_box(call: Call, box: str, query: Page) -> Documents:
    """List what waits in one of this person's boxes; `/counters` names them."""
    wanted = await call.read(boxes.contents, box, call.office.clock.today())
    return await _page(call, wanted, query)


@asks("GET", "/search", mark("Tra cứu văn bản"), roles=READERS)
async def search_documents(call: Call, query: Sought) -> Found:
    """Find documents by one box, newest first."""
    return await call.read(_find, query, call.actor)


@asks("GET", "/documents/{id}", mark("Xem một văn bản"), roles=READERS)
async def show_document(call: Call, id: int) -> DocumentFolder:
    """Show one document; that this person looked is written down, once a day."""
    await _note_view(call, id)
    return await call.read(_folder, id, call.actor, call.office.clock.today())


@asks("GET", "/documents/{id}/history", mark("Nhật ký của một văn bản"), roles=READERS)
async def show_history(call: Call, id: int) -> History:
    """Tell what happened to a document."""
    lines = await call.read(history.shown, id, call.actor)
    return msgspec.convert({"items": lines}, History, from_attributes=True)


@asks("GET", "/documents/{id}/files", mark("Các tệp của một văn bản"), roles=READERS)
async def list_files(call: Call, id: int) -> Files:
    """List the files of a document."""
    shown = await call.read(_folder, id, call.actor, call.office.clock.today())
    return Files(items=shown.files)


@asks("GET", "/documents/{id}/files/{file}", mark("Tải một tệp"), roles=READERS)
async def download_file(call: Call, id: int, file: int) -> web.FileResponse:
    """Give the bytes of a file; that this person looked is written down, once a day."""
    paper = await call.read(demand_paper, id, file, call.actor)
    await _note_view(call, id)
    blob = call.office.blobs.fetch(paper.sha256)
    return web.FileResponse(
        blob.path,
        headers={
            "Content-Type": paper.media_type or "application/octet-stream",
            "Content-Disposition": disposition(paper.name, "attachment"),
            "Content-Security-Policy": ALONE,
        },
    )


async def _note_view(call: Call, document: int) -> None:
    try:
        await call.write(viewing.note_view, document, call.actor, call.now())
    except Trouble as error:  # a disk that is full must not keep programs from reading
        log.warning("view not noted: %s", error)


async def _page(call: Call, wanted: Filter, query: Page) -> Documents:
    after = Key.parse(query.after) if query.after else None
    found = await call.read(lists.page, wanted, call.actor, after, query.limit)
    told = {"items": found.rows, "next": str(found.next) if found.next else None}
    return msgspec.convert(told, Documents, from_attributes=True)


def _find(query: Sought, by: Actor) -> Found:
    rows, following = look_up(query.q, by, query.after, query.limit)
    told = {"items": rows, "next": following or None, "count": search.count(query.q, by)}
    return msgspec.convert(told, Found, from_attributes=True)


def _folder(document: int, by: Actor, today: date) -> DocumentFolder:
    shown: Folder = folder(document, by, today)
    told = {
        "document": shown.document,
        "number": shown.number,
        "code": shown.code,
        "files": shown.files,
        "directions": shown.said,
        "parts": shown.parts,
        "corrections": shown.corrections,
        "may": sorted(shown.offers.events),
    }
    return msgspec.convert(told, DocumentFolder, from_attributes=True)


def _given(value: int | UnsetType) -> int | None:
    return None if isinstance(value, UnsetType) else value


operations = (
    list_documents, list_box, search_documents, show_document, show_history, list_files, download_file,
)  # fmt: skip
