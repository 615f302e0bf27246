"""A real chronyd on loopback, right or wrong by as much as a test wants; and a time server that lies."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import ntplib

from core.clock import wall

Twist = Callable[[ntplib.NTPPacket], bytes]
"""What a lying server makes of an honest answer."""

_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TimeServer:
    """Where a time server of a test answers."""

    port: int

    def __str__(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def running_chronyd(folder: Path, *, offset: float = 0.0, stratum: int = 8) -> Iterator[TimeServer]:
    """Run chronyd within the block: a server whose clock is `offset` seconds ahead of the box's.

    It never touches the box's own clock (-x). A stratum of 16 makes one that is not synchronised.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        server = TimeServer(probe.getsockname()[1])
    local = f"local stratum {stratum}\n" if stratum < 16 else ""
    page = folder / "chrony.conf"
    page.write_text(
        f"port {server.port}\nbindaddress 127.0.0.1\nallow 127.0.0.1\n{local}"
        f"cmdport 0\nbindcmdaddress /\npidfile {folder}/chronyd.pid\n"
    )
    command = ["chronyd", "-x", "-d", "-U", "-f", str(page)]
    if os.geteuid() == 0:
        command += ["-u", "root"]
    environment = os.environ | {"PATH": f"/usr/sbin:{os.environ['PATH']}"}
    if offset:
        library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        environment |= {"LD_PRELOAD": str(library), "FAKETIME": f"{offset:+f}s"}
    with (folder / "chronyd.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    try:
        _await(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _await(server: TimeServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(ntplib.NTPException):
            ntplib.NTPClient().request("127.0.0.1", port=server.port, timeout=0.1)
            return
    raise AssertionError(f"chronyd does not answer on {server}")


@contextmanager
def lying_server(
    twist: Twist, *, before: Twist | None = None, elsewhere: bool = False
) -> Iterator[TimeServer]:
    """Answer every question with what `twist` makes of an honest answer, within the block.

    `before` makes a second answer that arrives first; `elsewhere` answers from another port.
    """
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        ear.bind(("127.0.0.1", 0))
        port = ear.getsockname()[1]
        twists = [each for each in (before, twist) if each]
        thread = threading.Thread(target=_lie, args=(ear, other if elsewhere else ear, twists), daemon=True)
        thread.start()
        try:
            yield TimeServer(port)
        finally:
            other.sendto(b"", ("127.0.0.1", port))
            thread.join()


def _lie(ear: socket.socket, mouth: socket.socket, twists: list[Twist]) -> None:
    while True:
        question, asker = ear.recvfrom(1024)
        if not question:
            return
        for twist in twists:
            mouth.sendto(twist(_honest(question)), asker)


def _honest(question: bytes) -> ntplib.NTPPacket:
    asked = ntplib.NTPPacket()
    asked.from_data(question)
    now = (wall() - _EPOCH).total_seconds() % 2**32
    answer = ntplib.NTPPacket(version=4, mode=4, tx_timestamp=now)
    answer.stratum, answer.ref_timestamp, answer.recv_timestamp = 2, now - 60, now
    answer.orig_timestamp = asked.tx_timestamp
    return answer
