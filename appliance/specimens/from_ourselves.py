"""What the commune itself writes, as its drafters leave it: numbers and dates are given by the registry."""

from __future__ import annotations

import datetime

from appliance.specimens.letter import OFFICIAL_LETTER, Letter

SUPERIOR = ""
AGENCY = "ỦY BAN NHÂN DÂN\nXÃ LONG PHÚ"
CHAIRMAN, DEPUTY = "Trần Văn Bình", "Danh Thị Ngọc Hương"

PLAN = Letter(
    superior=SUPERIOR,
    agency=AGENCY,
    number=1,
    notation="KH-UBND",
    place="Long Phú",
    date=datetime.date(2026, 11, 23),
    type_name="Kế hoạch",
    subject="Triển khai Quy chế quản lý, sử dụng phần mềm Quản lý văn bản và điều hành trên địa bàn xã",
    addressees=(),
    body=(
        "Thực hiện Quy chế quản lý, sử dụng phần mềm Quản lý văn bản và điều hành, Ủy ban nhân dân xã xây "
        "dựng Kế hoạch triển khai như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Văn bản đi, văn bản đến của xã được đăng ký, luân chuyển và ký số trên phần mềm.",
        "2. Văn bản điện tử có ký số thay thế văn bản giấy khi gửi, nhận giữa các cơ quan.",
        "II. NHIỆM VỤ",
        "1. Văn phòng HĐND và UBND: tiếp nhận, đăng ký văn bản đến trong ngày; cấp số, ký số cơ quan và phát "
        "hành văn bản đi ngay sau khi lãnh đạo ký.",
        "2. Các phòng, trung tâm: soạn thảo, trình duyệt văn bản trên phần mềm từ ngày 01 tháng 12 năm 2026.",
        "3. Trung tâm Phục vụ hành chính công: hướng dẫn người dân tra cứu văn bản công khai.",
        "III. TỔ CHỨC THỰC HIỆN",
        "Văn phòng HĐND và UBND theo dõi, đôn đốc, báo cáo Ủy ban nhân dân xã trước ngày 25 hằng tháng./.",
    ),
    receivers=("UBND thành phố (b/c);", "Thường trực HĐND xã;", "Các phòng, trung tâm;", "Lưu: VT, VP."),
    authority=("TM. ỦY BAN NHÂN DÂN",),
    position="CHỦ TỊCH",
    name=CHAIRMAN,
)

REPLY = Letter(
    superior=SUPERIOR,
    agency=AGENCY,
    number=1,
    notation="UBND-KT",
    place="Long Phú",
    date=datetime.date(2026, 11, 23),
    type_name=OFFICIAL_LETTER,
    subject="báo cáo tình hình sử dụng văn bản điện tử",
    addressees=("Sở Khoa học và Công nghệ thành phố Cần Thơ",),
    body=(
        "Ủy ban nhân dân xã Long Phú báo cáo tình hình sử dụng văn bản điện tử có ký số tháng 11 năm 2026: "
        "tất cả văn bản đi của xã đã được ký số và gửi qua trục liên thông; văn bản giấy chỉ gửi kèm theo "
        "khoản 2 Điều 6 Quy chế.",
        "Ủy ban nhân dân xã trân trọng báo cáo./.",
    ),
    receivers=("Như trên;", "Chủ tịch, các Phó Chủ tịch UBND xã;", "Lưu: VT, KT."),
    authority=("KT. CHỦ TỊCH",),
    position="PHÓ CHỦ TỊCH",
    name=DEPUTY,
)
