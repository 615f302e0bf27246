"""The whole office on PostgreSQL, by one setting: the same scans, the same walk, the same evidence."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg

from appliance.demonstration.walk import lives, walk
from appliance.specimens.letters import letter
from appliance.specimens.scans import make_scan
from core import audit
from core.accounts.permissions import actor_of
from core.documents import search, states
from core.store.memory import JobRow
from core.store.papers import Document
from core.store.people import User
from tests.parts.living import living


def test_a_scan_is_walked_to_its_end_on_postgresql(postgres: str, tmp_path: Path) -> None:
    """From the scanner's folder to finished and found again, chain whole, no job left."""
    with psycopg.connect(postgres, autocommit=True) as line:
        line.execute('CREATE DATABASE "journey"')
    address = postgres.replace("/postgres?", "/journey?")
    with living(tmp_path, store__database=address) as commune:
        for number in range(3):
            make_scan(letter(number), "tiff", commune.scans / f"quet-{number}.tif", dpi=200)
        commune.until(
            lambda: commune.see(lambda: Document.select().where(Document.state == "cleared").count()) == 3
        )
        first = commune.see(lambda: Document.get(Document.name == "quet-0.tif").id)
        told_number = asyncio.run(walk(commune.office, first, letter(0), lambda said: None))
        assert told_number == "153"
        clerk = commune.see(lambda: actor_of(User.get(User.login == "vanthu").id))
        commune.until(lambda: commune.see(search.find, "quy che", clerk).ids == (first,))
        told = {one["id"]: one["states"] for one in commune.see(lives)}
        assert told[first] == [
            states.ARRIVED, states.CLEARED, states.REGISTERED, states.PRESENTED, states.DIRECTED,
            states.ASSIGNED, states.WORKING, states.FINISHED,
        ]  # fmt: skip
        commune.until(lambda: commune.see(lambda: JobRow.select().where(JobRow.state != "done").count()) == 0)
        assert commune.see(audit.verify)[1] is None
