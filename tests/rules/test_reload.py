"""A changed configuration is taken over without closing the office, as a whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from peewee import CharField

from appliance.configuration import Configuration
from appliance.paths import home_at
from appliance.provision import initialise
from appliance.run import Opened, open_office
from core import calendar
from core.config.editing import edited
from core.config.generations import Generations
from core.errors import Misconfigured
from core.hookspecs import hookimpl
from core.office import Home, Office
from core.store.table import Table
from core.values import JobKind, Moment
from core.web.pages import health

AT = Moment(datetime(2026, 11, 20, 5, tzinfo=UTC))
FOUNDED = {"office.code": "H51", "office.name": "UBND xã Long Phú", "web.port": 0, "intake.reserve_bytes": 0}


class Diary(Table):
    """What a plugin keeps."""

    line = CharField(20)


@dataclass
class House:
    """A home with plugins that write down when they come and go."""

    home: Home
    plugins: dict[str, ModuleType] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def lodge(self, name: str) -> ModuleType:
        """Have one more plugin that could be enabled."""

        @dataclass(frozen=True)
        class Settings:
            word: str = "chào"

        @hookimpl
        @asynccontextmanager
        async def running(office: Office) -> AsyncIterator[None]:
            self.seen.append(f"{name} comes: {office.settings(Settings).word}")
            yield
            self.seen.append(f"{name} goes")

        made = self.plugins[name] = ModuleType(name)
        vars(made).update(settings=hookimpl(lambda: Settings), running=running)
        return made

    def write(self, **changes: object) -> None:
        """Edit site.toml as an officer does with an editor; `a__b` is written `a.b`."""
        keys = {key.replace("__", "."): value for key, value in changes.items()}
        text = self.home.site_file.read_text(encoding="utf-8")
        self.home.site_file.write_text(edited(text, keys), encoding="utf-8")

    def took(self) -> list[str]:
        """Return what was seen since the last look."""
        seen, self.seen[:] = list(self.seen), []
        return seen


@pytest.fixture
def house(tmp_path: Path) -> House:
    home = home_at(tmp_path / "home")
    initialise(home, FOUNDED, lambda at: calendar.seed(), AT)
    made = House(home)
    made.lodge("one")
    made.lodge("two")
    made.write(plugins__one__enabled=True, plugins__two__enabled=True)
    return made


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[Opened]:
    async with open_office(house.home, plugins=house.plugins) as office:
        assert sorted(house.took()) == ["one comes: chào", "two comes: chào"]
        yield office


async def reload(office: Opened) -> int:
    return await office.configuration.reload(office.office)


async def shown(office: Opened) -> list[str]:
    """Return the codes of what the administrator sees on the page System health."""
    return [issue.code for issue in health.told(await health.look(office.office))]


async def test_only_the_plugin_whose_table_changed_starts_anew(house: House) -> None:
    async with opened(house) as office:
        house.write(plugins__two__word="xin chào", web__session_hours=3)
        await reload(office)
        assert house.took() == ["two goes", "two comes: xin chào"]
        assert office.office.site.web.session_hours == 3
        await reload(office)
        assert house.took() == [], "nothing changed, nothing is done"


async def test_plugins_come_and_go(house: House) -> None:
    async with opened(house) as office:
        house.write(plugins__one__enabled=False)
        await reload(office)
        assert (house.took(), office.office.host.names) == (["one goes"], ("two",))
        house.write(plugins__one__enabled=True)
        await reload(office)
        assert (house.took(), office.office.host.names) == (["one comes: chào"], ("two", "one"))


async def test_a_plugin_that_comes_late_finds_its_tables(house: House) -> None:
    late = house.lodge("late")
    vars(late).update(tables=hookimpl(lambda: (Diary,)))
    async with opened(house) as office:
        house.write(plugins__late__enabled=True)
        await reload(office)
        assert await office.office.store.read(Diary.select().count) == 0
        assert office.configuration.issues() == []


@pytest.mark.parametrize(
    "text",
    ["[", '[office]\nname = ""\n', "[web]\nprot = 1\n", "\udcff\udcfe"],
    ids=["no TOML", "incomplete", "unknown key", "no text"],
)
async def test_a_file_that_cannot_be_used_changes_nothing_and_is_told(house: House, text: str) -> None:
    good = house.home.site_file.read_text(encoding="utf-8")
    async with opened(house) as office:
        before, generations = office.office.site, len(Generations(house.home.settings).history())
        house.home.site_file.write_text(text, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(Misconfigured):
            await reload(office)
        assert office.office.site is before and house.took() == []
        assert len(Generations(house.home.settings).history()) == generations
        assert "VT-1152" in await shown(office), "the administrator sees it"
        house.home.site_file.write_text(good, encoding="utf-8")
        await reload(office)
        assert "VT-1152" not in await shown(office)


async def test_an_office_that_opened_with_an_older_generation_says_so(house: House) -> None:
    async with opened(house):
        pass
    house.took()
    house.home.site_file.write_text("[web]\nprot = 1\n", encoding="utf-8")
    async with opened(house) as office:
        assert "VT-1152" in await shown(office)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"web__port": 18080}, "web.port"),
        ({"web__host": "127.0.0.2", "intake__max_bytes": 5}, "web.host, intake.max_bytes"),
    ],
)
async def test_what_needs_a_new_start_is_said(house: House, changes: dict[str, object], named: str) -> None:
    async with opened(house) as office:
        assert office.configuration.issues() == []
        before = house.home.site_file.read_text(encoding="utf-8")
        house.write(**changes)
        await reload(office)
        (issue,) = office.configuration.issues()
        assert (issue.code, issue.facts) == ("VT-1153", {"keys": named})
        assert "VT-1153" in await shown(office)
        house.home.site_file.write_text(before, encoding="utf-8")
        await reload(office)
        assert office.configuration.issues() == [], "back where it was, there is nothing to do"


@pytest.mark.parametrize(
    ("hook", "answer"), [("job_kinds", lambda: ()), ("routes", lambda office: ())], ids=["jobs", "pages"]
)
async def test_a_plugin_that_is_asked_at_the_start_only_is_named(
    house: House, hook: str, answer: Callable[..., tuple[JobKind, ...]]
) -> None:
    vars(house.lodge("late"))[hook] = hookimpl(answer)
    async with opened(house) as office:
        house.write(plugins__late__enabled=True)
        await reload(office)
        assert office.configuration.late() == ["plugins.late"]


async def test_two_reloads_at_once_are_one_after_the_other(house: House) -> None:
    async with opened(house) as office:
        house.write(plugins__two__word="xin chào")
        configuration: Configuration = office.configuration
        answer = configuration.answerer(office.office)
        told, generation = await asyncio.gather(answer("reload", {}), reload(office))
        assert told == {"generation": generation}
        assert house.took() == ["two goes", "two comes: xin chào"]
