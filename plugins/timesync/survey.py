"""What several time servers together say of the box's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from core.language import tr
from core.values import ClockReading
from plugins.timesync.ntp import Sample, Unsound, ask
from plugins.timesync.settings import Settings


@dataclass(frozen=True, slots=True)
class Witness:
    """One server after all its questions."""

    server: str
    offset: float = 0.0
    """Median of its samples, server minus box, seconds; means nothing when there is a `reason`."""
    reason: str = ""
    """Why it is not believed; empty when it is sound."""


def survey(settings: Settings, now: Callable[[], datetime]) -> list[Witness]:
    """Ask all servers at the same time and return what each says, in the order they are named."""
    if not settings.servers:
        return []
    with ThreadPoolExecutor(len(settings.servers), "timesync") as threads:
        return list(threads.map(lambda server: _question(server, settings, now), settings.servers))


def _question(server: str, settings: Settings, now: Callable[[], datetime]) -> Witness:
    """Ask one server several times; the first unsound answer ends it: it may be a wish to be left alone."""
    offsets = []
    for _ in range(settings.samples):
        match ask(server, now, settings.timeout, settings.max_distance):
            case Sample(offset=offset):
                offsets.append(offset)
            case Unsound(reason):
                return Witness(server, reason=reason)
    return Witness(server, median(offsets))


def agreeing(witnesses: Sequence[Witness], max_spread: float) -> list[Witness]:
    """Return the sound servers that stand together: near the median, and more than half of the sound ones."""
    sound = [each for each in witnesses if not each.reason]
    if not sound:
        return []
    middle = median(each.offset for each in sound)
    near = [each for each in sound if abs(each.offset - middle) <= max_spread]
    return near if len(near) * 2 > len(sound) else []


def judge(witnesses: Sequence[Witness], settings: Settings, at: datetime) -> ClockReading:
    """Return whether the clock may be believed: enough servers agree, and the clock agrees with them."""
    agreed = agreeing(witnesses, settings.max_spread)
    offset = median(each.offset for each in agreed) if agreed else 0.0
    spread = max((abs(each.offset - offset) for each in agreed), default=0.0)
    reason = ""
    if not settings.servers:
        reason = tr("Chưa khai máy chủ thời gian nào.")
    elif len(agreed) < settings.needed:
        reason = tr(
            "Chỉ {agreed} trên {named} máy chủ thời gian trả lời tin cậy và khớp nhau; cần {needed}.",
            agreed=len(agreed),
            named=len(settings.servers),
            needed=settings.needed,
        )
    elif abs(offset) > settings.max_offset:
        reason = tr(
            "Đồng hồ lệch {offset} giây so với máy chủ thời gian; được phép {allowed} giây.",
            offset=f"{-offset:+.1f}",
            allowed=f"{settings.max_offset:g}",
        )
    return ClockReading(at, offset, spread, len(agreed), not reason, reason)
