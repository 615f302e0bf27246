"""A file is taken by rename with its journal line first, and becomes one document."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.documents import states
from core.errors import Refused
from core.values import Moment
from plugins.scanner import claims, leftovers, moves
from plugins.scanner.intake import Found, Intake
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


def test_a_file_becomes_a_document_and_its_original_is_kept(door: Entrance, intake: Intake) -> None:
    door.settings |= {"unit": "VP", "register": "DEN", "owner": "vanthu"}
    found = [door.scan(f"{number}.pdf") for number in range(16)]
    with door.intake() as intake:
        tally = intake.take(found)
    assert (tally.received, tally.returned, tally.failed) == (16, [], [])
    assert door.left() == [] and door.sound()
    assert kept_bytes(door.rooms) == door.hashes()
    first = door.documents()[0]
    assert (first.source, first.name, first.state) == (NAME, "0.pdf", states.ARRIVED)
    assert (first.source_unit, first.proposed_register, first.owner) == ("VP", "DEN", "vanthu")
    assert {claim.place for claim in door.claims()} == {claims.KEPT}


def test_the_external_id_is_the_claims(door: Entrance, intake: Intake) -> None:
    intake.take([door.scan()])
    (claim,), (document,) = door.claims(), door.documents()
    assert document.external_id == claim.ulid
    assert (door.rooms.kept / claim.day / f"scan~{claim.ulid}.pdf").exists()


def test_equal_bytes_under_two_names_are_two_arrivals(door: Entrance, intake: Intake) -> None:
    content = pdf()
    intake.take([door.scan("a.pdf", content), door.scan("b.pdf", content)])
    assert [document.state for document in door.documents()] == [states.ARRIVED, states.DUPLICATE]


def test_a_file_written_to_after_it_was_seen_goes_back(door: Entrance, intake: Intake) -> None:
    found = door.scan()
    with (door.folder / "scan.pdf").open("ab") as file:
        file.write(b"another page")
    tally = intake.take([found])
    assert tally.returned == ["scan.pdf"] and door.left() == ["scan.pdf"]
    assert door.documents() == [] and door.claims() == []


def test_a_file_replaced_after_it_was_seen_goes_back(door: Entrance, intake: Intake) -> None:
    found = door.scan()
    (door.folder / "other").write_bytes(pdf(found.signature.size))
    (door.folder / "other").rename(door.folder / "scan.pdf")
    assert intake.take([found]).returned == ["scan.pdf"]
    assert door.left() == ["scan.pdf"] and door.claims() == []


def test_a_file_somebody_holds_open_goes_back(door: Entrance, intake: Intake) -> None:
    found = door.scan()
    with (door.folder / "scan.pdf").open("ab"):
        assert intake.take([found]).returned == ["scan.pdf"]
    assert door.left() == ["scan.pdf"]


def test_one_that_vanished_does_not_keep_the_others(door: Entrance, intake: Intake) -> None:
    found = [door.scan("a.pdf"), door.scan("b.pdf")]
    (door.folder / "a.pdf").unlink()
    tally = intake.take(found)
    assert tally.received == 1 and tally.returned == ["a.pdf"]
    assert [claim.name for claim in door.claims()] == ["b.pdf"]


def test_putting_back_never_overwrites_what_came_meanwhile(door: Entrance) -> None:
    found = door.scan(content=b"old")
    claim = door.planned(found)
    (door.folder / "scan.pdf").rename(door.rooms.claimed / claim.ulid)
    (door.folder / "scan.pdf").write_bytes(b"new")
    moves.put_back(door.rooms, claim)
    assert {place.read_bytes() for place in door.folder.glob("*.pdf")} == {b"old", b"new"}


def test_a_name_need_not_be_text(door: Entrance, intake: Intake) -> None:
    name = os.fsdecode(b"c\xf4ng v\xe3n\n.pdf")
    assert intake.take([door.scan(name)]).received == 1
    assert door.documents()[0].name.endswith(".pdf") and door.left() == []
    assert door.claims()[0].origin == name


def test_a_file_that_cannot_be_used_is_a_row_without_a_number_and_lies_in_loi(
    door: Entrance, intake: Intake
) -> None:
    found = door.scan("hỏng.pdf", b"%PDF-1.7 broken off")
    refused = Found(found.path, found.signature, Refused("VT-3625", "Tệp dở dang.", hint="Quét lại văn bản."))
    assert intake.take([refused]).received == 1
    (document,), (claim,) = door.documents(), door.claims()
    assert (document.state, document.trouble_code, document.sha256) == (states.UNREADABLE, "VT-3625", None)
    beside = door.rooms.failed / claim.kept_name
    assert beside.read_bytes() == b"%PDF-1.7 broken off"
    said = Path(f"{beside}.txt").read_text(encoding="utf-8")
    assert "Tệp: hỏng.pdf" in said and "Tệp dở dang. Quét lại văn bản. (VT-3625)" in said
    assert json.loads(Path(f"{beside}.json").read_text(encoding="utf-8"))["code"] == "VT-3625"


def test_originals_are_kept_for_their_days_and_no_longer(door: Entrance, intake: Intake) -> None:
    intake.take([door.scan()])
    (claim,) = door.claims()
    old = door.rooms.kept / "2020-01-01"
    old.mkdir()
    (old / "a.pdf").write_bytes(b"")
    strange = door.rooms.kept / "do not touch"
    strange.mkdir()
    leftovers.prune(intake, door.desk.clock.now())
    assert not old.exists() and strange.exists()
    assert (door.rooms.kept / claim.day / claim.kept_name).exists() and door.claims() == [claim]


def test_nothing_is_pruned_by_a_clock_nobody_believes(door: Entrance, intake: Intake) -> None:
    old = door.rooms.kept / "2020-01-01"
    old.mkdir()
    leftovers.prune(intake, Moment(door.desk.clock.utc(), verified=False))
    assert old.exists()


def test_claims_sort_by_time_and_never_repeat(door: Entrance) -> None:
    now = door.desk.clock.utc()
    made = [claims.ulid(now) for _ in range(1000)]
    assert len(set(made)) == 1000 and all(len(one) == 26 and set(one) <= set(claims.ALPHABET) for one in made)
    time.sleep(0.005)
    assert claims.ulid(door.desk.clock.utc()) > max(made)


def test_when_the_last_file_came_is_remembered(door: Entrance, intake: Intake) -> None:
    assert door.store.read_now(claims.last_at, NAME) is None
    intake.take([door.scan()])
    (claim,) = door.claims()
    assert door.store.read_now(claims.last_at, NAME) == claim.at
