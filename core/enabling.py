"""Turns plugins on and off so that a bad one never stays on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.config import site
from core.config.editing import edited
from core.config.generations import Generations
from core.config.keys import spell
from core.errors import OfficeError, Trouble
from core.host import failures
from core.host.manifests import Manifest
from core.host.trial import Trials, prove
from core.language import tr
from core.values import Issue, Severity

LOOK = 1.0
"""Seconds between two looks at the health of the office."""


@dataclass(frozen=True)
class Ground:
    """What a change of plugins stands on; where no office runs, the last three do nothing."""

    generations: Generations
    trials: Trials
    found: Mapping[str, Manifest]
    """Every plugin that could be enabled: built-in ones and those `discover` finds."""
    now: Callable[[], datetime]
    kinds: Mapping[str, type[Any]] = field(default_factory=dict)
    """Settings of the plugins that are imported anyway."""
    reload: Callable[[], None] = lambda: None
    """Ask the running office to read its configuration again; raises one of our errors when it cannot."""
    health: Callable[[], Sequence[Issue]] = lambda: ()
    """What the running office finds wrong with itself."""
    watch: float = 0.0
    """Seconds for which its health is watched."""


def enable(ground: Ground, name: str, changes: Mapping[str, Any], by: str) -> int:
    """Turn a plugin on with changed settings (`{"sources.a.folder": …}`); return the new generation's number.

    Raises Missing or Rejected before anything is changed; Trouble when the office did not stay in
    good health, which by then runs with the configuration it had before.
    """
    if name not in ground.found:
        raise failures.absent(name, ground.found)
    prefix = spell(("plugins", name))
    wanted = {f"{prefix}.enabled": True, **{f"{prefix}.{key}": value for key, value in changes.items()}}
    text = edited(ground.generations.text(), wanted)
    others = {other: kind for other, kind in ground.kinds.items() if other != name}
    site.parse(text, others)
    prove(ground.found[name], site.tables(text)[name], ground.trials, ground.now())
    return apply(ground, text, by, f"plugin enable {name}", about=name)


def disable(ground: Ground, name: str, by: str) -> int:
    """Turn a plugin off, its settings kept; nothing is imported and nothing else judged."""
    key = spell(("plugins", name, "enabled"))
    text = ground.generations.text()
    if name not in site.tables(text):
        raise failures.absent(name, site.tables(text))
    number = ground.generations.write(edited(text, {key: False}), by, f"plugin disable {name}", ground.now())
    ground.reload()
    return number


def rollback(ground: Ground, to: int | None, by: str) -> int:
    """Go back to a generation, the last good one by default; return the new generation's number."""
    number = ground.generations.rollback(to, by, ground.now())
    ground.reload()
    return number


def apply(ground: Ground, text: str, by: str, why: str, *, about: str = "") -> int:
    """Make a checked text the configuration, watch the office with it, and go back if it fails.

    `about` is the plugin whose health is watched; empty for the whole office.
    """
    before = ground.generations.adopt(ground.now())
    number = ground.generations.write(text, by, why, ground.now())
    reason = _trouble(ground, about)
    if reason is None:
        ground.generations.mark_good(number)
        return number
    back = ground.generations.rollback(before.number, by, ground.now())
    ground.reload()
    raise Trouble(
        "VT-1441",
        "Cấu hình mới không chạy được nên đã quay lại như trước (thế hệ {back}). {reason}",
        hint="Sửa nguyên nhân nêu trên rồi làm lại.",
        back=back,
        reason=reason,
    )


def _trouble(ground: Ground, about: str) -> str | None:
    """Return what is wrong with the office under the new configuration, watched for a while."""
    try:
        known = set() if about else {_name(issue) for issue in ground.health()}
        ground.reload()
    except OfficeError as error:
        return error.message
    until = time.monotonic() + ground.watch
    while True:
        for issue in ground.health():
            concerned = issue.about == about if about else _name(issue) not in known
            if concerned and issue.severity is Severity.ERROR:
                return tr(issue.sentence, **issue.facts)
        if time.monotonic() >= until:
            return None
        time.sleep(LOOK)


def _name(issue: Issue) -> tuple[str, str]:
    return issue.code, issue.about
