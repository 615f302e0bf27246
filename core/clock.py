"""The one place that knows the time and whether to believe it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from core.errors import Refused
from core.values import ClockReading, Moment

VIETNAM = timezone(timedelta(hours=7), "+07:00")
"""Vietnam has one zone and no summer time (Decision 1007, art. 15.4: ISO 8601)."""


def wall() -> datetime:
    """Return the operating system's time, aware, UTC."""
    return datetime.now(UTC)


def vietnam(moment: datetime) -> datetime:
    """Return an aware moment as an office in Vietnam writes it, +07:00."""
    return moment.astimezone(VIETNAM)


def iso(moment: datetime) -> str:
    """Return ISO 8601 with +07:00, to the second."""
    return vietnam(moment).isoformat(timespec="seconds")


class Clock:
    """Tells the time and remembers what the time servers last said of it.

    Trust is lost when a reading says so, when no reading has come for `patience`, and when the wall
    clock and the monotonic clock part by more than `jump` seconds between two looks (somebody set the clock).
    With `checked=False` (no time plugin in this office) the clock is believed as it is.
    """

    def __init__(
        self,
        source: Callable[[], datetime] = wall,
        *,
        checked: bool = False,
        patience: timedelta = timedelta(hours=6),
        jump: float = 5.0,
    ) -> None:
        self._source = source
        self._checked = checked
        self._patience = patience.total_seconds()
        self._jump = jump
        self._lock = threading.Lock()
        self._reading: ClockReading | None = None
        self._read_at = time.monotonic()
        self._last_wall = source()
        self._last_monotonic = time.monotonic()
        self._jumped = False

    def now(self) -> Moment:
        """Return this instant and whether it can be believed."""
        return Moment(self.utc(), self.trusted)

    def utc(self) -> datetime:
        """Return this instant, aware, UTC."""
        moment = self._source()
        with self._lock:
            elapsed = time.monotonic() - self._last_monotonic
            if self._checked and abs((moment - self._last_wall).total_seconds() - elapsed) > self._jump:
                self._jumped = True
            self._last_wall, self._last_monotonic = moment, time.monotonic()
        return moment

    def today(self) -> date:
        """Return the date in Vietnam."""
        return vietnam(self.utc()).date()

    def check(self, wanted: bool) -> None:
        """Ask for readings from now on, or believe the clock as it is."""
        self._checked = wanted

    def judge(self, reading: ClockReading) -> None:
        """Take a fresh reading of the time servers into account."""
        with self._lock:
            self._reading = reading
            self._read_at = time.monotonic()
            self._jumped = False

    @property
    def reading(self) -> ClockReading | None:
        """What the time servers last said; None before the first answer."""
        return self._reading

    @property
    def doubt(self) -> str:
        """Why the clock is not believed, as a code; empty when it is."""
        if not self._checked:
            return ""
        if self._jumped:
            return "jumped"
        if self._reading is None:
            return "unread"
        if time.monotonic() - self._read_at > self._patience:
            return "stale"
        return "" if self._reading.trusted else "wrong"

    @property
    def trusted(self) -> bool:
        """Whether signing, numbering outgoing letters and issuing may go on."""
        return not self.doubt

    def demand(self) -> None:
        """Raise Refused unless the clock is believed: sign, number, seal and issue stop without it."""
        if self.doubt:
            raise Refused(
                "VT-1501",
                "Đồng hồ của máy chưa tin cậy được nên không thể ký, cấp số hoặc ban hành.",
                hint="Quản trị: kiểm tra máy chủ thời gian bằng lệnh vanthu doctor.",
            )
