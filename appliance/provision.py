"""Makes the home of an office: folders, configuration, database, and what stands in it on the first day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from appliance.parts import BUILT_IN
from appliance.paths import database_address
from core.config.editing import edited
from core.config.generations import Generations
from core.config.sample import sample
from core.config.site import Site, parse
from core.errors import Refused
from core.office import Home
from core.store.database import Store
from core.store.schema import migrate
from core.values import Moment

T = TypeVar("T")


def initialise(home: Home, values: Mapping[str, object], furnish: Callable[[Moment], T], at: Moment) -> T:
    """Make a home that was none, and return what `furnish` returns, which runs in its first transaction.

    `values` are settings by written key (`office.code`). Raises Refused when the home exists already and
    Misconfigured, before anything is written, when a value cannot be used. site.toml is written last: a
    home that was cut off half-way is made again.
    """
    if home.site_file.exists():
        raise Refused(
            "VT-1005",
            "Cơ quan tại {place} đã được khởi tạo.",
            hint="Dùng vanthu config để sửa cấu hình; không khởi tạo lại.",
            place=home.settings,
        )
    kinds = {name: module.settings() for name, module in BUILT_IN.items() if hasattr(module, "settings")}
    text = edited(sample(kinds, values), values)
    site = parse(text, kinds, home.site_file)
    for folder in (home.settings, home.data, home.run, home.blobs, home.scratch):
        _make(folder)
    furnished = _furnish(home, site, furnish, at)
    Generations(home.settings).write(text, "", "vanthu init", at.utc)
    return furnished


def _furnish(home: Home, site: Site, furnish: Callable[[Moment], T], at: Moment) -> T:
    address = database_address(home, site.store.database)
    migrate(address)
    store = Store(address)
    store.open()
    try:
        return store.write_now(furnish, at)
    finally:
        store.close()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
