"""Sentences for people about what waits for them; each is given once and stays until it is read."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from core.documents import states, turns
from core.errors import Missing
from core.language import mark, tr
from core.store.database import afterwards
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document, NoticeRow, Task
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
    "answer": (mark("{document} đã được trả lời bằng văn bản đi."), (Role.CLERK, "head", "officer")),
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
EVERYWHERE = ("ask_expulsion", "expel")
"""Events of which all documents say the same."""
SHOWN = 90
"""Characters of a subject in a sentence."""


WAITING = {
    states.ORDERED: mark("{document}: anh/chị được giao soạn thảo."),
    states.DRAFTING: mark("{document}: anh/chị tiếp tục soạn thảo."),
    states.TO_CHECK: mark("{document} chờ anh/chị duyệt nội dung."),
    states.TO_FORM: mark("{document} chờ kiểm tra thể thức."),
    states.TO_APPROVE: mark("{document} chờ anh/chị duyệt."),
    states.TO_SIGN: mark("{document} chờ anh/chị ký số."),
    states.TO_NUMBER: mark("{document} đã ký, chờ cấp số."),
    states.HELD: mark("{document} bị giữ lại khi quét vi-rút."),
}
"""What is said to those whose turn it is, where a step has brought a document of our own."""

LETTERS = {
    "give_back": (mark("{document} bị trả lại, xem lý do."), ("drafter",)),
    "ask_comment": (mark("{document}: anh/chị được xin ý kiến góp ý."), ("asked",)),
    "ask_initial": (mark("{document}: anh/chị được đề nghị ký nháy."), ("asked",)),
    "comment": (mark("{document} có ý kiến góp ý mới."), ("drafter",)),
    "sign": (mark("{document} đã được ký."), ("drafter",)),
    "unsign": (mark("{document} bị trả lại sau khi ký, xem lý do."), ("drafter",)),
    "issue": (mark("{document} đã phát hành."), ("drafter", "signer", "receivers")),
    "void": (mark("{document} đã hủy số."), ("drafter", "signer")),
    "recall": (mark("{document} đã bị thu hồi."), ("drafter", "signer", "receivers")),
    "replace": (mark("{document} đã bị thay thế."), ("drafter", "signer", "receivers")),
}
"""What is said beside it of our own documents, and to whom."""


def give(facts: Mapping[str, Any], key: str, at: Moment) -> None:
    """Write the notices of one event; the same job twice gives them once."""
    sentence, concerned = SENTENCES.get(str(facts.get("event")), ("", ()))
    document = Document.get_or_none(Document.id == facts.get("document"))
    if document is not None and document.life in states.LEAVING and facts.get("event") not in EVERYWHERE:
        _give_of_letter(document, facts, key, at)
        return
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
    """Return how people call a document: "Văn bản đến số 05"; a draft by its type and subject."""
    if document.life in states.LEAVING and document.state != states.EXPELLED:
        if document.code_number:
            code = f"{document.code_number}/{document.code_notation}"
            return tr("Văn bản đi số {code}", code=code)
        subject = textwrap.shorten(document.subject, SHOWN, placeholder="…")
        return tr("{type} “{subject}”", type=document.type_name, subject=subject)
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


def _give_of_letter(document: Document, facts: Mapping[str, Any], key: str, at: Moment) -> None:
    """Tell those whose turn it is now, and those the event is news to, but never who made it so."""
    event = str(facts.get("event"))
    draft = Draft.get_or_none(Draft.document == document)
    if draft is None:
        return
    name = name_of(document)
    after = _after(document.life, event)
    said = {user: tr(WAITING[after], document=name) for user in _waiting(after, draft)}
    sentence, concerned = LETTERS.get(event, ("", ()))
    news: dict[str, set[Any]] = {
        "drafter": {draft.drafter_id},
        "signer": {draft.signer_id},
        "asked": {facts.get("user")},
        "receivers": _receiving(document) if "receivers" in concerned else set(),
    }
    for whom in concerned:
        said |= {user: tr(sentence, document=name) for user in news[whom] if user}
    said.pop(facts.get("speaker", 0), None)
    for user in sorted(said):
        _give(user, event, said[user], f"{key}:{user}", at, document)


def _after(life: str, event: str) -> str:
    """Return where an event brings a document of our own; empty when it does not move it."""
    return next((step.after for step in states.LIVES[life] if step.event == event), "")


def _waiting(state: str, draft: Draft) -> set[int]:
    return turns.people(state, draft) if state in WAITING else set()


def _receiving(document: Document) -> set[int]:
    units = Dispatch.select(Dispatch.unit).where(Dispatch.document == document, Dispatch.unit.is_null(False))
    return {user for row in units for user in _holding(Role.HEAD, row.unit_id)}


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
    return turns.holding(role, unit)
