"""What the departments of the city send to its communes."""

from __future__ import annotations

import datetime

from appliance.specimens.letter import OFFICIAL_LETTER, Letter

CITY = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ"
COMMUNES = "Ủy ban nhân dân các xã, phường"
BY_DEPUTY = ("KT. GIÁM ĐỐC",)
DEPUTY = "PHÓ GIÁM ĐỐC"

LETTERS = (
    Letter(
        superior=CITY,
        agency="SỞ NỘI VỤ",
        number=152,
        notation="SNV-CCVTLT",
        place="Cần Thơ",
        date=datetime.date(2026, 1, 22),
        type_name=OFFICIAL_LETTER,
        subject="hướng dẫn in sổ đăng ký văn bản và nộp lưu hồ sơ năm 2025",
        addressees=(COMMUNES,),
        body=(
            "Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn "
            "thư, Sở Nội vụ hướng dẫn Ủy ban nhân dân các xã, phường một số nội dung sau:",
            "1. Sổ đăng ký văn bản đi, sổ đăng ký văn bản đến đăng ký bằng Hệ thống phải được in ra giấy "
            "đầy đủ các trường thông tin theo mẫu tại Phụ lục IV, ký nhận và đóng sổ để quản lý.",
            "2. Công chức được giao xử lý công việc lập hồ sơ điện tử, nộp vào lưu trữ hiện hành trước ngày "
            "31 tháng 3 năm 2026.",
            "3. Báo cáo kết quả về Sở Nội vụ (qua Chi cục Văn thư - Lưu trữ) trước ngày 10 tháng 4 năm "
            "2026./.",
        ),
        receivers=("Như trên;", "UBND TP (b/c);", "Giám đốc Sở;", "Lưu: VT, CCVTLT."),
        authority=BY_DEPUTY,
        position=DEPUTY,
        name="Lâm Thị Ngọc Hân",
    ),
    Letter(
        superior=CITY,
        agency="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        number=77,
        notation="GM-SKHCN",
        place="Cần Thơ",
        date=datetime.date(2026, 3, 3),
        type_name="Giấy mời",
        subject="Tập huấn sử dụng chữ ký số và an toàn thông tin cho văn thư cấp xã",
        addressees=(),
        body=(
            "Sở Khoa học và Công nghệ trân trọng kính mời: Lãnh đạo phụ trách chuyển đổi số; công chức văn "
            "thư và công chức phụ trách công nghệ thông tin của Ủy ban nhân dân các xã, phường.",
            "Tới dự: Lớp tập huấn ký số, nhận biết văn bản giả mạo và xử lý sự cố an toàn thông tin.",
            "Thời gian: 08 giờ 00 phút, ngày 12 tháng 3 năm 2026 (thứ Năm).",
            "Địa điểm: Trung tâm Chuyển đổi số, số 29, đường Cách Mạng Tháng Tám, phường Cái Khế.",
            "Đề nghị học viên mang theo máy tính xách tay và thiết bị lưu khóa bí mật. Danh sách đăng ký "
            "gửi trước ngày 09 tháng 3 năm 2026./.",
        ),
        receivers=("Như thành phần mời;", "Lưu: VT, TTCĐS."),
        authority=("TL. GIÁM ĐỐC",),
        position="CHÁNH VĂN PHÒNG",
        name="Trương Quang Lập",
    ),
    Letter(
        superior=CITY,
        agency="SỞ TÀI CHÍNH",
        number=618,
        notation="STC-QLNS",
        place="Cần Thơ",
        date=datetime.date(2026, 3, 31),
        type_name=OFFICIAL_LETTER,
        subject="thông báo dự toán bổ sung có mục tiêu năm 2026 cho ngân sách cấp xã",
        addressees=("Ủy ban nhân dân các xã: Long Phú, Đại Ngãi, Tân Thạnh, Trường Khánh",),
        body=(
            "Căn cứ Nghị quyết của Hội đồng nhân dân thành phố về phân bổ dự toán ngân sách địa phương năm "
            "2026, Sở Tài chính thông báo số bổ sung có mục tiêu từ ngân sách thành phố cho ngân sách cấp "
            "xã như sau:",
            "1. Xã Long Phú: 4.250 triệu đồng; xã Đại Ngãi: 3.980 triệu đồng; xã Tân Thạnh: 3.115 triệu "
            "đồng; xã Trường Khánh: 2.760 triệu đồng.",
            "2. Nội dung chi: sửa chữa đường giao thông nông thôn; mua sắm thiết bị phục vụ Trung tâm Phục "
            "vụ hành chính công xã.",
            "3. Ủy ban nhân dân xã nhập dự toán vào hệ thống TABMIS, công khai và quyết toán theo Luật Ngân "
            "sách nhà nước./.",
        ),
        receivers=("Như trên;", "KBNN khu vực XIX;", "Lưu: VT, QLNS."),
        authority=BY_DEPUTY,
        position=DEPUTY,
        name="Dương Tấn Hiển",
    ),
    Letter(
        superior=CITY,
        agency="SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
        number=9,
        notation="BC-SNNMT",
        place="Cần Thơ",
        date=datetime.date(2026, 1, 7),
        type_name="Báo cáo",
        subject="Tình hình sản xuất vụ Đông Xuân 2025 - 2026 và công tác phòng, chống hạn mặn",
        addressees=("Ủy ban nhân dân thành phố", COMMUNES),
        body=(
            "I. TÌNH HÌNH SẢN XUẤT",
            "Đến ngày 05 tháng 01 năm 2026, toàn thành phố xuống giống 298.400 ha lúa Đông Xuân, đạt 98,7% "
            "kế hoạch; trong đó vùng ven biển (Long Phú, Trần Đề, Mỹ Xuyên) 61.200 ha đang giai đoạn đẻ "
            "nhánh.",
            "Rầy nâu, đạo ôn lá xuất hiện cục bộ 1.250 ha, tỷ lệ nhiễm thấp, đã hướng dẫn phòng trừ.",
            "II. CÔNG TÁC PHÒNG, CHỐNG HẠN MẶN",
            "Độ mặn cao nhất tại Trần Đề 14,2‰; tại Đại Ngãi 2,1‰. Đã vận hành 48 cống, nạo vét 112 km kênh "
            "nội đồng; lắp đặt 09 trạm đo mặn tự động.",
            "III. KIẾN NGHỊ",
            "Đề nghị Ủy ban nhân dân các xã, phường vận động nông dân không xuống giống vụ Xuân Hè ở vùng "
            "thiếu nước; báo cáo diện tích bị ảnh hưởng trước ngày 20 hằng tháng./.",
        ),
        receivers=("Như trên;", "Cục Trồng trọt và BVTV;", "Lưu: VT, TTBVTV."),
        authority=BY_DEPUTY,
        position=DEPUTY,
        name="Ngô Thái Bảo",
    ),
    Letter(
        superior=CITY,
        agency="SỞ TƯ PHÁP",
        number=341,
        notation="STP-HCTP",
        place="Cần Thơ",
        date=datetime.date(2026, 2, 11),
        type_name=OFFICIAL_LETTER,
        subject="chấn chỉnh công tác đăng ký, thống kê hộ tịch và chứng thực điện tử",
        addressees=(COMMUNES,),
        body=(
            "Qua kiểm tra việc đăng ký hộ tịch và chứng thực bản sao điện tử từ bản chính tại 12 xã, "
            "phường, Sở Tư pháp đề nghị Ủy ban nhân dân các xã, phường:",
            "1. Cập nhật dữ liệu hộ tịch lên Hệ thống thông tin đăng ký, quản lý hộ tịch điện tử ngay khi "
            "đăng ký.",
            "2. Không yêu cầu người dân nộp bản sao giấy tờ đã có trong Cơ sở dữ liệu quốc gia về dân cư.",
            "3. Rà soát, khắc phục các trường hợp sai sót nêu tại phụ lục trước ngày 15 tháng 3 năm 2026./.",
        ),
        receivers=("Như trên;", "Phòng VH-XH xã, phường;", "Lưu: VT, HCTP."),
        authority=BY_DEPUTY,
        position=DEPUTY,
        name="Thạch Thị Sà Rây",
    ),
    Letter(
        superior=CITY,
        agency="SỞ Y TẾ",
        number=45,
        notation="KH-SYT",
        place="Cần Thơ",
        date=datetime.date(2026, 4, 6),
        type_name="Kế hoạch",
        subject="Phòng, chống bệnh sốt xuất huyết và tay chân miệng năm 2026",
        addressees=(),
        body=(
            "I. MỤC TIÊU",
            "Giảm 10% số mắc sốt xuất huyết so với trung bình 05 năm; không để dịch lớn xảy ra; tỷ lệ tử "
            "vong dưới 0,09%.",
            "II. NỘI DUNG",
            "1. Tổ chức 03 đợt chiến dịch diệt lăng quăng (tháng 5, tháng 7, tháng 9) tại 100% ấp, khu vực.",
            "2. Giám sát ca bệnh, xử lý ổ dịch trong vòng 48 giờ kể từ khi phát hiện.",
            "3. Truyền thông bằng tiếng Việt và tiếng Khmer trên hệ thống truyền thanh thông minh xã.",
            "III. TỔ CHỨC THỰC HIỆN",
            "Trạm Y tế tham mưu Ủy ban nhân dân xã, phường ban hành kế hoạch trước ngày 20 tháng 4 năm "
            "2026; báo cáo tuần qua phần mềm giám sát bệnh truyền nhiễm./.",
        ),
        receivers=("UBND TP (b/c);", "UBND xã, phường;", "TTYT khu vực;", "Lưu: VT, NVY."),
        authority=BY_DEPUTY,
        position=DEPUTY,
        name="Nguyễn Hữu Phước",
    ),
    Letter(
        superior=CITY,
        agency="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        number=28,
        notation="TTr-SGDĐT",
        place="Cần Thơ",
        date=datetime.date(2026, 5, 12),
        type_name="Tờ trình",
        subject="Về việc sắp xếp mạng lưới trường mầm non, phổ thông công lập giai đoạn 2026 - 2030",
        addressees=("Ủy ban nhân dân thành phố",),
        body=(
            "Căn cứ Nghị định số 125/2024/NĐ-CP ngày 05 tháng 10 năm 2024 của Chính phủ quy định về điều "
            "kiện đầu tư và hoạt động trong lĩnh vực giáo dục;",
            "Trên cơ sở ý kiến của 103 xã, phường, Sở Giáo dục và Đào tạo trình Ủy ban nhân dân thành phố "
            "xem xét:",
            "1. Sáp nhập các điểm trường lẻ có quy mô dưới 03 lớp, cách điểm chính không quá 02 km.",
            "2. Giữ nguyên các trường dân tộc nội trú, trường vùng đồng bào Khmer.",
            "3. Ủy ban nhân dân xã, phường tổ chức lấy ý kiến Nhân dân, hoàn thành trước ngày 30 tháng 6 "
            "năm 2026.",
            "Sở Giáo dục và Đào tạo kính trình Ủy ban nhân dân thành phố xem xét, quyết định./.",
        ),
        receivers=("Như trên;", "UBND xã, phường (p/h);", "Lưu: VT, KHTC."),
        authority=(),
        position="GIÁM ĐỐC",
        name="Trần Thị Huyền Trang",
    ),
    Letter(
        superior=CITY,
        agency="SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
        number=203,
        notation="TB-SVHTTDL",
        place="Cần Thơ",
        date=datetime.date(2026, 4, 10),
        type_name="Thông báo",
        subject="Tổ chức Tết Chôl Chnăm Thmây năm 2026 của đồng bào Khmer",
        addressees=(),
        body=(
            "Được sự chấp thuận của Ủy ban nhân dân thành phố, Sở Văn hóa, Thể thao và Du lịch thông báo "
            "việc tổ chức Tết Chôl Chnăm Thmây năm 2026 như sau:",
            "1. Thời gian: từ ngày 14 đến ngày 16 tháng 4 năm 2026 tại các chùa Nam tông Khmer.",
            "2. Ủy ban nhân dân các xã, phường có đông đồng bào Khmer tổ chức thăm hỏi, bảo đảm vệ sinh, an "
            "toàn thực phẩm, an toàn giao thông đường thủy.",
            "3. Giải đua ghe Ngo truyền thống tổ chức vào dịp Lễ hội Oóc Om Bóc; đăng ký đội ghe trước ngày "
            "31 tháng 7 năm 2026./.",
        ),
        receivers=("UBND xã, phường;", "Hội Đoàn kết sư sãi yêu nước;", "Lưu: VT, QLVH."),
        authority=("TUQ. GIÁM ĐỐC",),
        position="TRƯỞNG PHÒNG QUẢN LÝ VĂN HÓA",
        name="Sơn Ngọc Thanh",
    ),
    Letter(
        superior=CITY,
        agency="SỞ XÂY DỰNG",
        number=1118,
        notation="SXD-QLGT",
        place="Cần Thơ",
        date=datetime.date(2026, 6, 3),
        type_name=OFFICIAL_LETTER,
        subject="rà soát, xóa điểm đen tai nạn giao thông trên các tuyến đường xã",
        addressees=(COMMUNES, "Ban Quản lý dự án đầu tư xây dựng công trình giao thông"),
        body=(
            "Để chuẩn bị kế hoạch bảo trì đường bộ năm 2027, Sở Xây dựng đề nghị các cơ quan:",
            "1. Thống kê các vị trí mất an toàn giao thông, cầu yếu, đường sạt lở do triều cường theo mẫu "
            "kèm theo.",
            "2. Lắp đặt biển cảnh báo tạm thời; kiểm tra hành lang an toàn đường bộ, xử lý trường hợp lấn "
            "chiếm.",
            "3. Gửi kết quả về Sở Xây dựng qua Trục liên thông văn bản trước ngày 20 tháng 6 năm 2026./.",
        ),
        receivers=("Như trên;", "Ban ATGT TP;", "Lưu: VT, QLGT."),
        authority=BY_DEPUTY,
        position=DEPUTY,
        name="Mai Văn Dũng",
    ),
)
