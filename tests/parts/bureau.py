"""An open web site with documents coming in, and the people of the office sitting at it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pyotp
from aiohttp import ClientResponse, ClientSession, FormData

from core import jobs
from core.accounts import passwords
from core.documents import incoming, states
from core.documents.steps import KINDS
from core.hookspecs import hookimpl
from core.jobs import Waiting
from core.office import Office
from core.store.papers import Document
from core.store.people import Grant, Unit, User
from core.values import Arrival, Blob, Finding, Moment, Role
from core.workers import working
from tests.parts.pages import CHEAP, PASSWORD, Site, open_site, own, sign_in, token_of

CLERK, LEADER, HEAD, OFFICER, ADMIN = "ntmai", "tvbinh", "lvcuong", "ptdung", "kngoc"
SECOND_CLERK, OTHER_HEAD, OTHER_OFFICER = "vhphuc", "thaha", "lsphanh"
MORE = (
    (SECOND_CLERK, "Võ Hoàng Phúc", Role.CLERK, ""),
    (OTHER_HEAD, "Thạch Hà", Role.HEAD, "KT"),
    (OTHER_OFFICER, "Lâm Sô Phanh", Role.OFFICER, "KT"),
)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the administrator's telephone knows."""
BAIT = b"EICAR"
"""Bytes the inspector of these tests takes for a virus."""
LETTER = {
    "organ_name": "Sở Nội vụ thành phố Cần Thơ",
    "code_number": "1290",
    "code_notation": "SNV-CCHC",
    "issued_date": "05/01/2026",
    "type_name": "Công văn",
    "subject": "báo cáo kết quả cải cách hành chính quý IV năm 2025",
}


class Inspector:
    """Looks into every file and finds the bait."""

    @hookimpl
    def inspect_file(self, office: Office, file: Blob) -> Finding:
        """Say what is in the file."""
        return Finding("test", "Eicar-Test-Signature" if BAIT in file.path.read_bytes() else "")


@dataclass
class Person:
    """Somebody of the office before a browser."""

    visitor: ClientSession
    token: str

    async def get(self, place: str, status: int = 200) -> str:
        """Return the text of a page that must answer with `status`."""
        async with self.visitor.get(place, allow_redirects=False) as answer:
            assert answer.status == status, (place, answer.status, await answer.text())
            return await answer.text()

    async def fetch(self, place: str) -> tuple[ClientResponse, bytes]:
        """Return an answer and its bytes."""
        async with self.visitor.get(place, allow_redirects=False) as answer:
            return answer, await answer.read()

    async def post(self, place: str, status: int = 303, /, **fields: str) -> tuple[str, str]:
        """Send a form; return where it leads and what the page says, if there is one."""
        return await self.send(place, FormData({"token": self.token, **fields}), status)

    async def upload(self, place: str, file: bytes, name: str, status: int = 303, /, **fields: str) -> str:
        """Send a form with a file; return where it leads, or what the page says."""
        form = FormData({"token": self.token, **fields}, quote_fields=False)
        form.add_field("slip" if "leader" in fields else "file", file, filename=name)
        place, text = await self.send(place, form, status)
        return place or text

    async def send(self, place: str, form: FormData, status: int) -> tuple[str, str]:
        """Send any form."""
        async with self.visitor.post(
            place, data=form, headers=own(self.visitor), allow_redirects=False
        ) as answer:
            assert answer.status == status, (place, answer.status, await answer.text())
            return answer.headers.get("Location", ""), await answer.text()


@dataclass
class Bureau:
    """The office of a test."""

    site: Site

    @property
    def office(self) -> Office:
        """The office behind the site."""
        return self.site.office

    @asynccontextmanager
    async def at_desk(self, login: str) -> AsyncIterator[Person]:
        """Sit down as somebody."""
        async with self.site.visitor() as visitor:
            token = await sign_in(visitor, login, PASSWORD)
            if login == ADMIN:
                code = pyotp.TOTP(SECRET).now()
                given = {"token": token, "code": code}
                async with visitor.post("/login/code", data=given, headers=own(visitor)) as answer:
                    assert answer.status == 200, await answer.text()
                    token = token_of(await answer.text())
            yield Person(visitor, token)

    async def scan(self, name: str = "quet-01.pdf", content: bytes | None = None) -> int:
        """Let a scan come in, wait until it was inspected and read, and return its document's id."""
        blob = self.office.blobs.keep(pdf(name) if content is None else content, name)
        number = await self.office.store.write(
            incoming.receive, Arrival("may-quet-1", name, name), blob, self.office.clock.now()
        )
        await self.settled(number)
        return number

    async def settled(self, number: int) -> str:
        """Wait until a document was inspected; return its state."""
        for _ in range(400):
            state = await self.office.store.read(lambda: Document.get_by_id(number).state)
            if state != states.ARRIVED:
                await self.rested()
                return str(state)
            await asyncio.sleep(0.05)
        raise AssertionError(f"document {number} is still being inspected")

    async def rested(self) -> None:
        """Wait until every job is done that the last act asked for."""
        for _ in range(400):
            if not await self.office.store.read(jobs.waiting):
                return
            await asyncio.sleep(0.05)
        raise AssertionError("jobs are still waiting")

    async def row(self, number: int) -> Document:
        """Return a document's row."""
        return await self.office.store.read(lambda: Document.get_by_id(number))

    async def registered(self, clerk: Person, present: bool = False, /, **changes: str) -> int:
        """Let a scan come in and be registered; return its document's id."""
        number = await self.scan(f"quet-{changes.get('code_number', '01')}.pdf")
        then = "present" if present else ""
        await clerk.post(f"/tray/{number}", **{**LETTER, **changes}, then=then)
        await self.rested()
        return number

    async def units(self) -> dict[str, int]:
        """Return the ids of the units by their codes."""
        return await self.office.store.read(lambda: {unit.code: unit.id for unit in Unit.select()})

    async def people(self) -> dict[str, int]:
        """Return the ids of the people by their logins."""
        return await self.office.store.read(lambda: {user.login: user.id for user in User.select()})


@asynccontextmanager
async def open_bureau(folder: Path) -> AsyncIterator[Bureau]:
    """Open a web site whose jobs are done, with two units and people in each."""
    async with open_site(folder, {"inspector": Inspector()}, two_factors=True) as site:
        office = site.office
        office.store.listeners.append(
            lambda event: office.bell.ring("jobs") if isinstance(event, Waiting) else None
        )
        await office.store.write(_furnish, office.clock.now())
        with office.sandbox:
            async with working(office, KINDS):
                yield Bureau(site)


def pdf(words: str, pages: int = 1) -> bytes:
    """Return a small PDF that no other words give."""
    made, kept = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.docinfo["/Title"] = words
    made.save(kept, deterministic_id=True)
    return kept.getvalue()


def rows_of(sheet: bytes) -> list[tuple[Any, ...]]:
    """Return the rows of a workbook's first sheet, cell by cell."""
    return [*openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[0].iter_rows()]


def _furnish(at: Moment) -> None:
    units = {unit.code: unit for unit in Unit.select()}
    for login, name, role, unit in MORE:
        user = User.create(
            login=login,
            name=name,
            password=passwords.seal(PASSWORD, CHEAP),
            password_at=at.utc,
            must_change=False,
            created_at=at.utc,
        )
        Grant.create(user=user, role=role.value, unit=units[unit] if unit else None)
