"""What is written short: agencies as clerks type them, types of documents as their symbols bear them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.config.sections import Profile
from core.language import mark
from core.text import fold

SHORT = {
    "ubnd": "ủy ban nhân dân",
    "hdnd": "hội đồng nhân dân",
    "vpubnd": "văn phòng ủy ban nhân dân",
    "mttq": "mặt trận tổ quốc",
    "tp": "thành phố",
    "ct": "chủ tịch",
    "vp": "văn phòng",
    "snv": "sở nội vụ",
    "stc": "sở tài chính",
    "stp": "sở tư pháp",
    "syt": "sở y tế",
    "sct": "sở công thương",
    "sxd": "sở xây dựng",
    "skhcn": "sở khoa học và công nghệ",
    "sgddt": "sở giáo dục và đào tạo",
    "snnmt": "sở nông nghiệp và môi trường",
    "svhttdl": "sở văn hóa thể thao và du lịch",
    "bhxh": "bảo hiểm xã hội",
    "ca": "công an",
    "bchqs": "ban chỉ huy quân sự",
}
"""Folded short forms, as they are typed without marks."""


def spelt_out(text: str) -> str:
    """Return `text` with every known short form written in full: "ubnd tp" is "ủy ban nhân dân thành phố"."""
    return " ".join(SHORT.get(fold(word), word) for word in text.split())


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of document the office may issue."""

    name: str
    short: str = ""
    """Its abbreviation in the symbol; empty where the law gives none: the symbol names the unit instead."""
    normative: bool = False
    """Whether its number bears the year and has a series of its own (Decree 30/2020, art. 15.1.a)."""
    title: str = ""
    """What stands on the document, where it is not the name."""


LETTER = "Công văn"
_COMMON = (
    Kind(mark("Nghị quyết"), "NQ"),
    Kind(mark("Quyết định"), "QĐ"),
    Kind(mark("Chỉ thị"), "CT"),
    Kind(mark("Quy chế"), "QC"),
    Kind(mark("Quy định"), "QyĐ"),
    Kind(mark("Thông cáo"), "TC"),
    Kind(mark("Thông báo"), "TB"),
    Kind(mark("Hướng dẫn"), "HD"),
    Kind(mark("Chương trình"), "CTr"),
    Kind(mark("Kế hoạch"), "KH"),
    Kind(mark("Phương án"), "PA"),
    Kind(mark("Đề án"), "ĐA"),
    Kind(mark("Dự án"), "DA"),
    Kind(mark("Báo cáo"), "BC"),
    Kind(mark("Biên bản"), "BB"),
    Kind(mark("Tờ trình"), "TTr"),
    Kind(mark("Hợp đồng"), "HĐ"),
    Kind(mark("Công điện"), "CĐ"),
    Kind(mark("Giấy mời"), "GM"),
    Kind(mark("Phiếu gửi"), "PG"),
    Kind(mark("Phiếu chuyển"), "PC"),
    Kind(mark("Công văn")),
    Kind(mark("Thư công")),
)
_NORMATIVE = (
    Kind(mark("Quyết định quy phạm pháp luật"), "QĐ", normative=True, title="Quyết định"),
    Kind(mark("Nghị quyết quy phạm pháp luật"), "NQ", normative=True, title="Nghị quyết"),
)
ND30 = (
    *_COMMON,
    Kind(mark("Bản ghi nhớ"), "BGN"),
    Kind(mark("Bản thỏa thuận"), "BTT"),
    Kind(mark("Giấy ủy quyền"), "GUQ"),
    Kind(mark("Giấy giới thiệu"), "GGT"),
    Kind(mark("Giấy nghỉ phép"), "GNP"),
    Kind(mark("Phiếu báo"), "PB"),
)
"""The 29 administrative types and their abbreviations (Decree 30/2020, art. 7 and Annex III, I)."""
TT01 = (
    *_COMMON,
    Kind(mark("Bản ghi nhớ"), "GN"),
    Kind(mark("Bản cam kết"), "CK"),
    Kind(mark("Bản thỏa thuận"), "TTh"),
    Kind(mark("Giấy chứng nhận"), "CN"),
    Kind(mark("Giấy ủy quyền"), "UQ"),
    Kind(mark("Giấy giới thiệu"), "GT"),
    Kind(mark("Giấy nghỉ phép"), "NP"),
    Kind(mark("Giấy đi đường"), "ĐĐ"),
    Kind(mark("Giấy biên nhận hồ sơ"), "BN"),
)
"""The 32 types of 2011 that Decision 1007 still counts with (Circular 01/2011, Annex I)."""
FROM_ND30 = date(2020, 3, 5)
"""Decree 30/2020 is in force from this day; symbols given before it stay as they are."""

TITLES = {kind.name: kind.title for kind in _NORMATIVE}
"""Types whose name says more than what is printed."""
COPIES = {"SY": mark("Bản sao y"), "TrS": mark("Bản trích sao"), "SL": mark("Bản sao lục")}
_COPIES_2011 = {"TrS": "TS"}


def kinds(profile: Profile, day: date) -> tuple[Kind, ...]:
    """Return the types of documents and their abbreviations on a day, normative ones last."""
    new = profile is Profile.ND30 and day >= FROM_ND30
    return (*(ND30 if new else TT01), *_NORMATIVE)


def short_of_copy(form: str, profile: Profile, day: date) -> str:
    """Return the abbreviation of a form of copy in its symbol."""
    new = profile is Profile.ND30 and day >= FROM_ND30
    return form if new else _COPIES_2011.get(form, form)
