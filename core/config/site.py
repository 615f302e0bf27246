"""The configuration in force: site.toml as frozen values, each of which knows where it was given."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from core.config import problems
from core.config.keys import Key, locate, spell, split
from core.config.schema import Reader, settings_of
from core.config.sections import Sections
from core.errors import Misconfigured, Missing
from core.language import tr

T = TypeVar("T")
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True)
class Plugin:
    """One plugin's table."""

    name: str
    enabled: bool
    table: Mapping[str, Any]
    """As it stands in the file, without `enabled`."""
    settings: object = None
    """As the plugin's own dataclass; None while the plugin is disabled or its dataclass unknown."""


@dataclass(frozen=True)
class Origin:
    """Where a value in force comes from."""

    file: Path | None
    line: int
    """0 for a default."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else tr("mặc định")


@dataclass(frozen=True, kw_only=True)
class Site(Sections):
    """What the office has decided, in force as one whole."""

    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    """By name, in the order of the file."""
    file: Path | None = None
    lines: Mapping[Key, int] = field(default_factory=dict)

    @property
    def enabled(self) -> tuple[str, ...]:
        """Names of the plugins the office wants."""
        return tuple(name for name, plugin in self.plugins.items() if plugin.enabled)

    def plugin(self, name: str) -> Plugin:
        """Return a plugin's table; raise Missing when site.toml has none."""
        if name not in self.plugins:
            raise Missing(
                "VT-1121",
                "Cấu hình chưa có thành phần “{name}”.",
                hint="Chạy vanthu plugin list để xem các thành phần, vanthu plugin enable để bật.",
                name=name,
            )
        return self.plugins[name]

    def settings(self, kind: type[T]) -> T:
        """Return the settings of type `kind`; defaults where its plugin has no table."""
        for plugin in self.plugins.values():
            if type(plugin.settings) is kind:
                return plugin.settings
        required = [name for name, setting in settings_of(kind).items() if setting.required]
        if required:
            raise Missing("VT-1122", "Cấu hình thiếu các mục {names}.", names=", ".join(required))
        return kind()

    def origin(self, key: str) -> Origin:
        """Return where the value of a written key (`web.port`) comes from."""
        line = self.lines.get(split(key), 0)
        return Origin(self.file, line) if line else Origin(None, 0)

    def listing(self) -> Iterator[tuple[str, Any, Origin]]:
        """Give every value in force: its written key, what it is, where it comes from."""
        for section in fields(Sections):
            yield from self._below((section.name,), getattr(self, section.name))
        for name, plugin in self.plugins.items():
            yield from self._below(("plugins", name, "enabled"), plugin.enabled)
            yield from self._below(("plugins", name), plugin.settings or plugin.table)

    def _below(self, key: Key, value: Any) -> Iterator[tuple[str, Any, Origin]]:
        if is_dataclass(value) and not isinstance(value, type):
            value = {name: getattr(value, name) for name in settings_of(type(value))}
        if isinstance(value, Mapping):
            for name, inner in value.items():
                yield from self._below((*key, name), inner)
        elif value is not None:
            yield spell(key), value, self.origin(spell(key))


def load(path: Path, kinds: Mapping[str, type[Any]]) -> Site:
    """Read site.toml; `kinds` gives the settings dataclass of each plugin that is known.

    Raises Misconfigured with every problem of the file as its fact `problems`.
    """
    return parse(written(path), kinds, path)


def written(path: Path) -> str:
    """Return the text of a site.toml; raise Misconfigured when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise problems.unreadable(path, reason or str(error)) from error


def check(path: Path, kinds: Mapping[str, type[Any]]) -> list[Misconfigured]:
    """Return every problem of a file, in the order of its lines; empty when it can be used."""
    try:
        load(path, kinds)
    except Misconfigured as wrong:
        return list(problems.each(wrong))
    return []


def parse(text: str, kinds: Mapping[str, type[Any]], file: Path | None = None) -> Site:
    """Read the text of a site.toml, as `load` does."""
    content = _understand(text, file)
    reader = Reader(locate(text))
    wrong: list[Misconfigured] = []
    sections, plugins = None, {}
    try:
        sections = reader.table(Sections, content, (), ("plugins",))
    except Misconfigured as problem:
        wrong.extend(problems.each(problem))
    try:
        plugins = _plugins(reader, content.get("plugins", {}), kinds)
    except Misconfigured as problem:
        wrong.extend(problems.each(problem))
    if wrong or sections is None:
        raise problems.together(file, sorted(wrong, key=lambda problem: int(str(problem.facts["line"]))))
    given = {section.name: getattr(sections, section.name) for section in fields(Sections)}
    return Site(**given, plugins=plugins, file=file, lines=reader.lines)


def tables(text: str, file: Path | None = None) -> dict[str, Any]:
    """Return the plugins' tables as they stand, by name, without judging anything but the syntax."""
    found = _understand(text, file).get("plugins", {})
    return (
        {name: table for name, table in found.items() if isinstance(table, dict)}
        if isinstance(found, dict)
        else {}
    )


def _understand(text: str, file: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place else len(text.splitlines())
        reason = str(error)[: place.start()] if place else str(error)
        raise problems.together(file, [problems.unparsable(line, reason)]) from error
    except RecursionError as error:
        raise problems.together(file, [problems.unparsable(1, type(error).__name__)]) from error


def _plugins(reader: Reader, found: Any, kinds: Mapping[str, type[Any]]) -> dict[str, Plugin]:
    read: dict[str, Plugin] = {}
    wrong: list[Misconfigured] = []
    for name, table in reader.like(dict, found, ("plugins",)).items():
        try:
            read[name] = _plugin(reader, name, reader.like(dict, table, ("plugins", name)), kinds.get(name))
        except Misconfigured as problem:
            wrong.extend(problems.each(problem))
    if wrong:
        raise problems.together(None, wrong)
    return read


def _plugin(reader: Reader, name: str, table: Mapping[str, Any], kind: type[Any] | None) -> Plugin:
    key = ("plugins", name)
    enabled = reader.value(bool, table.get("enabled", True), (*key, "enabled"))
    own = {setting: value for setting, value in table.items() if setting != "enabled"}
    settings = reader.table(kind, own, key, ("enabled",)) if kind and enabled else None
    return Plugin(name, enabled, own, settings)
