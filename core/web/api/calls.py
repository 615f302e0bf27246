"""Who calls and for whom: the bearer token behind a request, its scopes, and its pace."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from aiohttp import web

from core.accounts import logins, passwords, tokens
from core.accounts.logins import Duty
from core.accounts.permissions import forbidden
from core.accounts.tokens import Bearer
from core.errors import Forbidden, Trouble
from core.values import Actor, Moment, Role
from core.web.api.errors import TooOften, Unrecognised
from core.web.keys import OFFICE

if TYPE_CHECKING:
    from core.office import Office

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("vanthu.web")

HEADER = re.compile(r"(?i:bearer) +(vt_[A-Za-z0-9_-]{20,100})", re.ASCII)
RATE = 100.0
"""Calls a second that one token may keep up."""
BURST = 400
"""Calls it may be ahead of that."""
PACES: web.AppKey[dict[int, float]] = web.AppKey("paces")
"""For each token, when all it has asked so far would be paid for at RATE."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a program that speaks for a person."""

    office: Office
    bearer: Bearer
    request: web.Request

    @property
    def actor(self) -> Actor:
        """The person it speaks for."""
        return self.bearer.actor

    async def read(self, function: Callable[P, T], *args: P.args, **facts: P.kwargs) -> T:
        """Read from the database."""
        return await self.office.store.read(function, *args, **facts)

    async def write(self, function: Callable[P, T], *args: P.args, **facts: P.kwargs) -> T:
        """Write in one transaction."""
        return await self.office.store.write(function, *args, **facts)

    def now(self) -> Moment:
        """This instant."""
        return self.office.clock.now()


async def answer_for(request: web.Request, scope: str, roles: frozenset[Role]) -> Call:
    """Return the call of a program that may make it.

    Raises Unrecognised for a token nobody knows, TooOften, and Forbidden when the token lacks the scope, or
    its owner the role, or the owner has a duty to do first. A cookie opens nothing here.
    """
    office = request.app[OFFICE]
    bearer, duty = await _recognise(request, office)
    keep_pace(request.app[PACES], bearer.token_id, time.monotonic())
    if scope not in bearer.scopes:
        raise Forbidden(
            "VT-1754",
            "Mã truy cập này không có quyền “{scope}”.",
            hint="Tạo mã truy cập khác có quyền này ở trang Tài khoản.",
            scope=scope,
        )
    if duty:
        raise Forbidden(
            "VT-1755",
            "Chủ mã truy cập phải đổi mật khẩu hoặc đăng ký xác thực hai lớp trước.",
            hint="Đăng nhập trang web của cơ quan và làm theo hướng dẫn.",
        )
    if roles and not bearer.actor.roles & roles:
        raise forbidden(bearer.actor)
    return Call(office, bearer, request)


async def _recognise(request: web.Request, office: Office) -> tuple[Bearer, Duty]:
    shown = HEADER.fullmatch(request.headers.get("Authorization", "").strip())
    found = None
    if shown is not None:
        rules = passwords.policy(office.site.accounts.password_profile)
        found = await office.store.read(_find, shown[1], rules, office.clock.now())
    if found is None:
        raise Unrecognised(
            "VT-1751",
            "Thiếu mã truy cập, hoặc mã đã hết hạn hay bị thu hồi.",
            hint="Gửi mã trong tiêu đề Authorization: Bearer …; tạo mã ở trang Tài khoản.",
        )
    bearer, _ = found
    if bearer.stale:
        try:
            await office.store.write(tokens.touch, bearer.token_id, office.clock.now())
        except Trouble as error:  # a disk that is full must not keep programs from reading
            log.warning("token not touched: %s", error)
    return found


def _find(token: str, rules: passwords.Policy, at: Moment) -> tuple[Bearer, Duty] | None:
    bearer = tokens.find(token, at)
    if bearer is None or bearer.actor.user_id is None:
        return None
    return bearer, logins.duty(bearer.actor.user_id, at, rules)


def keep_pace(paces: dict[int, float], token: int, now: float) -> None:
    """Count one call of a token at `now`, in seconds; raise TooOften when it is too far ahead of RATE."""
    paid = max(paces.get(token, now), now) + 1 / RATE
    if paid - now > BURST / RATE:
        raise TooOften(
            "VT-1753",
            "Mã truy cập này gọi quá nhiều lần trong một giây.",
            hint="Đợi một giây rồi gọi lại, chậm hơn.",
        )
    paces[token] = paid
