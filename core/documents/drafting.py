"""How a draft goes from its drafter to the signature: submitted, checked, approved, or given back."""

from __future__ import annotations

from datetime import date

from core.clock import vietnam
from core.documents import concerns, delegations, drafts, lifecycle, states, turns, versions
from core.errors import OfficeError, Refused
from core.store.outgoing import Draft
from core.store.papers import Document
from core.text import clean_text
from core.values import Actor, Moment, Role

GIVES_BACK = (states.TO_CHECK, states.TO_FORM, states.TO_APPROVE, states.TO_SIGN)


def submit(document: int, by: Actor, at: Moment) -> str:
    """Hand the draft in, by its drafter: the file is there, and so is everybody who has to act on it.

    Whether the signer may sign in this capacity is asked at approval and signature; `doubts` tells it now.
    """
    row, draft = turns.document_of(document)
    drafter = turns.as_drafter(draft, by)
    if versions.current(document) is None or row.sha256 is None:
        raise Refused("VT-2651", "Chưa có tệp PDF của dự thảo.", hint="Tải tệp PDF lên rồi trình lại.")
    if draft.signer_id is None:
        raise Refused("VT-2652", "Chưa chọn người ký.", hint="Sửa dự thảo, chọn người ký rồi trình lại.")
    if not turns.holding(Role.HEAD, draft.unit_id):
        raise Refused(
            "VT-2653",
            "Đơn vị soạn thảo chưa có người phụ trách để duyệt nội dung.",
            hint="Quản trị cấp vai trò phụ trách đơn vị cho một người.",
        )
    if not turns.holding(Role.CHECKER):
        raise Refused(
            "VT-2654",
            "Cơ quan chưa giao ai kiểm tra thể thức.",
            hint="Quản trị cấp vai trò kiểm tra thể thức cho một người.",
        )
    return lifecycle.advance(document, "submit", drafter, at)


def doubts(row: Document, draft: Draft, today: date) -> list[OfficeError]:
    """Return what would stop the approval or the signature today, as sentences; empty for nothing."""
    if row.state not in states.AT_WORK:
        return []
    barred = delegations.doubt(draft, row.type_name, today)
    found: list[OfficeError] = [] if barred is None else [barred]
    try:
        concerns.demand_initials(row.id)
    except Refused as missing:
        found.append(missing)
    return found


def take_back(document: int, by: Actor, at: Moment) -> str:
    """Take the draft back while nobody has decided where it stands, by its drafter."""
    _, draft = turns.document_of(document)
    state = lifecycle.advance(document, "take_back", turns.as_drafter(draft, by), at)
    drafts.void_approval(document)
    return state


def give_back(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Return the draft to its drafter, with a reason, by him whose turn it is; files and opinions stay."""
    row, draft = turns.document_of(document)
    actor = _decider(row, draft, by, at) if row.state in GIVES_BACK else by
    state = lifecycle.advance(document, "give_back", actor, at, reason=reason)
    drafts.void_approval(document)
    return state


def check_content(document: int, words: str, by: Actor, at: Moment) -> str:
    """Answer for the content, by the head of the drafting unit (Decree 30/2020, art. 12.1)."""
    _, draft = turns.document_of(document)
    turns.demand_head(draft, by)
    return lifecycle.advance(document, "check_content", by, at, facts=_said(words))


def check_form(document: int, words: str, by: Actor, at: Moment) -> str:
    """Answer for form and technique, by the person assigned to it (Decree 30/2020, art. 12.2)."""
    turns.document_of(document)
    return lifecycle.advance(document, "check_form", by, at, facts=_said(words))


def approve(document: int, sha256: str, by: Actor, at: Moment, words: str = "") -> str:
    """Approve the very file that was shown, by who is competent to sign (Decree 30/2020, art. 11).

    Raises Refused when another file came meanwhile, a required initial is missing, or the named signer may
    not sign in this capacity today.
    """
    row, draft = turns.document_of(document)
    today = vietnam(at.utc).date()
    actor = delegations.standing(row, draft, by, today)
    if row.state == states.TO_APPROVE:
        demand_seen(row, sha256)
        concerns.demand_initials(document)
        demand_capacity(row, draft, at)
    state = lifecycle.advance(document, "approve", actor, at, facts=_said(words))
    Draft.change({"document": document}, approved_sha256=sha256, approved_by=by.user_id, approved_at=at.utc)
    return state


def demand_signing(document: int, seen: str, by: Actor, at: Moment) -> Actor:
    """Return the named signer with the right to take the step `sign` on this one document today.

    Raises Forbidden for anybody else, Refused when the file he was shown, the approved one and the current
    one are not the same, or when his capacity does not cover this type on this day.
    """
    row, draft = turns.document_of(document)
    if by.user_id is None or draft.signer_id != by.user_id:
        raise turns.not_his(by)
    demand_seen(row, seen)
    if draft.approved_sha256 != row.sha256:
        raise Refused(
            "VT-2655",
            "Tệp hiện tại không phải tệp đã được duyệt.",
            hint="Trả lại để duyệt lại tệp mới.",
        )
    demand_capacity(row, draft, at)
    return delegations.standing(row, draft, by, vietnam(at.utc).date())


def unsign(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Take a signed document back to its drafter before it has its number, by its signer or another leader.

    The signed file stays among the versions; the draft goes on from the last file that was not signed.
    """
    row, draft = turns.document_of(document)
    if draft.copy_form:
        raise Refused(
            "VT-2975",
            "Bản sao không có chữ ký của lãnh đạo nên không rút chữ ký được.",
            hint="Văn thư đã lập bản sao bỏ bản sao khi chưa cấp số, hoặc hủy số sau khi cấp.",
        )
    actor = delegations.standing(row, draft, by, vietnam(at.utc).date())
    state = lifecycle.advance(document, "unsign", actor, at, reason=reason)
    drafts.void_approval(document)
    Draft.change({"document": document}, signed_at=None, level="")
    versions.restore(document, by, at)
    return state


def demand_seen(row: Document, sha256: str) -> None:
    """Raise Refused unless the file a person was shown is the current one: what you see is what you sign."""
    if row.sha256 != sha256:
        raise Refused(
            "VT-2656",
            "Tệp vừa được thay bằng bản mới hơn bản anh/chị đã xem.",
            hint="Tải lại trang, xem bản mới rồi quyết định.",
        )


def demand_capacity(row: Document, draft: Draft, at: Moment) -> None:
    """Raise Refused unless the named signer may sign this type in this capacity today."""
    if draft.signer_id is None:
        raise Refused("VT-2652", "Chưa chọn người ký.", hint="Trả lại để chọn người ký.")
    delegations.demand(draft.signer_id, draft.capacity, row.type_name, vietnam(at.utc).date())


def _decider(row: Document, draft: Draft, by: Actor, at: Moment) -> Actor:
    """Return the person as who may decide where the document stands; raise Forbidden for anybody else."""
    today = vietnam(at.utc).date()
    if row.state == states.TO_CHECK:
        turns.demand_head(draft, by)
    if row.state == states.TO_SIGN and not turns.decides_last(draft, by):
        raise turns.not_his(by)
    if row.state in (states.TO_APPROVE, states.TO_SIGN):
        return delegations.standing(row, draft, by, today)
    return by


def _said(words: str) -> dict[str, str]:
    said = clean_text(words)
    return {"words": said} if said else {}
