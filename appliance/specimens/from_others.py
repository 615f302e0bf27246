"""What the police, social insurance, taxes and other bodies send to a commune."""

from __future__ import annotations

import datetime

from appliance.specimens.letter import OFFICIAL_LETTER, Letter

COMMUNE = "Ủy ban nhân dân xã Long Phú"

LETTERS = (
    Letter(
        superior="BỘ CÔNG AN",
        agency="CÔNG AN THÀNH PHỐ CẦN THƠ",
        number=731,
        notation="CATP-PC06",
        place="Cần Thơ",
        date=datetime.date(2026, 2, 24),
        type_name=OFFICIAL_LETTER,
        subject="phối hợp thực hiện Đề án 06 và cấp tài khoản định danh tổ chức cho cấp xã",
        addressees=("Ủy ban nhân dân các xã, phường",),
        body=(
            "Thực hiện nhiệm vụ của Tổ công tác triển khai Đề án 06 thành phố, Công an thành phố đề nghị Ủy "
            "ban nhân dân các xã, phường phối hợp:",
            "1. Đăng ký tài khoản định danh điện tử của tổ chức trên VNeID trước ngày 31 tháng 3 năm 2026.",
            "2. Rà soát quyền truy cập các cơ sở dữ liệu dùng chung; thu hồi ngay tài khoản của người đã "
            "chuyển công tác.",
            "3. Cử 01 đầu mối phối hợp với Phòng Cảnh sát quản lý hành chính về trật tự xã hội./.",
        ),
        receivers=("Như trên;", "Đ/c Giám đốc (b/c);", "Lưu: VT, PC06."),
        authority=("KT. GIÁM ĐỐC",),
        position="PHÓ GIÁM ĐỐC",
        name="Đại tá Lý Hoàng Nam",
    ),
    Letter(
        superior="BẢO HIỂM XÃ HỘI VIỆT NAM",
        agency="BẢO HIỂM XÃ HỘI\nTHÀNH PHỐ CẦN THƠ",
        number=268,
        notation="TB-BHXH",
        place="Cần Thơ",
        date=datetime.date(2026, 3, 16),
        type_name="Thông báo",
        subject="Danh sách người tham gia bảo hiểm y tế hộ gia đình sắp hết hạn quý II năm 2026",
        addressees=(),
        body=(
            "Bảo hiểm xã hội thành phố thông báo số người tham gia bảo hiểm y tế hộ gia đình hết hạn thẻ "
            "trong quý II năm 2026 trên địa bàn xã Long Phú: 1.284 người (danh sách kèm theo).",
            "Đề nghị Ủy ban nhân dân xã chỉ đạo các ấp, tổ chức dịch vụ thu vận động người dân gia hạn "
            "trước khi thẻ hết giá trị sử dụng; phấn đấu tỷ lệ bao phủ bảo hiểm y tế đạt 95,5%.",
            "Thông tin liên hệ: Bảo hiểm xã hội cơ sở Long Phú, trong giờ hành chính./.",
        ),
        receivers=("UBND xã Long Phú;", "BHXH cơ sở;", "Lưu: VT, QLT."),
        authority=("TL. GIÁM ĐỐC",),
        position="TRƯỞNG PHÒNG QUẢN LÝ THU",
        name="Quách Thị Bích Ngọc",
    ),
    Letter(
        superior="CỤC THUẾ",
        agency="THUẾ THÀNH PHỐ CẦN THƠ",
        number=2207,
        notation="CTH-NVDTPC",
        place="Cần Thơ",
        date=datetime.date(2026, 1, 12),
        type_name=OFFICIAL_LETTER,
        subject="phối hợp chuyển hộ kinh doanh từ thuế khoán sang kê khai",
        addressees=("Ủy ban nhân dân các xã, phường",),
        body=(
            "Từ ngày 01 tháng 01 năm 2026, hộ kinh doanh không áp dụng phương pháp thuế khoán. Thuế thành "
            "phố đề nghị Ủy ban nhân dân các xã, phường:",
            "1. Tuyên truyền trên đài truyền thanh, niêm yết tài liệu hướng dẫn tại Trung tâm Phục vụ hành "
            "chính công.",
            "2. Rà soát danh sách hộ kinh doanh tại chợ Long Phú, chợ Tân Thạnh; phối hợp hỗ trợ sử dụng "
            "hóa đơn điện tử khởi tạo từ máy tính tiền.",
            "3. Kiện toàn Hội đồng tư vấn thuế cấp xã, gửi quyết định về Thuế cơ sở trước ngày 31 tháng 01 "
            "năm 2026./.",
        ),
        receivers=("Như trên;", "UBND TP (b/c);", "Thuế cơ sở;", "Lưu: VT, NVDTPC."),
        authority=("KT. TRƯỞNG THUẾ THÀNH PHỐ",),
        position="PHÓ TRƯỞNG THUẾ THÀNH PHỐ",
        name="Bùi Minh Hải",
    ),
    Letter(
        superior="BỘ TƯ LỆNH QUÂN KHU 9",
        agency="BỘ CHỈ HUY QUÂN SỰ\nTHÀNH PHỐ CẦN THƠ",
        number=402,
        notation="BCH-TM",
        place="Cần Thơ",
        date=datetime.date(2026, 5, 5),
        type_name=OFFICIAL_LETTER,
        subject="chuẩn bị diễn tập chiến đấu xã trong khu vực phòng thủ năm 2026",
        addressees=("Ban Chỉ huy Quân sự các xã, phường", COMMUNE),
        body=(
            "Thực hiện kế hoạch huấn luyện, diễn tập năm 2026, Bộ Chỉ huy Quân sự thành phố đề nghị:",
            "1. Ủy ban nhân dân xã thành lập Ban Chỉ đạo, Ban Tổ chức diễn tập trước ngày 25 tháng 5 năm "
            "2026.",
            "2. Bảo đảm hậu cần, kỹ thuật; thông báo rộng rãi để Nhân dân biết, an tâm sinh hoạt, sản xuất.",
            "3. Hội nghị hiệp đồng dự kiến ngày 10 tháng 6 năm 2026 tại Ủy ban nhân dân xã Long Phú./.",
        ),
        receivers=("Như trên;", "Phòng Chính trị, HC-KT;", "Lưu: VT, PTM."),
        authority=("KT. CHỈ HUY TRƯỞNG", "PHÓ CHỈ HUY TRƯỞNG KIÊM"),
        position="THAM MƯU TRƯỞNG",
        name="Thượng tá Hồ Văn Nghĩa",
        urgency="THƯỢNG KHẨN",
    ),
    Letter(
        superior="CỤC THỐNG KÊ",
        agency="THỐNG KÊ THÀNH PHỐ CẦN THƠ",
        number=14,
        notation="KH-TKTP",
        place="Cần Thơ",
        date=datetime.date(2026, 2, 26),
        type_name="Kế hoạch",
        subject="Điều tra lao động việc làm và thu nhập hộ gia đình năm 2026",
        addressees=(),
        body=(
            "I. MỤC ĐÍCH",
            "Thu thập thông tin phục vụ tổng hợp các chỉ tiêu thống kê về lao động, việc làm, thất nghiệp, "
            "thu nhập.",
            "II. NỘI DUNG",
            "1. Đơn vị điều tra: 24 địa bàn mẫu tại các xã Long Phú, Đại Ngãi, Trần Đề và phường Sóc Trăng.",
            "2. Thời gian thu thập thông tin: từ ngày 01 đến ngày 15 hằng tháng bằng phiếu điện tử.",
            "III. TỔ CHỨC THỰC HIỆN",
            "Đề nghị Ủy ban nhân dân xã, phường giới thiệu điều tra viên, tạo điều kiện tiếp cận hộ gia "
            "đình./.",
        ),
        receivers=("UBND xã, phường có địa bàn mẫu;", "Thống kê cơ sở;", "Lưu: VT, TKXH."),
        authority=(),
        position="TRƯỞNG THỐNG KÊ",
        name="Kiều Thị Mỹ Linh",
    ),
    Letter(
        superior="ĐẢNG ỦY XÃ LONG PHÚ",
        agency="ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nXÃ LONG PHÚ",
        number=3,
        notation="TTr-MTTQ",
        place="Long Phú",
        date=datetime.date(2026, 1, 9),
        type_name="Tờ trình",
        subject="Về việc hỗ trợ kinh phí tổ chức chương trình “Xuân biên cương, Tết hải đảo” năm 2026",
        addressees=(COMMUNE,),
        body=(
            "Nhằm chăm lo hộ nghèo, gia đình chính sách dịp Tết Nguyên đán Bính Ngọ, Ban Thường trực Ủy ban "
            "Mặt trận Tổ quốc Việt Nam xã Long Phú kính trình Ủy ban nhân dân xã xem xét hỗ trợ:",
            "1. Tặng 320 phần quà, mỗi phần trị giá 500.000 đồng; tổng kinh phí 160.000.000 đồng.",
            "2. Kinh phí tổ chức chương trình văn nghệ phục vụ Nhân dân: 25.000.000 đồng.",
            "Kính mong Ủy ban nhân dân xã quan tâm, giải quyết./.",
        ),
        receivers=("Như trên;", "TT. Đảng ủy xã (b/c);", "Lưu: VT."),
        authority=("TM. BAN THƯỜNG TRỰC",),
        position="CHỦ TỊCH",
        name="Danh Thị Thu Hà",
    ),
    Letter(
        superior="SỞ Y TẾ THÀNH PHỐ CẦN THƠ",
        agency="TRUNG TÂM Y TẾ\nKHU VỰC LONG PHÚ",
        number=186,
        notation="BC-TTYT",
        place="Long Phú",
        date=datetime.date(2026, 6, 12),
        type_name="Báo cáo",
        subject="Kết quả chiến dịch tiêm chủng bổ sung và uống vitamin A đợt 1 năm 2026",
        addressees=(),
        body=(
            "I. KẾT QUẢ THỰC HIỆN",
            "Từ ngày 01 đến ngày 05 tháng 6 năm 2026, 04 xã trong khu vực tổ chức 46 điểm uống vitamin A; "
            "5.812 trẻ từ 6 đến 36 tháng tuổi được uống, đạt 99,1%.",
            "Tiêm bổ sung vắc xin sởi - rubella cho 742 trẻ; không ghi nhận phản ứng nặng sau tiêm.",
            "II. KHÓ KHĂN, KIẾN NGHỊ",
            "Một số trẻ theo cha mẹ đi làm xa nên khó quản lý. Đề nghị Ủy ban nhân dân xã Long Phú chỉ đạo "
            "các ấp cập nhật danh sách trẻ vãng lai gửi Trạm Y tế trước ngày 30 tháng 6 năm 2026./.",
        ),
        receivers=("Sở Y tế (b/c);", "UBND các xã;", "Lưu: VT, KSBT."),
        authority=("KT. GIÁM ĐỐC",),
        position="PHÓ GIÁM ĐỐC",
        name="Liêu Hoàng Khải",
    ),
    Letter(
        superior="ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ",
        agency="THANH TRA THÀNH PHỐ",
        number=39,
        notation="QĐ-TTTP",
        place="Cần Thơ",
        date=datetime.date(2026, 4, 21),
        type_name="Quyết định",
        subject="Về việc thanh tra trách nhiệm thực hiện pháp luật về tiếp công dân, khiếu nại, tố cáo",
        addressees=(),
        body=(
            "CHÁNH THANH TRA THÀNH PHỐ CẦN THƠ",
            "Căn cứ Luật Thanh tra ngày 25 tháng 6 năm 2025;",
            "Căn cứ Kế hoạch thanh tra năm 2026 của Thanh tra thành phố;",
            "Xét đề nghị của Trưởng phòng Nghiệp vụ 4.",
            "QUYẾT ĐỊNH:",
            "Điều 1. Thanh tra trách nhiệm của Chủ tịch Ủy ban nhân dân xã Long Phú trong việc thực hiện "
            "pháp luật về tiếp công dân, giải quyết khiếu nại, tố cáo; thời kỳ thanh tra từ ngày 01 tháng 7 "
            "năm 2025 đến ngày 31 tháng 3 năm 2026; thời hạn thanh tra 20 ngày làm việc.",
            "Điều 2. Thành lập Đoàn thanh tra gồm 05 người (có danh sách kèm theo).",
            "Điều 3. Đoàn thanh tra và Chủ tịch Ủy ban nhân dân xã Long Phú chịu trách nhiệm thi hành Quyết "
            "định này./.",
        ),
        receivers=("Như Điều 3;", "UBND TP (b/c);", "Lưu: VT, NV4."),
        authority=("KT. CHÁNH THANH TRA",),
        position="PHÓ CHÁNH THANH TRA",
        name="Tạ Quốc Việt",
    ),
    Letter(
        superior="TỔNG CÔNG TY ĐIỆN LỰC MIỀN NAM",
        agency="CÔNG TY ĐIỆN LỰC CẦN THƠ",
        number=3390,
        notation="PCCT-KHKD",
        place="Cần Thơ",
        date=datetime.date(2026, 6, 18),
        type_name=OFFICIAL_LETTER,
        subject="thông báo ngừng, giảm cung cấp điện để bảo trì lưới điện trung thế",
        addressees=("Ủy ban nhân dân các xã: Long Phú, Tân Thạnh",),
        body=(
            "Để bảo đảm cung cấp điện an toàn trong mùa mưa bão, Công ty Điện lực Cần Thơ thông báo lịch "
            "bảo trì:",
            "1. Từ 07 giờ 00 đến 16 giờ 00 ngày 24 tháng 6 năm 2026: các ấp 1, 2, 3 và ấp Khoan Tang, xã "
            "Long Phú.",
            "2. Từ 08 giờ 00 đến 11 giờ 30 ngày 25 tháng 6 năm 2026: khu vực chợ Tân Thạnh.",
            "Kính đề nghị Ủy ban nhân dân xã thông báo trên hệ thống truyền thanh để Nhân dân chủ động sinh "
            "hoạt, sản xuất. Tổng đài chăm sóc khách hàng: 1900 1006./.",
        ),
        receivers=("Như trên;", "Đội QLĐ Long Phú;", "Lưu: VT, KHKD."),
        authority=("TUQ. GIÁM ĐỐC",),
        position="TRƯỞNG PHÒNG KINH DOANH",
        name="Châu Văn Tính",
    ),
)
