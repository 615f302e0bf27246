"""A letter on its way through an open bureau: drafted, checked, approved and sealed on its pages."""

from __future__ import annotations

from contextlib import suppress

from aiohttp import FormData

from core.accounts import passwords
from core.accounts.permissions import actor_of
from core.documents import lifecycle, states, versions
from core.errors import WrongState
from core.store.people import Grant, User
from core.values import BOX, Actor, Blob, Role
from tests.parts.bureau import CLERK, HEAD, LEADER, OFFICER, Bureau, Person, pdf
from tests.parts.pages import CHEAP, PASSWORD

CHECKER, DEPUTY = "nkchi", "dtnhuong"
SUBJECT = "V/v báo cáo kết quả cải cách hành chính quý IV năm 2026"
FROM_CITY = {"name-0": "Ủy ban nhân dân thành phố Cần Thơ", "code-0": "H13", "way-0": ""}


def more_people(bureau: Bureau) -> None:
    """Have somebody who checks the form, and a deputy."""
    at = bureau.office.clock.now()
    told = {"password": passwords.seal(PASSWORD, CHEAP), "password_at": at.utc, "must_change": False}
    for login, name, position, role in (
        (CHECKER, "Nguyễn Kim Chi", "Phó Chánh Văn phòng", Role.CHECKER),
        (DEPUTY, "Danh Thị Ngọc Hương", "Phó Chủ tịch", Role.LEADER),
    ):
        user = User.create(login=login, name=name, position=position, created_at=at.utc, **told)
        Grant.create(user=user, role=role.value, unit=None)


async def drafted(bureau: Bureau, officer: Person, status: int = 303, /, **changes: str) -> str:
    """Write a draft with its PDF; return its page's address, or what is said of the form."""
    given = {
        "type_name": "Công văn",
        "subject": SUBJECT,
        "unit": str((await bureau.units())["VP"]),
        "signer": str((await bureau.people())[LEADER]),
        "language": "Tiếng Việt",
        **FROM_CITY,
    }
    form = FormData({"token": officer.token, **given, **changes}, quote_fields=False)
    form.add_field("file", pdf(changes.get("subject", SUBJECT)), filename="du-thao.pdf")
    place, text = await officer.send("/outgoing/new", form, status)
    return place or text


async def approvable(bureau: Bureau, /, **changes: str) -> str:
    """Take a draft through both checks; return its page's address."""
    async with bureau.at_desk(OFFICER) as officer:
        place = await drafted(bureau, officer, **changes)
        await officer.post(f"{place}/submit")
    async with bureau.at_desk(HEAD) as head:
        await head.post(f"{place}/check_content", words="Đồng ý nội dung.")
    async with bureau.at_desk(CHECKER) as checker:
        await checker.post(f"{place}/check_form", words="")
    assert await state(bureau, place) == states.TO_APPROVE
    return place


async def sealed(bureau: Bureau) -> str:
    """Take a draft to where it waits to be issued: signatures are other tests' business."""
    place = await approvable(bureau)
    number, row = number_of(place), await bureau.row(number_of(place))
    async with bureau.at_desk(LEADER) as leader:
        await leader.post(f"{place}/approve", sha256=row.sha256 or "")
    await _step(bureau, number, "sign", LEADER)
    async with bureau.at_desk(CLERK) as clerk:
        await clerk.post(f"{place}/number")
    blob = bureau.office.blobs.keep(pdf("sealed"), "van-ban.pdf")
    await bureau.office.store.write(_seal, number, blob, await _person(bureau, CLERK), bureau)
    await _step(bureau, number, "seal", CLERK)
    with suppress(WrongState):  # the scan has passed it already
        await bureau.office.store.write(lifecycle.advance, number, "pass", BOX, bureau.office.clock.now())
    return place


def _seal(number: int, blob: Blob, by: Actor, bureau: Bureau) -> None:
    at = bureau.office.clock.now()
    versions.add(number, blob, versions.SEALED, by, at, media_type="application/pdf", pages=1)


async def _person(bureau: Bureau, login: str) -> Actor:
    number = (await bureau.people())[login]
    return await bureau.office.store.read(actor_of, number)


async def _step(bureau: Bureau, number: int, event: str, login: str) -> None:
    actor = await _person(bureau, login)
    await bureau.office.store.write(lifecycle.advance, number, event, actor, bureau.office.clock.now())


async def state(bureau: Bureau, place: str) -> str:
    """Return where a letter stands."""
    return str((await bureau.row(number_of(place))).state)


def number_of(place: str) -> int:
    return int(place.split("?")[0].rsplit("/", 1)[1])


async def entrusted(bureau: Bureau, login: str, capacity: str, status: int = 303, /, **changes: str) -> str:
    """Have the clerk enter a right to sign with its scan."""
    user = str((await bureau.people())[login])
    given = {"user": user, "capacity": capacity, "title": "Chủ tịch", "valid_from": "05/01/2026",
             "grounds": "Quyết định số 12/QĐ-UBND ngày 05/01/2026", **changes}  # fmt: skip
    async with bureau.at_desk(CLERK) as clerk:
        form = FormData({"token": clerk.token, **given}, quote_fields=False)
        form.add_field("evidence", pdf(f"{login} {capacity}"), filename="quyet-dinh.pdf")
        _, text = await clerk.send("/delegations", form, status)
        return text
