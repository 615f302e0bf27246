"""Native code works in children that may hang, crash and lie without harm to the office."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest

from core.errors import Refused, Trouble
from core.sandbox.limits import Limits
from core.sandbox.pool import Sandbox
from tests.parts import deeds

MIB = 1024 * 1024
HERE = (deeds.HERE,)
SHORT = Limits(seconds=1)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One child, so that every call meets what the call before has left."""
    with Sandbox(1, preload=(), readable=HERE) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[tuple[Sandbox, Path]]:
    """A sandbox that may write into a folder."""
    with Sandbox(2, preload=(), readable=HERE, writable=(tmp_path,)) as opened:
        yield opened, tmp_path


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def written(path: Path) -> Callable[[], bool]:
    return lambda: path.exists() and bool(path.read_text())


def test_a_call_is_done_in_another_process(sandbox: Sandbox) -> None:
    assert sandbox.call_now(deeds.process_number) in sandbox.children
    assert os.getpid() not in sandbox.children


def test_every_kind_of_value_crosses_both_ways_unchanged(sandbox: Sandbox) -> None:
    assert sandbox.call_now(deeds.values) == deeds.VALUES
    assert sandbox.call_now(deeds.echo, deeds.VALUES) == deeds.VALUES


async def test_awaited_it_does_the_same(sandbox: Sandbox) -> None:
    assert await sandbox.call(deeds.echo, "một") == "một"


def test_what_is_no_value_does_not_cross(sandbox: Sandbox) -> None:
    with pytest.raises(TypeError, match="Draft"):
        sandbox.call_now(deeds.draft)


@pytest.mark.parametrize("function", [lambda: 1, deeds.Session.use], ids=["lambda", "method"])
def test_only_a_function_of_a_module_can_be_called(sandbox: Sandbox, function: Callable[..., int]) -> None:
    with pytest.raises(ValueError, match="by its name"):
        sandbox.call_now(function)


