"""Measures the office; names on the command line choose what is measured."""

from __future__ import annotations

import logging
import sys
from importlib import import_module

import structlog

NAMES = ("intake", "latency", "starting", "million", "printing", "signing", "batch")
"""Each a module of this folder with a function `run()`."""


def main(wanted: list[str]) -> int:
    """Run what was named, or everything, and return the exit code."""
    unknown = set(wanted) - set(NAMES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there is: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for name in wanted or NAMES:
        import_module(f"tests.bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
