"""Whether clamd is fit to be believed: how old its signatures are, and whether it owns up to its limits."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate
from functools import lru_cache
from pathlib import Path

from core.errors import Trouble
from plugins.antivirus import clamd

NESTING = 110
"""Archives within archives: more than clamd can be told to open (MaxRecursion is 17, at most 100)."""


@dataclass(frozen=True, slots=True)
class Fitness:
    """What clamd says of itself at one moment."""

    version: str
    """Its whole answer to VERSION."""
    built: datetime | None
    """When its signatures were made; None when neither it nor the folder of signatures tells."""
    owns_up: bool
    """Whether it reports a file it could not read to the end, instead of calling it clean."""


def blindness(fitness: Fitness) -> Trouble | None:
    """Return why this clamd's "clean" means nothing; None when it does."""
    if fitness.owns_up:
        return None
    return Trouble(
        "VT-3321",
        "clamd đang báo “sạch” cả với tệp mà nó không quét hết.",
        hint="Quản trị: thêm dòng “AlertExceedsMax yes” vào clamd.conf rồi khởi động lại clamd.",
    )


def staleness(fitness: Fitness, now: datetime, patience: timedelta) -> Trouble | None:
    """Return why signatures this old are not enough; None when they are younger, or of unknown age."""
    if fitness.built is None or now - fitness.built <= patience:
        return None
    return Trouble(
        "VT-3322",
        "Mẫu nhận diện vi-rút đã cũ {days} ngày.",
        hint="Quản trị: kiểm tra dịch vụ clamav-freshclam; tệp vẫn được giữ và sẽ tự quét lại.",
        days=(now - fitness.built).days,
    )


def measure(address: clamd.Address, database: Path) -> Fitness:
    """Ask clamd about itself; `database`, the folder of its signatures, tells their age when it cannot."""
    version = clamd.ask(address, "VERSION")
    built = stated_date(version) or newest(database)
    riddle = nested_archives(NESTING)
    verdict = clamd.scan(address, io.BytesIO(riddle), len(riddle))
    return Fitness(version, built, not isinstance(verdict, clamd.Clean))


def stated_date(version: str) -> datetime | None:
    """Return the date in `ClamAV 1.4.6/27500/Mon Jan  5 09:00:00 2026`, which is in the box's own zone."""
    parts = version.split("/")
    fields = parsedate(parts[2]) if len(parts) == 3 else None
    return datetime.fromtimestamp(time.mktime(fields), UTC) if fields else None


def newest(database: Path) -> datetime | None:
    """Return when a file of signatures in `database` was last written; None when there is none."""
    kinds = {".cvd", ".cld", ".cud", ".hdb", ".hsb", ".ndb", ".ldb", ".mdb", ".db", ".yar"}
    try:
        written = [file.stat().st_mtime for file in database.iterdir() if file.suffix in kinds]
    except OSError:
        return None
    return datetime.fromtimestamp(max(written), UTC) if written else None


@lru_cache(maxsize=1)
def nested_archives(depth: int) -> bytes:
    """Return a harmless archive in an archive, `depth` deep: no clamd reads it to the end."""
    content = b"Vanthu"
    for _ in range(depth):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(zipfile.ZipInfo("a"), content)
        content = packed.getvalue()
    return content
