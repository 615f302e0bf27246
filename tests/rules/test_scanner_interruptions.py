"""Whatever stops intake between two steps, the file is brought in once, or lies where it lay."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.documents import incoming, states
from core.errors import Refused, Trouble
from core.values import Arrival, Blob, Moment
from plugins.scanner import claims, leftovers
from plugins.scanner.desk import Desk, NoSpace
from plugins.scanner.intake import Intake
from tests.parts.scans import NAME, Entrance, entrance, kept_bytes, pdf


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Entrance]:
    with entrance(tmp_path) as built:
        built.rooms.furnish()
        yield built


@pytest.fixture
def intake(door: Entrance) -> Iterator[Intake]:
    with door.intake() as opened:
        yield opened


# Power cuts, step by step.


def test_a_claim_whose_rename_never_happened_is_forgotten(door: Entrance, intake: Intake) -> None:
    door.planned(door.scan())
    leftovers.clear(intake)
    assert door.claims() == [] and door.left() == ["scan.pdf"]


def test_a_claimed_file_is_brought_in(door: Entrance, intake: Intake) -> None:
    claim = door.planned(door.scan())
    (door.folder / "scan.pdf").rename(door.rooms.claimed / claim.ulid)
    leftovers.clear(intake)
    assert leftovers.resume(intake).received == 1
    assert [document.external_id for document in door.documents()] == [claim.ulid]
    assert door.left() == [] and len(kept_bytes(door.rooms)) == 1


def test_a_claimed_file_that_was_written_to_goes_back(door: Entrance, intake: Intake) -> None:
    claim = door.planned(door.scan())
    (door.folder / "scan.pdf").rename(door.rooms.claimed / claim.ulid)
    with (door.rooms.claimed / claim.ulid).open("ab") as file:
        file.write(b"another page")
    assert leftovers.resume(intake).returned == ["scan.pdf"]
    assert door.documents() == [] and door.left() == ["scan.pdf"]


def test_a_received_file_is_only_put_away(door: Entrance, intake: Intake) -> None:
    claim = door.planned(door.scan())
    (door.folder / "scan.pdf").rename(door.rooms.claimed / claim.ulid)
    blob = door.blobs.keep(door.rooms.claimed / claim.ulid, "scan.pdf")
    door.store.write_now(intake._documents, [(claim, blob)], door.desk.clock.now())
    leftovers.clear(intake)
    leftovers.resume(intake)
    assert len(door.documents()) == 1 and door.left() == [] and len(kept_bytes(door.rooms)) == 1


def test_a_claimed_file_without_a_journal_line_is_taken_in(door: Entrance, intake: Intake) -> None:
    """The database was restored from yesterday's copy, the folder was not."""
    (door.rooms.claimed / claims.ulid(door.desk.clock.utc())).write_bytes(pdf())
    assert leftovers.resume(intake).received == 1
    assert door.left() == []


def test_a_decided_refusal_is_carried_out(door: Entrance, intake: Intake) -> None:
    found = door.scan()
    claim = door.planned(found, trouble={"code": "VT-3624", "message": "Tệp rỗng.", "hint": "Quét lại."})
    (door.folder / "scan.pdf").rename(door.rooms.claimed / claim.ulid)
    leftovers.resume(intake)
    assert [document.state for document in door.documents()] == [states.UNREADABLE]
    assert len(list(door.rooms.failed.iterdir())) == 3


# What fails for a while.


class Narrow(Desk):
    """A desk whose disk has room for so many bytes and no more."""

    room = 0

    def demand_space(self, size: int) -> None:
        if size > self.room:
            raise NoSpace("VT-3621", "Ổ đĩa đầy.")


def test_without_space_nothing_is_touched(door: Entrance) -> None:
    narrow = Narrow(door.desk.clock, door.store, door.blobs, door.desk.bell, door.desk.run)
    intake = Intake(narrow, NAME, door.source, share=False)
    with pytest.raises(NoSpace):
        intake.fitting([door.scan()])
    intake.close()
    assert door.claims() == [] and door.left() == ["scan.pdf"]


def test_what_there_is_space_for_is_taken(door: Entrance, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with room for two of three files takes two, although all three settled together."""
    found = [door.scan(name) for name in ("a.pdf", "b.pdf", "c.pdf")]
    monkeypatch.setattr(Narrow, "room", sum(one.signature.size for one in found[:2]))
    narrow = Narrow(door.desk.clock, door.store, door.blobs, door.desk.bell, door.desk.run)
    intake = Intake(narrow, NAME, door.source, share=False)
    assert list(intake.fitting(found)) == found[:2]
    intake.close()


def test_the_reserve_never_takes_a_small_disk(door: Entrance) -> None:
    door.desk.demand_space(1)
    with pytest.raises(NoSpace):
        door.desk.demand_space(10**15)


def test_bytes_that_cannot_be_kept_stay_claimed(door: Entrance, intake: Intake) -> None:
    door.blobs.scratch.rename(door.root / "away")
    tally = intake.take([door.scan()])
    assert [error.code for _, error in tally.failed] == ["VT-1301"] and tally.received == 0
    (door.root / "away").rename(door.blobs.scratch)
    assert leftovers.resume(intake).received == 1
    assert len(door.documents()) == 1 and door.left() == []


def test_without_a_database_nothing_is_touched(door: Entrance, intake: Intake) -> None:
    found = door.scan()
    door.store.close()
    with pytest.raises(Trouble):
        intake.take([found])
    assert door.left() == ["scan.pdf"]


def test_one_document_the_office_will_not_have_does_not_keep_the_others(
    door: Entrance, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = incoming.receive

    def choosy(arrival: Arrival, blob: Blob, at: Moment) -> int:
        if arrival.name == "b.pdf":
            raise Refused("VT-2101", "Không nhận.", hint="Gửi lại.")
        return receive(arrival, blob, at)

    monkeypatch.setattr(incoming, "receive", choosy)
    intake.take([door.scan(name) for name in ("a.pdf", "b.pdf", "c.pdf")])
    assert sorted(document.state for document in door.documents()) == ["arrived", "arrived", "unreadable"]
    assert door.left() == [] and len(kept_bytes(door.rooms)) == 2


def test_a_mistake_of_ours_loses_nothing(
    door: Entrance, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(incoming, "receive", lambda *_: 1 / 0)
        tally = intake.take([door.scan()])
    assert [error.code for _, error in tally.failed] == ["VT-3623"]
    assert leftovers.resume(intake).received == 1


# Another file system within the folder.


def elsewhere(door: Entrance, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.parent == door.folder:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)


def test_a_file_on_another_file_system_is_copied_and_then_removed(
    door: Entrance, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(door, monkeypatch)
    assert intake.take([door.scan()]).received == 1
    assert door.left() == [] and len(kept_bytes(door.rooms)) == 1 and door.sound()
    assert not door.claims()[0].copied


def test_a_copied_original_goes_after_the_power_came_back(
    door: Entrance, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(door, monkeypatch)
    with monkeypatch.context() as cut:
        cut.setattr(Intake, "remove_original", lambda *_: None)
        intake.take([door.scan()])
    assert door.left() == ["scan.pdf"]
    leftovers.clear(intake)
    assert door.left() == [] and len(door.documents()) == 1


def test_half_a_copy_is_thrown_away(door: Entrance, intake: Intake) -> None:
    claim = door.planned(door.scan())
    (door.rooms.claimed / f"{claim.ulid}.part").write_bytes(b"%PDF-")
    leftovers.clear(intake)
    leftovers.resume(intake)
    assert door.left() == ["scan.pdf"] and door.claims() == []
