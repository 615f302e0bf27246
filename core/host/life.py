"""A plugin's life while the office is open: its `running` context, entered and left on its own lane."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from core.host import failures


class Life:
    """Enters and leaves one context in one and the same task, as contexts want it."""

    def __init__(
        self, plugin: str, make: Callable[[], Any], ended: Callable[[BaseException | None], None]
    ) -> None:
        """`make` asks the hook; `ended` is told when the context ends before it is asked to."""
        self._plugin = plugin
        self._make = make
        self._ended = ended
        self._task: asyncio.Task[None] | None = None

    async def enter(self) -> None:
        """Come to life; raise what the plugin raises. On the lane, as is `leave`."""
        loop = asyncio.get_running_loop()
        self._entered = loop.create_future()
        self._leaving = asyncio.Event()
        self._task = loop.create_task(self._live(), name=f"{self._plugin}-running")
        try:
            await asyncio.wait({self._task, self._entered}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._task.cancel()
            raise
        if self._entered.done():
            self._task.add_done_callback(self._note_end)
        else:
            self._task.result()

    async def leave(self) -> None:
        """Come to the end; raise what the plugin raises on its way out."""
        if self._task is not None:
            self._leaving.set()
            await self._task

    async def _live(self) -> None:
        context = self._make()
        if inspect.isawaitable(context):
            context = await context
        if context is None:
            return
        if not isinstance(context, AbstractAsyncContextManager):
            raise failures.no_context(self._plugin)
        async with context:
            self._entered.set_result(None)
            await self._leaving.wait()

    def _note_end(self, task: asyncio.Task[None]) -> None:
        if not self._leaving.is_set():
            self._ended(None if task.cancelled() else task.exception())
