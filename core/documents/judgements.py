"""How the worth of a signature is told in words, each question for itself (never one green tick for all)."""

from __future__ import annotations

from dataclasses import dataclass

from core.clock import vietnam
from core.language import mark, tr
from signing.values import Inspection, Judged, Reason, Role, Verdict

GOOD, BAD, DOUBT = "good", "bad", "doubt"
VERDICTS = {
    Verdict.VALID: (mark("Hợp lệ"), GOOD),
    Verdict.INVALID: (mark("Không hợp lệ"), BAD),
    Verdict.INDETERMINATE: (mark("Không xác định"), DOUBT),
}
ROLES = {
    Role.LEADER: mark("Người có thẩm quyền ký"),
    Role.ORGANISATION: mark("Cơ quan, tổ chức"),
    Role.OFFICER: mark("Cán bộ, công chức"),
    Role.UNKNOWN: mark("Chưa có trong danh bạ chứng thư"),
}
QUESTIONS: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    (
        "integrity",
        mark("Nội dung đã ký"),
        {
            "intact": (mark("Còn nguyên vẹn từ khi ký"), GOOD),
            "broken": (mark("Đã bị sửa sau khi ký"), BAD),
            "unknown": (mark("Không kiểm tra được"), DOUBT),
        },
    ),
    (
        "coverage",
        mark("Phần được ký"),
        {
            "whole": (mark("Toàn bộ tệp"), GOOD),
            "revision": (mark("Toàn bộ tệp tại lúc ký; sau đó tệp được lưu thêm"), GOOD),
            "partial": (mark("Không phủ hết tệp"), BAD),
        },
    ),
    (
        "changes",
        mark("Thay đổi sau khi ký"),
        {
            "none": (mark("Không có"), GOOD),
            "permitted": (
                mark("Chỉ những thay đổi được phép: điền số, ngày, chữ ký sau"),
                GOOD,
            ),
            "forbidden": (mark("Có thay đổi không được phép"), BAD),
            "unknown": (mark("Không so sánh được"), DOUBT),
        },
    ),
    (
        "chain",
        mark("Nơi cấp chứng thư"),
        {
            "trusted": (mark("Hệ thống chứng thực chuyên dùng mà cơ quan tin cậy"), GOOD),
            "foreign": (mark("Hệ thống chứng thực khác, chỉ dùng để kiểm tra"), GOOD),
            "untrusted": (mark("Không thuộc hệ thống chứng thực nào được tin cậy"), DOUBT),
            "expired": (mark("Chứng thư không có hiệu lực lúc ký"), BAD),
            "unknown": (mark("Không kiểm tra được"), DOUBT),
        },
    ),
    (
        "revocation",
        mark("Thu hồi chứng thư"),
        {
            "good": (mark("Không bị thu hồi tại thời điểm ký"), GOOD),
            "revoked": (mark("Đã bị thu hồi"), BAD),
            "stale": (mark("Danh sách thu hồi đã cũ, không kết luận được"), DOUBT),
            "unknown": (mark("Không có dữ liệu thu hồi"), DOUBT),
        },
    ),
    (
        "usage",
        mark("Mục đích của chứng thư"),
        {
            "good": (mark("Được dùng để ký văn bản"), GOOD),
            "wrong": (mark("Không được dùng để ký văn bản"), BAD),
            "unknown": (mark("Không kiểm tra được"), DOUBT),
        },
    ),
)
"""What is asked of each signature, and what each answer is called (Decree 130/2018, art. 79; QCVN)."""


@dataclass(frozen=True, slots=True)
class Told:
    """One question and its answer, in the reader's language."""

    label: str
    words: str
    tone: str
    """good · bad · doubt"""


@dataclass(frozen=True, slots=True)
class Card:
    """One signature as a page and a report show it."""

    holder: str
    organisation: str
    role: str
    timestamp: bool
    """Whether it is a document timestamp and nobody's signature."""
    verdict: str
    tone: str
    reason: str
    code: str
    told: tuple[Told, ...]
    signature: Judged


def cards(inspection: Inspection) -> tuple[Card, ...]:
    """Return every signature in words, in the order in which they were made."""
    return tuple(_card(one) for one in inspection.signatures)


def verdict_words(verdict: Verdict) -> tuple[str, str]:
    """Return the word of a verdict in the reader's language, and its tone."""
    words, tone = VERDICTS[verdict]
    return tr(words), tone


def reason_words(reason: Reason) -> str:
    """Return why, in the reader's language."""
    return tr(reason.sentence, **{name: tr(fact) for name, fact in reason.facts.items()})


def concluded(words: str, reason: str) -> str:
    """Return a verdict with its reason, not said twice where the reason begins with the verdict."""
    return reason if reason.startswith(words) else f"{words}. {reason}"


def _card(one: Judged) -> Card:
    words, tone = verdict_words(one.verdict)
    known = one.certificate
    stamp = one.kind == "timestamp"
    told = tuple(_told(label, said, getattr(one, name)) for name, label, said in QUESTIONS)
    return Card(
        holder=known.subject if known else tr("Không rõ người ký"),
        organisation=known.organisation if known else "",
        role=tr("Dấu thời gian của tệp") if stamp else tr(ROLES[one.role]),
        timestamp=stamp,
        verdict=words,
        tone=tone,
        reason=reason_words(one.reason),
        code=one.reason.code,
        told=(*told, _time(one)),
        signature=one,
    )


def _told(label: str, said: dict[str, tuple[str, str]], value: str) -> Told:
    words, tone = said.get(value, (value, DOUBT))
    return Told(tr(label), tr(words), tone)


def _time(one: Judged) -> Told:
    if one.stamped is not None:
        words = tr("{at}, có dấu thời gian chứng minh", at=f"{vietnam(one.stamped):%d/%m/%Y %H:%M:%S}")
        return Told(tr("Thời điểm ký"), words, GOOD)
    if one.claimed is not None:
        words = tr("{at}, theo máy của người ký", at=f"{vietnam(one.claimed):%d/%m/%Y %H:%M:%S}")
        return Told(tr("Thời điểm ký"), words, "")
    return Told(tr("Thời điểm ký"), tr("Không ghi"), DOUBT)
