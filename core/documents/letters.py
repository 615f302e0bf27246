"""All that a person sees of one document of our own on its page, and what he can do with it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from core import calendar
from core.accounts.permissions import demand_visible, took_part
from core.documents import concerns, delegations, drafting, history, lifecycle, states, turns
from core.documents.booklines import code_of
from core.documents.delegations import Entered
from core.documents.offers import Colleague, colleagues, expulsion
from core.documents.papers import Paper, papers_for
from core.documents.viewing import VIEW
from core.errors import Missing, OfficeError, Refused
from core.store.outgoing import Comment, Concern, Dispatch, Draft, Version
from core.store.papers import Document
from core.store.people import Unit, User
from core.values import Actor, Role

SEALED = (states.TO_ISSUE, states.ISSUED)
"""Where the file bears every signature, and may be printed as a paper original."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of the file."""

    number: int
    stage: str
    note: str
    by: str
    at: datetime
    paper: Paper | None
    """None when this person may not be given the bytes."""
    current: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said of the draft."""

    name: str
    position: str
    text: str
    version: int
    """Which version it was said of; 0 before the first."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A person who is asked for an opinion or an initial."""

    id: int
    user: int
    name: str
    position: str
    what: str
    """comment · initial"""
    required: bool
    asked_by: str
    asked_at: datetime
    done_at: datetime | None
    withdrawable: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One document of our own with everything about it, for one person."""

    document: Document
    draft: Draft
    """The rows; foreign keys by their numbers only."""
    inside: bool
    """Whether this person had to do with it before it was issued; else he is told nothing of its making."""
    code: str
    unit: str
    drafter: str
    signer: str
    ordered_by: str
    approved_by: str
    """People and units by name; empty for none."""
    waiting: tuple[str, ...]
    """Names of those whose turn it is."""
    files: tuple[Paper, ...]
    """Empty when this person may not be given the bytes."""
    reading: Paper | None
    """The current file, whose pages are shown."""
    versions: tuple[Kept, ...]
    """Newest first."""
    comments: tuple[Opinion, ...]
    concerns: tuple[Asked, ...]
    dispatches: tuple[Dispatch, ...]
    answers: Document | None
    """The incoming document that is answered, when this person may see it."""
    replaces: Document | None
    corrects: Document | None
    mandate: Entered | None
    """What lets the signer sign in his capacity today."""
    doubts: tuple[OfficeError, ...]
    """What would stop approval or signature today."""
    lines: tuple[history.Line, ...]
    views: tuple[history.Line, ...]
    offers: frozenset[str]
    staff: tuple[Colleague, ...]
    """People to whom its head may give the draft."""
    left: int | None
    """Working days until it is to be drafted; negative when late, None when it is no longer owed."""


def letter(document: int, by: Actor, today: date) -> Letter:
    """Return everything about one document of our own; raise Missing when it is not for this person."""
    row = demand_visible(document, by)
    if row.life not in states.LEAVING:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    _, draft = turns.document_of(document)
    files, inside = papers_for(row, by), took_part(document, by)
    lines = history.shown(document, by)
    owed = row.state in (states.ORDERED, states.DRAFTING) and draft.draft_due is not None
    return Letter(
        document=row,
        draft=draft,
        inside=inside,
        code=code_of(row),
        unit=_unit(draft.unit_id),
        drafter=_name(draft.drafter_id),
        signer=_name(draft.signer_id),
        ordered_by=_name(draft.ordered_by_id),
        approved_by=_name(draft.approved_by_id),
        waiting=tuple(_names(turns.people(row.state, draft))),
        files=tuple(paper for paper in files if paper.role not in ("draft", "signed")),
        reading=next((paper for paper in files if _is_current(paper, row)), None),
        versions=tuple(one for one in _versions(row, files) if inside or one.current),
        comments=_comments(document) if inside else (),
        concerns=_concerns(document, draft, by) if inside else (),
        dispatches=tuple(Dispatch.select().where(Dispatch.document == document).order_by(Dispatch.position)),
        answers=_linked(draft.answers_id, by),
        replaces=_linked(draft.replaces_id, by),
        corrects=_linked(draft.corrects_id, by),
        mandate=_mandate(row, draft, today),
        doubts=tuple(drafting.doubts(row, draft, today)),
        lines=tuple(line for line in reversed(lines) if line.event != VIEW),
        views=tuple(line for line in reversed(lines) if line.event == VIEW),
        offers=offers(row, draft, by, today),
        staff=tuple(colleagues(by.headed_ids & {draft.unit_id or 0})) if Role.HEAD in by.roles else (),
        left=calendar.working_days_between(today, draft.draft_due) if owed and draft.draft_due else None,
    )


def offers(row: Document, draft: Draft, by: Actor, today: date) -> frozenset[str]:
    """Return what this person can do with the document where it stands, and beside its steps: edit, ask,
    unask, comment, record_initial, print_original, note_paper, copy.
    """
    actor = by
    if turns.is_drafter(draft, by) and Role.HEAD in by.roles:
        actor = replace(actor, roles=actor.roles | {Role.OFFICER})
    if turns.is_entrusted(row, draft, by, today):
        actor = replace(actor, roles=actor.roles | {Role.LEADER})
    events = {event for event in lifecycle.possible(row, actor) if _his(event, row, draft, by)}
    events |= _beside(row, draft, by, today) | expulsion(row, by)
    return frozenset(events - {"expel", "amend"})


def _his(event: str, row: Document, draft: Draft, by: Actor) -> bool:
    """Whether an event that depends on whose draft it is is this person's."""
    if event in ("submit", "take_back"):
        return turns.is_drafter(draft, by)
    if event == "abandon":
        signed = row.state == states.TO_NUMBER and not draft.copy_form
        return turns.is_drafter(draft, by) and draft.ordered_by_id is None and not signed
    if event == "unsign":
        return not draft.copy_form
    if event == "take_up":
        return turns.may_take_up(draft, by)
    if event in ("hand_on", "check_content") or (event == "give_back" and row.state == states.TO_CHECK):
        return turns.heads(draft, by)
    if event == "give_back" and row.state == states.TO_SIGN:
        return turns.decides_last(draft, by)
    return event != "sign" or (by.user_id is not None and draft.signer_id == by.user_id)


