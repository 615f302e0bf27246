"""Chooses among the files that have come to rest: to take, to wait for, or to show as unreadable."""

from __future__ import annotations

from pathlib import Path

from core.errors import Refused
from plugins.scanner.intake import Found
from plugins.scanner.readiness import Readiness, examine
from plugins.scanner.settle import Settling
from plugins.scanner.sources import Source

HELD = 1.0
"""Seconds until a file somebody writes to is touched again, should no hint come."""
BROKEN_OFF = 10.0
"""Seconds until an incomplete file is read again."""


def choose(path: str, folder: Path, source: Source, settling: Settling, now: float) -> Found | None:
    """Return the file if it may be taken now; otherwise say in `settling` when it is worth another look.

    Raises OSError when the file cannot be read; it is then tried again, ever more rarely.
    """
    resting = settling.files[path]
    signature = resting.signature
    try:
        readiness = examine(folder, path, signature, settling.share)
    except OSError:
        settling.refuse(path, now)
        raise
    resting.failures = 0
    if readiness is Readiness.CHANGED:
        settling.forget([path])
        return None
    if readiness is Readiness.WRITING:
        settling.postpone(path, now + HELD)
        return None
    if signature.size > source.largest:
        return Found(path, signature, _too_large(source))
    if readiness is Readiness.INCOMPLETE:
        if now - resting.since < source.patience:
            settling.postpone(path, min(now + BROKEN_OFF, resting.since + source.patience))
            return None
        return Found(path, signature, _broken_off() if signature.size else _empty())
    return Found(path, signature)


def _empty() -> Refused:
    return Refused(
        "VT-3624",
        "Tệp rỗng: máy quét đã tạo tệp nhưng không ghi nội dung.",
        hint="Kiểm tra máy quét rồi quét lại văn bản.",
    )


def _broken_off() -> Refused:
    return Refused(
        "VT-3625",
        "Tệp dở dang: nội dung bị cắt ngang và đã lâu không được ghi tiếp.",
        hint="Quét lại văn bản, hoặc gửi lại tệp đầy đủ.",
    )


def _too_large(source: Source) -> Refused:
    return Refused(
        "VT-3626",
        "Tệp lớn hơn {limit} MB nên không được tiếp nhận.",
        hint="Quét ở 300 dpi và tách văn bản thành nhiều tệp.",
        limit=source.max_megabytes,
    )
