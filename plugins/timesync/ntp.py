"""One question to one time server, and every reason not to believe the answer (RFC 5905)."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import ntplib

from core.language import tr

PORT = 123
ERA = 2**32
"""Seconds after which NTP counts from zero again, the next time in February 2036."""
LONGEST_REPLY = 1024
"""Bytes: 48 and at most a few extension fields."""

_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one sound answer says."""

    offset: float
    """Server minus box, seconds."""
    delay: float
    """Seconds on the way there and back."""
    distance: float
    """Seconds by which the server itself may be wrong."""
    stratum: int
    """How many servers lie between it and a reference clock, itself counted."""


@dataclass(frozen=True, slots=True)
class Unsound:
    """Why an answer, or its absence, cannot be believed."""

    reason: str
    """The end of a sentence that begins with the server's name."""


def ask(server: str, now: Callable[[], datetime], timeout: float, max_distance: float) -> Sample | Unsound:
    """Return what `server` (`name`, `name:port`, `[address]:port`) says of the clock that `now` reads.

    The question bears a random number in place of the time: an answer is only ours when it repeats it,
    so that nobody who cannot listen can forge one. Other datagrams are passed over until `timeout`.
    """
    # 52 bits, the most that survive ntplib's floating-point time stamps.
    nonce = secrets.randbits(52) / 2**20
    question = ntplib.NTPPacket(version=4, mode=3, tx_timestamp=nonce).to_data()
    strangers = False
    try:
        with _line_to(server) as line:
            asked, started = now(), time.monotonic()
            line.send(question)
            while (left := started + timeout - time.monotonic()) > 0:
                line.settimeout(left)
                answer = _packet(line.recv(LONGEST_REPLY))
                elapsed = time.monotonic() - started
                if answer is not None and answer.orig_timestamp == nonce:
                    return _believe(answer, asked, elapsed, max_distance)
                strangers = True
    except TimeoutError:
        pass  # Nothing of ours came in time: said below.
    except OSError as cause:
        return Unsound(tr("không liên lạc được ({reason})", reason=str(cause)))
    if strangers:
        return Unsound(tr("trả lời không khớp câu hỏi, có thể bị giả mạo"))
    return Unsound(tr("không trả lời"))


def _believe(
    answer: ntplib.NTPPacket, asked: datetime, elapsed: float, max_distance: float
) -> Sample | Unsound:
    """Return the sample in a packet that answers our question, or what is wrong with it."""
    distance = answer.root_delay / 2 + answer.root_dispersion
    sent = (asked - _EPOCH).total_seconds()
    worked = _apart(answer.tx_timestamp, answer.recv_timestamp)
    delay = elapsed - worked
    if answer.mode != 4:
        return Unsound(tr("không trả lời với tư cách máy chủ thời gian"))
    if answer.stratum == 0 and (code := _kiss_code(answer.ref_id)):
        return Unsound(tr("từ chối phục vụ (mã {code})", code=code))
    if answer.leap == 3 or not 1 <= answer.stratum <= 15:
        return Unsound(tr("chính nó chưa được đồng bộ"))
    if (
        not answer.recv_timestamp
        or worked < 0
        or delay < -0.001
        or _apart(answer.tx_timestamp, answer.ref_timestamp) < 0
    ):
        return Unsound(tr("đưa ra các mốc thời gian vô lý"))
    if distance > max_distance:
        return Unsound(tr("tự nhận sai số tới {distance} giây", distance=f"{distance:.1f}"))
    offset = (_apart(answer.recv_timestamp, sent) + _apart(answer.tx_timestamp, sent + elapsed)) / 2
    return Sample(offset, max(delay, 0.0), distance, answer.stratum)


def _apart(later: float, earlier: float) -> float:
    """Return the seconds between two NTP time stamps, right across the end of an era too."""
    return (later - earlier + ERA / 2) % ERA - ERA / 2


def _kiss_code(reference: int) -> str:
    """Return the letters (RATE, DENY, …) with which a server asks to be left alone (RFC 5905, 7.4)."""
    letters = reference.to_bytes(4, "big").rstrip(b"\0").decode("ascii", "replace")
    return letters if letters.isascii() and letters.isalnum() else ""


def _packet(datagram: bytes) -> ntplib.NTPPacket | None:
    packet = ntplib.NTPPacket()
    try:
        packet.from_data(datagram)
    except ntplib.NTPException:
        return None
    return packet


def _line_to(server: str) -> socket.socket:
    """Return a datagram socket that hears nobody but `server`; raise OSError when there is no way to it."""
    host, port = address_of(server)
    refused = OSError(tr("không có địa chỉ"))
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM):
        line = socket.socket(family, kind, protocol)
        try:
            line.connect(address)
        except OSError as cause:
            line.close()
            refused = cause
        else:
            return line
    raise refused


def address_of(server: str) -> tuple[str, int]:
    """Return host and port of `name`, `name:port`, `[IPv6]:port` or a bare IPv6 address."""
    host, port = server, str(PORT)
    if server.startswith("["):
        host, _, rest = server[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif server.count(":") == 1:
        host, _, port = server.partition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise OSError(tr("địa chỉ viết sai"))
    return host, int(port)
