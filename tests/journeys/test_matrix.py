"""Who may ask for which address: a table that knows every address of the office, tried over a real one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import requests

from appliance.demonstration.commune import actor
from core.accounts import tokens
from core.accounts.permissions import may_read_bytes, visible
from core.store.memory import Audit, JobRow
from core.store.papers import Document, Register
from core.store.people import User
from core.web.api.operations import ROOT
from core.web.filters import IN_OFFICE
from core.web.pages.document import ACTS
from core.web.render import edition
from core.web.site import application
from tests.parts.living import Living, living
from tests.parts.pages import token_of
from tests.parts.stages import (
    ADMIN,
    CLERK,
    HEAD,
    LEADER,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    SECOND,
    WORD,
    Stages,
    furnish,
)
from tests.parts.visitors import Visitor

TABLE = Path(__file__).with_name("addresses.txt")
PEOPLE = {
    "nobody": "", "clerk": CLERK, "leader": LEADER, "head": HEAD, "officer": OFFICER,
    "other_head": OTHER_HEAD, "other_officer": OTHER_OFFICER, "admin": ADMIN,
}  # fmt: skip
"""The columns of the table; the unit of the others has nothing to do with the documents in it."""
READERS = [who for who in PEOPLE if who != "nobody"]
STEPS = {
    "present": ("registered", {"clerk"}),
    "withdraw": ("presented", {"clerk"}),
    "close": ("presented", {"leader"}),
    "assign": ("directed", {"head"}),
    "share": ("informed", {"other_head"}),
    "begin": ("assigned", {"officer"}),
    "finish": ("working", {"officer"}),
    "finish_part": ("informed", {"other_head", "other_officer"}),
    "send_back": ("assigned", {"officer"}),
    "return": ("registered", {"clerk"}),
    "cancel": ("presented", {"clerk"}),
    "reinstate": ("cancelled", {"clerk"}),
    "reopen": ("finished", {"leader"}),
}
"""For every button of a document's page: a document on which it can be pressed, and whose it is."""


@dataclass(frozen=True)
class Row:
    """One address of the table."""

    method: str
    path: str
    document: str
    statuses: dict[str, int]


@dataclass(frozen=True)
class House:
    """An open office, its documents, and somebody of every kind in it."""

    living: Living
    stages: Stages
    visitors: dict[str, Visitor]
    programs: dict[str, str]
    """A token for each person."""

    def ask(self, row: Row, who: str) -> requests.Response:
        """Ask for the address of a row, as a browser or, below the API, as a program."""
        place, visitor = self.place(row), self.visitors[who]
        if not row.path.startswith(ROOT):
            if row.method == "POST":
                return visitor.post(place)
            with visitor.get(place, stream=row.path == "/events") as answer:
                return answer
        bearer = {"Authorization": f"Bearer {self.programs[who]}"} if self.programs[who] else {}
        body: dict[str, str] | None = {} if row.method == "POST" else None
        return requests.request(
            row.method, self.living.address + place, headers=bearer, json=body, timeout=30
        )

    def place(self, row: Row) -> str:
        """Return the address of a row as it is typed."""
        known = self.stages.documents | self.stages.letters
        document, file = known.get(row.document, 0), self.stages.files.get(row.document, 0)
        first = self.living.see(lambda: Register.get(Register.code == "DEN").id)
        spare = self.living.see(lambda: User.get(User.login == SECOND).id)
        kind = row.path.removeprefix(ROOT).split("/")[1]
        number = {"people": spare, "registers": first, "units": 1}.get(kind, document)
        told = {"id": number, "document": document, "file": file, "number": 1, "box": "to_present",
                "whose": "mine", "edition": f"{edition()}/style.css"}  # fmt: skip
        place = row.path.format(**told)
        return f"{place}?first_day=2020-01-01&last_day=2020-12-31" if place.endswith("/lines") else place


