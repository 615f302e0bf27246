"""Shows people on a terminal that long work goes on; anywhere else nothing is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.cli.envelope import console


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Turn a little wheel on standard error within the block."""
    if not sys.stderr.isatty():
        yield
        return
    with console(sys.stderr).status(f"{what}…"):
        yield
