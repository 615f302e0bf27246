"""Lets the third-party plugins in that site.toml wants, before the office opens."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.errors import OfficeError
from core.host import failures, manifests
from core.host.host import Host
from core.host.manifests import Manifest
from core.host.trial import Trials, prove

log = logging.getLogger("vanthu.host")


def admit(
    host: Host,
    tables: Mapping[str, Mapping[str, Any]],
    found: Mapping[str, Manifest],
    trials: Trials,
    at: datetime,
) -> None:
    """Add every plugin whose table (`core.config.site.tables`) is enabled and that the host has not yet.

    One not proven since its last change is tried in a child first. Whoever fails stays outside, and
    `host.issues()` tells why.
    """
    for name, table in tables.items():
        if name in host.names or table.get("enabled", True) is not True:
            continue
        try:
            host.add(name, _fetch(name, table, found, trials, at))
        except OfficeError as reason:
            log.error("plugin %s stays outside: %s", name, reason)
            host.shut_out(name, reason)


def _fetch(
    name: str, table: Mapping[str, Any], found: Mapping[str, Manifest], trials: Trials, at: datetime
) -> object:
    if name not in found:
        raise failures.absent(name, found)
    manifest = found[name]
    before = trials.all().get(name)
    if not before or not before.proves(manifest):
        prove(manifest, table, trials, at)
    return manifests.load(manifest, manifests.IMPORTING)
