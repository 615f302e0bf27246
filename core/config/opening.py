"""With which configuration the office opens: site.toml, or the last one known to be good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.config.generations import Generation, Generations
from core.config.site import Site
from core.errors import Misconfigured, OfficeError
from core.language import mark
from core.values import Issue, Severity

DEAD_STARTS = 3
"""So often an office may die while it opens before it is opened with what last worked."""


@dataclass(frozen=True)
class Opening:
    """The configuration an office opens with."""

    site: Site
    generation: Generation
    issue: Issue | None = None
    """Why this is not site.toml as it stands; None when it is."""


def choose(generations: Generations, load: Callable[[Path], Site], at: datetime) -> Opening:
    """Return the configuration to open with, and count this start until `generations.started()`.

    site.toml itself is never touched: what is wrong in it stays there to be mended. Raises
    Misconfigured when it cannot be used and nothing good is known.
    """
    starts = generations.starting()
    good = generations.last_good()
    now = generations.current()
    try:
        if starts > DEAD_STARTS and good and not (now and now.good):
            return Opening(load(generations.path(good.number)), good, _died(starts - 1, good))
        return Opening(load(generations.site_file), generations.adopt(at))
    except Misconfigured as wrong:
        if not good:
            raise
        return Opening(load(generations.path(good.number)), good, broken(wrong, good))


def settle(generations: Generations, opening: Opening) -> None:
    """The office is open: forget the dead starts, but those of a configuration that was passed over."""
    if opening.issue is None:
        generations.started()


def broken(wrong: OfficeError, good: Generation) -> Issue:
    """Return that the office runs with an older generation, and what is wrong in site.toml."""
    return Issue(
        "VT-1152",
        Severity.ERROR,
        mark("Tệp site.toml không dùng được nên đang chạy với thế hệ {number}. {problems}"),
        mark("Sửa những dòng nêu trên rồi chạy vanthu config check."),
        "config",
        {"number": good.number, "problems": wrong.facts.get("problems", wrong.message)},
    )


def _died(starts: int, good: Generation) -> Issue:
    return Issue(
        "VT-1151",
        Severity.ERROR,
        mark("Cơ quan không mở được {starts} lần liền với cấu hình mới; đang chạy với thế hệ {number}."),
        mark("Xem vanthu config diff, sửa site.toml hoặc chạy vanthu config rollback."),
        "config",
        {"starts": starts, "number": good.number},
    )
