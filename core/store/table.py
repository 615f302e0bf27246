"""What every table of the office has in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Self, cast

from peewee import Field, Model

from core.store.bound import database


class Table(Model):
    """A table of the office."""

    id: Any
    """peewee adds it to every table that names no other primary key."""

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def create(cls, **row: Any) -> Self:
        """Insert a row and return it.

        As peewee's own does, but the text of the statement is made once: a document has fifty columns, and
        spelling them out takes much longer than writing them.
        """
        made: Any = cls(**row)
        ((made._pk,),) = made._insert("RETURNING")
        made._dirty.clear()
        return cast(Self, made)

    @classmethod
    def create_once(cls, **row: Any) -> bool:
        """Insert a row unless one with the same unique columns is there; tell whether it was inserted."""
        return bool(cls(**row)._insert("ON CONFLICT DO NOTHING RETURNING"))

    @classmethod
    def change(cls, where: Mapping[str, Any], **row: Any) -> int:
        """Write these columns of the rows whose columns equal `where`; return how many there were.

        As peewee's own update does, but the text of the statement is made once.
        """
        text, fields = _alteration(cls, tuple(row), tuple(where), database.param)
        values = [
            field.db_value(value)
            for field, value in zip(fields, (*row.values(), *where.values()), strict=True)
        ]
        return int(database.execute_sql(text, values).rowcount)

    def _insert(self, ending: str) -> list[Any]:
        """Write this row and return the keys of the rows written."""
        given: dict[str, Any] = self.__data__
        text, fields = _insertion(type(self), tuple(given), f"{ending} {{key}}", database.param)
        values = [field.db_value(given[field.name]) for field in fields]
        return list(database.execute_sql(text, values).fetchall())


@cache
def _insertion(table: type[Table], names: tuple[str, ...], ending: str, mark: str) -> tuple[str, list[Field]]:
    """Return the text of an INSERT that gives these fields, and the fields in the order of its marks."""
    about = _about(table)
    fields = [about.fields[name] for name in names]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    marks = ", ".join([mark] * len(fields))
    last = ending.format(key=f'"{about.primary_key.column_name}"')
    return f'INSERT INTO "{about.table_name}" ({columns}) VALUES ({marks}) {last}', fields


@cache
def _alteration(
    table: type[Table], names: tuple[str, ...], where: tuple[str, ...], mark: str
) -> tuple[str, list[Field]]:
    """Return the text of an UPDATE of these fields, and the fields in the order of its marks."""
    about = _about(table)
    new, old = [about.fields[name] for name in names], [about.fields[name] for name in where]
    changes = ", ".join(f'"{field.column_name}" = {mark}' for field in new)
    condition = " AND ".join(f'"{field.column_name}" = {mark}' for field in old)
    return f'UPDATE "{about.table_name}" SET {changes} WHERE {condition}', [*new, *old]


def _about(table: type[Table]) -> Any:
    """Return what peewee knows of a table."""
    return table._meta
