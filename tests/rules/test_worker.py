"""A worker keeps a session with a token, never its PIN, and may die without taking the office with it."""

from __future__ import annotations

import asyncio
import pickle
import time
import traceback
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from core.errors import OfficeError, Refused, Trouble
from core.sandbox.limits import Limits
from core.sandbox.pool import Sandbox
from core.sandbox.worker import Worker
from tests.parts import deeds

PIN = "135792"
SHORT = Limits(seconds=1)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox(1, preload=(), readable=(deeds.HERE,), writable=(tmp_path,)) as opened:
        yield opened


@pytest.fixture
async def worker(sandbox: Sandbox) -> AsyncIterator[Worker]:
    async with sandbox.keep(deeds.open_session, PIN) as kept:
        yield kept


async def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        await asyncio.sleep(0.02)


def told(wrong: BaseException) -> str:
    """Return all that a log could say of an exception."""
    said = "".join(traceback.format_exception(wrong)) + repr(wrong)
    if isinstance(wrong, OfficeError):
        said += f"{wrong} {wrong.hint} {wrong.facts!r} {pickle.dumps(wrong)!r}"
    return said


async def test_a_worker_keeps_what_was_opened(worker: Worker) -> None:
    assert [await worker.call("use") for _ in range(3)] == [1, 2, 3]


async def test_questions_asked_at_once_are_answered_in_turn(worker: Worker) -> None:
    assert await asyncio.gather(*(worker.call("use") for _ in range(20))) == list(range(1, 21))


async def test_a_worker_takes_files_like_any_child(worker: Worker, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"abc")
    assert await worker.call("copy_upper", source, target, reads=(source,), writes=(target,)) == 3
    assert target.read_bytes() == b"ABC"


async def test_what_is_private_is_not_asked(worker: Worker) -> None:
    with pytest.raises(ValueError, match="private"):
        await worker.call("__class__")


async def test_the_offices_errors_come_back_whole(worker: Worker) -> None:
    with pytest.raises(Refused, match="Trang 3 bị mờ"):
        await worker.call("refuse")
    assert worker.alive


async def test_a_pin_is_in_no_exception(sandbox: Sandbox, worker: Worker) -> None:
    wrong_pin = "864208"
    with pytest.raises(Trouble, match="•••") as caught:
        await worker.call("fail", wrong_pin)
    assert wrong_pin not in told(caught.value)
    with pytest.raises(Trouble, match="cannot log in with •••") as caught:
        async with sandbox.keep(deeds.open_session, wrong_pin):
            pass
    assert wrong_pin not in told(caught.value)


async def test_a_pin_is_in_no_representation_and_not_kept(sandbox: Sandbox, worker: Worker) -> None:
    unopened = sandbox.keep(deeds.open_session, PIN)
    assert PIN not in f"{unopened!r} {vars(unopened)!r} {worker!r} {vars(worker)!r}"
    assert "open_session" in repr(worker) and "alive" in repr(worker)
    command = Path(f"/proc/{worker.pid}/cmdline").read_bytes()
    assert PIN.encode() not in command


@pytest.mark.parametrize(("method", "code"), [("hang", "VT-5001"), ("crash", "VT-5002")])
async def test_a_dead_worker_is_told_and_can_be_restarted(worker: Worker, method: str, code: str) -> None:
    with pytest.raises(Trouble) as caught:
        await worker.call(method, limits=SHORT)
    assert caught.value.code == code
    assert not worker.alive and "dead" in repr(worker)
    with pytest.raises(Trouble) as caught:
        await worker.call("use")
    assert caught.value.code == "VT-5007" and "PIN" in caught.value.hint
    await worker.restart(PIN)
    assert worker.alive
    assert await worker.call("use") == 1


async def test_a_worker_can_be_killed(worker: Worker) -> None:
    worker.kill()
    assert not worker.alive
    with pytest.raises(Trouble, match="VT-5007"):
        await worker.call("use")


async def test_cancelling_a_question_under_way_kills_the_worker(worker: Worker, tmp_path: Path) -> None:
    question = asyncio.create_task(worker.call("hang", str(tmp_path / "started")))
    await wait_until((tmp_path / "started").exists)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    assert not worker.alive


async def test_cancelling_a_question_that_waits_leaves_the_worker_alone(
    worker: Worker, tmp_path: Path
) -> None:
    under_way = asyncio.create_task(worker.call("hang", str(tmp_path / "started"), limits=Limits(seconds=5)))
    await wait_until((tmp_path / "started").exists)
    waiting = asyncio.create_task(worker.call("use"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert worker.alive
    under_way.cancel()


async def test_what_is_kept_is_closed_at_the_end(sandbox: Sandbox, tmp_path: Path) -> None:
    async with sandbox.keep(deeds.open_and_close, str(tmp_path / "note")) as worker:
        assert await worker.call("use") == 1
        assert not (tmp_path / "note").exists()
    assert (tmp_path / "note").read_text() == "closed"
    with pytest.raises(RuntimeError, match="not open"):
        await worker.call("use")


async def test_an_opening_that_hangs_is_ended(sandbox: Sandbox, tmp_path: Path) -> None:
    unopened = sandbox.keep(deeds.open_slowly, str(tmp_path / "started"), limits=SHORT)
    with pytest.raises(Trouble, match="VT-5001"):
        async with unopened:
            pass
    assert not unopened.alive
