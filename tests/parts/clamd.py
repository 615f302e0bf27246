"""A real clamd that can be killed, restarted and made to reload; and a socket that only claims to be one."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance import signatures
from core.clock import wall
from plugins.antivirus import clamd


@dataclass
class Clamd:
    """A clamd at the mercy of a test."""

    daemon: signatures.Daemon

    @property
    def address(self) -> clamd.Address:
        """Where it listens."""
        return self.daemon.address

    @property
    def database(self) -> Path:
        """The folder of its signatures."""
        return self.daemon.database

    def signal(self, number: signal.Signals) -> None:
        """Send clamd a signal and do not wait."""
        assert self.daemon.process is not None
        self.daemon.process.send_signal(number)

    def kill(self) -> None:
        """End clamd at once, as a power cut would; its socket stays behind."""
        self.signal(signal.SIGKILL)
        assert self.daemon.process is not None
        self.daemon.process.wait()
        self.daemon.process = None

    def start(self) -> None:
        """Start it again."""
        self.daemon.start()

    def restart(self) -> None:
        """Stop clamd if it runs, and start it again."""
        self.daemon.stop()
        self.daemon.start()

    def reload(self) -> None:
        """Have clamd read its signatures anew, while it goes on scanning."""
        assert clamd.ask(self.address, "RELOAD") == "RELOADING"


@contextmanager
def running_clamd(
    folder: Path, *, tcp: bool = False, built: datetime | None = None, **configuration: str
) -> Iterator[Clamd]:
    """Run clamd out of `folder` within the block; keywords are lines of clamd.conf."""
    port = free_port(socket.SOCK_STREAM) if tcp else None
    with signatures.running(folder, built or wall(), port=port, **configuration) as daemon:
        yield Clamd(daemon)


def free_port(kind: socket.SocketKind) -> int:
    """Return a port of 127.0.0.1 nobody listens on."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def false_clamd(folder: Path, answer: Callable[[socket.socket], object]) -> Iterator[clamd.Address]:
    """Listen like clamd within the block; `answer` does what it likes with each connection."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "false.ctl"))
        door.listen()
        thread = threading.Thread(target=_serve, args=(door, answer), daemon=True)
        thread.start()
        try:
            yield clamd.Address(folder / "false.ctl", timeout=2.0)
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(door: socket.socket, answer: Callable[[socket.socket], object]) -> None:
    while True:
        try:
            visitor, _ = door.accept()
        except OSError:
            return
        with visitor:
            answer(visitor)
