"""Every screen as its person sees it: axe finds nothing, nothing overflows, nobody else is asked."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from appliance.demonstration.commune import actor
from appliance.demonstration.walk import particulars, walk
from appliance.signatures import EICAR
from appliance.specimens.from_ourselves import PLAN
from appliance.specimens.letters import letter
from appliance.specimens.paper import draft as set_in_draft
from appliance.specimens.scans import SUFFIX, Kind, make_scan
from core.accounts.permissions import actor_of
from core.documents import concerns, drafting, drafts, handling, lifecycle, outgoing, registers, states
from core.documents.wanted import Receiver, Wanted
from core.store.papers import Document
from core.store.people import User
from tests.parts.browser import DESK, PHONE, Person, chromium
from tests.parts.living import Living, living

PICTURES = Path(__file__).parent / "pictures"
SCREENS = {
    "vanthu": (
        "/", "/tray", "/tray/{cleared}", "/tray?box=duplicates", "/tray?box=quarantine",
        "/tray?box=unreadable", "/documents", "/documents/{finished}", "/documents/{registered}",
        "/documents/{presented}/transcribe",
        "/documents/{finished}/correct", "/documents/new", "/registers", "/search?q=ke+hoach",
        "/notices", "/account",
        "/outgoing", "/outgoing?box=to_number", "/outgoing/{to_number}", "/delegations",
        "/seal", "/seal/{to_number}", "/seal/{to_seal}", "/outgoing/{to_seal}/places", "/tokens", "/trust",
    ),
    "chutich": (
        "/", "/documents?box=to_direct", "/documents/{presented}", "/documents/{presented}/direct",
        "/outgoing?box=to_approve", "/outgoing/{to_approve}", "/outgoing/{to_approve}/approve",
        "/outgoing/new?order&answers={directed}", "/sign", "/sign/{to_sign}", "/outgoing/{to_sign}/places",
        "/tokens", "/verify",
    ),
    "truongphong": ("/", "/work", "/documents/{directed}", "/outgoing/{drafting}", "/outgoing/{to_check}"),
    "thethuc": ("/", "/outgoing", "/outgoing/{to_form}"),
    "chuyenvien": (
        "/", "/work", "/documents/{finished}", "/outgoing", "/outgoing?subject=x", "/outgoing/new",
        "/outgoing/{drafting}", "/outgoing/{drafting}/edit",
    ),
    "quantri": ("/", "/health", "/people", "/people/new", "/people/1", "/account", "/delegations"),
}  # fmt: skip
"""Addresses by who opens them; {state} is a document in that state."""


@dataclass(frozen=True)
class Street:
    """A commune with a document in every state, and a browser before it."""

    commune: Living
    browser: Browser
    documents: dict[str, int]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Scans of all kinds, taken to different places of their lives."""
    with living(tmp_path_factory.mktemp("street"), signing=True) as commune:
        for number in range(7):
            kind: Kind = "tiff" if number % 2 else "jpeg"
            make_scan(letter(number), kind, commune.scans / f"quet-{number}{SUFFIX[kind]}", dpi=200)
        (commune.scans / "hong.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\nnothing\n%%EOF\n")
        (commune.scans / "vi-rut.pdf").write_bytes(b"%PDF-1.4\n" + EICAR + b"\n%%EOF\n")
        commune.until(lambda: commune.see(_settled) >= 9)
        (commune.scans / "lai.jpg").write_bytes(_again(commune.scans))
        commune.until(lambda: commune.see(_settled) >= 10)
        documents = _live(commune)
        with chromium() as browser:
            yield Street(commune, browser, documents)


def _again(scans: Path) -> bytes:
    return next(path for path in sorted((scans / "da-nhan").rglob("quet-0*"))).read_bytes()


def _settled() -> int:
    return int(Document.select().where(Document.state != states.ARRIVED).count())


