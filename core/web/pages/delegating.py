"""Who may sign on whose behalf, from when to when, and the scanned decision that says so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from io import BufferedIOBase
from typing import cast

from aiohttp import web

from core.documents import delegations, draftfiles, examine, series
from core.documents.delegations import CAPACITIES, WORDS, Entered, Mandate
from core.errors import Missing, OfficeError
from core.language import tr
from core.office import Office
from core.store.outgoing import Delegation
from core.store.people import User
from core.values import Actor, Role
from core.web import forms
from core.web.forms import Form
from core.web.handing import ALONE, disposition
from core.web.keys import OFFICE
from core.web.leaving import people
from core.web.pages.adding import ACCEPTED, keep
from core.web.render import go, page, sorry
from core.web.session import person

READERS = (Role.CLERK, Role.LEADER, Role.ADMIN)
TYPED = ("user", "capacity", "title", "grounds", "valid_from", "valid_to")
LOOKS = {
    delegations.VALID: ("green", "done"),
    delegations.COMING: ("blue", "clock"),
    delegations.EXPIRED: ("", "stop"),
    delegations.WITHDRAWN: ("red", "back"),
}
"""Tone and sign of how a right stands."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rights to sign, and who could be given one."""

    rows: list[Entered]
    people: list[tuple[int, str]]
    names: dict[str, str]
    """Names of those who entered them, by login."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show the table, and to a clerk the form of a new line."""
    await person(request, *READERS)
    return await _show(request, dict.fromkeys(TYPED, ""))


async def enter(request: web.Request) -> web.StreamResponse:
    """Enter a right to sign with its evidence."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    form, at = await forms.read(request), office.clock.now()
    try:
        given = Mandate(
            user=form.id("user"),
            capacity=form.text("capacity"),
            title=form.text("title"),
            grounds=form.text("grounds"),
            valid_from=form.day("valid_from") or office.clock.today(),
            evidence=await _evidence(office, form, actor),
            valid_to=form.day("valid_to"),
            types=tuple(form.all("type")),
        )
        await office.store.write(delegations.enter, given, actor, at)
    except OfficeError as error:
        given_text = {name: form.text(name) for name in TYPED}
        return await _show(request, given_text, frozenset(form.all("type")), error)
    return go("/delegations", tr("Đã nhập quyền ký."))


async def withdraw(request: web.Request) -> web.StreamResponse:
    """End a right to sign now."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    number = int(request.match_info["id"])
    try:
        await office.store.write(delegations.withdraw, number, actor, office.clock.now())
    except OfficeError as error:
        return sorry("/delegations", error)
    return go("/delegations", tr("Đã thu hồi quyền ký; văn bản đã ký trước đó không thay đổi."))


async def evidence(request: web.Request) -> web.StreamResponse:
    """Give the scanned decision."""
    office = request.app[OFFICE]
    await person(request, *READERS)
    row = await office.store.read(_row, int(request.match_info["id"]))
    blob = office.blobs.fetch(row.evidence or "")
    with blob.path.open("rb") as file:
        kind = examine.sniff(file.read(1024))
    name = f"can-cu-{row.id}{examine.ACCEPTED.get(kind, '')}"
    return web.FileResponse(
        blob.path,
        headers={
            "Content-Type": kind or "application/octet-stream",
            "Content-Disposition": disposition(name, "inline" if kind in examine.ACCEPTED else "attachment"),
            "Content-Security-Policy": ALONE,
        },
    )


async def _evidence(office: Office, form: Form, by: Actor) -> str:
    """Keep the scan, looked into like any file, and return its hash; empty when none was given."""
    given = form.file("evidence")
    if given is None:
        return ""
    most, file = office.site.intake.max_bytes, cast(BufferedIOBase, given.file)
    blob = await asyncio.to_thread(keep, office.blobs, file, given.filename, most)
    await draftfiles.examined(office, blob, by=by)
    return blob.sha256


async def _show(
    request: web.Request,
    typed: dict[str, str],
    ticked: frozenset[str] = frozenset(),
    error: OfficeError | None = None,
) -> web.Response:
    office = request.app[OFFICE]
    today = office.clock.today()
    return await page(
        request,
        "delegations.html",
        status=422 if error else 200,
        table=await office.store.read(_table, today),
        typed=typed,
        ticked=ticked,
        error=error,
        capacities=[(key, tr(words)) for key, words in CAPACITIES.items()],
        types=[kind.name for kind in series.types(office.site, today)],
        looks={standing: (tr(WORDS[standing]), *look) for standing, look in LOOKS.items()},
        accepted=ACCEPTED,
        today=today,
    )


def _table(today: date) -> Table:
    rows = delegations.listing(today)
    logins = {row.entered_by for row in rows}
    known = User.select().where(User.login.in_(sorted(logins)))
    return Table(rows, people(), {user.login: user.name for user in known})


def _row(number: int) -> Delegation:
    row: Delegation | None = Delegation.get_or_none(
        Delegation.id == number, Delegation.evidence.is_null(False)
    )
    if row is None:
        raise Missing("VT-1737", "Không có bản chụp này.", hint="Tải lại trang.")
    return row


routes = (
    web.get("/delegations", show),
    web.post("/delegations", enter),
    web.post(r"/delegations/{id:\d{1,15}}/withdraw", withdraw),
    web.get(r"/delegations/{id:\d{1,15}}/evidence", evidence),
)
