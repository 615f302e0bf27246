"""The sources an office receives scans from, and what it decides about each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from core.config.schema import Within
from core.errors import Misconfigured

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""A source's name is also the name of a file, and stands in every document that came from it."""

IDLE_LOCAL, IDLE_SHARE = 5.0, 15.0
"""Seconds between two looks at a folder where nothing happens."""


class Mode(StrEnum):
    """How a folder is looked at."""

    AUTO = "auto"
    LOCAL = "local"
    SHARE = "share"


@dataclass(frozen=True)
class Source:
    """One `[plugins.scanner.sources.NAME]` table: a folder that a scanner, or a person, puts files into."""

    folder: Path
    """The folder; it, and not a folder above it, is what the scanner writes into."""
    settle: Annotated[float, Within(0, 3600)] = 5.0
    """Seconds a file must rest before it is taken; 30 to 60 for machines that append pages."""
    mode: Mode = Mode.AUTO
    """How the folder is looked at; auto asks the kernel whether it lies on a disk or on a network share."""
    unit: str = ""
    """Code of the unit its documents belong to; empty for the whole office."""
    register: str = ""
    """Code of the register it proposes; empty for the default one."""
    owner: str = ""
    """Login of the person who looks after it."""
    depth: Annotated[int, Within(0, 20)] = 4
    """How many folders deep files are looked for."""
    poll: Annotated[float, Within(0, 3600)] = 0.0
    """Seconds between two looks when nothing hints; 0 for 5 on a disk and 15 on a share."""
    incomplete_after: Annotated[float, Within(0, 1440)] = 15.0
    """Minutes after which a file that is still empty or broken off is shown as unreadable."""
    keep_days: Annotated[int, Within(0, 3650)] = 30
    """Days for which the original stays in `da-nhan/`."""
    max_megabytes: Annotated[int, Within(1, 4096)] = 100
    """A larger file is refused with a sentence."""
    ignore: tuple[str, ...] = ()
    """More patterns of names to leave alone, beside the built-in ones."""

    @property
    def largest(self) -> int:
        """Bytes a file may have."""
        return self.max_megabytes * 1024 * 1024

    @property
    def patience(self) -> float:
        """Seconds an incomplete file is waited for."""
        return self.incomplete_after * 60

    def idle(self, share: bool) -> float:
        """Return the seconds between two looks when nothing hints."""
        return self.poll or (IDLE_SHARE if share else IDLE_LOCAL)


@dataclass(frozen=True)
class Settings:
    """The `[plugins.scanner]` table of site.toml."""

    sources: dict[str, Source] = field(default_factory=dict)
    """The watched folders by name."""
    reserve_megabytes: Annotated[int, Within(0, 1_000_000)] = 512
    """Space that intake leaves free on the office's disk, but never more than a twentieth of the disk."""

    def __post_init__(self) -> None:
        check(self.sources)


def check(sources: Mapping[str, Source]) -> None:
    """Raise Misconfigured unless every source is named well and no folder lies within another."""
    for name, source in sources.items():
        if not NAME.fullmatch(name):
            raise Misconfigured(
                "VT-3601",
                "Tên nguồn quét “{source}” không hợp lệ.",
                hint="Dùng chữ thường không dấu, chữ số và dấu gạch nối, tối đa 40 ký tự.",
                source=name,
            )
        if not source.folder.is_absolute():
            raise Misconfigured(
                "VT-3602",
                "Thư mục của nguồn quét “{source}” phải là đường dẫn tuyệt đối: {folder}",
                hint="Ghi đường dẫn bắt đầu bằng dấu /.",
                source=name,
                folder=str(source.folder),
            )
    folders = sorted((source.folder.resolve(), name) for name, source in sources.items())
    for (outer, first), (inner, second) in pairwise(folders):
        if inner.is_relative_to(outer):
            raise Misconfigured(
                "VT-3603",
                "Thư mục của nguồn quét “{second}” nằm trong thư mục của nguồn “{first}”.",
                hint="Cho mỗi nguồn quét một thư mục riêng.",
                first=first,
                second=second,
            )
