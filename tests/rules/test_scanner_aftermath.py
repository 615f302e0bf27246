"""An original stays in `da-nhan/` only while its document is sound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.documents import incoming, lifecycle
from core.errors import Refused
from core.store.papers import Document
from core.values import Actor, Finding, Role
from plugins.scanner import claims
from plugins.scanner.aftermath import reconcile
from plugins.scanner.claims import Claim
from plugins.scanner.intake import Intake
from tests.parts.scans import NAME, Entrance, entrance, kept_bytes

CLERK = Actor("van.thu", "Văn thư", frozenset({Role.CLERK}))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Entrance]:
    with entrance(tmp_path) as built:
        built.rooms.furnish()
        yield built


@pytest.fixture
def intake(door: Entrance) -> Iterator[Intake]:
    with door.intake() as opened:
        yield opened


# What the document turned out to be.


def received(door: Entrance, intake: Intake) -> tuple[Document, Claim]:
    intake.take([door.scan()])
    return door.documents()[0], door.claims()[0]


def judged(door: Entrance, document: Document, threat: str = "", trouble: Refused | None = None) -> None:
    findings = [Finding("clamd", threat)]
    door.store.write_now(incoming.settle, document.id, findings, trouble, door.desk.clock.now())


def test_the_original_of_an_unreadable_document_goes_to_loi(door: Entrance, intake: Intake) -> None:
    document, claim = received(door, intake)
    judged(door, document, trouble=Refused("VT-2312", "Tệp bị khóa.", hint="Gửi lại."))
    assert reconcile(door.store, door.rooms, NAME) == 1
    assert kept_bytes(door.rooms) == []
    assert "Tệp bị khóa. Gửi lại. (VT-2312)" in Path(f"{door.rooms.failed / claim.kept_name}.txt").read_text(
        encoding="utf-8"
    )
    assert reconcile(door.store, door.rooms, NAME) == 0


def test_the_original_of_an_infected_document_is_overwritten_and_removed(
    door: Entrance, intake: Intake
) -> None:
    document, claim = received(door, intake)
    kept = door.rooms.kept / claim.day / claim.kept_name
    os.link(kept, door.root / "witness")
    judged(door, document, "Win.Test.EICAR")
    reconcile(door.store, door.rooms, NAME)
    assert not kept.exists()
    assert set((door.root / "witness").read_bytes()) == {0}


def test_a_secret_leaves_neither_bytes_nor_name(door: Entrance, intake: Intake) -> None:
    document, _ = received(door, intake)
    judged(door, document, trouble=Refused("VT-2311", "Tệp hỏng.", hint="Quét lại."))
    reconcile(door.store, door.rooms, NAME)
    at = door.desk.clock.now()
    door.store.write_now(lifecycle.advance, document.id, "expel", CLERK, at, reason="bí mật nhà nước")
    assert reconcile(door.store, door.rooms, NAME) == 1
    assert list(door.rooms.failed.iterdir()) == [] and kept_bytes(door.rooms) == []
    assert door.claims()[0].origin == "" and door.claims()[0].place == claims.REMOVED
