"""A body that sends letters is written once and then chosen from a list."""

from __future__ import annotations

import pytest

from core import agencies
from core.errors import Refused
from tests.parts.office import Desk


def names(desk: Desk, text: str) -> list[str]:
    """What the list offers for a few letters."""
    return [found.name for found in desk.see(agencies.suggest, text)]


def test_the_most_used_come_first_with_or_without_marks(desk: Desk) -> None:
    for name, times in (("Sở Nội vụ", 1), ("Sở Tài chính", 3), ("Ủy ban nhân dân huyện Long Phú", 2)):
        for _ in range(times):
            desk.do(agencies.remember, name)
    assert names(desk, "so") == names(desk, "Sở") == ["Sở Tài chính", "Sở Nội vụ"]
    assert names(desk, "long uy ban") == ["Ủy ban nhân dân huyện Long Phú"]
    assert names(desk, "") == ["Sở Tài chính", "Ủy ban nhân dân huyện Long Phú", "Sở Nội vụ"]
    assert names(desk, "%") == names(desk, "không có") == []


def test_one_body_has_one_row_however_its_name_is_spelled(desk: Desk) -> None:
    first = desk.do(agencies.remember, "Sở Văn hóa  và Thể thao")
    assert desk.do(agencies.remember, "SỞ VĂN HOÁ VÀ THỂ THAO") == first
    assert desk.do(agencies.remember, "Sơ Văn hóa và Thể thao") != first


def test_a_code_joins_the_name_once_it_is_known(desk: Desk) -> None:
    first = desk.do(agencies.remember, "Sở Nội vụ")
    assert desk.do(agencies.remember, "Sở Nội vụ", "H51.10") == first
    assert desk.do(agencies.remember, "Sở Nội vụ thành phố Cần Thơ", "H51.10") == first
    assert desk.do(agencies.remember, "Sở Nội vụ thành phố Cần Thơ", "H13.10") != first
    found = desk.see(agencies.suggest, "H51.10")
    assert [(one.code, one.used) for one in found] == [("H51.10", 3)]


def test_a_body_without_a_name_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.do(agencies.remember, " \u200b ")
