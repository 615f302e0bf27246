"""Making a copy that counts: of our own document or of an incoming one, whole or some of its pages."""

from __future__ import annotations

from aiohttp import web

from core import agencies
from core.accounts.permissions import demand_visible
from core.documents import copies, states, ties
from core.documents.abbreviations import COPIES
from core.documents.copies import Copy
from core.documents.papers import Paper, papers, readable
from core.documents.wanted import Receiver
from core.errors import Refused
from core.language import tr
from core.store.papers import Document
from core.values import Actor, Role
from core.web import forms, writing
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.pages.drafting import FAMILIAR
from core.web.render import go, page
from core.web.session import person

TYPED = ("form", "authorised_by", "pages")


async def show(request: web.Request) -> web.StreamResponse:
    """Ask what is to be copied how, by whose leave and for whom."""
    actor = await person(request, Role.CLERK)
    return await _ask(request, actor, {"form": next(iter(copies.FORMS)), "authorised_by": "", "pages": ""})


async def make(request: web.Request) -> web.StreamResponse:
    """Begin the copy; it waits for its number at once, for no leader signs it."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form = await forms.read(request)
    typed = {name: form.text(name) for name in TYPED}
    if form.text("more"):
        return await _ask(request, actor, typed, form)
    receivers = tuple(
        Receiver(line.name, line.code, electronic=line.way != "paper", paper=line.way == "paper")
        for line in writing.lines(form)
    )
    wanted = Copy(typed["form"], typed["authorised_by"], typed["pages"], receivers)
    try:
        number = await copies.make(office, _id(request), wanted, actor)
    except Refused as error:
        return await _ask(request, actor, typed, form, error)
    return go(f"/outgoing/{number}", tr("Đã lập bản sao; cấp số rồi ký số cơ quan."))


async def _ask(
    request: web.Request,
    actor: Actor,
    typed: dict[str, str],
    form: Form | None = None,
    error: Refused | None = None,
) -> web.Response:
    office, number = request.app[OFFICE], _id(request)
    row, reading = await office.store.read(_read, number, actor)
    known = await office.store.read(agencies.suggest, "", FAMILIAR)
    return await page(
        request,
        "copying.html",
        status=422 if error else 200,
        document=row,
        called=_called(row),
        back=_place(row),
        reading=reading,
        typed=typed,
        error=error,
        forms=[(value, tr(words)) for value, words in COPIES.items()],
        lines=writing.padded(writing.lines(form) if form else [], 5 if form else 2),
        ways=[(value, tr(said)) for value, said in writing.WAYS],
        known=[one.name for one in known],
    )


def _read(number: int, by: Actor) -> tuple[Document, Paper | None]:
    row = demand_visible(number, by)
    if row.state not in copies.COPYABLE:
        raise web.HTTPSeeOther(_place(row))
    files = papers(number)
    mine = next((one for one in files if one.sha256 == row.sha256 and one.role in ("draft", "signed")), None)
    return row, mine or readable(files)


def _called(row: Document) -> str:
    said = ties.called(row)
    return f"{said} – {row.organ_name}" if row.life not in states.LEAVING else said


def _place(row: Document) -> str:
    return f"/{'outgoing' if row.life in states.LEAVING else 'documents'}/{row.id}"


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/outgoing/{id:\d{1,15}}/copy"
routes = (web.get(ONE, show), web.post(ONE, make))
