"""Files that come to an outgoing document: a new version of the draft, what it was written with, an annex."""

from __future__ import annotations

import asyncio
from io import BufferedIOBase
from typing import cast

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import draftfiles, drafts
from core.errors import OfficeError, Refused
from core.language import tr
from core.office import Office
from core.text import clean_line
from core.values import Actor
from core.web import forms
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.pages.adding import keep
from core.web.render import go, sorry
from core.web.session import person

FILES = (("file", "draft"), ("working", "working"), ("attachment", "attachment"))
"""Fields in which files come, and what they are to the document."""


async def add(request: web.Request) -> web.StreamResponse:
    """Take in the files of the form, each as what its field says."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), int(request.match_info["id"])
    await office.store.read(demand_visible, number, actor)
    try:
        came = await take(office, number, form, actor, form.text("note"))
        if not came:
            raise Refused("VT-1732", "Chưa chọn tệp nào.", hint="Chọn tệp rồi gửi lại.")
    except OfficeError as error:
        return sorry(f"/outgoing/{number}", error)
    return go(f"/outgoing/{number}", tr("Đã nhận {n} tệp.", n=came))


async def remove(request: web.Request) -> web.StreamResponse:
    """Take an annex or a working file away again."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), int(request.match_info["id"])
    await office.store.read(demand_visible, number, actor)
    try:
        await office.store.write(drafts.remove_beside, number, form.id("file"), actor, office.clock.now())
    except OfficeError as error:
        return sorry(f"/outgoing/{number}", error)
    return go(f"/outgoing/{number}", tr("Đã bỏ tệp khỏi dự thảo."))


async def take(office: Office, document: int, form: Form, by: Actor, note: str = "") -> int:
    """Keep the files a form brought, each looked into first; return how many came."""
    given = [(one, role) for field, role in FILES for one in form.files(field)]
    for one, role in given:
        name = clean_line(one.filename.replace("\\", "/").rsplit("/", 1)[-1])[:300]
        file, most = cast(BufferedIOBase, one.file), office.site.intake.max_bytes
        blob = await asyncio.to_thread(keep, office.blobs, file, name, most)
        await draftfiles.receive(office, document, blob, name, role, note, by)
    return len(given)


ONE = r"/outgoing/{id:\d{1,15}}/files"
routes = (web.post(ONE, add), web.post(f"{ONE}/remove", remove))
