"""The office's first tables."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

from core.documents import search
from core.store.bound import database
from core.store.tables import TABLES


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Create every table."""
    database.bind_thread(db)
    db.create_tables(TABLES)
    search.create()
