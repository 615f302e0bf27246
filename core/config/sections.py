"""The sections of site.toml every office has; what stands under a setting is what its IT officer reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from core.config.schema import Shape, Within
from core.language import mark


class Profile(StrEnum):
    """Which text rules the forms and appearances of documents."""

    ND30 = "nd30"
    """Decree 30/2020."""
    TT01 = "tt01"
    """Circular 01/2019 with Decision 1007."""


class PasswordProfile(StrEnum):
    """Which rules a password must keep."""

    QCVN12 = "qcvn12"
    """QCVN 12:2026/BCA, 3.7.2.6: four classes of characters, changed in time."""
    NIST = "nist"
    """NIST SP 800-63B-4: long, never a common one, never changed for the sake of it."""


@dataclass(frozen=True)
class Identity:
    """Cơ quan là ai."""

    # QCVN 102:2016/BTTTT, amendment 1:2022: up to 35 characters, groups of A–Z and 0–9 parted by dots.
    code: Annotated[
        str,
        Shape(
            r"(?=.{1,35}\Z)[0-9A-Z]+(\.[0-9A-Z]+)*",
            mark("mã định danh, dài nhất 35 ký tự, như H51.10.05"),
        ),
    ]
    """Mã định danh điện tử của cơ quan, như H51.10.05."""
    name: Annotated[str, Shape(r".{0,199}\S", mark("tên cơ quan, dài nhất 200 ký tự"))]
    """Tên cơ quan, viết như trên văn bản."""
    superior: str = ""
    """Tên cơ quan chủ quản trực tiếp, in trên tên cơ quan; để trống nếu không có."""
    place: str = ""
    """Địa danh ghi trước ngày tháng của văn bản."""
    profile: Profile = Profile.ND30
    """Quy tắc thể thức: nd30 (Nghị định 30/2020) hoặc tt01 (Thông tư 01/2019, Quyết định 1007)."""


@dataclass(frozen=True)
class Web:
    """Trang web của cơ quan."""

    host: str = "127.0.0.1"
    """Địa chỉ mạng mà trang web lắng nghe; 127.0.0.1 là chỉ trên máy này."""
    port: Annotated[int, Within(0, 65535)] = 8080
    """Cổng; 0 để máy tự chọn một cổng còn trống."""
    origin: Annotated[str, Shape(r"(https?://[^/\s]+)?", mark("địa chỉ như https://vanban.longphu.vn"))] = ""
    """Địa chỉ người dùng gõ vào trình duyệt; bắt đầu bằng https:// thì cookie chỉ đi qua đường mã hóa."""
    session_idle_minutes: Annotated[int, Within(1, 60)] = 30
    """Số phút không thao tác thì phải đăng nhập lại."""
    session_hours: Annotated[int, Within(1, 24)] = 12
    """Số giờ dài nhất của một phiên đăng nhập."""

    @property
    def secure(self) -> bool:
        """Whether people reach the office by HTTPS only, so that its cookies may be marked Secure."""
        return self.origin.startswith("https://")


@dataclass(frozen=True)
class Database:
    """Cơ sở dữ liệu."""

    database: Annotated[
        str, Shape(r"(postgres(ql)?://\S+)?", mark("địa chỉ như postgresql:///vanthu, hoặc để trống"))
    ] = ""
    """Để trống là SQLite trong thư mục dữ liệu; hoặc địa chỉ PostgreSQL như postgresql:///vanthu."""


@dataclass(frozen=True)
class Accounts:
    """Tài khoản của người dùng."""

    password_profile: PasswordProfile = PasswordProfile.QCVN12
    """Quy tắc mật khẩu: qcvn12 (QCVN 12:2026/BCA) hoặc nist (NIST SP 800-63B-4)."""


@dataclass(frozen=True)
class Intake:
    """Tiếp nhận tệp qua mọi cửa."""

    max_bytes: Annotated[int, Within(1, 1 << 40)] = 200 * 1024 * 1024
    """Tệp lớn nhất được nhận, tính bằng byte."""
    reserve_bytes: Annotated[int, Within(0, 1 << 50)] = 1024 * 1024 * 1024
    """Dung lượng đĩa phải luôn còn trống, tính bằng byte; dưới mức này việc tiếp nhận tạm dừng."""
    keep_days: Annotated[int, Within(0, 3650)] = 30
    """Số ngày giữ bản gốc trong thư mục da-nhan."""


@dataclass(frozen=True)
class Book:
    """Sổ đăng ký văn bản đến mặc định."""

    code: Annotated[str, Shape(r"[0-9A-Za-zĐđ_.-]{1,20}", mark("mã sổ không có dấu cách, như DEN"))] = "DEN"
    """Mã sổ."""
    name: Annotated[str, Shape(r".{0,99}\S", mark("tên sổ, dài nhất 100 ký tự"))] = "Sổ đăng ký văn bản đến"
    """Tên sổ."""


@dataclass(frozen=True, kw_only=True)
class Sections:
    """All of site.toml but the plugins' own tables."""

    office: Identity
    web: Web = Web()
    store: Database = Database()
    accounts: Accounts = Accounts()
    intake: Intake = Intake()
    register: Book = Book()
