"""A file that clamd did not examine to the end never passes, whatever happens to clamd."""

from __future__ import annotations

import io
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance import signatures
from appliance.signatures import EICAR, MARKER
from core.clock import wall
from core.errors import Trouble
from plugins.antivirus import clamd
from plugins.antivirus.clamd import Address, Clean, Found, Oversize, Verdict, ask
from plugins.antivirus.fitness import blindness, measure, newest, staleness, stated_date
from tests.parts.clamd import Clamd, false_clamd, running_clamd

DEATHS = 20
"""How often clamd dies by each signal, each time at another moment of a scan."""


def scan(address: Address, content: bytes) -> Verdict:
    return clamd.scan(address, io.BytesIO(content), len(content))


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as running:
        yield running


@pytest.fixture(scope="module")
def infected() -> bytes:
    """A large file whose threat stands at its very end."""
    return random.Random(153).randbytes(24_000_000) + MARKER


def test_names_what_it_finds_and_clears_the_rest(daemon: Clamd) -> None:
    assert scan(daemon.address, EICAR) == Found("Eicar-Test-Body.UNOFFICIAL")
    assert scan(daemon.address, b"%PDF-1.7 " + MARKER) == Found("Vanthu-Test-Marker.UNOFFICIAL")
    assert scan(daemon.address, b"UBND huyen Long Phu") == Clean()
    assert scan(daemon.address, b"") == Clean()


def test_speaks_over_tcp_too(tmp_path: Path, infected: bytes) -> None:
    with running_clamd(tmp_path, tcp=True) as daemon:
        assert daemon.address.socket is None
        assert scan(daemon.address, EICAR) == Found("Eicar-Test-Body.UNOFFICIAL")
        assert scan(daemon.address, infected) == Found("Vanthu-Test-Marker.UNOFFICIAL")
        assert scan(daemon.address, infected[: -len(MARKER)]) == Clean()


def test_a_threat_across_the_border_of_two_frames_is_found(daemon: Clamd) -> None:
    before = random.Random(1).randbytes(clamd.CHUNK - len(MARKER) // 2)
    assert scan(daemon.address, before + MARKER) == Found("Vanthu-Test-Marker.UNOFFICIAL")


def test_many_threads_never_get_each_others_answers(daemon: Clamd) -> None:
    contents = [random.Random(n).randbytes(5_000) + (MARKER if n % 2 else b"") for n in range(160)]
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda content: scan(daemon.address, content), contents))
    assert [isinstance(verdict, Found) for verdict in verdicts] == [bool(n % 2) for n in range(160)]


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_clamd_dying_in_mid_scan_never_clears_the_file(
    tmp_path: Path, infected: bytes, blow: signal.Signals
) -> None:
    moments = random.Random(int(blow))
    outcomes: list[str] = []

    with running_clamd(tmp_path) as daemon, ThreadPoolExecutor(1) as thread:
        for _ in range(DEATHS):
            verdict = thread.submit(scan, daemon.address, infected)
            time.sleep(moments.uniform(0.0, 0.12))
            daemon.signal(blow)
            try:
                outcomes.append(type(verdict.result()).__name__)
            except Trouble:
                outcomes.append("Trouble")
            daemon.restart()
        assert scan(daemon.address, infected) == Found("Vanthu-Test-Marker.UNOFFICIAL")

    assert set(outcomes) <= {"Trouble", "Found"}
    assert "Trouble" in outcomes


def test_a_dead_clamd_is_trouble_and_its_stale_socket_too(tmp_path: Path) -> None:
    with running_clamd(tmp_path) as daemon:
        daemon.kill()
        assert daemon.address.socket is not None and daemon.address.socket.exists()
        with pytest.raises(Trouble, match="VT-3301"):
            scan(daemon.address, b"x")
        daemon.start()
        assert scan(daemon.address, b"x") == Clean()
    with pytest.raises(Trouble, match="VT-3301"):
        scan(daemon.address, b"x")
    with pytest.raises(Trouble, match="VT-3301"):
        scan(Address(socket=None, host="khong-co.invalid", timeout=2), b"x")


def test_a_reload_in_mid_scan_leaves_the_verdict_whole(daemon: Clamd, infected: bytes) -> None:
    with ThreadPoolExecutor(2) as threads:
        verdicts = [threads.submit(scan, daemon.address, infected) for _ in range(6)]
        while not all(verdict.done() for verdict in verdicts):
            daemon.reload()
            time.sleep(0.02)
    assert [verdict.result() for verdict in verdicts] == [Found("Vanthu-Test-Marker.UNOFFICIAL")] * 6


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize("limit", ["StreamMaxLength", "MaxFileSize", "MaxScanSize"])
def test_a_file_above_any_limit_is_never_cleared(tmp_path: Path, limit: str, tcp: bool) -> None:
    configuration: dict[str, Any] = {limit: "1M"}
    with running_clamd(tmp_path, tcp=tcp, **configuration) as daemon:
        verdict = scan(daemon.address, random.Random(2).randbytes(8_000_000))
    assert isinstance(verdict, Oversize)
    assert limit in verdict.limit


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"stream: OK",
        b"stream: O",
        b"stream: OK\n\0",
        b" stream: OK\0",
        b"1: stream: OK\0",
        b"stream: OK\0stream: OK\0",
        b"stream: OK FOUND OK\0",
        b"stream: Can't allocate memory ERROR\0",
        b"COMMAND READ TIMED OUT\0",
        b"PONG\0",
        b"\0",
        b"x" * 5000,
    ],
)
def test_only_the_exact_words_clear_a_file(tmp_path: Path, words: bytes) -> None:
    def answer(visitor: socket.socket) -> None:
        read_stream(visitor)
        visitor.sendall(words)

    with false_clamd(tmp_path, answer) as address, pytest.raises(Trouble):
        scan(address, b"x" * 1000)


