"""Where number, date and signatures belong on a letter: found in its words, or dragged there by a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core import audit, trust
from core.accounts.permissions import demand_visible, may_read_bytes
from core.clock import vietnam
from core.documents import copies, likenesses, states, turns, versions
from core.documents.arrangement import (
    BLANKS,
    DRAGGED,
    FIELD,
    KINDS,
    OF_FORM,
    Arrangement,
    Kept,
    Wish,
    arrange,
)
from core.documents.examine import PDF
from core.documents.ghosts import Ghost, draw
from core.errors import Forbidden, Missing, Refused
from core.keyring.failures import of_fault
from core.office import Office
from core.store.outgoing import Draft, Placement
from core.store.papers import Document, File
from core.values import Actor, Blob, Moment, Role
from signing.values import Box, Fault, Purpose, Verdict

LEADER_FIELD = "vanthu_leader"
LONGEST = 14_400.0
"""Points a page of a PDF may be wide or high (ISO 32000-1, Annex C)."""
BEFORE_SIGNING = (*states.AT_WORK,)
AFTER_SIGNING = (states.TO_NUMBER, states.TO_SEAL)
STILL_MOVABLE = ("seal", "corner")
"""What may be dragged after the leader has signed: all else is in the file by then."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An outgoing document as far as its signatures are concerned."""

    row: Document
    draft: Draft
    file: File

    @property
    def number(self) -> str:
        """Number and symbol; empty before there is one."""
        return f"{self.row.code_number}/{self.row.code_notation}" if self.row.code_number else ""

    @property
    def signatures(self) -> int:
        """How many signature fields of the file bear a signature."""
        return int((self.file.facts or {}).get("signatures", 0))

    def blob(self, office: Office) -> Blob:
        """Return its current file."""
        return office.blobs.fetch(self.file.sha256, self.file.name)


def subject(document: int) -> Subject:
    """Return an outgoing document with its current file; raise Missing or Refused when there is none."""
    row, draft = turns.document_of(document)
    found = versions.current(document)
    if found is None:
        raise Refused("VT-2941", "Văn bản chưa có tệp PDF.", hint="Tải tệp PDF của dự thảo lên trước.")
    return Subject(row, draft, found[1])


def annexes(document: int) -> tuple[File, ...]:
    """Return the annexes in files of their own; raise Refused for one that could never be signed."""
    wanted = (File.document == document, File.role == "attachment", File.removed_at.is_null())
    found = tuple(File.select().where(*wanted).order_by(File.id))
    for file in found:
        if file.media_type != PDF:
            raise Refused(
                "VT-2962",
                "Phụ lục “{name}” không phải tệp PDF nên không ký số được.",
                hint="Trả lại để thay bằng tệp PDF, hoặc gộp phụ lục vào văn bản.",
                name=file.name,
            )
    return found


async def anchors(office: Office, document: int, by: Actor, purpose: Purpose) -> Arrangement:
    """Return where everything stands on a document's current file, and how the next signature will look."""
    await office.store.read(demand_visible, document, by)
    found = await office.store.read(subject, document)
    return await arranged(office, found, purpose, by, office.clock.now())


async def arranged(
    office: Office, about: Subject, purpose: Purpose, by: Actor, at: Moment, file: Blob | None = None
) -> Arrangement:
    """Return the arrangement for one signature on the current file, or on an annex given as `file`."""
    blob = file or about.blob(office)
    wish = await office.store.read(_wish, about, purpose, by, at, blob.sha256)
    told = replace(wish, profile=office.site.office.profile.value, agency=office.site.office.name)
    try:
        return await office.sandbox.call(arrange, blob.path, told, reads=(blob.path,))
    except Fault as fault:
        raise of_fault(fault) from fault


