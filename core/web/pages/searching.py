"""Finding a document again by one box, and searches a person keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from aiohttp import web

from core.documents import saved, search
from core.documents.found import look_up
from core.errors import OfficeError
from core.language import tr
from core.store.papers import SavedSearch
from core.text import clean_line
from core.values import Actor
from core.web import forms
from core.web.keys import OFFICE
from core.web.marked import marked
from core.web.pages.incoming import Shown, show_rows
from core.web.render import go, page, sorry
from core.web.session import person

LONGEST = 200
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found."""

    rows: tuple[Shown, ...]
    total: int
    """At most one more than is counted; then people are shown "1.000+"."""
    next: str
    kept: list[SavedSearch]


async def show(request: web.Request) -> web.StreamResponse:
    """Show what matches, best kind first."""
    office, actor = request.app[OFFICE], await person(request)
    words, after = clean_line(request.query.get("q", ""))[:LONGEST], request.query.get("after", "")[:40]
    results = await office.store.read(_find, words, after, actor, office.clock.today())
    following = urlencode({"q": words, "after": results.next})
    return await page(
        request,
        "search.html",
        words=words,
        results=results,
        marked=marked,
        older=f"/search?{following}" if results.next else "",
        newer=f"/search?{urlencode({'q': words})}" if after else "",
    )


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep a search under a name."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    words = form.text("q")
    place = f"/search?{urlencode({'q': words})}"
    try:
        await office.store.write(saved.keep_search, form.text("name"), words, actor, office.clock.now())
    except OfficeError as error:
        return sorry(place, error)
    return go(place, tr("Đã lưu bộ tìm kiếm."))


async def drop(request: web.Request) -> web.StreamResponse:
    """Drop a kept search."""
    office, actor, form = request.app[OFFICE], await person(request), await forms.read(request)
    await office.store.write(saved.drop_search, form.id(), actor)
    return go("/search", tr("Đã bỏ bộ tìm kiếm."))


def _find(words: str, after: str, by: Actor, today: date) -> Results:
    kept = saved.searches(by)
    if not words:
        return Results((), 0, "", kept)
    rows, following = look_up(words, by, after, AT_ONCE)
    return Results(show_rows(rows, by, today), search.count(words, by), following, kept)


routes = (
    web.get("/search", show),
    web.post("/search/saved", keep),
    web.post("/search/saved/drop", drop),
)
