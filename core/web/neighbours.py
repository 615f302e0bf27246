"""Who may have signatures checked without signing in: people on the local network, so often a minute."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import deque

from aiohttp import web

from core.errors import Forbidden, Trouble
from core.web.forms import FORM, PARTS, bounded
from core.web.keys import CALLERS, OFFICE
from core.web.session import address, presence

OPEN_TO_NEIGHBOURS = ("/verify", "/verify/report")
LOCAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
"""Networks an office has for itself (RFC 1918, RFC 4193) and those of the wire (RFC 3927, RFC 4291)."""
WINDOW = 60.0
"""Seconds over which calls are counted."""
MOST_CALLERS = 10_000
"""Addresses remembered at once; the one that called longest ago is forgotten first."""


def concerns(request: web.Request) -> bool:
    """Tell whether a request comes to a door that stands open to neighbours."""
    return request.path in OPEN_TO_NEIGHBOURS


def admitted(request: web.Request) -> web.Request:
    """Return the request, bounded to the size it may have; nothing of its body has been read yet.

    Raises Forbidden for a stranger from outside the local network, Trouble for one who comes too often.
    """
    settings, caller = request.app[OFFICE].site.trust, address(request)
    if presence(request) is None and not settings.verify_from_anywhere and not is_local(caller):
        raise Forbidden(
            "VT-4131",
            "Trang kiểm tra chữ ký chỉ mở cho máy trong mạng nội bộ.",
            hint="Mở trang từ mạng của cơ quan, hoặc đề nghị quản trị cho phép địa chỉ bên ngoài.",
        )
    if request.content_type != PARTS:
        return bounded(request, known=False)
    count(request)
    told, most = request.content_length, settings.verify_max_bytes + FORM
    if told is None or told > most:
        raise web.HTTPRequestEntityTooLarge(most, told or 0)
    return request


def is_local(told: str) -> bool:
    """Tell whether an address belongs to a private network or to this machine."""
    try:
        where = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return False
    if isinstance(where, ipaddress.IPv6Address) and where.ipv4_mapped is not None:
        where = where.ipv4_mapped
    return any(where in network for network in LOCAL)


def count(request: web.Request) -> None:
    """Count one more call that costs something; raise Trouble for a caller who comes too often."""
    most, caller = request.app[OFFICE].site.trust.verify_each_minute, _network(address(request))
    callers, now = request.app[CALLERS], asyncio.get_running_loop().time()
    calls = callers.pop(caller, deque())
    while calls and calls[0] < now - WINDOW:
        calls.popleft()
    callers[caller] = calls  # behind all others: it called last
    if len(callers) > MOST_CALLERS:
        callers.pop(next(iter(callers)))
    if len(calls) >= most:
        raise Trouble(
            "VT-4132",
            "Máy này đã kiểm tra {most} tệp trong một phút.",
            hint="Chờ một phút rồi thử lại.",
            most=most,
        )
    calls.append(now)


def _network(caller: str) -> str:
    """Return what one caller is known by: an address, of IPv6 the network it may choose addresses from."""
    try:
        where = ipaddress.ip_address(caller.partition("%")[0])
    except ValueError:
        return caller
    if where.version == 6:
        return str(ipaddress.ip_network((where, 64), strict=False))
    return str(where)
