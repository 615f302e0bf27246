"""Keeps tokens unlocked for the persons who typed their PINs, and for nobody else, and not for long."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from core.errors import OfficeError
from core.keyring import failures, key
from core.keyring.reading import fence_of, limits_of
from core.sandbox.fence import Network
from core.sandbox.limits import Limits
from core.sandbox.worker import Worker
from core.values import Actor, SignerRecipe
from signing.values import Applied, Certificate, Fault

if TYPE_CHECKING:
    # The office itself never loads the libraries that read and write a PDF: its children do.
    from signing.order import Order
    from signing.trust import Trust

LOOK = 15.0
"""Seconds between two looks at a token nobody uses: is it still there?"""
NETWORK_SECONDS = 600.0
"""More that signing may take when authorities have to answer: several of them, each with patience."""
_WATCHING = "watching a token"
_CLOSING = "closing a token"

log = structlog.get_logger(__name__)


@dataclass
class _Session:
    """One unlocked token."""

    recipe: SignerRecipe
    holder: Actor
    worker: Worker
    certificate: Certificate
    used: float = field(default_factory=time.monotonic)
    """On the monotonic clock."""


class Keyring:
    """The unlocked tokens of one office.

    A PIN goes through a pipe to the token's child and is forgotten; it is never tried twice. After any
    error of a token its child is killed: a session that failed once may answer nonsense for ever.
    """

    def __init__(self, *, online: Callable[[], bool] = lambda: True, look: float = LOOK) -> None:
        """`online` says whether signing needs timestamps or answers about revocation."""
        self._online = online
        self._look = look
        self._sessions: dict[str, _Session] = {}
        self._ended: dict[str, OfficeError] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    async def unlock(self, recipe: SignerRecipe, pin: str, by: Actor) -> None:
        """Open a session with the PIN `by` has just typed; whatever session there was ends.

        Raises a sentence when the token cannot be unlocked: wrong PIN, locked, not there, hung, crashed.
        """
        if not pin:
            raise failures.blank(recipe)
        async with self._turns[recipe.identity]:
            await self._end(recipe.identity, None)
            network = Network.ALL if self._online() else Network.LOCAL
            worker = Worker(key.open_key, (recipe, pin), fence_of(recipe, network), limits_of(recipe))
            try:
                await worker.__aenter__()
                certificate: Certificate = await worker.call("certificate")
            except OfficeError as wrong:
                await asyncio.to_thread(worker.close)
                log.warning("token not unlocked", token=recipe.label, by=by.login, code=wrong.code)
                raise failures.of_child(recipe, wrong) from None
            except BaseException:
                self._let_go(worker)
                raise
            session = _Session(recipe, by, worker, certificate)
            self._sessions[recipe.identity] = session
            self._ended.pop(recipe.identity, None)
            self._begin(self._watch(session))
            log.info("token unlocked", token=recipe.label, by=by.login, certificate=certificate.serial)

    def unlocked(self, recipe: SignerRecipe, by: Actor) -> bool:
        """Say whether `by` may use the token without typing the PIN again."""
        session = self._sessions.get(recipe.identity)
        return session is not None and session.worker.alive and _same(session.holder, by)

    def certificate(self, recipe: SignerRecipe, by: Actor) -> Certificate:
        """Return the certificate `by` would sign with; raise Refused when he did not unlock the token."""
        return self._demand(recipe, by).certificate

    def ended(self, recipe: SignerRecipe) -> OfficeError | None:
        """Return why the token's last session ended; None when it is open, or was locked on purpose."""
        return self._ended.get(recipe.identity)

    async def sign(
        self,
        recipe: SignerRecipe,
        by: Actor,
        source: Path,
        target: Path,
        order: Order,
        trust: Trust,
        *,
        at: datetime | None = None,
        limits: Limits | None = None,
    ) -> Applied:
        """Put one signature on `source` and the result at `target`, whole or not at all.

        Raises Refused when `by` did not unlock the token, and whatever else went wrong as a sentence. A
        fault of the file leaves the session open, so that a batch goes on; anything else ends it.
        """
        part = target.with_name(f".{target.name}.part")
        limits = limits or limits_of(recipe, NETWORK_SECONDS if self._online() else 0.0)
        files: dict[str, tuple[Path, ...]] = {"reads": (source,), "writes": (part,)}
        try:
            applied: Applied = await self._ask(
                recipe, by, "sign", source, part, order, trust, at, limits=limits, **files
            )
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return applied

    async def try_out(self, recipe: SignerRecipe, by: Actor) -> None:
        """Have the token sign a few random bytes, which are then forgotten; raises as `sign` does."""
        await self._ask(recipe, by, "try_out", limits=limits_of(recipe))

    async def lock(self, recipe: SignerRecipe) -> None:
        """End the token's session, once what it is asked has been answered."""
        async with self._turns[recipe.identity]:
            await self._end(recipe.identity, None)

    def leave(self, by: Actor) -> None:
        """End a person's every session as he signs in or out, each once what is under way was answered."""
        for session in tuple(self._sessions.values()):
            if _same(session.holder, by):
                self._begin(self._give_up(session), _CLOSING)

    async def close(self) -> None:
        """End every session at once."""
        for identity in tuple(self._sessions):
            self._drop(identity)
        while self._tasks:
            tasks = tuple(self._tasks)
            for task in tasks:
                if task.get_name() == _WATCHING:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, recipe: SignerRecipe, by: Actor, method: str, *facts: object, **how: Any) -> Any:
        async with self._turns[recipe.identity]:
            session = self._demand(recipe, by)
            try:
                return await session.worker.call(method, *facts, **how)
            except Fault as fault:
                raise failures.of_fault(fault) from fault
            except OfficeError as wrong:
                told = failures.of_child(recipe, wrong)
                await self._end(recipe.identity, told)
                raise told from None
            except BaseException:  # called off, or a mistake of ours: what the token does now nobody knows
                self._drop(recipe.identity)
                raise
            finally:
                session.used = time.monotonic()

    def _demand(self, recipe: SignerRecipe, by: Actor) -> _Session:
        session = self._sessions.get(recipe.identity)
        if session is None or not session.worker.alive:
            raise self._ended.get(recipe.identity) or failures.closed(recipe)
        if not _same(session.holder, by):
            raise failures.held(recipe, session.holder.name)
        return session

    async def _watch(self, session: _Session) -> None:
        """Give a session up when nobody uses it, or when its token is no longer there."""
        recipe = session.recipe
        while self._sessions.get(recipe.identity) is session:
            await asyncio.sleep(min(self._look, recipe.idle))
            if self._turns[recipe.identity].locked():
                continue
            async with self._turns[recipe.identity]:
                here = self._sessions.get(recipe.identity) is session
                if here and (reason := await self._why_over(session)):
                    await self._end(recipe.identity, reason)

    async def _why_over(self, session: _Session) -> OfficeError | None:
        if time.monotonic() - session.used >= session.recipe.idle:
            return failures.idle(session.recipe)
        try:
            present = await session.worker.call("present", limits=limits_of(session.recipe))
        except OfficeError as wrong:
            return failures.of_child(session.recipe, wrong)
        return None if present else failures.gone(session.recipe)

    async def _give_up(self, session: _Session) -> None:
        identity = session.recipe.identity
        async with self._turns[identity]:
            if self._sessions.get(identity) is session:
                await self._end(identity, None)

    async def _end(self, identity: str, reason: OfficeError | None) -> None:
        """End a session, killing its child unless it ends in peace; remember why."""
        session = self._sessions.pop(identity, None)
        self._ended.pop(identity, None)
        if reason is not None:
            self._ended[identity] = reason
        if session is None:
            return
        log.info("token locked", token=session.recipe.label, code=reason.code if reason else "")
        if reason is not None:
            session.worker.kill()
        await asyncio.to_thread(session.worker.close)

    def _drop(self, identity: str) -> None:
        session = self._sessions.pop(identity, None)
        if session is not None:
            log.info("token locked", token=session.recipe.label, code="")
            self._let_go(session.worker)

    def _let_go(self, worker: Worker) -> None:
        """Kill a child now, and clear away after it without keeping anybody waiting."""
        worker.kill()
        self._begin(_closed(worker), _CLOSING)

    def _begin(self, work: Coroutine[None, None, None], name: str = _WATCHING) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _same(holder: Actor, by: Actor) -> bool:
    return (holder.user_id, holder.login) == (by.user_id, by.login)


async def _closed(worker: Worker) -> None:
    await asyncio.to_thread(worker.close)
