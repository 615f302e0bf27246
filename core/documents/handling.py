"""How a registered document goes through the office: presented, directed, assigned, worked on, finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core import audit, jobs
from core.clock import vietnam
from core.documents import lifecycle, states
from core.errors import Forbidden, Missing, Refused
from core.store.papers import Direction, Document, File, Task
from core.store.people import Grant, Unit, User
from core.text import clean_text
from core.values import BOX, Actor, Moment, Role

LEAD, COOPERATE, INFORM = "lead", "cooperate", "inform"


@dataclass(frozen=True, slots=True)
class Order:
    """A leader's direction: one lead unit, any co-operating, any for information, a due date, his words."""

    lead: int
    """Id of the unit that leads (chủ trì); exactly one (Decree 30/2020, art. 23.2)."""
    cooperate: tuple[int, ...] = ()
    inform: tuple[int, ...] = ()
    due_date: date | None = None
    words: str = ""
    officer: int | None = None
    """A person of the lead unit whom the leader names himself; the unit's head still assigns."""


def present(document: int, by: Actor, at: Moment) -> str:
    """Present a registered document to the leader (trình)."""
    return lifecycle.advance(document, "present", by, at, presented_at=at.utc)


def withdraw(document: int, by: Actor, at: Moment) -> str:
    """Take a presentation back while the leader has not yet directed."""
    return lifecycle.advance(document, "withdraw", by, at, presented_at=None)


def direct(document: int, order: Order, by: Actor, at: Moment) -> str:
    """Write the leader's direction and hand the document to the units it names."""
    if Role.LEADER not in by.roles or by.user_id is None:
        raise Forbidden("VT-2501", "Chỉ lãnh đạo cơ quan được ghi ý kiến chỉ đạo.", hint="Trình lãnh đạo.")
    return _order(document, order, "direct", by.user_id, None, by, at)


def transcribe(document: int, order: Order, leader: int, slip: str | None, by: Actor, at: Moment) -> str:
    """Enter what a leader wrote on paper, with the scanned slip (Decree 30/2020, art. 23.3).

    `slip` is the SHA-256 of a file already attached in the role `slip`; raises Refused when it is missing.
    """
    attached = File.select().where(
        File.document == document, File.role == "slip", File.sha256 == slip, File.removed_at.is_null()
    )
    if slip is None or not attached.exists():
        raise Refused(
            "VT-2502",
            "Cần bản chụp phiếu có bút phê của lãnh đạo.",
            hint="Quét phiếu giải quyết văn bản đến rồi đính kèm.",
        )
    leads = Grant.select().where(Grant.user == leader, Grant.role == Role.LEADER.value).exists()
    if not leads:
        raise Refused(
            "VT-2503", "Người được chọn không phải lãnh đạo cơ quan.", hint="Chọn lại người bút phê."
        )
    return _order(document, order, "transcribe", leader, slip, by, at)


def close(document: int, words: str, by: Actor, at: Moment) -> str:
    """Finish a presented document that needs no work: filed for reference by the leader."""
    said = clean_text(words) or "Lưu, để biết."
    state = lifecycle.advance(document, "close", by, at, finished_at=at.utc)
    Direction.create(document=document, leader=by.user_id, text=said, entered_by=by.login, at=at.utc)
    return state


def assign(document: int, officer: int, words: str, due: date | None, by: Actor, at: Moment) -> str:
    """Give the lead unit's part to one of its officers (phân công), by the unit's head."""
    row = _document(document)
    task = _task(document, LEAD)
    _demand_head(task.unit_id, by)
    _demand_member(officer, task.unit_id)
    if due is not None and row.due_date is not None and due > row.due_date:
        raise Refused(
            "VT-2504",
            "Hạn giao không được sau hạn lãnh đạo đã cho ({due}).",
            hint="Chọn ngày sớm hơn hoặc xin gia hạn.",
            due=row.due_date.strftime("%d/%m/%Y"),
        )
    Task.update(user=officer, words=clean_text(words), due_date=due or row.due_date, opened_at=None).where(
        Task.id == task.id
    ).execute()
    event = "assign" if row.state == states.DIRECTED else "reassign"
    return lifecycle.advance(
        document, event, by, at, facts={"officer": _login(officer), "unit": task.unit_id}
    )


def share(document: int, task: int, officer: int, words: str, by: Actor, at: Moment) -> None:
    """Give a co-operating or informed unit's part to one of its people; the document itself does not move."""
    part = _part(document, task)
    _demand_head(part.unit_id, by)
    _demand_member(officer, part.unit_id)
    Task.update(user=officer, words=clean_text(words), opened_at=None).where(Task.id == part.id).execute()
    audit.write(by, "share", at, document=document, task=task, officer=_login(officer))
    key = f"{document}:share:{task}:{officer}:{at.utc.isoformat()}"
    jobs.enqueue("tell", key, at, document=document, event="share", task=task)
    jobs.enqueue("index", key, at, document=document)


