"""The outbox tells where a document went, on paper too, and whether it left in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core import audit
from core.documents import dispatches, outgoing
from core.documents.wanted import Receiver
from core.errors import Forbidden, Missing, Refused
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document
from tests.parts.leaving import issued, sealed
from tests.parts.office import Desk

PERSON = Receiver("Ông Trần Văn A", electronic=False, paper=True)


def sent_to(desk: Desk, document: int) -> Dispatch:
    row: Dispatch = desk.see(lambda: Dispatch.get(Dispatch.document == document))
    return row


def test_paper_is_tracked_until_it_is_gone(desk: Desk) -> None:
    """By post or by hand, when, and who signed for it."""
    document = issued(desk, receivers=(PERSON,))
    one = sent_to(desk, document)
    assert (one.paper, one.paper_reason, one.state) == (True, "receiver", "waiting")
    with pytest.raises(Refused, match="VT-2719"):
        desk.do(dispatches.note_paper, one.id, " ", desk.clerk, desk.at)
    with pytest.raises(Forbidden):
        desk.do(dispatches.note_paper, one.id, "giao tay", desk.officer, desk.at)
    with pytest.raises(Missing):
        desk.do(dispatches.note_paper, 999, "giao tay", desk.clerk, desk.at)
    desk.do(dispatches.note_paper, one.id, "Bưu điện RR123456789VN", desk.clerk, desk.at)
    one = sent_to(desk, document)
    assert (one.state, one.paper_sent_by, one.paper_note) == ("delivered", "vanthu", "Bưu điện RR123456789VN")
    assert one.paper_sent_at == desk.now
    assert desk.see(audit.lines, document=document)[0]["action"] == "note_paper"


def test_nothing_is_noted_where_no_paper_goes(desk: Desk) -> None:
    """Neither for an electronic receiver nor before the document is issued."""
    electronic, waiting = issued(desk), sealed(desk, receivers=(PERSON,))
    for document in (electronic, waiting):
        with pytest.raises(Refused, match="VT-2720"):
            desk.do(dispatches.note_paper, sent_to(desk, document).id, "giao tay", desk.clerk, desk.at)


@pytest.mark.parametrize(
    ("priority", "left_on", "late"),
    [(0, 20, 0), (0, 23, 0), (0, 24, 1), (0, 25, 2), (1, 20, 0), (1, 23, 1)],
)
def test_a_document_leaves_the_working_day_after_its_signature(
    desk: Desk, priority: int, left_on: int, late: int
) -> None:
    """Decree 30/2020, art. 18.1: signed on Friday the 20th it leaves by Monday; an urgent one at once."""
    document = sealed(desk, priority=priority)
    desk.now = datetime(2026, 11, left_on, 9, 0, tzinfo=UTC) + timedelta(hours=0)
    desk.do(outgoing.issue, document, desk.clerk, desk.at)
    rows = desk.see(lambda: (Document.get_by_id(document), Draft.get(Draft.document == document)))
    day = desk.now.date()
    assert desk.see(dispatches.lateness, *rows, day) == late
    told = desk.see(audit.lines, document=document)[0]
    assert told["action"] == "issue" and f'"days_late":{late}' in told["facts"].replace(" ", "")
