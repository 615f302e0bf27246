"""What is said when a token's child came to grief, or when the wrong person asks."""

from __future__ import annotations

from core.errors import Forbidden, OfficeError, Refused, Trouble
from core.values import SignerRecipe
from signing.values import Fault

_HUNG, _CRASHED, _GONE = "VT-5001", "VT-5002", "VT-5007"
_OVERDUE = "SIGALRM"
"""How a child dies whose driver did not answer within the recipe's patience."""


def closed(recipe: SignerRecipe) -> Refused:
    """Nobody has typed the PIN yet."""
    return Refused(
        "VT-4301",
        "Thiết bị “{token}” chưa được mở khóa.",
        hint="Việc cần làm tiếp: cắm thiết bị, nhập mã PIN rồi thực hiện lại.",
        token=recipe.label,
    )


def held(recipe: SignerRecipe, name: str) -> Forbidden:
    """Somebody else typed the PIN; his session is his alone."""
    return Forbidden(
        "VT-4302",
        "Thiết bị “{token}” đang do {name} mở khóa; người khác không được dùng phiên này.",
        hint="Việc cần làm tiếp: người giữ thiết bị nhập mã PIN của mình để mở phiên mới.",
        token=recipe.label,
        name=name,
    )


def hung(recipe: SignerRecipe) -> Trouble:
    """The driver did not answer and was killed."""
    return Trouble(
        "VT-4303",
        "Trình điều khiển của thiết bị “{token}” không trả lời trong {seconds} giây nên đã bị dừng.",
        hint="Việc cần làm tiếp: rút thiết bị, cắm lại, nhập mã PIN rồi thực hiện lại.",
        token=recipe.label,
        seconds=f"{recipe.patience:g}",
    )


def crashed(recipe: SignerRecipe, cause: object) -> Trouble:
    """The driver took its child down."""
    return Trouble(
        "VT-4304",
        "Trình điều khiển của thiết bị “{token}” bị dừng đột ngột ({cause}).",
        hint="Việc cần làm tiếp: cắm lại thiết bị, nhập mã PIN rồi thực hiện lại; nếu còn lặp lại, báo người "
        "quản trị cài lại trình điều khiển.",
        token=recipe.label,
        cause=cause,
    )


def gone(recipe: SignerRecipe) -> Trouble:
    """The token was pulled out, or pulled out and put back, while it was unlocked."""
    return Trouble(
        "VT-4305",
        "Thiết bị “{token}” đã bị rút ra hoặc cắm lại nên phiên làm việc đã đóng.",
        hint="Việc cần làm tiếp: cắm thiết bị, nhập mã PIN rồi thực hiện lại.",
        token=recipe.label,
    )


def idle(recipe: SignerRecipe) -> Refused:
    """Nobody used the token for a while."""
    return Refused(
        "VT-4306",
        "Thiết bị “{token}” đã tự khóa sau {minutes} phút không dùng đến.",
        hint="Việc cần làm tiếp: nhập mã PIN rồi thực hiện lại.",
        token=recipe.label,
        minutes=f"{recipe.idle / 60:g}",
    )


def blank(recipe: SignerRecipe) -> Refused:
    """Nothing was typed; asking the token would cost one of its tries."""
    return Refused(
        "VT-4307",
        "Chưa nhập mã PIN của thiết bị “{token}”.",
        hint="Việc cần làm tiếp: nhập mã PIN rồi thực hiện lại.",
        token=recipe.label,
    )


def of_child(recipe: SignerRecipe, wrong: OfficeError) -> OfficeError:
    """Return what befell a token's child in the words for a token; any other sentence as it is."""
    if wrong.code == _HUNG or (wrong.code == _CRASHED and wrong.facts.get("cause") == _OVERDUE):
        return hung(recipe)
    if wrong.code == _CRASHED:
        return crashed(recipe, wrong.facts.get("cause"))
    return gone(recipe) if wrong.code == _GONE else wrong


def of_fault(fault: Fault) -> OfficeError:
    """Return a fault of the file, of a certificate or of an authority as an error of the office."""
    kind = Trouble if fault.again else Refused
    return kind(fault.code, fault.sentence, hint=fault.hint, **fault.facts)
