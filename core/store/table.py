"""What every table of the office has in common."""

from __future__ import annotations

from typing import Any

from peewee import Model

from core.store.bound import database


class Table(Model):
    """A table of the office."""

    id: Any
    """peewee adds it to every table that names no other primary key."""

    class Meta:
        database = database
        legacy_table_names = False
