"""A commented site.toml, written from the same schema that reads it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_origin

import tomlkit

from core.config.keys import Key, spell, split
from core.config.schema import Field, settings_of
from core.config.sections import Sections
from core.language import mark, tr

WIDTH = 100


def docs(kind: type[Any]) -> Mapping[str, str]:
    """Return what is written under each field of a dataclass; its own docstring under the empty name."""
    found: dict[str, str] = {}
    for owner in reversed(kind.__mro__[:-1]):
        try:
            source = ast.parse(textwrap.dedent(inspect.getsource(owner)))
        except (OSError, TypeError):  # made at run time: there is no text to read
            continue
        (written,) = source.body
        body = written.body if isinstance(written, ast.ClassDef) else []
        for field, below in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _text(below):
                found[field.target.id] = _text(below)
    return found | {"": inspect.cleandoc(kind.__doc__ or "")}


def literal(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, Path):
        value = str(value)
    elif isinstance(value, tuple):
        return f"[{', '.join(literal(each) for each in value)}]"
    return str(tomlkit.item(value).as_string())


def sample(kinds: Mapping[str, type[Any]] | None = None, values: Mapping[str, Any] | None = None) -> str:
    """Return a site.toml with every setting explained and its default in a comment.

    `kinds` are the settings of plugins by name, all shown disabled; `values` (by written key) are set.
    """
    given = {split(key): value for key, value in (values or {}).items()}
    lines: list[str] = []
    for section in fields(Sections):
        lines += _table(settings_of(Sections)[section.name].kind, (section.name,), given)
    for name, kind in (kinds or {}).items():
        switch = {("plugins", name, "enabled"): False}
        lines += _table(kind, ("plugins", name), switch | given)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(
    kind: type[Any],
    key: Key,
    given: Mapping[Key, Any],
    *,
    shown: bool = True,
    told: bool = True,
    default: Any = None,
) -> Iterator[str]:
    """Give the lines of one table; `default` is its value where nothing is written, told once if many."""
    yield ""
    yield from _comment(docs(kind)[""] if told else "")
    yield f"[{spell(key)}]" if shown else f"#[{spell(key)}]"
    if (*key, "enabled") in given:
        yield f"enabled = {literal(given[(*key, 'enabled')])}"
    inner: list[str] = []
    for name, field in settings_of(kind).items():
        if default is not None:
            field = replace(field, required=False, default=getattr(default, name))
        if below := _nested(field):
            for count, (part, value) in enumerate(_parts(field)):
                place = (*key, name, *part)
                inner += _table(below, place, given, shown=False, told=count == 0, default=value)
        else:
            yield from _comment(docs(kind).get(name, "") if told else "")
            yield _setting(field, (*key, name), given)
    yield from inner


def _setting(field: Field, key: Key, given: Mapping[Key, Any]) -> str:
    if key in given:
        return f"{field.name} = {literal(given[key])}"
    if field.required:
        return f"#{field.name} =   # {tr(mark('bắt buộc'))}"
    return f"#{field.name} = {'' if field.default is None else literal(field.default)}"


def _parts(field: Field) -> list[tuple[Key, Any]]:
    """Return the tables below a setting with their defaults: its own, or one of each name it has."""
    if get_origin(field.kind) is not dict:
        return [((), None)]
    return [((name,), value) for name, value in (field.default or {}).items()] or [((tr("ten-rieng"),), None)]


def _nested(field: Field) -> type[Any] | None:
    kind = get_args(field.kind)[1] if get_origin(field.kind) is dict else field.kind
    return kind if isinstance(kind, type) and is_dataclass(kind) else None


def _comment(text: str) -> Iterator[str]:
    for paragraph in tr(text).splitlines():
        yield from (f"# {line}" for line in textwrap.wrap(paragraph, WIDTH))


def _text(node: ast.stmt) -> str:
    """Return what a string that stands by itself says; empty when the statement is none."""
    if (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ):
        return inspect.cleandoc(node.value.value)
    return ""
