"""Opens the office and keeps it open: parts are started in order and stopped in the reverse order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import structlog
from aiohttp import web

from appliance import doorbell, readiness, signing, unlocking
from appliance.alone import alone
from appliance.assembly import assembled
from appliance.configuration import Configuration
from appliance.parts import BUILT_IN
from appliance.paths import demand_initialised
from core import hookspecs, night
from core.clock import Clock
from core.documents.steps import KINDS
from core.errors import OfficeError, Trouble
from core.host.host import Host
from core.jobs import Waiting
from core.office import Home, Office
from core.values import JobKind, Move, Notice
from core.web.site import application
from core.workers import working

log = structlog.get_logger(__name__)
CLOSING = 1.0
"""Seconds an answer under way may still take when the office closes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open office and where it is reached."""

    office: Office
    address: str
    """http://host:port"""
    configuration: Configuration
    """Reads site.toml again when asked."""


@asynccontextmanager
async def open_office(
    home: Home,
    *,
    clock: Clock | None = None,
    plugins: Mapping[str, ModuleType] = BUILT_IN,
) -> AsyncIterator[Opened]:
    """Open the office of `home` within the block; raise a sentence when it cannot be opened."""
    demand_initialised(home)
    async with AsyncExitStack() as parts:
        parts.enter_context(alone(home.data))
        configuration = Configuration(home, plugins)
        await asyncio.to_thread(configuration.open)
        host = configuration.host
        office = await parts.enter_async_context(assembled(home, configuration, clock))
        office.store.listeners.append(_Herald(office, asyncio.get_running_loop()))
        await parts.enter_async_context(host.running(office))
        await parts.enter_async_context(working(office, await _kinds(host)))
        await parts.enter_async_context(night.falling(office))
        answerer = unlocking.answerer(office, signing.answerer(office, configuration.answerer(office)))
        await parts.enter_async_context(doorbell.answering(home.socket, answerer))
        reached = await parts.enter_async_context(_serving(office))
        configuration.opened(reached)
        office.sandbox.warm()  # last: its children would compete with the opening for the cores
        await configuration.put_on_record(office)
        yield Opened(office, reached, configuration)


async def run(home: Home) -> None:
    """Keep the office open until SIGTERM or SIGINT; SIGHUP reads the configuration again."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with open_office(home) as opened:
        async with _heeding(opened), readiness.watched():
            log.info("open", address=opened.address, boot=opened.office.boot)
            await stopping.wait()
        log.info("closing")


@asynccontextmanager
async def _heeding(opened: Opened) -> AsyncIterator[None]:
    """Read the configuration again at each SIGHUP within the block."""
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked.set)
    reading = asyncio.create_task(_read_again(opened, asked), name="configuration")
    try:
        yield
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _read_again(opened: Opened, asked: asyncio.Event) -> None:
    """Whenever it is asked for; what cannot be used is told in the log and changes nothing."""
    while await asked.wait():
        asked.clear()
        readiness.reloading()
        try:
            await opened.configuration.reload(opened.office)
        except OfficeError as error:
            log.error("configuration not exchanged", code=error.code, reason=str(error))
        except Exception:  # a mistake of ours must not keep the office from hearing the next call
            log.exception("configuration not exchanged")
        finally:
            readiness.tell("READY=1")


@asynccontextmanager
async def _serving(office: Office) -> AsyncIterator[str]:
    """Serve the pages; streams are ended first, so that closing takes no longer than CLOSING."""
    runner = web.AppRunner(await application(office), access_log=None, shutdown_timeout=CLOSING)
    await runner.setup()
    place = web.TCPSite(runner, office.site.web.host, office.site.web.port)
    try:
        await place.start()
    except OSError as error:
        await runner.cleanup()
        raise Trouble(
            "VT-1002",
            "Không mở được cổng {port}: {reason}",
            hint="Chọn cổng khác: vanthu config set web.port <số>.",
            port=office.site.web.port,
            reason=error.strerror or str(error),
        ) from error
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def _kinds(host: Host) -> list[JobKind]:
    more = [kind for told in await host.gather(hookspecs.job_kinds) for kind in told]
    return [*KINDS, night.KIND, *more]


class _Herald:
    """Passes on what was committed: rings the bell, and tells the plugins."""

    def __init__(self, office: Office, loop: asyncio.AbstractEventLoop) -> None:
        self._office = office
        self._loop = loop

    def __call__(self, event: object) -> None:
        match event:
            case Waiting(kind):
                self._office.bell.ring(f"jobs {kind}")
            case Move():
                self._office.bell.ring("documents")
                self._tell(hookspecs.document_moved, move=event)
            case Notice():
                self._office.bell.ring("notices")
                self._tell(hookspecs.notice_given, notice=event)

    def _tell(self, hook: Any, **facts: Any) -> None:
        asyncio.run_coroutine_threadsafe(
            self._office.host.ask(hook, office=self._office, **facts), self._loop
        )