def _live(commune: Living) -> dict[str, int]:
    """Take cleared scans to each state that a screen shows, and return one document of each."""
    waiting = commune.see(lambda: [row.id for row in Document.select().where(Document.state == "cleared")])
    office, at = commune.office, commune.office.clock.now
    asyncio.run(walk(office, waiting[0], letter(1), lambda said: None))
    clerk, leader = (commune.see(lambda login=login: actor_of(User.get(User.login == login).id))
                     for login in ("vanthu", "chutich"))  # fmt: skip
    unit = commune.see(lambda: int(Document.get_by_id(waiting[0]).lead_unit_id or 0))
    for document in waiting[1:4]:
        name = commune.see(Document.get_by_id, document).name
        told = particulars(letter(int(name[5])))
        commune.do(registers.register, document, told, clerk, at())
    for document in waiting[2:4]:
        commune.do(handling.present, document, clerk, at())
    commune.do(handling.direct, waiting[3], handling.Order(unit), leader, at())
    _letters(commune)
    found = commune.see(lambda: {row.state: row.id for row in Document.select().order_by(Document.id)})
    assert {"cleared", "duplicate", "quarantined", "unreadable"} <= set(found)
    return dict(found)


def _letters(commune: Living) -> None:
    """Have a letter of our own wait at every desk on its way to its number."""
    office, at = commune.office, commune.office.clock.now
    who = {login: commune.see(actor, login) for login in ("chuyenvien", "truongphong", "thethuc", "chutich")}
    officer, leader = who["chuyenvien"], who["chutich"]
    for number in range(7):
        to = (
            Receiver("UBND thành phố Cần Thơ", "H13"),
            Receiver("Ông Sơn Ren", electronic=False, paper=True),
        )
        wanted = Wanted(f"V/v phòng, chống hạn mặn đợt {number}", min(officer.unit_ids),
                        signer=leader.user_id, priority=number % 3, receivers=to)  # fmt: skip
        document = commune.do(partial(drafts.draft, wanted, officer, at(), site=office.site))
        blob = office.blobs.keep(set_in_draft(PLAN if number >= 4 else letter(number)), "du-thao.pdf")
        about = {"media_type": "application/pdf", "pages": 1}
        commune.do(drafts.add_version, document, blob, about, "Bản đầu.", officer, at())
        commune.do(concerns.ask, document, [who["truongphong"].user_id], "comment", False, officer, at())
        steps = (
            partial(drafting.submit, document, officer),
            partial(drafting.check_content, document, "Đồng ý nội dung.", who["truongphong"]),
            partial(drafting.check_form, document, "", who["thethuc"]),
            partial(drafting.approve, document, blob.sha256, leader),
        )
        for step in steps[:number]:
            commune.do(step, at())
        if number > len(steps):
            commune.do(lifecycle.advance, document, "sign", leader, at())
        if number > len(steps) + 1:
            commune.do(outgoing.number, document, office.site, commune.see(actor, "vanthu"), at())


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("login", SCREENS)
def test_every_screen_is_legible_and_whole(street: Street, login: str, size: ViewportSize) -> None:
    """WCAG 2.1 AA on every screen, 1366×768 and 360 px wide, and nothing to scroll sideways for."""
    person = Person(street.browser, street.commune.address, size).sign_in(street.commune.logins[login])
    for address in SCREENS[login]:
        answer = person.page.goto(address.format(**street.documents))
        assert answer is not None and answer.status == 200, address
        person.page.wait_for_load_state("load")
        assert person.flaws() == [], address
        wide = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
    person.leave()


SHOWN = (
    ("vanthu", "/tray/{cleared}", DESK, "tray"),
    ("vanthu", "/documents", DESK, "list"),
    ("chutich", "/documents/{presented}/direct", PHONE, "direct-phone"),
    ("vanthu", "/registers", DESK, "register"),
    ("chutich", "/sign/{to_sign}", PHONE, "sign-phone"),
    ("vanthu", "/seal/{to_seal}", DESK, "seal"),
    ("chutich", "/outgoing/{to_sign}/places", DESK, "places"),
)
"""What the README shows: who, where, at which size, under which name."""


@pytest.mark.parametrize(("login", "address", "size", "name"), SHOWN)
def test_the_readme_shows_it(
    street: Street, login: str, address: str, size: ViewportSize, name: str, tmp_path: Path
) -> None:
    """Each picture of the README can be taken anew from the running program; VANTHU_PICTURES keeps it."""
    person = Person(street.browser, street.commune.address, size).sign_in(street.commune.logins[login])
    person.page.goto(address.format(**street.documents))
    person.page.wait_for_timeout(800)  # the page's own images
    target = (PICTURES if "VANTHU_PICTURES" in os.environ else tmp_path) / f"{name}.png"
    person.page.screenshot(path=target)
    person.leave()
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(96).save(target, optimize=True)
    assert target.stat().st_size > 10_000
