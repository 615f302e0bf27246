"""The tree of the project, read as syntax: what the laws are judged on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

HOUSE = ("signing", "core", "plugins", "appliance")
"""The four packages, lowest first: each may import those before it."""


@dataclass(frozen=True)
class Room:
    """One module: where it lies, how it is imported, what it says."""

    path: Path
    """Relative to the project's folder."""
    name: str
    """Dotted, as it is imported."""
    text: str
    syntax: ast.Module

    def __str__(self) -> str:
        return str(self.path)


@cache
def rooms(*folders: str) -> tuple[Room, ...]:
    """Return every module below `folders`, in the order of their paths."""
    found = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            path = file.relative_to(ROOT)
            parts = path.with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = file.read_text(encoding="utf-8")
            found.append(Room(path, name, text, ast.parse(text, str(path))))
    return tuple(found)


def house() -> tuple[Room, ...]:
    """Return every module of the four packages."""
    return rooms(*HOUSE)


def data_files() -> list[Path]:
    """Return what lies in the four packages and is neither Python nor a script, by path."""
    return sorted(
        file.relative_to(ROOT)
        for folder in HOUSE
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not is_script(file)
    )


def is_script(file: Path) -> bool:
    """Tell whether a file is a program rather than something the office carries with it."""
    return file.suffix in {".py", ".pyc", ".sh"} or (not file.suffix and file.read_bytes()[:2] == b"#!")


def imports(room: Room) -> Iterator[tuple[int, str]]:
    """Give the line and the dotted name of everything a module imports, within functions too."""
    package = room.name if room.path.name == "__init__.py" else room.name.rpartition(".")[0]
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{source}.{alias.name}"


def names(room: Room) -> dict[str, str]:
    """Return what the names bound by imports stand for: after `import time as t`, `t` is `time`."""
    bound = {}
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Import):
            for alias in node.names:
                shown = alias.asname or alias.name.partition(".")[0]
                bound[shown] = alias.name if alias.asname else shown
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def dotted(node: ast.expr, bound: dict[str, str]) -> str:
    """Return the full name an expression such as `t.time` stands for; empty when it is no plain name."""
    if isinstance(node, ast.Name):
        return bound.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, bound)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def docstrings(room: Room) -> set[int]:
    """Return the identities of the constants that are docstrings, or stand as strings of their own."""
    return {id(node.value) for node in ast.walk(room.syntax) if isinstance(node, ast.Expr)}


def sentences(room: Room) -> Iterator[ast.Constant]:
    """Give every string of a module that is not a docstring."""
    aside = docstrings(room)
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            yield node
