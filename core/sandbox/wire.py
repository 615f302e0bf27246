"""The wire between the office and a child: whole messages over one socket, with open files beside them."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Sequence
from typing import Final

MOST_FILES: Final = 32
_LENGTH: Final = struct.Struct("!Q")


class TooLong(Exception):
    """The message announced is longer than was agreed."""


def send(
    connection: socket.socket, message: bytes, descriptors: Sequence[int] = (), until: float | None = None
) -> None:
    """Send `message` and duplicates of `descriptors`; raise TimeoutError after `until` (monotonic)."""
    length = _LENGTH.pack(len(message))
    _allow_until(connection, until)
    if descriptors:
        socket.send_fds(connection, [length], list(descriptors))
    else:
        connection.sendall(length)
    _allow_until(connection, until)
    connection.sendall(message)


def receive(connection: socket.socket, largest: int, until: float | None = None) -> bytearray:
    """Return the next message; raise EOFError when the other side is gone, TooLong or TimeoutError.

    Open files that come with it are refused by the kernel: only a child takes files, with `receive_files`.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size, until))
    if length > largest:
        raise TooLong
    return _exactly(connection, length, until)


def receive_files(connection: socket.socket) -> tuple[bytearray, list[int]]:
    """Return the next message and the open files that came with it, waiting without limit."""
    start, descriptors, _, _ = socket.recv_fds(
        connection, _LENGTH.size, MOST_FILES, flags=socket.MSG_CMSG_CLOEXEC
    )
    if not start:
        raise EOFError
    start += _exactly(connection, _LENGTH.size - len(start), None)
    return _exactly(connection, _LENGTH.unpack(start)[0], None), descriptors


def _exactly(connection: socket.socket, length: int, until: float | None) -> bytearray:
    message = bytearray(length)
    left = memoryview(message)
    while left:
        _allow_until(connection, until)
        count = connection.recv_into(left)
        if not count:
            raise EOFError
        left = left[count:]
    return message


def _allow_until(connection: socket.socket, until: float | None) -> None:
    left = None if until is None else until - time.monotonic()
    if left is not None and left <= 0:
        raise TimeoutError
    connection.settimeout(left)
