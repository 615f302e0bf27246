"""An administrative letter, part by part, as Decree 30/2020 lays it out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

OFFICIAL_LETTER = "Công văn"


@dataclass(frozen=True)
class Letter:
    """What stands on an administrative letter (Decree 30/2020, Annex I); persons are fictitious."""

    superior: str
    """The agency directly above, in capitals; empty for an agency that names none."""
    agency: str
    """The issuing agency, in capitals; a line break where the form breaks it."""
    number: int
    notation: str
    """The symbol behind the number: "QĐ-UBND", or "UBND-KGVX" for an official letter."""
    place: str
    date: datetime.date
    type_name: str
    """"Quyết định", "Kế hoạch" …; OFFICIAL_LETTER for the letter that bears no type name."""
    subject: str
    addressees: tuple[str, ...]
    """After "Kính gửi:"; empty where the type has none."""
    body: tuple[str, ...]
    """Paragraphs. A paragraph wholly in capitals is a heading; "Điều 1." and "I. " lead in bold;
    "Căn cứ …", "Xét …" and "Theo …" are grounds and stand in italics when the letter is a decision."""
    receivers: tuple[str, ...]
    """After "Nơi nhận:", the copy to be kept last."""
    authority: tuple[str, ...]
    """The lines above the position: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"; empty where a head signs."""
    position: str
    name: str
    urgency: str | None = None
    """"HỎA TỐC", "THƯỢNG KHẨN" or "KHẨN"."""

    @property
    def code(self) -> str:
        """Number and symbol: "05/QĐ-UBND"; a number below ten has a zero before it."""
        return f"{self.number:02d}/{self.notation}"

    @property
    def written_date(self) -> str:
        """ "Cần Thơ, ngày 05 tháng 4 năm 2026": only January and February have a zero before them."""
        month = f"{self.date.month:02d}" if self.date.month < 3 else str(self.date.month)
        return f"{self.place}, ngày {self.date.day:02d} tháng {month} năm {self.date.year}"
