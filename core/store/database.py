"""The one bridge between the office and its database: one writer thread, several reader threads."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import peewee
from peewee import Database, SqliteDatabase

from core.errors import Misconfigured, Trouble
from core.store.bound import database

P = ParamSpec("P")
T = TypeVar("T")
BATCH = 32
"""How many queued writes share one commit at the most; each keeps its own savepoint."""
DATABASE_FAILED = (peewee.OperationalError, peewee.InterfaceError, sqlite3.OperationalError)
_pending = threading.local()


@dataclass(frozen=True, slots=True)
class _Task:
    work: Callable[[], Any]
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: Any
    error: BaseException | None
    events: list[object]


def afterwards(event: object) -> None:
    """Tell the store's listeners of `event` once the current transaction is committed; nobody else before."""
    _pending.events.append(event)


def connect(address: str) -> Database:
    """Return the database at `address`: a path for SQLite, or a `postgresql://` address."""
    if address.startswith(("postgresql://", "postgres://")):
        from playhouse.db_url import connect as open_address

        served: Database = open_address(address.replace("postgresql://", "psycopg3://", 1))
        return served
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
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "cache_size": -16000,
            "secure_delete": 1,
        },
    )


class Store:
    """The office's database. `write` runs functions one after another, each in its own transaction."""

    def __init__(self, address: str | Path, *, readers: int = 3) -> None:
        self.address = str(address)
        self.database = connect(self.address)
        self.listeners: list[Callable[[object], None]] = []
        """Called on the writer thread with each event, after its commit."""
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
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
        return await loop.run_in_executor(
            self._readers, lambda: self._read(lambda: function(*args, **kwargs))
        )

    def write_now(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `write`, and wait: for the command line and for threads."""
        return self._queue(lambda: function(*args, **kwargs)).result()

    def read_now(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `read`, and wait."""
        return self._readers.submit(lambda: self._read(lambda: function(*args, **kwargs))).result()

    def _queue(self, work: Callable[[], T]) -> Future[T]:
        if self._writer is None:
            raise Trouble(
                "VT-1203", "Cơ sở dữ liệu đã đóng.", hint="Thử lại sau khi hệ thống khởi động xong."
            )
        future: Future[T] = Future()
        self._tasks.put(_Task(work, future))
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
        going_on = True
        while going_on:
            batch, going_on = self._next_batch()
            if not batch:
                continue
            try:
                outcomes = self._commit(batch)
            except Exception as error:  # carried to whoever asked
                if len(batch) == 1:
                    batch[0].future.set_exception(error)
                    continue
                # the disk or the server failed under all of them: each gets a transaction of its own
                outcomes = [outcome for task in batch for outcome in self._alone(task)]
            for task, outcome in zip(batch, outcomes, strict=True):
                self._answer(task, outcome)
        self.database.close()

    def _next_batch(self) -> tuple[list[_Task], bool]:
        """Wait for work, then take what else is already queued: one commit makes all of it durable."""
        batch: list[_Task] = []
        while len(batch) < BATCH and (not batch or not self._tasks.empty()):
            task = self._tasks.get()
            if task is None:
                return batch, False
            if task.future.set_running_or_notify_cancel():
                batch.append(task)
        return batch, True

    def _commit(self, batch: list[_Task]) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        with translated():
            if self.database.is_closed():
                self.database.connect()
            with self.database.atomic():
                for task in batch:
                    outcomes.append(self._run(task, alone=len(batch) == 1))
        return outcomes

    def _run(self, task: _Task, *, alone: bool) -> _Outcome:
        _pending.events = []
        if alone:
            return _Outcome(task.work(), None, _pending.events)
        try:
            with self.database.savepoint():
                return _Outcome(task.work(), None, _pending.events)
        except DATABASE_FAILED:
            raise
        except Exception as error:  # this one alone is rolled back
            return _Outcome(None, error, [])

    def _alone(self, task: _Task) -> list[_Outcome]:
        try:
            return self._commit([task])
        except Exception as error:  # carried to whoever asked
            return [_Outcome(None, error, [])]

    def _answer(self, task: _Task, outcome: _Outcome) -> None:
        if outcome.error is not None:
            task.future.set_exception(outcome.error)
            return
        task.future.set_result(outcome.result)
        for event in outcome.events:
            for listener in self.listeners:
                listener(event)


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database that cannot be written or read into a sentence; mistakes of ours stay as they are."""
    try:
        yield
    except DATABASE_FAILED as error:
        first = _first(error)
        raise Trouble(
            "VT-1204",
            "Chưa ghi hoặc đọc được cơ sở dữ liệu: {reason}",
            hint="Kiểm tra dung lượng ổ đĩa; việc dở dang sẽ tự làm lại.",
            reason=str(first),
        ) from first


def _first(error: BaseException) -> BaseException:
    """Return what failed first: on a full disk SQLite rolls back by itself, and being told to fails too."""
    before = error.__context__
    return _first(before) if isinstance(before, DATABASE_FAILED) else error
