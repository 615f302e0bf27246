"""Who may open the office's folders, and whether passwords cross the network in the clear."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path

from appliance.health.patient import Patient
from core.language import mark, tr
from core.values import Issue, Severity

SLUG, TITLE = "folders", mark("Quyền truy cập và đường truyền")
OTHERS = 0o007
STRANGERS = 0o077


def run(patient: Patient) -> list[Issue]:
    """Tell of folders others may open, of files the office cannot, and of logins without TLS."""
    issues = [_open_to_others(folder) for folder in _too_open(patient)]
    issues += [_foreign(file) for file in _strange(patient)]
    web = patient.site.web if patient.site else None
    if web and not web.secure and not _loopback(web.host):
        sentence = mark("Trang web mở ra mạng ở {host} nhưng không qua HTTPS; mật khẩu có thể bị nghe lén.")
        hint = mark("Đặt máy chủ HTTPS phía trước, rồi: vanthu config set web.origin https://<tên máy>")
        issues.append(Issue("VT-1812", Severity.WARNING, sentence, hint, "web", {"host": web.host}))
    return issues


def fix(patient: Patient) -> list[str]:
    """Close folders to others, and give files back to the account that owns the home."""
    done = []
    for folder in _too_open(patient):
        folder.chmod(folder.stat().st_mode & 0o777 & ~(STRANGERS if folder == patient.home.data else OTHERS))
        done.append(tr("Đã đóng {folder} với người ngoài.", folder=folder))
    if os.geteuid() == 0:
        owner = patient.home.data.stat()
        for file in _strange(patient):
            os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)
            done.append(tr("Đã trả {file} về tài khoản của cơ quan.", file=file))
    return done


def _too_open(patient: Patient) -> list[Path]:
    """On a box /etc/vanthu may be read by the group of its administrators; the data by nobody else."""
    wanted = {patient.home.settings: OTHERS, patient.home.data: STRANGERS, patient.home.site_file: OTHERS}
    return [path for path, closed in wanted.items() if path.exists() and path.stat().st_mode & closed]


def _strange(patient: Patient) -> Iterator[Path]:
    """Give what lies at the top of the data and does not belong to whom the folder belongs."""
    owner = patient.home.data.stat().st_uid
    for file in sorted(patient.home.data.iterdir()):
        if file.lstat().st_uid != owner:
            yield file


def _open_to_others(folder: Path) -> Issue:
    return Issue(
        "VT-1811",
        Severity.WARNING,
        mark("Tài khoản khác trên máy mở được {folder}."),
        mark("Chạy vanthu doctor --fix, hoặc chmod o= {folder}"),
        str(folder),
        {"folder": folder},
    )


def _foreign(file: Path) -> Issue:
    return Issue(
        "VT-1813",
        Severity.ERROR,
        mark("{file} thuộc về tài khoản khác nên cơ quan có thể không đọc được."),
        mark("Chạy bằng root: vanthu doctor --fix"),
        str(file),
        {"file": file},
    )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
