"""What an office decides about the measuring of its clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The `[plugins.timesync]` table of site.toml."""

    servers: tuple[str, ...] = ()
    """Time servers of the site, `name` or `name:port`; three or more, so that one that errs is outvoted."""
    quorum: int = 0
    """How many servers must answer soundly and agree; 0 for more than half of those named."""
    max_offset: float = 1.0
    """Seconds the box's clock may be off."""
    max_spread: float = 0.5
    """Seconds a server may be away from the median of all and still agree."""
    max_distance: float = 1.5
    """Seconds of error a server may confess to: half its delay to the reference clock, and its dispersion."""
    samples: int = 3
    """Questions to each server; the median of its answers counts."""
    timeout: float = 2.0
    """Seconds to wait for each answer."""
    interval: float = 300.0
    """Seconds from one measurement to the next."""

    @property
    def needed(self) -> int:
        """How many agreeing servers make the clock trusted."""
        return self.quorum or len(self.servers) // 2 + 1
