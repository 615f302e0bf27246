"""The office's web site over a real database, with the plugins a test brings and no others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, CookieJar, web

from core.accounts import passwords
from core.bell import Bell
from core.blobs import Blobs
from core.clock import Clock
from core.config.site import parse
from core.documents import registers
from core.documents.batches import Batches
from core.host.host import Host
from core.keyring.keyring import Keyring
from core.office import Home, Office
from core.sandbox.pool import Sandbox
from core.store.database import Store
from core.store.people import Grant, Unit, User
from core.store.schema import migrate
from core.values import BOX, Moment, Role
from core.web.site import application

PASSWORD = "Sông-Hậu-2026-mùa-nước-nổi"
SITE = """
[office]
code = "H51.10.05"
name = "Ủy ban nhân dân xã Long Phú"
superior = "Ủy ban nhân dân thành phố Cần Thơ"
place = "Long Phú"
[intake]
reserve_bytes = 0
"""
CHEAP = passwords.Cost(memory=64, rounds=1, lanes=1)
"""A test is no place to make guessing dear."""
PEOPLE = (
    ("ntmai", "Nguyễn Thị Mai", "Văn thư", Role.CLERK, ""),
    ("tvbinh", "Trần Văn Bình", "Chủ tịch", Role.LEADER, ""),
    ("lvcuong", "Lê Văn Cường", "Chánh Văn phòng", Role.HEAD, "VP"),
    ("ptdung", "Phạm Thị Dung", "Công chức Văn phòng – thống kê", Role.OFFICER, "VP"),
    ("kngoc", "Kim Ngọc", "Công chức phụ trách công nghệ thông tin", Role.ADMIN, ""),
)


@dataclass(frozen=True)
class Site:
    """An open web site and the office behind it."""

    office: Office
    application: web.Application
    address: str
    close: Callable[[], Awaitable[None]]
    """Closes the site as the office does."""

    def visitor(self) -> ClientSession:
        """Return a browser without a face: it keeps cookies and follows nothing by itself."""
        return ClientSession(
            self.address, cookie_jar=CookieJar(unsafe=True), headers={"Accept-Language": "vi"}
        )


@asynccontextmanager
async def open_site(
    folder: Path, plugins: Mapping[str, object] | None = None, text: str = SITE, *, two_factors: bool = False
) -> AsyncIterator[Site]:
    """Open the site within the block; the administrator has no second factor unless `two_factors`."""
    home = Home(folder / "etc", folder / "var", folder / "run")
    for place in (home.settings, home.data, home.run):
        place.mkdir(parents=True)
    host = Host()
    for name, plugin in (plugins or {}).items():
        host.add(name, plugin)
    settings = parse(text, host.kinds())
    migrate(str(home.data / "office.db"))
    store, blobs = Store(home.data / "office.db"), Blobs(home.blobs, home.scratch)
    store.open()
    blobs.open()
    bell = Bell()
    parts = (store, blobs, Sandbox(), host, bell, Keyring(), Batches(bell))
    office = Office(home, "test", Clock(), *parts, lambda: settings)
    await store.write(_furnish, office.clock.now(), two_factors)
    async with host.running(office):
        made = await application(office)
        runner = web.AppRunner(made, access_log=None, shutdown_timeout=5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = "http://{}:{}".format(*runner.addresses[0][:2])
        try:
            yield Site(office, made, address, runner.cleanup)
        finally:
            await runner.cleanup()
            await asyncio.to_thread(store.close)


async def sign_in(visitor: ClientSession, login: str, password: str = PASSWORD) -> str:
    """Sign in as somebody and return the token their forms must bear."""
    first = token_of(await (await visitor.get("/login")).text())
    given = {"login": login, "password": password, "token": first}
    answer = await visitor.post("/login", data=given, headers=own(visitor))
    assert answer.status == 200, await answer.text()
    return token_of(await answer.text())


def own(visitor: ClientSession) -> dict[str, str]:
    """Return what a browser says of a form of this very site."""
    return {"Origin": str(visitor._base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}


def token_of(text: str) -> str:
    """Return the hidden token of the first form of a page."""
    return text.split('name="token" value="', 1)[1].split('"', 1)[0]


def _furnish(at: Moment, two_factors: bool) -> None:
    office = Unit.create(code="VP", name="Văn phòng HĐND và UBND")
    Unit.create(code="KT", name="Phòng Kinh tế")
    sealed = passwords.seal(PASSWORD, CHEAP)
    for login, name, position, role, unit in PEOPLE:
        factor = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" if two_factors and role is Role.ADMIN else None
        user = User.create(
            login=login,
            name=name,
            position=position,
            password=sealed,
            password_at=at.utc,
            must_change=False,
            created_at=at.utc,
            totp=factor,
        )
        Grant.create(user=user, role=role.value, unit=office if unit else None)
    registers.open_register("DEN", "Sổ đăng ký văn bản đến", at.utc.year, 152, BOX, at, default=True)
