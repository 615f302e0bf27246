"""Tells whoever listens that something has happened: a hint to look, never the news itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Rings by topic, from any thread, into any event loop; a ring nobody hears is lost.

    The office's topics: `jobs`, `jobs KIND`, `documents`, `notices`, `config`, `rescan`, `signing`,
    `stopping`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ears: dict[Ear, asyncio.AbstractEventLoop] = {}

    def ring(self, topic: str) -> None:
        """Wake everybody who listens for `topic`."""
        with self._lock:
            ears = [(ear, loop) for ear, loop in self._ears.items() if not ear.topics or topic in ear.topics]
        for ear, loop in ears:
            try:
                loop.call_soon_threadsafe(ear.hear, topic)
            except RuntimeError:  # the loop was closed between two looks: nobody is there to hear
                with self._lock:
                    self._ears.pop(ear, None)

    @contextmanager
    def listening(self, *topics: str) -> Iterator[Ear]:
        """Listen within the block, on the running loop; no topics means all of them."""
        ear = Ear(frozenset(topics))
        with self._lock:
            self._ears[ear] = asyncio.get_running_loop()
        try:
            yield ear
        finally:
            with self._lock:
                self._ears.pop(ear, None)


class Ear:
    """One listener: remembers which topics rang since it last looked."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._heard: set[str] = set()
        self._woken = asyncio.Event()

    def hear(self, topic: str) -> None:
        """Take note of a ring; called on the listener's own loop."""
        self._heard.add(topic)
        self._woken.set()

    async def wait(self, seconds: float | None = None) -> frozenset[str]:
        """Return the topics that rang, as soon as one does or when `seconds` have passed (then empty)."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return frozenset()
        heard = frozenset(self._heard)
        self._heard.clear()
        self._woken.clear()
        return heard
