"""A plugin's lane: one thread with its own event loop, so that whoever blocks stalls only himself."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

from core.errors import OfficeError
from core.host import failures
from core.host.threads import Threads

GRACE = 0.5
"""Seconds the asker waits longer than the lane itself, which can only count while its thread is free."""
CLOSING = 1.0
"""Seconds a lane may take to put its tasks away before it is left behind."""

log = logging.getLogger("vanthu.host")
Outcome = tuple[Any, BaseException | None]


class Call:
    """One question to one plugin: since when it is asked, since when it is answered, what came of it."""

    def __init__(self, hook: str, function: Callable[[], Any], limit: float) -> None:
        self.hook = hook
        self.function = function
        self.limit = limit
        self.asked = time.monotonic()
        self.began: float | None = None
        self.outcome: futures.Future[Outcome] = futures.Future()
        self.task: asyncio.Task[None] | None = None

    def settle(self, value: Any, error: BaseException | None = None) -> None:
        """Tell the asker, if he still waits."""
        if not self.outcome.done():
            self.outcome.set_result((value, error))


class Lane:
    """Answers the calls to one plugin, each within its limit.

    Plain functions have the thread to themselves while they work; coroutines share it. A call that
    waits for another to leave the thread begins to count only when it begins.
    """

    def __init__(self, plugin: str) -> None:
        self.plugin = plugin
        self._holder: Call | None = None
        self._stuck = ""
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(Threads(f"vanthu-{plugin}"))
        self._thread = threading.Thread(target=self._run, name=f"vanthu-{plugin}", daemon=True)
        self._thread.start()

    @property
    def stuck(self) -> str:
        """The hook in which the plugin blocks its thread beyond the limit; empty while it does not."""
        return self._stuck

    def submit(self, hook: str, function: Callable[[], Any], limit: float) -> Call:
        """Put a call on the lane; it speaks the language of whoever asks."""
        call = Call(hook, function, limit)
        context = contextvars.copy_context()
        try:
            self._loop.call_soon_threadsafe(self._begin, call, context=context)
        except RuntimeError:  # closed meanwhile
            call.settle(None, failures.stopped(self.plugin, hook))
        return call

    async def wait(self, call: Call) -> Outcome:
        """Return what came of a call: a value, or why there is none."""
        outcome = asyncio.wrap_future(call.outcome)
        try:
            while not outcome.done():
                await asyncio.wait({outcome}, timeout=max(0.0, self._left(call)))
                if not outcome.done() and self._left(call) <= 0:
                    return None, self._give_up(call)
        except asyncio.CancelledError:
            self._abandon(call)
            raise
        return outcome.result()

    def wait_now(self, call: Call) -> Outcome:
        """Do as `wait` does where no event loop runs."""
        while not call.outcome.done():
            futures.wait([call.outcome], timeout=max(0.0, self._left(call)))
            if not call.outcome.done() and self._left(call) <= 0:
                return None, self._give_up(call)
        return call.outcome.result()

    async def close(self) -> None:
        """End the lane; a thread that does not come back is left behind."""
        self._closing = True
        self._call_soon(self._loop.stop)
        if not self._stuck:
            await asyncio.to_thread(self._thread.join, CLOSING + GRACE)
        if self._thread.is_alive():
            log.error("plugin %s does not leave its thread; it is left behind", self.plugin)

    def _left(self, call: Call) -> float:
        """Return how many seconds the asker still waits."""
        holder, now = self._holder, time.monotonic()
        if call.began is not None:
            return call.began + call.limit + GRACE - now
        if holder is not None and holder.began is not None:
            return holder.began + holder.limit + GRACE - now
        return call.asked + call.limit + GRACE - now

    def _give_up(self, call: Call) -> OfficeError:
        holder = self._holder
        self._stuck = holder.hook if holder else call.hook
        self._call_soon(self._free)  # the thread itself says when it is free again
        self._abandon(call)
        return failures.late(self.plugin, call.hook, call.limit)

    def _free(self) -> None:
        self._stuck = ""

    def _abandon(self, call: Call) -> None:
        call.outcome.cancel()
        if call.task:
            self._call_soon(call.task.cancel)

    def _call_soon(self, function: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(function)
        except RuntimeError:  # the loop is closed: there is nothing left to tell it
            log.debug("lane of %s is closed already", self.plugin)

    def _begin(self, call: Call) -> None:
        """Run the plain part of a call; on the lane's thread."""
        if not call.outcome.set_running_or_notify_cancel():
            return
        call.began = time.monotonic()
        try:
            with self._holding(call):
                value = call.function()
        except BaseException as error:
            # SystemExit too: a plugin does not end the office.
            call.settle(None, error)
            return
        if inspect.isawaitable(value):
            call.task = self._loop.create_task(self._finish(call, value), name=f"{self.plugin}-{call.hook}")
            self._tasks.add(call.task)
            call.task.add_done_callback(self._tasks.discard)
        else:
            call.settle(value)

    @contextmanager
    def _holding(self, call: Call) -> Iterator[None]:
        self._holder = call
        try:
            yield
        finally:
            self._holder = None

    async def _finish(self, call: Call, value: Any) -> None:
        scope = asyncio.timeout(call.limit)
        try:
            async with scope:
                call.settle(await value)
        except asyncio.CancelledError:
            call.settle(None, failures.stopped(self.plugin, call.hook))
        except BaseException as error:
            expired = isinstance(error, TimeoutError) and scope.expired()
            call.settle(None, failures.late(self.plugin, call.hook, call.limit) if expired else error)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        while not self._closing:
            try:
                self._loop.run_forever()
            except BaseException:
                # A task of the plugin's own tried to end the program.
                log.exception("plugin %s tried to stop the office", self.plugin)
        try:
            self._loop.run_until_complete(self._put_away())
        finally:
            self._loop.close()

    async def _put_away(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=CLOSING)
        await self._loop.shutdown_asyncgens()
