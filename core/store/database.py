"""The one bridge between the office and its database: one writer thread, several reader threads."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import peewee
from peewee import Database, SqliteDatabase

from core.errors import Misconfigured, Trouble
from core.store.bound import database

P = ParamSpec("P")
T = TypeVar("T")
_pending = threading.local()


def afterwards(event: object) -> None:
    """Tell the store's listeners of `event` once the current transaction is committed; nobody else before."""
    _pending.events.append(event)


def connect(address: str) -> Database:
    """Return the database at `address`: a path for SQLite, or a `postgresql://` address."""
    if address.startswith(("postgresql://", "postgres://")):
        from playhouse.db_url import connect as open_address

        return open_address(address.replace("postgresql://", "psycopg3://", 1))
    if "://" in address:
        raise Misconfigured(
            "VT-1201",
            "Không biết loại cơ sở dữ liệu của “{address}”.",
            hint="Để trống để dùng SQLite, hoặc ghi postgresql://tên@máy/cơ-sở-dữ-liệu.",
            address=address,
        )
    return SqliteDatabase(
        address,
        lock_type="IMMEDIATE",
        timeout=30,
        pragmas={"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "cache_size": -16000},
    )


class Store:
    """The office's database. `write` runs functions one after another, each in its own transaction."""

    def __init__(self, address: str | Path, *, readers: int = 3) -> None:
        self.address = str(address)
        self.database = connect(self.address)
        self.listeners: list[Callable[[object], None]] = []
        """Called on the writer thread with each event, after its commit."""
        self._tasks: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None
        self._readers = ThreadPoolExecutor(readers, "store-reader", initializer=self._bind)

    @property
    def sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return isinstance(self.database, SqliteDatabase)

    def open(self) -> None:
        """Start the writer; raise Trouble when the database cannot be opened."""
        try:
            with self.database.connection_context():
                self.database.execute_sql("SELECT 1")
        except (peewee.DatabaseError, sqlite3.Error) as error:
            raise Trouble(
                "VT-1202",
                "Không mở được cơ sở dữ liệu: {reason}",
                hint="Kiểm tra ổ đĩa và dịch vụ cơ sở dữ liệu, rồi chạy vanthu doctor.",
                reason=str(error),
            ) from error
        self._writer = threading.Thread(target=self._write_on, name="store-writer", daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Finish what is queued, then close every connection."""
        if self._writer is None:
            return
        self._tasks.put(None)
        self._writer.join()
        self._writer = None
        self._readers.shutdown(wait=True)

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in a transaction on the writer thread and return what it returns."""
        return await asyncio.shield(asyncio.wrap_future(self._queue(lambda: function(*args, **kwargs))))

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` on a reader thread, on one consistent view of the data."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self._read(lambda: function(*args, **kwargs)))

    def write_now(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `write`, and wait: for the command line and for threads."""
        return self._queue(lambda: function(*args, **kwargs)).result()

    def read_now(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `read`, and wait."""
        return self._readers.submit(lambda: self._read(lambda: function(*args, **kwargs))).result()

    def _queue(self, work: Callable[[], T]) -> Future[T]:
        if self._writer is None:
            raise Trouble("VT-1203", "Cơ sở dữ liệu đã đóng.", hint="Thử lại sau khi hệ thống khởi động xong.")
        future: Future[T] = Future()
        self._tasks.put((work, future))
        return future

    def _bind(self) -> None:
        database.bind_thread(self.database)

    def _read(self, work: Callable[[], T]) -> T:
        with translated():
            if not self.sqlite:
                with self.database.connection_context():
                    return work()
            if self.database.is_closed():
                self.database.connect()
            with self.database.atomic("DEFERRED"):
                return work()

    def _write_on(self) -> None:
        self._bind()
        while (task := self._tasks.get()) is not None:
            work, future = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result, events = self._transact(work)
            except BaseException as error:  # carried to whoever asked
                future.set_exception(error)
                continue
            future.set_result(result)
            for event in events:
                for listener in self.listeners:
                    listener(event)
        self.database.close()

    def _transact(self, work: Callable[[], T]) -> tuple[T, list[object]]:
        _pending.events = []
        with translated():
            if self.database.is_closed():
                self.database.connect()
            with self.database.atomic():
                result = work()
        return result, _pending.events


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database that cannot be written or read into a sentence; mistakes of ours stay as they are."""
    try:
        yield
    except (peewee.OperationalError, peewee.InterfaceError, sqlite3.OperationalError) as error:
        raise Trouble(
            "VT-1204",
            "Chưa ghi hoặc đọc được cơ sở dữ liệu: {reason}",
            hint="Kiểm tra dung lượng ổ đĩa; việc dở dang sẽ tự làm lại.",
            reason=str(error),
        ) from error
