"""A state secret that was scanned by mistake leaves the system whole: nothing of it stays on any disk."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pytest

from core.store.memory import Audit, JobRow
from core.store.papers import Document, File, FileText
from core.store.people import Unit, User
from core.text import fold
from tests.parts.living import Living, living
from tests.parts.visitors import Visitor, visiting

SPOKEN = ("Quặngbôxítsâu", "Hầmngầmkhuyết", "Đoàntàulạchồng", "Sếuđầuđỏbay")
"""Words of the subject, of the leader, of the head and of the officer that stand nowhere else."""
WRITTEN = "quangtritunhiet"
"""A word in the text of the scan."""
NAMED = "kehoachphongthu"
"""A word in its file name."""
WHY = "văn bản có dấu bí mật nhà nước"


def test_nothing_of_an_expelled_document_stays_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Registered, read, pictured, directed, assigned, corrected, found, scanned twice; then gone.

    Looked for in every byte below the home and the scanner's folder, and in what the office said.
    """
    content = secret_scan()
    with living(tmp_path) as commune:
        number, copy = brought_in(commune, content)
        logins = commune.logins
        who = [logins[name] for name in ("vanthu", "vanthu2", "chutich", "truongphong", "chuyenvien")]
        with visiting(commune.address, *who) as (clerk, second, leader, head, officer):
            worked_on(commune, number, clerk, leader, head, officer)
            traces = [content[place : place + 48] for place in (200, 400, len(content) - 300)]
            traces += pictured(commune, number, clerk)
            assert left_in(tmp_path, traces[:1]), "the test looks in the wrong place"
            expelled(commune, number, clerk, second)
            commune.until(lambda: commune.see(erased, number))
            commune.until(lambda: not left_in(commune.scans, traces))
            assert told_of(commune) == []
            for person in (clerk, leader, officer):
                assert person.get(f"/documents/{number}").status_code == 404
                assert person.get(f"/documents/{copy}").status_code == 404
                assert not any(word in person.get("/search?q=Bôxít").text for word in SPOKEN[:1])
            words = sorted({form for word in (*SPOKEN, WRITTEN, NAMED) for form in forms(word)})
            assert left_in(tmp_path, [*traces, *words]) == []
        assert commune.see(lambda: Document.get_by_id(number).arrival_number) == 153
    assert left_in(tmp_path, [*traces, *words]) == []
    said = "".join(capfd.readouterr()).casefold()
    assert not [word for word in (*SPOKEN, WRITTEN, NAMED) if word.casefold() in said]


def secret_scan() -> bytes:
    """Return a PDF with a text layer, whose bytes are found nowhere else."""
    made, kept = pikepdf.new(), io.BytesIO()
    for page in range(1, 3):
        made.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        made.pages[-1].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        said = f"BT /F1 40 Tf 60 700 Td (Trang {page} {WRITTEN} {WRITTEN}) Tj ET"
        made.pages[-1].Contents = made.make_stream(said.encode())
    made.save(kept, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return kept.getvalue()


def brought_in(commune: Living, content: bytes) -> tuple[int, int]:
    """Scan it twice; return the document and its second copy, once the first was read."""
    (commune.scans / f"{NAMED}.pdf").write_bytes(content)
    first = commune.until(lambda: commune.see(lambda: Document.get_or_none(Document.state == "cleared"))).id
    (commune.scans / f"{NAMED}-2.pdf").write_bytes(content)
    copy = commune.until(lambda: commune.see(lambda: Document.get_or_none(Document.state == "duplicate"))).id
    commune.until(lambda: commune.see(lambda: FileText.select().count()))
    return first, copy


def worked_on(
    commune: Living, number: int, clerk: Visitor, leader: Visitor, head: Visitor, officer: Visitor
) -> None:
    """Take it through the office with words that give it away."""
    assigned = commune.see(lambda: User.get(User.login == "chuyenvien").id)
    unit = commune.see(lambda: Unit.get(Unit.code == "VP").id)
    letter = {"organ_name": "Bộ Chỉ huy", "subject": SPOKEN[0], "code_number": "7", "type_name": "Kế hoạch"}
    here = f"/documents/{number}"
    sent = [
        clerk.post(f"/tray/{number}", **letter, then="present"),
        clerk.post(f"{here}/correct", **{**letter, "subject": f"{SPOKEN[0]} sửa"}, reason="gõ thiếu chữ"),
        leader.post(f"{here}/direct", **{f"unit-{unit}": "lead"}, words=SPOKEN[1]),
        head.post(f"{here}/assign", officer=str(assigned), words=SPOKEN[2]),
        officer.post(f"{here}/begin"),
        officer.post(f"{here}/finish", result=SPOKEN[3]),
    ]
    assert {answer.status_code for answer in sent} == {303}
    assert commune.see(lambda: Document.get_by_id(number).state) == "finished"
    commune.until(lambda: SPOKEN[0] in leader.get(f"/search?q={WRITTEN}").text)
    commune.until(lambda: SPOKEN[0] in officer.get(f"/search?q={fold(SPOKEN[1])}").text)


def pictured(commune: Living, number: int, clerk: Visitor) -> list[bytes]:
    """Look at its pages; return some bytes of each picture."""
    file = commune.see(lambda: File.get(File.document == number).id)
    drawn = [
        clerk.get(f"/files/{number}/{file}/pages/{page}.png?w={width}").content
        for page in (1, 2)
        for width in (160, 960)
    ]
    assert all(picture.startswith(b"\x89PNG") for picture in drawn)
    return [picture[len(picture) // 2 :][:48] for picture in drawn]


def expelled(commune: Living, number: int, clerk: Visitor, second: Visitor) -> None:
    """Ask and confirm, as two persons."""
    clerk.post(f"/documents/{number}/expulsion/ask", reason=WHY)
    second.post(f"/documents/{number}/expulsion/confirm", reason=WHY)
    assert commune.see(lambda: Document.get_by_id(number).state) == "expelled"


def erased(number: int) -> bool:
    """Tell whether all that follows the expulsion has been done."""
    owed = JobRow.select().where(JobRow.kind == "erase")
    return bool(owed.exists()) and not owed.where(JobRow.state != "done").exists()


def told_of(commune: Living) -> list[str]:
    """Return the lines of the audit that repeat what the document said."""
    lines = commune.see(lambda: [line.facts for line in Audit.select()])
    return [line for line in lines for word in (*SPOKEN, WRITTEN, NAMED) if word in line]


def forms(word: str) -> set[bytes]:
    """Return a word as it may lie in a file: as written, in small letters, without marks, its end alone."""
    spelled = {word, word.lower(), fold(word)}
    return {said.encode() for said in spelled | {one[4:] for one in spelled}}  # an index keeps endings


def left_in(folder: Path, traces: Iterable[bytes]) -> list[str]:
    """Return where any of these bytes are found, below a folder, names of files included."""
    found = []
    for place in sorted(folder.rglob("*")):
        if not place.is_file():
            continue
        held = place.read_bytes() + str(place.relative_to(folder)).encode()
        found += [f"{place.relative_to(folder)}: {trace!r}" for trace in traces if trace in held]
    return found
