"""Sentences for people about what waits for them; each is given once and stays until it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Missing
from core.language import mark, tr
from core.store.database import afterwards
from core.store.papers import Document, NoticeRow, Task
from core.store.people import Grant, User
from core.values import Moment, Notice, Role

SENTENCES = {
    "repeat": (mark("Một tệp quét bị trùng với văn bản đã có."), (Role.CLERK,)),
    "refuse": (mark("Một tệp quét bị lỗi, cần xem trong khay tiếp nhận."), (Role.CLERK,)),
    "reject": (mark("Một tệp quét bị lỗi, cần xem trong khay tiếp nhận."), (Role.CLERK,)),
    "quarantine": (mark("Phát hiện mã độc: một tệp đã bị cách ly."), (Role.CLERK, Role.ADMIN)),
    "return": (mark("{document} đã được trả lại nơi gửi."), (Role.LEADER,)),
    "present": (mark("{document} chờ ý kiến chỉ đạo."), (Role.LEADER,)),
    "direct": (mark("{document}: lãnh đạo đã chỉ đạo."), (Role.CLERK, "units")),
    "transcribe": (mark("{document}: lãnh đạo đã chỉ đạo."), ("units",)),
    "close": (mark("{document} được lãnh đạo cho lưu."), (Role.CLERK,)),
    "assign": (mark("{document} được giao cho anh/chị."), ("officer",)),
    "reassign": (mark("{document} được giao cho anh/chị."), ("officer",)),
    "share": (mark("{document} được giao cho anh/chị phối hợp."), ("part",)),
    "finish": (mark("{document} đã giải quyết xong."), (Role.LEADER, Role.CLERK, "head")),
    "reopen": (mark("{document} phải giải quyết lại."), ("head",)),
    "send_back": (mark("{document} bị trả lại trong cơ quan."), (Role.CLERK, Role.LEADER, "head")),
    "cancel": (mark("{document} đã hủy trong sổ."), (Role.LEADER,)),
    "reinstate": (mark("{document} đã khôi phục trong sổ."), (Role.LEADER,)),
    "ask_expulsion": (
        mark("Có đề nghị đưa một văn bản mật ra khỏi hệ thống, chờ người thứ hai xác nhận."),
        (Role.CLERK, Role.LEADER),
    ),
    "expel": (mark("Một văn bản mật đã được đưa ra khỏi hệ thống."), (Role.CLERK, Role.LEADER)),
}
"""What is said after each event, and to whom: a role of the whole office, or the people of the tasks."""


def give(facts: Mapping[str, Any], key: str, at: Moment) -> None:
    """Write the notices of one event; the same job twice gives them once."""
    sentence, concerned = SENTENCES.get(str(facts.get("event")), ("", ()))
    document = Document.get_or_none(Document.id == facts.get("document"))
    if not sentence or document is None:
        return
    told = tr(sentence, document=name_of(document))
    for user in sorted(_people(concerned, document, facts)):
        _give(user, str(facts["event"]), told, f"{key}:{user}", at, document)


def tell(role: Role, event: str, sentence: str, key: str, at: Moment) -> None:
    """Give everybody who holds a role a notice of the office itself; the same key gives it once."""
    for user in sorted(_holding(role, None)):
        _give(user, event, tr(sentence), f"{key}:{user}", at)


def name_of(document: Document) -> str:
    """Return how people call a document: "Văn bản đến số 05" or "Văn bản chưa vào sổ"."""
    if document.arrival_number is None:
        return tr("Văn bản chưa vào sổ")
    return tr("Văn bản đến số {number}", number=f"{document.arrival_number:02d}{document.arrival_suffix}")


def unread(user: int, limit: int = 50) -> list[NoticeRow]:
    """Return a person's unread notices, urgent ones first, then newest first."""
    query = NoticeRow.select().where(NoticeRow.user == user, NoticeRow.read_at.is_null())
    return list(query.order_by(NoticeRow.urgency.desc(), NoticeRow.id.desc()).limit(limit))


def mark_read(user: int, notice: int | None, at: Moment) -> int:
    """Mark one notice, or all of a person's, as read; return how many. Raises Missing for another's."""
    mine = NoticeRow.user == user
    if notice is not None:
        if NoticeRow.get_or_none(mine, NoticeRow.id == notice) is None:
            raise Missing("VT-1601", "Không có thông báo này.", hint="Tải lại trang.")
        mine &= NoticeRow.id == notice
    return int(NoticeRow.update(read_at=at.utc).where(mine, NoticeRow.read_at.is_null()).execute())


def _give(user: int, event: str, told: str, key: str, at: Moment, document: Document | None = None) -> None:
    urgency, key = document.priority if document else 0, key[:100]
    if NoticeRow.get_or_none(NoticeRow.key == key) is None:
        row: dict[str, Any] = {"user": user, "event": event, "sentence": told, "key": key, "at": at.utc}
        made = NoticeRow.create(document=document, urgency=urgency, **row)
        afterwards(Notice(made.id, user, told, document.id if document else None, urgency))


def _people(concerned: tuple[Role | str, ...], document: Document, facts: Mapping[str, Any]) -> set[int]:
    people: set[int] = set()
    tasks = Task.select().where(Task.document == document, Task.withdrawn_at.is_null())
    for whom in concerned:
        if isinstance(whom, Role):
            people |= _holding(whom, None)
        elif whom == "units":
            for task in tasks:
                people |= {task.user_id} if task.user_id else _holding(Role.HEAD, task.unit_id)
        elif whom == "head":
            people |= {
                user for task in tasks if task.role == "lead" for user in _holding(Role.HEAD, task.unit_id)
            }
        elif whom == "officer":
            people |= {task.user_id for task in tasks if task.role == "lead" and task.user_id}
        elif whom == "part":
            people |= {task.user_id for task in tasks if task.id == facts.get("task") and task.user_id}
    return people


def _holding(role: Role, unit: int | None) -> set[int]:
    query = Grant.select(Grant.user).join(User).where(Grant.role == role.value, User.closed_at.is_null())
    if unit is not None:
        query = query.where(Grant.unit == unit)
    return {grant.user_id for grant in query}
