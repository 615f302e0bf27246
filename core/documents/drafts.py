"""What the office is to write: ordered or begun, worded, put into files, handed on or given up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from core import audit, jobs
from core.accounts.permissions import forbidden
from core.clock import vietnam
from core.config.site import Site
from core.documents import dispatches, incoming, lifecycle, paper, states, turns, versions, wanted
from core.documents.examine import PDF
from core.documents.wanted import Wanted
from core.errors import Forbidden, Missing, Refused
from core.store.outgoing import Concern, Draft
from core.store.papers import Document, File
from core.store.people import User
from core.text import clean_text, fold
from core.values import Actor, Blob, Moment, Role

SOURCE = "drafting"
INITIAL = "initial"


def order(
    given: Wanted,
    officer: int | None,
    words: str,
    due: date | None,
    by: Actor,
    at: Moment,
    *,
    site: Site,
) -> int:
    """Have a unit, or a person of it, write a document, by a leader; return its id (art. 10.1)."""
    if Role.LEADER not in by.roles:
        raise forbidden(by)
    today = vietnam(at.utc).date()
    told = wanted.check(given, by, today)
    if due is not None and due < today:
        raise Refused("VT-2628", "Hạn soạn thảo không được trước hôm nay.", hint="Chọn lại hạn soạn thảo.")
    if officer is not None:
        turns.demand_works(officer, told.unit)
    elif not turns.holding(Role.HEAD, told.unit):
        raise Refused(
            "VT-2629",
            "Đơn vị được giao chưa có người phụ trách.",
            hint="Chọn đích danh một chuyên viên của đơn vị.",
        )
    more = {"drafter": officer, "ordered_by": by.user_id, "order_words": clean_text(words), "draft_due": due}
    return _begin("order", told, more, by, at, site)


def draft(given: Wanted, by: Actor, at: Moment, *, site: Site) -> int:
    """Begin a draft of one's own unit and return its id (art. 10.2)."""
    told = wanted.check(given, by, vietnam(at.utc).date())
    turns.demand_works(by.user_id, told.unit)
    return _begin("draft", told, {"drafter": by.user_id}, turns.lent(by, Role.OFFICER), at, site)


def edit(document: int, given: Wanted, by: Actor, at: Moment) -> list[str]:
    """Write other fields into a draft and return the names of those that changed.

    What had been approved goes back to the leader (Decree 30/2020, art. 11).
    """
    row, held = turns.document_of(document)
    before = wanted.wanted_of(row, held)
    told = wanted.check(given, by, vietnam(at.utc).date(), before)
    changed = [one.name for one in fields(Wanted) if getattr(told, one.name) != getattr(before, one.name)]
    if not changed:
        return []
    turns.demand_change(row, held, by, vietnam(at.utc).date())
    if "unit" in changed and held.drafter_id is not None:
        turns.demand_works(held.drafter_id, told.unit)
    Document.change({"id": document}, **wanted.columns(told))
    Draft.change({"document": document}, **wanted.draft_columns(told))
    if "receivers" in changed:
        dispatches.plan(document, told.receivers, at)
    _changed(row, held, by, at, fields=changed)
    _index(document, "edit", at)
    return changed


def hand_on(document: int, officer: int, by: Actor, at: Moment) -> str:
    """Give an order, or a draft a colleague began, to a person of the unit, by its head."""
    row, held = turns.document_of(document)
    turns.demand_head(held, by)
    turns.demand_works(officer, held.unit_id or 0)
    facts = {"officer": _login(officer)}
    _index(document, "hand_on", at)
    if row.state == states.DRAFTING:
        turns.hold(row)
        audit.write(by, "hand_on", at, document=document, **facts)
        key = f"{document}:hand_on:{at.utc.isoformat()}"
        jobs.enqueue("tell", key, at, document=document, event="hand_on")
    state = (
        row.state
        if row.state == states.DRAFTING
        else lifecycle.advance(document, "hand_on", by, at, facts=facts)
    )
    Draft.change({"document": document}, drafter=officer)
    return str(state)


def take_up(document: int, by: Actor, at: Moment) -> str:
    """Begin to write what was ordered: the person named, or the head of the unit while nobody is."""
    _, held = turns.document_of(document)
    if not turns.may_take_up(held, by):
        raise turns.not_his(by)
    turns.demand_works(by.user_id, held.unit_id or 0)
    state = lifecycle.advance(document, "take_up", turns.lent(by, Role.OFFICER), at)
    Draft.change({"document": document}, drafter=by.user_id)
    _index(document, "take_up", at)
    return state


