"""The clerk signs a scan from the page of the document: a PIN, once, and the signed file is shown first."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from appliance.demonstration.authority import PIN
from appliance.demonstration.commune import actor
from core.documents import registers, rendering
from core.documents.digitising import DIGITISED
from core.store.papers import Document, File
from tests.parts.living import Living, living
from tests.parts.office import letter
from tests.parts.stages import CLERK, LEADER, receive
from tests.parts.visitors import Visitor

BUTTON = "Ký số bản số hóa"


def scanned(house: Living) -> int:
    """A registered scan whose paper is in the office."""
    kept = io.BytesIO()
    Image.new("RGB", (827, 1169), "white").save(kept, "PNG", dpi=(100, 100))
    number = receive(house, "van-ban", rendering.to_pdf(io.BytesIO(kept.getvalue())))
    house.until(lambda: house.see(lambda: Document.get_by_id(number).state == "cleared"))
    house.do(
        registers.register, number, letter(paper=True), house.see(actor, CLERK), house.office.clock.now()
    )
    return number


def test_a_clerk_signs_a_scan_with_a_pin(tmp_path: Path) -> None:
    """A wrong PIN is told and changes nothing; once signed there is no button any more."""
    with living(tmp_path, signing=True) as house:
        number = scanned(house)
        here = f"/documents/{number}"
        clerk = Visitor(house.address).sign_in(house.logins[CLERK])
        leader = Visitor(house.address).sign_in(house.logins[LEADER])
        page = clerk.get(here).text
        assert f'action="{here}/digitise"' in page and 'name="pin"' in page
        assert "digitise" not in leader.get(here).text
        assert leader.post(f"{here}/digitise", pin=PIN).status_code == 403
        clerk.post(f"{here}/digitise", pin="0" * len(PIN))
        assert BUTTON in clerk.get(here).text
        assert clerk.post(f"{here}/digitise", pin=PIN).status_code == 303
        page = clerk.get(here).text
        assert "Đã ký số bản số hóa" in page and f'action="{here}/digitise"' not in page
        assert "Có giá trị pháp lý như bản chính" in page and "Bản số hóa đã ký số" in page
        file = house.see(lambda: File.get(File.document == number, File.role == DIGITISED).id)
        assert page.index(f"/files/{number}/{file}") < page.index("Tệp gốc")
        assert clerk.get(f"/files/{number}/{file}").content.startswith(b"%PDF")
