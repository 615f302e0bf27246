"""A document comes in once, nothing passes unexamined, and a secret leaves nothing behind but a minute."""

from __future__ import annotations

import pytest

from core import audit
from core.documents import handling, incoming, registers, search
from core.documents.handling import Order
from core.errors import Forbidden, Refused, WrongState
from core.store.memory import JobRow
from core.store.papers import Correction, Direction, Document, File, FileText, NoticeRow
from core.values import Arrival, Blob, Finding
from tests.parts.office import Desk, letter, unopened


def state(desk: Desk, document: int) -> str:
    """Where the document stands."""
    return str(desk.see(Document.get_by_id, document).state)


def test_the_same_arrival_is_one_document(desk: Desk) -> None:
    """The same (source, external id) gives the same document, and asks for one inspection only."""
    assert desk.arrived() == desk.arrived()
    assert desk.see(lambda: JobRow.select().where(JobRow.kind == "inspect").count()) == 1


def test_the_same_identity_with_other_bytes_is_refused(desk: Desk) -> None:
    """An id that comes back with other content is never taken for the first."""
    desk.arrived("scan.pdf", "a" * 64)
    with pytest.raises(Refused, match="VT-2101"):
        desk.arrived("scan.pdf", "b" * 64)


def test_the_same_bytes_go_to_the_tray_of_duplicates(desk: Desk) -> None:
    """A second copy is not registered by mistake: it waits, linked to the first."""
    first = desk.arrived("one", "a" * 64)
    second = desk.arrived("two", "a" * 64)
    row = desk.see(Document.get_by_id, second)
    assert (row.state, row.duplicate_of_id) == ("duplicate", first)
    desk.do(incoming.keep, second, desk.clerk, desk.at)
    assert state(desk, second) == "arrived"


def test_silence_of_all_inspectors_clears_nothing(desk: Desk) -> None:
    """A document is never cleared unexamined."""
    document = desk.arrived()
    with pytest.raises(ValueError, match="unexamined"):
        desk.do(incoming.settle, document, [], None, desk.at)
    assert state(desk, document) == "arrived"


def test_one_threat_among_clean_answers_quarantines(desk: Desk) -> None:
    """Any threat wins over any number of clean answers."""
    document = desk.arrived()
    desk.do(incoming.settle, document, [Finding("a"), Finding("b", "Eicar"), Finding("c")], None, desk.at)
    assert state(desk, document) == "quarantined"
    desk.do(incoming.settle, document, [Finding("a")], None, desk.at)
    assert state(desk, document) == "quarantined"


def test_an_unusable_file_says_why(desk: Desk) -> None:
    """The sentence of the refusal stands in the tray, with what to do."""
    document = desk.arrived()
    wrong = Refused("VT-2312", "Tệp PDF bị khóa.", hint="Bỏ mật khẩu.")
    desk.do(incoming.settle, document, [Finding("a")], wrong, desk.at)
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.trouble, row.trouble_code) == (
        "unreadable",
        "Tệp PDF bị khóa. Bỏ mật khẩu.",
        "VT-2312",
    )


def test_what_the_door_could_not_take_is_a_row_without_a_number(desk: Desk) -> None:
    """A gigantic file is told in the tray although its bytes are not kept; telling it twice is one row."""
    arrival = Arrival("may-quet-1", "x1", "lon.tif")
    wrong = Refused("VT-2320", "Tệp quá lớn.")
    first = desk.do(incoming.refuse, arrival, wrong, desk.at)
    assert desk.do(incoming.refuse, arrival, wrong, desk.at) == first
    with pytest.raises(Refused, match="VT-2102"):
        desk.do(incoming.inspect_again, first, desk.clerk, desk.at)


def test_a_discarded_scan_can_be_restored_until_it_has_a_number(desk: Desk) -> None:
    """Undo where undo is lawful: what has a number is reinstated in the register instead."""
    document = desk.cleared()
    desk.do(incoming.discard, document, "trang trắng", desk.clerk, desk.at)
    desk.do(incoming.restore, document, desk.clerk, desk.at)
    assert state(desk, document) == "arrived"
    numbered = desk.registered("other")
    desk.do(registers.cancel, numbered, "nhầm số", desk.clerk, desk.at)
    with pytest.raises(Refused, match="VT-2103"):
        desk.do(incoming.restore, numbered, desk.clerk, desk.at)


