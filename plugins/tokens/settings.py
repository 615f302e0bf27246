"""What an office decides about its tokens: where each is reached, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from core.config.schema import Within
from core.errors import Misconfigured


@dataclass(frozen=True)
class Token:
    """Một thiết bị lưu khóa bí mật, hoặc một tệp khóa chỉ để trình diễn."""

    module: Path | None = None
    """Trình điều khiển PKCS#11 của thiết bị, một tệp .so do nhà cung cấp giao."""
    label: str = ""
    """Nhãn của thiết bị; xem bằng vanthu token list."""
    serial: str = ""
    """Số sê-ri của thiết bị, cần khi có nhiều thiết bị cùng nhãn."""
    organisation: bool = False
    """Thiết bị giữ khóa của cơ quan; chỉ văn thư được dùng."""
    user: str = ""
    """Tên đăng nhập của người giữ thiết bị cá nhân."""
    certificate: str = ""
    """Nhãn hoặc mã (thập lục phân) của chứng thư, cần khi thiết bị có nhiều chứng thư."""
    pkcs12: Path | None = None
    """Tệp khóa PKCS#12, chỉ để trình diễn: chữ ký không có giá trị pháp lý."""
    environment: dict[str, str] = field(default_factory=dict)
    """Biến môi trường mà trình điều khiển cần."""
    reads: tuple[Path, ...] = ()
    """Tệp, thư mục mà trình điều khiển phải đọc, ngoài /usr và thư mục của chính nó."""
    writes: tuple[Path, ...] = ()
    """Thư mục mà trình điều khiển phải ghi."""
    patience: Annotated[float, Within(1, 600)] = 60.0
    """Số giây chờ thiết bị trả lời; quá thì dừng trình điều khiển."""
    idle_minutes: Annotated[float, Within(0.01, 480)] = 15.0
    """Số phút không dùng đến thì thiết bị tự khóa."""

    def __post_init__(self) -> None:
        if (self.module is None) == (self.pkcs12 is None):
            raise Misconfigured("VT-4331", "Mỗi thiết bị phải khai đúng một trong hai mục module và pkcs12.")
        if self.module is not None and not (self.label or self.serial):
            raise Misconfigured("VT-4332", "Mỗi thiết bị phải khai nhãn (label) hoặc số sê-ri (serial).")
        if self.organisation == bool(self.user):
            raise Misconfigured(
                "VT-4333", "Mỗi thiết bị phải khai organisation = true, hoặc user là người giữ thiết bị."
            )


@dataclass(frozen=True)
class Settings:
    """Thiết bị lưu khóa bí mật cắm vào máy này: của cơ quan, và của người ký khi người ấy có mặt."""

    tokens: dict[str, Token] = field(default_factory=dict)
    """Các thiết bị, mỗi thiết bị một bảng có tên."""


def owned(tokens: Mapping[str, Token], *, organisation: bool, login: str) -> tuple[str, ...]:
    """Return the names of the organisation's tokens, or of those of a person, in the order of the file."""
    return tuple(
        name
        for name, token in tokens.items()
        if token.organisation == organisation and (organisation or token.user == login)
    )