def test_an_argument_the_child_cannot_find_is_told(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = ModuleType("elsewhere")
    kind = type("Stranger", (), {"__module__": "elsewhere"})
    monkeypatch.setattr(elsewhere, "Stranger", kind, raising=False)
    monkeypatch.setitem(sys.modules, "elsewhere", elsewhere)
    with pytest.raises(Trouble, match="elsewhere") as caught:
        sandbox.call_now(deeds.echo, kind())
    assert caught.value.code == "VT-5005"


def test_a_closed_sandbox_takes_no_call() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        Sandbox().call_now(deeds.values)


def test_the_offices_errors_come_back_whole(sandbox: Sandbox) -> None:
    with pytest.raises(Refused) as caught:
        sandbox.call_now(deeds.refuse)
    assert (caught.value.code, caught.value.message) == ("VT-9999", "Trang 3 bị mờ.")
    assert caught.value.hint == "Quét lại trang 3."
    assert caught.value.facts == {"page": 3, "path": Path("/x")}


def test_a_packages_own_exception_comes_back_whole(sandbox: Sandbox) -> None:
    with pytest.raises(deeds.TornPage, match="page 3 is torn at the edge") as caught:
        sandbox.call_now(deeds.tear)
    assert caught.value.number == 3


def test_pythons_exceptions_come_back_as_they_are(sandbox: Sandbox) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        sandbox.call_now(deeds.miss)
    assert caught.value.filename == "/nowhere/at/all"


def test_a_librarys_exception_becomes_trouble_with_its_text(sandbox: Sandbox) -> None:
    with pytest.raises(Trouble, match="tệp hỏng") as caught:
        sandbox.call_now(deeds.fail_as_a_library, "tệp hỏng")
    assert caught.value.code == "VT-5005"
    with pytest.raises(Trouble, match="SystemExit"):
        sandbox.call_now(deeds.leave)


@pytest.mark.parametrize(
    ("deed", "arguments", "limits", "code"),
    [
        (deeds.segfault, (), Limits(), "VT-5002"),
        (deeds.hang, (), SHORT, "VT-5001"),
        (deeds.spin, (), Limits(cpu_seconds=1), "VT-5001"),
        (deeds.take_memory, (900 * MIB,), Limits(memory_bytes=256 * MIB), "VT-5003"),
        (deeds.starve, (), Limits(), "VT-5003"),
        (deeds.bytes_of, (2 * MIB,), Limits(answer_bytes=MIB), "VT-5004"),
        (deeds.forge_an_answer, (b"\x80\x04c__builtin__\neval\n.",), Limits(), "VT-5004"),
        (
            deeds.forge_an_answer,
            (b"\x92\xa6answer\x92\xa5value\x93\xa2os\xa6system\x80",),
            Limits(),
            "VT-5004",
        ),
    ],
    ids=["crash", "hang", "spin", "bomb", "killed", "flood", "forged pickle", "forged value"],
)
def test_what_goes_wrong_is_told_and_the_next_call_works(
    sandbox: Sandbox, deed: Callable[..., object], arguments: tuple[object, ...], limits: Limits, code: str
) -> None:
    with pytest.raises(Trouble) as caught:
        sandbox.call_now(deed, *arguments, limits=limits)
    assert caught.value.code == code
    assert sandbox.call_now(deeds.echo, "tiếp") == "tiếp"


def test_limits_are_those_of_one_call_and_not_of_the_next(sandbox: Sandbox) -> None:
    with pytest.raises(Trouble):
        sandbox.call_now(deeds.take_memory, 64 * MIB, limits=Limits(memory_bytes=32 * MIB))
    sandbox.call_now(deeds.echo, 1, limits=Limits(memory_bytes=32 * MIB))
    assert sandbox.call_now(deeds.take_memory, 64 * MIB) == 64 * MIB


def test_a_large_answer_within_the_limit_arrives(sandbox: Sandbox) -> None:
    assert sandbox.call_now(deeds.bytes_of, 40 * MIB) == b"\xab" * (40 * MIB)


def test_a_file_grows_no_larger_than_allowed(folder: tuple[Sandbox, Path]) -> None:
    sandbox, path = folder
    with pytest.raises(OSError, match="File too large"):
        sandbox.call_now(deeds.write, str(path / "large"), bytes(MIB), limits=Limits(file_bytes=1000))
    sandbox.call_now(deeds.write, str(path / "small"), bytes(1000), limits=Limits(file_bytes=1000))


def test_what_a_child_prints_disturbs_nobody(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert sandbox.call_now(deeds.shout) == "quiet"
    assert capfd.readouterr() == ("", "")


def test_files_are_handed_over_open_and_only_those(sandbox: Sandbox, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"abc")
    target.write_bytes(b"an older and longer text")
    assert sandbox.call_now(deeds.copy_upper, source, target, reads=(source,), writes=(target,)) == 3
    assert target.read_bytes() == b"ABC"


def test_a_file_that_is_no_argument_is_not_opened(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be an argument"):
        sandbox.call_now(deeds.values, reads=(tmp_path,))


def test_a_missing_file_is_told_before_a_child_is_asked(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sandbox.call_now(deeds.read, tmp_path / "none", reads=(tmp_path / "none",))


def test_the_pdf_libraries_work_inside(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.add_blank_page()
        document.save(path)
    with Sandbox(1, readable=HERE) as sandbox:
        assert sandbox.call_now(deeds.count_pages, path, reads=(path,)) == 2
        assert "pypdfium2" in sandbox.call_now(deeds.modules)


async def test_many_calls_share_few_children() -> None:
    async with Sandbox(2, preload=(), readable=HERE) as sandbox:
        answers = await asyncio.gather(*(sandbox.call(deeds.echo, number) for number in range(50)))
        assert answers == list(range(50))
        assert 1 <= len(sandbox.children) <= 2


async def test_one_hung_call_does_not_stop_the_others() -> None:
    async with Sandbox(2, preload=(), readable=HERE) as sandbox:
        hung = asyncio.create_task(sandbox.call(deeds.hang))
        answers = await asyncio.gather(*(sandbox.call(deeds.echo, number) for number in range(20)))
        assert answers == list(range(20))
        assert not hung.done()
        hung.cancel()


def test_a_child_is_replaced_after_its_share_of_calls() -> None:
    with Sandbox(1, calls_per_child=3, preload=(), readable=HERE) as sandbox:
        workers = [sandbox.call_now(deeds.process_number) for _ in range(7)]
        assert [workers.count(number) for number in dict.fromkeys(workers)] == [3, 3, 1]
        assert not lives(workers[0])


def test_children_are_started_when_they_are_needed_or_warmed() -> None:
    with Sandbox(2, preload=(), readable=HERE) as sandbox:
        assert sandbox.children == ()
        sandbox.warm()
        wait_until(lambda: len(sandbox.children) == 2)
        numbers = sandbox.children
        assert sandbox.call_now(deeds.process_number) in numbers
    assert not any(map(lives, numbers))


def test_an_idle_child_that_died_is_not_asked(sandbox: Sandbox) -> None:
    number = sandbox.call_now(deeds.process_number)
    os.kill(number, 9)
    wait_until(lambda: not lives(number))
    assert sandbox.call_now(deeds.process_number) != number


def test_an_idle_child_sleeps(sandbox: Sandbox) -> None:
    number = sandbox.call_now(deeds.process_number)
    stat = Path(f"/proc/{number}/stat")
    wait_until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "S")
    before = stat.read_text().split()[13:15]
    time.sleep(0.5)
    assert stat.read_text().split()[13:15] == before


def test_a_child_that_cannot_start_is_told() -> None:
    with Sandbox(1, preload=("no_such_module",)) as sandbox:
        for _ in range(2):
            with pytest.raises(Trouble, match="no_such_module") as caught:
                sandbox.call_now(deeds.values)
            assert caught.value.code == "VT-5006"


async def test_cancelling_a_call_kills_its_child_and_what_it_started(folder: tuple[Sandbox, Path]) -> None:
    sandbox, path = folder
    call = asyncio.create_task(sandbox.call(deeds.start_and_hang, str(path / "started")))
    await asyncio.to_thread(wait_until, written(path / "started"))
    started = int((path / "started").read_text())
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await asyncio.to_thread(wait_until, lambda: not lives(started))
    assert await sandbox.call(deeds.echo, 1) == 1


async def test_cancelling_a_call_that_waits_disturbs_nobody() -> None:
    async with Sandbox(1, preload=(), readable=HERE) as sandbox:
        number = await sandbox.call(deeds.process_number)
        first = asyncio.create_task(sandbox.call(deeds.hang, limits=SHORT))
        second = asyncio.create_task(sandbox.call(deeds.echo, 2))
        third = asyncio.create_task(sandbox.call(deeds.echo, 3))
        await asyncio.sleep(0.1)
        second.cancel()
        assert lives(number)
        with pytest.raises(Trouble, match="VT-5001"):
            await first
        assert await third == 3


async def test_closing_ends_the_calls_under_way(tmp_path: Path) -> None:
    sandbox = Sandbox(1, preload=(), readable=HERE, writable=(tmp_path,))
    async with sandbox:
        call = asyncio.create_task(sandbox.call(deeds.hang, str(tmp_path / "started")))
        await asyncio.to_thread(wait_until, written(tmp_path / "started"))
    with pytest.raises(Trouble, match="VT-5002"):
        await call
    assert not lives(int((tmp_path / "started").read_text()))
