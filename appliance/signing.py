"""Lets whoever sits at the console sign one document: in the running office, or in one opened for it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from appliance.alone import alone
from appliance.assembly import assembled
from appliance.configuration import Configuration
from appliance.doorbell import Answerer
from appliance.parts import BUILT_IN
from appliance.unlocking import at_the_console
from core.accounts.permissions import actor_of, demand_visible
from core.clock import Clock, iso
from core.documents import placing, sealing, signatures, states
from core.office import Home, Office
from core.store.people import User
from core.values import Actor
from signing.values import Applied


@dataclass(frozen=True, slots=True)
class Wanted:
    """One signature as it was asked for at the console."""

    document: int
    seen: str
    """Hash of the file the person looked at."""
    login: str
    """The account of the operating system."""


def answerer(office: Office, others: Answerer) -> Answerer:
    """Return what answers `sign`, and leaves every other question to `others`.

    The PIN comes over a socket that only the office's own account may open, and goes on through a pipe.
    """

    async def answer(do: str, asked: dict[str, Any]) -> dict[str, Any]:
        if do != "sign":
            return await others(do, asked)
        wanted = Wanted(int(asked["document"]), str(asked["seen"]), str(asked["login"]))
        return await sign(office, wanted, str(asked["pin"]))

    return answer


async def sign_closed(home: Home, wanted: Wanted, pin: str, *, clock: Clock | None = None) -> dict[str, Any]:
    """Sign in an office that nobody has open, without its pages and its jobs; they follow when it opens."""
    async with AsyncExitStack() as parts:
        parts.enter_context(alone(home.data))
        configuration = Configuration(home, BUILT_IN)
        configuration.read()
        office = await parts.enter_async_context(assembled(home, configuration, clock))
        await configuration.measure(office)
        return await sign(office, wanted, pin)


async def sign(office: Office, wanted: Wanted, pin: str) -> dict[str, Any]:
    """Take the step that waits for a signature, the leader's, the agency's or an initial; tell what came."""
    by = await office.store.read(_acting, wanted.login)
    state = await office.store.read(_state, wanted.document, by)
    applied = await _apply(office, wanted, state, by, pin)
    about = await office.store.read(placing.subject, wanted.document)
    return {
        "id": wanted.document,
        "state": about.row.state,
        "sha256": about.file.sha256,
        "field": applied.field,
        "level": applied.level.value,
        "holder": applied.certificate.subject,
        "at": iso(applied.at),
    }


async def _apply(office: Office, wanted: Wanted, state: str, by: Actor, pin: str) -> Applied:
    if state == states.TO_SIGN:
        return await signatures.sign(office, wanted.document, by, pin, wanted.seen)
    if state in (states.TO_NUMBER, *states.NUMBERED):
        return await sealing.seal(office, wanted.document, by, pin, wanted.seen)
    return await signatures.initial(office, wanted.document, by, pin, wanted.seen)


def _acting(login: str) -> Actor:
    """Return the person of the office who bears the name of the account, else the account itself."""
    user = User.get_or_none(User.login == login, User.closed_at.is_null())
    return at_the_console(login) if user is None else actor_of(user.id)


def _state(document: int, by: Actor) -> str:
    return str(demand_visible(document, by).state)
