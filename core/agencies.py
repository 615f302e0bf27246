"""The bodies letters come from, remembered so that the clerk writes each name once."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Refused
from core.store.people import Agency
from core.text import clean_line, fold, tone_key

CODE_LENGTH = 35
"""QCVN 102:2016/BTTTT, amendment 1:2022."""
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class AgencyName:
    """A body as the clerk chooses it from the list."""

    id: int
    code: str
    """Its identifier on the axis; empty when nobody has told it yet."""
    name: str
    used: int
    """How many letters it has sent so far."""


def remember(name: str, code: str = "") -> int:
    """Count one more letter from the body of this code or, without a code, of this name; return its id.

    A body first met by name takes its code when the code becomes known.
    """
    name, code = clean_line(name)[:NAME_LENGTH], clean_line(code)[:CODE_LENGTH]
    if not name:
        raise Refused("VT-3211", "Phải ghi tên cơ quan ban hành.", hint="Ghi tên cơ quan rồi lưu lại.")
    known = Agency.get_or_none(Agency.code == code) if code else None
    known = known or _named(name, code)
    if known is None:
        return int(Agency.insert(code=code or None, name=name, folded=_key(name), used=1).execute())
    Agency.update(code=known.code or code or None, name=name, folded=_key(name), used=Agency.used + 1).where(
        Agency.id == known.id
    ).execute()
    return int(known.id)


def suggest(text: str, limit: int = 10) -> list[AgencyName]:
    """Return the bodies whose name or code holds every word of `text`, marks or no marks, most used first."""
    query = Agency.select().order_by(Agency.used.desc(), Agency.folded, Agency.id).limit(limit)
    for word in fold(text).split():
        query = query.where(Agency.folded.contains(word) | Agency.code.contains(word))
    return [AgencyName(row.id, row.code or "", row.name, row.used) for row in query]


def _named(name: str, code: str) -> Agency | None:
    """The body of this name whose code, if it has one, does not say it is another body."""
    for row in Agency.select().where(Agency.folded == _key(name)).order_by(Agency.id):
        if tone_key(row.name) == tone_key(name) and (not code or not row.code):
            return row
    return None


def _key(name: str) -> str:
    return fold(name)[:NAME_LENGTH]
