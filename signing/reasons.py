"""The sentences in which a file and its signatures are judged, each with a code people can quote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from signing.values import Reason, mark

_HERE: Final = timezone(timedelta(hours=7))

GOOD = Reason("VT-4040", mark("Hợp lệ: nội dung nguyên vẹn từ khi ký, chứng thư số có hiệu lực khi ký."))
GOOD_FOREIGN = Reason(
    "VT-4041",
    mark("Hợp lệ, nhưng chứng thư số do {issuer} cấp, ngoài hệ thống chuyên dùng của Chính phủ."),
)
GOOD_UNCHECKABLE = Reason(
    "VT-4068", mark("Hợp lệ: nội dung nguyên vẹn từ khi ký; nơi cấp chứng thư số không công bố việc thu hồi.")
)
GOOD_STAMP = Reason("VT-4042", mark("Hợp lệ: dấu thời gian chứng minh tệp đã có từ {day}."))

BROKEN = Reason("VT-4043", mark("Nội dung đã ký bị sửa: tệp không còn khớp với chữ ký."))
FORGED = Reason("VT-4044", mark("Chữ ký không do khóa của chứng thư số {who} tạo ra."))
WRAPPED = Reason(
    "VT-4045", mark("Vùng được ký bị bao hoặc bị dời: phần để trống không đúng là chỗ của chữ ký.")
)
OVERLAPPING = Reason("VT-4046", mark("Vùng được ký chồng lên vùng của chữ ký khác."))
PARTIAL = Reason("VT-4047", mark("Chữ ký không phủ hết tệp tại lúc ký."))
APPENDED = Reason("VT-4048", mark("Có dữ liệu lạ nối sau phần đã ký, không thuộc lần lưu nào của tệp."))

CHANGED = Reason("VT-4049", mark("Tệp bị thay đổi sau khi ký: {what}."))
CHANGED_SEALED = Reason(
    "VT-4050", mark("Tệp bị thay đổi sau chữ ký số của cơ quan, tổ chức, khi không được đổi gì nữa: {what}.")
)
LOOKS_CHANGED = Reason(
    "VT-4051", mark("Trang {page} hiện ra khác lúc ký, ngoài ô số, ô ngày và hình chữ ký.")
)
NOT_COMPARED = Reason("VT-4052", mark("Không so sánh được tệp lúc ký với bây giờ."))

EXPIRED = Reason(
    "VT-4053",
    mark("Chứng thư số hết hạn ngày {day} và không có dấu thời gian chứng minh đã ký trước ngày đó."),
)
SIGNED_EXPIRED = Reason("VT-4054", mark("Ký khi chứng thư số không có hiệu lực ({first} – {last})."))
REVOKED = Reason("VT-4055", mark("Ký khi chứng thư số đã bị thu hồi từ {day}."))
REVOKED_SINCE = Reason(
    "VT-4056",
    mark("Chứng thư số bị thu hồi từ {day} và không có dấu thời gian chứng minh đã ký trước lúc đó."),
)
UNKNOWN_AUTHORITY = Reason(
    "VT-4057", mark("Chưa tin được: chứng thư số do {issuer} cấp, không có trong kho tin cậy.")
)
SELF_SIGNED = Reason(
    "VT-4058", mark("Chưa tin được: chứng thư số {who} tự ký, không do tổ chức chứng thực nào cấp.")
)
BROKEN_CHAIN = Reason("VT-4059", mark("Đường dẫn từ chứng thư số {who} đến nơi cấp không hợp lệ."))
STALE = Reason(
    "VT-4060", mark("Chưa kết luận được: thông tin thu hồi mới nhất về {who} là của {day}, đã quá cũ.")
)
NOTHING_KNOWN = Reason(
    "VT-4061", mark("Chưa kết luận được: không có thông tin thu hồi về chứng thư số {who}.")
)
WEAK = Reason("VT-4062", mark("Chữ ký dùng thuật toán không còn an toàn ({algorithm}), không bảo đảm được."))
WRONG_USAGE = Reason("VT-4063", mark("Chứng thư số {who} không được cấp để ký văn bản."))
UNSUPPORTED = Reason("VT-4064", mark("Dạng chữ ký {kind} không được hỗ trợ."))
NO_SIGNATURE = Reason("VT-4065", mark("Trường chữ ký {field} không chứa chữ ký số nào đọc được."))
STAMP_DOUBTED = Reason("VT-4066", mark("Dấu thời gian kèm chữ ký không xác minh được, nơi cấp: {who}."))

UNSIGNED = Reason("VT-4067", mark("Tệp không có chữ ký số."))
NOT_PDF = Reason("VT-4069", mark("Tệp rỗng hoặc không phải tệp PDF."))
DAMAGED = Reason("VT-4070", mark("Tệp PDF bị hỏng, không đọc được."))
LOCKED = Reason("VT-4071", mark("Tệp PDF đặt mật khẩu, không kiểm tra được."))
DYNAMIC = Reason(
    "VT-4072",
    mark("Tệp là biểu mẫu XFA động, phần nhìn thấy không nằm trong trang đã ký: không kết luận được."),
)


def said(reason: Reason, **facts: str) -> Reason:
    """Return `reason` with the facts its sentence names."""
    return replace(reason, facts=facts)


def day(moment: datetime) -> str:
    """Return the day of `moment` as offices write it, at +07:00."""
    return moment.astimezone(_HERE).strftime("%d/%m/%Y")
