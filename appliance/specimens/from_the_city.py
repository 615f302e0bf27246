"""What the People's Committee of the city sends to its communes."""

from __future__ import annotations

import datetime

from appliance.specimens.letter import OFFICIAL_LETTER, Letter

CITY = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ"
OFFICE = "VĂN PHÒNG"
COMMUNES = "Ủy ban nhân dân các xã, phường"
BY_DEPUTY = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")

LETTERS = (
    Letter(
        superior="",
        agency=CITY,
        number=214,
        notation="UBND-KSTTHC",
        place="Cần Thơ",
        date=datetime.date(2026, 1, 15),
        type_name=OFFICIAL_LETTER,
        subject="tăng cường gửi, nhận văn bản điện tử có ký số trên địa bàn thành phố",
        addressees=("Các sở, ban, ngành thành phố", COMMUNES),
        body=(
            "Qua theo dõi trên Trục liên thông văn bản của thành phố, trong quý IV năm 2025 tỷ lệ văn bản "
            "điện tử được ký số đầy đủ của cá nhân và cơ quan ở cấp xã đạt 96,4%; vẫn còn một số đơn vị gửi "
            "song song văn bản giấy, chưa cập nhật trạng thái xử lý văn bản đến theo quy định.",
            "Để bảo đảm giá trị pháp lý và tiến độ xử lý văn bản, Ủy ban nhân dân thành phố yêu cầu:",
            "1. Thủ trưởng các cơ quan, đơn vị chỉ đạo văn thư tiếp nhận, đăng ký và trình văn bản điện tử "
            "ngay trong ngày; cập nhật đầy đủ các trạng thái: đã đến, đã tiếp nhận, phân công, đang xử lý, "
            "hoàn thành.",
            "2. Chấm dứt việc gửi bản giấy đối với văn bản đã ký số, trừ các loại văn bản phải gửi bản giấy "
            "theo quy định của pháp luật.",
            "3. Sở Khoa học và Công nghệ theo dõi, tổng hợp kết quả hằng tháng, báo cáo Ủy ban nhân dân "
            "thành phố trước ngày 05 của tháng tiếp theo.",
            "Yêu cầu Thủ trưởng các cơ quan, đơn vị nghiêm túc thực hiện./.",
        ),
        receivers=("Như trên;", "TT. UBND thành phố;", "VP UBND TP (2, 3);", "Lưu: VT, NTH."),
        authority=BY_DEPUTY,
        position="PHÓ CHỦ TỊCH",
        name="Nguyễn Thành Đạt",
    ),
    Letter(
        superior="",
        agency=CITY,
        number=387,
        notation="QĐ-UBND",
        place="Cần Thơ",
        date=datetime.date(2026, 2, 4),
        type_name="Quyết định",
        subject="Ban hành Kế hoạch cải cách hành chính năm 2026 trên địa bàn thành phố Cần Thơ",
        addressees=(),
        body=(
            "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ",
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Căn cứ Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ ban hành Chương trình "
            "tổng thể cải cách hành chính nhà nước giai đoạn 2021 - 2030;",
            "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 112/TTr-SNV ngày 28 tháng 01 năm 2026.",
            "QUYẾT ĐỊNH:",
            "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính năm 2026 trên địa bàn "
            "thành phố Cần Thơ.",
            "Điều 2. Giao Sở Nội vụ theo dõi, đôn đốc, kiểm tra và tổng hợp kết quả thực hiện, định kỳ hằng "
            "quý báo cáo Ủy ban nhân dân thành phố.",
            "Điều 3. Chánh Văn phòng Ủy ban nhân dân thành phố, Giám đốc các sở, Thủ trưởng các ban, ngành, "
            "Chủ tịch Ủy ban nhân dân các xã, phường và các tổ chức, cá nhân có liên quan chịu trách nhiệm "
            "thi hành Quyết định này kể từ ngày ký./.",
        ),
        receivers=(
            "Như Điều 3;",
            "Bộ Nội vụ;",
            "TT. Thành ủy, TT. HĐND TP;",
            "Chủ tịch, các PCT UBND TP;",
            "Lưu: VT, LHB.",
        ),
        authority=BY_DEPUTY,
        position="PHÓ CHỦ TỊCH",
        name="Lê Hoàng Vĩnh",
    ),
    Letter(
        superior="",
        agency=CITY,
        number=6,
        notation="CĐ-UBND",
        place="Cần Thơ",
        date=datetime.date(2026, 3, 9),
        type_name="Công điện",
        subject="Về việc chủ động ứng phó đợt xâm nhập mặn tăng cao trên sông Hậu "
        "và các cửa sông Trần Đề, Định An",
        addressees=(
            "Giám đốc các Sở: Nông nghiệp và Môi trường, Xây dựng, Công Thương",
            "Chủ tịch Ủy ban nhân dân các xã, phường ven sông, ven biển",
        ),
        body=(
            "Theo bản tin của Đài Khí tượng Thủy văn thành phố, từ ngày 10 đến ngày 15 tháng 3 năm 2026, "
            "ranh mặn 4‰ trên sông Hậu xâm nhập sâu 50 - 58 km, có khả năng ảnh hưởng đến vùng sản xuất lúa "
            "Đông Xuân muộn và nguồn nước sinh hoạt của các xã Long Phú, Đại Ngãi, Trần Đề, Cù Lao Dung.",
            "Chủ tịch Ủy ban nhân dân thành phố yêu cầu:",
            "1. Chủ tịch Ủy ban nhân dân các xã, phường tổ chức đo độ mặn 02 giờ một lần tại các cống đầu "
            "mối; đóng kín cống khi độ mặn vượt 1‰; thông báo ngay cho Nhân dân để trữ nước ngọt.",
            "2. Sở Nông nghiệp và Môi trường vận hành hệ thống thủy lợi Long Phú - Tiếp Nhật, cử cán bộ "
            "trực 24/24 giờ; báo cáo trước 16 giờ hằng ngày.",
            "3. Sở Xây dựng chỉ đạo các đơn vị cấp nước bảo đảm nước sinh hoạt, không để hộ dân thiếu nước.",
            "Yêu cầu các đơn vị khẩn trương thực hiện./.",
        ),
        receivers=("Như trên;", "Ban Chỉ đạo PTDS quốc gia (b/c);", "TT. UBND TP;", "Lưu: VT, TKB."),
        authority=("KT. CHỦ TỊCH",),
        position="PHÓ CHỦ TỊCH",
        name="Trần Chí Nhân",
        urgency="HỎA TỐC",
    ),
    Letter(
        superior="",
        agency=CITY,
        number=58,
        notation="KH-UBND",
        place="Cần Thơ",
        date=datetime.date(2026, 2, 27),
        type_name="Kế hoạch",
        subject="Chuyển đổi số thành phố Cần Thơ năm 2026",
        addressees=(),
        body=(
            "Thực hiện Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị về đột phá phát "
            "triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia, Ủy ban nhân dân thành "
            "phố ban hành Kế hoạch chuyển đổi số năm 2026 như sau:",
            "I. MỤC ĐÍCH, YÊU CẦU",
            "1. Nâng cao hiệu lực, hiệu quả hoạt động của chính quyền địa phương 02 cấp; lấy người dân và "
            "doanh nghiệp làm trung tâm phục vụ.",
            "2. Xác định rõ nội dung công việc, thời hạn, trách nhiệm của từng cơ quan; thực hiện đồng bộ, "
            "tiết kiệm, tránh trùng lặp.",
            "II. MỤC TIÊU CỤ THỂ",
            "1. 100% văn bản (không chứa bí mật nhà nước) được gửi, nhận trên môi trường mạng và ký số đúng "
            "quy định; 100% hồ sơ công việc cấp xã được lập trên môi trường điện tử.",
            "2. Tối thiểu 80% hồ sơ thủ tục hành chính được nộp trực tuyến toàn trình.",
            "3. 100% xã, phường có tổ công nghệ số cộng đồng hoạt động thường xuyên.",
            "III. NHIỆM VỤ, GIẢI PHÁP",
            "1. Hoàn thiện hạ tầng mạng truyền số liệu chuyên dùng đến 103 xã, phường; bảo đảm an toàn "
            "thông tin theo cấp độ.",
            "2. Đưa vào vận hành thiết bị tiếp nhận, số hóa văn bản tại bộ phận văn thư các xã, phường "
            "trước ngày 30 tháng 6 năm 2026.",
            "3. Bồi dưỡng kỹ năng số cho cán bộ, công chức, viên chức; mỗi xã, phường cử ít nhất 03 người "
            "tham dự.",
            "4. Kiểm tra, đánh giá mức độ chuyển đổi số của các cơ quan, đơn vị, công bố vào tháng 12 năm "
            "2026.",
            "IV. KINH PHÍ",
            "Kinh phí thực hiện từ nguồn ngân sách nhà nước theo phân cấp hiện hành và các nguồn hợp pháp "
            "khác.",
            "V. TỔ CHỨC THỰC HIỆN",
            "1. Sở Khoa học và Công nghệ là cơ quan thường trực, hướng dẫn, đôn đốc, tổng hợp báo cáo trước "
            "ngày 15 tháng cuối quý.",
            "2. Sở Tài chính tham mưu bố trí kinh phí theo khả năng cân đối ngân sách.",
            "3. Ủy ban nhân dân các xã, phường xây dựng kế hoạch của địa phương trước ngày 20 tháng 3 năm "
            "2026.",
            "Trên đây là Kế hoạch chuyển đổi số thành phố Cần Thơ năm 2026; trong quá trình thực hiện nếu "
            "có khó khăn, vướng mắc, các cơ quan phản ánh về Sở Khoa học và Công nghệ để tổng hợp, báo "
            "cáo./.",
        ),
        receivers=(
            "Bộ KH&CN;",
            "TT. Thành ủy;",
            "Các sở, ban, ngành TP;",
            "UBND xã, phường;",
            "Lưu: VT, PVT.",
        ),
        authority=BY_DEPUTY,
        position="PHÓ CHỦ TỊCH",
        name="Phạm Văn Thới",
    ),
    Letter(
        superior=CITY.replace("\n", " "),
        agency=OFFICE,
        number=91,
        notation="GM-VP",
        place="Cần Thơ",
        date=datetime.date(2026, 4, 2),
        type_name="Giấy mời",
        subject="Họp trực tuyến đánh giá tình hình thực hiện nhiệm vụ quý I năm 2026",
        addressees=(),
        body=(
            "Thừa lệnh Chủ tịch Ủy ban nhân dân thành phố, Văn phòng Ủy ban nhân dân thành phố trân trọng "
            "kính mời:",
            "1. Thường trực Ủy ban nhân dân thành phố; lãnh đạo các sở, ban, ngành thành phố.",
            "2. Tại điểm cầu cấp xã: Chủ tịch, Phó Chủ tịch Ủy ban nhân dân; Chánh Văn phòng Hội đồng nhân "
            "dân và Ủy ban nhân dân; Trưởng các phòng chuyên môn.",
            "Tới dự: Hội nghị trực tuyến đánh giá tình hình thực hiện nhiệm vụ quý I và triển khai nhiệm vụ "
            "trọng tâm quý II năm 2026.",
            "Chủ trì: Đồng chí Chủ tịch Ủy ban nhân dân thành phố.",
            "Thời gian: 07 giờ 30 phút, ngày 08 tháng 4 năm 2026 (thứ Tư).",
            "Địa điểm: Hội trường Ủy ban nhân dân thành phố, số 02, đại lộ Hòa Bình và các điểm cầu xã, "
            "phường.",
            "Đề nghị Ủy ban nhân dân các xã, phường kiểm tra đường truyền trước 16 giờ ngày 07 tháng 4 năm "
            "2026./.",
        ),
        receivers=("Như thành phần mời;", "VNPT Cần Thơ (bảo đảm kỹ thuật);", "Lưu: VT, TH."),
        authority=("KT. CHÁNH VĂN PHÒNG",),
        position="PHÓ CHÁNH VĂN PHÒNG",
        name="Võ Thị Hồng Gấm",
        urgency="KHẨN",
    ),
    Letter(
        superior="",
        agency=CITY,
        number=133,
        notation="TB-UBND",
        place="Cần Thơ",
        date=datetime.date(2026, 4, 17),
        type_name="Thông báo",
        subject="Nghỉ lễ Giỗ Tổ Hùng Vương, Ngày Chiến thắng 30/4 và Ngày Quốc tế lao động 01/5 năm 2026",
        addressees=(),
        body=(
            "Thực hiện quy định của Bộ luật Lao động và ý kiến của Thủ tướng Chính phủ về việc nghỉ các "
            "ngày lễ trong năm 2026, Ủy ban nhân dân thành phố thông báo:",
            "1. Cán bộ, công chức, viên chức, người lao động nghỉ Giỗ Tổ Hùng Vương ngày 26 tháng 4 năm "
            "2026 (nghỉ bù ngày 27 tháng 4 năm 2026) và nghỉ lễ ngày 30 tháng 4, ngày 01 tháng 5 năm 2026.",
            "2. Các cơ quan, đơn vị phân công trực lãnh đạo, trực văn thư để xử lý văn bản hỏa tốc; treo cờ "
            "Tổ quốc từ ngày 25 tháng 4 đến hết ngày 02 tháng 5 năm 2026.",
            "3. Công an thành phố tăng cường bảo đảm an ninh trật tự, an toàn giao thông, phòng cháy, chữa "
            "cháy.",
            "Danh sách trực lễ gửi về Văn phòng Ủy ban nhân dân thành phố trước ngày 23 tháng 4 năm 2026./.",
        ),
        receivers=("Các sở, ban, ngành TP;", "UBND xã, phường;", "Báo và PTTH Cần Thơ;", "Lưu: VT."),
        authority=("TL. CHỦ TỊCH",),
        position="CHÁNH VĂN PHÒNG",
        name="Đặng Quốc Khởi",
    ),
    Letter(
        superior="",
        agency=CITY,
        number=1642,
        notation="UBND-NNMT",
        place="Cần Thơ",
        date=datetime.date(2026, 5, 20),
        type_name=OFFICIAL_LETTER,
        subject="đẩy nhanh tiến độ làm sạch cơ sở dữ liệu đất đai tại cấp xã",
        addressees=("Sở Nông nghiệp và Môi trường", "Công an thành phố", COMMUNES),
        body=(
            "Xét Báo cáo số 402/BC-SNNMT ngày 15 tháng 5 năm 2026 của Sở Nông nghiệp và Môi trường về kết "
            "quả chiến dịch làm giàu, làm sạch cơ sở dữ liệu quốc gia về đất đai, Ủy ban nhân dân thành phố "
            "có ý kiến:",
            "1. Ủy ban nhân dân các xã, phường thu thập bản sao giấy chứng nhận quyền sử dụng đất của các "
            "thửa còn thiếu thông tin, hoàn thành trước ngày 30 tháng 6 năm 2026; riêng xã Long Phú, xã "
            "Trần Đề, phường Mỹ Xuyên báo cáo tiến độ thứ Sáu hằng tuần.",
            "2. Công an thành phố chỉ đạo Công an cấp xã phối hợp đối soát với Cơ sở dữ liệu quốc gia về "
            "dân cư.",
            "3. Sở Nông nghiệp và Môi trường hướng dẫn, tháo gỡ vướng mắc, tổng hợp báo cáo./.",
        ),
        receivers=("Như trên;", "CT, các PCT UBND TP;", "VP UBND TP (3B, 3C);", "Lưu: VT, NQH."),
        authority=BY_DEPUTY,
        position="PHÓ CHỦ TỊCH",
        name="Trần Chí Nhân",
        urgency="KHẨN",
    ),
    Letter(
        superior="",
        agency=CITY,
        number=905,
        notation="QĐ-CTUBND",
        place="Cần Thơ",
        date=datetime.date(2026, 3, 24),
        type_name="Quyết định",
        subject="Kiện toàn Ban Chỉ huy Phòng thủ dân sự thành phố Cần Thơ",
        addressees=(),
        body=(
            "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ",
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Căn cứ Luật Phòng thủ dân sự ngày 20 tháng 6 năm 2023;",
            "Theo đề nghị của Chỉ huy trưởng Bộ Chỉ huy Quân sự thành phố.",
            "QUYẾT ĐỊNH:",
            "Điều 1. Kiện toàn Ban Chỉ huy Phòng thủ dân sự thành phố Cần Thơ gồm 31 thành viên do Chủ tịch "
            "Ủy ban nhân dân thành phố làm Trưởng ban (có danh sách kèm theo).",
            "Điều 2. Ban Chỉ huy có trách nhiệm chỉ đạo, chỉ huy các hoạt động phòng thủ dân sự; hướng dẫn "
            "các xã, phường thành lập Ban Chỉ huy cùng cấp trước ngày 15 tháng 4 năm 2026.",
            "Điều 3. Quyết định này có hiệu lực kể từ ngày ký và thay thế các quyết định trước đây trái với "
            "Quyết định này./.",
        ),
        receivers=("Như Điều 1;", "Bộ Tư lệnh Quân khu 9;", "UBND xã, phường;", "Lưu: VT, BCH."),
        authority=(),
        position="Q. CHỦ TỊCH",
        name="Huỳnh Minh Triết",
    ),
)
