"""How far an outgoing document has come, and what happens to it next."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import states
from core.language import mark, tr

_WRITTEN = ((states.ORDERED, states.DRAFTING), mark("Soạn thảo"))
_CHECKED = (
    ((states.TO_CHECK,), mark("Duyệt nội dung")),
    ((states.TO_FORM,), mark("Kiểm tra thể thức")),
)
_APPROVED = ((states.TO_APPROVE,), mark("Lãnh đạo duyệt"))
_LEFT = (
    ((states.TO_SIGN,), mark("Lãnh đạo ký số")),
    ((states.TO_NUMBER,), mark("Cấp số, ngày")),
    ((states.TO_SEAL,), mark("Ký số cơ quan")),
    ((states.SCANNING, states.HELD, states.TO_ISSUE), mark("Phát hành")),
)
COURSES = {
    "outgoing": (_WRITTEN, *_CHECKED, _APPROVED, *_LEFT),
    "outgoing_a": (_WRITTEN, _APPROVED, *_CHECKED, *_LEFT),
}
"""The places of each life in the order in which a document comes to them."""
COPIED = _LEFT[1:]
"""The places of a copy: nobody drafts or signs it, the office alone seals it (Decree 30/2020, art. 25)."""

NEXT = {
    states.ORDERED: mark("{drafter} nhận soạn thảo."),
    states.DRAFTING: mark("{drafter} hoàn thiện tệp và thông tin rồi trình."),
    states.TO_CHECK: mark("Phụ trách {unit} duyệt nội dung, hoặc trả lại kèm lý do."),
    states.TO_FORM: mark(
        "Người kiểm tra thể thức xem thể thức, kỹ thuật trình bày, rồi chuyển tiếp hoặc trả lại."
    ),
    states.TO_APPROVE: mark(
        "{signer} duyệt đúng tệp đang hiển thị; sau đó sửa tệp hay thông tin thì phải duyệt lại."
    ),
    states.TO_SIGN: mark("{signer} ký số; ký xong văn thư mới cấp số và ngày."),
    states.TO_NUMBER: mark(
        "Văn thư cấp số, ngày tháng và vào sổ; số đã cấp không dùng lại cho văn bản khác."
    ),
    states.TO_SEAL: mark("Văn thư ký số cơ quan; ký xong tệp được quét vi-rút."),
    states.SCANNING: mark("Hệ thống quét vi-rút; sạch thì văn thư phát hành được."),
    states.HELD: mark("Tệp bị giữ lại: báo quản trị, quét lại, hoặc hủy số kèm lý do."),
    states.TO_ISSUE: mark(
        "Văn thư phát hành đến các nơi nhận ngay trong ngày ký, chậm nhất ngày làm việc tiếp theo."
    ),
    states.ISSUED: mark("Theo dõi từng nơi nhận ở bảng dưới; bản giấy gửi kèm được ghi nhận tại đó."),
    states.REPLACED: mark("Văn bản đã bị thay thế, chỉ còn để tra cứu."),
    states.RECALLED: mark(
        "Văn bản đã bị thu hồi; nội dung và thông tin được giữ nguyên, không sửa được nữa."
    ),
    states.VOIDED: mark("Số đã hủy vẫn nằm trong sổ, có đánh dấu, không cấp lại."),
    states.ABANDONED: mark("Dự thảo đã bỏ; các phiên bản và góp ý vẫn được giữ."),
}
"""What happens next, by the state in which a document waits."""
UNGIVEN = mark("Phụ trách {unit} giao cho một chuyên viên; chuyên viên của đơn vị cũng có thể tự nhận.")
"""What happens next to an order that names nobody."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place on the way of a document."""

    words: str
    look: str
    """past · here · ahead"""


def course(life: str, state: str, *, copy: bool = False) -> tuple[Place, ...]:
    """Return the places of a document's way; empty for one that has left it."""
    places = COPIED if copy else COURSES[life]
    here = next((index for index, (held, _) in enumerate(places) if state in held), None)
    if here is None:
        gone = len(places) if state in (states.ISSUED, states.REPLACED, states.RECALLED) else 0
        return tuple(Place(tr(words), "past") for _, words in places[:gone])
    looks = ["past"] * here + ["here"] + ["ahead"] * (len(places) - here - 1)
    return tuple(Place(tr(words), look) for (_, words), look in zip(places, looks, strict=True))


def next_step(state: str, *, drafter: str, unit: str, signer: str) -> str:
    """Return what happens next; people and units by their names, however much of it is known."""
    told = {
        "drafter": drafter or tr("Người soạn thảo"),
        "unit": unit or tr("đơn vị soạn thảo"),
        "signer": signer or tr("Lãnh đạo"),
    }
    if state == states.ORDERED and not drafter:
        return tr(UNGIVEN, unit=told["unit"])
    return tr(NEXT[state], **told) if state in NEXT else ""
