"""A file is touched only when it has looked the same three times and been quiet long enough."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from plugins.scanner.patience import Patience, after
from plugins.scanner.settle import Settling, Signature

ONE = Signature(7, 100, 1_000, 2_000)


def looked(*times: float, settle: float = 5.0) -> Settling:
    settling = Settling(settle)
    for now in times:
        settling.look({"a.pdf": ONE}, now)
    return settling


def test_three_equal_looks_and_the_quiet_time() -> None:
    assert looked(0, 2, 5).ready(5.0) == ["a.pdf"]


def test_two_looks_are_not_enough_however_long_it_was_quiet() -> None:
    assert looked(0, 60).ready(60.0) == []


def test_three_looks_within_the_quiet_time_are_not_enough() -> None:
    assert looked(0, 1, 2).ready(4.9) == []


def test_whatever_changes_starts_the_clock_anew() -> None:
    """Size, modification, inode, or only the change time: rewritten with the old date put back."""
    for change in ({"size": 101}, {"modified": 1_001}, {"inode": 8}, {"changed": 2_001}):
        settling = looked(0, 2, 4)
        settling.look({"a.pdf": replace(ONE, **change)}, 6.0)
        assert settling.ready(6.0) == []
        for now in (8.0, 11.0):
            settling.look({"a.pdf": replace(ONE, **change)}, now)
        assert settling.ready(11.0) == ["a.pdf"]


def test_how_long_a_file_has_been_waiting_survives_its_changes() -> None:
    settling = looked(0, 2)
    settling.look({"a.pdf": replace(ONE, size=200)}, 30.0)
    assert settling.oldest == 0


def test_what_is_gone_is_forgotten() -> None:
    settling = looked(0, 2, 5)
    settling.look({}, 6.0)
    assert not settling.files and settling.due(6.0) is None and settling.oldest is None


def test_the_longest_resting_comes_first() -> None:
    settling = Settling(1.0)
    settling.look({"b.pdf": ONE}, 0.0)
    for now in (1.0, 2.0, 3.0):
        settling.look({"b.pdf": ONE, "a.pdf": ONE}, now)
    assert settling.ready(3.0) == ["b.pdf", "a.pdf"]


def test_a_postponed_file_rests_until_its_time_or_a_hint() -> None:
    settling = looked(0, 2, 5)
    settling.postpone("a.pdf", 15.0)
    assert settling.ready(14.0) == []
    assert settling.ready(14.0, hinted=True) == ["a.pdf"]
    assert settling.ready(15.0) == ["a.pdf"]
    assert settling.due(6.0) == 9.0


def test_a_file_that_cannot_be_read_is_tried_ever_more_rarely_and_never_given_up() -> None:
    settling = looked(0, 2, 5)
    settling.refuse("a.pdf", 10.0)
    assert settling.refusing
    assert settling.ready(14.0, hinted=True) == []
    assert settling.ready(15.0) == ["a.pdf"]
    settling.refuse("a.pdf", 15.0)
    assert settling.ready(24.0) == []
    assert settling.ready(25.0) == ["a.pdf"]


def test_patience_doubles_to_a_quarter_of_an_hour() -> None:
    patience = Patience()
    assert [patience.wait() for _ in range(10)] == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    patience.calm()
    assert patience.wait() == 5
    assert after(10_000) == 900


def test_on_a_share_inode_and_change_time_mean_nothing(tmp_path: Path) -> None:
    place = tmp_path / "a.pdf"
    place.write_bytes(b"1")
    status = place.stat()
    other = tmp_path / "b.pdf"
    other.write_bytes(b"2")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert Signature.of(status, share=True) == Signature.of(other.stat(), share=True)
    assert Signature.of(status, share=False) != Signature.of(other.stat(), share=False)
