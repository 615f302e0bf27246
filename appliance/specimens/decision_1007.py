"""Decision 1007/QĐ-UBND of the People's Committee of Sóc Trăng, the regulation this system implements."""

from __future__ import annotations

import datetime

from appliance.specimens.letter import Letter

DECISION_1007 = Letter(
    superior="",
    agency="ỦY BAN NHÂN DÂN\nTỈNH SÓC TRĂNG",
    number=1007,
    notation="QĐ-UBND",
    place="Sóc Trăng",
    date=datetime.date(2019, 4, 5),
    type_name="Quyết định",
    subject="Ban hành Quy chế quản lý, sử dụng phần mềm Quản lý văn bản và điều hành "
    "trên địa bàn tỉnh Sóc Trăng",
    addressees=(),
    body=(
        "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Căn cứ Luật Giao dịch điện tử ngày 29 tháng 11 năm 2005;",
        "Căn cứ Luật Công nghệ thông tin ngày 29 tháng 6 năm 2006;",
        "Căn cứ Luật Lưu trữ ngày 11 tháng 11 năm 2011;",
        "Căn cứ Nghị định số 64/2007/NĐ-CP ngày 10 tháng 4 năm 2007 của Chính phủ về Ứng dụng công nghệ "
        "thông tin trong hoạt động của cơ quan nhà nước;",
        "Căn cứ Nghị định số 01/2013/NĐ-CP ngày 03 tháng 01 năm 2013 của Chính phủ Quy định chi tiết thi "
        "hành một số điều của Luật Lưu trữ;",
        "Căn cứ Nghị định số 85/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ về bảo đảm an toàn hệ "
        "thống thông tin theo cấp độ;",
        "Căn cứ Nghị định số 130/2018/NĐ-CP ngày 27 tháng 9 năm 2018 của Chính phủ Quy định chi tiết thi "
        "hành Luật giao dịch điện tử về chữ ký số và dịch vụ chứng thực chữ ký số;",
        "Căn cứ Quyết định số 28/2018/QĐ-TTg ngày 12 tháng 7 năm 2018 của Thủ tướng Chính phủ về việc gửi, "
        "nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước;",
        "Căn cứ Thông tư số 39/2017/TT-BTTTT ngày 15 tháng 12 năm 2017 của Bộ Thông tin và Truyền thông về "
        "Ban hành Danh mục tiêu chuẩn kỹ thuật về ứng dụng công nghệ thông tin trong cơ quan nhà nước;",
        "Căn cứ Thông tư số 01/2019/TT-BNV ngày 24 tháng 01 năm 2019 của Bộ Nội vụ về Quy định quy trình "
        "trao đổi, lưu trữ, xử lý tài liệu điện tử trong công tác văn thư, các chức năng cơ bản của Hệ "
        "thống quản lý tài liệu điện tử trong quá trình xử lý công việc của các cơ quan, tổ chức;",
        "Xét đề nghị của Giám đốc Sở Thông tin và Truyền thông,",
        "QUYẾT ĐỊNH:",
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý, sử dụng phần mềm Quản lý văn bản và điều "
        "hành trên địa bàn tỉnh Sóc Trăng.",
        "Điều 2. Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc Sở Thông tin và Truyền thông; Thủ trưởng "
        "các sở, ban, ngành tỉnh; Chủ tịch Ủy ban nhân dân các huyện, thị xã, thành phố và xã, phường, thị "
        "trấn chịu trách nhiệm thi hành Quyết định này kể từ ngày ký./.",
    ),
    receivers=(
        "Như Điều 2;",
        "TT. HĐND tỉnh;",
        "Chủ tịch, các PCT UBND tỉnh;",
        "Cổng TTĐT tỉnh, Công báo tỉnh;",
        "Lưu: CN, VX, TH, HC.",
    ),
    authority=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
    position="PHÓ CHỦ TỊCH",
    name="Ngô Hùng",
)
