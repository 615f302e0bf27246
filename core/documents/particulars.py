"""What is written in the register about an incoming document, and when it is complete and lawful."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from core.errors import Refused
from core.language import mark, tr
from core.store.papers import Document
from core.text import clean_line, code_key, fold

LENGTHS = {
    "organ_id": 35,
    "type_name": 100,
    "code_number": 11,
    "code_notation": 30,
    "organ_name": 200,
    "subject": 500,
    "language": 30,
    "description": 500,
    "signer_position": 100,
    "signer_name": 50,
    "to_places": 1000,
}
"""Characters a field may have (Decree 30/2020, Annex VI, part II.II; organ_id as QCVN 102:2016/SĐ1:2022)."""

REQUIRED = ("organ_name", "subject", "type_name")

URGENCIES = (mark("Thường"), mark("Khẩn"), mark("Thượng khẩn"), mark("Hỏa tốc"))
SECRECIES = (mark("Không mật"), mark("Mật"), mark("Tối mật"), mark("Tuyệt mật"))

TYPES = (
    mark("Công văn"), mark("Quyết định"), mark("Chỉ thị"), mark("Nghị quyết"), mark("Quy chế"),
    mark("Quy định"), mark("Thông cáo"), mark("Thông báo"), mark("Hướng dẫn"), mark("Chương trình"),
    mark("Kế hoạch"), mark("Phương án"), mark("Đề án"), mark("Dự án"), mark("Báo cáo"), mark("Biên bản"),
    mark("Tờ trình"), mark("Hợp đồng"), mark("Công điện"), mark("Bản ghi nhớ"), mark("Bản thỏa thuận"),
    mark("Giấy ủy quyền"), mark("Giấy mời"), mark("Giấy giới thiệu"), mark("Giấy nghỉ phép"),
    mark("Phiếu gửi"), mark("Phiếu chuyển"), mark("Phiếu báo"), mark("Thư công"),
    mark("Luật"), mark("Nghị định"), mark("Thông tư"), mark("Đơn thư"), mark("Khác"),
)  # fmt: skip
"""The 29 administrative types of Decree 30/2020, art. 7, then others a registry receives."""

LABELS = {
    "register": mark("Sổ đăng ký"),
    "type_name": mark("Tên loại văn bản"),
    "code_number": mark("Số"),
    "code_notation": mark("Ký hiệu"),
    "issued_date": mark("Ngày văn bản"),
    "organ_id": mark("Mã định danh nơi gửi"),
    "organ_name": mark("Cơ quan ban hành"),
    "subject": mark("Trích yếu nội dung"),
    "language": mark("Ngôn ngữ"),
    "page_amount": mark("Số trang"),
    "description": mark("Ghi chú"),
    "signer_position": mark("Chức vụ người ký"),
    "signer_name": mark("Họ tên người ký"),
    "priority": mark("Độ khẩn"),
    "to_places": mark("Đơn vị hoặc người nhận"),
    "due_date": mark("Hạn giải quyết"),
    "paper": mark("Có bản giấy"),
    "sheets": mark("Số tờ"),
    "secrecy": mark("Độ mật"),
}


class Invalid(Refused):
    """Fields that must be put right first; `fields` maps each to its sentence."""

    def __init__(self, wrong: dict[str, str]) -> None:
        said = "; ".join(f"{tr(LABELS.get(name, name))}: {sentence}" for name, sentence in wrong.items())
        super().__init__("VT-2201", "Chưa vào sổ được: {said}", hint="Sửa các ô được đánh dấu.", said=said)
        self.fields = wrong

    def __reduce__(self) -> tuple[object, ...]:
        return Invalid, (self.fields,)


@dataclass(frozen=True, slots=True)
class Particulars:
    """The fields of Decree 30/2020, Annex VI, part II.II that a clerk fills in."""

    organ_name: str = ""
    subject: str = ""
    type_name: str = "Công văn"
    code_number: str = ""
    code_notation: str = ""
    issued_date: date | None = None
    organ_id: str = ""
    language: str = "Tiếng Việt"
    page_amount: int | None = None
    description: str = ""
    signer_position: str = ""
    signer_name: str = ""
    priority: int = 0
    to_places: str = ""
    due_date: date | None = None
    paper: bool = False
    sheets: int | None = None
    secrecy: int = 0
    """0 not secret; anything else is refused at every door (Decision 1007, art. 1.2)."""
    register: str = ""
    """Code of the register; empty for the default one."""

    def columns(self) -> dict[str, Any]:
        """Return what goes into the document's row, search keys included."""
        row = {name.name: getattr(self, name.name) for name in fields(self)}
        del row["secrecy"], row["register"]
        return row | {
            "code_key": code_key(f"{self.code_number}/{self.code_notation}")[:60],
            "organ_key": fold(self.organ_name),
        }


