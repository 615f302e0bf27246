"""Lets the kernel hint that something moved in a folder: a hint and no more, and never trusted to live."""

from __future__ import annotations

import os
from collections.abc import Callable

import structlog
from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.inotify import InotifyObserver

from plugins.scanner.rooms import Rooms

AGAIN = 30.0
"""Seconds until a watch that could not be set is tried again."""
WORTH = [FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileMovedEvent, DirCreatedEvent, DirMovedEvent]
"""What is worth a look; opening and closing for reading is what we do ourselves."""

log = structlog.get_logger(__name__)


class Ear(FileSystemEventHandler):
    """Passes on that something moved, unless it was ourselves."""

    def __init__(self, rooms: Rooms, hint: Callable[[], None]) -> None:
        self._rooms = rooms
        self._hint = hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Hint, unless the event concerns only the office's own rooms."""
        if not self._rooms.is_own(event.dest_path or event.src_path):
            self._hint()


class Watch:
    """The watch on one folder: set again whenever it has died or the folder has become another one."""

    def __init__(self, rooms: Rooms, hint: Callable[[], None]) -> None:
        self._rooms = rooms
        self._ear = Ear(rooms, hint)
        self._observer: InotifyObserver | None = None
        self._inode = 0
        self._again = 0.0
        self.trouble = ""
        """Why there is no watch, in the operating system's words; empty while there is one."""

    @property
    def alive(self) -> bool:
        """Whether hints can come: an observer says it lives while its emitters, or its reader, are dead."""
        if self._observer is None:
            return False
        threads = (self._observer, self._observer._inotify_fd, *self._observer.emitters)
        return bool(self._observer.emitters) and all(thread.is_alive() for thread in threads)

    def tend(self, now: float) -> None:
        """Set the watch if there is none, or none any more."""
        inode = self._rooms.folder.stat().st_ino
        if (self.alive and inode == self._inode) or now < self._again:
            return
        self.close()
        self._inode = inode
        try:
            self._observer, self.trouble = self._set(), ""
        except OSError as error:
            self._again = now + AGAIN
            reason = error.strerror or str(error)
            if reason != self.trouble:
                folder = os.fspath(self._rooms.folder)
                log.warning("no hints from the kernel, looking by the clock", folder=folder, reason=reason)
            self.trouble = reason

    def _set(self) -> InotifyObserver:
        observer = InotifyObserver()
        try:
            observer.schedule(self._ear, os.fspath(self._rooms.folder), recursive=True, event_filter=WORTH)
            observer.start()
        except OSError:
            observer.stop()
            raise
        return observer

    def close(self) -> None:
        """Take the watch away."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
