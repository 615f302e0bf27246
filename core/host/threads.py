"""Threads that may be left behind: one that hangs does not keep the office from closing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class TimeUp(Exception):
    """A call was given up; its thread is left behind."""


class Threads(ThreadPoolExecutor):
    """What `asyncio.to_thread` uses on a plugin's lane: a daemon thread per call, at most `most` at work.

    The pool of the standard library waits for its threads when the interpreter ends, for ever if need be.
    """

    def __init__(self, name: str, most: int = 16) -> None:
        super().__init__(max_workers=1)  # starts no thread: `submit` is our own
        self._name = name
        self._room = threading.Semaphore(most)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call `fn` on a thread of its own and return what will become of it."""
        future: Future[T] = Future()

        def work() -> None:
            with self._room:
                if not future.set_running_or_notify_cancel():
                    return
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:
                    future.set_exception(error)

        threading.Thread(target=work, name=f"{self._name}-work", daemon=True).start()
        return future


def call_within(seconds: float, function: Callable[[], T]) -> T:
    """Return what `function` returns, or raise what it raises; raise TimeUp when it takes too long."""
    future = Threads("vanthu-trial").submit(function)
    if not wait([future], seconds).done:
        raise TimeUp
    return future.result()
