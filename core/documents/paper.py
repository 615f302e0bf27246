"""When a document goes on paper as well, and how the paper original is made from the signed file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core import audit
from core.config.sections import Outgoing, Sphere
from core.config.site import Site
from core.documents import dispatches, states, versions
from core.documents.turns import document_of
from core.documents.wanted import Receiver
from core.errors import Forbidden, Refused
from core.language import mark
from core.store.outgoing import Dispatch, PaperPrint
from core.store.people import Agency
from core.text import fold
from core.values import Actor, Moment, Role

FIELDS = {
    Sphere.FINANCE.value: mark("Tài chính"),
    Sphere.PERSONNEL.value: mark("Nhân sự"),
    Sphere.COMPLAINTS.value: mark("Khiếu nại, tố cáo"),
}
"""Spheres of work whose documents go on paper as well (Decision 1007, art. 6.2.c)."""
REASONS = {
    "type": mark("Loại văn bản phải gửi kèm bản giấy (khoản 2 Điều 6 Quy chế kèm Quyết định 1007/QĐ-UBND)"),
    "field": mark(
        "Lĩnh vực phải gửi kèm bản giấy (điểm c khoản 2 Điều 6 Quy chế kèm Quyết định 1007/QĐ-UBND)"
    ),
    "receiver": mark(
        "Nơi nhận chưa nhận được văn bản điện tử (khoản 1 Điều 6 Quy chế kèm Quyết định 1007/QĐ-UBND)"
    ),
    "wish": mark("Chỉ gửi bản giấy"),
}
PRINTABLE = (states.TO_ISSUE, states.ISSUED, states.REPLACED)
MOST = 999
"""Copies of one print (Annex VI, field 15, has three digits)."""


def rule(rules: Outgoing, type_name: str, field: str, to: Receiver, day: date) -> str:
    """Return why a receiver gets paper on a day: type, field, receiver or wish; empty when it gets none.

    A unit of our own reads it here; an agency that is paperless by then gets the electronic one alone.
    """
    if to.unit is not None:
        return ""
    if any(fold(name) == fold(type_name) for name in rules.paper_types):
        return "type"
    if field in rules.paper_fields:
        return "field"
    agency = agency_of(to)
    if agency is None:
        return "receiver" if not to.code else _wished(to)
    if not agency.reached or (agency.paperless_from is not None and agency.paperless_from > day):
        return "receiver"
    return _wished(to)


def check(rules: Outgoing, type_name: str, field: str, receivers: Iterable[Receiver], day: date) -> None:
    """Raise Refused when paper is wished for somebody who is sent the electronic document alone."""
    for to in receivers:
        if to.paper and not rule(rules, type_name, field, to, day):
            raise Refused(
                "VT-2713",
                "“{name}” nhận văn bản điện tử nên không gửi thêm bản giấy "
                "(Điều 5 Quyết định 28/2018/QĐ-TTg).",
                hint="Bỏ chọn bản giấy, hoặc chọn lĩnh vực phải gửi kèm bản giấy nếu đúng như vậy.",
                name=to.name,
            )


def settle(document: int, site: Site, day: date) -> None:
    """Fix who gets paper and why, on the day the number is given; nobody else gets any."""
    row, draft = document_of(document)
    for one in Dispatch.select().where(Dispatch.document == document, Dispatch.state == dispatches.PLANNED):
        to = Receiver(one.name, one.code, one.unit_id, one.electronic, one.paper)
        why = rule(site.outgoing, row.type_name, draft.field, to, day)
        agency = agency_of(to)
        reached = one.electronic and (agency is None or agency.reached or one.unit_id is not None)
        Dispatch.update(paper=bool(why), paper_reason=why, electronic=reached).where(
            Dispatch.id == one.id
        ).execute()


def print_original(document: int, copies: int, by: Actor, at: Moment, *, seen: str) -> str:
    """Record that paper originals are made of the sealed file and return its SHA-256 (art. 11.3).

    `seen` is the hash of the bytes that are handed to the printer: any other file is refused. The paper
    bears the same number, for it is the same file (Decree 30/2020, art. 15.1 and 18.5).
    """
    if Role.CLERK not in by.roles:
        raise Forbidden("VT-2714", "Chỉ văn thư in bản gốc giấy.", hint="Nhờ văn thư cơ quan in.")
    row, _ = document_of(document)
    newest = versions.current(document)
    if row.state not in PRINTABLE or newest is None or newest[0].stage != versions.SEALED:
        raise Refused(
            "VT-2715",
            "Chỉ in bản giấy từ văn bản đã có chữ ký số của cơ quan.",
            hint="Ký số cơ quan xong rồi in; văn bản đã hủy hoặc thu hồi thì không in.",
        )
    if newest[1].sha256 != seen:
        raise Refused(
            "VT-2716",
            "Tệp định in không phải tệp đã ký số.",
            hint="Tải lại trang rồi in lại; chỉ in tệp mà hệ thống đưa ra.",
        )
    if not 0 < copies <= MOST:
        raise Refused("VT-2721", "Số bản phải từ 1 đến {most}.", hint="Nhập lại số bản.", most=MOST)
    PaperPrint.create(document=document, sha256=seen, copies=copies, by=by.login, at=at.utc)
    audit.write(by, "print_original", at, document=document, copies=copies, sha256=seen)
    return seen


def agency_of(to: Receiver) -> Agency | None:
    """Return the agency a receiver is, by its code or else by its name; None for a unit or a stranger."""
    if to.unit is not None:
        return None
    found = Agency.get_or_none(Agency.code == to.code) if to.code else None
    return found or Agency.get_or_none(Agency.folded == fold(to.name)[:200])


def _wished(to: Receiver) -> str:
    return "" if to.electronic else "wish"
