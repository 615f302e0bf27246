"""Whatever a stranger, or somebody at a desk, sends with bad intentions: nothing breaks, nothing is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from core.store.memory import Audit
from core.store.papers import Document, File
from tests.parts.bureau import pdf
from tests.parts.living import Living, living
from tests.parts.pages import token_of
from tests.parts.stages import ADMIN, CLERK, HEAD, LEADER, OFFICER, Stages, furnish
from tests.parts.visitors import Visitor

FORM = b"application/x-www-form-urlencoded"
PARTS = b"multipart/form-data; boundary=x"
BROKEN = {
    "no such alphabet": (FORM + b"; charset=foo", b"token=a"),
    "no UTF-8": (FORM, b"token=\xff\xfe"),
    "cut off": (PARTS, b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nfoo'),
    "no boundary": (b"multipart/form-data", b"--x\r\n"),
    "no name": (PARTS, b"--x\r\nContent-Type: text/plain\r\n\r\nfoo\r\n--x--\r\n"),
    "a part of no alphabet": (
        PARTS,
        b'--x\r\nContent-Disposition: form-data; name="token"\r\nContent-Type: text/plain; charset=foo'
        b"\r\n\r\nfoo\r\n--x--\r\n",
    ),
    "a part of no UTF-8": (
        PARTS,
        b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n\xff\xfe\r\n--x--\r\n',
    ),
    "parts in a part": (
        PARTS,
        b'--x\r\nContent-Type: multipart/mixed; boundary=y\r\nContent-Disposition: form-data; name="token"'
        b"\r\n\r\n--y\r\n\r\na\r\n--y--\r\n--x--\r\n",
    ),
    "a NUL in a name": (
        PARTS,
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\0b.pdf"\r\n\r\nfoo\r\n--x--\r\n',
    ),
}
"""Bodies that are no forms."""
NAMES = (
    'a"; filename*=x.pdf', "..\\..\\etc\\passwd.pdf", "../../etc/passwd.pdf", "x\r\nSet-Cookie: a=b.pdf",
    "<img src=x onerror=alert(1)>.pdf", "%0d%0aX-Evil: y.pdf", "\u202efdp.exe", "đ" * 255 + ".pdf", " ",
)  # fmt: skip


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    with living(tmp_path_factory.mktemp("attacked")) as opened:
        yield furnish(opened)


def at_desk(commune: Living, login: str) -> Visitor:
    """Sit down as somebody."""
    return Visitor(commune.address).sign_in(commune.logins[login])


def say(commune: Living, line: str, headers: dict[bytes, bytes], body: bytes = b"") -> tuple[int, str]:
    """Send bytes as no browser would; return the status and the answer."""
    place = urlsplit(commune.address)
    told = {b"Host": place.netloc.encode(), b"Connection": b"close", **headers}
    if body:
        told[b"Content-Length"] = str(len(body)).encode()
    head = b"".join(name + b": " + value + b"\r\n" for name, value in told.items())
    with socket.create_connection((place.hostname, place.port), timeout=20) as wire:
        wire.sendall(f"{line} HTTP/1.1\r\n".encode() + head + b"\r\n" + body)
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode(errors="replace")
    return int(answer.split(" ", 2)[1]), answer


@pytest.mark.parametrize("what", BROKEN)
def test_a_form_that_cannot_be_read_is_refused(stages: Stages, what: str) -> None:
    """From a stranger or from a desk; it is no mistake of ours, and fills no log."""
    kind, body = BROKEN[what]
    own = {b"Origin": stages.living.address.encode(), b"Content-Type": kind}
    clerk = at_desk(stages.living, CLERK).kept("vanthu")
    for cookie in ({}, {b"Cookie": b"vanthu=" + clerk.encode()}):
        for place in ("/login", "/documents/new") if cookie else ("/login",):
            status, answer = say(stages.living, f"POST {place}", own | cookie, body)
            assert status in (400, 422) and "VT-17" in answer, answer[:2000]


@pytest.mark.parametrize(
    "header", [b"Cookie", b"User-Agent", b"X-Forwarded-For", b"Accept-Language", b"Authorization"]
)
def test_headers_that_are_no_text_are_as_good_as_none(stages: Stages, header: bytes) -> None:
    commune = stages.living
    visitor = Visitor(commune.address)
    visitor.token = token_of(visitor.get("/login").text)
    form = urlencode(
        {"login": CLERK, "password": commune.logins[CLERK].password, "token": visitor.token}
    ).encode()
    word = visitor.kept("vanthu-start").encode()
    odd = {name: b"vanthu=\xff\xfe; vanthu-start=\xff; vanthu-said=%7B%22sentence%22%3A%22%5Cud800%22%7D"
           if name == b"Cookie" else b"\xff\xfe" for name in (header,)}  # fmt: skip
    assert say(commune, "GET /login", odd)[0] == 200
    assert say(commune, "GET /", odd)[0] == 303
    assert say(commune, "GET /api/v1/me", odd)[0] == 401
    if header != b"Cookie":
        own = {b"Origin": commune.address.encode(), b"Content-Type": FORM, b"Cookie": b"vanthu-start=" + word}
        assert say(commune, "POST /login", own | odd, form)[0] == 303


@pytest.mark.parametrize(
    "name", ["Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"]
)
def test_machines_are_answered_on_this_machine_alone(stages: Stages, name: str) -> None:
    """A proxy beside us speaks from here too, but for somebody else."""
    for place in ("/healthz", "/metrics"):
        assert requests.get(stages.living.address + place, timeout=20).status_code == 200
        for value in (b"elsewhere.example", b"[", b"\xff"):
            status, answer = say(stages.living, f"GET {place}", {name.encode(): value})
            assert status in (400, 404) and "vanthu_jobs" not in answer


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("//[", "/"),
        ("\x01//evil.example", "/"), (" //evil.example", "/"), ("javascript:alert(1)", "/"), ("/login", "/"),
        ("/logout", "/"), ("/a\r\nX-Evil: y", "/a X-Evil: y"),
        ("/documents?box=to_direct", "/documents?box=to_direct"),
    ],
)  # fmt: skip
def test_the_door_leads_to_no_other_host(stages: Stages, wanted: str, place: str) -> None:
    commune = stages.living
    visitor = Visitor(commune.address)
    page = visitor.get("/login", params={"next": wanted})
    assert page.status_code == 200
    visitor.token = token_of(page.text)
    told = {"login": CLERK, "password": commune.logins[CLERK].password, "next": wanted}
    answer = visitor.post("/login", **told)
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert "X-Evil" not in answer.headers


def test_who_signs_in_as_another_leaves_no_open_session_behind(stages: Stages) -> None:
    commune = stages.living
    visitor = at_desk(commune, CLERK)
    before = visitor.kept("vanthu")
    visitor.sign_in_again(commune.logins[OFFICER])
    assert visitor.kept("vanthu") != before
    stolen = requests.get(
        f"{commune.address}/account", cookies={"vanthu": before}, allow_redirects=False, timeout=20
    )
    assert stolen.status_code == 303


def test_a_session_is_known_by_its_cookie_alone_and_the_cookie_by_no_script(stages: Stages) -> None:
    visitor = Visitor(stages.living.address)
    visitor.token = token_of(visitor.get("/login").text)
    login = stages.living.logins[CLERK]
    planted = "x" * 43
    visitor.browser.cookies.set("vanthu", planted)
    answer = visitor.post("/login", login=login.login, password=login.password)
    cookie = next(told for told in answer.raw.headers.getlist("Set-Cookie") if told.startswith("vanthu="))
    assert planted not in cookie
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_numbers_no_machine_holds_are_refused(stages: Stages) -> None:
    """Rows, units, days, years: as long as a form can carry them."""
    living, documents = stages.living, stages.documents
    clerk, leader, head, officer = (at_desk(living, login) for login in (CLERK, LEADER, HEAD, OFFICER))
    for large in ("9" * 18, "9" * 30, "9" * 5000, "\u0663" * 30):
        direct = f"/documents/{documents['presented']}/direct"
        said = [
            leader.post(direct, **{f"unit-{large}": "lead"}),
            leader.post(direct, **{"unit-1": "lead", "officer": large}),
            head.post(f"/documents/{documents['directed']}/assign", officer=large),
            officer.post("/work/acknowledge", document=large),
            clerk.post("/account/tokens", label="x", scope="read", days=large),
            clerk.post("/notices/read", id=large),
            clerk.post("/search/saved/drop", id=large),
            clerk.post("/registers", code="DEN", name="Sổ", year=large, last="1"),
            clerk.post("/registers", code="DEN", name="Sổ", year="2027", last=large),
            clerk.post(f"/tray/{documents['cleared']}", organ_name="a", subject="b", late_number=large),
            *(clerk.get(f"/search?q=thuy&after={kind}-{large[:40]}") for kind in (0, 1, 2)),
            *(clerk.get(f"{place}={large[:400]}") for place in ("/documents?unit", "/documents?after",
              "/notices?before", "/tray?after", "/registers?register", "/documents?from")),
        ]  # fmt: skip
        assert [answer.url for answer in said if answer.status_code >= 500] == []
    assert clerk.get("/registers").status_code == 200
    assert stages.state("presented") == "presented" and stages.state("cleared") == "cleared"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_is_only_a_name(stages: Stages, name: str) -> None:
    """It sets no header, leaves no folder, runs no script, and the saved file bears it harmlessly."""
    living = stages.living
    clerk = at_desk(living, CLERK)
    told = name.replace("\r", "%0d").replace("\n", "%0a").replace('"', "%22")
    head = f'Content-Disposition: form-data; name="file"; filename="{told}"\r\nContent-Type: application/pdf'
    parts = [f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
             for field, value in (("token", clerk.token), ("kind", "file"))]  # fmt: skip
    parts.append(head.encode() + b"\r\n\r\n" + pdf(name) + b"\r\n")
    body = b"".join(b"--edge\r\n" + part for part in parts) + b"--edge--\r\n"
    cookie = f"vanthu={clerk.kept('vanthu')}".encode()
    own = {b"Origin": living.address.encode(), b"Cookie": cookie,
           b"Content-Type": b"multipart/form-data; boundary=edge"}  # fmt: skip
    status, answer = say(living, "POST /documents/new", own, body)
    assert status == 303, answer[:2000]
    number = int(answer.split("Location: /tray/", 1)[1].split("\r\n", 1)[0])
    living.until(lambda: living.see(lambda: Document.get_by_id(number).state) == "cleared")
    file = living.see(lambda: File.get(File.document == number))
    given = clerk.get(f"/files/{number}/{file.id}?save=1")
    plain = given.headers["Content-Disposition"].split('filename="', 1)[1].split('"', 1)[0]
    assert plain and not set(plain) & set('\r\n"\\/') and plain.isascii() and plain.isprintable()
    assert {"set-cookie", "x-evil"}.isdisjoint(header.lower() for header in given.headers)
    for page in (f"/tray/{number}", "/tray", "/tray?after=0"):
        assert "<img src=x" not in clerk.get(page).text


def test_what_people_type_is_never_markup(stages: Stages) -> None:
    living, bad = stages.living, '"><script>alert(1)</script>'
    clerk, leader, admin = (at_desk(living, login) for login in (CLERK, LEADER, ADMIN))
    paper = clerk.post("/documents/new", kind="paper").headers["Location"]
    number = int(paper.rpartition("/")[2])
    told = dict.fromkeys(("organ_name", "subject", "code_notation", "signer_name", "to_places"), bad)
    told |= {"type_name": bad, "code_number": "7"}
    assert clerk.post(paper, **told, then="present").status_code == 303
    clerk.post(f"/documents/{number}/correct", **told | {"subject": f"{bad} 2"}, reason=bad)
    clerk.post("/search/saved", name=bad, q=bad)
    clerk.post("/account/tokens", label=bad, scope="read", days="3")
    admin.post("/people/unit", code=bad, name=bad)
    admin.post("/people/new", login="kethu", name=bad, position=bad)
    leader.post(f"/documents/{number}/send_back", reason=bad)
    here = f"/documents/{number}"
    places = {
        clerk: ["/", "/documents", here, f"{here}/correct", "/registers", "/notices", "/account",
                f"/search?q={bad}", f"/documents?subject={bad}&box=presented", f"/agencies?q={bad}"],
        leader: ["/", here, f"{here}/direct", "/documents"],
        admin: ["/people", "/people/unit", "/people/1", "/health"],
    }  # fmt: skip
    for person, pages in places.items():
        for page in pages:
            answer = person.get(page)
            assert "<script>alert" not in answer.text or "json" in answer.headers["Content-Type"], page


def test_a_stranger_cannot_fill_the_memory(stages: Stages) -> None:
    """Only who is signed in may send more than a form takes, and only as a file."""
    address, body = stages.living.address, b"a=" + b"b" * (2 << 20)
    headers = {"Origin": address, "Content-Type": FORM.decode()}
    many = requests.post(f"{address}/login", data=body, headers=headers, allow_redirects=False, timeout=20)
    assert many.status_code == 413
    pieces = requests.post(
        f"{address}/login", data=iter([body] * 3), headers=headers, allow_redirects=False, timeout=20
    )
    assert pieces.status_code == 413
    clerk = at_desk(stages.living, CLERK)
    told = clerk.browser.post(f"{address}/search/saved", data=body, headers=headers, timeout=20)
    assert told.status_code == 413


def test_nothing_that_was_tried_is_told_or_written_down(
    stages: Stages, capfd: pytest.CaptureFixture[str]
) -> None:
    """Passwords and tokens stand in no line of the audit and in nothing the office says."""
    living = stages.living
    visitor = Visitor(living.address)
    visitor.token = token_of(visitor.get("/login").text)
    wrong = "Mật-khẩu-gõ-nhầm-1"
    for login in (CLERK, wrong):
        assert wrong not in visitor.post("/login", login=login, password=wrong).text.replace(
            f'value="{wrong}"', ""
        )
    clerk = at_desk(living, CLERK)
    fresh = clerk.post("/account/tokens", label="máy", scope="read", days="3").text
    token = "vt_" + fresh.split("vt_", 1)[1][:43]
    secrets = [wrong, token, living.logins[CLERK].password, living.logins[ADMIN].totp]
    lines = "".join(living.see(lambda: [line.facts for line in Audit.select()]))
    said = "".join(capfd.readouterr())
    assert not [secret for secret in secrets if secret in lines or secret in said]
