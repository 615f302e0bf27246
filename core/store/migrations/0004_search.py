"""The index by which documents are found."""

from __future__ import annotations

from peewee import Database, SqliteDatabase
from playhouse.migrate import SchemaMigrator

SQLITE = (
    "CREATE VIRTUAL TABLE search USING fts5("
    "exact, fold, seen, tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')",
)
POSTGRES = (
    "CREATE TABLE search (rowid integer PRIMARY KEY, exact tsvector, fold tsvector, seen tsvector)",
    "CREATE INDEX search_exact ON search USING gin (exact)",
    "CREATE INDEX search_fold ON search USING gin (fold)",
    "CREATE INDEX search_seen ON search USING gin (seen)",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create the index; the two databases index text in their own ways."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRES:
        db.execute_sql(statement)