def test_the_exact_words_may_come_in_pieces(tmp_path: Path) -> None:
    def stammer(visitor: socket.socket) -> None:
        read_stream(visitor)
        for letter in b"stream: OK\0":
            visitor.sendall(bytes([letter]))

    with false_clamd(tmp_path, stammer) as address:
        assert scan(address, b"x" * 1000) == Clean()


def test_ok_said_before_the_file_was_read_clears_nothing(tmp_path: Path, infected: bytes) -> None:
    with (
        false_clamd(tmp_path, lambda visitor: visitor.sendall(b"stream: OK\0")) as address,
        pytest.raises(Trouble),
    ):
        scan(address, infected)


def test_a_hangup_without_a_word_is_trouble(tmp_path: Path, infected: bytes) -> None:
    with false_clamd(tmp_path, lambda visitor: None) as address:
        with pytest.raises(Trouble, match="VT-3302"):
            scan(address, infected)
        with pytest.raises(Trouble, match="VT-3302"):
            ask(address, "PING")


@pytest.mark.parametrize("size", [1_000, 24_000_000])
def test_a_clamd_that_says_nothing_is_trouble_in_time(tmp_path: Path, size: int) -> None:
    over = threading.Event()
    with false_clamd(tmp_path, lambda visitor: over.wait(30)) as address:
        with pytest.raises(Trouble, match="VT-3303"):
            scan(replace(address, timeout=0.3), bytes(size))
        over.set()


def test_a_file_shorter_than_its_row_says_is_trouble(daemon: Clamd) -> None:
    with pytest.raises(Trouble, match="VT-3305"):
        clamd.scan(daemon.address, io.BytesIO(b"short"), 6)
    with pytest.raises(Trouble, match="VT-3305"):
        clamd.scan(daemon.address, io.BytesIO(b"longer"), 5)


def read_stream(visitor: socket.socket) -> None:
    """Read one small INSTREAM to the empty frame that ends it."""
    heard = b""
    while not heard.endswith(b"\0\0\0\0"):
        heard += visitor.recv(65536)


# Whether clamd may be believed at all.


def test_a_clamd_that_hides_its_limits_is_found_out(tmp_path: Path) -> None:
    with running_clamd(tmp_path, AlertExceedsMax="no", MaxFileSize="1M") as daemon:
        unread = random.Random(3).randbytes(2_000_000) + MARKER
        assert scan(daemon.address, unread) == Clean(), "this is why such a clamd must not be believed"
        blind = blindness(measure(daemon.address, daemon.database))
    assert blind is not None and "AlertExceedsMax" in blind.hint


@pytest.mark.parametrize("recursion", ["1", "17", "100"])
def test_a_clamd_that_owns_up_is_believed(tmp_path: Path, recursion: str) -> None:
    with running_clamd(tmp_path, MaxRecursion=recursion) as daemon:
        assert blindness(measure(daemon.address, daemon.database)) is None


def test_old_signatures_are_noticed_and_fresh_ones_after_a_reload_too(tmp_path: Path) -> None:
    week, today = timedelta(days=7), wall()
    with running_clamd(tmp_path, built=today - timedelta(days=30)) as daemon:
        fitness = measure(daemon.address, daemon.database)
        stale = staleness(fitness, today, week)
        assert stale is not None and stale.facts == {"days": 30}
        assert staleness(fitness, today, timedelta(days=31)) is None

        signatures.write(daemon.database, today, version=2)
        daemon.reload()
        while "/2/" not in ask(daemon.address, "VERSION"):
            time.sleep(0.02)
        assert staleness(measure(daemon.address, daemon.database), today, week) is None


def test_a_broken_database_leaves_the_old_one_and_its_age_in_force(tmp_path: Path) -> None:
    with running_clamd(tmp_path) as daemon:
        (daemon.database / "daily.cud").write_bytes(b"ClamAV-VDB:broken")
        daemon.reload()
        assert scan(daemon.address, EICAR) == Found("Eicar-Test-Body.UNOFFICIAL")
        assert ask(daemon.address, "VERSION").split("/")[1:2] == ["1"]


def test_a_database_without_a_date_is_as_old_as_its_newest_file(tmp_path: Path) -> None:
    assert stated_date("ClamAV 1.4.6") is None
    assert newest(tmp_path / "missing") is None
    assert newest(tmp_path) is None
    for name, moment in (("a.ndb", 1_000_000), ("b.hdb", 2_000_000), ("c.txt", 3_000_000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (moment, moment))
    assert newest(tmp_path) == datetime.fromtimestamp(2_000_000, UTC)


def test_the_date_clamd_states_is_read_in_any_locale() -> None:
    stated = stated_date("ClamAV 1.4.6/27500/Mon Apr  8 09:00:00 2019")
    assert stated is not None and stated.astimezone().replace(tzinfo=None) == datetime(2019, 4, 8, 9)
    assert stated_date("ClamAV 1.4.6/27500/yesterday") is None
