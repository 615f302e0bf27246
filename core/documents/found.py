"""What the search box finds, as rows of a list."""

from __future__ import annotations

from typing import Any

from peewee import JOIN

from core.accounts.permissions import visible
from core.documents import search
from core.documents.lists import COLUMNS, Row
from core.store.papers import Document, Register
from core.store.people import Unit
from core.values import Actor


def look_up(words: str, by: Actor, after: str = "", limit: int = 50) -> tuple[tuple[Row, ...], str]:
    """Return rows that match and this person may see, best kind first, and where the next page begins."""
    found = search.find(words, by, after=after, limit=limit)
    query: Any = (
        Document.select(*COLUMNS)
        .join(Register, JOIN.LEFT_OUTER)
        .switch(Document)
        .join(Unit, JOIN.LEFT_OUTER)
        .where(Document.id.in_(found.ids), visible(by))
    )
    rows = {row["id"]: Row(**row) for row in query.dicts()} if found.ids else {}
    return tuple(rows[number] for number in found.ids if number in rows), found.next
