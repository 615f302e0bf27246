"""The process in which a plugin is tried; it says how far it came, and dies in the office's place."""

from __future__ import annotations

import json
import os
import resource
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pluggy

from core import hookspecs
from core.config.schema import Reader
from core.errors import OfficeError
from core.host import failures, manifests
from core.host.invitation import examine
from core.host.manifests import Manifest
from core.host.threads import TimeUp, call_within


def testify() -> None:
    """Read an order from standard input, try the plugin, and write one line per stage and one verdict."""
    # What the plugin prints must not be taken for testimony.
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))

    def say(**fact: Any) -> None:
        told.write(json.dumps(fact, ensure_ascii=False, default=str) + "\n")
        told.flush()

    try:
        _try(order, lambda stage: say(stage=stage))
    except OfficeError as error:
        if isinstance(error.__cause__, MemoryError):
            say(memory=True)
        else:
            say(code=error.code, sentence=error.sentence, hint=error.hint_template, facts=error.facts)
    else:
        say(proven=True)
    # A thread that never ends, or something the plugin does at exit, does not undo the verdict.
    os._exit(0)


def _try(order: dict[str, Any], reach: Callable[[str], None]) -> None:
    name, place, limits = order["name"], order["place"], order["limits"]
    manifest = Manifest(name, order["entry"], place=Path(place) if place else None)
    reach("import")
    plugin = manifests.load(manifest, limits["import"])
    reach("hooks")
    hooks = examine(name, plugin)
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin, name)

    def settings() -> Any:
        (kind,) = manager.hook.settings()
        return Reader({}).table(kind, tomllib.loads(order["table"]), ("plugins", name), ("enabled",))

    read = None
    if "settings" in hooks:
        reach("settings")
        read = _within(limits["settings"], name, "settings", settings)
    if "self_test" in hooks:
        reach("self_test")
        _within(limits["self_test"], name, "self_test", lambda: manager.hook.self_test(settings=read))


def _within(seconds: float, name: str, stage: str, function: Callable[[], Any]) -> Any:
    try:
        return call_within(seconds, function)
    except TimeUp as error:
        raise failures.endless(name, stage, seconds) from error
    except BaseException as error:
        raise failures.unfit(name, error) from error