async def preview(office: Office, document: int, by: Actor, purpose: Purpose, width: int = 960) -> bytes:
    """Return the page that is signed for `purpose` as a PNG, with what will stand on it.

    Only to who is to sign: a handwriting and a seal are pictures that others could lift from it.
    """
    about = await office.store.read(_to_be_signed, document, by, purpose)
    plan = await arranged(office, about, purpose, by, office.clock.now())
    shown = plan.look.box or plan.boxes.get("leader")
    face = plan.faces[shown.page if shown else 0]
    look = Ghost(plan.look.box, plan.look.png, plan.look.lines, plan.look.size) if plan.look.box else None
    ghosts = (*([look] if look else []), *_texts(about, plan, purpose))
    blob = about.blob(office)
    return await office.sandbox.call(draw, blob.path, face, ghosts, width, reads=(blob.path,))


def _to_be_signed(document: int, by: Actor, purpose: Purpose) -> Subject:
    row = demand_visible(document, by)
    about = subject(document)
    if purpose is Purpose.LEADER:
        his = by.user_id is not None and about.draft.signer_id == by.user_id
    else:
        his = purpose is Purpose.INITIAL or Role.CLERK in by.roles
    if not (his and may_read_bytes(row, by)):
        raise Missing("VT-2701", "Không có tệp này.", hint="Mở lại văn bản để xem các tệp của nó.")
    return about


def texts(about: Subject) -> dict[str, str]:
    """Return number, day, month and year as they stand on a document; empty before it has its number.

    Decree 30/2020, Annex I, II.3.c and II.4.b: a zero before numbers below 10 and before months 1 and 2.
    """
    day = about.row.issued_date
    if not about.row.code_number or day is None:
        return {}
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return {
        "number": about.row.code_number, "day": f"{day.day:02d}", "month": month, "year": str(day.year)
    }  # fmt: skip


def _texts(about: Subject, plan: Arrangement, purpose: Purpose) -> list[Ghost]:
    """Return the blanks as they will be filled, or still empty."""
    if purpose not in (Purpose.LEADER, Purpose.INITIAL, Purpose.ORGANISATION):
        return []
    said = texts(about)
    return [
        Ghost(blank.box, b"", (said[kind],) if kind in said else (), blank.size, blank.italic, centred=True)
        for blank in plan.blanks
        if (kind := blank.name.removeprefix(FIELD))
    ]


def drag(document: int, kind: str, box: Box, by: Actor, at: Moment) -> None:
    """Put something where a person dragged it, for this document alone; a later drag counts."""
    about = subject(document)
    _demand_movable(about, kind, by, at)
    _demand_box(box, about.file.pages)
    Placement.delete().where(Placement.document == document, Placement.kind == kind).execute()
    _keep(kind, box, by, at, document=document)
    audit.write(by, "place", at, document=document, kind=kind, page=box.page + 1)


def forget(document: int, kind: str, by: Actor, at: Moment) -> None:
    """Let something stand again where it is found, or where its form puts it."""
    about = subject(document)
    _demand_movable(about, kind, by, at)
    gone = Placement.delete().where(Placement.document == document, Placement.kind == kind).execute()
    if gone:
        audit.write(by, "unplace", at, document=document, kind=kind)


def remember(form: str, kind: str, box: Box, by: Actor, at: Moment) -> None:
    """Let something stand there on every document of a type from now on; pages may count from the end."""
    _demand_keeper(by)
    _demand_box(box, None)
    if kind not in KINDS or not form:
        raise _no_kind(kind)
    Placement.delete().where(Placement.form == form, Placement.kind == kind).execute()
    _keep(kind, box, by, at, form=form[:100])
    audit.write(by, "place_form", at, form=form, kind=kind, page=box.page + 1)


def forget_form(form: str, by: Actor, at: Moment) -> int:
    """Remove what was remembered for a type of document; return how many places there were."""
    _demand_keeper(by)
    gone = Placement.delete().where(Placement.form == form, Placement.document.is_null()).execute()
    if gone:
        audit.write(by, "unplace_form", at, form=form)
    return int(gone)


def _keep(kind: str, box: Box, by: Actor, at: Moment, **whose: Any) -> None:
    edges = {side: getattr(box, side) for side in ("page", "left", "bottom", "right", "top")}
    Placement.create(kind=kind, by=by.login, at=at.utc, **edges, **whose)