def rows() -> list[Row]:
    """Return the table."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        Row(method, path, document, dict(zip(PEOPLE, map(int, statuses), strict=True)))
        for method, path, document, *statuses in lines
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("matrix")) as opened:
        stages = furnish(opened)
        visitors = {who: Visitor(opened.address) for who in PEOPLE}
        programs = {who: _program(opened, login) if login else "" for who, login in PEOPLE.items()}
        for who, login in PEOPLE.items():
            visitors[who].sign_in(opened.logins[login]) if login else None
        visitors["nobody"].token = token_of(visitors["nobody"].get("/login").text)
        yield House(opened, stages, visitors, programs)


def _program(opened: Living, login: str) -> str:
    at, day = opened.office.clock.now(), timedelta(days=1)
    return opened.do(lambda: tokens.issue(actor(login), "Kiểm thử", ["write"], at, day))


def test_the_table_knows_every_address(house: House) -> None:
    """A new address without a row is an address nobody thought about; so is a step without its owner."""
    routes = asyncio.run(application(house.living.office)).router.routes()
    served = {(route.method, route.resource.canonical) for route in routes if route.resource is not None}
    static = ("GET", f"/static/{edition()}")
    known = {(row.method, row.path) for row in rows()}
    known |= {("POST", f"/{place}/{{id}}/{{act}}") for place in ("documents", "outgoing", "seal")}
    assert {one for one in served if one[0] != "HEAD"} - {static} == known - {("GET", "/static/{edition}")}
    assert set(STEPS) == set(ACTS)


@pytest.mark.parametrize("who", READERS)
def test_list_count_search_export_and_bytes_agree(house: House, who: str) -> None:
    """What one person is shown is the same at every door, and is what the one rule of permissions says."""
    visitor, mine = house.visitors[who], _visible(house, who)
    documents = house.stages.documents
    in_office = {name for name in mine if house.stages.state(name) in IN_OFFICE}
    numbered = {name for name in mine if _numbered(house, name)}
    page = visitor.get("/documents").text
    listed = {int(number) for number in re.findall(r'href="/documents/(\d+)', page)}
    assert listed & set(documents.values()) == {documents[name] for name in in_office}
    assert f"{len(in_office)} văn bản" in page
    book = openpyxl.load_workbook(BytesIO(visitor.get("/documents/export.xlsx").content)).active
    assert book is not None
    cells = {str(cell.value) for row in book.iter_rows() for cell in row}
    assert {name for name in documents if f"{WORD} {name}" in cells} == in_office
    found = visitor.get(f"/search?q={WORD}").text
    assert f"{len(numbered)} văn bản" in found
    hits = {int(number) for number in re.findall(r'href="/documents/(\d+)', found)}
    assert hits & set(documents.values()) == {documents[name] for name in numbered}
    for name, file in house.stages.files.items():
        wanted = 200 if name in mine and _readable(house, who, name) else 404
        here = f"/files/{documents[name]}/{file}"
        for place in (here, f"{here}?save=1", f"{here}/pages/1.png?w=160", f"{here}/pages/1.png"):
            assert visitor.get(place).status_code == wanted, (place, name)


@pytest.mark.parametrize("who", [who for who in READERS if who != "admin"])
def test_programs_are_shown_what_their_people_are(house: House, who: str) -> None:
    mine = {house.stages.documents[name] for name in _visible(house, who)}
    bearer = {"Authorization": f"Bearer {house.programs[who]}"}

    def told(path: str) -> set[int]:
        answer = requests.get(f"{house.living.address}{ROOT}{path}", headers=bearer, timeout=30).json()
        return {line["id"] for line in answer["items"]}

    assert told("/documents?limit=200") & set(house.stages.documents.values()) == mine
    assert told(f"/search?q={WORD}&limit=200") == {
        house.stages.documents[name] for name in _visible(house, who) if _numbered(house, name)
    }


@pytest.mark.parametrize("place", ["", "?save=1", "/pages/1.png?w=960"])
def test_whoever_is_given_the_content_is_written_down(house: House, place: str) -> None:
    """Once a day, by whatever address it was asked for; a thumbnail in a list is nobody's reading."""
    name = {"": "registered", "?save=1": "presented", "/pages/1.png?w=960": "directed"}[place]
    document, living = house.stages.documents[name], house.living
    clerk = Visitor(living.address).sign_in(living.logins[SECOND])
    here = f"/files/{document}/{house.stages.files[name]}"

    def noted() -> int:
        lines = Audit.select().where(Audit.document == document, Audit.action == "view")
        return int(lines.where(Audit.actor == SECOND).count())

    clerk.get(f"{here}/pages/1.png?w=160")
    assert living.see(noted) == 0
    for _ in range(2):
        assert clerk.get(f"{here}{place}").status_code == 200
    assert living.see(noted) == 1


