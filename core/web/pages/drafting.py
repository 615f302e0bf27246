"""Writing a document of our own: a draft with its receivers and files, or a leader's order to write one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from core import agencies
from core.accounts import units
from core.accounts.permissions import demand_visible, forbidden
from core.accounts.units import UnitLine
from core.documents import delegations, drafts, paper, particulars, series
from core.documents.delegations import CAPACITIES
from core.documents.letters import Letter, letter
from core.documents.offers import Colleague, colleagues, leaders
from core.documents.wanted import Wanted
from core.errors import OfficeError, Refused
from core.language import tr
from core.office import Office
from core.store.outgoing import Dispatch
from core.store.papers import Document
from core.values import Actor, Moment, Role
from core.web import advice, forms, meant, writing
from core.web.entries import fields_of, short_day
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.pages.letterfiles import take
from core.web.render import go, page
from core.web.session import person

ORDERED = ("officer", "words", "due")
"""Fields of a leader's order beside those of the document."""
FAMILIAR = 60
"""Agencies offered to a browser without scripts."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers to choose from, and what the rules say of what was chosen."""

    units: list[UnitLine]
    staff: list[Colleague]
    signers: list[Colleague]
    known: list[str]
    told: advice.Told
    answered: str
    """The subject of the incoming document that is answered."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the empty form; `answers` in the address names an incoming document."""
    office, actor = request.app[OFFICE], await person(request)
    mode = _mode(request, actor)
    linked = forms.row_number(request.query.get("answers", ""))
    name = await office.store.read(meant.incoming_name, linked, actor) if linked else ""
    return await _ask(request, actor, mode, _blank(mode, actor, name))


async def add(request: web.Request) -> web.StreamResponse:
    """Keep a new draft with its files, or a leader's order; go to its page."""
    office, actor = request.app[OFFICE], await person(request)
    mode, form, at = _mode(request, actor), await forms.read(request), office.clock.now()
    if asked := _asked(form):
        return await _ask(request, actor, mode, _typed(form), form, spare=asked)
    try:
        number = await office.store.write(_begin, form, mode, office, actor, at)
    except Refused as error:
        return await _ask(request, actor, mode, _typed(form), form, error)
    if mode == "order":
        return go(f"/outgoing/{number}", tr("Đã giao soạn thảo."))
    try:
        await take(office, number, form, actor)
    except OfficeError as error:
        said = tr("Đã lưu dự thảo, nhưng chưa nhận tệp. {reason}", reason=error.message)
        return go(f"/outgoing/{number}", said, tone="warn", hint=error.hint)
    return go(f"/outgoing/{number}", tr("Đã lưu dự thảo."))


async def show_edit(request: web.Request) -> web.StreamResponse:
    """Show the form of a draft with what stands in it."""
    office, actor = request.app[OFFICE], await person(request)
    found = await _editable(request, actor)
    given, lines, chosen = await office.store.read(_opened, found, actor)
    return await _ask(request, actor, "edit", given, letter=found, lines=lines, chosen=chosen)


async def edit(request: web.Request) -> web.StreamResponse:
    """Keep what was changed; after an approval the leader is asked again."""
    office, actor = request.app[OFFICE], await person(request)
    form, at, found = await forms.read(request), office.clock.now(), await _editable(request, actor)
    if asked := _asked(form):
        return await _ask(request, actor, "edit", _typed(form), form, letter=found, spare=asked)
    number = found.document.id
    try:
        changed = await office.store.write(_edit, number, form, office, actor, at)
    except Refused as error:
        return await _ask(request, actor, "edit", _typed(form), form, error, letter=found)
    return go(f"/outgoing/{number}", tr("Đã lưu thông tin.") if changed else tr("Không có gì thay đổi."))


async def _ask(
    request: web.Request,
    actor: Actor,
    mode: str,
    given: dict[str, str],
    form: Form | None = None,
    error: Refused | None = None,
    *,
    letter: Letter | None = None,
    lines: list[writing.Line] | None = None,
    chosen: set[int] | None = None,
    spare: int = writing.SPARE,
) -> web.Response:
    office = request.app[OFFICE]
    today = office.clock.today()
    choices = await office.store.read(_choices, office, given, actor, today)
    rows = lines if lines is not None else writing.lines(form) if form else []
    own = [(unit.id, unit.name) for unit in choices.units if unit.id in actor.unit_ids]
    return await page(
        request,
        "drafting.html",
        status=422 if error else 200,
        mode=mode,
        below=letter.document.subject if letter else "",
        back=f"/outgoing/{letter.document.id}" if letter else "/outgoing",
        voids=bool(letter and letter.draft.approved_sha256),
        typed=given,
        error=error,
        errors=fields_of(error) if error else {},
        lines=writing.padded(rows, spare),
        chosen=chosen if chosen is not None else writing.units(form) if form else set(),
        tree=_tree(choices.units),
        own=own,
        types=[kind.name for kind in series.types(office.site, today)],
        capacities=[("", tr("Người đứng đầu ký")), *((key, tr(said)) for key, said in CAPACITIES.items())],
        fields=[("", tr("Thông thường")), *((value, tr(said)) for value, said in paper.FIELDS.items())],
        councils=_councils(office),
        ways=[(value, tr(said)) for value, said in writing.WAYS],
        urgencies=list(enumerate(map(tr, particulars.URGENCIES))),
        secrecies=list(enumerate(map(tr, particulars.SECRECIES))),
        lengths=particulars.LENGTHS,
        units=choices.units,
        staff=choices.staff,
        signers=choices.signers,
        known=choices.known,
        told=choices.told,
        answered=choices.answered,
    )


