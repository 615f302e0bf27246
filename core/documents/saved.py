"""Searches a person keeps under a name of his own."""

from __future__ import annotations

from core.errors import Missing, Refused
from core.store.papers import SavedSearch
from core.text import clean_line
from core.values import Actor, Moment

MOST = 50
"""A person who keeps more than this finds none of them again."""


def searches(by: Actor) -> list[SavedSearch]:
    """Return a person's kept searches, by name."""
    return list(
        SavedSearch.select().where(SavedSearch.user == by.user_id).order_by(SavedSearch.name, SavedSearch.id)
    )


def keep_search(name: str, query: str, by: Actor, at: Moment) -> int:
    """Keep a search under a name; the same name again takes the new search. Returns its id."""
    called, sought = clean_line(name)[:100], clean_line(query)[:500]
    if not called or not sought:
        raise Refused("VT-2601", "Phải ghi tên và nội dung tìm.", hint="Tìm trước, đặt tên rồi lưu lại.")
    there = SavedSearch.get_or_none(SavedSearch.user == by.user_id, SavedSearch.name == called)
    if there is not None:
        SavedSearch.update(query=sought, at=at.utc).where(SavedSearch.id == there.id).execute()
        return int(there.id)
    if len(searches(by)) >= MOST:
        raise Refused("VT-2602", "Đã lưu quá nhiều bộ tìm kiếm.", hint="Bỏ bớt bộ không còn dùng.")
    return int(SavedSearch.create(user=by.user_id, name=called, query=sought, at=at.utc).id)


def drop_search(search: int, by: Actor) -> None:
    """Drop a kept search; raise Missing for another person's."""
    dropped = SavedSearch.delete().where(SavedSearch.id == search, SavedSearch.user == by.user_id).execute()
    if not dropped:
        raise Missing("VT-2603", "Không có bộ tìm kiếm này.", hint="Tải lại trang.")
