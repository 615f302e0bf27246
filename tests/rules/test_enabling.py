"""Turning a plugin on changes nothing until it is proven, and is undone when the office does not bear it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import enabling
from core.config import site
from core.config.generations import Generations
from core.enabling import Ground, disable, enable, rollback
from core.errors import Misconfigured, Missing, Refused, Trouble
from core.host.failures import Rejected
from core.host.manifests import Manifest, discover
from core.host.trial import Trials
from core.values import Issue, Severity
from tests.parts.guests import SITE, install

AT = datetime(2026, 11, 22, tzinfo=UTC)
CODE = """
    from dataclasses import dataclass
    @dataclass(frozen=True)
    class Settings:
        level: int = 1
    @hookimpl
    def settings(): return Settings
    @hookimpl
    def self_test(settings):
        if settings.level > 3: raise ValueError("cao quá")
"""


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    """An office that is closed, with the plugins `axis.sea` and `broken` installed."""
    install(tmp_path / "plugins" / "1", "axis.sea", CODE)
    install(tmp_path / "plugins" / "1", "broken", "raise RuntimeError('hỏng')")
    generations = Generations(tmp_path / "etc")
    generations.mark_good(generations.write(f"# của tôi\n{SITE}", "lan", "init", AT))
    found = discover(tmp_path / "plugins")
    return Ground(generations, Trials(tmp_path), found, lambda: AT)


def enabled(ground: Ground) -> tuple[str, ...]:
    return site.load(ground.generations.site_file, {}).enabled


def test_a_proven_plugin_is_a_new_good_generation(ground: Ground) -> None:
    assert enable(ground, "axis.sea", {"level": 3}, "minh") == 2
    found = site.load(ground.generations.site_file, {})
    assert (found.enabled, found.plugin("axis.sea").table) == (("axis.sea",), {"level": 3})
    assert ground.generations.text().startswith("# của tôi\n")
    last = ground.generations.last_good()
    assert last is not None and (last.number, last.by, last.why) == (2, "minh", "plugin enable axis.sea")
    assert ground.trials.all()["axis.sea"].rejection is None
    assert "axis_sea" not in sys.modules


@pytest.mark.parametrize(
    ("name", "changes", "told"),
    [
        ("broken", {}, "hỏng"),
        ("axis.sea", {"level": 4}, "cao quá"),
        ("axis.sea", {"level": "ba"}, 'plugins."axis.sea".level phải là số nguyên'),
        ("axis.sea", {"levle": 1}, 'có phải là plugins."axis.sea".level?'),
    ],
)
def test_a_rejected_plugin_changes_nothing(
    ground: Ground, name: str, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(Rejected) as caught:
        enable(ground, name, changes, "minh")
    assert told in caught.value.message
    assert ground.generations.text() == f"# của tôi\n{SITE}"
    assert len(ground.generations.history()) == 1
    kept = ground.trials.all()[name].rejection
    assert kept is not None and kept.message == caught.value.message


def test_what_is_not_installed_cannot_be_enabled(ground: Ground) -> None:
    with pytest.raises(Missing, match=r"axis\.sea"):
        enable(ground, "axis.see", {}, "minh")


def test_a_built_in_plugin_is_tried_like_any_other(ground: Ground) -> None:
    with_ours = replace(ground, found={"timesync": Manifest("timesync", "plugins.timesync.plugin")})
    with pytest.raises(Rejected, match="timesync"):
        enable(with_ours, "timesync", {"max_offset": "một"}, "minh")


def test_a_site_that_is_wrong_elsewhere_is_refused(ground: Ground) -> None:
    ground.generations.write(SITE + "[web]\nprot = 1\n", "lan", "", AT)
    with pytest.raises(Misconfigured, match=r"web\.port"):
        enable(ground, "axis.sea", {}, "minh")


def test_an_office_that_cannot_reload_goes_back(ground: Ground) -> None:
    reloads: list[str] = []

    def reload() -> None:
        reloads.append(ground.generations.text())
        if "axis.sea" in reloads[-1]:
            raise Trouble("VT-0002", "Không nạp lại được.")

    with pytest.raises(Trouble, match="Không nạp lại được"):
        enable(replace(ground, reload=reload), "axis.sea", {}, "minh")
    assert enabled(ground) == ()
    assert len(reloads) == 2 and reloads[-1] == f"# của tôi\n{SITE}"
    assert [one.good for one in ground.generations.history()] == [True, False, True]


def health(ground: Ground, about: str, severity: Severity, after: int) -> Callable[[], Sequence[Issue]]:
    looks: list[int] = []

    def look() -> Sequence[Issue]:
        looks.append(1)
        ill = len(looks) > after and "axis.sea" in ground.generations.text()
        return (
            [Issue("VT-0003", severity, "Có {what} hỏng.", about=about, facts={"what": "dây"})] if ill else []
        )

    return look


def test_an_office_that_falls_ill_while_it_is_watched_goes_back(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enabling, "LOOK", 0.01)
    ill = health(ground, "axis.sea", Severity.ERROR, after=3)
    with pytest.raises(Trouble, match="Có dây hỏng"):
        enable(replace(ground, health=ill, watch=10), "axis.sea", {}, "minh")
    assert enabled(ground) == ()


@pytest.mark.parametrize(
    ("about", "severity"), [("axis.sea", Severity.WARNING), ("may-quet-1", Severity.ERROR)]
)
def test_a_warning_and_the_ills_of_others_are_no_reason(
    ground: Ground, about: str, severity: Severity
) -> None:
    enable(replace(ground, health=health(ground, about, severity, after=0)), "axis.sea", {}, "minh")
    assert enabled(ground) == ("axis.sea",)


def test_a_broken_plugin_can_always_be_switched_off(ground: Ground) -> None:
    """Nothing is imported, and what else is wrong in site.toml does not matter."""
    ground.generations.write(SITE + "[plugins.broken]\nlevel = 1\n[web]\nprot = 1\n", "lan", "", AT)
    disable(ground, "broken", "minh")
    assert site.tables(ground.generations.text())["broken"] == {"level": 1, "enabled": False}
    with pytest.raises(Missing):
        disable(ground, "axis.sea", "minh")


def test_going_back_by_hand_tells_the_office(ground: Ground) -> None:
    enable(ground, "axis.sea", {}, "minh")
    told: list[int] = []
    assert rollback(replace(ground, reload=lambda: told.append(1)), None, "minh") == 3
    assert (enabled(ground), told) == ((), [1])


def test_a_hand_edit_before_is_not_lost(ground: Ground) -> None:
    """What the officer wrote himself is a generation to go back to before anything is changed."""
    ground.generations.site_file.write_text(SITE + "# tay\n", encoding="utf-8")
    enable(ground, "axis.sea", {}, "minh")
    assert [one.by for one in ground.generations.history()] == ["lan", "", "minh"]
    assert ground.generations.text(2) == SITE + "# tay\n"


def test_a_value_under_the_wrong_name_is_refused(ground: Ground) -> None:
    with pytest.raises(Refused):
        enable(ground, "axis.sea", {"level deep": 1}, "minh")
