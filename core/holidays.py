"""The public holidays known when this release was made (Labour Code 2019, art. 112)."""

from __future__ import annotations

from datetime import date

from core.values import Holiday

# Which days make up Tết and the second day of Quốc khánh is announced year by year, and so are swapped
# days. 2026 is as announced; 2027 is the law's default, to be corrected by the office when it is announced.
HOLIDAYS = (
    Holiday(date(2026, 1, 1), "Tết Dương lịch"),
    Holiday(date(2026, 1, 2), "Nghỉ hoán đổi dịp Tết Dương lịch"),
    Holiday(date(2026, 1, 10), "Làm bù cho ngày 02/01/2026", working=True),
    Holiday(date(2026, 2, 16), "Tết Nguyên đán (29 tháng Chạp)"),
    Holiday(date(2026, 2, 17), "Tết Nguyên đán (mùng 1)"),
    Holiday(date(2026, 2, 18), "Tết Nguyên đán (mùng 2)"),
    Holiday(date(2026, 2, 19), "Tết Nguyên đán (mùng 3)"),
    Holiday(date(2026, 2, 20), "Tết Nguyên đán (mùng 4)"),
    Holiday(date(2026, 4, 26), "Giỗ Tổ Hùng Vương"),
    Holiday(date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương"),
    Holiday(date(2026, 4, 30), "Ngày Chiến thắng"),
    Holiday(date(2026, 5, 1), "Ngày Quốc tế Lao động"),
    Holiday(date(2026, 8, 22), "Làm bù cho ngày 31/8/2026", working=True),
    Holiday(date(2026, 8, 31), "Nghỉ hoán đổi dịp Quốc khánh"),
    Holiday(date(2026, 9, 1), "Quốc khánh"),
    Holiday(date(2026, 9, 2), "Quốc khánh"),
    Holiday(date(2027, 1, 1), "Tết Dương lịch"),
    Holiday(date(2027, 2, 5), "Tết Nguyên đán (29 tháng Chạp)"),
    Holiday(date(2027, 2, 6), "Tết Nguyên đán (mùng 1)"),
    Holiday(date(2027, 2, 7), "Tết Nguyên đán (mùng 2)"),
    Holiday(date(2027, 2, 8), "Tết Nguyên đán (mùng 3)"),
    Holiday(date(2027, 2, 9), "Tết Nguyên đán (mùng 4)"),
    Holiday(date(2027, 2, 10), "Nghỉ bù Tết Nguyên đán"),
    Holiday(date(2027, 2, 11), "Nghỉ bù Tết Nguyên đán"),
    Holiday(date(2027, 4, 16), "Giỗ Tổ Hùng Vương"),
    Holiday(date(2027, 4, 30), "Ngày Chiến thắng"),
    Holiday(date(2027, 5, 1), "Ngày Quốc tế Lao động"),
    Holiday(date(2027, 5, 3), "Nghỉ bù Ngày Quốc tế Lao động"),
    Holiday(date(2027, 9, 2), "Quốc khánh"),
    Holiday(date(2027, 9, 3), "Quốc khánh"),
)
