"""Why a packet cannot be taken or sent, as sentences that can be returned to whoever sent it (status 02)."""

from __future__ import annotations

from core.errors import Refused, Trouble

SHOWN = 80
"""Characters of a foreign word that are shown: a reason is no place for a megabyte."""


def _short(said: object) -> str:
    text = str(said)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def malformed(line: int, column: int) -> Refused:
    """It is no XML, or not all of it is there."""
    return Refused(
        "VT-4701",
        "Gói tin không phải XML đúng cú pháp: lỗi ở dòng {line}, cột {column}.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi xuất lại gói tin rồi gửi lại.",
        line=line,
        column=column,
    )


def foreign() -> Refused:
    """It is XML, and no packet."""
    return Refused(
        "VT-4702",
        "Tệp này không phải gói tin edXML: không có phần đầu thông điệp.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi kiểm tra tệp đã gửi.",
    )


def doctype() -> Refused:
    """It brings definitions of its own, by which files are stolen and memory is filled."""
    return Refused(
        "VT-4703",
        "Gói tin có khai báo DTD hoặc thực thể; loại gói tin này không được nhận.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi xuất gói tin không có DOCTYPE.",
    )


def too_much(what: str, most: int) -> Refused:
    """It has more of something than any packet needs."""
    return Refused(
        "VT-4704",
        "Gói tin vượt giới hạn {most} về {what}.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi kiểm tra phần mềm đã tạo gói tin.",
        what=what,
        most=most,
    )


def too_long(field: str, length: int, most: int) -> Refused:
    """A field is longer than the standard allows."""
    return Refused(
        "VT-4705",
        "Trường {field} dài {length} ký tự, quá mức {most} ký tự của QCVN 102:2016/BTTTT.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi rút ngắn trường này rồi gửi lại.",
        field=_short(field),
        length=length,
        most=most,
    )


def undecodable(position: int) -> Refused:
    """What should be base64 is not."""
    return Refused(
        "VT-4706",
        "Tệp đính kèm thứ {position} không giải mã được: nội dung không phải base64.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi mã hóa lại tệp rồi gửi lại.",
        position=position,
    )


def broken(name: str) -> Refused:
    """The wrapping of an attachment cannot be opened."""
    return Refused(
        "VT-4707",
        "Tệp đính kèm “{name}” được nén hỏng nên không mở được.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi nén lại tệp rồi gửi lại.",
        name=_short(name),
    )


def climbing(name: str) -> Refused:
    """An entry of a ZIP would be written outside the folder it is unpacked into."""
    return Refused(
        "VT-4708",
        "Tệp nén “{name}” chứa đường dẫn ra ngoài thư mục giải nén nên không được nhận.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi kiểm tra mã độc trên máy đã tạo tệp.",
        name=_short(name),
    )


def swelling(name: str, most: int) -> Refused:
    """An attachment is far larger unpacked than it looks, or than can be taken."""
    return Refused(
        "VT-4709",
        "Tệp đính kèm “{name}” giải nén ra lớn bất thường, quá giới hạn {most} MB.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi chia nhỏ hoặc gửi tệp không nén.",
        name=_short(name),
        most=most >> 20,
    )


def ruined(name: str) -> Refused:
    """Somebody treated bytes as text on the way; they cannot be restored."""
    return Refused(
        "VT-4710",
        "Tệp đính kèm “{name}” đã hỏng: nội dung nhị phân bị chuyển qua dạng văn bản ở nơi gửi.",
        hint="Việc cần làm tiếp: đề nghị nơi gửi gửi lại tệp gốc.",
        name=_short(name),
    )


def secret() -> Refused:
    """Secret documents never travel on the axis."""
    return Refused(
        "VT-4711",
        "Gói tin ghi độ mật; văn bản mật không được gửi qua trục liên thông.",
        hint="Việc cần làm tiếp: gửi theo đường văn bản mật (Luật Bảo vệ bí mật nhà nước).",
    )


def missing(field: str) -> Refused:
    """A field that must be there is empty."""
    return Refused(
        "VT-4720",
        "Chưa gửi được gói tin: thiếu trường {field}.",
        hint="Việc cần làm tiếp: bổ sung trường này rồi gửi lại.",
        field=_short(field),
    )


def uncoded(field: str, value: object) -> Refused:
    """A field holds a value that is in no code list."""
    return Refused(
        "VT-4721",
        "Chưa gửi được gói tin: trường {field} có giá trị “{value}” ngoài danh mục.",
        hint="Việc cần làm tiếp: chọn giá trị trong danh mục của QCVN 102:2016/BTTTT.",
        field=_short(field),
        value=_short(value),
    )


def unspeakable(field: str) -> Refused:
    """A field holds what XML cannot carry unchanged."""
    return Refused(
        "VT-4722",
        "Chưa gửi được gói tin: trường {field} có ký tự điều khiển hoặc khoảng trắng thừa ở đầu, cuối.",
        hint="Việc cần làm tiếp: gõ lại nội dung của trường này.",
        field=_short(field),
    )


def twice(receiver: str) -> Refused:
    """The same receiver stands in the packet twice."""
    return Refused(
        "VT-4723",
        "Chưa gửi được gói tin: cơ quan nhận {receiver} được ghi hai lần.",
        hint="Việc cần làm tiếp: bỏ bớt một dòng nơi nhận.",
        receiver=_short(receiver),
    )


def changed(name: str) -> Trouble:
    """The bytes of an attachment are no longer those that were attached."""
    return Trouble(
        "VT-4724",
        "Tệp “{name}” đã thay đổi kể từ khi được đính kèm nên gói tin chưa được ghi.",
        hint="Việc cần làm tiếp: đính kèm lại tệp; nếu còn lặp lại, chạy vanthu doctor để kiểm tra kho tệp.",
        name=_short(name),
    )


def unreadable(reason: str) -> Trouble:
    """The disk does not give the packet."""
    return Trouble(
        "VT-4725",
        "Không đọc được tệp gói tin: {reason}",
        hint="Việc cần làm tiếp: kiểm tra ổ đĩa; việc nhận sẽ tự tiếp tục.",
        reason=reason,
    )


def unwritable(reason: str) -> Trouble:
    """The disk does not take it."""
    return Trouble(
        "VT-4726",
        "Không ghi được gói tin hoặc tệp trong gói: {reason}",
        hint="Việc cần làm tiếp: kiểm tra dung lượng ổ đĩa; việc gửi, nhận sẽ tự tiếp tục.",
        reason=reason,
    )
