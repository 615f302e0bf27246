"""Paper goes beside the electronic document only where the law says so, and only from the sealed file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import agencies
from core.config.sections import Outgoing
from core.documents import outgoing, paper
from core.documents.wanted import Receiver
from core.errors import Forbidden, Refused
from core.store.outgoing import Dispatch, PaperPrint
from core.store.people import Agency
from tests.parts.leaving import numbered, seal, sealed
from tests.parts.office import Desk

TODAY = date(2026, 11, 20)
DEPARTMENT = Receiver("Sở Nội vụ thành phố Cần Thơ", "H51.04")


def known(desk: Desk, name: str, code: str = "", **facts: Any) -> None:
    """Have the office know an agency, and how it is reached."""

    def enter() -> None:
        row = agencies.remember(name, code)
        if facts:
            Agency.update(**facts).where(Agency.id == row).execute()

    desk.do(enter)


@pytest.mark.parametrize(
    ("type_name", "field", "to", "why"),
    [
        ("Công văn", "", DEPARTMENT, ""),
        ("Quyết định quy phạm pháp luật", "", DEPARTMENT, "type"),
        ("Công văn", "finance", DEPARTMENT, "field"),
        ("Công văn", "personnel", DEPARTMENT, "field"),
        ("Công văn", "complaints", DEPARTMENT, "field"),
        ("Công văn", "", Receiver("Ông Trần Văn A"), "receiver"),
        ("Công văn", "", Receiver("Sở Tài chính", "H51.05", electronic=False, paper=True), "wish"),
        ("Quyết định quy phạm pháp luật", "finance", Receiver("Phòng Kinh tế", unit=1), ""),
    ],
)
def test_why_paper_goes(desk: Desk, type_name: str, field: str, to: Receiver, why: str) -> None:
    """Decision 1007, art. 6.2: by type, by sphere of work, by what the receiver has; never in the house."""
    assert desk.see(paper.rule, Outgoing(), type_name, field, to, TODAY) == why


def test_an_agency_without_means_gets_paper_alone(desk: Desk) -> None:
    """Art. 6.1: where the receiver cannot take electronic documents yet."""
    known(desk, "UBND xã Vùng Sâu", "H51.99", reached=False)
    document = numbered(desk, receivers=(Receiver("UBND xã Vùng Sâu", "H51.99"), DEPARTMENT))
    rows = desk.see(
        lambda: list(Dispatch.select().where(Dispatch.document == document).order_by(Dispatch.position))
    )
    assert [(row.electronic, row.paper, row.paper_reason) for row in rows] == [
        (False, True, "receiver"), (True, False, ""),
    ]  # fmt: skip


def test_paper_ends_on_the_day_an_agency_is_paperless(desk: Desk) -> None:
    """Art. 25.1: side by side until its day, the electronic one alone from that day on."""
    known(desk, "UBND xã Long Đức", "H51.11", paperless_from=date(2026, 12, 1))
    to = Receiver("UBND xã Long Đức", "H51.11")
    assert desk.see(paper.rule, Outgoing(), "Công văn", "", to, date(2026, 11, 30)) == "receiver"
    assert desk.see(paper.rule, Outgoing(), "Công văn", "", to, date(2026, 12, 1)) == ""


def test_an_agency_is_found_by_its_name_too(desk: Desk) -> None:
    known(desk, "UBND xã Vùng Sâu", reached=False)
    assert desk.see(paper.rule, Outgoing(), "Công văn", "", Receiver("ubnd xã vùng sâu"), TODAY) == "receiver"


def test_paper_for_who_has_the_electronic_one_is_refused_with_the_article(desk: Desk) -> None:
    """Decision 28/2018, art. 5: once sent electronically, no paper is sent to the same receiver."""
    wish = Receiver("Sở Nội vụ", "H51.04", paper=True)
    with pytest.raises(Refused, match="28/2018"):
        desk.see(paper.check, Outgoing(), "Công văn", "", (DEPARTMENT, wish), TODAY)
    with pytest.raises(Refused, match="VT-2713"):
        desk.drafted(receivers=(wish,))
    desk.see(paper.check, Outgoing(), "Công văn", "finance", (wish,), TODAY)


def test_numbering_fixes_who_gets_paper_and_why(desk: Desk) -> None:
    """A sphere of work sends paper to everybody outside; else who is reached electronically gets none."""
    wish = Receiver("Sở Nội vụ", "H51.04", paper=True)
    for field, receivers, told in (
        ("personnel", (wish,), (True, "field")),
        ("", (DEPARTMENT,), (False, "")),
    ):
        document = numbered(desk, field=field, receivers=receivers)
        row = desk.see(lambda of=document: Dispatch.get(Dispatch.document == of))
        assert (row.paper, row.paper_reason) == told


def test_the_paper_original_is_printed_from_the_sealed_file_alone(desk: Desk) -> None:
    """Decision 1007, art. 11.3: same content; copies and hash are on record."""
    document = numbered(desk)
    with pytest.raises(Refused, match="VT-2715"):
        desk.do(paper.print_original, document, 1, desk.clerk, desk.at, seen="d" * 64)
    sha256 = seal(desk, document)
    with pytest.raises(Refused, match="VT-2716"):
        desk.do(paper.print_original, document, 1, desk.clerk, desk.at, seen="d" * 64)
    with pytest.raises(Refused, match="VT-2721"):
        desk.do(paper.print_original, document, 0, desk.clerk, desk.at, seen=sha256)
    with pytest.raises(Forbidden):
        desk.do(paper.print_original, document, 1, desk.officer, desk.at, seen=sha256)
    assert desk.do(paper.print_original, document, 3, desk.clerk, desk.at, seen=sha256) == sha256
    (made,) = desk.see(lambda: list(PaperPrint.select()))
    assert (made.sha256, made.copies, made.by) == (sha256, 3, "vanthu")


def test_nothing_is_printed_of_what_was_voided(desk: Desk) -> None:
    document = sealed(desk)
    desk.do(outgoing.void, document, "phát hiện sai số tiền", desk.clerk, desk.at)
    with pytest.raises(Refused, match="VT-2715"):
        desk.do(paper.print_original, document, 1, desk.clerk, desk.at, seen=f"{document:064x}")
