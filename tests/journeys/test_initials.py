"""An initial is put on a draft by whom it was asked of, with his own key, on the page of the letter."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from appliance.demonstration import outgoing as demonstration
from appliance.demonstration.authority import PIN
from appliance.demonstration.commune import actor
from appliance.specimens import from_ourselves, paper
from core import trust
from core.documents import concerns, drafting, drafts
from core.documents.examine import PDF
from core.store.outgoing import Concern, Version
from core.store.papers import Document
from tests.parts.browser import Person, chromium
from tests.parts.living import Living, living


def test_who_is_asked_puts_his_initial_on_the_file(tmp_path: Path) -> None:
    """The head of the office initials with his own key; the file bears it; a wrong PIN changes nothing."""
    with living(tmp_path, signing=True) as house, chromium() as browser:
        document = asked(house)
        head = Person(browser, house.address).sign_in(house.logins["truongphong"])
        page = head.page
        page.goto(f"/outgoing/{document}")
        page.get_by_text("Ký nháy bằng thiết bị").click()
        page.get_by_label("Mã PIN").fill("sai")
        page.get_by_role("button", name="Ký nháy", exact=True).click()
        page.get_by_role("alert").wait_for()
        assert stages(house, document) == ["draft"]
        page.goto(f"/outgoing/{document}")
        page.get_by_text("Ký nháy bằng thiết bị").click()
        assert head.flaws() == []
        page.get_by_label("Mã PIN").fill(PIN)
        page.get_by_role("button", name="Ký nháy", exact=True).click()
        page.get_by_text("Đã ký nháy vào tệp.").wait_for()
        head.leave()
        assert stages(house, document) == ["draft", "initialled"]
        found = house.see(trust.verdict_of, house.see(Document.get_by_id, document).sha256 or "")
        assert found is not None and found.verdict == "valid"
        assert [one.field.rstrip("0123456789") for one in found.signatures] == ["vanthu_initial_"]
        assert house.see(lambda: Concern.get(Concern.document == document).done_at) is not None


def stages(house: Living, document: int) -> list[str]:
    """Return what became of the file, version by version."""
    rows = Version.select().where(Version.document == document).order_by(Version.number)
    return house.see(lambda: [row.stage for row in rows])


def asked(house: Living) -> int:
    """Have a draft checked, and the head of the office asked for his initial."""
    office, now = house.office, house.office.clock.now
    officer, head, checker = (house.see(actor, who) for who in ("chuyenvien", "truongphong", "thethuc"))
    document = house.do(
        partial(drafts.draft, house.see(demonstration.wanted), officer, now(), site=office.site)
    )
    blob = office.blobs.keep(paper.draft(from_ourselves.PLAN), "ke-hoach.pdf")
    about = {"media_type": PDF, "pages": 1, "facts": {"signatures": 0, "notes": []}}
    house.do(drafts.add_version, document, blob, about, "", officer, now())
    house.do(concerns.ask, document, [head.user_id or 0], "initial", True, officer, now())
    house.do(drafting.submit, document, officer, now())
    house.do(drafting.check_content, document, "", head, now())
    house.do(drafting.check_form, document, "", checker, now())
    return document
