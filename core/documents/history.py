"""What happened to a document, told from the office's memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import audit
from core.accounts.permissions import demand_visible, took_part
from core.documents import states
from core.language import mark, tr
from core.store.people import User
from core.values import BOX, Actor

EVENTS = {
    "arrive": mark("Tiếp nhận"),
    "repeat": mark("Tiếp nhận, trùng với văn bản đã có"),
    "refuse": mark("Tiếp nhận tệp lỗi"),
    "record": mark("Ghi nhận văn bản giấy"),
    "clear": mark("Kiểm tra xong, không có mã độc"),
    "quarantine": mark("Cách ly"),
    "reject": mark("Không đọc được tệp"),
    "keep": mark("Giữ lại, không phải bản trùng"),
    "inspect_again": mark("Kiểm tra lại"),
    "discard": mark("Bỏ khỏi khay tiếp nhận"),
    "restore": mark("Khôi phục vào khay tiếp nhận"),
    "register": mark("Vào sổ"),
    "digitise": mark("Ký số bản số hóa"),
    "view": mark("Xem văn bản"),
    "correct": mark("Sửa thông tin đăng ký"),
    "return": mark("Trả lại nơi gửi"),
    "present": mark("Trình lãnh đạo"),
    "withdraw": mark("Rút lại văn bản đã trình"),
    "direct": mark("Lãnh đạo chỉ đạo"),
    "transcribe": mark("Nhập ý kiến chỉ đạo từ bản giấy"),
    "close": mark("Lưu để biết, không giao xử lý"),
    "assign": mark("Phân công"),
    "reassign": mark("Phân công lại"),
    "share": mark("Giao phần phối hợp"),
    "begin": mark("Bắt đầu xử lý"),
    "finish_part": mark("Xong phần phối hợp"),
    "finish": mark("Hoàn thành"),
    "reopen": mark("Yêu cầu xử lý lại"),
    "send_back": mark("Trả lại trong cơ quan"),
    "cancel": mark("Hủy"),
    "reinstate": mark("Khôi phục trong sổ"),
    "answer": mark("Đã trả lời bằng văn bản đi"),
    "order": mark("Lãnh đạo giao soạn thảo"),
    "draft": mark("Lập dự thảo"),
    "copy": mark("Lập bản sao"),
    "hand_on": mark("Giao người soạn thảo"),
    "take_up": mark("Nhận soạn thảo"),
    "edit": mark("Sửa thông tin dự thảo"),
    "add_version": mark("Tải lên bản dự thảo mới"),
    "keep_version": mark("Lưu tệp sau khi ký"),
    "restore_version": mark("Quay lại bản trước khi ký"),
    "add_file": mark("Thêm tệp kèm theo"),
    "remove_file": mark("Bỏ tệp kèm theo"),
    "refuse_file": mark("Từ chối tệp"),
    "submit": mark("Trình dự thảo"),
    "take_back": mark("Rút lại dự thảo đã trình"),
    "give_back": mark("Trả lại dự thảo"),
    "abandon": mark("Bỏ dự thảo"),
    "check_content": mark("Duyệt nội dung"),
    "check_form": mark("Kiểm tra thể thức"),
    "approve": mark("Duyệt dự thảo"),
    "amend": mark("Sửa sau khi duyệt, phải duyệt lại"),
    "ask_comment": mark("Xin ý kiến góp ý"),
    "withdraw_comment": mark("Rút đề nghị góp ý"),
    "comment": mark("Góp ý"),
    "ask_initial": mark("Đề nghị ký nháy"),
    "withdraw_initial": mark("Rút đề nghị ký nháy"),
    "record_initial": mark("Ký nháy"),
    "sign_initial": mark("Ký nháy bằng chữ ký số"),
    "place": mark("Chỉnh vị trí trên văn bản"),
    "unplace": mark("Bỏ vị trí đã chỉnh"),
    "upgrade_signature": mark("Bổ sung bằng chứng cho chữ ký số"),
    "sign": mark("Lãnh đạo ký số"),
    "unsign": mark("Trả lại sau khi ký"),
    "number": mark("Cấp số, ngày; vào sổ văn bản đi"),
    "seal": mark("Ký số của cơ quan"),
    "pass": mark("Quét xong, không có mã độc"),
    "hold": mark("Giữ lại: phát hiện mã độc"),
    "scan_again": mark("Quét lại"),
    "issue": mark("Phát hành"),
    "void": mark("Hủy số"),
    "recall": mark("Thu hồi văn bản"),
    "reply": mark("Có văn bản đi trả lời"),
    "corrected_by": mark("Được đính chính bằng văn bản khác"),
    "note_paper": mark("Gửi bản giấy"),
    "print_original": mark("In bản gốc giấy"),
    "replace": mark("Bị thay thế"),
    "ask_expulsion": mark("Đề nghị đưa ra khỏi hệ thống"),
    "withdraw_expulsion": mark("Rút đề nghị đưa ra khỏi hệ thống"),
    "expel": mark("Đưa ra khỏi hệ thống"),
    "file_harmed": mark("Tệp bị mất hoặc bị thay đổi trong kho"),
    "file_mended": mark("Tệp trong kho đã nguyên vẹn trở lại"),
}
"""What each line of a document's memory is called."""
ISSUED = frozenset(("issue", "recall", "replace", "corrected_by"))
"""Lines of a document of our own that are told to who merely receives it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as people read it."""

    seq: int
    at: datetime
    verified: bool
    """Whether the clock could be believed then."""
    actor: str
    """The person's name; the login of somebody the office no longer knows."""
    event: str
    label: str
    reason: str
    facts: Mapping[str, Any]


def history(document_id: int) -> list[Line]:
    """Return a document's lines in the order they were written; ask first who may read them (`shown`)."""
    lines = list(audit.about(document_id))
    logins = {line.actor for line in lines}
    names = {user.login: user.name for user in User.select().where(User.login.in_(sorted(logins)))}
    names[BOX.login] = tr("Hệ thống")
    words = audit.words_of(document_id)
    return [_line(line, names.get(line.actor, line.actor), words.get(line.seq, "")) for line in lines]


def shown(document_id: int, by: Actor) -> list[Line]:
    """Return the lines this person may read; raise Missing when the document is not for him."""
    row = demand_visible(document_id, by)
    inside = row.life not in states.LEAVING or took_part(document_id, by)
    return [line for line in history(document_id) if inside or line.event in ISSUED]


def _line(line: Any, actor: str, reason: str) -> Line:
    facts = {name: fact for name, fact in audit.told(line).items() if name != "words"}
    label = tr(EVENTS.get(line.action, line.action))
    return Line(line.seq, line.at, line.verified, actor, line.action, label, reason, facts)
