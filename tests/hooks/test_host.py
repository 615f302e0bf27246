"""The host keeps its guests apart, gives each its time, and forgets no fault."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core import hookspecs
from core.host import guest, lane
from core.host.failures import Rejected
from core.host.host import Host
from core.language import speaking, spoken
from core.values import BOX, Blob, MenuEntry, Severity
from tests.parts import guests

FILE = Blob("0" * 64, 1, Path("/nowhere"))


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def office(tmp_path: Path, host: Host) -> Any:
    return guests.office(tmp_path, host)


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Short limits, and an event that frees whoever blocks."""
    monkeypatch.setattr(lane, "GRACE", 0.1)
    event = threading.Event()
    yield event
    event.set()


async def say(host: Host, office: Any) -> list[tuple[str, str | None, str]]:
    answers = await host.ask(hookspecs.read_text, office=office, file=FILE)
    return [(answer.plugin, answer.value, answer.error.code if answer.error else "") for answer in answers]


async def test_coroutines_of_one_plugin_run_side_by_side(host: Host, office: Any) -> None:
    waiting: list[int] = []

    async def read() -> str:
        waiting.append(1)
        while len(waiting) < 2:
            await asyncio.sleep(0.01)
        return "chữ"

    host.add("reader", guests.plugin("read_text", read))
    for found in await asyncio.gather(say(host, office), say(host, office)):
        assert found == [("reader", "chữ", "")]
    await host.stop("reader")


async def test_waiting_for_the_thread_does_not_count(
    host: Host, office: Any, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short question behind a long one is not late: its time begins when its turn comes."""
    monkeypatch.setitem(hookspecs.LIMITS, "read_text", 30)
    monkeypatch.setitem(hookspecs.LIMITS, "menu", 0.2)
    module = guests.plugin("read_text", lambda: release.wait(30) and "chữ")
    vars(module)["menu"] = vars(guests.plugin("menu", lambda: [MenuEntry("Khách", "/")]))["menu"]
    host.add("reader", module)
    reading = asyncio.create_task(say(host, office))
    await asyncio.sleep(0.05)
    menu = asyncio.create_task(host.gather(hookspecs.menu, office=office, user=BOX))
    await asyncio.sleep(0.6)
    assert not menu.done()
    release.set()
    assert await menu == [[MenuEntry("Khách", "/")]]
    assert await reading == [("reader", "chữ", "")]
    await host.stop("reader")


async def test_a_plugin_that_comes_back_is_asked_again(
    host: Host, office: Any, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hookspecs.LIMITS, "read_text", 0.1)
    host.add("reader", guests.plugin("read_text", lambda: release.wait(30) and "chữ"))
    assert [await say(host, office), await say(host, office)] == [
        [("reader", None, "VT-1402")],
        [("reader", None, "VT-1403")],
    ]
    release.set()
    for _ in range(200):
        if (answer := await say(host, office)) == [("reader", "chữ", "")]:
            break
        await asyncio.sleep(0.01)
    assert answer == [("reader", "chữ", "")]
    assert host.issues() == []
    await host.stop("reader")


async def test_a_stuck_plugin_started_anew_has_a_fresh_thread(
    host: Host, office: Any, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hookspecs.LIMITS, "read_text", 0.1)
    host.add("reader", guests.plugin("read_text", lambda: release.wait(30) and "chữ"))
    await say(host, office)
    await host.stop("reader")
    release.set()
    assert await host.start("reader", office) is None
    assert await say(host, office) == [("reader", "chữ", "")]
    await host.stop("reader")


async def test_a_plugin_that_always_crashes_is_left_alone_for_a_while(
    host: Host, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def crash() -> None:
        asked.append(1)
        raise LookupError

    host.add("reader", guests.plugin("read_text", crash))
    codes = [(await say(host, office))[0][2] for _ in range(guest.PATIENCE + 2)]
    assert codes == ["VT-1401"] * guest.PATIENCE + ["VT-1404"] * 2
    assert len(asked) == guest.PATIENCE
    (issue,) = host.issues()
    assert (issue.about, issue.severity) == ("reader", Severity.ERROR)
    monkeypatch.setattr(time, "monotonic", lambda now=time.monotonic: now() + guest.REST + 1)
    assert (await say(host, office))[0][2] == "VT-1401"
    await host.stop("reader")


async def test_one_good_answer_makes_up_for_the_bad_ones(host: Host, office: Any) -> None:
    turns = iter([ZeroDivisionError(), None])

    def read() -> str:
        if error := next(turns):
            raise error
        return "chữ"

    host.add("reader", guests.plugin("read_text", read))
    await say(host, office)
    assert [issue.severity for issue in host.issues()] == [Severity.WARNING]
    await say(host, office)
    assert host.issues() == []
    await host.stop("reader")


async def test_a_plugin_speaks_the_language_of_who_asks(host: Host, office: Any) -> None:
    async def read() -> str:
        await asyncio.sleep(0)
        return spoken()

    host.add("reader", guests.plugin("read_text", read))
    with speaking("en"):
        assert await say(host, office) == [("reader", "en", "")]
    assert await say(host, office) == [("reader", "vi", "")]
    await host.stop("reader")


async def test_who_stops_asking_stops_the_plugin(host: Host, office: Any) -> None:
    ended = threading.Event()

    async def read() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    host.add("reader", guests.plugin("read_text", read))
    asking = asyncio.create_task(say(host, office))
    await asyncio.sleep(0.1)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    assert await asyncio.to_thread(ended.wait, 10)
    await host.stop("reader")


def test_plugins_are_asked_before_there_is_an_event_loop(host: Host) -> None:
    async def settings() -> type:
        return Path

    host.add("one", guests.plugin("settings", lambda: Blob, "one"))
    host.add("two", guests.plugin("settings", settings, "two"))
    host.add("bad", guests.plugin("settings", lambda: 1 / 0, "bad"))
    assert host.kinds() == {"one": Blob, "two": Path}
    assert host.gather_now(hookspecs.settings) == [Blob, Path]
    assert [issue.about for issue in host.issues()] == ["bad"]


async def test_who_is_let_in_later_is_asked_once_and_who_left_no_more(host: Host, office: Any) -> None:
    for name in ("one", "two", "three"):
        host.add(name, guests.plugin("read_text", partial(str, name), name))
    assert [value for _, value, _ in await say(host, office)] == ["one", "two", "three"]
    await host.stop("two")
    host.remove("two")
    assert [value for _, value, _ in await say(host, office)] == ["one", "three"]
    assert host.names == ("one", "three")
    host.add("two", guests.plugin("read_text", lambda: "two"))
    assert [value for _, value, _ in await say(host, office)] == ["one", "three", "two"]
    for name in host.names:
        await host.stop(name)


async def test_a_life_that_ends_by_itself_is_an_issue(host: Host, office: Any) -> None:
    @asynccontextmanager
    async def live() -> AsyncIterator[None]:
        async def fall() -> None:
            raise OSError("hết dây")

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fall())
            yield

    host.add("short", guests.plugin("running", live))
    async with host.running(office):
        for _ in range(200):
            if host.issues():
                break
            await asyncio.sleep(0.01)
        assert [issue.code for issue in host.issues()] == ["VT-1407"]


async def test_a_life_that_ends_before_the_office_hears_of_its_beginning_is_an_issue(
    host: Host, office: Any
) -> None:
    """The lane is another thread: a life may be over before the office's own loop gets its turn."""

    @asynccontextmanager
    async def live() -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.to_thread(lambda: 1 / 0))
            yield

    host.add("short", guests.plugin("running", live))
    starting = asyncio.create_task(host.start("short", office))
    await asyncio.sleep(0)
    time.sleep(0.5)  # the office is busy elsewhere
    await starting
    assert [issue.code for issue in host.issues()] == ["VT-1407"]
    await host.stop("short")


