"""How long to wait before what failed is tried again: ever longer, to a quarter of an hour, without end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Patience:
    """Grows with each failure, and is forgotten with the first success."""

    first: float = 5.0
    longest: float = 900.0
    failures: int = 0

    def wait(self) -> float:
        """Return the seconds to wait after one more failure."""
        self.failures += 1
        return after(self.failures, self.first, self.longest)

    def calm(self) -> None:
        """Forget the failures."""
        self.failures = 0


def after(failures: int, first: float = 5.0, longest: float = 900.0) -> float:
    """Return the seconds to wait after so many failures in a row."""
    return float(min(longest, first * 2 ** min(failures - 1, 30)))
