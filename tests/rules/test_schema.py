"""The migrations make the very tables the office speaks of, and a failing one leaves the data as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import peewee
import pytest
from playhouse.schema_diff import diff_models

from core.documents import incoming
from core.errors import Misconfigured
from core.store import schema
from core.store.database import Store
from core.store.papers import Document
from core.store.tables import TABLES
from core.values import Arrival, Blob
from tests.parts.office import Desk, unopened


def test_migrations_and_tables_agree(store: Store) -> None:
    """Whoever changes a table writes a migration: what migrations make and what the code says is the same."""
    difference = store.write_now(lambda: diff_models(store.database, list(TABLES)))
    assert not difference, str(difference)


def test_migrating_twice_is_migrating_once(address: str) -> None:
    """The second start applies nothing."""
    assert schema.migrate(address)
    assert schema.migrate(address) == []


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations in a folder of their own, to which a test may add."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for file in schema.MIGRATIONS.glob("0*.py"):
        (folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return folder


def test_a_migration_that_fails_on_the_copy_touches_nothing(desk: Desk, steps: Path) -> None:
    """It is tried on a copy first: the office's own file is the same, byte for byte, and the copy is gone."""
    desk.do(incoming.receive, Arrival("s", "1", "a"), Blob("a" * 64, 1, unopened(), "a"), desk.at)
    if not desk.store.sqlite:  # PostgreSQL takes back by itself what a failing step changed
        (steps / "0099_wrong.py").write_text(
            "def up(migrator, db):\n"
            "    db.execute_sql('UPDATE document SET sha256 = NULL')\n"
            "    db.execute_sql('nonsense')\n"
        )
        with pytest.raises(peewee.ProgrammingError):
            schema.migrate(desk.store.address)
        assert desk.see(lambda: Document.select().where(Document.sha256 == "a" * 64).count()) == 1
        return
    place = Path(desk.store.address)
    desk.store.close()
    with sqlite3.connect(place) as line:
        line.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    line.close()
    before = place.read_bytes()
    (steps / "0099_wrong.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('DELETE FROM document')\n    db.execute_sql('nonsense')\n"
    )
    with pytest.raises(Misconfigured, match="VT-1211"):
        schema.migrate(str(place))
    assert place.read_bytes() == before
    assert [left.name for left in place.parent.glob("*.trial*")] == []


def test_a_newer_database_is_refused(address: str, steps: Path) -> None:
    """An older program never opens what a newer one has changed."""
    (steps / "0099_newer.py").write_text("def up(migrator, db):\n    pass\n")
    schema.migrate(address)
    (steps / "0099_newer.py").unlink()
    with pytest.raises(Misconfigured, match="VT-1210"):
        schema.migrate(address)
