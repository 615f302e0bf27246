"""Where signature, seal, number and date stand: a picture with boxes to drag, or millimetres to type."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from core.accounts.permissions import demand_visible
from core.documents import placing, states
from core.documents.arrangement import KINDS, Arrangement
from core.documents.papers import demand_paper
from core.documents.placing import Subject
from core.documents.spots import Spot, box_of, spot_of
from core.errors import OfficeError, Refused
from core.language import mark, tr
from core.values import Actor, Moment
from core.web import forms
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.render import go, page
from core.web.session import person
from signing.faces import MILLIMETRE
from signing.values import Box, Purpose

NAMES = {
    "leader": mark("Chữ ký lãnh đạo"),
    "seal": mark("Dấu cơ quan"),
    "number": mark("Số"),
    "day": mark("Ngày"),
    "month": mark("Tháng"),
    "year": mark("Năm"),
    "initial": mark("Chữ ký nháy"),
    "corner": mark("Góc trên bên phải"),
}
SIZES = {"leader": (60.0, 24.0), "seal": (36.0, 36.0), "initial": (18.0, 8.0), "corner": (80.9, 8.6)}
"""Millimetres something has that was found nowhere; numbers and dates are smaller."""
SMALL = (12.0, 5.0)
SIDES = ("left", "top", "width", "height")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page with what stands on it; measures in millimetres."""

    number: int
    """1 for the first."""
    width: float
    height: float
    spots: tuple[tuple[str, Spot, str], ...]
    """Kind, place, and where the place comes from: dragged, form, found, or empty for nowhere yet."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the pages of a letter on which something stands."""
    return await _sheets(request, await person(request))


async def drag(request: web.Request) -> web.StreamResponse:
    """Keep the places as they were dragged or typed, for this letter or for its whole type."""
    office, actor = request.app[OFFICE], await person(request)
    form, number = await forms.read(request), _id(request)
    await office.store.read(demand_visible, number, actor)
    try:
        plan = await placing.anchors(office, number, actor, await _purpose(request, number))
        moved = _moved(form, plan)
        await office.store.write(_keep, number, moved, "form" in form.fields, actor, office.clock.now())
    except OfficeError as error:
        return await _sheets(request, actor, error)
    return go(f"/outgoing/{number}/places", tr("Đã lưu {count} vị trí.", count=len(moved)))


async def reset(request: web.Request) -> web.StreamResponse:
    """Let everything stand again where it is found."""
    office, actor = request.app[OFFICE], await person(request)
    number = _id(request)
    await office.store.read(demand_visible, number, actor)
    try:
        await office.store.write(_forget, number, actor, office.clock.now())
    except OfficeError as error:
        return await _sheets(request, actor, error)
    return go(f"/outgoing/{number}/places", tr("Đã đặt lại vị trí theo nội dung văn bản."))


async def _sheets(request: web.Request, actor: Actor, error: OfficeError | None = None) -> web.StreamResponse:
    office, number = request.app[OFFICE], _id(request)
    about = await office.store.read(_subject, number, actor)
    plan = await placing.anchors(office, number, actor, await _purpose(request, number))
    return await page(
        request,
        "places.html",
        status=422 if error else 200,
        about=about,
        paper=await office.store.read(demand_paper, number, about.file.id, actor),
        sheets=_laid_out(plan, signed=about.row.state not in states.AT_WORK),
        trouble=plan.trouble,
        names=NAMES,
        signed=about.row.state not in states.AT_WORK,
        error=error,
    )


async def _purpose(request: web.Request, number: int) -> Purpose:
    about = await request.app[OFFICE].store.read(placing.subject, number)
    if about.row.state in states.AT_WORK:
        return Purpose.LEADER
    return Purpose.COPY if about.draft.copy_form else Purpose.ORGANISATION


def _subject(number: int, actor: Actor) -> Subject:
    demand_visible(number, actor)
    return placing.subject(number)


def _laid_out(plan: Arrangement, *, signed: bool) -> list[Sheet]:
    """Return the pages that bear something; what was found nowhere waits on the last one to be dragged."""
    shown = tuple(kind for kind in KINDS if kind in placing.STILL_MOVABLE) if signed else KINDS
    shown = tuple(kind for kind in shown if kind not in ("year", "corner") or kind in plan.boxes)
    by_page: dict[int, list[tuple[str, Spot, str]]] = {}
    for kind in shown:
        spot = _spot(kind, plan)
        by_page.setdefault(spot.page, []).append((kind, spot, plan.origins.get(kind, "")))
    return [
        Sheet(number + 1, _across(plan, number), _down(plan, number), tuple(by_page[number]))
        for number in sorted(by_page)
    ]


def _spot(kind: str, plan: Arrangement) -> Spot:
    box = plan.boxes.get(kind)
    if box is not None:
        return spot_of(box, plan.faces[box.page])
    last = len(plan.faces) - 1
    wide, high = SIZES.get(kind, SMALL)
    return Spot(last, 5.0, 5.0 + 12.0 * KINDS.index(kind), wide, high)


def _moved(form: Form, plan: Arrangement) -> dict[str, Box]:
    """Return the boxes that stand elsewhere than the page showed them."""
    moved: dict[str, Box] = {}
    for kind in KINDS:
        if not form.text(f"{kind}-left"):
            continue
        before = _spot(kind, plan)
        after = Spot(before.page, *(_millimetres(form.text(f"{kind}-{side}")) for side in SIDES))
        changed = any(abs(getattr(after, side) - getattr(before, side)) > 0.06 for side in SIDES)
        if changed or kind in form.all("keep"):
            moved[kind] = box_of(after, plan.faces[after.page])
    return moved


def _keep(number: int, moved: dict[str, Box], as_form: bool, by: Actor, at: Moment) -> None:
    about = placing.subject(number)
    for kind, box in moved.items():
        placing.drag(number, kind, box, by, at)
        if as_form:
            last = about.file.pages or 1
            page_from_end = box.page - last if kind in ("leader", "seal") else box.page
            form_box = Box(page_from_end, box.left, box.bottom, box.right, box.top)
            placing.remember(about.row.type_name, kind, form_box, by, at)


def _forget(number: int, by: Actor, at: Moment) -> None:
    about = placing.subject(number)
    movable = KINDS if about.row.state in states.AT_WORK else placing.STILL_MOVABLE
    for kind in movable:
        placing.forget(number, kind, by, at)


def _millimetres(typed: str) -> float:
    try:
        found = float(typed.replace(",", "."))
    except ValueError:
        found = float("nan")
    if not 0 <= found <= 5000:
        raise Refused(
            "VT-1773", "“{typed}” không phải là số đo.", hint="Gõ số milimét, như 35,5.", typed=typed[:20]
        )
    return found


def _across(plan: Arrangement, number: int) -> float:
    return float(plan.faces[number].width / MILLIMETRE)


def _down(plan: Arrangement, number: int) -> float:
    return float(plan.faces[number].height / MILLIMETRE)


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ONE = r"/outgoing/{id:\d{1,15}}/places"
routes = (web.get(ONE, show), web.post(ONE, drag), web.post(f"{ONE}/reset", reset))
