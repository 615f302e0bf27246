"""A letter from a leader's order to the outbox, by six people in a browser; wrong ones try every step."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.demonstration.authority import PIN
from appliance.demonstration.commune import actor
from appliance.specimens import from_ourselves, paper
from core import audit, trust
from core.documents import handling, incoming, registers, states
from core.documents.handling import Order
from core.store.memory import Audit
from core.store.outgoing import Dispatch, Draft, Version
from core.store.papers import Document, Entry
from core.store.people import Unit, User
from core.store.seals import Sealing
from core.values import Actor, Arrival, Finding
from tests.parts.browser import PHONE, Person, chromium
from tests.parts.living import Living, clock_at, living
from tests.parts.office import letter

MORNING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""A Monday, 08:30 in Vietnam."""
SUBJECT = "Triển khai Quy chế quản lý, sử dụng phần mềm Quản lý văn bản và điều hành"
PEOPLE = ("chutich", "truongphong", "chuyenvien", "thethuc", "truongphongkt", "vanthu")
"""Leader, head of the drafting unit, drafter, checker of the form, who initials, clerk."""


class Cast:
    """The six, each at a browser of his own; the leader holds a telephone."""

    def __init__(self, house: Living, browser: object) -> None:
        self.house = house
        self.people = {
            login: Person(browser, house.address, PHONE if login == "chutich" else None).sign_in(  # type: ignore[arg-type]
                house.logins[login]
            )
            for login in PEOPLE
        }

    def of(self, login: str) -> Person:
        """Return one of them."""
        return self.people[login]

    def nobody_else(self, document: int, act: str, *right: str, **fields: str) -> None:
        """Let everybody but the right ones take a step as a form would; the letter stays as it is."""
        before = self.house.see(standing, document)
        for login, person in self.people.items():
            if login not in right:
                status = press(person, f"/outgoing/{document}/{act}", **fields)
                assert status in (303, 403, 404, 422), (login, act, status)
                assert self.house.see(standing, document) == before, (login, act)

    def leave(self) -> None:
        """Close every browser."""
        for person in self.people.values():
            person.leave()


def press(person: Person, address: str, **fields: str) -> int:
    """Send a form of this person's own page and return the status, whether the page shows a button or not."""
    status: int = person.page.evaluate(
        """async ([address, fields]) => {
            const token = document.querySelector('input[name=token]').value;
            const sent = await fetch(address, {method: 'POST', redirect: 'manual',
                body: new URLSearchParams({token, ...fields})});
            return sent.type === 'opaqueredirect' ? 303 : sent.status;
        }""",
        [address, fields],
    )
    return status


def standing(document: int) -> tuple[str, str | None, int]:
    """Return where a letter stands, its file, and how many audit lines tell of its steps."""
    row = Document.get_by_id(document)
    steps = Audit.select().where(Audit.document == document, Audit.action != "view").count()
    return row.state, row.sha256, steps


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(paper.draft(from_ourselves.PLAN))
    return file


def test_a_letter_goes_from_an_order_to_the_outbox(tmp_path: Path, draft: Path) -> None:
    """Ordered, drafted, initialled, checked, approved and signed on a phone, numbered, sealed, issued."""
    with living(tmp_path, clock_at(MORNING), signing=True) as house, chromium() as browser:
        answered = house.do(_answerable, house)
        cast = Cast(house, browser)
        document = orders(cast, answered)
        drafts(cast, document, draft)
        checks(cast, document)
        approves_and_signs(cast, document)
        leaves(cast, document)
        holds(house, document, answered, tmp_path)
        cast.leave()


