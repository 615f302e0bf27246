"""The sheet that states what the signatures of a file are worth (phiếu kết quả kiểm tra chữ ký số)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.clock import vietnam
from core.documents.judgements import Card, cards, concluded, reason_words, verdict_words
from core.documents.lettering import broken, shown
from core.documents.typesetting import typeset
from core.language import mark, tr
from signing.values import Inspection

TITLE = mark("Phiếu kết quả kiểm tra chữ ký số")
NOTES = (
    mark(
        "Kết quả dựa trên chứng thư gốc và danh sách thu hồi mà cơ quan đang giữ tại thời điểm kiểm tra; "
        "“không xác định” nghĩa là chưa đủ dữ liệu để kết luận, không phải là hợp lệ."
    ),
    mark("Phiếu này do hệ thống lập tự động, không thay cho văn bản đã ký số."),
)


@dataclass(frozen=True, slots=True)
class VerdictSheet:
    """What the sheet says, beside the inspection itself."""

    agency: str
    superior: str
    name: str
    """Of the file."""
    sha256: str
    size: str
    inspection: Inspection
    judged_at: datetime
    printed_at: datetime
    lists: str
    """The age of the revocation lists the judgement rests on, in words."""
    value: str = ""
    """The value the law gives the document, in the law's own words; empty where no document is known."""
    why: tuple[str, ...] = ()
    demonstration: bool = False


def print_verdict(sheet: VerdictSheet, target: Path) -> int:
    """Write the sheet as PDF/A-2b to `target` and return its pages; raise Trouble when it cannot be set."""
    page, pages = typeset("verdict", _content(sheet), sheet.printed_at)
    target.write_bytes(page)
    return int(pages)


def _content(sheet: VerdictSheet) -> dict[str, Any]:
    words, tone = verdict_words(sheet.inspection.verdict)
    rows = [
        _row(tr("Tệp"), sheet.name),
        _row(tr("Mã băm SHA-256"), " ".join(sheet.sha256[at : at + 8] for at in range(0, 64, 8))),
        _row(tr("Dung lượng, số trang"), tr("{size}, {n} trang", size=sheet.size, n=sheet.inspection.pages)),
        _row(tr("Kiểm tra lúc"), f"{vietnam(sheet.judged_at):%d/%m/%Y %H:%M:%S} +07:00"),
        _row(tr("Danh sách thu hồi"), sheet.lists),
        _row(tr("Kết luận về tệp"), concluded(words, reason_words(sheet.inspection.reason)), tone),
    ]
    if sheet.value:
        rows.append(_row(tr("Giá trị pháp lý"), " ".join((f"{sheet.value}.", *sheet.why))))
    notes = [tr(note) for note in NOTES]
    if sheet.demonstration:
        notes.insert(0, tr("Chứng thư gốc đang dùng là chứng thư trình diễn: kết quả không có giá trị thật."))
    count = len(sheet.inspection.signatures)
    return {
        "title": tr(TITLE),
        "subtitle": tr("Tệp có {n} chữ ký số và dấu thời gian", n=count),
        "agency": _clean(sheet.agency),
        "superior": _clean(sheet.superior),
        "facts": rows,
        "cards": [_card(card) for card in cards(sheet.inspection)],
        "notes": notes,
        "foot": tr("{title} – mã {number}", title=tr(TITLE), number=_number(sheet)),
    }


def _card(card: Card) -> dict[str, Any]:
    one = card.signature
    rows = [_row(told.label, told.words, told.tone) for told in card.told]
    if one.certificate is not None:
        known = one.certificate
        span = f"{vietnam(known.not_before):%d/%m/%Y} – {vietnam(known.not_after):%d/%m/%Y}"
        rows = [
            _row(tr("Chứng thư"), tr("số {serial}, hiệu lực {span}", serial=known.serial, span=span)),
            _row(tr("Nơi cấp"), known.issuer),
            *rows,
        ]
    heading = f"{card.holder} ({card.organisation})" if card.organisation else card.holder
    return {
        "heading": _clean(f"{heading} – {card.role}"),
        "tone": card.tone,
        "verdict": card.verdict,
        "reason": _clean(f"{card.reason} ({card.code})"),
        "rows": rows,
    }


def _row(label: str, words: str, tone: str = "") -> dict[str, str]:
    return {"label": label, "words": broken(_clean(words), 110), "tone": tone}


def _clean(words: str) -> str:
    """Return words of a stranger's file in signs the sheet can show."""
    return shown(words)


def _number(sheet: VerdictSheet) -> str:
    """Return what tells two sheets apart: of which file, judged when."""
    told = f"{sheet.sha256} {sheet.judged_at.isoformat()}"
    return hashlib.sha256(told.encode()).hexdigest()[:12].upper()
