"""The running office: what every hook and every handler is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    # The command line asks for a home alone and should not wait for the whole office to be imported.
    from core.bell import Bell
    from core.blobs import Blobs
    from core.clock import Clock
    from core.config.site import Site
    from core.documents.batches import Batches
    from core.host.host import Host
    from core.keyring.keyring import Keyring
    from core.sandbox.pool import Sandbox
    from core.store.database import Store
    from core.values import Issue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Home:
    """Where an office keeps its things; on a box /etc/vanthu, /var/lib/vanthu and /run/vanthu."""

    settings: Path
    """Holds site.toml and its generations."""
    data: Path
    """Holds the database, the blobs and what the plugins keep."""
    run: Path
    """Holds the socket; emptied at each boot."""

    @property
    def site_file(self) -> Path:
        """The office's configuration."""
        return self.settings / "site.toml"

    @property
    def blobs(self) -> Path:
        """The files, by hash."""
        return self.data / "blobs"

    @property
    def scratch(self) -> Path:
        """Work in progress; may be emptied whenever the office is closed. Same file system as the blobs."""
        return self.data / "scratch"

    @property
    def socket(self) -> Path:
        """Where the command line wakes the running office."""
        return self.run / "office.sock"


@dataclass(frozen=True, slots=True)
class Office:
    """Our own office while it is open."""

    home: Home
    boot: str
    """Random for each start of the process; signs the leases of jobs."""
    clock: Clock
    store: Store
    blobs: Blobs
    sandbox: Sandbox
    host: Host
    bell: Bell
    keyring: Keyring
    """The tokens that are unlocked, each for the person who typed its PIN."""
    batches: Batches
    """The letters that are being signed one after the other."""
    current: Callable[[], Site]
    """Gives the configuration in force; a reload changes what it gives."""
    issues: Callable[[], Sequence[Issue]] = tuple
    """Tells what is wrong with the office as a whole: that it does not run with site.toml as it stands."""

    @property
    def site(self) -> Site:
        """The configuration in force."""
        return self.current()

    def settings(self, kind: type[T]) -> T:
        """Return the plugin settings of type `kind` in force, defaults filled in."""
        return self.site.settings(kind)