def orders(cast: Cast, answered: int) -> int:
    """The leader orders a reply; the head hands it on; nobody else can."""
    page = cast.of("chutich").page
    page.goto(f"/outgoing/new?order&answers={answered}")
    assert cast.of("chutich").flaws() == []
    page.get_by_label("Tên loại văn bản").select_option(label="Kế hoạch")
    page.get_by_label("Trích yếu nội dung").fill(SUBJECT)
    page.locator("select[name=unit]").select_option(label="Văn phòng HĐND và UBND")
    page.locator("textarea[name=words]").fill("Soạn kế hoạch, trình trong tuần.")
    page.locator("input[name=closes]").check()
    page.get_by_role("button", name="Giao soạn thảo").click()
    page.wait_for_url("**/outgoing/*")
    document = int(page.url.rsplit("/", 1)[1])
    officer = cast.house.see(lambda: User.get(User.login == "chuyenvien").id)
    cast.nobody_else(document, "hand_on", "truongphong", officer=str(officer))
    head = cast.of("truongphong").page
    head.goto(f"/outgoing/{document}")
    head.locator("select[name=officer]").select_option(str(officer))
    head.locator("form[action$='/hand_on'] button").click()
    head.wait_for_load_state()
    return document


def drafts(cast: Cast, document: int, file: Path) -> None:
    """The officer takes it up, fills it in, uploads the PDF, asks for an initial and submits."""
    cast.nobody_else(document, "take_up", "chuyenvien", "truongphong")
    person = cast.of("chuyenvien")
    page = person.page
    page.goto(f"/outgoing/{document}")
    page.locator("form[action$='/take_up'] button").click()
    page.wait_for_load_state()
    page.goto(f"/outgoing/{document}/edit")
    page.locator("select[name=signer]").select_option(label="Trần Văn Bình – Chủ tịch UBND xã")
    page.locator("input[name='name-0']").fill("Ủy ban nhân dân thành phố Cần Thơ")
    page.get_by_role("button", name="Lưu thông tin").click()
    page.wait_for_load_state()
    page.goto(f"/outgoing/{document}")
    page.locator("#v-file").set_input_files(file)
    page.locator("form[action$='/files'] button").first.click()
    page.get_by_text("Bản 1").first.wait_for()
    assert person.flaws() == []
    other = cast.house.see(lambda: User.get(User.login == "truongphongkt").id)
    assert press(person, f"/outgoing/{document}/ask", what="initial", user=str(other), required="1") == 303
    cast.nobody_else(document, "submit", "chuyenvien")
    assert press(person, f"/outgoing/{document}/submit") == 303


def checks(cast: Cast, document: int) -> None:
    """Content by the head of the unit, an initial by another, form by who is assigned; nobody else can."""
    cast.nobody_else(document, "check_content", "truongphong", words="Đồng ý.")
    page = cast.of("truongphong").page
    page.goto(f"/outgoing/{document}")
    assert cast.of("truongphong").flaws() == []
    page.locator("form[action$='/check_content'] button").click()
    page.wait_for_load_state()
    cast.nobody_else(document, "record_initial", "truongphongkt")
    assert press(cast.of("truongphongkt"), f"/outgoing/{document}/record_initial") == 303
    cast.nobody_else(document, "check_form", "thethuc", words="Đúng thể thức.")
    page = cast.of("thethuc").page
    page.goto(f"/outgoing/{document}")
    assert cast.of("thethuc").flaws() == []
    page.locator("form[action$='/check_form'] button").click()
    page.wait_for_load_state()


def approves_and_signs(cast: Cast, document: int) -> None:
    """The leader approves and signs on his telephone the file he is shown; no other file, nobody else."""
    shown = cast.house.see(standing, document)[1] or ""
    cast.nobody_else(document, "approve", "chutich", sha256=shown)
    person = cast.of("chutich")
    page = person.page
    page.goto(f"/outgoing/{document}/approve")
    assert person.flaws() == []
    page.get_by_role("button", name="Duyệt", exact=False).first.click()
    page.wait_for_load_state()
    assert cast.house.see(standing, document)[0] == states.TO_SIGN
    before = cast.house.see(standing, document)
    for login in PEOPLE[1:]:
        assert press(cast.of(login), f"/sign/{document}", pin=PIN, seen=shown) in (303, 403, 404, 422)
    for fields in ({"pin": PIN, "seen": "0" * 64}, {"pin": "000000", "seen": shown}):
        assert press(person, f"/sign/{document}", **fields) == 303  # a page that is loaded again sends no PIN
    assert cast.house.see(standing, document) == before
    page.goto(f"/sign/{document}")
    page.locator("img[alt^='Trang ký']").wait_for()
    assert person.flaws() == []
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Ký số").click()
    page.wait_for_url("**/sign")
    assert cast.house.see(standing, document)[0] == states.TO_NUMBER


