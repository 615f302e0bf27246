"""A child reaches its own files and nobody else; what the kernel cannot promise, the fence does not claim."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.sandbox import fence, kernel
from core.sandbox.fence import Fence, Network
from core.sandbox.pool import Sandbox
from tests.parts import deeds

HERE = (deeds.HERE,)
STRENGTH = fence.strength()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A folder to read, a folder to write, and one outside the fence."""
    readable, writable, outside = (tmp_path_factory.mktemp(name) for name in ("read", "write", "outside"))
    (readable / "letter").write_bytes(b"letter")
    (outside / "secret").write_bytes(b"secret")
    return readable, writable, outside


@pytest.fixture(scope="module")
def sandbox(places: tuple[Path, Path, Path]) -> Iterator[Sandbox]:
    readable, writable, _ = places
    with Sandbox(1, preload=(), readable=(readable, *HERE), writable=(writable,)) as opened:
        yield opened


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def refused(promised: bool, sandbox: Sandbox, deed: Callable[..., object], *arguments: object) -> bool:
    """Say whether `deed` was refused exactly when that was promised."""
    try:
        sandbox.call_now(deed, *arguments)
    except PermissionError:
        return promised
    return not promised


def test_this_kernel_is_known() -> None:
    """The strength told is the strength found by asking the kernel."""
    assert STRENGTH.files == (kernel.landlock_version() > 0)
    assert STRENGTH.sockets == (os.uname().machine in {"x86_64", "aarch64"})
    assert STRENGTH.files or not STRENGTH.signals


def test_a_child_reads_and_writes_where_it_may(sandbox: Sandbox, places: tuple[Path, Path, Path]) -> None:
    readable, writable, _ = places
    assert sandbox.call_now(deeds.read, str(readable / "letter")) == b"letter"
    assert sandbox.call_now(deeds.list_folder, str(readable)) == ["letter"]
    sandbox.call_now(deeds.write, str(writable / "new"), b"new")
    assert (writable / "new").read_bytes() == b"new"
    sandbox.call_now(deeds.remove, str(writable / "new"))
    assert not (writable / "new").exists()


def test_a_child_reads_nothing_else(sandbox: Sandbox, places: tuple[Path, Path, Path]) -> None:
    for path in ("/etc/shadow", "/etc/passwd", str(places[2] / "secret"), f"/proc/{os.getpid()}/environ"):
        assert refused(STRENGTH.files, sandbox, deeds.read, path), path
    assert refused(STRENGTH.files, sandbox, deeds.list_folder, "/etc")


def test_a_child_writes_nowhere_else(sandbox: Sandbox, places: tuple[Path, Path, Path]) -> None:
    readable, _, outside = places
    assert refused(STRENGTH.files, sandbox, deeds.write, str(readable / "letter"), b"letter")
    assert refused(STRENGTH.files, sandbox, deeds.write, str(readable / "new"), b"")
    assert refused(STRENGTH.files, sandbox, deeds.write, str(outside / "new"), b"")
    assert refused(STRENGTH.files, sandbox, deeds.write, str(Path(deeds.__file__).with_name("new")), b"")


def test_a_child_empties_no_file_by_its_name(sandbox: Sandbox, places: tuple[Path, Path, Path]) -> None:
    """Landlock before its third version lets that pass."""
    promised = STRENGTH.sockets or kernel.landlock_version() >= 3
    assert refused(promised, sandbox, deeds.truncate, str(places[2] / "secret"))


def test_a_bare_checkout_hides_what_is_not_the_program(sandbox: Sandbox) -> None:
    """The demonstration keeps an office's home in the checkout."""
    assert refused(STRENGTH.files, sandbox, deeds.read, str(Path(fence.__file__).parents[2] / "setup.cfg"))


def test_a_child_speaks_to_nobody(sandbox: Sandbox, port: int) -> None:
    assert refused(STRENGTH.sockets or kernel.landlock_version() >= 4, sandbox, deeds.connect, port)
    assert refused(STRENGTH.sockets, sandbox, deeds.send_datagram, port)
    assert refused(STRENGTH.sockets, sandbox, deeds.open_unix_socket)


def test_a_child_signals_nobody(sandbox: Sandbox) -> None:
    assert refused(STRENGTH.signals, sandbox, deeds.signal_process, os.getpid())


async def test_a_worker_may_be_given_unix_sockets_alone(port: int) -> None:
    with Sandbox(1, preload=(), readable=HERE) as sandbox:
        async with sandbox.keep(deeds.speaker, fence=Fence(HERE, network=Network.LOCAL)) as worker:
            await worker.call("open_unix_socket")
            if STRENGTH.sockets or kernel.landlock_version() >= 4:
                with pytest.raises(PermissionError):
                    await worker.call("connect", port)


async def test_a_worker_whose_work_is_the_network_reaches_it(port: int) -> None:
    with Sandbox(1, preload=(), readable=HERE) as sandbox:
        async with sandbox.keep(deeds.speaker, fence=Fence(HERE, network=Network.ALL)) as worker:
            await worker.call("connect", port)


def test_a_child_has_a_clean_environment(
    sandbox: Sandbox, places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANTHU_SECRET", "x")
    assert set(sandbox.call_now(deeds.environment)) <= {"PATH", "LANG", "LC_CTYPE", "TMPDIR"}
    with Sandbox(1, preload=(), readable=HERE) as another:
        assert set(another.call_now(deeds.environment)) <= {"PATH", "LANG", "LC_CTYPE"}


def test_a_child_holds_nothing_of_the_offices_open(places: tuple[Path, Path, Path]) -> None:
    with (places[2] / "secret").open("rb") as held:
        os.set_inheritable(held.fileno(), True)
        with Sandbox(1, preload=(), readable=HERE) as sandbox:
            opened = sandbox.call_now(deeds.descriptors)
    kinds = sorted(name.partition(":")[0] for name in opened if not name.startswith("/proc/"))
    assert kinds == ["/dev/null", "/dev/null", "/dev/null", "socket"]


def test_files_handed_over_are_closed_after_the_call(
    sandbox: Sandbox, places: tuple[Path, Path, Path]
) -> None:
    before = sandbox.call_now(deeds.descriptors)
    secret, target = places[2] / "secret", places[2] / "target"
    sandbox.call_now(deeds.copy_upper, secret, target, reads=(secret,), writes=(target,))
    assert sandbox.call_now(deeds.descriptors) == before


def test_a_child_is_of_a_session_of_its_own(sandbox: Sandbox) -> None:
    number = sandbox.call_now(deeds.process_number)
    assert sandbox.call_now(deeds.session) == number != os.getsid(0)


def test_a_child_can_gain_no_privilege_and_leaves_no_core(sandbox: Sandbox) -> None:
    number = sandbox.call_now(deeds.process_number)
    assert "NoNewPrivs:\t1\n" in Path(f"/proc/{number}/status").read_text()
    assert "Max core file size        0                    0 " in Path(f"/proc/{number}/limits").read_text()


def test_a_child_is_small() -> None:
    with Sandbox(1, readable=HERE) as sandbox:
        imported = set(sandbox.call_now(deeds.modules))
    assert {"pikepdf", "pypdfium2"} <= imported
    assert not imported & {"aiohttp", "asyncio", "peewee", "pluggy", "pytest"}