def _choices(office: Office, given: dict[str, str], by: Actor, today: date) -> Choices:
    open_units = units.units()
    try:
        answered = meant.incoming_meant(given["answers"], by)
    except Refused:
        answered = None  # said beside the field when the form is kept
    return Choices(
        open_units,
        colleagues(frozenset(unit.id for unit in open_units)),
        _signers(today),
        [one.name for one in agencies.suggest("", FAMILIAR)],
        advice.told(office.site, given, today),
        Document.get_by_id(answered).subject if answered else "",
    )


def _signers(today: date) -> list[Colleague]:
    """Return the leaders, then whoever may sign by order or authorisation today."""
    found = leaders()
    known = {one.id for one in found}
    for one in delegations.listing(today):
        if one.standing == delegations.VALID and one.mandate.user not in known:
            known.add(one.mandate.user)
            found.append(Colleague(one.mandate.user, one.name, one.position, 0, False))
    return found


def _begin(form: Form, mode: str, office: Office, by: Actor, at: Moment) -> int:
    today, site = office.clock.today(), office.site
    given = _wanted(form, by, today)
    if mode != "order":
        return drafts.draft(given, by, at, site=site)
    officer, due = form.number("officer"), _due(form, today)
    return drafts.order(given, officer, form.lines("words"), due, by, at, site=site)


def _edit(number: int, form: Form, office: Office, by: Actor, at: Moment) -> list[str]:
    demand_visible(number, by)
    today = office.clock.today()
    given = _wanted(form, by, today)
    paper.check(office.site.outgoing, given.type_name, given.field, given.receivers, today)
    return drafts.edit(number, given, by, at)


def _wanted(form: Form, by: Actor, today: date) -> Wanted:
    return writing.wanted(form, {unit.id: unit.name for unit in units.units()}, by, today)


def _opened(letter: Letter, by: Actor) -> tuple[dict[str, str], list[writing.Line], set[int]]:
    rows = Dispatch.select().where(Dispatch.document == letter.document.id).order_by(Dispatch.position)
    return writing.shown(letter.document, letter.draft, by), *writing.lines_of(rows)


def _due(form: Form, today: date) -> date | None:
    given = form.text("due")
    found = short_day(given, today, ahead=True) if given else None
    if given and found is None:
        raise Refused("VT-1713", "“{typed}” không phải là ngày.", hint="Gõ ngày như 08/04/2026.", typed=given)
    return found


def _mode(request: web.Request, by: Actor) -> str:
    """Return what this person begins: a leader orders, officers and heads write."""
    writes = by.roles & {Role.OFFICER, Role.HEAD}
    if Role.LEADER in by.roles and (not writes or "order" in request.query):
        return "order"
    if not writes:
        raise forbidden(by)
    return "draft"


def _blank(mode: str, by: Actor, answers: str) -> dict[str, str]:
    given = dict.fromkeys((*writing.FIELDS, *ORDERED), "")
    given |= {"type_name": Wanted().type_name, "language": Wanted().language, "answers": answers}
    if mode == "order":
        return given | {"signer": str(by.user_id or "")}
    return given | {"unit": str(min(by.unit_ids, default=""))}


def _typed(form: Form) -> dict[str, str]:
    return writing.typed(form) | {name: form.lines(name) for name in ORDERED}


def _asked(form: Form) -> int:
    """Return with how many empty lines a form without scripts is shown again; 0 when it is to be kept."""
    if form.text("more"):
        return writing.SPARE + 3
    return writing.SPARE if form.text("check") else 0


def _tree(known: list[UnitLine]) -> list[tuple[UnitLine, int]]:
    """Return the units below each other, each with how deep it stands."""
    ids = {unit.id for unit in known}
    found: list[tuple[UnitLine, int]] = []

    def put(parent: int | None, depth: int) -> None:
        for unit in known:
            if (unit.parent_id if unit.parent_id in ids else None) == parent:
                found.append((unit, depth))
                put(unit.id, min(depth + 1, 3))

    put(None, 0)
    return found


def _councils(office: Office) -> list[tuple[str, str]]:
    named = [(code, one.name) for code, one in office.site.outgoing.series.items() if one.council]
    return [("", tr("Không, văn bản của cơ quan")), *named] if named else []


async def _editable(request: web.Request, by: Actor) -> Letter:
    office, number = request.app[OFFICE], int(request.match_info["id"])
    found = await office.store.read(letter, number, by, office.clock.today())
    if "edit" not in found.offers:
        raise web.HTTPSeeOther(f"/outgoing/{number}")
    return found


ONE = r"/outgoing/{id:\d{1,15}}"
routes = (
    web.get("/outgoing/new", show),
    web.post("/outgoing/new", add),
    web.get(f"{ONE}/edit", show_edit),
    web.post(f"{ONE}/edit", edit),
)
