"""What happened to a document, told from the office's memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import audit
from core.language import mark, tr
from core.store.people import User
from core.values import BOX

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
    "ask_expulsion": mark("Đề nghị đưa ra khỏi hệ thống"),
    "withdraw_expulsion": mark("Rút đề nghị đưa ra khỏi hệ thống"),
    "expel": mark("Đưa ra khỏi hệ thống"),
    "file_harmed": mark("Tệp bị mất hoặc bị thay đổi trong kho"),
    "file_mended": mark("Tệp trong kho đã nguyên vẹn trở lại"),
}
"""What each line of a document's memory is called."""


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
    """Return a document's lines in the order they were written; ask `demand_visible` first."""
    lines = list(audit.about(document_id))
    logins = {line.actor for line in lines}
    names = {user.login: user.name for user in User.select().where(User.login.in_(sorted(logins)))}
    names[BOX.login] = tr("Hệ thống")
    words = audit.words_of(document_id)
    return [_line(line, names.get(line.actor, line.actor), words.get(line.seq, "")) for line in lines]


def _line(line: Any, actor: str, reason: str) -> Line:
    facts = {name: fact for name, fact in audit.told(line).items() if name != "words"}
    label = tr(EVENTS.get(line.action, line.action))
    return Line(line.seq, line.at, line.verified, actor, line.action, label, reason, facts)
