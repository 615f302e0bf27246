"""How a document comes in, whatever the door: received once, refused with a sentence, or taken out again."""

from __future__ import annotations

from typing import Any

from core import audit, jobs
from core.documents import forgetting, lifecycle, states
from core.errors import Forbidden, Missing, OfficeError, Refused
from core.store.papers import Document, Entry, Examination, File
from core.values import BOX, Actor, Arrival, Blob, Finding, Moment, Role


def receive(arrival: Arrival, blob: Blob, at: Moment, by: Actor = BOX) -> int:
    """Take in a file whose bytes are already kept, and return the document's id.

    The same (source, external id) gives the same document; bytes that are already here go to the tray of
    duplicates with a link to the first. A repetition with other bytes under the same identity is refused.
    """
    known = _known(arrival)
    if known is not None:
        if known.sha256 != blob.sha256:
            raise Refused(
                "VT-2101",
                "Nguồn “{source}” gửi lại “{name}” với nội dung khác.",
                hint="Gửi lại tệp dưới tên hoặc mã khác.",
                source=arrival.source,
                name=arrival.name,
            )
        return int(known.id)
    same = Document.select(Document.id).where(Document.sha256 == blob.sha256)
    first = same.order_by(Document.id).first()
    document = lifecycle.begin(
        "repeat" if first else "arrive",
        BOX,
        at,
        facts={"source": arrival.source, "size": blob.size, "brought_by": by.login},
        sha256=blob.sha256,
        duplicate_of=first,
        **_origin(arrival),
    )
    _attach(document, "original", blob, at)
    return document


def refuse(arrival: Arrival, error: OfficeError, at: Moment) -> int:
    """Put a file that the door could not take into the tray, without a number, saying why; return its id."""
    known = _known(arrival)
    if known is not None:
        return int(known.id)
    return lifecycle.begin(
        "refuse",
        BOX,
        at,
        facts={"source": arrival.source, "code": error.code},
        trouble=f"{error.message} {error.hint}".strip(),
        trouble_code=error.code,
        **_origin(arrival),
    )


def record(arrival: Arrival, by: Actor, at: Moment) -> int:
    """Take in a paper that stays paper: a document without a file, ready to be registered."""
    known = _known(arrival)
    if known is not None:
        return int(known.id)
    return lifecycle.begin("record", by, at, facts={"paper": True}, paper=True, **_origin(arrival))


def add_file(document: int, role: str, blob: Blob, at: Moment, **about: Any) -> int:
    """Attach a kept blob to a document in a role; the same bytes in the same role are attached once."""
    same = (
        File.document == document,
        File.role == role,
        File.sha256 == blob.sha256,
        File.removed_at.is_null(),
    )
    there = File.select(File.id).where(*same).first()
    if there is not None:
        File.update(**about).where(File.id == there.id).execute() if about else None
        return int(there.id)
    return _attach(document, role, blob, at, **about)


def settle(
    document: int,
    findings: list[Finding],
    trouble: OfficeError | None,
    at: Moment,
    *,
    pages: int | None = None,
) -> str:
    """Write down what the inspectors said and move an arrived document on; return its new state.

    Any threat quarantines; a file that cannot be used is rejected with its sentence; otherwise it is
    cleared, but only if somebody examined it. Called twice for the same document it does nothing new.
    """
    row = Document.select(Document.state, Document.sha256).where(Document.id == document).get()
    if row.state != states.ARRIVED:
        return str(row.state)
    for finding in findings:
        Examination.create(
            sha256=row.sha256, inspector=finding.inspector, threat=finding.threat[:300], at=at.utc
        )
    threats = sorted({finding.threat for finding in findings if finding.threat})
    told = {"inspectors": sorted({finding.inspector for finding in findings})}
    if threats:
        said = "; ".join(threats)
        return lifecycle.advance(
            document,
            "quarantine",
            BOX,
            at,
            facts={**told, "threats": threats},
            trouble=said,
            trouble_code="VT-2301",
        )
    if trouble is not None:
        sentence = f"{trouble.message} {trouble.hint}".strip()
        return lifecycle.advance(
            document,
            "reject",
            BOX,
            at,
            facts={**told, "code": trouble.code},
            trouble=sentence,
            trouble_code=trouble.code,
        )
    if not findings:
        raise ValueError("a document is never cleared unexamined")
    counted: Any = {} if pages is None else {"page_amount": pages}
    return lifecycle.advance(document, "clear", BOX, at, facts=told, trouble="", trouble_code="", **counted)


def keep(document: int, by: Actor, at: Moment) -> str:
    """Say that a duplicate is a document of its own; it is inspected like any other."""
    return lifecycle.advance(document, "keep", by, at)


def inspect_again(document: int, by: Actor, at: Moment) -> str:
    """Have a quarantined or unreadable file inspected once more."""
    if Document.get_by_id(document).sha256 is None:
        raise Refused(
            "VT-2102",
            "Tệp này chưa vào được kho nên không kiểm tra lại được.",
            hint="Lấy tệp trong thư mục loi/ của nguồn quét, sửa rồi thả lại vào nguồn.",
        )
    return lifecycle.advance(document, "inspect_again", by, at, trouble="", trouble_code="")


