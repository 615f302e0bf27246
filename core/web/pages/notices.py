"""The bell: every sentence for a person, and how it is marked as read."""

from __future__ import annotations

from aiohttp import web

from core import notices
from core.language import tr
from core.store.papers import NoticeRow
from core.web import forms
from core.web.keys import OFFICE
from core.web.render import go, page
from core.web.session import person

AT_ONCE = 50


async def show(request: web.Request) -> web.StreamResponse:
    """List notices, newest first."""
    office, actor = request.app[OFFICE], await person(request)
    before = request.query.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows = await office.store.read(_read, actor.user_id or 0, place)
    return await page(request, "notices.html", notices=rows[:AT_ONCE], more=len(rows) > AT_ONCE, before=place)


async def mark_read(request: web.Request) -> web.StreamResponse:
    """Mark one notice, or all, as read."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    await office.store.write(notices.mark_read, actor.user_id or 0, form.number("id"), office.clock.now())
    office.bell.ring("notices")
    return go("/notices", "" if form.number("id") else tr("Đã đánh dấu đã đọc tất cả."))


def _read(user: int, before: int | None) -> list[NoticeRow]:
    query = NoticeRow.select().where(NoticeRow.user == user)
    if before is not None:
        query = query.where(NoticeRow.id < before)
    return list(query.order_by(NoticeRow.id.desc()).limit(AT_ONCE + 1))


routes = (web.get("/notices", show), web.post("/notices/read", mark_read))
