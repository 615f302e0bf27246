"""Rows written with statements spelled out once are the rows peewee itself would have written."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import IntegrityError

from core.store.database import Store
from core.store.memory import JobRow
from core.store.papers import Document, File
from core.values import Moment
from tests.parts.office import NOON, Desk

AT = Moment(NOON)


def document(number: str, **columns: Any) -> Document:
    given = {"life": "incoming", "state": "arrived", "state_at": AT.utc, "received_at": AT.utc}
    return Document.create(**given, source="may-quet-1", external_id=number, name="quét.tif", **columns)


def test_what_is_created_is_read_back_with_every_default(store: Store) -> None:
    made = store.write_now(document, "1")
    read = store.read_now(lambda: Document.get_by_id(made.id))
    assert read.__data__ == dict.fromkeys(read.__data__) | made.__data__
    assert not made.is_dirty()


def test_a_row_may_be_given_for_a_foreign_key(store: Store) -> None:
    def write() -> tuple[int | None, int | None]:
        first = document("1")
        second = document("2", duplicate_of=first)
        return first.id, Document.get_by_id(second.id).duplicate_of_id

    first, told = store.write_now(write)
    assert told == first


def test_the_same_again_is_refused_or_passed_over(store: Store) -> None:
    row = {"kind": "work", "key": "1", "facts": {"a": "é"}, "ready_at": AT.utc}
    assert store.write_now(JobRow.create_once, **row) is True
    assert store.write_now(JobRow.create_once, **row) is False
    with pytest.raises(IntegrityError):
        store.write_now(JobRow.create, **row)
    assert store.read_now(lambda: [told.facts for told in JobRow.select()]) == [{"a": "é"}]


def test_a_change_writes_the_rows_that_equal_and_counts_them(desk: Desk) -> None:
    one, two = desk.arrived("a.pdf"), desk.arrived("b.pdf")
    assert desk.do(File.change, {"document": one, "role": "original"}, pages=3, facts={"dpi": 300}) == 1
    assert desk.do(File.change, {"document": one, "role": "rendition"}, pages=4) == 0
    told = desk.see(lambda: {row.document_id: (row.pages, row.facts) for row in File.select()})
    assert told == {one: (3, {"dpi": 300}), two: (None, None)}
