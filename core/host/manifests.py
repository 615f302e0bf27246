"""Which plugins are installed, read from what they say of themselves, without importing any of them."""

from __future__ import annotations

import hashlib
import importlib
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from types import ModuleType

from core import hookspecs
from core.host import failures
from core.host.threads import TimeUp, call_within

IMPORTING = 20.0
"""Seconds a plugin may take to be imported."""

log = logging.getLogger("vanthu.host")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One installed plugin, as its distribution describes it."""

    name: str
    """As in site.toml: `axis.lan`."""
    entry: str
    """What is imported: `module` or `module:attribute`."""
    fingerprint: str = ""
    """Changes when a file of the plugin, the hooks or Python change; empty for a built-in plugin."""
    distribution: str = ""
    """Empty for a built-in plugin."""
    version: str = ""
    summary: str = ""
    place: Path | None = None
    """Folder or wheel it is imported from; None where Python finds it by itself."""

    @property
    def builtin(self) -> bool:
        """Whether it came with the office: it is imported without a trial."""
        return not self.distribution


def built_in(modules: Mapping[str, ModuleType]) -> dict[str, Manifest]:
    """Return the manifests of plugins that came with the office."""
    return {name: Manifest(name, module.__name__) for name, module in modules.items()}


def discover(folder: Path | None = None) -> dict[str, Manifest]:
    """Return the third-party plugins by name: of the environment, and of the newest `folder/N`.

    Where two bear one name the environment's wins. A broken distribution is passed over and logged.
    """
    found: dict[str, Manifest] = {}
    for place in (None, *_places(folder)):
        for distribution in distributions() if place is None else distributions(path=[str(place)]):
            try:
                for manifest in _read(distribution, place):
                    found.setdefault(manifest.name, manifest)
            except Exception:
                log.exception("a distribution in %s cannot be read", place or "the environment")
    return found


def load(manifest: Manifest, patience: float) -> object:
    """Import a plugin and return it; raise Rejected when that fails or takes more than `patience` seconds."""
    if manifest.place is not None and str(manifest.place) not in sys.path:
        sys.path.append(str(manifest.place))
    importlib.invalidate_caches()
    entry = EntryPoint(manifest.name, manifest.entry, hookspecs.PROJECT)
    try:
        # Annotated, for what is loaded may be anything.
        plugin: object = call_within(patience, entry.load)
    except KeyboardInterrupt:
        raise
    except TimeUp as error:
        raise failures.endless(manifest.name, "import", patience) from error
    except BaseException as error:
        raise failures.unimportable(manifest.name, error) from error
    return plugin


def _places(folder: Path | None) -> Iterator[Path]:
    if folder is None or not folder.is_dir():
        return
    numbered = sorted((int(inner.name), inner) for inner in folder.iterdir() if inner.name.isdigit())
    if numbered:
        newest = numbered[-1][1]
        yield newest
        yield from sorted(newest.glob("*.whl"))


def _read(distribution: Distribution, place: Path | None) -> Iterator[Manifest]:
    entries = [entry for entry in distribution.entry_points if entry.group == hookspecs.PROJECT]
    if not entries:
        return
    about = distribution.metadata
    origin, summary = about["Name"], about["Summary"] or ""
    seen = fingerprint(distribution, place)
    for entry in entries:
        yield Manifest(entry.name, entry.value, seen, origin, distribution.version, summary, place)


def fingerprint(distribution: Distribution, place: Path | None) -> str:
    """Return a hash over everything that could make a plugin behave otherwise than when it was tried."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    digest.update(Path(hookspecs.__file__).read_bytes())
    if place is not None and place.is_file():
        digest.update(place.read_bytes())
        return digest.hexdigest()
    for name, file in sorted(_files(distribution)):
        digest.update(f"{name}\0".encode())
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def _files(distribution: Distribution) -> Iterable[tuple[str, Path]]:
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if path.is_file() and path.suffix != ".pyc":
            yield str(file), path
