"""What is wrong with the office's trust: lists that are too old, certificates that end soon."""

from __future__ import annotations

from datetime import datetime

from core.clock import vietnam
from core.language import mark
from core.trust import holders, items
from core.trust.holders import HolderLine
from core.trust.items import ItemLine
from core.trust.material import CANDIDATE, CRL, FOREIGN, INTERMEDIATE, ROOT
from core.values import Issue, Severity

ABOUT = "trust"


def issues(at: datetime) -> list[Issue]:
    """Return what an administrator should do about trust; empty for an office that holds none yet."""
    held = items.listing(at)
    found = [*_lists(held)]
    found += [
        _authority(line)
        for line in held
        if line.kind in (ROOT, FOREIGN, INTERMEDIATE) and line.tone != "good"
    ]
    found += [_unconfirmed(line) for line in held if line.kind == CANDIDATE]
    found += [_person(line) for line in holders.listing(at, ours=True) if line.tone != "good"]
    return found


def _lists(held: list[ItemLine]) -> list[Issue]:
    lists = [line for line in held if line.kind == CRL]
    if not lists and any(line.kind in (ROOT, FOREIGN) for line in held):
        sentence = mark("Chưa có danh sách thu hồi (CRL) nào nên chưa chữ ký nào được kết luận là hợp lệ.")
        hint = mark("Nhập tệp CRL của cơ quan chứng thực ở trang Chứng thư hoặc bằng vanthu trust import.")
        return [Issue("VT-4111", Severity.WARNING, sentence, hint, ABOUT)]
    sentence = mark(
        "Danh sách thu hồi của {issuer} đã cũ (lập ngày {day}); chữ ký liên quan chỉ còn “không xác định”."
    )
    hint = mark(
        "Tải danh sách mới rồi nhập bằng tệp, hoặc bật tự cập nhật: vanthu config set trust.online true."
    )
    return [
        Issue(
            "VT-4112",
            Severity.WARNING,
            sentence,
            hint,
            ABOUT,
            {"issuer": line.issuer, "day": _day(line.valid_from)},
        )
        for line in lists
        if line.tone == "over"
    ]


def _authority(line: ItemLine) -> Issue:
    sentence = mark("Chứng thư của cơ quan chứng thực {name} hết hạn ngày {day}.")
    hint = mark("Nhập chứng thư mới của cơ quan chứng thực.")
    facts = {"name": line.subject, "day": _day(line.valid_to)}
    return Issue("VT-4113", _severity(line.tone), sentence, hint, ABOUT, facts)


def _unconfirmed(line: ItemLine) -> Issue:
    sentence = mark("Chứng thư gốc {name} chờ quản trị xác nhận.")
    hint = mark("Đối chiếu mã băm với công bố của cơ quan chứng thực rồi xác nhận ở trang Chứng thư.")
    return Issue("VT-4114", Severity.WARNING, sentence, hint, ABOUT, {"name": line.subject})


def _person(line: HolderLine) -> Issue:
    sentence = mark("Chứng thư ký số của {name} hết hạn ngày {day}.")
    hint = mark("Xin cấp hoặc gia hạn chứng thư trước ngày đó; sau đó ghi chứng thư mới ở trang Chứng thư.")
    facts = {"name": line.name, "day": _day(line.valid_to)}
    return Issue("VT-4115", _severity(line.tone), sentence, hint, ABOUT, facts)


def _severity(tone: str) -> Severity:
    return Severity.WARNING if tone == "soon" else Severity.ERROR


def _day(moment: datetime | None) -> str:
    return f"{vietnam(moment):%d/%m/%Y}" if moment else ""