def _beside(row: Document, draft: Draft, by: Actor, today: date) -> set[str]:
    """Return what may be done without a step of the life, or with a right that is no role."""
    clerk = Role.CLERK in by.roles
    written = row.state in (states.ORDERED, states.DRAFTING)
    open_ = row.state in concerns.OPEN
    initials = concerns.pending(row.id, by.user_id or 0, concerns.INITIAL) is not None
    possible = {
        "edit": turns.may_change(row, draft, by, today),
        "hand_on": written and turns.heads(draft, by),
        "abandon": written and draft.ordered_by_id is not None and Role.LEADER in by.roles,
        "ask": concerns.may_ask(row, draft, by, today),
        "comment": open_ and by.user_id is not None,
        "record_initial": open_ and initials and row.sha256 is not None,
        "print_original": clerk and row.state in SEALED,
        "note_paper": clerk and row.state == states.ISSUED,
        "copy": clerk and row.state == states.ISSUED,
    }
    return {verb for verb, may in possible.items() if may}


def _versions(row: Document, files: Iterable[Paper]) -> tuple[Kept, ...]:
    known = {paper.id: paper for paper in files}
    rows = list(Version.select().where(Version.document == row.id).order_by(Version.number.desc()))
    names = _by_login({version.by for version in rows})
    return tuple(
        Kept(
            version.number,
            version.stage,
            version.note,
            names.get(version.by, version.by),
            version.at,
            known.get(version.file_id),
            place == 0,
        )
        for place, version in enumerate(rows)
    )


def _comments(document: int) -> tuple[Opinion, ...]:
    rows = Comment.select(Comment, User).join(User).where(Comment.document == document)
    return tuple(
        Opinion(row.user.name, row.user.position, row.text, row.version, row.at)
        for row in rows.order_by(Comment.id)
    )


def _concerns(document: int, draft: Draft, by: Actor) -> tuple[Asked, ...]:
    rows = list(
        Concern.select(Concern, User)
        .join(User)
        .where(Concern.document == document, Concern.withdrawn_at.is_null())
        .order_by(Concern.id)
    )
    names = _by_login({row.asked_by for row in rows})
    return tuple(
        Asked(
            row.id,
            row.user_id,
            row.user.name,
            row.user.position,
            row.what,
            row.required,
            names.get(row.asked_by, row.asked_by),
            row.asked_at,
            row.done_at,
            row.done_at is None and (row.asked_by == by.login or turns.heads(draft, by)),
        )
        for row in rows
    )


def _mandate(row: Document, draft: Draft, today: date) -> Entered | None:
    if draft.signer_id is None:
        return None
    try:
        used = delegations.demand(draft.signer_id, draft.capacity, row.type_name, today)
    except (Refused, Missing):  # told among the doubts
        return None
    entered = delegations.listing(today, draft.signer_id) if used else []
    return next((one for one in entered if used and one.id == used.id), None)


def _linked(document: int | None, by: Actor) -> Document | None:
    if document is None:
        return None
    try:
        return demand_visible(document, by)
    except Missing:  # not for this person: he is not told what it is
        return None


def _is_current(paper: Paper, row: Document) -> bool:
    return paper.role in ("draft", "signed") and paper.sha256 == row.sha256


def _unit(unit: int | None) -> str:
    row = Unit.get_or_none(Unit.id == unit)
    return row.name if row else ""


def _name(user: int | None) -> str:
    return next(iter(_names({user} if user else set())), "")


def _names(users: set[int]) -> list[str]:
    return [row.name for row in User.select().where(User.id.in_(sorted(users))).order_by(User.name, User.id)]


def _by_login(logins: set[str]) -> dict[str, str]:
    return {row.login: row.name for row in User.select().where(User.login.in_(sorted(logins)))}
