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
    """Một nguồn quét: thư mục mà máy quét, hoặc một người, bỏ tệp vào."""

    folder: Path
    """Thư mục mà máy quét ghi thẳng vào, không phải thư mục cấp trên của nó."""
    settle: Annotated[float, Within(0, 3600)] = 5.0
    """Số giây tệp phải nằm yên mới được lấy; từ 30 đến 60 với máy quét ghi thêm trang vào tệp cũ."""
    mode: Mode = Mode.AUTO
    """Cách xem thư mục: local (ổ đĩa), share (thư mục mạng), hoặc auto để hệ thống tự nhận ra."""
    unit: str = ""
    """Mã đơn vị mà văn bản của nguồn thuộc về; để trống là cả cơ quan."""
    register: str = ""
    """Mã sổ đề xuất khi vào sổ; để trống là sổ mặc định."""
    owner: str = ""
    """Tên đăng nhập của người phụ trách nguồn."""
    depth: Annotated[int, Within(0, 20)] = 4
    """Tìm tệp trong các thư mục con sâu đến mấy cấp."""
    poll: Annotated[float, Within(0, 3600)] = 0.0
    """Số giây giữa hai lần xem khi không có gì báo; 0 là 5 giây với ổ đĩa, 15 giây với thư mục mạng."""
    incomplete_after: Annotated[float, Within(0, 1440)] = 15.0
    """Số phút chờ một tệp còn rỗng hoặc dở dang; quá thì báo là tệp lỗi."""
    keep_days: Annotated[int, Within(0, 3650)] = 30
    """Số ngày giữ bản gốc trong thư mục da-nhan của nguồn."""
    max_megabytes: Annotated[int, Within(1, 4096)] = 100
    """Tệp lớn hơn số MB này bị từ chối và nêu lý do."""
    ignore: tuple[str, ...] = ()
    """Thêm các mẫu tên tệp không lấy, ngoài những mẫu có sẵn."""

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
    """Tiếp nhận tệp từ các thư mục máy quét."""

    sources: dict[str, Source] = field(default_factory=dict)
    """Các thư mục được theo dõi, theo tên nguồn."""
    reserve_megabytes: Annotated[int, Within(0, 1_000_000)] = 512
    """Số MB luôn để trống trên ổ đĩa của hệ thống, nhưng không quá một phần hai mươi ổ đĩa."""

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
