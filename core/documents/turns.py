"""Whose turn it is on a draft, and with what right a person acts on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from core.documents import delegations, states
from core.errors import Forbidden, Missing, WrongState
from core.store.outgoing import Draft
from core.store.papers import Document
from core.store.people import Grant, User
from core.values import Actor, Role


def document_of(document: int) -> tuple[Document, Draft]:
    """Return the rows of an outgoing document; raise Missing when it is none."""
    draft = Draft.get_or_none(Draft.document == document)
    if draft is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    return Document.get_by_id(document), draft


def is_drafter(draft: Draft, by: Actor) -> bool:
    """Tell whether the draft is this person's to write."""
    return by.user_id is not None and draft.drafter_id == by.user_id


def heads(draft: Draft, by: Actor) -> bool:
    """Tell whether this person heads the drafting unit."""
    return draft.unit_id in by.headed_ids


def has_turn(document: Document, draft: Draft, by: Actor, day: date) -> bool:
    """Tell whether the next decision is this person's."""
    if document.state == states.ORDERED:
        return is_drafter(draft, by) or heads(draft, by)
    if document.state == states.DRAFTING:
        return is_drafter(draft, by)
    if document.state == states.TO_CHECK:
        return heads(draft, by)
    if document.state == states.TO_FORM:
        return Role.CHECKER in by.roles
    if document.state == states.TO_APPROVE:
        return Role.LEADER in by.roles or is_entrusted(document, draft, by, day)
    if document.state == states.TO_SIGN:
        return by.user_id is not None and draft.signer_id == by.user_id
    return Role.CLERK in by.roles and document.state in (states.TO_NUMBER, *states.NUMBERED)


def is_entrusted(document: Document, draft: Draft, by: Actor, day: date) -> bool:
    """Tell whether the person is the named signer by order or authorisation, and validly so on `day`."""
    if draft.capacity not in delegations.ENTRUSTED or draft.signer_id != by.user_id or by.user_id is None:
        return False
    return delegations.doubt(draft, document.type_name, day) is None


def demand_change(document: Document, draft: Draft, by: Actor, day: date) -> None:
    """Raise unless this person may change fields or files now, and hold the document where it stands.

    An order is its giver's or the head's to word; a draft is changed by him whose turn it is; what has been
    approved by its drafter too, and then goes back to who approved (Decree 30/2020, art. 11). Raises
    WrongState once it is signed, or when somebody was quicker.
    """
    if document.state not in states.AT_WORK:
        raise WrongState(
            "VT-2626",
            "Văn bản không còn ở bước soạn thảo nên không sửa được.",
            hint="Đã ký: lãnh đạo trả lại trước khi cấp số; đã phát hành: thay thế hoặc đính chính.",
        )
    if not may_change(document, draft, by, day):
        raise not_his(by)
    hold(document)


def may_change(document: Document, draft: Draft, by: Actor, day: date) -> bool:
    """Tell whether fields and files are this person's to change where the document stands."""
    if document.state not in states.AT_WORK:
        return False
    if document.state == states.ORDERED:
        return heads(draft, by) or (by.user_id is not None and draft.ordered_by_id == by.user_id)
    return has_turn(document, draft, by, day) or (is_approved(draft) and is_drafter(draft, by))


def hold(document: Document) -> None:
    """Keep the document's row to this transaction; raise WrongState when it has gone on meanwhile."""
    if not Document.change({"id": document.id, "state": document.state}, sha256=document.sha256):
        raise WrongState(
            "VT-2627", "Văn bản vừa được người khác xử lý.", hint="Tải lại trang để xem tình trạng mới nhất."
        )


def is_approved(draft: Draft) -> bool:
    """Tell whether the leader's approval stands."""
    return draft.approved_sha256 is not None


def decides_last(draft: Draft, by: Actor) -> bool:
    """Tell whether the person signs the document, or approved it."""
    return by.user_id is not None and by.user_id in (draft.signer_id, draft.approved_by_id)


def as_drafter(draft: Draft, by: Actor) -> Actor:
    """Return the drafter with an officer's right over his draft; raise Forbidden for anybody else.

    A head who writes for his own unit need not be its officer as well.
    """
    if not is_drafter(draft, by):
        raise not_his(by)
    return lent(by, Role.OFFICER) if Role.HEAD in by.roles else by


def demand_head(draft: Draft, by: Actor) -> None:
    """Raise Forbidden unless the person heads the drafting unit; he may check what he wrote himself."""
    if not heads(draft, by):
        raise Forbidden(
            "VT-2622",
            "Chỉ người phụ trách đơn vị soạn thảo mới thực hiện được.",
            hint="Chuyển cho người phụ trách đơn vị.",
        )


def demand_works(user: int | None, unit: int) -> None:
    """Raise Forbidden unless the person has an open account and writes for the unit: officer or head."""
    works = (Grant.user == user) & (Grant.unit == unit)
    roles = Grant.role.in_((Role.OFFICER.value, Role.HEAD.value))
    if not Grant.select().join(User).where(works, roles, User.closed_at.is_null()).exists():
        raise Forbidden(
            "VT-2623",
            "Người soạn thảo phải là chuyên viên hoặc người phụ trách của đơn vị soạn thảo.",
            hint="Chọn đơn vị của mình, hoặc chờ lãnh đạo giao soạn thảo.",
        )


def lent(by: Actor, role: Role) -> Actor:
    """Return the person with one role more, for one act whose right was proven otherwise."""
    return replace(by, roles=by.roles | {role})


def not_his(by: Actor) -> Forbidden:
    """Return the refusal of an act on somebody else's draft, or out of turn."""
    return Forbidden(
        "VT-2624",
        "Dự thảo này không đến lượt {name} xử lý.",
        hint="Xem văn bản đang chờ ai ở phần “Bước tiếp theo”.",
        name=by.name,
    )


def people(state: str, draft: Draft) -> set[int]:
    """Return the ids of those whose turn it is where a draft stands, for notices and for its page."""
    if (state == states.ORDERED and draft.drafter_id is None) or state == states.TO_CHECK:
        return holding(Role.HEAD, draft.unit_id)
    if state in (states.ORDERED, states.DRAFTING):
        return {draft.drafter_id} if draft.drafter_id else set()
    if state == states.TO_FORM:
        return holding(Role.CHECKER)
    if state in (states.TO_APPROVE, states.TO_SIGN):
        return {draft.signer_id} if draft.signer_id else set()
    waiting = (states.TO_NUMBER, states.TO_SEAL, states.HELD, states.TO_ISSUE)
    return holding(Role.CLERK) if state in waiting else set()


def holding(role: Role, unit: int | None = None) -> set[int]:
    """Return the ids of the people with open accounts who hold a role, in one unit or anywhere."""
    query: Any = Grant.select(Grant.user).join(User).where(Grant.role == role.value, User.closed_at.is_null())
    if unit is not None:
        query = query.where(Grant.unit == unit)
    return {grant.user_id for grant in query}


def may_take_up(draft: Draft, by: Actor) -> bool:
    """Tell whether an order is this person's to carry out: he is named, or heads the unit and nobody is."""
    return is_drafter(draft, by) or (draft.drafter_id is None and heads(draft, by))
