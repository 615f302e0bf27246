"""What is said when the sandbox had to be stopped or could not answer."""

from __future__ import annotations

import signal

from core.errors import Trouble


def hung(work: str, seconds: float) -> Trouble:
    """The work took longer than it may, on the wall or of the processor."""
    return Trouble(
        "VT-5001",
        "Phần xử lý tệp không xong trong {seconds} giây nên đã bị dừng ({work}).",
        hint="Việc cần làm tiếp: thử lại; nếu vẫn không xong, yêu cầu nơi gửi cung cấp tệp khác.",
        work=work,
        seconds=f"{seconds:g}",
    )


def crashed(work: str, code: int) -> Trouble:
    """The child died; `code` is its exit code, negative for a signal."""
    return Trouble(
        "VT-5002",
        "Phần xử lý tệp bị dừng đột ngột ({work}, {cause}).",
        hint="Việc cần làm tiếp: thử lại; nếu vẫn lỗi, yêu cầu nơi gửi cung cấp tệp khác.",
        work=work,
        cause=_cause(code),
    )


def gone(work: str) -> Trouble:
    """What a worker kept died with it."""
    return Trouble(
        "VT-5007",
        "Phiên làm việc với thiết bị đã kết thúc nên không thực hiện được ({work}).",
        hint="Việc cần làm tiếp: kiểm tra thiết bị, nhập lại mã PIN rồi thực hiện lại.",
        work=work,
    )


def out_of_memory(work: str) -> Trouble:
    """The work asked for more memory than it may have, or the machine had no more to give."""
    return Trouble(
        "VT-5003",
        "Phần xử lý tệp cần nhiều bộ nhớ hơn mức cho phép nên đã bị dừng ({work}).",
        hint="Việc cần làm tiếp: quét lại với độ phân giải thấp hơn hoặc chia tệp thành nhiều phần.",
        work=work,
    )


def unreadable(work: str) -> Trouble:
    """The answer is too large or is none that may leave the sandbox."""
    return Trouble(
        "VT-5004",
        "Kết quả của phần xử lý tệp quá lớn hoặc không hợp lệ nên không được nhận ({work}).",
        hint="Việc cần làm tiếp: kiểm tra tệp; nếu tệp bình thường, báo cho người quản trị hệ thống.",
        work=work,
    )


def foreign(work: str, kind: str, text: str) -> Trouble:
    """A library raised an exception of its own."""
    return Trouble(
        "VT-5005",
        "Phần xử lý tệp báo lỗi {kind}: {text} ({work}).",
        hint="Việc cần làm tiếp: kiểm tra tệp; nếu không mở được, yêu cầu nơi gửi cung cấp tệp khác.",
        work=work,
        kind=kind,
        text=text,
    )


def unstarted(why: str) -> Trouble:
    """A child could not be started."""
    return Trouble(
        "VT-5006",
        "Không khởi động được phần xử lý tệp: {why}.",
        hint="Việc cần làm tiếp: báo cho người quản trị hệ thống chạy lệnh vanthu doctor.",
        why=why,
    )


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
