"""The configuration in force: read at the start, read again when asked, and which plugins it wants."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import structlog

from appliance.doorbell import Answerer
from core import hookspecs
from core.clock import iso, wall
from core.config import opening
from core.config.generations import Generations
from core.config.keys import spell
from core.config.opening import Opening
from core.config.record import record
from core.config.site import Site, load, tables, written
from core.errors import OfficeError, Refused, Trouble
from core.host.admission import admit
from core.host.host import Host
from core.host.manifests import discover
from core.host.trial import Trials
from core.language import mark
from core.office import Home, Office
from core.store.schema import furnish
from core.values import ClockReading, Issue, Severity

FIXED = ("web.host", "web.port", "store.database", "intake.max_bytes")
"""Settings that are read when the office opens and not again."""
SPOKEN_ONCE = ("job_kinds", "routes")
"""Hooks that are asked when the office opens and not again."""

log = structlog.get_logger(__name__)


class Configuration:
    """What site.toml says, as one value that is exchanged whole."""

    def __init__(self, home: Home, plugins: Mapping[str, ModuleType]) -> None:
        self._home = home
        self._plugins = plugins
        self._generations = Generations(home.settings)
        self._kinds = _kinds(plugins)
        self._opening: Opening | None = None
        self._site: Site | None = None
        self._first: dict[str, object] = {}
        self._guests: frozenset[str] = frozenset()
        self._reading = asyncio.Lock()
        self._address = ""
        self._since: datetime | None = None
        self.host = Host()

    def open(self) -> Site:
        """Choose what the office opens with, and let in the plugins it wants; the bad ones are left out."""
        self._opening = opening.choose(self._generations, self._read, wall())
        self._site = self._opening.site
        return self._site

    def read(self) -> Site:
        """Read site.toml for one act at the console: no start is counted, and nothing else is opened with."""
        self._site = self._read(self._generations.site_file)
        return self._site

    async def measure(self, office: Office) -> list[ClockReading]:
        """Have the clock measured now, and believe what is found."""
        readings = await office.host.gather(hookspecs.measure_clock, office=office)
        for reading in readings:
            office.clock.judge(reading)
        return readings

    def current(self) -> Site:
        """Return the configuration in force."""
        if self._site is None:
            raise Refused("VT-1003", "Cơ quan chưa mở.", hint="Gõ: vanthu run")
        return self._site

    def opened(self, address: str) -> None:
        """The office is open and reached at `address`: this configuration works."""
        self._address, self._since = address, wall()
        self._first, self._guests = _fixed(self.current()), frozenset(self.host.names)
        if self._opening is not None:
            opening.settle(self._generations, self._opening)
            self._generations.mark_good(self._opening.generation.number)

    async def put_on_record(self, office: Office) -> None:
        """Write into the audit what was changed since somebody last did; a full disk closes no office."""
        try:
            await office.store.write(record, self._generations.history(), office.clock.now())
        except Trouble as error:  # the generations tell it still, and the next start or reload writes it
            log.warning("the configuration is not on record yet", reason=str(error))

    def issues(self) -> list[Issue]:
        """Return why the office does not run with site.toml as it stands, or not with all of it."""
        found = [self._opening.issue] if self._opening and self._opening.issue else []
        return found + ([_reopening(late)] if (late := self.late()) else [])

    def late(self) -> list[str]:
        """Return what was changed and has no effect until the office is opened again, by written key."""
        if not self._first:
            return []
        changed = [key for key, value in _fixed(self.current()).items() if value != self._first[key]]
        for name in self.host.names:
            if name not in self._guests and any(map(self.host.guest(name).has, SPOKEN_ONCE)):
                changed.append(spell(("plugins", name)))
        return changed

    def answerer(self, office: Office) -> Answerer:
        """Return what answers the command line: wake, reload, measure, status."""

        async def answer(do: str, asked: dict[str, Any]) -> dict[str, Any]:
            if do == "wake":
                office.bell.ring(str(asked.get("topic", "jobs")))
                return {}
            if do == "reload":
                return {"generation": await self.reload(office)}
            if do == "measure":
                readings = await self.measure(office)
                return {"readings": [asdict(one) | {"at": iso(one.at)} for one in readings]}
            if do == "status":
                return {
                    "boot": office.boot,
                    "address": self._address,
                    "since": self._since.isoformat() if self._since else None,
                    "clock": office.clock.doubt,
                    "plugins": list(office.host.names),
                    "issues": [_plain(issue) for issue in office.host.issues() + self.issues()],
                }
            raise Refused("VT-1011", "Cơ quan không hiểu yêu cầu “{do}”.", do=do)

        return answer

    async def reload(self, office: Office) -> int:
        """Read site.toml again and exchange it whole; plugins whose table changed start anew.

        Raises Misconfigured, and nothing changes, when the file cannot be used.
        """
        async with self._reading:
            return await self._reload(office)

    async def _reload(self, office: Office) -> int:
        before, here = self.current(), self.host.names
        try:
            site = await asyncio.to_thread(self._read, self._generations.site_file)
        except OfficeError as error:
            for name in set(self.host.names) - set(here):
                self.host.remove(name)
            if self._opening is not None:
                issue = opening.broken(error, self._opening.generation)
                self._opening = replace(self._opening, issue=issue)
            raise
        generation = self._generations.adopt(office.clock.utc())
        self._site = site
        for name in here:
            if name not in site.enabled or before.plugin(name).table != site.plugin(name).table:
                await self.host.stop(name)
        for name in set(here) - set(site.enabled):
            self.host.remove(name)
        kept = await self.host.gather(hookspecs.tables)
        await office.store.write(furnish, [table for told in kept for table in told])
        for name in self.host.names:
            await self.host.start(name, office)
        self._opening = Opening(site, generation)
        await self.put_on_record(office)
        office.clock.check("timesync" in site.enabled)
        office.bell.ring("config")
        log.info("configuration exchanged", generation=generation.number)
        return generation.number

    def _read(self, file: Path) -> Site:
        """Return what a file says; the plugins it wants are let in first, for they know their settings."""
        wanted = tables(written(file), file)
        for name, module in self._plugins.items():
            if name in wanted and wanted[name].get("enabled", True) is True and name not in self.host.names:
                self.host.add(name, module)
        admit(self.host, wanted, discover(self._home.data / "plugins"), Trials(self._home.data), wall())
        return load(file, self.host.kinds() | self._kinds)


def _fixed(site: Site) -> dict[str, object]:
    """Return what the office reads when it opens, by written key."""
    return {key: getattr(getattr(site, section), name) for key in FIXED for section, name in [key.split(".")]}


def _reopening(late: list[str]) -> Issue:
    return Issue(
        "VT-1153",
        Severity.WARNING,
        mark("Thay đổi ở {keys} chỉ có hiệu lực khi cơ quan được mở lại."),
        mark("Chọn lúc vắng người rồi gõ: systemctl restart vanthu"),
        "config",
        {"keys": ", ".join(late)},
    )


def _plain(issue: Issue) -> dict[str, Any]:
    """Return an issue as the doorbell carries it."""
    facts = {name: str(value) for name, value in issue.facts.items()}
    return asdict(replace(issue, facts=facts))


def _kinds(plugins: Mapping[str, ModuleType]) -> dict[str, type[Any]]:
    """Return the settings dataclass of every plugin that has one, wanted or not."""
    return {name: module.settings() for name, module in plugins.items() if hasattr(module, "settings")}
