"""Who is asked for something on a draft: an opinion (góp ý) or an initial (ký nháy); and what they gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core import audit, jobs
from core.accounts.permissions import demand_visible
from core.clock import vietnam
from core.documents import states, turns, versions
from core.errors import Forbidden, Missing, Refused, WrongState
from core.store.outgoing import Comment, Concern, Draft
from core.store.papers import Document
from core.store.people import Grant, User
from core.text import clean_text
from core.values import Actor, Moment, Role

COMMENT, INITIAL = "comment", "initial"
OPEN = (states.DRAFTING, states.TO_CHECK, states.TO_FORM, states.TO_APPROVE)
"""Where an opinion or an initial may still be asked for and given."""


def ask(document: int, users: Sequence[int], what: str, required: bool, by: Actor, at: Moment) -> list[int]:
    """Ask people for an opinion or an initial, which opens the draft to them; return the requests' ids.

    Whoever writes it, or whose turn it is, may ask; a person who was asked already is not asked again, but an
    initial may become required. That it is required nobody else takes back than who may withdraw it.
    """
    row, draft = _open(document)
    if not may_ask(row, draft, by, vietnam(at.utc).date()):
        raise turns.not_his(by)
    if what not in (COMMENT, INITIAL):
        raise Refused("VT-2641", "Chỉ xin được ý kiến hoặc chữ ký nháy.", hint="Tải lại trang.")
    made = []
    for user in dict.fromkeys(users):
        _demand_person(user)
        there = pending(document, user, what)
        if there is not None:
            made.append(int(there.id))
            if required and not there.required:
                Concern.update(required=True).where(Concern.id == there.id).execute()
                audit.write(by, f"ask_{what}", at, document=document, officer=_login(user), required=True)
            continue
        concern = Concern.create(
            document=document, user=user, what=what, required=required, asked_by=by.login, asked_at=at.utc
        )
        made.append(int(concern.id))
        audit.write(by, f"ask_{what}", at, document=document, officer=_login(user), required=required)
        key = f"{document}:ask:{concern.id}"
        jobs.enqueue("tell", key, at, document=document, event=f"ask_{what}", user=user)
    jobs.enqueue("index", f"{document}:ask:{at.utc.isoformat()}", at, document=document)
    return made


def withdraw(concern: int, by: Actor, at: Moment) -> None:
    """Take a request back: who asked it, or the head of the drafting unit."""
    there = Concern.get_or_none(
        Concern.id == concern, Concern.withdrawn_at.is_null(), Concern.done_at.is_null()
    )
    if there is None:
        raise Missing("VT-2642", "Không có đề nghị này hoặc đã xong.", hint="Tải lại trang.")
    _, draft = _open(there.document_id)
    demand_visible(there.document_id, by)
    if there.asked_by != by.login and not turns.heads(draft, by):
        raise turns.not_his(by)
    Concern.update(withdrawn_at=at.utc).where(Concern.id == concern).execute()
    audit.write(by, f"withdraw_{there.what}", at, document=there.document_id, officer=_login(there.user_id))
    jobs.enqueue("index", f"{there.document_id}:unask:{concern}", at, document=there.document_id)


def comment(document: int, text: str, by: Actor, at: Moment) -> int:
    """Write an opinion beside the draft and return its id; all of them are kept (Annex VI, III.5.a).

    Whoever sees the draft may speak until it is approved; who was asked has then answered.
    """
    row, _ = _open(document)
    demand_visible(document, by)
    said = clean_text(text)
    if not said or by.user_id is None:
        raise Refused("VT-2643", "Phải ghi ý kiến.", hint="Ghi ý kiến góp ý rồi gửi lại.")
    there = versions.current(document)
    made = Comment.create(
        document=document, user=by.user_id, version=there[0].number if there else 0, text=said, at=at.utc
    )
    asked = pending(document, by.user_id, COMMENT)
    if asked is not None:
        Concern.update(done_at=at.utc, sha256=row.sha256).where(Concern.id == asked.id).execute()
    audit.write(by, COMMENT, at, document=document, words=said)
    key = f"{document}:comment:{made.id}"
    jobs.enqueue("tell", key, at, document=document, event=COMMENT, speaker=by.user_id)
    return int(made.id)


def record_initial(document: int, by: Actor, at: Moment) -> None:
    """Note that the person who was asked for it initials the current file, without a signature in it."""
    row, _ = _open(document)
    complete_initial(document, row.sha256, by, at)
    audit.write(by, "record_initial", at, document=document, sha256=row.sha256)


def complete_initial(document: int, sha256: str | None, by: Actor, at: Moment) -> None:
    """Note that a person's initial is given, on the file `sha256`; raise Refused when nobody asked for it."""
    asked = pending(document, by.user_id or 0, INITIAL)
    if asked is None:
        raise Forbidden(
            "VT-2644",
            "{name} không được đề nghị ký nháy văn bản này.",
            hint="Người soạn thảo đề nghị ký nháy trước.",
            name=by.name,
        )
    if sha256 is None:
        raise Refused("VT-2645", "Chưa có tệp để ký nháy.", hint="Người soạn thảo tải tệp PDF lên trước.")
    Concern.update(done_at=at.utc, sha256=sha256).where(Concern.id == asked.id).execute()


def missing_initials(document: int) -> list[str]:
    """Return the names of those whose initial is required and has not been given, by name."""
    rows = (
        Concern.select(Concern, User)
        .join(User)
        .where(
            Concern.document == document,
            Concern.what == INITIAL,
            Concern.required,
            Concern.done_at.is_null(),
            Concern.withdrawn_at.is_null(),
        )
        .order_by(User.name, User.id)
    )
    return [row.user.name for row in rows]


def demand_initials(document: int) -> None:
    """Raise Refused, with names, while a required initial is missing."""
    names = missing_initials(document)
    if names:
        raise Refused(
            "VT-2646",
            "Còn thiếu chữ ký nháy của: {names}.",
            hint="Chờ ký nháy xong, hoặc người đề nghị rút lại yêu cầu.",
            names=", ".join(names),
        )


def _open(document: int) -> tuple[Document, Draft]:
    """Return the rows of a draft on which opinions still matter; raise WrongState of any other."""
    row, draft = turns.document_of(document)
    if row.state not in OPEN:
        raise WrongState(
            "VT-2647",
            "Văn bản không còn ở bước lấy ý kiến, ký nháy.",
            hint="Tải lại trang để xem tình trạng mới nhất.",
        )
    turns.hold(row)
    return row, draft


def may_ask(row: Document, draft: Draft, by: Actor, day: date) -> bool:
    """Tell whether this person may ask others for something on the draft."""
    concerned = turns.is_drafter(draft, by) or turns.heads(draft, by)
    return row.state in OPEN and (concerned or turns.has_turn(row, draft, by, day))


def _demand_person(user: int) -> None:
    """Raise Refused for anybody who does not work on documents here: an administrator's office is another."""
    works = (Grant.user == user) & (Grant.role != Role.ADMIN.value)
    if not Grant.select().join(User).where(works, User.closed_at.is_null()).exists():
        raise Refused(
            "VT-2648", "Người được chọn không xử lý văn bản trong cơ quan.", hint="Chọn người khác."
        )


def pending(document: int, user: int, what: str) -> Concern | None:
    """Return what a person is asked for and has not given yet; None for nothing."""
    found: Concern | None = Concern.get_or_none(
        Concern.document == document,
        Concern.user == user,
        Concern.what == what,
        Concern.done_at.is_null(),
        Concern.withdrawn_at.is_null(),
    )
    return found


def _login(user: int) -> str:
    return str(User.get_by_id(user).login)
