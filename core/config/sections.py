"""The sections of site.toml every office has; what stands under a setting is what its IT officer reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from core.config.schema import Shape, Within
from core.errors import Refused
from core.language import mark
from signing.values import Level


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


class Approval(StrEnum):
    """When the leader approves a draft; both orders are in use."""

    AFTER_CHECKS = "after_checks"
    BEFORE_CHECKS = "before_checks"


class Sphere(StrEnum):
    """A sphere of work whose documents go on paper as well (Decision 1007, art. 6.2.c)."""

    FINANCE = "finance"
    PERSONNEL = "personnel"
    COMPLAINTS = "complaints"


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


class Untimed(StrEnum):
    """What happens to a signature for which no timestamp can be had."""

    REFUSE = "refuse"
    """It is not made."""
    ALLOW = "allow"
    """It is made at level B-B and marked; its existence is proven later, where possible."""


@dataclass(frozen=True)
class Signing:
    """Ký số văn bản đi."""

    level: Level = Level.B_B
    """Mức chữ ký PAdES: B-B, B-T (có dấu thời gian), B-LT hoặc B-LTA (kiểm tra được lâu dài)."""
    timestamps: tuple[
        Annotated[str, Shape(r"https?://\S+", mark("địa chỉ như http://tsa.ca.gov.vn"))], ...
    ] = ()
    """Các máy chủ cấp dấu thời gian (RFC 3161), hỏi lần lượt đến khi có trả lời."""
    timestamp_patience: Annotated[float, Within(1, 600)] = 180.0
    """Số giây chờ các máy chủ cấp dấu thời gian trả lời khi đang ký."""
    without_timestamp: Untimed = Untimed.REFUSE
    """Khi không lấy được dấu thời gian: refuse là không ký, allow là ký mức B-B và bổ sung sau."""


@dataclass(frozen=True)
class Series:
    """Một dãy số văn bản đi: mỗi năm một sổ, bắt đầu từ 01."""

    name: Annotated[str, Shape(r".{0,149}\S", mark("tên sổ, dài nhất 150 ký tự"))]
    """Tên sổ của dãy số này."""
    types: tuple[str, ...] = ()
    """Tên các loại văn bản lấy số ở đây; để trống là mọi loại chưa có dãy số riêng."""
    per_type: bool = False
    """Mỗi loại văn bản trong dãy này có số riêng (true) hay lấy số chung (false)."""
    council: Annotated[str, Shape(r"[^\s/]{0,20}", mark("chữ viết tắt không có dấu cách, như HĐTĐ"))] = ""
    """Chữ viết tắt của hội đồng, ban dùng con dấu của cơ quan và lấy số ở đây; để trống nếu không phải."""
    copies: bool = False
    """Dãy số chung của các bản sao y, sao lục, trích sao."""


CODES = re.compile(r"[0-9A-Za-zĐđ_.]{1,12}")
_OWN = {
    "VBD": Series("Sổ đăng ký văn bản đi"),
    "QD": Series("Sổ đăng ký quyết định", ("Quyết định",)),
    "QDQP": Series("Sổ đăng ký quyết định quy phạm pháp luật", ("Quyết định quy phạm pháp luật",)),
    "NQQP": Series("Sổ đăng ký nghị quyết quy phạm pháp luật", ("Nghị quyết quy phạm pháp luật",)),
    "SAO": Series("Sổ đăng ký bản sao", copies=True),
}


@dataclass(frozen=True)
class Outgoing:
    """Văn bản đi: ký hiệu, dãy số, thứ tự duyệt, trường hợp gửi kèm bản giấy."""

    abbreviation: Annotated[str, Shape(r"[^\s/]{1,20}", mark("chữ viết tắt không có dấu cách, như UBND"))] = (
        "UBND"
    )
    """Chữ viết tắt tên cơ quan trong ký hiệu văn bản."""
    approval: Approval = Approval.AFTER_CHECKS
    """Lãnh đạo duyệt sau (after_checks) hay trước (before_checks) khi kiểm tra nội dung và thể thức."""
    abbreviations: tuple[
        Annotated[
            str, Shape(r"[^=]{1,100}=[^\s/=]{1,10}", mark("tên loại và chữ viết tắt, như Giấy xác nhận=GXN"))
        ],
        ...,
    ] = ()
    """Chữ viết tắt của loại văn bản không có trong Nghị định 30/2020, như Giấy xác nhận=GXN."""
    paper_types: tuple[str, ...] = ("Quyết định quy phạm pháp luật", "Nghị quyết quy phạm pháp luật")
    """Loại văn bản phải gửi kèm bản giấy (điểm a, b khoản 2 Điều 6 Quy chế kèm Quyết định 1007)."""
    paper_fields: tuple[Sphere, ...] = (Sphere.FINANCE, Sphere.PERSONNEL, Sphere.COMPLAINTS)
    """Lĩnh vực phải gửi kèm bản giấy: finance tài chính, personnel nhân sự, complaints khiếu nại tố cáo."""
    series: dict[str, Series] = field(default_factory=lambda: dict(_OWN))
    """Các dãy số, theo mã sổ; đã ghi một dãy thì phải ghi đủ, các dãy mặc định không còn dùng."""

    def __post_init__(self) -> None:
        wrong = [code for code in self.series if not CODES.fullmatch(code)]
        if wrong:
            raise Refused(
                "VT-2725", "Mã dãy số “{series}” phải là chữ và số liền nhau, dài nhất 12.", series=wrong[0]
            )
        plain = [one for one in self.series.values() if not one.council and not one.copies]
        if sum(not one.types for one in plain) != 1 or sum(one.copies for one in self.series.values()) != 1:
            raise Refused(
                "VT-2726",
                "Phải có đúng một dãy số chung (không ghi types) và đúng một dãy số bản sao (copies = true).",
            )
        named = [name for one in plain for name in one.types]
        twice = [name for name in named if named.count(name) > 1]
        if twice:
            raise Refused("VT-2727", "Loại “{name}” được ghi ở hai dãy số.", name=twice[0])


@dataclass(frozen=True)
class Trusting:
    """Kiểm tra chữ ký số và kho chứng thư."""

    online: bool = False
    """Tự tải danh sách thu hồi (CRL) của các cơ quan chứng thực qua mạng; false là chỉ nhập bằng tệp."""
    verify_from_anywhere: bool = False
    """Cho mở trang kiểm tra chữ ký từ địa chỉ ngoài mạng nội bộ."""
    verify_max_bytes: Annotated[int, Within(1, 1 << 30)] = 64 * 1024 * 1024
    """Tệp PDF lớn nhất được kiểm tra ở trang kiểm tra chữ ký, tính bằng byte."""
    verify_each_minute: Annotated[int, Within(1, 600)] = 10
    """Số lần kiểm tra nhiều nhất trong một phút của một địa chỉ mạng."""


@dataclass(frozen=True, kw_only=True)
class Sections:
    """All of site.toml but the plugins' own tables."""

    office: Identity
    web: Web = Web()
    store: Database = Database()
    accounts: Accounts = Accounts()
    intake: Intake = Intake()
    register: Book = Book()
    signing: Signing = Signing()
    trust: Trusting = Trusting()
    outgoing: Outgoing = Outgoing()

    def __post_init__(self) -> None:
        if self.register.code in self.outgoing.series:
            raise Refused(
                "VT-2728",
                "Mã “{series}” vừa là sổ văn bản đến vừa là dãy số văn bản đi.",
                series=self.register.code,
            )
