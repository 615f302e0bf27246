"""What clerks write short when they look for an agency, and what it stands for."""

from __future__ import annotations

from core.text import fold

SHORT = {
    "ubnd": "ủy ban nhân dân",
    "hdnd": "hội đồng nhân dân",
    "vpubnd": "văn phòng ủy ban nhân dân",
    "mttq": "mặt trận tổ quốc",
    "tp": "thành phố",
    "ct": "chủ tịch",
    "vp": "văn phòng",
    "snv": "sở nội vụ",
    "stc": "sở tài chính",
    "stp": "sở tư pháp",
    "syt": "sở y tế",
    "sct": "sở công thương",
    "sxd": "sở xây dựng",
    "skhcn": "sở khoa học và công nghệ",
    "sgddt": "sở giáo dục và đào tạo",
    "snnmt": "sở nông nghiệp và môi trường",
    "svhttdl": "sở văn hóa thể thao và du lịch",
    "bhxh": "bảo hiểm xã hội",
    "ca": "công an",
    "bchqs": "ban chỉ huy quân sự",
}
"""Folded short forms, as they are typed without marks."""


def spelt_out(text: str) -> str:
    """Return `text` with every known short form written in full: "ubnd tp" is "ủy ban nhân dân thành phố"."""
    return " ".join(SHORT.get(fold(word), word) for word in text.split())
