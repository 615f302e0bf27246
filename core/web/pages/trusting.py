"""What the office believes: roots, authorities, lists with their age, and whose certificate is whose."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from core import trust
from core.errors import OfficeError, Refused
from core.language import mark, tr
from core.store.people import User
from core.trust import bringing, holders, items, refreshing
from core.trust.bringing import OUTCOMES, Came
from core.trust.holders import Ownership
from core.trust.material import CANDIDATE, CRL, FOREIGN, INTERMEDIATE, OCSP, PERSON, ROOT
from core.values import Actor, Role
from core.web import forms
from core.web.forms import Form
from core.web.keys import OFFICE
from core.web.render import go, page, sorry
from core.web.session import person
from signing import values
from signing.trust import STALE

KINDS = {
    CANDIDATE: mark("Chứng thư gốc chờ xác nhận"),
    ROOT: mark("Chứng thư gốc của chữ ký cơ quan mình"),
    FOREIGN: mark("Chứng thư gốc chỉ dùng để kiểm tra"),
    INTERMEDIATE: mark("Chứng thư trung gian"),
    CRL: mark("Danh sách thu hồi (CRL)"),
    OCSP: mark("Câu trả lời OCSP"),
    PERSON: mark("Chứng thư của người ký"),
}
ROLES = {
    values.Role.LEADER: mark("Lãnh đạo (người có thẩm quyền ký)"),
    values.Role.ORGANISATION: mark("Cơ quan, tổ chức (con dấu)"),
    values.Role.OFFICER: mark("Cán bộ, công chức (ký nháy)"),
}
HERE = "/trust"


async def show(request: web.Request) -> web.StreamResponse:
    """Show everything that is believed."""
    await _keeper(request)
    return await _page(request)


async def bring(request: web.Request) -> web.StreamResponse:
    """Take in a file of certificates or lists, and say what became of each piece."""
    office, actor = request.app[OFFICE], await _keeper(request)
    form = await forms.read(request)
    try:
        came = await office.store.write(trust.import_, _bytes(form), None, actor, office.clock.now())
    except OfficeError as error:
        return await _page(request, error=error)
    return await _page(request, came=came)


async def confirm(request: web.Request) -> web.StreamResponse:
    """Believe a root: for our own signatures, for verifying only, or for a demonstration."""
    office, actor = request.app[OFFICE], await person(request, Role.ADMIN)
    form = await forms.read(request)
    kind, shown = form.text("kind"), form.text("kind") == "demonstration"
    try:
        await office.store.write(
            bringing.confirm,
            form.id(),
            ROOT if shown else kind,
            actor,
            office.clock.now(),
            demonstration=shown,
        )
    except OfficeError as error:
        return sorry(HERE, error)
    return go(HERE, tr("Đã xác nhận chứng thư gốc; chữ ký đang chờ được kiểm tra lại."))


async def remove(request: web.Request) -> web.StreamResponse:
    """Believe something no longer."""
    office, actor = request.app[OFFICE], await person(request, Role.ADMIN)
    form = await forms.read(request)
    try:
        await office.store.write(bringing.remove, form.id(), actor, office.clock.now())
    except OfficeError as error:
        return sorry(HERE, error)
    return go(HERE, tr("Đã thôi tin; những chữ ký liên quan được kiểm tra lại."))


async def refresh(request: web.Request) -> web.StreamResponse:
    """Have the lists fetched now."""
    office, _ = request.app[OFFICE], await _keeper(request)
    if not office.site.trust.online:
        refusal = Refused(
            "VT-4141",
            "Cơ quan chưa cho phép tự tải danh sách thu hồi qua mạng.",
            hint="Nhập danh sách bằng tệp; hoặc quản trị đặt vanthu config set trust.online true.",
        )
        return sorry(HERE, refusal)
    await office.store.write(refreshing.ask_now, office.clock.now())
    return go(HERE, tr("Đã yêu cầu tải danh sách thu hồi mới."))


async def enter(request: web.Request) -> web.StreamResponse:
    """Enter whose a certificate is."""
    office, actor = request.app[OFFICE], await _keeper(request)
    form = await forms.read(request)
    try:
        await office.store.write(holders.enter, _bytes(form), _owner(form), actor, office.clock.now())
    except OfficeError as error:
        return await _page(request, error=error)
    return go(HERE, tr("Đã ghi chứng thư vào danh bạ."))


async def withdraw(request: web.Request) -> web.StreamResponse:
    """Know a certificate no longer."""
    office, actor = request.app[OFFICE], await _keeper(request)
    form = await forms.read(request)
    try:
        await office.store.write(holders.remove, form.id(), actor, office.clock.now())
    except OfficeError as error:
        return sorry(HERE, error)
    return go(HERE, tr("Đã bỏ chứng thư khỏi danh bạ."))


def _owner(form: Form) -> Ownership:
    told = form.text("role")
    role = values.Role(told) if told in [role.value for role in ROLES] else values.Role.UNKNOWN
    return Ownership(role, form.text("name"), form.number("user"), form.text("agency"))


def _bytes(form: Form) -> bytes:
    given = form.file("file")
    if given is None:
        raise Refused("VT-4142", "Chưa chọn tệp chứng thư.", hint="Chọn tệp rồi gửi lại.")
    return given.file.read()


async def _keeper(request: web.Request) -> Actor:
    return await person(request, Role.ADMIN, Role.CLERK)


async def _page(
    request: web.Request, came: list[Came] | None = None, error: OfficeError | None = None
) -> web.Response:
    office, actor = request.app[OFFICE], await _keeper(request)
    facts = await office.store.read(_read, request)
    return await page(
        request,
        "trust.html",
        status=422 if error else 200,
        error=error,
        came=[
            (tr(KINDS[one.kind]), one.subject, tr(OUTCOMES[one.outcome]), one.outcome) for one in came or ()
        ],
        kinds={kind: tr(words) for kind, words in KINDS.items()},
        roles={role: tr(words) for role, words in ROLES.items()},
        rules=Role.ADMIN in actor.roles,
        online=office.site.trust.online,
        stale=STALE.days,
        **facts,
    )


def _read(request: web.Request) -> dict[str, Any]:
    at = request.app[OFFICE].clock.utc()
    people = User.select(User.id, User.name).where(User.closed_at.is_null()).order_by(User.name)
    return {
        "items": items.listing(at),
        "ours": holders.listing(at, ours=True),
        "others": holders.listing(at, ours=False),
        "people": [(user.id, user.name) for user in people],
    }


routes = (
    web.get(HERE, show),
    web.post(f"{HERE}/import", bring),
    web.post(f"{HERE}/confirm", confirm),
    web.post(f"{HERE}/remove", remove),
    web.post(f"{HERE}/refresh", refresh),
    web.post(f"{HERE}/certificates", enter),
    web.post(f"{HERE}/certificates/remove", withdraw),
)
