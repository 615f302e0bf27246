"""Puts every file before clamd: what it names is quarantined, what it cannot judge waits."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from core.clock import wall
from core.config.schema import Within
from core.errors import OfficeError, Trouble
from core.hookspecs import hookimpl
from core.language import mark
from core.values import Blob, Finding, Issue, Moment, Severity
from plugins.antivirus import clamd
from plugins.antivirus.fitness import Fitness, blindness, measure, staleness

if TYPE_CHECKING:
    from core.office import Office

INSPECTOR = "clamd"
OVERSIZE = mark("Tệp vượt quá giới hạn quét vi-rút nên không thể kết luận là sạch")
"""What is said of a file that nobody could read to the end."""

REMEMBERED = 60.0
"""Seconds for which a fit clamd is believed before it is asked about itself again."""
QUICK = 15.0
"""Seconds clamd may take for a question about itself."""


@dataclass(frozen=True)
class Settings:
    """Quét vi-rút mọi tệp đến bằng clamd."""

    socket: Path = Path("/run/clamav/clamd.ctl")
    """Ổ cắm unix của clamd."""
    host: str = ""
    """Tên hoặc địa chỉ của clamd ở máy khác, nói qua TCP; để trống để dùng ổ cắm unix."""
    port: Annotated[int, Within(1, 65535)] = 3310
    """Cổng TCP của clamd ở máy khác."""
    timeout: Annotated[float, Within(1, 500)] = 180.0
    """Số giây clamd được dùng để quét một tệp."""
    max_bytes: Annotated[int, Within(1, 1 << 32)] = 200 * 1024 * 1024
    """Tệp lớn hơn bị cách ly mà không quét; nên nhỏ hơn StreamMaxLength và MaxFileSize trong clamd.conf."""
    stale_after_days: Annotated[int, Within(1, 365)] = 7
    """Mẫu nhận diện vi-rút cũ quá số ngày này thì không còn đủ tin."""
    refuse_stale: bool = True
    """Tệp phải chờ khi mẫu nhận diện quá cũ; nếu false thì chỉ cảnh báo."""
    database: Path = Path("/var/lib/clamav")
    """Thư mục mẫu nhận diện; cho biết tuổi của mẫu khi clamd không tự khai."""

    @property
    def address(self) -> clamd.Address:
        """Where clamd listens."""
        return clamd.Address(None if self.host else self.socket, self.host, self.port, self.timeout)

    @property
    def patience(self) -> timedelta:
        """Age at which the signatures are too old."""
        return timedelta(days=self.stale_after_days)


_fit: dict[Settings, tuple[float, Fitness]] = {}
"""When a clamd was last found to own up to its limits, on the monotonic clock, and what it said."""


@hookimpl
def settings() -> type[Settings]:
    """Read `[plugins.antivirus]`."""
    return Settings


@hookimpl
def self_test(settings: Settings) -> None:
    """Raise a sentence unless clamd answers, owns up to its limits and knows the viruses of this week."""
    _demand(_measure(settings), settings, Moment(wall()))


@hookimpl
async def inspect_file(office: Office, file: Blob) -> Finding | None:
    """Return what clamd finds in `file`; raise Trouble when clamd cannot judge it, so that the file waits."""
    return await asyncio.to_thread(_inspect, office.settings(Settings), office.clock.now(), file)


@hookimpl
async def check_health(office: Office) -> list[Issue]:
    """Tell of a clamd that is gone or blind, and of signatures that are old or of unknown age."""
    return await asyncio.to_thread(_examine, office.settings(Settings), office.clock.now())


def _inspect(settings: Settings, now: Moment, file: Blob) -> Finding:
    if file.size > settings.max_bytes:
        return Finding(INSPECTOR, OVERSIZE)
    _demand(_recall(settings), settings, now)
    try:
        with file.path.open("rb") as content:
            verdict = clamd.scan(settings.address, content, file.size)
    except OSError as cause:
        raise Trouble(
            "VT-3331",
            "Không đọc được tệp {name} để quét vi-rút ({reason}).",
            hint="Quản trị: kiểm tra ổ đĩa; hệ thống sẽ tự quét lại.",
            name=file.name or file.sha256,
            reason=str(cause),
        ) from cause
    match verdict:
        case clamd.Clean():
            return Finding(INSPECTOR)
        case clamd.Found(threat):
            return Finding(INSPECTOR, threat)
        case clamd.Oversize():
            return Finding(INSPECTOR, OVERSIZE)


def _examine(settings: Settings, now: Moment) -> list[Issue]:
    try:
        fitness = _measure(settings)
    except OfficeError as trouble:
        return [_issue(trouble, Severity.ERROR)]
    issues = []
    if blind := blindness(fitness):
        issues.append(_issue(blind, Severity.ERROR))
    if stale := staleness(fitness, now.utc, settings.patience):
        issues.append(_issue(stale, Severity.ERROR if settings.refuse_stale else Severity.WARNING))
    if fitness.built is None:
        sentence = mark("Không xác định được mẫu nhận diện vi-rút cũ hay mới ({version}).")
        hint = mark("Quản trị: khai thư mục mẫu nhận diện ở mục database của [plugins.antivirus].")
        facts = {"version": fitness.version}
        issues.append(Issue("VT-3323", Severity.WARNING, sentence, hint, "antivirus", facts))
    return issues


def _measure(settings: Settings) -> Fitness:
    quick = replace(settings.address, timeout=min(QUICK, settings.timeout))
    return measure(quick, settings.database)


def _recall(settings: Settings) -> Fitness:
    """Return what is known of clamd, asking it again now and then; a bad opinion is never kept."""
    known = _fit.get(settings)
    if known and time.monotonic() - known[0] < REMEMBERED:
        return known[1]
    fitness = measure(settings.address, settings.database)
    if fitness.owns_up:
        _fit[settings] = (time.monotonic(), fitness)
    return fitness


def _demand(fitness: Fitness, settings: Settings, now: Moment) -> None:
    """Raise Trouble unless this clamd may be believed; a clock that is not believed makes nothing stale."""
    if blind := blindness(fitness):
        raise blind
    if settings.refuse_stale and now.verified and (stale := staleness(fitness, now.utc, settings.patience)):
        _fit.pop(settings, None)
        raise stale


def _issue(trouble: OfficeError, severity: Severity) -> Issue:
    return Issue(trouble.code, severity, trouble.sentence, trouble.hint_template, "antivirus", trouble.facts)
