"""What an office decides about the measuring of its clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from core.config.schema import Shape, Within
from core.language import mark


@dataclass(frozen=True)
class Settings:
    """Đối chiếu đồng hồ của máy với các máy chủ thời gian."""

    servers: tuple[Annotated[str, Shape(r"\S+", mark("tên máy chủ, như ntp.tinh.gov.vn"))], ...] = ()
    """Các máy chủ thời gian, viết tên hoặc tên:cổng; nên có từ ba trở lên để một máy sai bị loại."""
    quorum: Annotated[int, Within(0, 100)] = 0
    """Số máy chủ phải trả lời tin cậy và khớp nhau; 0 là quá nửa số máy đã khai."""
    max_offset: Annotated[float, Within(0.001, 60)] = 1.0
    """Số giây đồng hồ của máy được phép lệch."""
    max_spread: Annotated[float, Within(0.001, 60)] = 0.5
    """Số giây một máy chủ được lệch so với trung vị mà vẫn coi là khớp."""
    max_distance: Annotated[float, Within(0.001, 60)] = 1.5
    """Sai số lớn nhất, tính bằng giây, mà một máy chủ được tự nhận."""
    samples: Annotated[int, Within(1, 10)] = 3
    """Số lần hỏi mỗi máy chủ trong một lượt đo; lấy trung vị."""
    timeout: Annotated[float, Within(0.1, 5)] = 2.0
    """Số giây chờ mỗi câu trả lời."""
    interval: Annotated[float, Within(10, 3600)] = 300.0
    """Số giây giữa hai lượt đo."""

    @property
    def needed(self) -> int:
        """How many agreeing servers make the clock trusted."""
        return self.quorum or len(self.servers) // 2 + 1
