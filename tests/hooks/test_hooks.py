"""For every hook: what a good plugin says is heard, and no other one costs more than its own answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from aiohttp import web

from core import hookspecs
from core.errors import Refused, Trouble
from core.host import lane
from core.host.host import Host
from core.office import Office
from core.store.tables import TABLES
from core.values import (
    BOX,
    Blob,
    ClockReading,
    Finding,
    Issue,
    JobKind,
    MenuEntry,
    Moment,
    Move,
    Notice,
    Severity,
)
from plugins.tokens.recipes import recipe_of
from plugins.tokens.settings import Token
from signing.values import Purpose
from tests.parts import guests

LIMIT = 0.2
AT = datetime(2026, 11, 22, tzinfo=UTC)
FILE = Blob("0" * 64, 1, Path("/nowhere"))
each = pytest.mark.parametrize("manner", ["good", "silent", "raising", "quitting", "sleeping", "blocking"])
"""Good, with nothing to say, raising, ending the program, never ready, never giving its thread back."""


@dataclass
class Round:
    """A host with three guests, the middle one of which behaves in some manner."""

    folder: Path
    release: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    async def behaves(self, manner: str, spec: Callable[..., Any], good: Any, **facts: Any) -> None:
        """Ask all three twice; nobody but the middle one may answer otherwise than if it were not there."""
        hook = spec.__name__
        host = Host()
        office = guests.office(self.folder, host)
        if "office" in hookspec_parameters(spec):
            facts["office"] = office
        host.add("before", guests.plugin(hook, lambda: self._answer("before", good), "before"))
        host.add("middle", guests.plugin(hook, self._manner(manner, good), "middle"))
        host.add("after", guests.plugin(hook, lambda: self._answer("after", good), "after"))
        for turn in ("first", "again"):
            self.asked.clear()
            answers = {answer.plugin: answer for answer in await host.ask(spec, **facts)}
            middle = answers.pop("middle", None)
            assert {name: answer.value for name, answer in answers.items()} == (
                {} if good is None else {"before": good, "after": good}
            )
            assert sorted(self.asked) == sorted(
                ["before", "after", *(["middle"] if manner == "good" else [])]
            )
            code = middle.error.code if middle and middle.error else ""
            assert code == expected(manner, turn)
            assert (middle is None) == (manner == "silent" or (manner == "good" and good is None))
        assert {issue.about for issue in host.issues()} == (
            set() if manner in ("good", "silent") else {"middle"}
        )
        self.release.set()
        for name in host.names:
            await host.stop(name)

    def _answer(self, name: str, value: Any) -> Any:
        self.asked.append(name)
        return value

    def _manner(self, manner: str, good: Any) -> Callable[[], Any]:
        async def sleep() -> None:
            await asyncio.Event().wait()

        def rage() -> None:
            raise ZeroDivisionError("không chia được")

        def leave() -> None:
            raise SystemExit(3)

        return {
            "good": lambda: self._answer("middle", good),
            "silent": lambda: None,
            "raising": rage,
            "quitting": leave,
            "sleeping": sleep,
            "blocking": lambda: self.release.wait(30) and None,
        }[manner]


def hookspec_parameters(spec: Callable[..., Any]) -> tuple[str, ...]:
    return spec.__code__.co_varnames[: spec.__code__.co_argcount]


def expected(manner: str, turn: str) -> str:
    """Return the code of the middle one's error."""
    if manner == "blocking":
        return "VT-1402" if turn == "first" else "VT-1403"
    return {"good": "", "silent": "", "sleeping": "VT-1402"}.get(manner, "VT-1401")


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    for hook in hookspecs.LIMITS:
        monkeypatch.setitem(hookspecs.LIMITS, hook, LIMIT)
    monkeypatch.setattr(lane, "GRACE", 0.2)
    ring = Round(tmp_path)
    yield ring
    ring.release.set()


@each
async def test_settings(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.settings, Round)


@each
async def test_tables(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.tables, TABLES)


@each
async def test_job_kinds(three: Round, manner: str) -> None:
    async def do(office: Any, job: Any) -> None: ...

    await three.behaves(manner, hookspecs.job_kinds, [JobKind("đếm", do)])


