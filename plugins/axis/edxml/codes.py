"""The catalogue of the packet: codes, lengths of fields and types of documents, with the days they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.text import fold

AMENDED = date(2022, 9, 15)
"""Amendment 1:2022 of QCVN 102:2016/BTTTT is in force (Circular 01/2022/TT-BTTTT)."""


@dataclass(frozen=True, slots=True)
class Length:
    """How many characters a field may have from a day on."""

    most: int
    since: date = date.min


def _ever(most: int) -> tuple[Length, ...]:
    return (Length(most),)


LENGTHS: dict[str, tuple[Length, ...]] = {
    "OrganId": (Length(13), Length(35, AMENDED)),
    "OrganizationInCharge": _ever(200),
    "OrganName": _ever(200),
    "OrganAdd": _ever(250),
    "Email": _ever(100),
    "Telephone": _ever(20),
    "Fax": _ever(20),
    "Website": _ever(100),
    "CodeNumber": _ever(11),
    "CodeNotation": _ever(30),
    "Promulgation.Place": _ever(50),
    "TypeName": _ever(100),
    "Subject": _ever(500),
    "Content": _ever(500),
    "Competence": _ever(100),
    "Position": _ever(100),
    "FullName": _ever(50),
    "Places.Place": _ever(150),
    "SphereOfPromulgation": _ever(100),
    "TyperNotation": _ever(10),
    "Appendix": _ever(250),
    # number, slash and symbol
    "Answered.Code": _ever(11 + 1 + 30),
    # agency, day, number and symbol with their separators are 89; others send longer ones
    "DocumentId": _ever(200),
    "Department": _ever(200),
    "Staff": _ever(100),
    "Mobile": _ever(20),
    "StatusCode": _ever(2),
    "Description": _ever(1000),
    "BussinessDocReason": _ever(1000),
    "AttachmentName": _ever(200),
    "ContentId": _ever(200),
    "ContentType": _ever(200),
}
"""By name of the field; `Group.Field` where two groups differ."""

CODES: dict[str, frozenset[int]] = {
    "Type": frozenset((1, 2)),
    "Priority": frozenset(range(5)),
    "SteeringType": frozenset((1, 2, 3)),
    "BussinessDocType": frozenset(range(4)),
    "DocumentInfo": frozenset((0, 1)),
    "DocumentReceiver": frozenset((0, 1)),
    "ReceiverType": frozenset((0, 1)),
    "Paper": frozenset((0, 1)),
}
STATUSES = frozenset(("01", "02", "03", "04", "05", "06", "13", "15", "16"))
"""Arrived, refused, accepted, assigned, in process, finished; taken back, agreed to, refused."""
REASONED = frozenset(("02", "13"))
"""Statuses that are nothing without a reason."""
NEW, RECALL, UPDATE, REPLACE = range(4)

NORMATIVE, ADMINISTRATIVE = 1, 2
_TYPES = {
    NORMATIVE: (
        "Hiến pháp",
        "Luật",
        "Pháp lệnh",
        "Lệnh",
        "Nghị quyết",
        "Nghị quyết liên tịch",
        "Nghị định",
        "Quyết định",
        "Thông tư",
        "Thông tư liên tịch",
        "Chỉ thị",
        "Bộ luật",
        "Văn bản quy phạm pháp luật của chính quyền địa phương ở đơn vị hành chính - kinh tế đặc biệt",
    ),
    ADMINISTRATIVE: (
        "Nghị quyết",
        "Quyết định",
        "Chỉ thị",
        "Quy chế",
        "Quy định",
        "Thông cáo",
        "Thông báo",
        "Hướng dẫn",
        "Chương trình",
        "Kế hoạch",
        "Phương án",
        "Đề án",
        "Dự án",
        "Báo cáo",
        "Biên bản",
        "Tờ trình",
        "Hợp đồng",
        "Công văn",
        "Công điện",
        "Bản ghi nhớ",
        "Bản cam kết",
        "Bản thỏa thuận",
        "Giấy chứng nhận",
        "Giấy ủy quyền",
        "Giấy mời",
        "Giấy giới thiệu",
    ),
}
"""Names in the order of their numbers, from 1 (amendment 1:2022, annex)."""


def longest(group: str, field: str, day: date | None) -> int | None:
    """Return how many characters a field may have on a day, without one by the newest rule; None for any."""
    lengths = LENGTHS.get(f"{group}.{field}") or LENGTHS.get(field)
    if lengths is None:
        return None
    return next(each.most for each in reversed(lengths) if day is None or each.since <= day)


def detail(name: str, kind: int, day: date) -> int | None:
    """Return the number of a type of document among those of its kind (1 or 2) on a day; None without one."""
    names = [fold(each) for each in _TYPES[kind]] if day >= AMENDED else []
    return names.index(fold(name)) + 1 if fold(name) in names else None


def document_id(organ: str, day: date, symbol: str) -> str:
    """Return the identifier of a document: sender's code, day of issue, number and symbol."""
    return f"{organ},{day:%Y/%m/%d},{symbol}"
