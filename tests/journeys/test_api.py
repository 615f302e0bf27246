"""The office as programs meet it: described truly, shut by default, able to take a document to its end."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from appliance.demonstration import commune
from appliance.signatures import MARKER
from core.accounts import users
from core.accounts.tokens import SCOPES
from core.clock import Clock
from core.values import BOX, Role
from core.web.api.addresses import OPERATIONS
from core.web.api.operations import READ, ROOT, WRITE, Operation
from core.web.api.uploads import PLAIN
from tests.parts.pages import token_of
from tests.parts.programs import Program, Served, scan, served

EXAMPLES = 60 if os.environ.get("VANTHU_NIGHTLY") else 12
"""Cases schemathesis invents for each operation, beside those that follow from the shapes."""
SPEAKERS = {
    Role.CLERK: "vanthu",
    Role.LEADER: "chutich",
    Role.HEAD: "truongphong",
    Role.OFFICER: "chuyenvien",
    Role.ADMIN: "quantri",
}
LETTER: dict[str, Any] = {
    "organ_name": "Sở Nội vụ thành phố Cần Thơ",
    "subject": "V/v rà soát cán bộ, công chức",
    "code_number": "215",
    "code_notation": "SNV-VP",
}
BODIES: dict[str, dict[str, Any]] = {
    "finish": {"result": "Đã trả lời."},
    "finish_part": {"part": 1},
    "send_back": {"reason": "Chưa đủ hồ sơ."},
}
"""What an officer would send."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("api")) as opened:
        yield opened


@pytest.fixture(scope="module")
def programs(office: Served) -> dict[Role, Program]:
    return {role: office.program(login) for role, login in SPEAKERS.items()}


@pytest.fixture(scope="module")
def readers(office: Served) -> dict[Role, Program]:
    return {role: office.program(login, [READ]) for role, login in SPEAKERS.items()}


@pytest.fixture(scope="module")
def document(programs: dict[Role, Program]) -> int:
    """Return a document in the tray, nobody's yet but the clerks'."""
    return cleared(programs[Role.CLERK], "in the tray")


def cleared(clerk: Program, words: str) -> int:
    """Have a scan come in through the API and be found clean; return its document."""
    form = {"file": (f"{words}.tif", scan(words), "image/tiff")}
    number = int(clerk.told("POST", "/documents", files=form)["id"])
    clerk.until(f"/documents/{number}", lambda told: told["document"]["state"] == "cleared")
    return number


def place(operation: Operation, document: int) -> str:
    """Return the address of an operation on a document."""
    return operation.path.format(id=document, file=1, box="to_register")


def each_operation(*scopes: str) -> pytest.MarkDecorator:
    """Run a test for every operation of these scopes."""
    found = [operation for operation in OPERATIONS if operation.scope in scopes]
    return pytest.mark.parametrize("operation", found, ids=lambda operation: operation.name)


def test_the_office_answers_as_it_says_whatever_is_sent(office: Served, tmp_path: Path) -> None:
    """No mistake of ours, no undocumented answer, nothing accepted that the description forbids."""
    clerk = office.program("vanthu")
    for number in range(4):
        cleared(clerk, f"fuzzed {number}")
    ran = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"), "run", f"{clerk.address}{ROOT}/openapi.json",
            "--header", f"Authorization: Bearer {clerk.token}", "--max-examples", str(EXAMPLES),
            # What has the right shape may still be refused by law: a due date before the arrival, a secret.
            "--exclude-checks", "positive_data_acceptance", "--generation-database", "none",
            "--warnings", "off", "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    clerk.until("/documents?state=arrived", lambda told: not told["items"])
    assert "unexpected" not in office.commune.words


@each_operation(*SCOPES)
def test_nobody_is_answered_without_a_token(office: Served, operation: Operation) -> None:
    for token in ("", "vt_" + "x" * 43):
        answer = Program(office.commune.address, token).ask(operation.method, place(operation, 1))
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["errors"]


@each_operation(WRITE)
def test_a_token_that_may_read_changes_nothing(
    readers: dict[Role, Program], operation: Operation, document: int
) -> None:
    for reader in readers.values():
        assert reader.ask(operation.method, place(operation, document), json={}).status_code == 403


@each_operation(*SCOPES)
def test_what_belongs_to_a_role_is_refused_to_every_other(
    programs: dict[Role, Program], operation: Operation, document: int
) -> None:
    """Also when nothing is wrong with what is sent: who asks is looked at first."""
    others = set(SPEAKERS) - operation.roles if operation.roles else set()
    for role in others:
        answer = programs[role].ask(operation.method, place(operation, document), json={})
        assert answer.status_code in (403, 404), (role, answer.text)


@pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if one.path.startswith("/documents/{id}") and Role.OFFICER in one.roles],
    ids=lambda operation: operation.name,
)
def test_a_document_of_others_is_not_there(
    programs: dict[Role, Program], operation: Operation, document: int
) -> None:
    body = BODIES.get(operation.name)
    answer = programs[Role.OFFICER].ask(operation.method, place(operation, document), json=body)
    assert answer.status_code == 404


def test_a_session_of_a_browser_opens_nothing_here(office: Served) -> None:
    """Another site could make the browser send its cookie; it cannot make it send a token."""
    address = office.commune.address
    with requests.Session() as browser:
        first = token_of(browser.get(f"{address}/login").text)
        given = {"login": "vanthu", "password": commune.password_of("vanthu"), "token": first}
        browser.post(f"{address}/login", data=given, headers={"Origin": address})
        assert "Nguyễn Thị Mai" in browser.get(address).text
        assert browser.get(f"{address}{ROOT}/me").status_code == 401
        assert browser.post(f"{address}{ROOT}/documents/paper", json={}).status_code == 401


def test_a_program_waits_until_its_owner_has_done_what_comes_first(office: Served) -> None:
    """A password that was reset may have been lost to somebody else."""
    program = office.program("chuyenvienkt")
    assert program.told("GET", "/me")["name"] == "Sơn Minh Tuấn"

    def reset() -> None:
        owner = commune.actor("chuyenvienkt").user_id
        users.reset_password(BOX, owner or 0, Clock().now(), commune.QUICK)

    office.write(reset)
    assert program.ask("GET", "/me").status_code == 403


def test_a_document_comes_in_and_is_walked_to_its_end(programs: dict[Role, Program]) -> None:
    clerk, leader = programs[Role.CLERK], programs[Role.LEADER]
    head, officer = programs[Role.HEAD], programs[Role.OFFICER]
    number = cleared(clerk, "walked")
    there = f"/documents/{number}"
    told = clerk.told("POST", f"{there}/register", json=LETTER)
    assert told["state"] == "registered" and told["number"].isdecimal()
    clerk.told("POST", f"{there}/present")
    units = {unit["code"]: unit["id"] for unit in leader.told("GET", "/units")["items"]}
    order = {"lead": units["VP"], "cooperate": [units["KT"]], "words": "Tham mưu, báo cáo."}
    assert leader.told("POST", f"{there}/direct", json=order)["state"] == "directed"
    people = head.told("GET", f"/units/{units['VP']}/people")["items"]
    given = next(person["id"] for person in people if person["name"] == "Phạm Thị Dung")
    assert "assign" in head.told("GET", there)["may"]
    head.told("POST", f"{there}/assign", json={"officer": given, "words": "Làm ngay."})
    officer.told("POST", f"{there}/begin")
    assert officer.told("POST", f"{there}/finish", json={"result": "Đã trả lời."})["state"] == "finished"
    passed = [line["event"] for line in clerk.told("GET", f"{there}/history")["items"]]
    steps = ["arrive", "clear", "register", "present", "direct", "assign", "begin", "finish"]
    assert [event for event in passed if event != "view"] == steps
    original = officer.told("GET", f"{there}/files")["items"][0]
    assert officer.ask("GET", f"{there}/files/{original['id']}").content == scan("walked")
    found = officer.until("/search?q=ra soat can bo", lambda told: told["items"])
    assert [line["id"] for line in found["items"]] == [number]
    day = clerk.told("GET", there)["document"]["arrival_date"]
    (book,) = clerk.told("GET", "/registers")["items"]
    lines = clerk.told("GET", f"/registers/{book['id']}/lines?first_day={day}&last_day={day}")["items"]
    assert number in [line["document"] for line in lines]


def test_the_same_thing_sent_again_is_the_same_document(programs: dict[Role, Program]) -> None:
    clerk = programs[Role.CLERK]
    path = "/documents?external_id=b%2F7&name=..%2Fa.tif"
    once, again = [raw(clerk, path, scan("once")).json() for _ in range(2)]
    assert once["id"] == again["id"]
    assert clerk.told("GET", f"/documents/{once['id']}")["document"]["name"] == "a.tif"
    assert raw(clerk, "/documents?external_id=b%2F7", scan("another")).status_code == 422
    copy = raw(clerk, "/documents?external_id=b%2F8", scan("once")).json()
    assert copy["state"] == "duplicate" and copy["duplicate_of"] == once["id"]