def discard(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Put a scan aside that needs no number: a blank page, a second copy. It can be restored."""
    return lifecycle.advance(document, "discard", by, at, reason=reason)


def restore(document: int, by: Actor, at: Moment) -> str:
    """Bring a discarded scan back; one that already has its number is reinstated in the register instead."""
    row = Document.get_by_id(document)
    if Entry.select().where(Entry.document == document).exists():
        raise Refused(
            "VT-2103",
            "Văn bản đã có số đến; dùng “Khôi phục trong sổ”.",
            hint="Mở văn bản và chọn Khôi phục trong sổ.",
        )
    if row.sha256 is None:
        raise Refused("VT-2104", "Không còn tệp để khôi phục.", hint="Quét lại văn bản.")
    return lifecycle.advance(document, "restore", by, at)


def ask_expulsion(document: int, reason: str, by: Actor, at: Moment) -> None:
    """Ask that a state secret be taken out of the system; a second person must confirm (DESIGN rule 10)."""
    row = _expellable(document, by)
    said = lifecycle.demand_reason(reason)
    Document.update(expulsion_asked_by=by.login).where(Document.id == row.id).execute()
    audit.write(by, "ask_expulsion", at, document=document, words=said)
    jobs.enqueue(
        "tell", f"{document}:ask_expulsion:{at.utc.isoformat()}", at, document=document, event="ask_expulsion"
    )


def withdraw_expulsion(document: int, by: Actor, at: Moment) -> None:
    """Take the request back: the document is no secret after all."""
    row = _expellable(document, by)
    if row.expulsion_asked_by is None:
        raise Refused("VT-2107", "Không có đề nghị nào đang chờ.", hint="Tải lại trang.")
    Document.update(expulsion_asked_by=None).where(Document.id == document).execute()
    audit.write(by, "withdraw_expulsion", at, document=document)


def confirm_expulsion(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Take a state secret out, as the second of two persons: content goes, a minute without content stays.

    Every text field that could say what the document is about is emptied in the same transaction, the job
    `erase` then overwrites the bytes. The same bytes scanned again are the same secret: every copy goes.
    Law on Protection of State Secrets 117/2025; Decision 1007, art. 1.2.
    """
    row = _expellable(document, by)
    if row.expulsion_asked_by is None:
        raise Refused(
            "VT-2105",
            "Chưa có ai đề nghị đưa văn bản này ra khỏi hệ thống.",
            hint="Người thứ nhất đề nghị, người thứ hai xác nhận.",
        )
    if row.expulsion_asked_by == by.login:
        raise Forbidden(
            "VT-2106",
            "Người đề nghị không được tự xác nhận.",
            hint="Nhờ văn thư hoặc lãnh đạo khác xác nhận.",
        )
    asker = Actor(by.login, by.name, by.roles | {Role.CLERK}, by.user_id)
    for one in [document, *_copies(row)]:
        hashes = [file.sha256 for file in File.select().where(File.document == one)]
        told = {"asked_by": row.expulsion_asked_by, "files": len(hashes)}
        told |= {"copy_of": document} if one != document else {}
        audit.forget_words(one)  # but not why it leaves
        lifecycle.advance(one, "expel", asker, at, reason=reason, facts=told, **_emptied())
        forgetting.forget_words(one, hashes, at)
    return states.EXPELLED


def _copies(row: Document) -> list[int]:
    """Return the other documents made of the same bytes; a paper without a file has none."""
    if row.sha256 is None:
        return []
    same = (Document.sha256 == row.sha256) & (Document.state != states.EXPELLED) & (Document.id != row.id)
    return [copy.id for copy in Document.select(Document.id).where(same)]


def _attach(document: int, role: str, blob: Blob, at: Moment, **about: Any) -> int:
    file = File.create(
        document=document,
        role=role,
        sha256=blob.sha256,
        size=blob.size,
        name=blob.name,
        added_at=at.utc,
        **about,
    )
    return int(file.id)


def _known(arrival: Arrival) -> Document | None:
    mine = (Document.source == arrival.source) & (Document.external_id == arrival.external_id)
    found: Document | None = Document.select(Document.id, Document.sha256).where(mine).first()
    return found


def _origin(arrival: Arrival) -> dict[str, Any]:
    return {
        "source": arrival.source,
        "external_id": arrival.external_id,
        "name": arrival.name,
        "source_unit": arrival.unit,
        "owner": arrival.owner,
        "proposed_register": arrival.register,
    }


def _expellable(document: int, by: Actor) -> Document:
    row: Document | None = Document.get_or_none(Document.id == document)
    if row is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    if not by.roles & {Role.CLERK, Role.LEADER}:
        raise Forbidden(
            "VT-2004",
            "Việc này không thuộc vai trò của {name}.",
            hint="Nhờ người có thẩm quyền thực hiện.",
            name=by.name,
        )
    return row


def _emptied() -> dict[str, Any]:
    return {
        "name": "",
        "subject": "",
        "description": "",
        "type_name": "",
        "issued_date": None,
        "organ_id": "",
        "organ_name": "",
        "organ_key": "",
        "code_number": "",
        "code_notation": "",
        "code_key": "",
        "signer_name": "",
        "signer_position": "",
        "to_places": "",
        "trouble": "",
    }
