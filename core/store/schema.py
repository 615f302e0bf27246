"""How the database gets its tables and how it is brought up to date without risk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from peewee import Database, Model, SqliteDatabase
from playhouse.migrations import MigrationError, Runner

from core.audit import GENESIS
from core.errors import Misconfigured
from core.store.bound import database
from core.store.database import connect
from core.store.memory import ChainHead

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(address: str, extra: Iterable[type[Model]] = ()) -> list[str]:
    """Bring the database at `address` up to date, tried on a copy first; return what was applied.

    `extra` are plugins' own tables, created when missing. Raises Misconfigured, with the database as it
    was, when a migration fails on the copy or the database is newer than this program.
    """
    target = connect(address)
    try:
        _demand_known(target)
        pending = [step.name for step in Runner(target, str(MIGRATIONS)).status() if not step.applied]
        if pending and isinstance(target, SqliteDatabase) and Path(address).exists():
            _try_on_copy(Path(address))
        applied = list(Runner(target, str(MIGRATIONS)).up())
        database.bind_thread(target)
        ChainHead.insert(id=1, seq=0, hash=GENESIS).on_conflict_ignore().execute()
        target.create_tables(list(extra), safe=True)
        return applied
    finally:
        database.bind_thread(None)
        target.close()


def furnish(extra: Iterable[type[Model]]) -> None:
    """Create what is missing of plugins' own tables, inside the running transaction."""
    for table in extra:
        table.create_table(safe=True)


def _demand_known(target: Database) -> None:
    unknown = [step.name for step in Runner(target, str(MIGRATIONS)).status() if step.path is None]
    if unknown:
        raise Misconfigured(
            "VT-1210",
            "Cơ sở dữ liệu thuộc phiên bản mới hơn chương trình này ({names}).",
            hint="Cài lại phiên bản mới hơn, hoặc phục hồi bản sao lưu của phiên bản này.",
            names=", ".join(unknown),
        )


def _try_on_copy(place: Path) -> None:
    copy = place.with_name(place.name + ".trial")
    for left in (copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
        left.unlink(missing_ok=True)
    with sqlite3.connect(place) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    trial = connect(str(copy))
    try:
        Runner(trial, str(MIGRATIONS)).up()
        if trial.execute_sql("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise MigrationError("integrity_check")
    except Exception as error:
        raise Misconfigured(
            "VT-1211",
            "Không nâng cấp được cơ sở dữ liệu (thử trên bản sao): {reason}",
            hint="Dữ liệu vẫn nguyên vẹn; dùng lại phiên bản cũ và báo nhà cung cấp.",
            reason=str(error),
        ) from error
    finally:
        trial.close()
        for left in (copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
            left.unlink(missing_ok=True)
