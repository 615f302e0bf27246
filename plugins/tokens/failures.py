"""What a token or its driver can get wrong, as sentences for whoever holds the token."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pkcs11 import exceptions as p11

from core.errors import Misconfigured, OfficeError, Refused, Trouble

_PIN = (p11.PinIncorrect, p11.PinInvalid, p11.PinLenRange)
_GONE = (
    p11.DeviceRemoved,
    p11.TokenNotPresent,
    p11.TokenNotRecognised,
    p11.SessionHandleInvalid,
    p11.SessionClosed,
    p11.SlotIDInvalid,
    p11.KeyHandleInvalid,
    p11.ObjectHandleInvalid,
    p11.UserNotLoggedIn,
)
_UNABLE = (p11.MechanismInvalid, p11.MechanismParamInvalid, p11.KeyTypeInconsistent, p11.KeySizeRange)


def of_driver(error: p11.PKCS11Error, token: str, flags: Iterable[str] = ()) -> OfficeError:
    """Return what the driver of `token` reported; `flags`, as in TokenFacts, tell how many tries are left."""
    if isinstance(error, p11.PinLocked) or (isinstance(error, _PIN) and "locked" in flags):
        return locked(token)
    if isinstance(error, _PIN):
        return _last_try(token) if "final" in flags else _wrong_pin(token)
    if isinstance(error, _GONE):
        return removed(token)
    if isinstance(error, p11.PinExpired | p11.UserPinNotInitialized):
        return unset(token)
    if isinstance(error, _UNABLE):
        return Refused(
            "VT-4346",
            "Thiết bị “{token}” không làm được loại chữ ký cần ký.",
            hint="Việc cần làm tiếp: báo người quản trị kiểm tra chứng thư và trình điều khiển của thiết bị.",
            token=token,
        )
    return Trouble(
        "VT-4347",
        "Thiết bị “{token}” báo lỗi {kind}.",
        hint="Việc cần làm tiếp: rút thiết bị, cắm lại, nhập mã PIN rồi thực hiện lại.",
        token=token,
        kind=type(error).__name__,
    )


def _wrong_pin(token: str) -> Refused:
    return Refused(
        "VT-4341",
        "Mã PIN của thiết bị “{token}” không đúng. Thiết bị thường tự khóa sau ba lần sai liên tiếp.",
        hint="Việc cần làm tiếp: xem lại mã PIN rồi nhập lại; hệ thống không tự thử lại.",
        token=token,
    )


def _last_try(token: str) -> Refused:
    return Refused(
        "VT-4342",
        "Mã PIN của thiết bị “{token}” không đúng. Chỉ còn một lần nhập; sai nữa thì thiết bị bị khóa.",
        hint="Việc cần làm tiếp: chỉ nhập lại khi chắc chắn; nếu không, nhờ nơi cấp thiết bị mở khóa.",
        token=token,
    )


def locked(token: str) -> Refused:
    """Too many wrong PINs; only its issuer can mend that."""
    return Refused(
        "VT-4343",
        "Thiết bị “{token}” đã bị khóa vì nhập sai mã PIN nhiều lần.",
        hint="Việc cần làm tiếp: đề nghị nơi cấp thiết bị mở khóa mã PIN.",
        token=token,
    )


def unset(token: str) -> Refused:
    """The PIN must be set or changed with the issuer's program first."""
    return Refused(
        "VT-4344",
        "Mã PIN của thiết bị “{token}” chưa được đặt hoặc đã hết hạn.",
        hint="Việc cần làm tiếp: đặt mã PIN mới bằng phần mềm của nơi cấp thiết bị.",
        token=token,
    )


def removed(token: str) -> Trouble:
    """It was pulled out in the middle of its work."""
    return Trouble(
        "VT-4345",
        "Thiết bị “{token}” đã bị rút ra khi đang làm việc.",
        hint="Việc cần làm tiếp: cắm thiết bị, nhập mã PIN rồi thực hiện lại.",
        token=token,
    )


