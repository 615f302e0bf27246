"""The office as a doctor finds it: whatever of it can still be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from appliance import doorbell
from appliance.ground import kinds
from appliance.paths import database_address
from core.blobs import Blobs
from core.config.generations import Generations
from core.config.site import Site, load
from core.errors import Misconfigured, OfficeError
from core.office import Home
from core.store.database import Store
from core.values import Issue, Moment, Severity


@dataclass(frozen=True, slots=True)
class Patient:
    """What every check is given."""

    home: Home
    at: Moment
    site: Site | None
    """The configuration with the built-in plugins' settings, of site.toml or the last good generation."""
    store: Store | None
    """Open; None where the database cannot be opened."""
    trouble: OfficeError | None
    """Why it cannot."""
    opened: Mapping[str, Any] | None
    """What the running office says of itself; None while it is closed."""

    @property
    def blobs(self) -> Blobs:
        """The files."""
        return Blobs(self.home.blobs, self.home.scratch)

    def enabled(self, name: str) -> bool:
        """Tell whether the office wants a plugin."""
        return self.site is not None and name in self.site.enabled


@contextmanager
def admitted(home: Home, at: Moment) -> Iterator[Patient]:
    """Open of an office what can be opened, within the block."""
    site = _site(home)
    store, trouble = Store(database_address(home, site.store.database if site else "")), None
    try:
        store.open()
    except OfficeError as error:
        trouble = error
    try:
        opened = doorbell.ask(home.socket, "status")
        yield Patient(home, at, site, None if trouble else store, trouble, opened)
    finally:
        store.close()


def issue_of(error: OfficeError, severity: Severity, about: str = "") -> Issue:
    """Return an error as an issue."""
    return Issue(error.code, severity, error.sentence, error.hint_template, about, error.facts)


def _site(home: Home) -> Site | None:
    generations = Generations(home.settings)
    good = generations.last_good()
    for file in (home.site_file, generations.path(good.number) if good else home.site_file):
        try:
            return load(file, kinds())
        except Misconfigured:
            continue  # the check of the configuration tells what is wrong in it
    return None
