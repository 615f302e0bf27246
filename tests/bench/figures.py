"""How a figure is told: one line of JSON, with its goal, the machine's limit and a peer of the same run."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure."""

    figure: str
    value: float
    unit: str
    goal: float | None = None
    limit: float | None = None
    """What the machine itself can do, measured in the same run, in the same unit."""
    peer: float | None = None
    """What the named peer does, measured in the same run, in the same unit."""
    ratio: float | None = None
    conditions: str = ""


def tell(figure: Figure) -> None:
    """Print a figure."""
    rounded = {
        key: round(each, 4) if isinstance(each, float) else each for key, each in asdict(figure).items()
    }
    print(json.dumps(rounded, ensure_ascii=False), flush=True)


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
