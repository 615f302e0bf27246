"""What is written about a draft: its fields, signer and receivers, and when they are lawful."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.accounts.permissions import visible
from core.config.sections import Sphere
from core.documents import delegations, states
from core.documents.particulars import LABELS as FIELD_LABELS
from core.documents.particulars import LENGTHS, URGENCIES, Invalid, secret
from core.errors import Missing
from core.language import mark, tr
from core.store.outgoing import Dispatch, Draft
from core.store.papers import Document
from core.store.people import Unit, User
from core.text import clean_line, clean_text
from core.values import Actor

TEXTS = {name: LENGTHS[name] for name in ("type_name", "subject", "language", "description")} | {
    "council": 30,
    "field": 30,
    "keeper": 300,
}
"""Characters a field may have (Decree 30/2020, Annex VI, part II.I)."""
REQUIRED = ("type_name", "subject", "language")
NAME, CODE, TO_PLACES = 200, 35, 1000
"""Characters of a receiver's name and code, and of all receivers on one line."""
MOST = 500
"""Receivers of one document."""
COPIES = 9_999

LABELS = FIELD_LABELS | {
    "unit": mark("Đơn vị soạn thảo"),
    "signer": mark("Người ký"),
    "capacity": mark("Quyền hạn ký"),
    "council": mark("Hội đồng, ban"),
    "field": mark("Lĩnh vực"),
    "due_date": mark("Hạn trả lời"),
    "answers": mark("Trả lời văn bản đến"),
    "closes": mark("Kết thúc văn bản đến khi phát hành"),
    "replaces": mark("Thay thế văn bản"),
    "corrects": mark("Đính chính văn bản"),
    "copies": mark("Số lượng bản"),
    "keeper": mark("Đơn vị hoặc người nhận bản lưu"),
    "receivers": mark("Nơi nhận"),
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """One place a document goes to: an agency, a person, or a unit of our own."""

    name: str = ""
    """May be left empty for a unit of our own."""
    code: str = ""
    """Its identifier on the axis; empty when it has none."""
    unit: int | None = None
    electronic: bool = True
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields of an outgoing document that its drafter fills in (Decree 30/2020, Annex VI, II.I)."""

    subject: str = ""
    unit: int = 0
    """Id of the drafting unit."""
    type_name: str = "Công văn"
    signer: int | None = None
    capacity: str = ""
    council: str = ""
    field: str = ""
    priority: int = 0
    secrecy: int = 0
    """0 not secret; anything else is refused at every door (Decision 1007, art. 1.2)."""
    due_date: date | None = None
    """Until when the receivers are to answer."""
    answers: int | None = None
    closes: bool = False
    replaces: int | None = None
    corrects: int | None = None
    description: str = ""
    copies: int = 0
    keeper: str = ""
    language: str = "Tiếng Việt"
    receivers: tuple[Receiver, ...] = ()


class Unfit(Invalid):
    """Fields of a draft that must be put right first; `fields` maps each to its sentence."""

    def __init__(self, wrong: dict[str, str]) -> None:
        said = "; ".join(f"{tr(LABELS.get(name, name))}: {sentence}" for name, sentence in wrong.items())
        super(Invalid, self).__init__(
            "VT-2601", "Chưa lưu được dự thảo: {said}", hint="Sửa các ô được đánh dấu.", said=said
        )
        self.fields = wrong

    def __reduce__(self) -> tuple[object, ...]:
        return Unfit, (self.fields,)


def check(given: Wanted, by: Actor, today: date, before: Wanted | None = None) -> Wanted:
    """Return the fields as they are kept; raise Unfit naming every one that is missing or impossible.

    A secret level is refused before anything else. `before` is what stood there: a link or a day that stays
    as it was is not asked about again.
    """
    if given.secrecy:
        raise secret(given.secrecy)
    told = _tidy(given)
    wrong = {name: tr("bắt buộc phải nhập") for name in REQUIRED if not getattr(told, name)}
    for name, longest in TEXTS.items():
        length = len(getattr(told, name))
        if length > longest:
            wrong[name] = tr("dài {length} ký tự, tối đa {longest}", length=length, longest=longest)
    if not 0 <= told.priority < len(URGENCIES):
        wrong["priority"] = tr("không có mức này")
    if not 0 <= told.copies <= COPIES:
        wrong["copies"] = tr("phải từ 0 đến {most}", most=COPIES)
    if told.field not in ("", *Sphere):
        wrong["field"] = tr("không có lĩnh vực này")
    if told.due_date and told.due_date < today and not (before and before.due_date == told.due_date):
        wrong["due_date"] = tr("không được trước hôm nay")
    wrong |= _wrong_people(told) | _wrong_links(told, by, before) | _wrong_receivers(told)
    if wrong:
        raise Unfit(wrong)
    return told


def columns(told: Wanted) -> dict[str, Any]:
    """Return what goes into the document's own row."""
    signer = User.get_or_none(User.id == told.signer) if told.signer else None
    return {
        "type_name": told.type_name,
        "subject": told.subject,
        "priority": told.priority,
        "due_date": told.due_date,
        "description": told.description,
        "language": told.language,
        "signer_name": signer.name[: LENGTHS["signer_name"]] if signer else "",
        "signer_position": signer.position[: LENGTHS["signer_position"]] if signer else "",
        "to_places": _places(told.receivers),
    }


def draft_columns(told: Wanted) -> dict[str, Any]:
    """Return what goes into the row of the draft."""
    same = ("unit", "signer", "capacity", "council", "field", "copies", "keeper")
    links = ("answers", "closes", "replaces", "corrects")
    return {name: getattr(told, name) for name in (*same, *links)}


def wanted_of(document: Document, draft: Draft) -> Wanted:
    """Return the fields of a draft as they stand."""
    rows = Dispatch.select().where(Dispatch.document == document.id).order_by(Dispatch.position)
    return Wanted(
        subject=document.subject,
        unit=draft.unit_id or 0,
        type_name=document.type_name,
        signer=draft.signer_id,
        capacity=draft.capacity,
        council=draft.council,
        field=draft.field,
        priority=document.priority,
        due_date=document.due_date,
        answers=draft.answers_id,
        closes=draft.closes,
        replaces=draft.replaces_id,
        corrects=draft.corrects_id,
        description=document.description,
        copies=draft.copies,
        keeper=draft.keeper,
        language=document.language,
        receivers=tuple(Receiver(row.name, row.code, row.unit_id, row.electronic, row.paper) for row in rows),
    )


def _tidy(given: Wanted) -> Wanted:
    texts: dict[str, Any] = {name: clean_line(getattr(given, name)) for name in TEXTS}
    names = dict(_open_units([one.unit for one in given.receivers if one.unit is not None]))
    receivers = tuple(
        replace(
            one,
            name=clean_line(one.name) or names.get(one.unit or 0, ""),
            code=clean_line(one.code),
        )
        for one in given.receivers
    )
    return replace(
        given,
        **texts | {"description": clean_text(given.description)},
        capacity=given.capacity.strip().rstrip("."),
        receivers=receivers,
        closes=given.closes and given.answers is not None,
    )


def _wrong_people(told: Wanted) -> dict[str, str]:
    wrong = {}
    if not _open_units([told.unit]):
        wrong["unit"] = tr("không có đơn vị này hoặc đơn vị đã ngừng")
    if told.capacity not in ("", *delegations.CAPACITIES):
        wrong["capacity"] = tr("không có quyền hạn này")
    if told.signer is not None:
        if not User.select().where(User.id == told.signer, User.closed_at.is_null()).exists():
            wrong["signer"] = tr("không có người này hoặc tài khoản đã khóa")
        elif told.capacity not in delegations.ENTRUSTED and not delegations.leads(told.signer):
            wrong["signer"] = tr("chỉ lãnh đạo cơ quan ký, trừ người ký thừa lệnh hoặc thừa ủy quyền")
    return wrong


def _wrong_links(told: Wanted, by: Actor, before: Wanted | None) -> dict[str, str]:
    wrong = {}
    for name, fit in (("answers", _answerable), ("replaces", _issued), ("corrects", _issued)):
        linked = getattr(told, name)
        if linked is None or (before is not None and getattr(before, name) == linked):
            continue
        row = Document.get_or_none(Document.id == linked, visible(by))
        if row is None:
            raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=linked)
        if not fit(row):
            wrong[name] = tr("văn bản này chưa vào sổ hoặc không còn hiệu lực")
    return wrong


