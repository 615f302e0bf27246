"""What the office tells a child: how to live, and which work to do on which files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core.sandbox.fence import Fence
from core.sandbox.limits import Limits
from core.sandbox.wire import MOST_FILES


class Work(StrEnum):
    """What an order asks for."""

    CALL = "call"
    """Call the function named."""
    KEEP = "keep"
    """Call the opener named and keep what it returns."""
    ASK = "ask"
    """Call the method named of what is kept."""


@dataclass(frozen=True)
class Setup:
    """How a child lives from its start to its end."""

    fence: Fence
    """What it may reach."""
    preload: tuple[str, ...] = ()
    """Modules it imports before it says that it is ready."""
    secretive: bool = False
    """Blot the arguments out of every exception's text: one of them may be a PIN."""


@dataclass(frozen=True)
class Order:
    """One piece of work for a child; its arguments may be secrets, so they are in no representation."""

    work: Work
    name: str
    """The function as "module:name"; for ASK the name of the method."""
    package: str
    """The package whose values may come back beside those of the core."""
    arguments: tuple[object, ...] = field(repr=False)
    limits: Limits
    reads: tuple[Path, ...] = ()
    """Arguments that reach the child as open files to read."""
    writes: tuple[Path, ...] = ()
    """Arguments that reach the child as open files, emptied, to write and read."""

    def __post_init__(self) -> None:
        given = set(self.reads) | set(self.writes)
        unused = given - {argument for argument in self.arguments if isinstance(argument, Path)}
        if unused or len(given) != len(self.reads) + len(self.writes) or len(given) > MOST_FILES:
            raise ValueError(
                f"each of at most {MOST_FILES} files to open must be an argument, and named once"
            )


def order_for(
    function: Callable[..., object],
    arguments: tuple[object, ...],
    limits: Limits,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
    work: Work = Work.CALL,
) -> Order:
    """Return the order to run `function`, which must be found by its module and name."""
    module, name = function.__module__, function.__qualname__
    if module == "__main__" or "." in name or "<" in name:
        raise ValueError(
            f"{module}:{name} cannot be found from a child: it must stand in a module by its name"
        )
    return Order(work, f"{module}:{name}", package_of(module), arguments, limits, tuple(reads), tuple(writes))


def package_of(module: str) -> str:
    """Return the package a module lives in; a module at the top is its own."""
    return module.rpartition(".")[0] or module


def open_files(order: Order) -> list[int]:
    """Open the files `order` names, first those to read; the caller closes them."""
    opened: list[int] = []
    try:
        for path in order.reads:
            opened.append(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        for path in order.writes:
            opened.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
    except OSError:
        for descriptor in opened:
            os.close(descriptor)
        raise
    return opened
