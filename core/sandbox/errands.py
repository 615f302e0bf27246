"""An errand: one order on its way to a child and back, which may be called off at any moment."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, Future

from core.sandbox.orders import Order
from core.sandbox.process import Child


class Errand:
    """One order, run by one thread and called off by any."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._called_off = False

    def run(self, child: Child) -> object:
        """Have `child` do the order and return its answer; raise CancelledError when it is called off."""
        with self._lock:
            if self._called_off:
                raise CancelledError
            self._child = child
        try:
            return child.ask(self.order)
        finally:
            with self._lock:
                self._child = None

    def call_off(self) -> None:
        """Kill the child at work on it, or see to it that none begins."""
        with self._lock:
            self._called_off = True
            if self._child is not None:
                self._child.kill()


async def answer_of(future: Future[object], errand: Errand) -> object:
    """Wait for the answer `future` will bring; when the waiting is cancelled, call `errand` off."""
    try:
        return await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        errand.call_off()
        raise
