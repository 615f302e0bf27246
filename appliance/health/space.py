"""Room on the disk: for the bytes of scans, and for their names."""

from __future__ import annotations

import os

from appliance.health.patient import Patient
from core.language import mark
from core.values import Issue, Severity

SLUG, TITLE = "space", mark("Dung lượng ổ đĩa")
SHARE_OF_DISK = 20
"""The reserve asked for is never more than this part of the disk."""
FEW_NAMES = 20
"""Below this part of all inodes there are too few."""


def run(patient: Patient) -> list[Issue]:
    """Tell of a disk on which intake pauses, or soon will."""
    disk = os.statvfs(patient.home.data)
    free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    wanted = patient.site.intake.reserve_bytes if patient.site else 0
    reserve = min(wanted, whole // SHARE_OF_DISK)
    issues = []
    if free < 2 * reserve:
        severity = Severity.ERROR if free < reserve else Severity.WARNING
        sentence = mark("Ổ đĩa chứa {folder} chỉ còn {free} MB.")
        hint = mark("Dọn ổ đĩa hoặc chuyển dữ liệu sang ổ lớn hơn; dưới {reserve} MB thì ngừng tiếp nhận.")
        facts = {"folder": patient.home.data, "free": free >> 20, "reserve": reserve >> 20}
        issues.append(Issue("VT-1801", severity, sentence, hint, str(patient.home.data), facts))
    if disk.f_files and disk.f_favail * FEW_NAMES < disk.f_files:
        sentence = mark("Hệ thống tệp chứa {folder} sắp hết chỗ cho tên tệp (inode).")
        hint = mark("Xóa bớt tệp nhỏ không dùng trên ổ đĩa này.")
        facts = {"folder": patient.home.data}
        issues.append(Issue("VT-1802", Severity.WARNING, sentence, hint, str(patient.home.data), facts))
    return issues