def test_a_secret_leaves_by_two_persons_and_leaves_no_content(desk: Desk) -> None:
    """Names, subject, text, words and notices are emptied; who, when and why stay (DESIGN rule 10)."""
    document = desk.registered("ke-hoach-mat.pdf", subject="Kế hoạch tuyệt mật")
    sha256 = desk.see(Document.get_by_id, document).sha256
    desk.do(FileText.create, sha256=sha256, reader="pdf", text="nội dung tuyệt mật")
    desk.do(search.index, document)
    desk.do(
        registers.correct,
        document,
        letter(subject="Kế hoạch tuyệt mật 2"),
        "sửa trích yếu",
        desk.clerk,
        desk.at,
    )
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.send_back, document, "kế hoạch tuyệt mật này gửi nhầm", desk.leader, desk.at)
    desk.do(handling.present, document, desk.clerk, desk.at)
    desk.do(handling.direct, document, Order(desk.unit, words="làm mật"), desk.leader, desk.at)
    with pytest.raises(Refused, match="VT-2105"):
        desk.do(incoming.confirm_expulsion, document, "văn bản mật", desk.leader, desk.at)
    desk.do(incoming.ask_expulsion, document, "văn bản mật", desk.clerk, desk.at)
    with pytest.raises(Forbidden, match="VT-2106"):
        desk.do(incoming.confirm_expulsion, document, "văn bản mật", desk.clerk, desk.at)
    with pytest.raises(Forbidden):
        desk.do(incoming.confirm_expulsion, document, "văn bản mật", desk.officer, desk.at)
    desk.do(incoming.confirm_expulsion, document, "văn bản mật", desk.leader, desk.at)
    row = desk.see(Document.get_by_id, document)
    assert (row.state, row.subject, row.name, row.arrival_number) == ("expelled", "", "", 153)
    assert desk.see(search.find, "tuyệt mật", desk.clerk).ids == ()
    for table, column in ((Correction, "new"), (Direction, "text"), (File, "name"), (NoticeRow, "sentence")):
        assert all(getattr(one, column) == "" for one in desk.see(lambda table=table: list(table.select())))
    assert desk.see(lambda: FileText.select().count()) == 0
    told = "".join(line["facts"] for line in desk.see(audit.lines))
    told += "".join(desk.see(audit.words_of, document).values())
    assert desk.see(audit.verify)[1] is None
    assert "tuyệt mật" not in told.lower() and "ke-hoach" not in told
    assert desk.see(lambda: JobRow.select().where(JobRow.kind == "erase").count()) == 1


def test_a_second_copy_of_a_secret_leaves_with_it(desk: Desk) -> None:
    """The same bytes are the same secret, numbered or not; papers without a file have nothing in common."""
    first, second = desk.arrived("a.pdf", "7" * 64), desk.arrived("b.pdf", "7" * 64)
    desk.do(incoming.settle, first, [Finding("clamd")], None, desk.at)
    papers = [
        desk.do(incoming.record, Arrival("upload", form, ""), desk.clerk, desk.at) for form in ("p1", "p2")
    ]
    for document, gone in ((first, [first, second]), (papers[0], papers[:1])):
        desk.do(incoming.ask_expulsion, document, "văn bản mật", desk.clerk, desk.at)
        desk.do(incoming.confirm_expulsion, document, "văn bản mật", desk.leader, desk.at)
        assert [state(desk, one) for one in gone] == ["expelled"] * len(gone)
    assert state(desk, papers[1]) == "cleared"


def test_two_clerks_one_document(desk: Desk) -> None:
    """Who comes second is told that the document has moved, and nothing happens twice."""
    document = desk.cleared()
    desk.do(registers.register, document, letter(), desk.clerk, desk.at)
    with pytest.raises(WrongState):
        desk.do(incoming.discard, document, "trang trắng", desk.second_clerk, desk.at)


def test_a_paper_that_stays_paper_needs_no_file(desk: Desk) -> None:
    """Thêm văn bản đến without a file: recorded once, then registered like any other."""
    arrival = Arrival("upload", "form-1", "")
    document = desk.do(incoming.record, arrival, desk.clerk, desk.at)
    assert desk.do(incoming.record, arrival, desk.clerk, desk.at) == document
    desk.do(registers.register, document, letter(paper=True), desk.clerk, desk.at)
    assert state(desk, document) == "registered"


def test_the_same_bytes_are_attached_once(desk: Desk) -> None:
    """Attaching the same file again in the same role is the same file."""
    document = desk.cleared()
    blob = Blob("c" * 64, 5, unopened(), "phieu.pdf")
    assert desk.do(incoming.add_file, document, "slip", blob, desk.at) == desk.do(
        incoming.add_file, document, "slip", blob, desk.at
    )
