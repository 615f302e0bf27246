"""In which yearly series an outgoing document takes its number, and what symbol stands behind the number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.config.sections import Series
from core.config.site import Site
from core.documents import registers
from core.documents.abbreviations import LETTER, Kind, kinds, short_of_copy
from core.errors import Refused
from core.store.outgoing import Draft
from core.store.papers import Document, Register
from core.store.people import Unit
from core.text import fold
from core.values import Actor, Moment

LIFE = "outgoing"
"""The life that books of outgoing documents are of."""
NOTATION = 30
"""Characters a symbol may have (Decree 30/2020, Annex VI, field 5)."""
_UNNAMED = {LETTER: "CV", "Thư công": "ThC"}
"""How a book of its own is called for a type that has no abbreviation."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What decides about series and symbol of a document."""

    type_name: str
    unit: str = ""
    """Code of the drafting unit: a letter bears it."""
    council: str = ""
    """Code of the series of the council or board that issues it; empty for the office."""
    copy_form: str = ""
    """SY, TrS, SL for a copy."""


def types(site: Site, day: date) -> tuple[Kind, ...]:
    """Return the types of documents this office may issue, its own abbreviations included."""
    own = dict(one.split("=", 1) for one in site.outgoing.abbreviations)
    listed = kinds(site.office.profile, day)
    known = {kind.name for kind in listed}
    changed = tuple(
        Kind(kind.name, own.get(kind.name, kind.short), kind.normative, kind.title) for kind in listed
    )
    return (*changed, *(Kind(name, short) for name, short in own.items() if name not in known))


def kind_of(site: Site, type_name: str, day: date) -> Kind:
    """Return a type by its name; raise Refused when nobody has said how it is abbreviated."""
    found = next((kind for kind in types(site, day) if fold(kind.name) == fold(type_name)), None)
    if found is None:
        raise Refused(
            "VT-2703",
            "Chưa có chữ viết tắt của loại văn bản “{name}”.",
            hint="Quản trị: thêm vào mục outgoing.abbreviations, ví dụ Giấy xác nhận=GXN.",
            name=type_name,
        )
    return found


def matter(row: Document, draft: Draft) -> Matter:
    """Return what decides about an outgoing document's series and symbol."""
    unit = Unit.get_or_none(Unit.id == draft.unit_id)
    return Matter(row.type_name, unit.code if unit else "", draft.council, draft.copy_form)


def of(site: Site, told: Matter, day: date) -> str:
    """Return the code of the book a document takes its number from (Decree 30/2020, art. 15.1)."""
    if told.copy_form:  # one series for all forms of copies, Annex I, part II.II.1.c
        return next(code for code, one in site.outgoing.series.items() if one.copies)
    kind = kind_of(site, told.type_name, day)
    code = told.council or _plain(site, kind)
    if code is None:
        raise Refused(
            "VT-2706",
            "“{name}” phải có dãy số riêng (điểm a khoản 1 Điều 15 Nghị định 30/2020/NĐ-CP).",
            hint="Quản trị: thêm một dãy số có loại này vào mục outgoing.series.",
            name=kind.name,
        )
    return _split(code, _council(site, code) if told.council else site.outgoing.series[code], kind)


def symbol(site: Site, told: Matter, day: date) -> str:
    """Return what stands behind the number and the slash: QĐ-UBND, UBND-VP, SY-UBND, 2026/QĐ-UBND.

    Decree 30/2020, Annex I, II.3.b; raises Refused for a type nobody abbreviates or a symbol too long.
    """
    ours = _council(site, told.council).council if told.council else site.outgoing.abbreviation
    if told.copy_form:
        parts = [short_of_copy(told.copy_form, site.office.profile, day), ours]
    else:
        kind = kind_of(site, told.type_name, day)
        year = f"{day.year}/" if kind.normative else ""
        parts = [f"{year}{kind.short}", ours] if kind.short else [ours, told.unit]
    said = "-".join(part for part in parts if part)
    if len(said) > NOTATION:
        raise Refused(
            "VT-2708",
            "Ký hiệu “{symbol}” dài quá {longest} ký tự.",
            hint="Quản trị: rút ngắn chữ viết tắt của đơn vị hoặc của cơ quan.",
            symbol=said,
            longest=NOTATION,
        )
    return said


def drawers(site: Site, day: date) -> dict[str, str]:
    """Return every book of outgoing documents this office can have: code and name."""
    found: dict[str, str] = {}
    for code, one in site.outgoing.series.items():
        if one.copies or not one.per_type:
            found[code] = one.name
            continue
        for kind in types(site, day):
            if one.council or _plain(site, kind) == code:
                found[_split(code, one, kind)] = f"{one.name} – {kind.name}"[:200]
    return found


def name_of(site: Site, code: str, day: date) -> str:
    """Return the name of a book of outgoing documents; raise Refused when no series has this code."""
    found = drawers(site, day).get(code)
    if found is None:
        raise Refused(
            "VT-2705",
            "Cấu hình không có dãy số “{series}” của văn bản đi.",
            hint="Dùng một trong các mã: {codes}.",
            series=code,
            codes=", ".join(drawers(site, day)),
        )
    return found


def open_book(site: Site, code: str, year: int, last: int, by: Actor, at: Moment) -> Register:
    """Open the yearly book of a series where the paper book left off; only needed when `last` is not 0."""
    name = name_of(site, code, at.utc.date())
    return registers.open_register(code, name, year, last, by, at, life=LIFE)


def _plain(site: Site, kind: Kind) -> str | None:
    """Return the code of the series a type belongs to; None for a normative one that has none of its own."""
    plain = [(code, one) for code, one in site.outgoing.series.items() if not one.council and not one.copies]
    for code, one in plain:
        if any(fold(name) == fold(kind.name) for name in one.types):
            return code
    return None if kind.normative else next(code for code, one in plain if not one.types)


def _council(site: Site, code: str) -> Series:
    found = site.outgoing.series.get(code)
    if found is None or not found.council:
        raise Refused(
            "VT-2704",
            "Cấu hình không có dãy số “{series}” của hội đồng hoặc ban.",
            hint="Quản trị: thêm mục outgoing.series.{series} có ghi council.",
            series=code,
        )
    return found


def _split(code: str, one: Series, kind: Kind) -> str:
    """Return the code of a type's own book within a series that counts each type by itself."""
    if not one.per_type:
        return code
    return f"{code}-{kind.short or _UNNAMED.get(kind.name, kind.name)}"[:20]
