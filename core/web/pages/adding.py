"""Adding an incoming document by hand: a file from a desk, or a paper that stays paper."""

from __future__ import annotations

import asyncio
import re
import uuid
from io import BufferedIOBase
from typing import BinaryIO, cast

from aiohttp import web

from core.blobs import Blobs
from core.documents import incoming
from core.errors import OfficeError, Refused
from core.language import tr
from core.text import clean_line
from core.values import Arrival, Blob, Role
from core.web import forms
from core.web.keys import OFFICE
from core.web.render import go, page
from core.web.session import person
from core.web.written import size

SOURCE = "upload"
ACCEPTED = ".pdf,.tif,.tiff,.jpg,.jpeg,.png"
_ID = re.compile(r"[0-9a-f]{32}")


async def show(request: web.Request) -> web.StreamResponse:
    """Ask for a file, or for none."""
    await person(request, Role.CLERK)
    return await _ask(request, uuid.uuid4().hex)


async def add(request: web.Request) -> web.StreamResponse:
    """Take a file in like any other, or begin a document without one; the same form twice is one document."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, at = await forms.read(request), office.clock.now()
    external = form.text("external_id")
    if not _ID.fullmatch(external):
        external = uuid.uuid4().hex
    if form.text("kind") == "paper":
        number = await office.store.write(
            incoming.record, Arrival(SOURCE, external, "", owner=actor.login), actor, at
        )
        return go(f"/tray/{number}")
    given = form.file("file")
    try:
        if given is None:
            raise Refused("VT-2751", "Chưa chọn tệp.", hint="Chọn tệp PDF, TIFF, JPEG hoặc PNG rồi gửi lại.")
        name = clean_line(given.filename.replace("\\", "/").rsplit("/", 1)[-1])[:300]
        blob = await asyncio.to_thread(
            keep, office.blobs, cast(BufferedIOBase, given.file), name, office.site.intake.max_bytes
        )
        arrival = Arrival(SOURCE, external, name, owner=actor.login)
        number = await office.store.write(incoming.receive, arrival, blob, at, actor)
    except OfficeError as error:
        return await _ask(request, external, error)
    return go(f"/tray/{number}", tr("Đã nhận tệp “{name}”.", name=name))


def keep(blobs: Blobs, file: BufferedIOBase, name: str, most: int) -> Blob:
    """Keep an uploaded file; raise Refused when it is empty or larger than the office takes."""
    length = file.seek(0, 2)
    if length > most:
        raise Refused(
            "VT-2752",
            "Tệp “{name}” lớn hơn mức nhận {most}.",
            hint="Quét ở độ phân giải thấp hơn hoặc chia nhỏ tệp.",
            name=name,
            most=size(most),
        )
    if not length:
        raise Refused("VT-2310", "Tệp rỗng, không có nội dung.", hint="Quét lại văn bản.")
    file.seek(0)
    return blobs.keep(cast(BinaryIO, file), name)


async def _ask(request: web.Request, external: str, error: OfficeError | None = None) -> web.Response:
    return await page(
        request,
        "adding.html",
        status=422 if error else 200,
        external_id=external,
        error=error,
        accepted=ACCEPTED,
        most=request.app[OFFICE].site.intake.max_bytes,
    )


routes = (web.get("/documents/new", show), web.post("/documents/new", add))
