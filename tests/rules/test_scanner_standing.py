"""How a source stands can be read at any time, and a trial says whether it can be worked with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.clock import wall
from plugins.scanner import standing, trial
from plugins.scanner.sources import Mode, Source
from plugins.scanner.standing import SourceState, show, source_states
from tests.parts.scans import entrance, pdf, until


def test_a_source_nobody_watched_yet_is_stopped(tmp_path: Path) -> None:
    (state,) = source_states({"may-1": Source(tmp_path)}, tmp_path / "run", wall())
    assert (state.name, state.state, state.last_scan_at) == ("may-1", standing.STOPPED, None)


def test_what_was_shown_is_read(tmp_path: Path) -> None:
    now = wall()
    told = SourceState(
        "may-1",
        "/srv/quet",
        "local",
        standing.DISCONNECTED,
        code="VT-3612",
        reason="Không vào được {folder}",
        facts={"folder": "/srv/quet"},
        last_scan_at=now,
        waiting=3,
    )
    show(tmp_path, told)
    (state,) = source_states({"may-1": Source(tmp_path)}, tmp_path, now)
    assert state == told
    assert state.sentence == "Không vào được /srv/quet" and state.label == "Mất kết nối"


def test_a_source_that_says_it_watches_and_does_not_is_silent(tmp_path: Path) -> None:
    """The process was killed, or hangs on a share that is dead."""
    now = wall()
    show(tmp_path, SourceState("may-1", "/srv/quet", "local", standing.WATCHING, last_scan_at=now))
    (fresh,) = source_states({"may-1": Source(tmp_path)}, tmp_path, now + timedelta(seconds=60))
    (stale,) = source_states({"may-1": Source(tmp_path)}, tmp_path, now + timedelta(seconds=100))
    assert fresh.state == standing.WATCHING
    assert (stale.state, stale.code) == (standing.SILENT, "VT-3631") and "/srv/quet" in stale.sentence


def test_half_a_file_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/may-1.json").write_bytes(b'{"name": "may')
    (state,) = source_states({"may-1": Source(tmp_path)}, tmp_path, wall())
    assert state.state == standing.STOPPED


def test_what_waits_and_what_came_is_told(tmp_path: Path) -> None:
    with entrance(tmp_path) as door, door.open():
        assert until(lambda: door.state.state == standing.WATCHING and door.state.hinted)
        assert door.state.last_file_at is None
        (door.folder / "a.pdf").write_bytes(b"%PDF-1.7 not yet whole")
        assert until(lambda: door.state.waiting == 1 and door.state.oldest_at is not None)
        with (door.folder / "a.pdf").open("ab") as file:
            file.write(b"%%EOF")
        assert until(lambda: door.state.waiting == 0)
        assert door.state.last_file_at is not None


def test_a_file_that_cannot_come_in_is_told_of_until_it_can(tmp_path: Path) -> None:
    with entrance(tmp_path) as door, door.open():
        door.blobs.scratch.rename(tmp_path / "away")
        (door.folder / "a.pdf").write_bytes(pdf())
        assert until(lambda: door.state.state == standing.TROUBLED)
        assert (door.state.code, door.state.waiting) == ("VT-1301", 1)
        (door.folder / "b.pdf").write_bytes(pdf())
        assert until(lambda: door.state.waiting == 2) and door.state.state == standing.TROUBLED
        (tmp_path / "away").rename(door.blobs.scratch)
        assert until(lambda: len(door.documents()) == 2)
        assert until(lambda: door.state.state == standing.WATCHING and not door.state.code)


def test_a_trial_finds_everything_in_order(tmp_path: Path) -> None:
    (tmp_path / "quet").mkdir()
    checks = trial.test_source("may-1", Source(tmp_path / "quet"), tmp_path)
    assert [check.name for check in checks] == ["folder", "see", "claim", "lease", "hint", "limits", "space"]
    assert all(check.good and check.message for check in checks if check.name != "limits")
    assert list((tmp_path / "quet").iterdir()) == [], "the canary is gone"


def test_a_trial_of_a_share_asks_what_a_share_can_answer(tmp_path: Path) -> None:
    checks = trial.test_source("may-1", Source(tmp_path, mode=Mode.SHARE), tmp_path)
    assert [check.name for check in checks] == ["folder", "see", "claim", "space"]


def test_a_trial_of_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    (check,) = trial.test_source("may-1", Source(tmp_path / "nowhere"), tmp_path)
    assert not check.good and check.grave and "nowhere" in check.message


def test_a_trial_beside_the_running_intake_brings_nothing_in(tmp_path: Path) -> None:
    with entrance(tmp_path, settle=0.0) as door, door.open():
        assert until(lambda: door.state.state == standing.WATCHING)
        for _ in range(10):
            assert all(check.good for check in trial.test_source("may-quet-1", door.source, tmp_path)[:4])
        assert door.documents() == [] and door.left() == []
