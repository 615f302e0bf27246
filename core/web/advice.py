"""What the rules say of a draft while it is being filled in: its symbol, its signer's right, its paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.config.site import Site
from core.documents import delegations, paper, series
from core.documents.series import Matter
from core.documents.wanted import Receiver
from core.errors import OfficeError
from core.language import tr
from core.store.people import Unit, User
from core.web.forms import row_number

Told = list[tuple[str, str]]
"""Sentences with their tones: good, warn, bad, tell."""


def told(site: Site, given: Mapping[str, str], day: date) -> Told:
    """Return what the rules say of the fields filled in so far, as of `day`."""
    type_name, council = given.get("type_name", ""), given.get("council", "")
    if not type_name:
        return []
    return [
        *_symbol(site, type_name, row_number(given.get("unit", "")), council, day),
        *_right(row_number(given.get("signer", "")), given.get("capacity", ""), type_name, day),
        *_paper(site, type_name, given.get("field", ""), day),
    ]


def _symbol(site: Site, type_name: str, unit: int | None, council: str, day: date) -> Told:
    row = Unit.get_or_none(Unit.id == unit) if unit is not None else None
    matter = Matter(type_name, row.code if row else "", council)
    try:
        book = series.name_of(site, series.of(site, matter, day), day)
        symbol = series.symbol(site, matter, day)
    except OfficeError as error:
        return [("bad", f"{error.message} {error.hint}")]
    return [("tell", tr("Số, ký hiệu sẽ cấp: …/{symbol}, lấy số trong {book}.", symbol=symbol, book=book))]


def _right(signer: int | None, capacity: str, type_name: str, day: date) -> Told:
    if signer is None:
        return []
    person = User.get_or_none(User.id == signer)
    try:
        found = delegations.demand(signer, capacity, type_name, day)
    except OfficeError as error:
        return [("bad", f"{error.message} {error.hint}")]
    if found is None:
        return [("good", tr("{name} có thẩm quyền ký văn bản này.", name=person.name if person else ""))]
    until = f"{found.valid_to:%d/%m/%Y}" if found.valid_to else tr("khi có quyết định khác")
    return [
        (
            "good",
            tr(
                "{name} được ký {capacity}. {title}, theo {grounds}, đến {until}.",
                name=person.name if person else "",
                capacity=capacity,
                title=found.title,
                grounds=found.grounds,
                until=until,
            ),
        )
    ]


def _paper(site: Site, type_name: str, field: str, day: date) -> Told:
    anywhere = Receiver(name="-", code="-")  # a receiver of whom nothing else is known
    why = paper.rule(site.outgoing, type_name, field, anywhere, day)
    if why:
        return [("warn", tr("Gửi kèm bản giấy: {why}.", why=tr(paper.REASONS[why])))]
    return [("tell", tr("Gửi bản điện tử; bản giấy chỉ gửi nơi chưa nhận được văn bản điện tử."))]