def raw(program: Program, path: str, content: bytes, kind: str = PLAIN) -> requests.Response:
    """Send bytes as they are."""
    headers = {"Authorization": f"Bearer {program.token}", "Content-Type": kind}
    return requests.post(f"{program.address}{ROOT}{path}", data=content, headers=headers, timeout=30)


def test_words_written_on_paper_come_with_their_slip(programs: dict[Role, Program]) -> None:
    clerk = programs[Role.CLERK]
    number = int(clerk.told("POST", "/documents/paper", json={})["id"])
    there = f"/documents/{number}"
    clerk.told("POST", f"{there}/register", json=LETTER | {"code_number": "216", "paper": True})
    assert raw(clerk, f"{there}/slips", scan("slip")).status_code == 409
    clerk.told("POST", f"{there}/present")
    assert raw(clerk, f"{there}/slips", scan("bad") + MARKER).json()["errors"][0]["code"] == "VT-2520"
    slip = raw(clerk, f"{there}/slips", scan("slip")).json()["sha256"]
    leader = clerk.told("GET", "/leaders")["items"][0]
    unit = clerk.told("GET", "/units")["items"][0]["id"]
    order = {"lead": unit, "leader": leader["id"], "words": "Theo dõi."}
    assert clerk.ask("POST", f"{there}/transcribe", json=order | {"slip": "0" * 64}).status_code == 422
    assert clerk.told("POST", f"{there}/transcribe", json=order | {"slip": slip})["state"] == "directed"


def test_a_secret_leaves_by_two_persons(office: Served, programs: dict[Role, Program]) -> None:
    clerk, other = programs[Role.CLERK], office.program("vanthu2")
    there = f"/documents/{cleared(clerk, 'secret')}"
    why = {"reason": "Văn bản có độ mật."}
    assert clerk.ask("POST", f"{there}/register", json=LETTER | {"secrecy": 1}).status_code == 422
    clerk.told("POST", f"{there}/ask_expulsion", json=why)
    assert clerk.ask("POST", f"{there}/confirm_expulsion", json=why).status_code == 403
    assert other.told("POST", f"{there}/confirm_expulsion", json=why)["state"] == "expelled"
    assert {clerk.ask("GET", there).status_code, clerk.ask("GET", f"{there}/history").status_code} == {404}


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"reason":"\xff"}', "application/json", 400),
        (b"reason=x", "application/x-www-form-urlencoded", 415),
        (b'{"reason":"' + b"x" * (1 << 20) + b'"}', "application/json", 413),
        (b'{"reason":"a\\u0000bcdef"}', "application/json", 422),
        (b'{"reason":"abcdef","more":1}', "application/json", 422),
        (b'{"reason":' + b"9" * 400 + b"}", "application/json", 422),
        (b"null", "application/json", 422),
    ],
)
def test_what_cannot_be_taken_is_named(
    programs: dict[Role, Program], document: int, content: bytes, kind: str, status: int
) -> None:
    answer = raw(programs[Role.CLERK], f"/documents/{document}/discard", content, kind)
    (error,) = answer.json()["errors"]
    assert answer.status_code == status and error["code"] and error["message"] and error["hint"]


def test_text_is_composed_at_the_edge(programs: dict[Role, Program]) -> None:
    clerk = programs[Role.CLERK]
    there = f"/documents/{cleared(clerk, 'composed')}"
    decomposed = LETTER | {"subject": "Tie\u0302\u0301ng Vie\u0323\u0302t", "code_number": "217"}
    clerk.told("POST", f"{there}/register", json=decomposed)
    assert clerk.told("GET", there)["document"]["subject"] == "Tiếng Việt"


def test_a_file_too_large_is_refused_before_it_is_sent(
    programs: dict[Role, Program],
) -> None:
    clerk = programs[Role.CLERK]
    line = http.client.HTTPConnection(urlsplit(clerk.address).netloc, timeout=30)
    line.putrequest("POST", f"{ROOT}/documents")
    line.putheader("Authorization", f"Bearer {clerk.token}")
    line.putheader("Content-Type", "application/pdf")
    line.putheader("Content-Length", str(1 << 40))
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


def test_an_address_or_a_method_that_is_not_there_is_told_in_json(programs: dict[Role, Program]) -> None:
    clerk = programs[Role.CLERK]
    for path in ("/nothing", "/documents/x", "/documents/1/expel", "/documents/99999999999999999999"):
        answer = clerk.ask("GET", path)
        assert answer.status_code in (404, 405) and answer.json()["errors"]
    answer = clerk.ask("DELETE", "/documents/1")
    assert answer.status_code == 405 and answer.headers["Allow"] == "GET" and answer.json()["errors"]
