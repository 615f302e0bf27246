"""The kernel tells whether somebody still has a file open for writing, in this process or another."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from plugins.scanner.lease import Writer, writer_of
from plugins.scanner.readiness import Readiness, examine, open_safely
from plugins.scanner.settle import Signature
from tests.parts.scans import pdf

HOLDS = """
import sys
with open(sys.argv[1], "ab") as file:
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    place = tmp_path / "scan.pdf"
    place.write_bytes(pdf())
    return place


def asked(place: Path) -> Writer:
    descriptor = open_safely(place)
    try:
        return writer_of(descriptor)
    finally:
        os.close(descriptor)


def readiness(place: Path) -> Readiness:
    signature = Signature.of(place.lstat(), share=False)
    return examine(place.parent.resolve(), place.name, signature, share=False)


def test_nobody_writes(scan: Path) -> None:
    assert asked(scan) is Writer.NONE
    assert readiness(scan) is Readiness.READY


def test_somebody_in_this_process_writes(scan: Path) -> None:
    with scan.open("ab"):
        assert asked(scan) is Writer.SOMEBODY
        assert readiness(scan) is Readiness.WRITING
    assert asked(scan) is Writer.NONE


def test_somebody_in_another_process_writes(scan: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(scan)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None and writer.stdin is not None
        writer.stdout.readline()
        assert readiness(scan) is Readiness.WRITING
        writer.stdin.close()
        writer.wait()
    assert readiness(scan) is Readiness.READY


def test_a_reader_does_not_stand_in_the_way(scan: Path) -> None:
    with scan.open("rb"):
        assert readiness(scan) is Readiness.READY


def test_a_writer_that_comes_while_we_ask_does_not_end_the_office(scan: Path) -> None:
    """The kernel would send SIGIO, whose default is to end the process."""
    program = f"""
import os, sys, threading
sys.path[:0] = {sys.path!r}
from plugins.scanner.lease import writer_of
from plugins.scanner.readiness import open_safely
from pathlib import Path
stop = threading.Event()
def write():
    while not stop.is_set():
        with open(sys.argv[1], "ab"): pass
threads = [threading.Thread(target=write) for _ in range(3)]
for thread in threads: thread.start()
said = set()
for _ in range(4000):
    descriptor = open_safely(Path(sys.argv[1]))
    said.add(writer_of(descriptor).value)
    os.close(descriptor)
stop.set()
for thread in threads: thread.join()
print("alive", sorted(said))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(scan)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("alive")


def test_a_link_a_pipe_and_a_folder_are_never_taken(tmp_path: Path, scan: Path) -> None:
    signature = Signature.of(scan.lstat(), share=False)
    (tmp_path / "link.pdf").symlink_to(scan)
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    for name in ("link.pdf", "pipe.pdf", "folder.pdf", "gone.pdf"):
        assert examine(tmp_path.resolve(), name, signature, share=False) is Readiness.CHANGED


def test_a_folder_swapped_for_a_link_leads_nowhere(tmp_path: Path) -> None:
    outside, inbox = tmp_path / "outside", tmp_path / "inbox"
    outside.mkdir()
    inbox.mkdir()
    (outside / "key.pdf").write_bytes(pdf())
    (inbox / "sub").symlink_to(outside)
    signature = Signature.of((outside / "key.pdf").lstat(), share=False)
    assert examine(inbox.resolve(), "sub/key.pdf", signature, share=False) is Readiness.CHANGED


def test_a_file_that_grew_since_it_was_seen_has_changed(scan: Path) -> None:
    signature = Signature.of(scan.lstat(), share=False)
    with scan.open("ab") as file:
        file.write(b"more")
    assert examine(scan.parent.resolve(), scan.name, signature, share=False) is Readiness.CHANGED


def test_asking_keeps_nobody_from_writing(scan: Path) -> None:
    """The lease is given back at once: a writer that comes afterwards does not wait for us."""
    descriptor = open_safely(scan)
    try:
        assert writer_of(descriptor) is Writer.NONE
        written = threading.Event()

        def write() -> None:
            with scan.open("ab") as file:
                file.write(b"x")
            written.set()

        threading.Thread(target=write, daemon=True).start()
        assert written.wait(5.0)
    finally:
        os.close(descriptor)
