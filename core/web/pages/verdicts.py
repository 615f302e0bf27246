"""The signatures of a document: their verdicts on paper, and whose certificate a clerk says it is."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from core import trust
from core.accounts.permissions import demand_visible
from core.documents import verdicts, viewing
from core.documents.carried import certificate_in
from core.documents.papers import Paper, demand_paper
from core.documents.verdicts import FileVerdict
from core.documents.verdictsheet import VerdictSheet, print_verdict
from core.errors import Missing, OfficeError
from core.language import tr
from core.store.papers import Document
from core.trust import holders
from core.trust.holders import Ownership
from core.values import Actor, Role
from core.web import forms
from core.web.handing import hand_over
from core.web.keys import OFFICE
from core.web.pages.verifying import age_of_lists
from core.web.render import go, sorry
from core.web.session import person
from core.web.verdicts import Value, value
from core.web.written import size
from signing import values


@dataclass(frozen=True, slots=True)
class _Kept:
    verdict: FileVerdict
    value: Value | None
    """Of the file the document's value hangs on; None for its annexes."""
    lists: str
    demonstration: bool


async def report(request: web.Request) -> web.StreamResponse:
    """Hand the kept verdict of one file over as a sheet."""
    office, actor = request.app[OFFICE], await person(request)
    number, file = int(request.match_info["id"]), int(request.match_info["file"])
    at, profile = office.clock.now(), office.site.office.profile.value
    kept = await office.store.read(_kept, number, file, actor, profile)
    await office.store.write(viewing.note_reading, number, actor, at)
    paper, told = kept.verdict.paper, kept.value
    sheet = VerdictSheet(
        agency=office.site.office.name,
        superior=office.site.office.superior,
        name=paper.name,
        sha256=paper.sha256,
        size=size(paper.size),
        inspection=kept.verdict.inspection,
        judged_at=kept.verdict.at,
        printed_at=at.utc,
        lists=kept.lists,
        value=f"{told.words} ({told.law})" if told else "",
        why=(told.why,) if told else (),
        demonstration=kept.demonstration,
    )
    name = f"kiem-tra-chu-ky-{paper.sha256[:8]}.pdf"
    return await hand_over(office, name, "application/pdf", lambda target: print_verdict(sheet, target))


async def make_known(request: web.Request) -> web.StreamResponse:
    """Enter whose a certificate is that signed a file of this document; it is taken from the file itself."""
    office, actor = request.app[OFFICE], await person(request, Role.CLERK)
    number, form = int(request.match_info["id"]), await forms.read(request)
    here = f"/documents/{number}"
    told = form.text("role")
    role = values.Role(told) if told in ("leader", "organisation", "officer") else values.Role.UNKNOWN
    try:
        paper = await office.store.read(demand_paper, number, form.id("file"), actor)
        blob, wanted = office.blobs.fetch(paper.sha256), form.text("certificate")
        der = await office.sandbox.call(certificate_in, blob.path, wanted, reads=(blob.path,))
        if der is None:
            raise _missing()
        agency = await office.store.read(_agency, number)
        owner = Ownership(role, form.text("name"), agency=agency)
        await office.store.write(holders.enter, der, owner, actor, office.clock.now())
    except OfficeError as error:
        return sorry(here, error)
    return go(here, tr("Đã ghi chứng thư vào danh bạ; chữ ký đang được kiểm tra lại."))


def _kept(number: int, file: int, by: Actor, profile: str) -> _Kept:
    row, paper = demand_visible(number, by), demand_paper(number, file, by)
    found = verdicts.kept((paper,))
    if not found:
        raise Missing("VT-2811", "Tệp này không có kết quả kiểm tra chữ ký.", hint="Mở lại trang văn bản.")
    told = value(number, profile) if _is_main(row, paper) else None
    return _Kept(found[0], told, age_of_lists(found[0].at), trust.demonstrates())


def _is_main(row: Document, paper: Paper) -> bool:
    return row.sha256 == paper.sha256


def _agency(number: int) -> str:
    """Return what another agency is known by in the directory: never empty, for empty is our own."""
    row = Document.get_by_id(number)
    return row.organ_id or row.organ_name[:35] or "?"


def _missing() -> Missing:
    return Missing(
        "VT-2812", "Không thấy chứng thư này trong tệp.", hint="Nhập chứng thư bằng tệp ở trang Chứng thư."
    )


ONE = r"/documents/{id:\d{1,15}}/signatures"
routes = (
    web.get(ONE + r"/{file:\d{1,15}}.pdf", report),
    web.post(f"{ONE}/known", make_known),
)