def _wish(about: Subject, purpose: Purpose, by: Actor, at: Moment, sha256: str) -> Wish:
    whose = about.draft.signer_id if purpose is Purpose.LEADER else by.user_id
    personal = purpose in (Purpose.LEADER, Purpose.INITIAL)
    picture = likenesses.current(whose if personal else None) if whose or not personal else None
    found = trust.verdict_of(sha256)
    shown = [one for one in found.signatures if one.box is not None] if found else []
    led = [one for one in shown if one.field == LEADER_FIELD and one.verdict is not Verdict.INVALID]
    return Wish(
        purpose=purpose,
        profile="",
        at=at.utc,
        signer=about.row.signer_name,
        title=about.row.signer_position,
        number=about.number,
        copy_form=copies.FORMS.get(about.draft.copy_form, ""),
        png=picture.png if picture else b"",
        width=picture.width if picture else 0.0,
        height=picture.height if picture else 0.0,
        checks_form=Role.CHECKER in by.roles,
        kept=_kept(about, sha256),
        leader=led[-1].box if led else None,
        taken=tuple(one.box for one in shown if one.box is not None),
    )


def _kept(about: Subject, sha256: str) -> tuple[Kept, ...]:
    """Return the chosen places, a document's own after those of its form; an annex has its corner alone."""
    forms = Placement.select().where(Placement.form == about.row.type_name, Placement.document.is_null())
    own = Placement.select().where(Placement.document == about.row.id)
    rows = [*forms.order_by(Placement.id), *own.order_by(Placement.id)]
    return tuple(
        Kept(
            row.kind,
            Box(row.page, row.left, row.bottom, row.right, row.top),
            DRAGGED if row.document_id else OF_FORM,
        )
        for row in rows
        if sha256 == about.file.sha256 or row.kind == "corner"
    )


def _demand_movable(about: Subject, kind: str, by: Actor, at: Moment) -> None:
    if kind not in KINDS:
        raise _no_kind(kind)
    row = about.row
    if row.state in AFTER_SIGNING and kind in STILL_MOVABLE:
        if Role.CLERK not in by.roles:
            raise turns.not_his(by)
        return
    if row.state not in BEFORE_SIGNING or (kind in BLANKS and about.signatures):
        raise Refused(
            "VT-2942",
            "Tệp đã có chữ ký nên vị trí này không đổi được nữa.",
            hint="Trả lại để thay bằng bản chưa ký, rồi đặt lại vị trí.",
        )
    today = vietnam(at.utc).date()
    # Where a signature stands is part of what was approved: only who decides next may still move it.
    writes = turns.is_drafter(about.draft, by) or Role.CHECKER in by.roles
    if not (turns.has_turn(row, about.draft, by, today) or (writes and not turns.is_approved(about.draft))):
        raise turns.not_his(by)


def _demand_keeper(by: Actor) -> None:
    if not by.roles & {Role.CLERK, Role.CHECKER, Role.ADMIN}:
        raise Forbidden(
            "VT-2943",
            "Vị trí mẫu của loại văn bản do văn thư hoặc người kiểm tra thể thức đặt.",
            hint="Nhờ văn thư thực hiện.",
        )


def _demand_box(box: Box, pages: int | None) -> None:
    edges = (box.left, box.bottom, box.right, box.top)
    inside = all(-LONGEST <= edge <= LONGEST for edge in edges)
    if not inside or box.right - box.left < 5 or box.top - box.bottom < 5:
        raise Refused("VT-2944", "Khung quá nhỏ hoặc nằm ngoài trang.", hint="Kéo lại khung vào trang.")
    if pages is not None and not 0 <= box.page < pages:
        raise Missing("VT-2945", "Tệp không có trang {page}.", hint="Chọn lại trang.", page=box.page + 1)


def _no_kind(kind: str) -> Missing:
    return Missing("VT-2946", "Không có vị trí “{kind}”.", hint="Tải lại trang.", kind=kind)