def tidy(given: Particulars) -> Particulars:
    """Return the particulars as they are kept: NFC, no control characters, spaces collapsed."""
    texts: dict[str, Any] = {name: clean_line(getattr(given, name)) for name in LENGTHS}
    return replace(given, **texts)


def check(given: Particulars, arrival_date: date, today: date) -> Particulars:
    """Return tidy particulars; raise Invalid naming every field that is missing, too long or impossible.

    A secret level is refused before anything else, with the paragraph of law.
    """
    if given.secrecy:
        raise secret(given.secrecy)
    told = tidy(given)
    wrong: dict[str, str] = {}
    for name in REQUIRED:
        if not getattr(told, name):
            wrong[name] = tr("bắt buộc phải nhập")
    for name, longest in LENGTHS.items():
        length = len(unicodedata.normalize("NFC", getattr(told, name)))
        if length > longest:
            wrong[name] = tr("dài {length} ký tự, tối đa {longest}", length=length, longest=longest)
    wrong |= _wrong_dates(told, arrival_date, today)
    if not 0 <= told.priority < len(URGENCIES):
        wrong["priority"] = tr("không có mức này")
    for name in ("page_amount", "sheets"):
        amount = getattr(told, name)
        if amount is not None and not 0 < amount < 10_000:
            wrong[name] = tr("phải từ 1 đến 9999")
    if wrong:
        raise Invalid(wrong)
    return told


def _wrong_dates(told: Particulars, arrival_date: date, today: date) -> dict[str, str]:
    wrong = {}
    if told.issued_date is not None and told.issued_date > arrival_date:
        wrong["issued_date"] = tr("không được sau ngày đến")
    if arrival_date > today:
        wrong["arrival_date"] = tr("không được sau hôm nay")
    if told.due_date is not None and told.due_date < arrival_date:
        wrong["due_date"] = tr("không được trước ngày đến")
    return wrong


def secret(level: int) -> Refused:
    """Return the refusal of a state secret, with the paragraph of law."""
    name = SECRECIES[level] if 0 < level < len(SECRECIES) else SECRECIES[1]
    return Refused(
        "VT-2202",
        "Văn bản có độ mật “{level}” không được đưa vào hệ thống "
        "(khoản 2 Điều 1 Quy chế ban hành kèm theo Quyết định 1007/QĐ-UBND; Luật Bảo vệ bí mật nhà nước).",
        hint="Đăng ký vào sổ văn bản mật trên giấy. Nếu đã quét, dùng “Văn bản mật – đưa ra khỏi hệ thống”.",
        level=tr(name),
    )


def similar(given: Particulars, but: int | None = None) -> list[Document]:
    """Return registered documents with the same number, symbol and agency (Annex VI, part III.1.h)."""
    told = tidy(given)
    key = code_key(f"{told.code_number}/{told.code_notation}")[:60]
    if not told.code_number or not told.organ_name:
        return []
    query = Document.select().where(
        Document.code_key == key,
        Document.organ_key == fold(told.organ_name),
        Document.register.is_null(False),
    )
    if but is not None:
        query = query.where(Document.id != but)
    return list(query.order_by(Document.id.desc()).limit(5))
