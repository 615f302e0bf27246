"""Every configuration is kept, and one that worked is never out of reach."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.config import site
from core.config.generations import BY_HAND, Generations
from core.config.opening import DEAD_STARTS, choose, settle
from core.config.site import Site
from core.errors import Misconfigured, Missing, Refused

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TEXT = '[office]\ncode = "H51"\nname = "UBND"\n'


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    kept = Generations(tmp_path)
    kept.write(TEXT, "lan", "init", AT)
    return kept


def load(path: Path) -> Site:
    return site.load(path, {})


def test_a_change_is_a_numbered_generation(generations: Generations) -> None:
    number = generations.set("web.port", 81, "minh", AT)
    assert number == 2
    last = generations.history()[-1]
    assert (last.number, last.by, last.at, last.why) == (2, "minh", AT, "web.port")
    assert load(generations.site_file).web.port == 81
    assert "+port = 81\n" in generations.diff(1, 2)
    assert generations.current() == last


def test_going_back_is_a_generation_too(generations: Generations) -> None:
    generations.mark_good(1)
    generations.set("web.port", 81, "minh", AT)
    assert generations.rollback(None, "minh", AT) == 3
    assert generations.text() == TEXT
    assert generations.rollback(2, "minh", AT) == 4
    assert load(generations.site_file).web.port == 81


def test_going_back_prefers_what_is_known_to_be_good(generations: Generations) -> None:
    generations.mark_good(1)
    generations.set("web.port", 81, "minh", AT)
    generations.set("web.port", 82, "minh", AT)
    generations.rollback(None, "minh", AT)
    assert generations.text() == TEXT


def test_what_was_good_once_is_good_again(generations: Generations) -> None:
    generations.mark_good(1)
    generations.set("web.port", 81, "minh", AT)
    generations.rollback(1, "minh", AT)
    assert [one.good for one in generations.history()] == [True, False, True]


def test_there_is_nothing_before_the_first(generations: Generations) -> None:
    with pytest.raises(Refused):
        generations.rollback(None, "minh", AT)
    with pytest.raises(Missing):
        generations.rollback(9, "minh", AT)


def test_a_hand_edit_becomes_a_generation_of_its_own(generations: Generations) -> None:
    generations.site_file.write_text(TEXT + "[web]\nport = 82\n", encoding="utf-8")
    assert generations.current() is None
    opening = choose(generations, load, AT)
    assert (opening.generation.number, opening.generation.why, opening.issue) == (2, BY_HAND, None)
    assert choose(generations, load, AT).generation.number == 2


def test_a_broken_hand_edit_opens_what_was_good_and_says_so(generations: Generations) -> None:
    generations.mark_good(1)
    generations.site_file.write_text(TEXT + "[web]\nprot = 82\n", encoding="utf-8")
    opening = choose(generations, load, AT)
    assert opening.generation.number == 1
    assert opening.issue is not None and "web.port" in str(opening.issue.facts["problems"])
    assert "prot" in generations.text(), "the officer's file is left to be mended"
    assert len(generations.history()) == 1


def test_a_broken_file_and_nothing_good_cannot_be_opened(generations: Generations) -> None:
    generations.site_file.write_text("[", encoding="utf-8")
    with pytest.raises(Misconfigured):
        choose(generations, load, AT)


def test_three_dead_starts_open_what_was_good(generations: Generations) -> None:
    generations.mark_good(1)
    generations.set("web.port", 81, "minh", AT)
    for _ in range(DEAD_STARTS):
        assert choose(generations, load, AT).generation.number == 2
    opening = choose(generations, load, AT)
    assert opening.generation.number == 1 and opening.issue is not None
    settle(generations, opening)
    assert choose(generations, load, AT).generation.number == 1, "it is not tried again by itself"
    generations.set("web.port", 82, "minh", AT)
    assert choose(generations, load, AT).generation.number == 3, "a change is tried"


def test_a_start_that_succeeds_forgets_the_dead_ones(generations: Generations) -> None:
    assert [generations.starting(), generations.starting()] == [1, 2]
    generations.started()
    assert generations.starting() == 1


def test_dead_starts_with_what_is_good_are_not_its_fault(generations: Generations) -> None:
    generations.mark_good(1)
    for _ in range(DEAD_STARTS + 2):
        opening = choose(generations, load, AT)
    assert (opening.generation.number, opening.issue) == (1, None)


def test_a_line_cut_off_by_a_power_cut_is_no_generation(generations: Generations, tmp_path: Path) -> None:
    history = tmp_path / "generations" / "history.jsonl"
    with history.open("a") as file:
        file.write('{"number": 2, "sha')
    assert generations.set("web.port", 81, "minh", AT) == 2
    assert [one.number for one in generations.history()] == [1, 2]


def test_no_draft_is_left_behind(generations: Generations, tmp_path: Path) -> None:
    generations.set("web.port", 81, "minh", AT)
    assert not [file for file in tmp_path.rglob(".*") if file.name != ".lock"]


def test_a_start_that_cannot_be_counted_is_a_start(generations: Generations, tmp_path: Path) -> None:
    """A full disk must not keep the office closed."""
    (tmp_path / "generations" / "starts.json").mkdir()
    opening = choose(generations, load, AT)
    settle(generations, opening)
    assert (opening.generation.number, opening.issue) == (1, None)