def abandon(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Give a draft up, for a reason: its drafter, or the leader when it was he who ordered it.

    A copy is given up by the clerk who began it, as long as it has no number.
    """
    row, held = turns.document_of(document)
    if row.state == states.TO_NUMBER and not (held.copy_form and turns.is_drafter(held, by)):
        raise turns.not_his(by)
    if held.ordered_by_id is None:
        return lifecycle.advance(document, "abandon", turns.as_drafter(held, by), at, reason=reason)
    if Role.LEADER not in by.roles:
        raise Forbidden(
            "VT-2630",
            "Văn bản do lãnh đạo giao soạn thảo nên chỉ lãnh đạo được bỏ.",
            hint="Đề nghị lãnh đạo đã giao.",
        )
    return lifecycle.advance(document, "abandon", turns.lent(by, Role.OFFICER), at, reason=reason)


def add_version(document: int, blob: Blob, about: Mapping[str, Any], note: str, by: Actor, at: Moment) -> int:
    """Make a kept and examined PDF the draft's current file and return the version's number.

    `about` are the columns of the file: media_type, pages, facts. Initials given to an earlier file do not
    count for this one; what had been approved goes back to the leader. The same bytes are the same version.
    """
    if about.get("media_type") != PDF:
        raise Refused(
            "VT-2631",
            "Bản để trình ký phải là tệp PDF.",
            hint="Xuất dự thảo ra PDF; tệp Word, ODT gửi kèm ở ô tệp soạn thảo.",
        )
    row, held = turns.document_of(document)
    turns.demand_change(row, held, by, vietnam(at.utc).date())
    there = versions.current(document)
    if there is not None and there[1].sha256 == blob.sha256 and row.sha256 == blob.sha256:
        return int(there[0].number)
    number = versions.add(document, blob, versions.DRAFT, by, at, note=clean_text(note), **about)
    Concern.update(done_at=None, sha256=None).where(
        Concern.document == document, Concern.what == INITIAL, Concern.withdrawn_at.is_null()
    ).execute()
    _amend(row, held, by, at, version=number)
    return number


def add_beside(document: int, role: str, blob: Blob, about: Mapping[str, Any], by: Actor, at: Moment) -> int:
    """Put a kept and examined file beside the draft, as `attachment` or `working`; return the file's id.

    An annex is part of the document: one that is added after the approval asks for it again.
    """
    row, held = turns.document_of(document)
    turns.demand_change(row, held, by, vietnam(at.utc).date())
    file = incoming.add_file(document, role, blob, at, **about)
    if role == "working":
        audit.write(by, "add_file", at, document=document, sha256=blob.sha256, role=role)
    else:
        _changed(row, held, by, at, sha256_added=blob.sha256)
        jobs.enqueue("read", f"{document}:file:{file}", at, document=document)
    return file


def remove_beside(document: int, file: int, by: Actor, at: Moment) -> None:
    """Take an annex or a working file away from the draft; its bytes and its line in the memory stay."""
    row, held = turns.document_of(document)
    there = File.get_or_none(
        File.id == file,
        File.document == document,
        File.role.in_(("attachment", "working")),
        File.removed_at.is_null(),
    )
    if there is None:
        raise Missing("VT-2701", "Không có tệp này.", hint="Mở lại văn bản để xem các tệp của nó.")
    turns.demand_change(row, held, by, vietnam(at.utc).date())
    File.update(removed_at=at.utc).where(File.id == file).execute()
    if there.role == "working":
        audit.write(by, "remove_file", at, document=document, sha256=there.sha256, role=there.role)
    else:
        _changed(row, held, by, at, sha256_removed=there.sha256)
    _index(document, "remove_file", at)


def void_approval(document: int) -> None:
    """Forget that the draft was approved; that it once was stays in the memory."""
    Draft.change({"document": document}, approved_sha256=None, approved_by=None, approved_at=None)


def _begin(event: str, told: Wanted, more: Mapping[str, Any], by: Actor, at: Moment, site: Site) -> int:
    own = {
        "source": SOURCE,
        "external_id": secrets.token_hex(16),
        "organ_id": site.office.code,
        "organ_name": site.office.name,
        "organ_key": fold(site.office.name),
    }
    paper.check(site.outgoing, told.type_name, told.field, told.receivers, vietnam(at.utc).date())
    facts = {"unit": told.unit, "answers": told.answers}
    life = "outgoing_a" if site.outgoing.approval == "before_checks" else "outgoing"
    document = lifecycle.begin(event, by, at, life=life, facts=facts, **own, **wanted.columns(told))
    Draft.create(document=document, **wanted.draft_columns(told), **more)
    dispatches.plan(document, told.receivers, at)
    _index(document, event, at)
    return document


def _changed(row: Document, held: Draft, by: Actor, at: Moment, **facts: Any) -> None:
    """Write down a change, and take back the approval it was made after."""
    if not _amend(row, held, by, at, **facts):
        audit.write(by, "edit", at, document=row.id, **facts)


def _amend(row: Document, held: Draft, by: Actor, at: Moment, **facts: Any) -> bool:
    if not turns.is_approved(held):
        return False
    void_approval(row.id)
    lifecycle.advance(row.id, "amend", turns.lent(by, Role.OFFICER), at, facts=facts)
    return True


def _index(document: int, event: str, at: Moment) -> None:
    jobs.enqueue("index", f"{document}:{event}:{at.utc.isoformat()}", at, document=document)


def _login(user: int) -> str:
    return str(User.get_by_id(user).login)
