"""A worker: one child that opens something once, a token's session above all, and keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from core.sandbox import failures
from core.sandbox.errands import Errand, answer_of
from core.sandbox.fence import Fence
from core.sandbox.limits import Limits
from core.sandbox.orders import Order, Setup, Work, order_for, package_of
from core.sandbox.process import Child

_DEFAULT: Final = Limits()
_GOODBYE_SECONDS: Final = 2.0


class Worker:
    """Holds in a child what `opener` returned there; a context manager is entered, and left at the end.

    One question at a time, in the order asked. The arguments of opener and questions may be secrets: they
    are forgotten as soon as they are sent, stand in no representation, and are blotted out of a library's
    exceptions.
    """

    def __init__(
        self, opener: Callable[..., object], arguments: tuple[object, ...], fence: Fence, limits: Limits
    ) -> None:
        self._opener = opener
        self._opening: Order | None = order_for(opener, arguments, limits, work=Work.KEEP)
        self._limits = limits
        self._setup = Setup(fence, secretive=True)
        self._child: Child | None = None
        self._thread: ThreadPoolExecutor | None = None

    def __repr__(self) -> str:
        state = "alive" if self.alive else "dead"
        return f"<Worker {self._opener.__module__}:{self._opener.__qualname__} {state}>"

    async def __aenter__(self) -> Self:
        opening, self._opening = self._opening, None
        if opening is None:
            raise RuntimeError("a worker is entered once; restart it to open again")
        # One thread for one child: the kernel kills the child when the thread that started it ends.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="worker")
        try:
            await self._send(opening)
        except BaseException:
            await asyncio.to_thread(self.close)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)

    @property
    def alive(self) -> bool:
        """Whether it can be asked; a dead one has to be restarted."""
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        """The number of its process; None when it has none."""
        return self._child.pid if self._child is not None else None

    async def call(
        self,
        method: str,
        *arguments: Any,
        limits: Limits = _DEFAULT,
        reads: Sequence[Path] = (),
        writes: Sequence[Path] = (),
    ) -> Any:
        """Call a method of what is kept, by its name; answers, files and exceptions as with `Sandbox.call`.

        Raises Trouble VT-5007 when the worker is dead; one that hung or was cancelled is killed: restart it.
        """
        if method.startswith("_"):
            raise ValueError(f"{method} is private to what the worker keeps")
        package = package_of(self._opener.__module__)
        return await self._send(
            Order(Work.ASK, method, package, arguments, limits, tuple(reads), tuple(writes))
        )

    async def restart(self, *arguments: Any) -> None:
        """End the child if it lives and open again in a new one; nobody kept the PIN, so give it again."""
        self.kill()
        await self._send(order_for(self._opener, arguments, self._limits, work=Work.KEEP))

    def kill(self) -> None:
        """End the child at once, without letting it close what it keeps."""
        if self._child is not None:
            self._child.kill()

    def close(self) -> None:
        """Let the child close what it keeps, a few seconds at most, and end it."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        wait([thread.submit(self._say_goodbye)], timeout=2 * _GOODBYE_SECONDS)
        self.kill()
        thread.shutdown(wait=True, cancel_futures=True)
        if self._child is not None:
            self._child.close()

    async def _send(self, order: Order) -> object:
        if self._thread is None:
            raise RuntimeError("the worker is not open")
        errand = Errand(order)
        return await answer_of(self._thread.submit(self._run, errand), errand)

    def _run(self, errand: Errand) -> object:
        if errand.order.work is Work.KEEP:
            if self._child is not None:
                self._child.close()
            self._child = Child(self._setup)
        if self._child is None or not self._child.alive:
            raise failures.gone(errand.order.name)
        return errand.run(self._child)

    def _say_goodbye(self) -> None:
        if self._child is not None:
            self._child.close(patience=_GOODBYE_SECONDS)
