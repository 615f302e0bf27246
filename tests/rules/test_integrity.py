"""Every file is read again within a month; one that is gone or changed stays an issue until it is mended."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core import audit, integrity
from core.blobs import Blobs
from core.documents import incoming
from core.integrity import LAP, Verdict
from core.store.papers import File
from core.values import Arrival, Blob, Moment
from tests.parts.office import Desk

MONTH = timedelta(days=30)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    kept = Blobs(tmp_path / "blobs", tmp_path / "scratch")
    kept.open()
    return kept


def receive(desk: Desk, blobs: Blobs, name: str) -> Blob:
    """Have a file come in, with its bytes on the disk."""
    blob = blobs.keep(name.encode(), name)
    desk.do(incoming.receive, Arrival("may-quet-1", name, name), blob, desk.at)
    return blob


def look_at_all_due(desk: Desk, blobs: Blobs, at: Moment) -> tuple[set[str], int]:
    """Do what a night does; return the hashes that were looked at, and how many harms were new."""
    due = desk.see(integrity.due, at)
    assert len(due) == len(set(due))
    return set(due), desk.do(integrity.note, {one: integrity.look(blobs, one) for one in due}, at)


def codes(desk: Desk) -> list[str]:
    return [issue.code for issue in desk.see(integrity.issues)]


def harm(blobs: Blobs, blob: Blob) -> None:
    """Exchange one byte behind the office's back."""
    place = blobs.path(blob.sha256)
    place.chmod(0o640)
    place.write_bytes(b"X" + place.read_bytes()[1:])


def test_every_file_is_read_within_a_month_whatever_comes_meanwhile(desk: Desk, blobs: Blobs) -> None:
    last, start = {}, desk.now
    for day in range(75):
        at = Moment(start + timedelta(days=day))
        for number in range(40 if day == 30 else 1):
            last[receive(desk, blobs, f"quet-{day}-{number}").sha256] = at.utc
        for digest in look_at_all_due(desk, blobs, at)[0]:
            last[digest] = at.utc
        assert all(at.utc - seen < MONTH for seen in last.values()), day


def test_a_box_that_was_off_catches_up(desk: Desk, blobs: Blobs) -> None:
    kept = {receive(desk, blobs, f"quet-{number}").sha256 for number in range(60)}
    at = desk.at
    for day in range(LAP.days):
        look_at_all_due(desk, blobs, Moment(at.utc + timedelta(days=day)))
    later = Moment(at.utc + timedelta(days=100))
    assert look_at_all_due(desk, blobs, later)[0] == kept


def test_a_night_reads_a_share_and_not_everything(desk: Desk, blobs: Blobs) -> None:
    for number in range(LAP.days * 3):
        receive(desk, blobs, f"quet-{number}")
    assert len(desk.see(integrity.due, desk.at)) == 3


def test_a_changed_file_is_an_issue_until_it_is_mended(desk: Desk, blobs: Blobs) -> None:
    blob = receive(desk, blobs, "quet")
    harm(blobs, blob)
    assert look_at_all_due(desk, blobs, desk.at) == ({blob.sha256}, 1)
    assert look_at_all_due(desk, blobs, desk.at) == ({blob.sha256}, 0), "told once, looked at every night"
    (issue,) = desk.see(integrity.issues)
    assert (issue.code, issue.facts["hashes"]) == ("VT-1852", blob.sha256[:12])
    blobs.path(blob.sha256).write_bytes(b"quet")
    look_at_all_due(desk, blobs, desk.at)
    assert codes(desk) == []
    told = [line["action"] for line in desk.see(audit.lines)]
    assert told[:2] == ["file_mended", "file_harmed"] and told.count("file_harmed") == 1


def test_a_missing_file_is_an_issue_until_it_is_back(desk: Desk, blobs: Blobs) -> None:
    blob = receive(desk, blobs, "quet")
    blobs.path(blob.sha256).unlink()
    assert look_at_all_due(desk, blobs, desk.at)[1] == 1
    assert codes(desk) == ["VT-1851"]
    blobs.keep(b"quet", "quet")
    look_at_all_due(desk, blobs, desk.at)
    assert codes(desk) == []


def test_the_harmed_come_first_and_the_history_of_their_document_tells(desk: Desk, blobs: Blobs) -> None:
    blob = receive(desk, blobs, "quet-a")
    harm(blobs, blob)
    desk.do(integrity.note, {blob.sha256: integrity.look(blobs, blob.sha256)}, desk.at)
    for number in range(LAP.days * 2):
        receive(desk, blobs, f"quet-b-{number}")
    assert desk.see(integrity.due, desk.at)[0] == blob.sha256
    document = desk.see(lambda: File.get(File.sha256 == blob.sha256).document_id)
    assert "file_harmed" in [line["action"] for line in desk.see(audit.lines, 0, 100, document)]


def test_what_no_document_has_any_more_is_nobodys_loss(desk: Desk, blobs: Blobs) -> None:
    """A secret that was taken out of the system while it was being read, or after it was found harmed."""
    blob = receive(desk, blobs, "quet")
    desk.do(integrity.note, {blob.sha256: Verdict.MISSING}, desk.at)
    removed = desk.at.utc
    desk.do(lambda: File.update(removed_at=removed).execute())
    assert codes(desk) == [] and desk.see(integrity.due, desk.at) == []
    assert desk.do(integrity.note, {blob.sha256: Verdict.CHANGED}, desk.at) == 0


def test_quarantined_bytes_need_only_be_there(blobs: Blobs) -> None:
    blob = blobs.keep(b"EICAR")
    blobs.freeze(blob.sha256)
    assert integrity.look(blobs, blob.sha256) is Verdict.INTACT
    blob.path.unlink()
    assert integrity.look(blobs, blob.sha256) is Verdict.MISSING
