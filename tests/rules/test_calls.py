"""What programs send is read strictly, and no program may keep the others waiting."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from multidict import MultiDict

from core.web.api import calls
from core.web.api.documents import Sought, Wanted
from core.web.api.errors import Misshapen, TooOften
from core.web.api.people import Notices
from core.web.api.reading import composed, query_of
from core.web.api.shapes import Told
from core.web.api.uploads import bare


def test_a_query_is_read_field_by_field() -> None:
    asked = MultiDict(
        [("state", "arrived"), ("state", "cleared"), ("limit", "7"), ("arrived_from", "2026-11-20")]
    )
    wanted = query_of(asked, Wanted)
    assert wanted.state == ("arrived", "cleared") and wanted.limit == 7
    assert wanted.arrived_from == date(2026, 11, 20) and wanted.due_from is msgspec.UNSET
    assert query_of(MultiDict(unread="true"), Notices).unread


@pytest.mark.parametrize(
    ("asked", "kind", "field"),
    [
        ([("limit", "x")], Wanted, "limit"),
        ([("limit", "201")], Wanted, "limit"),
        ([("limit", "٣")], Wanted, "limit"),
        ([("limit", "1"), ("limit", "2")], Wanted, "limit"),
        ([("limit", "9" * 5000)], Wanted, "limit"),
        ([("register", "null")], Wanted, "register"),
        ([("arrived_to", "2026-02-30")], Wanted, "arrived_to"),
        ([("colour", "red")], Wanted, "colour"),
        ([("unread", "1")], Notices, "unread"),
        ([("q", "a\0b")], Sought, "q"),
        ([("q", "a"), ("after", "1-1 OR 1")], Sought, "after"),
        ([], Sought, "q"),
    ],
)
def test_what_a_query_may_not_say_is_named(asked: list[tuple[str, str]], kind: type, field: str) -> None:
    with pytest.raises(Misshapen) as refused:
        query_of(MultiDict(asked), kind)
    (said,) = refused.value.fields.items()
    assert field in " ".join(said)


def test_text_is_composed_wherever_it_stands() -> None:
    assert composed({"a": ["e\u0302\u0301"]}) == {"a": ["ế"]}
    with pytest.raises(Misshapen) as refused:
        composed({"a": [{"b": "\0"}]})
    assert list(refused.value.fields) == ["a[0].b"]


def test_moments_leave_in_the_time_of_vietnam() -> None:
    class Instant(Told, frozen=True, kw_only=True):
        at: datetime

    told = msgspec.json.encode(Instant(at=datetime(2026, 11, 20, 17, 30, 1, 999, UTC)))
    assert told == b'{"at":"2026-11-21T00:30:01+07:00"}'


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Quét\\a.pdf", "a.pdf"),
        ("a\x1b[31m\u202e.pdf", "a[31m.pdf"),
        ("", ""),
    ],
)
def test_a_file_keeps_its_name_but_no_folder(given: str, kept: str) -> None:
    assert bare(given) == kept


def test_a_program_that_runs_away_is_slowed_and_nobody_else() -> None:
    paces: dict[int, float] = {}
    with pytest.raises(TooOften):
        for _ in range(calls.BURST + 1):
            calls.keep_pace(paces, 1, 100.0)
    calls.keep_pace(paces, 2, 100.0)
    calls.keep_pace(paces, 1, 100.0 + 2 / calls.RATE)
