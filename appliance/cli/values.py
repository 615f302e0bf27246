"""Settings as they are typed: `web.port 8081`, `--set sources.may-1.folder=/srv/quet`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from appliance.cli.refusals import Misused


def candidates(typed: str) -> list[Any]:
    """Return what a typed value may mean, the likeliest first: the value TOML reads, then the bare text."""
    try:
        read = tomllib.loads(f"value = {typed}\n")
    except tomllib.TOMLDecodeError:
        return [typed]
    return [read["value"], typed] if set(read) == {"value"} and read["value"] != typed else [typed]


def pairs(typed: Sequence[str]) -> dict[str, Any]:
    """Return `key=value` words as settings by written key."""
    found: dict[str, Any] = {}
    for word in typed:
        key, equals, value = word.partition("=")
        if not key or not equals:
            raise Misused(
                "VT-1031",
                "“{word}” không phải một cặp mục=giá trị.",
                hint="Viết như --set socket=/run/clamav/clamd.ctl.",
                word=word,
            )
        found[key.strip()] = candidates(value)[0]
    return found