def _wrong_receivers(told: Wanted) -> dict[str, str]:
    known = dict(_open_units([one.unit for one in told.receivers if one.unit is not None]))
    named = [one.unit or one.code or one.name.casefold() for one in told.receivers]
    if len(told.receivers) > MOST:
        return {"receivers": tr("tối đa {most} nơi nhận", most=MOST)}
    if any(one.unit is not None and one.unit not in known for one in told.receivers):
        return {"receivers": tr("không có đơn vị này hoặc đơn vị đã ngừng")}
    if any(not one.name or len(one.name) > NAME or len(one.code) > CODE for one in told.receivers):
        return {"receivers": tr("thiếu tên, hoặc tên, mã quá dài")}
    if len(set(named)) != len(named):
        return {"receivers": tr("một nơi nhận ghi hai lần")}
    if not all(one.electronic or one.paper for one in told.receivers):
        return {"receivers": tr("mỗi nơi nhận phải nhận bản điện tử hoặc bản giấy")}
    if len(_places(told.receivers)) > TO_PLACES:
        return {"receivers": tr("dài quá {longest} ký tự", longest=TO_PLACES)}
    return {}


def _answerable(row: Document) -> bool:
    return row.life == "incoming" and row.state in (*states.OPEN, states.FINISHED)


def _issued(row: Document) -> bool:
    return row.life in states.LEAVING and row.state == states.ISSUED


def _places(receivers: tuple[Receiver, ...]) -> str:
    return "; ".join(one.name for one in receivers)


def _open_units(ids: list[int | None]) -> list[tuple[int, str]]:
    rows = Unit.select(Unit.id, Unit.name).where(Unit.id.in_([one for one in ids if one]))
    return [(row.id, row.name) for row in rows.where(Unit.closed_at.is_null())]
