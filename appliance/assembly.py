"""Puts the parts of an office together: its store, its files, its sandbox, its keys; nothing runs yet."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from appliance.configuration import Configuration
from appliance.paths import database_address
from core import hookspecs
from core.bell import Bell
from core.blobs import Blobs
from core.clock import Clock
from core.config.site import Site
from core.documents.batches import Batches
from core.keyring.keyring import Keyring
from core.office import Home, Office
from core.sandbox.pool import Sandbox
from core.store.database import Store
from core.store.schema import migrate
from signing.values import Level


@asynccontextmanager
async def assembled(home: Home, configuration: Configuration, clock: Clock | None) -> AsyncIterator[Office]:
    """Give the office of `home` within the block; its configuration was read before."""
    site, host = configuration.current(), configuration.host
    async with AsyncExitStack() as parts:
        blobs = Blobs(home.blobs, home.scratch)
        blobs.open()
        tables = [table for told in await host.gather(hookspecs.tables) for table in told]
        address = database_address(home, site.store.database)
        await asyncio.to_thread(migrate, address, tables)
        store = Store(address)
        store.open()
        parts.callback(store.close)
        sandbox = await parts.enter_async_context(Sandbox())
        bell, keyring = Bell(), Keyring(online=lambda: _asks_far(configuration.current()))
        parts.push_async_callback(keyring.close)
        yield Office(
            home=home,
            boot=secrets.token_hex(8),
            clock=clock or Clock(checked="timesync" in site.enabled),
            store=store,
            blobs=blobs,
            sandbox=sandbox,
            host=host,
            bell=bell,
            keyring=keyring,
            batches=await parts.enter_async_context(Batches(bell)),
            current=configuration.current,
            issues=configuration.issues,
        )


def _asks_far(site: Site) -> bool:
    """Tell whether signing needs answers from beyond the box: a timestamp, a list of revocations."""
    return site.trust.online or site.signing.level is not Level.B_B