def leaves(cast: Cast, document: int) -> None:
    """The clerk numbers, seals and issues with one key a step; nobody else can."""
    person = cast.of("vanthu")
    page = person.page
    for act in ("number", "issue"):
        cast.nobody_else(document, act, "vanthu")
    for login in PEOPLE[:-1]:
        assert press(cast.of(login), f"/seal/{document}/number") in (303, 403, 404)
    page.goto(f"/seal/{document}")
    assert person.flaws() == []
    page.keyboard.press("F4")
    page.get_by_label("Mã PIN").wait_for()
    for login in PEOPLE[:-1]:
        assert press(cast.of(login), f"/seal/{document}/seal", pin=PIN) in (303, 403, 404)
    assert cast.house.see(standing, document)[0] == states.TO_SEAL
    page.get_by_label("Mã PIN").fill(PIN)
    page.keyboard.press("F4")
    page.get_by_role("heading", name="Phát hành", exact=True).wait_for(timeout=60_000)
    page.keyboard.press("F4")
    page.wait_for_url("**/seal")


def holds(house: Living, document: int, answered: int, folder: Path) -> None:
    """What left is signed twice, numbered, in the register, in the outbox, and answers what it answers."""
    row = house.see(Document.get_by_id, document)
    assert row.state == states.ISSUED and row.legal_value == "original"
    entry = house.see(lambda: Entry.get(Entry.document == document))
    assert row.code_number == f"{entry.number:02d}" and row.code_notation == "KH-UBND"
    found = house.see(trust.verdict_of, row.sha256)
    assert found is not None and found.verdict == "valid"
    assert [one.role for one in found.signatures] == ["leader", "organisation"]
    assert house.see(lambda: [one.stage for one in Version.select().order_by(Version.number)]) == [
        "draft", "signed", "sealed",
    ]  # fmt: skip
    assert house.see(lambda: {one.state for one in Dispatch.select()}) == {"waiting"}
    assert house.see(lambda: Draft.get(Draft.document == document).issued_at) is not None
    assert house.see(Document.get_by_id, answered).state == states.FINISHED
    assert house.see(lambda: [one.purpose for one in Sealing.select().order_by(Sealing.id)]) == [
        "leader", "organisation",
    ]  # fmt: skip
    assert house.see(audit.verify)[1] is None
    file = folder / "ban-hanh.pdf"
    file.write_bytes(house.office.blobs.path(row.sha256 or "").read_bytes())
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout
    assert told.count("Signature is Valid") == 2
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    assert f"{row.code_number}" in text.stdout and "tháng 11 năm 2026" in text.stdout


def _answerable(house: Living) -> int:
    """Have a letter come, registered, directed to the office and taken up, so that a reply finishes it."""
    office = house.office
    now = office.clock.now
    clerk, leader, head, officer = (_actor(one) for one in ("vanthu", "chutich", "truongphong", "chuyenvien"))
    blob = office.blobs.keep(paper.set_in_type(from_ourselves.REPLY), "den.pdf")
    document = incoming.receive(Arrival("may-quet-1", "den.pdf", "den.pdf"), blob, now())
    incoming.settle(document, [Finding("clamd")], None, now())
    registers.register(document, letter(), clerk, now())
    handling.present(document, clerk, now())
    unit = Unit.get(Unit.code == "VP").id
    handling.direct(document, Order(unit, words="Trả lời."), leader, now())
    handling.assign(document, officer.user_id or 0, "", None, head, now())
    handling.begin(document, officer, now())
    return document


def _actor(login: str) -> Actor:
    return actor(login)