async def test_a_life_that_will_not_end_does_not_keep_the_office_open(
    host: Host, office: Any, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hookspecs.LIMITS, "running", 0.2)
    left: list[str] = []

    @asynccontextmanager
    async def linger() -> AsyncIterator[None]:
        yield
        release.wait(30)

    @asynccontextmanager
    async def part() -> AsyncIterator[None]:
        yield
        left.append("good")

    host.add("good", guests.plugin("running", part, "good"))
    host.add("lingering", guests.plugin("running", linger, "lingering"))
    async with host.running(office):
        assert host.issues() == []
    assert left == ["good"]


async def test_a_thread_of_a_plugin_does_not_keep_the_office_open(
    host: Host, office: Any, release: threading.Event
) -> None:
    """`asyncio.to_thread` on a lane uses threads that may be left behind."""
    begun = threading.Event()

    def work() -> None:
        begun.set()
        release.wait(30)

    async def read() -> None:
        await asyncio.to_thread(work)

    host.add("reader", guests.plugin("read_text", read))
    asking = asyncio.create_task(say(host, office))
    await asyncio.to_thread(begun.wait, 10)
    await host.stop("reader")
    assert await asking == [("reader", None, "VT-1405")]
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "vanthu-reader-work"]
    assert thread.daemon


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        ("@hookimpl\ndef inspect_fil(office, file): ...", "VT-1411", "inspect_file"),
        ("@hookimpl\ndef inspect_file(office, blob): ...", "VT-1412", "office, file"),
        ("@hookimpl(wrapper=True)\ndef inspect_file(office, file): ...", "VT-1413", "generator"),
    ],
)
def test_a_plugin_that_breaks_the_rules_of_the_hooks_is_not_let_in(
    host: Host, source: str, code: str, told: str
) -> None:
    module = guests.plugin("settings", lambda: Blob)
    exec(source, vars(module) | {"hookimpl": hookspecs.hookimpl}, vars(module))
    with pytest.raises(Rejected) as caught:
        host.add("guest", module)
    assert caught.value.code == code and told in caught.value.message
    assert host.names == ()
    host.add("guest", guests.plugin("settings", lambda: Blob))


async def test_a_running_that_is_no_context_is_left_out(host: Host, office: Any) -> None:
    host.add("guest", guests.plugin("running", lambda: 5))
    async with host.running(office):
        assert [issue.code for issue in host.issues()] == ["VT-1406"]
