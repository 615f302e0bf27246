"""Speaks with clamd over a connection of pyclamd's making, and believes nothing but a whole answer."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyclamd

from core.errors import Trouble

CHUNK = 256 * 1024
"""Bytes per frame: above 64 KB clamd's speed no longer depends on it, and memory stays small."""

LONGEST_REPLY = 4096
"""Bytes: clamd's replies are one line; more than this is not clamd."""

_ABSENT = "VT-3301"
_BROKEN = "VT-3302"
_SLOW = "VT-3303"
_REFUSED = "VT-3304"
_SHORT = "VT-3305"


@dataclass(frozen=True, slots=True)
class Address:
    """Where clamd listens and how long it may take."""

    socket: Path | None = Path("/run/clamav/clamd.ctl")
    """Unix socket; None to speak TCP with `host` and `port`."""
    host: str = "127.0.0.1"
    port: int = 3310
    timeout: float = 180.0
    """Seconds for one question from connecting to the whole answer."""

    def __str__(self) -> str:
        return str(self.socket) if self.socket else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Clean:
    """clamd read the whole file and said `stream: OK`."""


@dataclass(frozen=True, slots=True)
class Found:
    """clamd named something in the file."""

    threat: str


@dataclass(frozen=True, slots=True)
class Oversize:
    """A limit of clamd's kept it from reading the whole file, so nobody can say what is in it."""

    limit: str
    """clamd's own word for the limit."""


Verdict = Clean | Found | Oversize


def scan(address: Address, file: BinaryIO, size: int) -> Verdict:
    """Return what clamd says of `file`, opened at its beginning, which should hold `size` bytes.

    Raises Trouble whenever there is no whole answer about the whole file: the daemon is gone or dies,
    the answer stops half-way or is not understood, time runs out, the file is shorter than it should be.
    """
    with _Conversation(address) as conversation:
        # clamd hangs up on a stream above its limit, but not without a word: read it in any case.
        whole = all(conversation.send(frame) for frame in _frames(file)) and file.tell() == size
        verdict = _verdict(conversation.reply())
    if isinstance(verdict, Clean) and not whole:
        raise Trouble(
            _SHORT,
            "Tệp chưa được quét trọn vẹn nên chưa thể kết luận.",
            hint="Hệ thống sẽ tự quét lại; nếu còn lặp lại, kiểm tra ổ đĩa.",
        )
    return verdict


def ask(address: Address, question: str) -> str:
    """Return clamd's answer to a one-word question (PING, VERSION, RELOAD); raise Trouble without one."""
    with _Conversation(address) as conversation:
        conversation.send(b"z" + question.encode("ascii") + b"\0")
        return conversation.reply()


def _frame(content: bytes) -> bytes:
    return struct.pack("!L", len(content)) + content


def _frames(file: BinaryIO) -> Iterator[bytes]:
    """Yield what goes over the wire; the question travels with the first bytes."""
    opening = b"zINSTREAM\0"
    while chunk := file.read(CHUNK):
        yield opening + _frame(chunk)
        opening = b""
    yield opening + _frame(b"")


def _verdict(reply: str) -> Verdict:
    """Return what a whole reply means; the exact words `stream: OK` are the only ones that clear a file."""
    if reply == "stream: OK":
        return Clean()
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        threat = reply.removeprefix("stream: ").removesuffix(" FOUND")
        return Oversize(threat) if threat.startswith("Heuristics.Limits.Exceeded") else Found(threat)
    if reply.startswith("INSTREAM size limit exceeded."):
        return Oversize("StreamMaxLength")
    raise Trouble(
        _REFUSED,
        "Máy quét vi-rút không quét được tệp: {reply}",
        hint="Hệ thống sẽ tự quét lại; nếu còn lặp lại, xem nhật ký của clamd.",
        reply=reply[:200],
    )


class _Conversation:
    """One question to clamd over one connection, which is never used again."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._deadline = time.monotonic() + address.timeout
        try:
            self._wire = _connect(address).clamd_socket
        except pyclamd.ConnectionError as cause:
            raise Trouble(
                _ABSENT,
                "Không kết nối được với máy quét vi-rút clamd tại {address} ({reason}).",
                hint="Quản trị: kiểm tra dịch vụ clamav-daemon; tệp vẫn được giữ và sẽ tự quét lại.",
                address=str(address),
                reason=str(cause.__context__ or cause),
            ) from cause

    def __enter__(self) -> _Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.close()

    def send(self, words: bytes) -> bool:
        """Send every byte; return False when clamd has hung up, whose last words may still be read."""
        self._hurry()
        try:
            self._wire.sendall(words)
        except (BrokenPipeError, ConnectionResetError):
            return False
        except TimeoutError as cause:
            raise self._slow() from cause
        except OSError as cause:
            raise self._broken() from cause
        return True

    def reply(self) -> str:
        """Return clamd's words up to the NUL that ends them; raise Trouble when they end earlier."""
        words = b""
        while not words.endswith(b"\0"):
            self._hurry()
            try:
                more = self._wire.recv(LONGEST_REPLY)
            except TimeoutError as cause:
                raise self._slow() from cause
            except OSError as cause:
                raise self._broken() from cause
            words += more
            if not more or b"\0" in words[:-1] or len(words) > LONGEST_REPLY:
                raise self._broken()
        return words[:-1].decode("utf-8", "replace")

    def _hurry(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._slow()
        self._wire.settimeout(left)

    def _slow(self) -> Trouble:
        return Trouble(
            _SLOW,
            "Máy quét vi-rút không trả lời trong {seconds} giây.",
            hint="Hệ thống sẽ tự quét lại; nếu còn lặp lại, kiểm tra tải của máy.",
            seconds=round(self._address.timeout),
        )

    @staticmethod
    def _broken() -> Trouble:
        return Trouble(
            _BROKEN,
            "Máy quét vi-rút ngắt giữa chừng, chưa có kết luận về tệp.",
            hint="Hệ thống sẽ tự quét lại khi clamd hoạt động trở lại.",
        )


class _Held:
    """Holds on to the connection that pyclamd opens on trial, so that one file costs one connection."""

    def _init_socket(self) -> None:
        try:
            super()._init_socket()  # type: ignore[misc]
        except pyclamd.ConnectionError:
            self.clamd_socket.close()  # type: ignore[attr-defined]
            raise

    def _close_socket(self) -> None:
        """Leave it open: the conversation closes it."""


class _UnixSocket(_Held, pyclamd.ClamdUnixSocket):  # type: ignore[misc]
    """A connection over a unix socket."""


class _NetworkSocket(_Held, pyclamd.ClamdNetworkSocket):  # type: ignore[misc]
    """A connection over TCP."""


def _connect(address: Address) -> _UnixSocket | _NetworkSocket:
    """Return a fresh pyclamd object with its connection open; shared ones mix up the answers of threads."""
    if address.socket is not None:
        return _UnixSocket(filename=str(address.socket), timeout=address.timeout)
    return _NetworkSocket(host=address.host, port=address.port, timeout=address.timeout)