def begin(document: int, by: Actor, at: Moment) -> str:
    """Take up the work; only the officer it was assigned to."""
    task = _task(document, LEAD)
    _demand_own(task, by)
    Task.update(opened_at=at.utc).where(Task.id == task.id, Task.opened_at.is_null()).execute()
    return lifecycle.advance(document, "begin", by, at)


def finish(document: int, result: str, by: Actor, at: Moment) -> str:
    """Finish the work, saying what was done; parts for information close by themselves."""
    task = _task(document, LEAD)
    _demand_own(task, by)
    said = clean_text(result)
    if not said:
        raise Refused(
            "VT-2505", "Phải ghi kết quả giải quyết.", hint="Ví dụ: đã trả lời bằng Công văn số … ngày …"
        )
    state = lifecycle.advance(document, "finish", by, at, finished_at=at.utc)
    _close_tasks(task, said, at)
    return state


def answer(document: int, result: str, reply: int, at: Moment) -> bool:
    """Finish the work because its reply was issued, as the leader said; False where nobody works on it."""
    if states.find("incoming", "answer", _document(document).state) is None:
        return False
    task = _task(document, LEAD)
    lifecycle.advance(document, "answer", BOX, at, facts={"reply": reply}, finished_at=at.utc)
    _close_tasks(task, result, at)
    return True


def finish_part(document: int, task: int, result: str, by: Actor, at: Moment) -> None:
    """Close a co-operating or informed part (“Nhận để biết” needs no words)."""
    part = _part(document, task)
    if part.role == LEAD:
        raise Refused("VT-2506", "Phần chủ trì kết thúc bằng “Hoàn thành”.", hint="Dùng nút Hoàn thành.")
    _demand_concerned(part, by)
    said = clean_text(result)
    if part.role == COOPERATE and not said:
        raise Refused("VT-2505", "Phải ghi kết quả giải quyết.", hint="Ghi ngắn gọn phần việc đã phối hợp.")
    Task.update(done_at=at.utc, result=said).where(Task.id == part.id, Task.done_at.is_null()).execute()
    audit.write(by, "finish_part", at, document=document, task=task, role=part.role)


def open_part(document: int, by: Actor, at: Moment) -> None:
    """Note that a person concerned has opened the document; parts for information of his are then done."""
    mine = (Task.document == document) & Task.withdrawn_at.is_null() & (Task.user == by.user_id)
    Task.update(opened_at=at.utc).where(mine, Task.opened_at.is_null()).execute()


