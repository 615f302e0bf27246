"""The files of a document and pictures of its pages, given only to whom the document is shown."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web

from core.documents import pictures, rendering, viewing
from core.documents.papers import SHOWN_INLINE, Paper, demand_paper
from core.errors import Missing, Trouble
from core.office import Office
from core.web.handing import ALONE, disposition
from core.web.keys import OFFICE
from core.web.session import person

log = logging.getLogger("vanthu.web")

THUMBNAIL = pictures.WIDTHS[0]
"""So small that nobody reads it: a list of thumbnails is not a list of documents somebody read."""


async def show_file(request: web.Request) -> web.StreamResponse:
    """Give a file: to be looked at when the browser can, else to be saved."""
    office, paper = request.app[OFFICE], await _paper(request)
    blob = office.blobs.fetch(paper.sha256, paper.name)
    await note_reading(request, paper.document)
    inline = paper.media_type in SHOWN_INLINE and "save" not in request.query
    return web.FileResponse(
        blob.path,
        headers={
            "Content-Type": paper.media_type or "application/octet-stream",
            "Content-Disposition": disposition(paper.name, "inline" if inline else "attachment"),
            "Content-Security-Policy": ALONE,
            "X-Content-Type-Options": "nosniff",
        },
    )


async def show_page(request: web.Request) -> web.StreamResponse:
    """Give the picture of one page."""
    office, paper = request.app[OFFICE], await _paper(request)
    number, asked = int(request.match_info["number"]), request.query.get("w", "")
    width = pictures.fitting(int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 960
    place = pictures.picture(office.home, paper.sha256, number, width)
    if not place.exists():
        await _draw(office, paper, number, width)
    if width > THUMBNAIL:
        await note_reading(request, paper.document)
    return web.FileResponse(place, headers={"Content-Type": "image/png"})


async def _paper(request: web.Request) -> Paper:
    actor = await person(request)
    document, file = int(request.match_info["document"]), int(request.match_info["file"])
    return await request.app[OFFICE].store.read(demand_paper, document, file, actor)


async def note_reading(request: web.Request, document: int) -> None:
    """Write down who was given the content, also when no page of ours led there (Annex VI, III.5.a)."""
    office, actor = request.app[OFFICE], await person(request)
    at = office.clock.now()
    if await office.store.read(viewing.is_noted, document, actor, at):
        return
    try:
        await office.store.write(viewing.note_reading, document, actor, at)
    except Trouble as error:  # a disk that is full must not keep people from reading
        log.warning("reading not noted: %s", error)


async def _draw(office: Office, paper: Paper, number: int, width: int) -> None:
    if not paper.drawable:
        raise _no_page()
    blob = office.blobs.fetch(paper.sha256)
    try:
        drawn = await office.sandbox.call(rendering.draw_page, blob.path, number, width, reads=(blob.path,))
    except IndexError as error:
        raise _no_page() from error
    await asyncio.to_thread(pictures.keep, office.home, paper.sha256, number, width, drawn)
    if not blob.path.exists():  # the document left the system while its page was drawn
        await asyncio.to_thread(pictures.forget_pictures, office.home, paper.sha256)
        raise _no_page()


def _no_page() -> Missing:
    return Missing("VT-2702", "Không có trang này.", hint="Mở lại văn bản để xem các trang của nó.")


FILE = r"/files/{document:\d{1,15}}/{file:\d{1,15}}"
routes = (
    web.get(FILE, show_file),
    web.get(FILE + r"/pages/{number:\d{1,4}}.png", show_page),
)