@each
async def test_routes(three: Round, manner: str) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response()

    await three.behaves(manner, hookspecs.routes, [web.get("/plugins/guest/", page)])


@each
async def test_menu(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.menu, [MenuEntry("Khách", "/plugins/guest/")], user=BOX)


@each
async def test_commands(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.commands, [click.Command("count")])


@each
async def test_self_test(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.self_test, None, settings=object())


@each
async def test_inspect_file(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.inspect_file, Finding("thử"), file=FILE)


@each
async def test_read_text(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.read_text, "chữ", file=FILE)


@each
async def test_signer_for(three: Round, manner: str) -> None:
    recipe = recipe_of("coquan", Token(Path("/usr/lib/driver.so"), "TOKEN", organisation=True))
    await three.behaves(manner, hookspecs.signer_for, recipe, user=BOX, purpose=Purpose.ORGANISATION)


@each
async def test_document_moved(three: Round, manner: str) -> None:
    move = Move(1, "clear", "arrived", "cleared", BOX, Moment(AT))
    await three.behaves(manner, hookspecs.document_moved, None, move=move)


@each
async def test_notice_given(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.notice_given, None, notice=Notice(1, 1, "Có văn bản.", None, 0))


@each
async def test_measure_clock(three: Round, manner: str) -> None:
    await three.behaves(manner, hookspecs.measure_clock, ClockReading(AT, 0.0, 0.0, 3, True))


@each
async def test_check_health(three: Round, manner: str) -> None:
    issue = Issue("VT-0001", Severity.WARNING, "Sắp hết giấy.")
    await three.behaves(manner, hookspecs.check_health, [issue])


@each
async def test_running(three: Round, manner: str) -> None:
    """The office opens without the one that cannot live; the others are left in reverse order."""
    lived: list[str] = []

    def life(name: str) -> Callable[[], Any]:
        @asynccontextmanager
        async def live() -> AsyncIterator[None]:
            lived.append(f"{name} in {threading.current_thread().name}")
            yield
            lived.append(f"{name} out {threading.current_thread().name}")

        return live

    host = Host()
    host.add("before", guests.plugin("running", life("before"), "before"))
    middle = life("middle") if manner == "good" else three._manner(manner, None)
    host.add("middle", guests.plugin("running", middle, "middle"))
    host.add("after", guests.plugin("running", life("after"), "after"))
    living = {"before", "after", *(["middle"] if manner == "good" else [])}
    async with host.running(guests.office(three.folder, host)):
        assert {line.split()[0] for line in lived} == living
        assert all(line.endswith(f"vanthu-{line.split()[0]}") for line in lived)
        assert [issue.code for issue in host.issues()] == [c for c in [expected(manner, "first")] if c]
        lived.clear()
        three.release.set()
    order = [name for name in ("after", "middle", "before") if name in living]
    assert lived == [f"{name} out vanthu-{name}" for name in order]


async def test_every_hook_has_a_limit() -> None:
    """A hook nobody limits could keep the office waiting for ever."""
    hooks = {name for name, value in vars(hookspecs).items() if hasattr(value, "vanthu_spec")}
    assert hooks == set(hookspecs.LIMITS)


async def test_trouble_told_in_a_sentence_is_passed_on(three: Round) -> None:
    """What inspect_file raises decides that a file waits: it must arrive as it was said."""

    def wait() -> None:
        raise Trouble("VT-3311", "clamd không trả lời.", hint="Chờ.")

    host = Host()
    host.add("antivirus", guests.plugin("inspect_file", wait))
    office: Office = guests.office(three.folder, host)
    for _ in range(20):
        (answer,) = await host.ask(hookspecs.inspect_file, office=office, file=FILE)
        assert answer.error is not None and answer.error.code == "VT-3311"
    (issue,) = host.issues()
    assert (issue.code, issue.about, issue.severity) == ("VT-3311", "antivirus", Severity.ERROR)
    assert await host.gather(hookspecs.inspect_file, office=office, file=FILE) == []
    await host.stop("antivirus")
    with pytest.raises(Refused):
        host.add("antivirus", guests.plugin("inspect_file", wait))
