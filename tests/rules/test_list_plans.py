"""With a million documents a list still takes its rows along an index, for whoever asks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.documents import lists, states
from core.documents.lists import Filter, Key
from core.store.bound import database
from core.store.database import Store
from core.store.schema import migrate
from tests.parts.office import Desk, furnish

ASKED = {
    "everything": (Filter(), None),
    "further on": (Filter(), Key(1, 500)),
    "a state": (Filter((states.FINISHED,)), None),
    "a unit and a state": (Filter((states.FINISHED,), unit_id=1), Key(0, 500)),
    "by role": (Filter(roles=("lead",)), None),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk at SQLite, whose plans can be read."""
    address = str(tmp_path / "office.db")
    migrate(address)
    store = Store(address)
    store.open()
    yield furnish(store)
    store.close()


def plans(query: str, values: list[Any]) -> list[str]:
    """What SQLite means to do, step by step."""
    return [row[3] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {query}", values).fetchall()]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("who", ["clerk", "leader", "head", "officer"])
def test_no_list_reads_or_sorts_a_whole_table(
    desk: Desk, who: str, asked: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person with many tasks walks the list in its order; tasks are looked up by their document."""
    monkeypatch.setattr(lists, "FEW", -1)
    wanted, after = ASKED[asked]
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        desk.see(lists.page, wanted, getattr(desk, who), after)
    queries: list[Any] = [record.msg for record in caplog.records]
    walks = [(query, values) for query, values in queries if query.endswith("DESC LIMIT ?")]
    assert walks or (asked, who) in {("by role", "clerk"), ("by role", "leader")}
    for query, values in walks:
        for step in desk.see(plans, query, values):
            assert not step.startswith("SCAN") and "TEMP B-TREE" not in step
            assert "INDEX task_" not in step or "task_document_id" in step