def absent(token: str) -> Trouble:
    """No such token is plugged in."""
    return Trouble(
        "VT-4348",
        "Không thấy thiết bị “{token}”.",
        hint="Việc cần làm tiếp: cắm thiết bị vào máy rồi thực hiện lại.",
        token=token,
    )


def several(token: str, serials: Iterable[str]) -> Misconfigured:
    """Tokens that cannot be told apart by what site.toml says."""
    return Misconfigured(
        "VT-4349",
        "Có nhiều thiết bị cùng nhãn “{token}” (số sê-ri {serials}).",
        hint="Việc cần làm tiếp: người quản trị khai mục serial của thiết bị trong site.toml.",
        token=token,
        serials=", ".join(sorted(serials)),
    )


def no_module(module: Path) -> Misconfigured:
    """The driver's file is not there."""
    return Misconfigured(
        "VT-4350",
        "Không có tệp trình điều khiển {module}.",
        hint="Việc cần làm tiếp: người quản trị cài trình điều khiển của nhà cung cấp thiết bị, hoặc sửa mục "
        "module trong site.toml.",
        module=str(module),
    )


def bad_module(module: Path, reason: str) -> Misconfigured:
    """The driver's file cannot be loaded, or does not start."""
    return Misconfigured(
        "VT-4351",
        "Không nạp được trình điều khiển {module}: {reason}.",
        hint="Việc cần làm tiếp: người quản trị cài lại trình điều khiển đúng loại máy.",
        module=str(module),
        reason=reason,
    )


def no_key(token: str) -> Refused:
    """There is no certificate with its private key on the token."""
    return Refused(
        "VT-4352",
        "Trên thiết bị “{token}” không có chứng thư nào kèm khóa bí mật dùng để ký.",
        hint="Việc cần làm tiếp: đề nghị nơi cấp kiểm tra, hoặc sửa mục certificate trong site.toml.",
        token=token,
    )


def several_keys(token: str, labels: Iterable[str]) -> Misconfigured:
    """There are several, and site.toml does not say which."""
    return Misconfigured(
        "VT-4353",
        "Trên thiết bị “{token}” có nhiều chứng thư ký được ({labels}).",
        hint="Việc cần làm tiếp: người quản trị khai mục certificate của thiết bị trong site.toml.",
        token=token,
        labels=", ".join(sorted(labels)),
    )


def ever_asking(token: str) -> Refused:
    """Its key wants the PIN for each signature, and nobody here keeps a PIN (CKA_ALWAYS_AUTHENTICATE)."""
    return Refused(
        "VT-4357",
        "Khóa trên thiết bị “{token}” đòi nhập mã PIN cho từng chữ ký nên không dùng được ở máy này.",
        hint="Việc cần làm tiếp: đề nghị nơi cấp đổi khóa sang loại chỉ đòi mã PIN một lần mỗi phiên.",
        token=token,
    )


def false_signature(token: str) -> Trouble:
    """What the token returned does not fit its certificate."""
    return Trouble(
        "VT-4354",
        "Chữ ký mà thiết bị “{token}” trả về không khớp với chứng thư của nó nên bị bỏ.",
        hint="Việc cần làm tiếp: rút thiết bị, cắm lại, nhập mã PIN rồi ký lại; nếu còn lặp lại, đề nghị nơi "
        "cấp thiết bị kiểm tra.",
        token=token,
    )


def no_file(file: Path, reason: str) -> Misconfigured:
    """The key file of a demonstration cannot be read."""
    return Misconfigured(
        "VT-4355",
        "Không đọc được tệp khóa trình diễn {file}: {reason}.",
        hint="Việc cần làm tiếp: người quản trị sửa mục pkcs12 trong site.toml.",
        file=str(file),
        reason=reason,
    )


def closed_file(file: str) -> Refused:
    """The password does not open the file."""
    return Refused(
        "VT-4356",
        "Mật khẩu của tệp khóa “{file}” không đúng, hoặc tệp không phải PKCS#12.",
        hint="Việc cần làm tiếp: nhập lại mật khẩu.",
        file=file,
    )
