"""The letters a commune of the former province of Sóc Trăng receives in 2026, and more on request."""

from __future__ import annotations

import datetime
from dataclasses import replace
from random import Random

from appliance.specimens import from_departments, from_others, from_the_city
from appliance.specimens.decision_1007 import DECISION_1007
from appliance.specimens.letter import Letter

LETTERS: tuple[Letter, ...] = (
    DECISION_1007,
    *from_the_city.LETTERS,
    *from_departments.LETTERS,
    *from_others.LETTERS,
)
FIRST_MONDAY = datetime.date(2026, 1, 5)
SIGNERS = (
    "Nguyễn Văn Bảy",
    "Trần Thị Kim Loan",
    "Lê Quốc Thái",
    "Phạm Thị Tuyết Nhung",
    "Huỳnh Công Khanh",
    "Lâm Sô Phanh",
    "Thạch Ngọc Ánh",
    "Võ Hoàng Phúc",
    "Đỗ Thị Thanh Xuân",
    "Ngô Gia Huy",
)


def letter(n: int) -> Letter:
    """Return the `n`th letter, always the same one; no two have the same agency, number and symbol.

    The first `len(LETTERS)` are LETTERS themselves; those after them are further parts of the same business.
    """
    if n < len(LETTERS):
        return LETTERS[n]
    part, place = divmod(n - 1, len(LETTERS) - 1)  # The decision of 2019 has no further parts.
    first = LETTERS[1 + place]
    chance = Random(n)
    week, weekday = divmod(chance.randrange(240), 5)
    return replace(
        first,
        number=first.number + part,
        date=FIRST_MONDAY + datetime.timedelta(weeks=week, days=weekday),
        subject=f"{first.subject} (đợt {part + 1})",
        name=chance.choice(SIGNERS),
    )