def test_what_is_taken_away_is_written_down(house: House) -> None:
    """A list as a sheet, the book as a sheet or on paper: by whom, how much, which part."""
    clerk, places = house.visitors["clerk"], ("/documents/export.xlsx?code=7", "/registers/register.pdf")
    for place in (*places, "/registers/register.xlsx"):
        assert clerk.get(place).status_code == 200
    wanted = Audit.action.in_(("export_list", "print_register"))
    lines = house.living.see(lambda: list(Audit.select().where(wanted).order_by(Audit.seq.desc()).limit(3)))
    assert [(line.actor, line.action) for line in reversed(lines)] == [
        (CLERK, "export_list"), (CLERK, "print_register"), (CLERK, "print_register")
    ]  # fmt: skip
    assert '["code"]' in lines[2].facts and '"digest"' in lines[1].facts


def test_waking_up_resting_work_is_written_down(house: House) -> None:
    """An act of maintenance: who, and how much; no act, no line."""
    living, admin = house.living, house.visitors["admin"]
    at = living.office.clock.utc()
    job = {"kind": "nobody does this", "key": "x", "facts": {}, "state": "resting", "ready_at": at}
    living.do(lambda: JobRow.create(**job))
    for _ in range(2):
        assert admin.post("/health/jobs").status_code == 303
    lines = living.see(lambda: list(Audit.select().where(Audit.action == "revive_jobs")))
    assert [(line.actor, line.facts) for line in lines] == [(ADMIN, '{"woken":1}')]


def test_a_form_is_believed_only_from_our_own_page(house: House) -> None:
    """No token, another page's token, another site: each is refused before anything is looked at."""
    address = house.living.address
    for row in rows():
        if row.method != "POST" or row.path.startswith(ROOT):
            continue
        for who in ("clerk", "admin"):
            visitor, place = house.visitors[who], address + house.place(row)
            other = house.visitors["leader"].token
            for token, headers in (
                ("", {"Origin": address}),
                (other, {"Origin": address}),
                (visitor.token, {"Origin": "https://elsewhere.example"}),
                (visitor.token, {"Origin": address, "Sec-Fetch-Site": "same-site"}),
                (visitor.token, {}),
            ):
                answer = visitor.browser.post(
                    place, data={"token": token}, headers=headers, allow_redirects=False, timeout=30
                )
                assert answer.status_code == 422 and "VT-1701" in answer.text, (place, token, headers)


@pytest.mark.parametrize("act", ACTS)
def test_a_step_is_taken_by_nobody_but_its_owner(house: House, act: str) -> None:
    """Whoever else presses the button is refused, and neither the document nor its memory has changed."""
    name, owners = STEPS[act]
    document = house.stages.documents[name]
    for who in PEOPLE:
        if who in owners:
            continue
        before = (house.stages.state(name), _memory(house, document))
        fields = {"reason": "không có quyền", "result": "x", "officer": "6", "task": "1", "words": "x"}
        answer = house.visitors[who].post(f"/documents/{document}/{act}", **fields)
        assert answer.status_code in (303, 403, 404), (who, answer.status_code)
        assert (house.stages.state(name), _memory(house, document)) == before, (act, who)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.method} {row.path} {row.document}")
def test_an_address_answers_each_person_as_the_table_says(house: House, row: Row) -> None:
    for who, status in row.statuses.items():
        answer = house.ask(row, who)
        assert answer.status_code == status, (who, answer.status_code, answer.text[:300])
        told = answer.headers
        assert told["X-Content-Type-Options"] == "nosniff" and told["X-Frame-Options"] == "SAMEORIGIN"
        assert "default-src" in told["Content-Security-Policy"] and "Traceback" not in told
        kept = {"/static/{edition}": "immutable", "/events": "no-cache", "/sign/batch/events": "no-cache"}
        assert status == 303 or kept.get(row.path, "no-store") in told["Cache-Control"]


def test_who_has_left_is_nobody(house: House) -> None:
    """The table ends with the way out: no cookie that was given opens anything any more."""
    for who in READERS:
        answer = house.visitors[who].get("/account")
        assert answer.status_code == 303 and answer.headers["Location"].startswith("/login")


def _visible(house: House, who: str) -> set[str]:
    ids = house.living.see(lambda: {row.id for row in Document.select().where(visible(actor(PEOPLE[who])))})
    return {name for name, number in house.stages.documents.items() if number in ids}


def _numbered(house: House, name: str) -> bool:
    row = house.living.see(lambda: Document.get_by_id(house.stages.documents[name]))
    return row.arrival_number is not None and row.subject != ""


def _readable(house: House, who: str, name: str) -> bool:
    number = house.stages.documents[name]
    return house.living.see(lambda: may_read_bytes(Document.get_by_id(number), actor(PEOPLE[who])))


def _memory(house: House, document: int) -> int:
    return house.living.see(lambda: Audit.select().where(Audit.document == document).count())
