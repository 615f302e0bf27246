"""Which database the tables of this thread belong to: each office's threads see only their own."""

from __future__ import annotations

import threading
from typing import Any

from peewee import Database, DatabaseProxy


class BoundDatabase(DatabaseProxy):
    """A peewee database that is whatever the current thread was bound to.

    Several offices may live in one process (a province and its communes in a test, an office and a trial
    migration); their threads never share a table's database by accident. An unbound thread gets peewee's
    own error for an uninitialised database.
    """

    __slots__ = ()
    _here = threading.local()

    @property
    def obj(self) -> Any:
        """The database this thread is bound to, or None."""
        return getattr(self._here, "database", None)

    @obj.setter
    def obj(self, database: Any) -> None:
        self._here.database = database

    def __setattr__(self, name: str, value: Any) -> None:
        # peewee's own proxy allows only names in its __slots__, of which `obj` is a property here
        object.__setattr__(self, name, value)

    def bind_thread(self, database: Database | None) -> None:
        """Bind the current thread to `database`; None unbinds it."""
        self._here.database = database


database = BoundDatabase()
"""The database of every table, thread by thread."""
