"""Which signatures a class of document must bear, in which order, and what it is then worth by law."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from signing.reasons import said
from signing.values import Inspection, Judged, Purpose, Reason, Role, Verdict, mark

MISSING_LEADER = Reason("VT-4073", mark("Văn bản chưa có chữ ký số hợp lệ của người có thẩm quyền."))
MISSING_SEAL = Reason("VT-4074", mark("Văn bản chưa có chữ ký số hợp lệ của cơ quan, tổ chức."))
WRONG_ORDER = Reason(
    "VT-4075", mark("Chữ ký số của cơ quan, tổ chức phải ký sau chữ ký số của người có thẩm quyền.")
)
DOUBTFUL = Reason("VT-4076", mark("Chữ ký {field} không hợp lệ hoặc chưa xác định được."))
NOT_OURS = Reason(
    "VT-4077", mark("Chữ ký {field} dùng chứng thư số ngoài hệ thống chuyên dùng của Chính phủ.")
)
SEALED = Reason("VT-4078", mark("Đã có chữ ký số của cơ quan, tổ chức: không được ký thêm."))
TOO_LATE = Reason("VT-4079", mark("Ký nháy phải trước khi người có thẩm quyền ký."))
WHOSE = Reason(
    "VT-4080",
    mark(
        "Chữ ký {field} hợp lệ nhưng chưa biết là của ai; văn thư ghi chứng thư này vào danh bạ để xác định."
    ),
)

INITIAL: Final = "vanthu_initial"
"""How the fields of initials begin."""


class Kind(StrEnum):
    """A class of document."""

    ORIGINAL = "original"
    """Bản gốc: of the competent person and of the agency (Decree 30/2020, art. 5.1)."""
    COPY = "copy"
    """Bản sao y, sao lục, trích sao: of the agency alone (Decree 30/2020, art. 25.1.c, 32.2.d)."""


class Worth(StrEnum):
    """What a document is worth by law."""

    ORIGINAL = "original"
    COPY = "copy"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class LegalValue:
    """What a document is worth by law, in the law's own words, and why."""

    worth: Worth
    words: str
    law: str
    """The article."""
    why: Reason
    """Its code is empty where nothing is missing."""


ND30, TT01 = "nd30", "tt01"
WORDS: Final = {
    (Worth.ORIGINAL, ND30): (
        mark("Có giá trị pháp lý như bản gốc văn bản giấy"), mark("Nghị định 30/2020/NĐ-CP, Điều 5.1"),
    ),
    (Worth.ORIGINAL, TT01): (
        mark("Có giá trị pháp lý tương đương văn bản giấy"), mark("Quyết định 1007/QĐ-UBND, Điều 4.1"),
    ),
    (Worth.COPY, ND30): (
        mark("Có giá trị pháp lý như bản chính"), mark("Nghị định 30/2020/NĐ-CP, Điều 26"),
    ),
    (Worth.COPY, TT01): (
        mark("Có giá trị pháp lý như bản chính"), mark("Nghị định 30/2020/NĐ-CP, Điều 26"),
    ),
    (Worth.REFERENCE, ND30): (
        mark("Để biết, tham khảo, không thay cho việc gửi, nhận văn bản giấy"),
        mark("Quyết định 1007/QĐ-UBND, Điều 4.2"),
    ),
    (Worth.REFERENCE, TT01): (
        mark("Để biết, tham khảo, không thay cho việc gửi, nhận văn bản giấy"),
        mark("Quyết định 1007/QĐ-UBND, Điều 4.2"),
    ),
}  # fmt: skip
"""The law's words and their place, by what a document is worth and by the profile of rules."""
ENOUGH: Final = {
    Kind.ORIGINAL: Reason(
        "", mark("Có đủ chữ ký số hợp lệ của người có thẩm quyền và của cơ quan, tổ chức.")
    ),
    Kind.COPY: Reason("", mark("Bản sao có chữ ký số hợp lệ của cơ quan, tổ chức sao.")),
}
_WORTH: Final = {Kind.ORIGINAL: Worth.ORIGINAL, Kind.COPY: Worth.COPY}


def demand(kind: Kind, inspection: Inspection, *, ordered: bool = True) -> Reason | None:
    """Return what a document of this class still lacks; None when it bears all the signatures it must.

    Initials are optional; every signature there is must be valid; `ordered`: the organisation signs last.
    Who is whose leader or seal the directory alone says, for our own documents and for other agencies'.
    """
    doubtful = _first(inspection.signatures, lambda each: each.verdict != Verdict.VALID)
    if doubtful is not None:
        return said(DOUBTFUL, field=doubtful.field)
    signed = [each for each in inspection.signatures if each.kind == "signature"]
    stranger = _first(signed, lambda each: each.chain != "trusted")
    if stranger is not None:
        return said(NOT_OURS, field=stranger.field)
    leaders, seals = _of(signed, _leads), _of(signed, _seals)
    unknown = _first(signed, lambda each: each.role == Role.UNKNOWN)
    if kind == Kind.ORIGINAL and not leaders:
        return said(WHOSE, field=unknown.field) if unknown else MISSING_LEADER
    if not seals:
        return said(WHOSE, field=unknown.field) if unknown else MISSING_SEAL
    if kind == Kind.ORIGINAL and ordered and max(leaders) > min(seals):
        return WRONG_ORDER
    return None


def legal_value(kind: Kind, inspection: Inspection, profile: str) -> LegalValue:
    """Return what a document is worth by law under `profile`, nd30 or tt01."""
    lacking = demand(kind, inspection)
    worth = _WORTH[kind] if lacking is None else Worth.REFERENCE
    words, law = WORDS[worth, profile]
    return LegalValue(worth, words, law, lacking or (ENOUGH[kind]))


def may_sign(inspection: Inspection, purpose: Purpose) -> Reason | None:
    """Return why a file may not be signed for `purpose` now; None when it may.

    After the organisation's signature nothing but archive data may follow; the organisation signs an original
    after its leader; nobody signs what is already broken. A signature of somebody else that is sound but not
    trusted is no obstacle.
    """
    broken = _first(inspection.signatures, lambda each: each.verdict == Verdict.INVALID)
    if broken is not None:
        return said(DOUBTFUL, field=broken.field)
    if any(each.locks or each.role == Role.ORGANISATION for each in inspection.signatures):
        return SEALED
    led = [each for each in inspection.signatures if _leads(each)]
    if purpose == Purpose.INITIAL and led:
        return TOO_LATE
    if purpose == Purpose.ORGANISATION and not any(each.verdict == Verdict.VALID for each in led):
        return MISSING_LEADER
    return None


def _leads(signature: Judged) -> bool:
    """Tell whether it is a competent person's signature; a deputy who only initials does not sign."""
    return signature.role == Role.LEADER and not signature.field.startswith(INITIAL)


def _seals(signature: Judged) -> bool:
    return signature.role == Role.ORGANISATION


def _of(signed: list[Judged], wanted: Callable[[Judged], bool]) -> list[int]:
    return [place for place, each in enumerate(signed) if wanted(each)]


def _first(signatures: Iterable[Judged], wanted: Callable[[Judged], bool]) -> Judged | None:
    return next((each for each in signatures if wanted(each)), None)
