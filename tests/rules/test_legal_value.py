"""What a document is worth by law follows from its signatures, in the law's own words, and with why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.documents import verdicts
from core.store.outgoing import Draft
from core.store.papers import Document, File
from core.web.verdicts import value
from signing.policy import Worth
from signing.values import Certificate, Inspection, Judged, Reason, Role, Verdict
from tests.parts.office import Desk

WHY = Reason("VT-4040", "Hợp lệ.")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ORIGINAL = "Có giá trị pháp lý như bản gốc văn bản giấy"
EQUAL = "Có giá trị pháp lý tương đương văn bản giấy"
AS_ORIGINAL = "Có giá trị pháp lý như bản chính"
REFERENCE = "Để biết, tham khảo, không thay cho việc gửi, nhận văn bản giấy"


def signature(name: str, role: Role, verdict: Verdict = Verdict.VALID, chain: str = "trusted") -> Judged:
    """Return one signature of an inspection; each name has a certificate of its own."""
    certificate = Certificate(name, "UBND", "01", "CA", name.encode().hex().ljust(64, "0")[:64], NOW, NOW)
    return Judged(
        name, "signature", "intact", "whole", "none", chain, "good", NOW, None, "B-B", role, certificate,
        verdict, WHY,
    )  # fmt: skip


def inspection(*signatures: Judged) -> Inspection:
    """Return what a file with these signatures was found to be worth."""
    worst = max(
        (one.verdict for one in signatures),
        key=[Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID].index,
        default=Verdict.INDETERMINATE,
    )
    return Inspection(worst, WHY, signatures, 1)


LEADER, SEAL = signature("leader", Role.LEADER), signature("seal", Role.ORGANISATION)


def incoming(desk: Desk, *signatures: Judged, paper: bool = False) -> int:
    """Have a letter with these signatures arrive and be registered."""
    document = desk.registered()
    sha256 = str(desk.see(Document.get_by_id, document).sha256)
    desk.do(lambda: Document.change({"id": document}, paper=paper))
    if signatures:
        desk.do(lambda: File.change({"document": document, "role": "original"}, facts={"signatures": 1}))
    found = {sha256: inspection(*signatures)} if signatures else {}
    desk.do(verdicts.settle, document, found, "nd30", desk.at)
    return document


def worth(desk: Desk, document: int, profile: str = "nd30") -> tuple[str, str]:
    """Return what the document's column says, and the words of the law."""
    row = desk.see(Document.get_by_id, document)
    return row.legal_value, desk.see(verdicts.legal, document, profile).words


def test_a_leader_and_a_seal_make_an_original(desk: Desk) -> None:
    """Decree 30/2020, art. 5.1; Decision 1007, art. 4.1: each profile in the words of its own text."""
    document = incoming(desk, LEADER, SEAL)
    assert worth(desk, document) == ("original", ORIGINAL)
    assert worth(desk, document, "tt01") == ("original", EQUAL)
    told = desk.see(value, document, "tt01")
    assert told.law == "Quyết định 1007/QĐ-UBND, Điều 4.1" and "người có thẩm quyền" in told.why


def test_initials_change_nothing(desk: Desk) -> None:
    document = incoming(desk, signature("initial", Role.OFFICER), LEADER, SEAL)
    assert worth(desk, document) == ("original", ORIGINAL)


@pytest.mark.parametrize(
    ("missing", "signatures", "code"),
    [
        ("the seal", (LEADER,), "VT-4074"),
        ("the order", (SEAL, LEADER), "VT-4075"),
        ("a valid seal", (LEADER, replace(SEAL, verdict=Verdict.INVALID)), "VT-4076"),
        ("fresh lists", (LEADER, replace(SEAL, verdict=Verdict.INDETERMINATE)), "VT-4076"),
        ("the Government's authority", (LEADER, replace(SEAL, chain="foreign")), "VT-4077"),
    ],
)
def test_what_is_missing_is_said_and_leaves_a_document_for_information(
    desk: Desk, missing: str, signatures: tuple[Judged, ...], code: str
) -> None:
    """Decision 1007, art. 4.2."""
    document = incoming(desk, *signatures)
    assert worth(desk, document) == ("reference", REFERENCE), missing
    assert desk.see(verdicts.legal, document, "nd30").why.code == code


def test_an_organisation_alone_makes_a_copy(desk: Desk) -> None:
    """Decree 30/2020, art. 25.1.c and 26: SAO Y, SAO LỤC, TRÍCH SAO bear the organisation's alone."""
    document = incoming(desk, SEAL)
    assert worth(desk, document) == ("copy", AS_ORIGINAL)
    stranger = incoming_again(desk, signature("who", Role.UNKNOWN))
    assert worth(desk, stranger)[1] == REFERENCE, "whose signature it is must be known"


def incoming_again(desk: Desk, *signatures: Judged) -> int:
    """Have a second letter arrive."""
    document = desk.registered("second.pdf", code_number="216")
    sha256 = str(desk.see(Document.get_by_id, document).sha256)
    desk.do(verdicts.settle, document, {sha256: inspection(*signatures)}, "nd30", desk.at)
    return document


def test_a_scan_of_paper_stays_a_scan_and_the_paper_counts(desk: Desk) -> None:
    document = incoming(desk, paper=True)
    assert worth(desk, document) == ("copy", REFERENCE)
    assert desk.see(verdicts.legal, document, "nd30").why is verdicts.SCANNED


def test_an_unsigned_letter_is_for_information(desk: Desk) -> None:
    document = incoming(desk)
    assert worth(desk, document) == ("reference", REFERENCE)
    assert desk.see(verdicts.legal, document, "nd30").why is verdicts.UNSIGNED


def test_signatures_nobody_judged_yet_are_said_to_wait(desk: Desk) -> None:
    document = incoming(desk)
    desk.do(lambda: File.change({"document": document, "role": "original"}, facts={"signatures": 2}))
    assert desk.see(verdicts.legal, document, "nd30").why is verdicts.WAITING


@pytest.mark.parametrize("life", ["incoming", "outgoing"])
def test_strangers_make_no_original(desk: Desk, life: str) -> None:
    """Two valid signatures prove nothing of leader and seal until the directory says whose they are."""
    document = incoming(desk, signature("one", Role.UNKNOWN), signature("two", Role.UNKNOWN))
    desk.do(lambda: Document.change({"id": document}, life=life))
    found = desk.see(verdicts.legal, document, "nd30")
    assert found.worth is Worth.REFERENCE and found.why.code == "VT-4080"
    assert "one" in str(found.why)


def test_a_copy_of_ours_needs_the_seal_alone(desk: Desk) -> None:
    document = incoming(desk, SEAL)
    desk.do(lambda: Document.change({"id": document}, life="outgoing"))
    assert desk.see(verdicts.legal, document, "nd30").worth is Worth.REFERENCE
    desk.do(lambda: Draft.create(document=document, copy_form="SY"))
    assert desk.see(verdicts.legal, document, "nd30").words == AS_ORIGINAL
