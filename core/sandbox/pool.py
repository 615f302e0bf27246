"""The sandbox: a few children that do native and heavy work for the office, each call on its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

from core.sandbox.errands import Errand, answer_of
from core.sandbox.fence import Fence
from core.sandbox.limits import Limits
from core.sandbox.orders import Order, Setup, order_for
from core.sandbox.process import Child
from core.sandbox.worker import Worker

PRELOAD: Final = ("pikepdf", "pypdfium2", "img2pdf", "PIL.Image")
_DEFAULT: Final = Limits()
_Answer = TypeVar("_Answer")


class Sandbox:
    """A pool of `size` children, each replaced after `calls_per_child` calls, when it dies and when it hangs.

    Children start when they are first needed, or in the background after `warm`. `preload` are the modules
    they import before their first call.

    A fence stands from a child's start to its end and cannot be moved for one call. Therefore the files of a
    call are not named to the child but handed to it open: an argument that is also in `reads` or `writes`
    reaches the function as an open binary file, and the child can reach no other document. Where a library
    insists on names, give the sandbox folders at its start: `readable`, `writable`. Without Landlock (before
    Linux 5.13) only ownership protects files; `core.sandbox.fence.strength` tells.
    """

    def __init__(
        self,
        size: int = 2,
        calls_per_child: int = 1000,
        preload: Sequence[str] = PRELOAD,
        *,
        readable: Iterable[Path] = (),
        writable: Iterable[Path] = (),
    ) -> None:
        self._size = size
        self._calls_per_child = calls_per_child
        self._setup = Setup(Fence(tuple(readable), tuple(writable)), tuple(preload))
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._threads: ThreadPoolExecutor | None = None

    def open(self) -> None:
        """Be ready for calls; no child is started yet."""
        if self._threads is None:
            # As many threads as children, and the thread that starts a child outlives it: the kernel kills
            # a child when that thread ends.
            self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="sandbox")

    def close(self) -> None:
        """End every child; calls under way raise Trouble, those waiting are cancelled."""
        with self._lock:
            threads, self._threads = self._threads, None
        if threads is None:
            return
        threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            children = tuple(self._children)
        for child in children:
            child.kill()
        threads.shutdown(wait=True)
        for child in tuple(self._children):
            self._discard(child)
        self._idle.clear()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)

    @property
    def children(self) -> tuple[int, ...]:
        """The process numbers of the children that stand ready or work."""
        with self._lock:
            return tuple(sorted(child.pid for child in self._children))

    def warm(self) -> None:
        """Start the children that are missing, in the background."""
        threads = self._running()
        for _ in range(self._size):
            threads.submit(self._add_idle)

    async def call(
        self,
        function: Callable[..., _Answer],
        *arguments: Any,
        limits: Limits = _DEFAULT,
        reads: Sequence[Path] = (),
        writes: Sequence[Path] = (),
    ) -> _Answer:
        """Call `function(*arguments)` in a child and return what it returns.

        `function` stands in a module by its name, the arguments can be pickled, the answer is made of plain
        values and of frozen dataclasses of `core.values`, `signing` or the function's own package. What the
        function raises is raised here; a library's exception becomes Trouble VT-5005. Raises Trouble VT-5001
        when it hung, VT-5002 when the child crashed, VT-5003 when memory ran out, VT-5004 when the answer
        cannot be taken, VT-5006 when no child can be started. Cancelling kills the child.
        """
        errand, future = self._send(order_for(function, arguments, limits, reads, writes))
        return cast(_Answer, await answer_of(future, errand))

    def call_now(
        self,
        function: Callable[..., _Answer],
        *arguments: Any,
        limits: Limits = _DEFAULT,
        reads: Sequence[Path] = (),
        writes: Sequence[Path] = (),
    ) -> _Answer:
        """Do what `call` does, for a caller without an event loop."""
        errand, future = self._send(order_for(function, arguments, limits, reads, writes))
        try:
            return cast(_Answer, future.result())
        except KeyboardInterrupt:
            errand.call_off()
            raise

    def keep(
        self,
        opener: Callable[..., object],
        *arguments: Any,
        limits: Limits = _DEFAULT,
        fence: Fence | None = None,
    ) -> Worker:
        """Return a worker whose own child calls `opener(*arguments)` and keeps the result; enter it.

        `limits` are those of the opening; `fence` takes the place of the sandbox's own, as a token needs.
        """
        self._running()
        return Worker(opener, arguments, fence or self._setup.fence, limits)

    def _running(self) -> ThreadPoolExecutor:
        if self._threads is None:
            raise RuntimeError("the sandbox is not open")
        return self._threads

    def _send(self, order: Order) -> tuple[Errand, Future[object]]:
        errand = Errand(order)
        return errand, self._running().submit(self._run, errand)

    def _run(self, errand: Errand) -> object:
        child = self._take()
        try:
            return errand.run(child)
        finally:
            self._give_back(child)

    def _take(self) -> Child:
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return self._start()
            if child.alive:
                return child
            self._discard(child)

    def _give_back(self, child: Child) -> None:
        if child.alive and child.calls < self._calls_per_child:
            with self._lock:
                self._idle.append(child)
            return
        self._discard(child)
        with suppress(RuntimeError):  # closed meanwhile: nobody needs another
            self._running().submit(self._add_idle)

    def _start(self) -> Child:
        child = Child(self._setup)
        with self._lock:
            self._children.add(child)
            closed = self._threads is None
        if closed:
            self._discard(child)
            raise CancelledError
        return child

    def _discard(self, child: Child) -> None:
        with self._lock:
            self._children.discard(child)
        child.close()

    def _add_idle(self) -> None:
        # When it cannot start, the next call tries again and says why.
        with self._lock:
            enough = len(self._children) >= self._size
        if not enough:
            child = self._start()
            with self._lock:
                self._idle.append(child)
