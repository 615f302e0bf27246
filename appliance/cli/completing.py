"""What a shell may complete a word with; reads files only and imports no plugin."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from appliance.paths import home_at
from core.config.generations import Generations
from core.config.keys import leaves, spell
from core.office import Home


def plugins(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of plugins: those with a table in site.toml and those that were ever tried."""
    from core.host.trial import Trials

    home = _home(ctx)
    return _beginning(incomplete, {**_table(home, "plugins"), **Trials(home.data).all()})


def sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of sources."""
    scanner = _table(_home(ctx), "plugins").get("scanner", {})
    return _beginning(incomplete, scanner.get("sources", {}))


def tokens(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of the tokens that sign."""
    known = _table(_home(ctx), "plugins").get("tokens", {})
    return _beginning(incomplete, known.get("tokens", {}))


def generations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Numbers of generations, newest first."""
    made = Generations(_home(ctx).settings).history()
    return [str(one.number) for one in reversed(made) if str(one.number).startswith(incomplete)]


def settings(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Keys of settings that every office has, and those that stand in site.toml."""
    from dataclasses import fields

    from core.config.schema import settings_of
    from core.config.sections import Sections

    known = {
        f"{section.name}.{name}"
        for section in fields(Sections)
        for name in settings_of(settings_of(Sections)[section.name].kind)
    }
    return _beginning(incomplete, known | {spell(key) for key in leaves(_content(_home(ctx)))})


def registers(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Codes of registers."""
    return _beginning(incomplete, set(_rows(_home(ctx), "SELECT DISTINCT code FROM register")))


def logins(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Logins of accounts."""
    return _beginning(incomplete, set(_rows(_home(ctx), 'SELECT login FROM "user"')))


def units(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Codes of open units."""
    return _beginning(incomplete, set(_rows(_home(ctx), "SELECT code FROM unit WHERE closed_at IS NULL")))


def _home(ctx: click.Context) -> Home:
    typed = ctx.find_root().params.get("home")
    return home_at(Path(typed) if typed else None)


def _beginning(incomplete: str, names: Any) -> list[str]:
    return sorted(name for name in names if name.startswith(incomplete))


def _content(home: Home) -> dict[str, Any]:
    try:
        return tomllib.loads(home.site_file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):  # nothing to complete with is no reason to disturb the shell
        return {}


def _table(home: Home, name: str) -> dict[str, Any]:
    found = _content(home).get(name, {})
    return found if isinstance(found, dict) else {}


def _rows(home: Home, question: str) -> Iterator[str]:
    """Give the first column of a question to SQLite; another database is not asked for a completion."""
    import sqlite3

    place = home.data / "office.db"
    if not place.exists():
        return
    try:
        with sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=1) as line:
            yield from (str(row[0]) for row in line.execute(question))
        line.close()
    except sqlite3.Error:  # as above
        return
