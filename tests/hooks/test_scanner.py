"""The scanner plugin watches what the configuration names, tells what is wrong, takes bad originals away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pluggy
import pytest

from core import hookspecs
from core.bell import Bell
from core.blobs import Blobs
from core.clock import Clock
from core.documents import incoming, states
from core.errors import Refused, Trouble
from core.store.database import Store
from core.store.papers import Document
from core.store.people import Unit, User
from core.store.schema import migrate
from core.values import BOX, Finding, Move, Severity
from plugins.scanner import plugin, standing
from plugins.scanner.claims import ClaimRow
from plugins.scanner.plugin import check_health, document_moved, running, self_test
from plugins.scanner.rooms import Rooms
from plugins.scanner.sources import Mode, Settings, Source
from tests.parts.scans import pdf


@dataclass
class Home:
    run: Path


@dataclass
class House:
    """As much of an office as the plugin asks for."""

    folder: Path
    chosen: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        address = str(self.folder / "office.db")
        migrate(address, plugin.tables())
        self.store = Store(address)
        self.store.open()
        self.blobs = Blobs(self.folder / "blobs", self.folder / "scratch")
        self.blobs.open()
        self.clock, self.bell, self.home = Clock(), Bell(), Home(self.folder / "run")

    def settings(self, kind: type[Settings]) -> Settings:
        return self.chosen

    def choose(self, **sources: Source) -> None:
        """Change the configuration in force."""
        self.chosen = Settings(sources)
        self.bell.ring("config")

    def source(self, name: str, **more: Any) -> Source:
        (self.folder / name).mkdir(exist_ok=True)
        return Source(self.folder / name, settle=0.2, poll=0.5, **more)

    def documents(self) -> list[Document]:
        return self.store.read_now(lambda: list(Document.select().order_by(Document.id)))

    def state(self, name: str) -> str:
        (found,) = standing.source_states({name: self.chosen.sources[name]}, self.home.run, self.clock.utc())
        return found.state


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.store.close()


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[None]:
    async with running(cast(Any, house)):
        yield


async def until(true: Callable[[], object]) -> bool:
    for _ in range(1000):
        if true():
            return True
        await asyncio.sleep(0.02)
    return False


def test_every_hook_fits_its_specification() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    assert {caller.name for caller in manager.get_hookcallers(plugin) or ()} == {
        "settings",
        "tables",
        "self_test",
        "running",
        "check_health",
        "document_moved",
    }
    assert plugin.settings() is Settings


def test_self_test_wants_the_folders(house: House) -> None:
    self_test(Settings({"may-1": house.source("may-1")}))
    with pytest.raises(Trouble) as refused:
        self_test(Settings({"may-1": Source(house.folder / "nowhere")}))
    assert refused.value.code == "VT-3641" and "may-1" in refused.value.message


async def test_running_watches_every_source_with_its_profile(house: House) -> None:
    house.choose(**{"may-1": house.source("may-1", unit="VP"), "may-2": house.source("may-2", unit="KT")})
    async with opened(house):
        (house.folder / "may-1/a.pdf").write_bytes(pdf())
        (house.folder / "may-2/b.pdf").write_bytes(pdf())
        assert await until(lambda: len(house.documents()) == 2)
        assert {(row.source, row.name, row.source_unit) for row in house.documents()} == {
            ("may-1", "a.pdf", "VP"),
            ("may-2", "b.pdf", "KT"),
        }
    assert house.state("may-1") == house.state("may-2") == standing.STOPPED


async def test_running_follows_the_configuration(house: House) -> None:
    house.choose(**{"may-1": house.source("may-1")})
    async with opened(house):
        assert await until(lambda: house.state("may-1") == standing.WATCHING)
        house.choose(**{"may-2": house.source("may-2")})
        (house.folder / "may-2/b.pdf").write_bytes(pdf())
        assert await until(lambda: len(house.documents()) == 1)
        (house.folder / "may-1/a.pdf").write_bytes(pdf())
        await asyncio.sleep(1.0)
        assert [row.source for row in house.documents()] == ["may-2"]
        house.choose(**{"may-1": house.source("may-1", owner="vanthu"), "may-2": house.source("may-2")})
        assert await until(lambda: len(house.documents()) == 2)
        assert house.documents()[1].owner == "vanthu"


async def test_somebody_asks_for_a_look(house: House) -> None:
    """A folder from which no hints come, looked at once in an hour."""
    source = Source(house.folder / "may-1", settle=0.0, poll=3600, mode=Mode.SHARE)
    source.folder.mkdir()
    house.choose(**{"may-1": source})
    async with opened(house):
        assert await until(lambda: house.state("may-1") == standing.WATCHING)
        (source.folder / "a.pdf").write_bytes(pdf())
        await asyncio.sleep(0.5)
        assert house.documents() == []
        house.bell.ring("rescan")
        assert await until(lambda: len(house.documents()) == 1)


async def test_check_health_is_silent_while_all_is_well(house: House) -> None:
    house.choose(**{"may-1": house.source("may-1")})
    async with opened(house):
        assert await until(lambda: house.state("may-1") == standing.WATCHING)
        assert await check_health(cast(Any, house)) == []


async def test_check_health_tells_of_a_lost_folder(house: House) -> None:
    house.choose(**{"may-1": Source(house.folder / "nowhere")})
    async with opened(house):
        assert await until(lambda: house.state("may-1") == standing.DISCONNECTED)
        (issue,) = await check_health(cast(Any, house))
    assert (issue.code, issue.severity, issue.about) == ("VT-3612", Severity.ERROR, "may-1")
    assert issue.sentence.format(**issue.facts) and issue.hint.format(**issue.facts)


async def test_check_health_tells_of_units_and_persons_that_are_not_there(house: House) -> None:
    def furnish() -> None:
        Unit.create(code="VP", name="Văn phòng")
        User.create(login="vanthu", name="Lê Thị Văn Thư", created_at=house.clock.utc())

    house.store.write_now(furnish)
    house.choose(
        **{
            "may-1": house.source("may-1", unit="VP", owner="vanthu"),
            "may-2": house.source("may-2", unit="XX", owner="ai-do"),
        }
    )
    issues = await check_health(cast(Any, house))
    assert [(issue.code, issue.about) for issue in issues] == [("VT-3632", "may-2"), ("VT-3633", "may-2")]


async def received(house: House) -> Move:
    """Have a scan come in, and return the move its inspection will bring."""
    (house.folder / "may-1/a.pdf").write_bytes(pdf())
    assert await until(lambda: len(house.documents()) == 1 and originals(house))
    document = house.documents()[0]
    now = house.clock.now()
    return Move(
        document.id, "", states.ARRIVED, states.ARRIVED, BOX, now, document.source, document.external_id
    )


def originals(house: House) -> list[Path]:
    return [path for path in Rooms(house.folder / "may-1").kept.rglob("*") if path.is_file()]


def moved(move: Move, after: str) -> Move:
    return Move(move.document_id, "", move.before, after, BOX, move.at, move.source, move.external_id)


async def test_document_moved_takes_a_bad_original_away(house: House) -> None:
    house.choose(**{"may-1": house.source("may-1")})
    async with opened(house):
        move = await received(house)
        await document_moved(cast(Any, house), moved(move, states.CLEARED))
        assert len(originals(house)) == 1
        trouble = Refused("VT-2312", "Tệp PDF bị khóa.", hint="Gửi lại.")
        house.store.write_now(
            incoming.settle, move.document_id, [Finding("clamd")], trouble, house.clock.now()
        )
        await document_moved(cast(Any, house), moved(move, states.UNREADABLE))
        assert originals(house) == []
        failed = sorted(path.suffix for path in Rooms(house.folder / "may-1").failed.iterdir())
        assert failed == [".json", ".pdf", ".txt"]
        await document_moved(cast(Any, house), moved(move, states.EXPELLED))
        assert list(Rooms(house.folder / "may-1").failed.iterdir()) == []


async def test_document_moved_leaves_alone_what_came_by_another_door(house: House) -> None:
    house.choose(**{"may-1": house.source("may-1")})
    async with opened(house):
        move = await received(house)
        upload = Move(7, "", "", states.EXPELLED, BOX, move.at, "upload", move.external_id)
        await document_moved(cast(Any, house), upload)
        await document_moved(cast(Any, house), Move(8, "", "", states.EXPELLED, BOX, move.at, "may-1", "x"))
        assert len(originals(house)) == 1
    assert house.store.read_now(ClaimRow.select().count) == 1