def send_back(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Return a document one step inside the office, with a reason (trả lại)."""
    row = _document(document)
    if row.state == states.DIRECTED:
        _demand_head(_task(document, LEAD).unit_id, by)
    elif row.state in (states.ASSIGNED, states.WORKING):
        _demand_own(_task(document, LEAD), by)
    state = lifecycle.advance(document, "send_back", by, at, reason=reason)
    if state == states.DIRECTED:
        Task.update(user=None, opened_at=None).where(Task.document == document, Task.role == LEAD).execute()
    else:
        _withdraw_tasks(document, at)
    return state


def return_to_sender(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Return a document that is not for us, or not whole, to who sent it (Decree 30/2020, art. 21.2.b)."""
    return lifecycle.advance(document, "return", by, at, reason=reason)


def reopen(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Open a finished document again: the leader is not content with the answer."""
    if (
        not Task.select()
        .where(Task.document == document, Task.role == LEAD, Task.withdrawn_at.is_null())
        .exists()
    ):
        raise Refused(
            "VT-2507",
            "Văn bản được lưu để biết, chưa từng giao đơn vị nào.",
            hint="Văn thư trình lại bằng một văn bản mới hoặc ghi chú vào hồ sơ.",
        )
    state = lifecycle.advance(document, "reopen", by, at, reason=reason, finished_at=None)
    Task.update(done_at=None, user=None).where(Task.document == document, Task.role == LEAD).execute()
    return state


def _order(
    document: int, order: Order, event: str, leader: int, slip: str | None, by: Actor, at: Moment
) -> str:
    _check(order, vietnam(at.utc).date())
    said = clean_text(order.words)
    state = lifecycle.advance(
        document,
        event,
        by,
        at,
        facts=_told(order, leader),
        lead_unit=order.lead,
        due_date=order.due_date,
    )
    Direction.create(
        document=document,
        leader=leader,
        text=said,
        due_date=order.due_date,
        entered_by=by.login,
        slip=slip,
        at=at.utc,
    )
    _withdraw_tasks(document, at)
    roles = ((LEAD, (order.lead,)), (COOPERATE, order.cooperate), (INFORM, order.inform))
    for role, units in roles:
        for unit in units:
            Task.create(
                document=document,
                unit=unit,
                role=role,
                user=order.officer if role == LEAD else None,
                due_date=order.due_date if role != INFORM else None,
                given_at=at.utc,
            )
    return state


def _check(order: Order, today: date) -> None:
    named = (order.lead, *order.cooperate, *order.inform)
    if len(set(named)) != len(named):
        raise Refused(
            "VT-2508",
            "Một đơn vị chỉ giữ một vai trò: chủ trì, phối hợp hoặc để biết.",
            hint="Bỏ chọn đơn vị bị lặp.",
        )
    there = {unit.id for unit in Unit.select(Unit.id).where(Unit.id.in_(named), Unit.closed_at.is_null())}
    if there != set(named):
        raise Refused("VT-2509", "Đơn vị được chọn không tồn tại hoặc đã ngừng.", hint="Chọn lại đơn vị.")
    if order.due_date is not None and order.due_date < today:
        raise Refused("VT-2510", "Hạn giải quyết không được trước hôm nay.", hint="Chọn lại hạn giải quyết.")
    if order.officer is not None:
        _demand_member(order.officer, order.lead)


def _told(order: Order, leader: int) -> dict[str, Any]:
    return {
        "leader": _login(leader),
        "lead": order.lead,
        "cooperate": list(order.cooperate),
        "inform": list(order.inform),
        "due": order.due_date.isoformat() if order.due_date else None,
    }


def _close_tasks(lead: Task, result: str, at: Moment) -> None:
    Task.update(done_at=at.utc, result=result).where(Task.id == lead.id).execute()
    Task.update(done_at=at.utc).where(
        Task.document == lead.document_id, Task.role == INFORM, Task.done_at.is_null()
    ).execute()


def _withdraw_tasks(document: int, at: Moment) -> None:
    Task.update(withdrawn_at=at.utc).where(Task.document == document, Task.withdrawn_at.is_null()).execute()


def _document(document: int) -> Document:
    row: Document | None = Document.get_or_none(Document.id == document)
    if row is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    return row


def _task(document: int, role: str) -> Task:
    row: Task | None = Task.get_or_none(
        Task.document == document, Task.role == role, Task.withdrawn_at.is_null()
    )
    if row is None:
        raise Refused(
            "VT-2511", "Văn bản chưa được giao cho đơn vị nào.", hint="Chờ ý kiến chỉ đạo của lãnh đạo."
        )
    return row


def _part(document: int, task: int) -> Task:
    row: Task | None = Task.get_or_none(
        Task.id == task, Task.document == document, Task.withdrawn_at.is_null()
    )
    if row is None:
        raise Missing("VT-2512", "Không có phần việc này.", hint="Tải lại trang.")
    return row


def _demand_head(unit: int, by: Actor) -> None:
    if unit not in by.headed_ids:
        raise Forbidden(
            "VT-2513",
            "Chỉ người phụ trách đơn vị được giao mới thực hiện được.",
            hint="Chuyển cho trưởng phòng.",
        )


def _demand_member(user: int, unit: int) -> None:
    works = (Grant.user == user) & (Grant.unit == unit) & (Grant.role == Role.OFFICER.value)
    if not Grant.select().where(works).exists() or User.get_by_id(user).closed_at is not None:
        raise Refused(
            "VT-2514",
            "Người được giao không phải chuyên viên của đơn vị này.",
            hint="Chọn người khác, hoặc đề nghị quản trị cấp vai trò chuyên viên.",
        )


def _demand_own(task: Task, by: Actor) -> None:
    if by.user_id is None or task.user_id != by.user_id:
        raise Forbidden(
            "VT-2515",
            "Văn bản này không giao cho {name}.",
            hint="Liên hệ người phụ trách đơn vị.",
            name=by.name,
        )


def _demand_concerned(task: Task, by: Actor) -> None:
    mine = by.user_id is not None and task.user_id == by.user_id
    theirs = task.user_id is None and task.unit_id in by.unit_ids
    if not (mine or theirs or task.unit_id in by.headed_ids):
        raise Forbidden(
            "VT-2515",
            "Văn bản này không giao cho {name}.",
            hint="Liên hệ người phụ trách đơn vị.",
            name=by.name,
        )


def _login(user: int) -> str:
    return str(User.get_by_id(user).login)
