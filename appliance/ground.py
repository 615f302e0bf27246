"""What a change of configuration stands on: generations, trials, installed plugins, the running office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from appliance import doorbell
from appliance.parts import BUILT_IN
from core.clock import wall
from core.config.generations import Generations
from core.enabling import Ground
from core.errors import Misconfigured, Trouble
from core.host.manifests import Manifest, built_in, discover
from core.host.trial import Trials
from core.office import Home
from core.values import Issue, Severity

WATCH = 5.0
"""Seconds for which the running office's health is watched after a change."""


def ground_of(home: Home) -> Ground:
    """Return the ground of a home; imports built-in plugins, never others."""
    opened = doorbell.ask(home.socket, "status") is not None
    return Ground(
        generations=Generations(home.settings),
        trials=Trials(home.data),
        found=installed(home),
        now=wall,
        kinds=kinds(),
        reload=lambda: reload(home),
        health=lambda: health(home),
        watch=WATCH if opened else 0.0,
    )


def kinds() -> dict[str, type[Any]]:
    """Return the settings dataclass of each built-in plugin."""
    return {name: module.settings() for name, module in BUILT_IN.items() if hasattr(module, "settings")}


def installed(home: Home) -> dict[str, Manifest]:
    """Return every plugin that could be enabled, built-in ones first; a stranger never takes their names."""
    return built_in(BUILT_IN) | {
        name: manifest for name, manifest in discover(home.data / "plugins").items() if name not in BUILT_IN
    }


def reload(home: Home) -> None:
    """Have the running office read its configuration again; raise why it could not."""
    answer = doorbell.ask(home.socket, "reload")
    if answer is not None and not answer["ok"]:
        raise Misconfigured(str(answer["code"]), str(answer["message"]), hint=str(answer.get("hint", "")))


def health(home: Home) -> Sequence[Issue]:
    """Return what the running office finds wrong with itself; nothing while none is open."""
    answer = doorbell.ask(home.socket, "status")
    if answer is None:
        return ()
    if not answer["ok"]:
        raise Trouble(str(answer["code"]), str(answer["message"]))
    return tuple(
        Issue(
            told["code"],
            Severity(told["severity"]),
            told["sentence"],
            told["hint"],
            told["about"],
            told["facts"],
        )
        for told in answer["issues"]
    )
