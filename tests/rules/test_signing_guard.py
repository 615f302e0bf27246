"""What a clever person, a hurried one and a direct question must not get out of the signing half."""

from __future__ import annotations

import pytest

from core.accounts.permissions import took_part
from core.documents import concerns, drafting, drafts, history, letters, lifecycle, outgoing, papers
from core.documents.wanted import Receiver
from core.errors import Missing
from core.store.papers import File
from core.values import Blob
from tests.parts import leaving
from tests.parts.office import Desk, unopened

REASON = "còn nội dung phải sửa"


def received(desk: Desk) -> int:
    """A letter issued to the other unit, with everything that is kept of its making."""
    document = desk.drafted(receivers=(Receiver("Phòng Kinh tế", unit=desk.other_unit),))
    desk.filed(document, "c" * 64)
    note = Blob("e" * 64, 10, unopened(), "du-thao.docx")
    desk.do(
        drafts.add_beside, document, "working", note, {"media_type": "application/zip"}, desk.officer, desk.at
    )
    annex, about = Blob("a" * 64, 10, unopened(), "phu-luc.pdf"), {"media_type": "application/pdf"}
    desk.do(drafts.add_beside, document, "attachment", annex, about, desk.officer, desk.at)
    desk.do(concerns.comment, document, "bỏ tên ông A ra khỏi danh sách", desk.officer, desk.at)
    desk.do(drafting.submit, document, desk.officer, desk.at)
    desk.do(drafting.check_content, document, "", desk.head, desk.at)
    desk.do(drafting.check_form, document, "", desk.checker, desk.at)
    desk.do(drafting.approve, document, "c" * 64, desk.leader, desk.at)
    desk.do(lifecycle.advance, document, "sign", desk.leader, desk.at)
    desk.do(outgoing.number, document, desk.site, desk.clerk, desk.at)
    leaving.seal(desk, document)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    return document


def test_who_receives_a_letter_reads_what_was_issued_and_nothing_of_its_making(desk: Desk) -> None:
    """Drafts and opinions are kept for those who made them (Annex VI, III.5.a), not for the receivers."""
    document = received(desk)
    files = desk.see(lambda: list(File.select().where(File.document == document)))
    assert {file.role for file in files} == {"draft", "working", "attachment", "signed"}
    given = {file.role for file in files if _may_have(desk, document, file.id)}
    assert given == {"attachment", "signed"}
    shown = desk.see(letters.letter, document, desk.stranger, desk.now.date())
    assert (shown.inside, shown.comments, shown.concerns) == (False, (), ())
    assert [one.stage for one in shown.versions] == ["sealed"]
    assert [paper.role for paper in shown.files] == ["attachment"]
    assert shown.reading is not None
    assert {line.event for line in desk.see(history.shown, document, desk.stranger)} == {"issue"}
    assert {line.event for line in shown.lines} == {"issue"}


def _may_have(desk: Desk, document: int, file: int) -> bool:
    try:
        desk.see(papers.demand_paper, document, file, desk.stranger)
    except Missing:
        return False
    return True


@pytest.mark.parametrize("who", ["officer", "head", "checker", "leader", "deputy", "clerk"])
def test_who_made_a_letter_finds_all_of_it_after_it_was_issued(desk: Desk, who: str) -> None:
    document, actor = received(desk), getattr(desk, who)
    assert desk.see(took_part, document, actor)
    shown = desk.see(letters.letter, document, actor, desk.now.date())
    assert (len(shown.versions), len(shown.comments), shown.inside) == (3, 1, True)
    assert {"draft", "comment", "issue"} <= {line.event for line in shown.lines}
