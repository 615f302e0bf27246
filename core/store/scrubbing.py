"""Wipes from the disk what deleted rows leave behind in the journal of an SQLite database."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from core.errors import Trouble


def scrub(address: str) -> None:
    """Bring every committed change into the database's file and empty its journal, older pages and all.

    Freed pages of the file itself are zeros already (`secure_delete`). Raises Trouble while somebody reads.
    """
    with closing(sqlite3.connect(address, timeout=5, isolation_level=None)) as line:
        busy, *_ = line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Trouble(
            "VT-1205", "Chưa dọn được nhật ký của cơ sở dữ liệu vì đang có người đọc.", hint="Sẽ tự làm lại."
        )
