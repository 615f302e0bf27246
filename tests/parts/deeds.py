"""Deeds good and bad that the tests have a sandboxed child do."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from core.errors import Refused

HERE = Path(__file__).parent
"""What a fence must let a child read to find these deeds."""


class Colour(Enum):
    """What a page may look like."""

    BLACK = 1
    RED = 2


@dataclass(frozen=True)
class Page:
    """A value as functions in the sandbox return it."""

    number: int
    text: str
    colour: Colour = Colour.BLACK
    seen: tuple[datetime, ...] = ()
    weight: int = field(init=False, default=3)


@dataclass
class Draft:
    """No value: it can be changed."""

    text: str


class TornPage(Exception):
    """An exception of the deeds' own, whose constructor takes other arguments than it keeps."""

    def __init__(self, number: int, where: str) -> None:
        super().__init__(f"page {number} is torn at the {where}")
        self.number = number


VALUES: tuple[object, ...] = (
    None,
    True,
    7,
    -(2**63),
    10**30,
    2.5,
    "Ủy ban nhân dân",
    b"\x00\xff",
    [1, (2, {3}), frozenset({4})],
    {(1, "a"): {"b": [None]}},
    datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    date(2026, 1, 2),
    timedelta(days=1, microseconds=-3),
    Path("/a/b"),
    Page(1, "trang", Colour.RED, (datetime(2026, 1, 2, tzinfo=UTC),)),
    Colour.BLACK,
)


def values() -> tuple[object, ...]:
    """Return one of every kind of value that may cross."""
    return VALUES


def echo(thing: object) -> object:
    """Return what was given."""
    return thing


def draft() -> Draft:
    """Return what may not cross."""
    return Draft("dự thảo")


def process_number() -> int:
    """Return the number of the process that does this deed."""
    return os.getpid()


def segfault() -> None:
    """Read where nothing is."""
    ctypes.string_at(0)


def starve() -> None:
    """Be killed as the kernel kills when memory has run out."""
    os.kill(os.getpid(), signal.SIGKILL)


def hang(started: str = "") -> None:
    """Never come back; first write this process's number to the file `started`."""
    if started:
        Path(started).write_text(str(os.getpid()), encoding="ascii")
    while True:
        time.sleep(60)


def start_and_hang(started: str) -> None:
    """Start another process, write its number to the file `started`, and never come back."""
    with subprocess.Popen(["sleep", "600"]) as other:
        Path(started).write_text(str(other.pid), encoding="ascii")
        hang()


def spin() -> None:
    """Burn processor time without end."""
    while True:
        pass


def take_memory(count: int) -> int:
    """Take `count` bytes of memory."""
    return len(bytearray(count))


def bytes_of(count: int) -> bytes:
    """Return `count` bytes."""
    return b"\xab" * count


def refuse() -> None:
    """Refuse as the office does."""
    raise Refused("VT-9999", "Trang {page} bị mờ.", hint="Quét lại trang {page}.", page=3, path=Path("/x"))


def tear() -> None:
    """Raise an exception of the deeds' own."""
    raise TornPage(3, "edge")


def miss() -> None:
    """Raise an exception of Python's."""
    Path("/nowhere/at/all").read_bytes()


def fail_as_a_library(text: str) -> None:
    """Raise an exception that the office does not know."""
    raise subprocess.SubprocessError(text)


def leave() -> None:
    """Try to end the process from within."""
    sys.exit(3)


def shout() -> str:
    """Write to everything that is open for printing."""
    print("in ra", flush=True)
    print("báo lỗi", file=sys.stderr, flush=True)
    os.write(1, b"\x00" * 4096)
    return "quiet"


def forge_an_answer(message: bytes) -> None:
    """Write `message` to every socket of this process, as a hostile child would."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, len(message).to_bytes(8, "big") + message)
        except OSError:
            continue
    hang()


def environment() -> dict[str, str]:
    """Return the environment of the process."""
    return dict(os.environ)


def descriptors() -> list[str]:
    """Return what the process holds open."""
    found = []
    for number in range(64):
        with suppress(FileNotFoundError):
            found.append(str(Path(f"/proc/self/fd/{number}").readlink()))
    return found


def modules() -> list[str]:
    """Return the names of what is imported."""
    return list(sys.modules)


def session() -> int:
    """Return the session of the process."""
    return os.getsid(0)


def connect(port: int) -> None:
    """Speak to a port of this machine."""
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass


def send_datagram(port: int) -> None:
    """Send a datagram to a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"x", ("127.0.0.1", port))


def open_unix_socket() -> None:
    """Open a socket of the Unix family."""
    socket.socket(socket.AF_UNIX).close()


def read(path: str) -> bytes:
    """Read a file by its name."""
    return Path(path).read_bytes()


def write(path: str, content: bytes) -> None:
    """Write a file by its name."""
    Path(path).write_bytes(content)


def truncate(path: str) -> None:
    """Empty a file by its name."""
    os.truncate(path, 0)


def remove(path: str) -> None:
    """Remove a file by its name."""
    Path(path).unlink()


def list_folder(path: str) -> list[str]:
    """List a folder."""
    return sorted(entry.name for entry in Path(path).iterdir())


def signal_process(number: int) -> None:
    """Ask whether a process may be signalled."""
    os.kill(number, 0)


def copy_upper(source: BinaryIO, target: BinaryIO) -> int:
    """Copy an open file to another in capitals and return how many bytes that took."""
    return target.write(source.read().upper())


def count_pages(source: BinaryIO) -> int:
    """Count the pages of a PDF with two libraries that must agree."""
    import pikepdf
    import pypdfium2

    with pikepdf.open(source) as document:
        count = len(document.pages)
    source.seek(0)
    rendered = pypdfium2.PdfDocument(source)
    try:
        assert len(rendered) == count
        rendered[0].render(scale=0.5).to_pil().load()
    finally:
        rendered.close()
    return count


class Session:
    """What a worker keeps: something opened with a secret."""

    def __init__(self, pin: str) -> None:
        self._length = len(pin)
        self._uses = 0

    def use(self) -> int:
        """Return how often it was used."""
        self._uses += 1
        return self._uses

    def fail(self, pin: str) -> None:
        """Fail as a careless library would, telling the secret."""
        raise ValueError(f"PIN {pin} is wrong")

    def refuse(self) -> None:
        """Refuse as the office does."""
        refuse()

    def hang(self, started: str = "") -> None:
        """Never come back."""
        hang(started)

    def crash(self) -> None:
        """Die."""
        segfault()

    def copy_upper(self, source: BinaryIO, target: BinaryIO) -> int:
        """Copy one open file to another."""
        return copy_upper(source, target)


def open_session(pin: str) -> Session:
    """Open a session; the wrong secret is told in the exception, as careless libraries do."""
    if pin != "135792":
        raise RuntimeError(f"cannot log in with {pin}")
    return Session(pin)


@contextmanager
def open_and_close(note: str) -> Iterator[Session]:
    """Open a session that writes to the file `note` when it is closed."""
    yield Session("")
    Path(note).write_text("closed", encoding="ascii")


def open_slowly(started: str) -> Session:
    """Never finish opening."""
    hang(started)
    return Session("")


class Speaker:
    """What a worker keeps whose work is with sockets."""

    def open_unix_socket(self) -> None:
        """Open a socket of the Unix family."""
        open_unix_socket()

    def connect(self, port: int) -> None:
        """Speak to a port of this machine."""
        connect(port)


def speaker() -> Speaker:
    """Return one who speaks."""
    return Speaker()
