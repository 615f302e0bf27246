"""A large attachment costs a packet disk, not memory, whether it is written or read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.tree import ROOT

LARGE = (200 if os.environ.get("VANTHU_NIGHTLY") else 60) << 20
"""Bytes of the attachment."""
ALLOWED = 64 << 20
"""Bytes of memory a packet may cost, whatever its size."""

WRITING = """
import sys
from pathlib import Path
from core.blobs import digest_of
from core.values import Blob
from plugins.axis.edxml import read, write
from plugins.axis.edxml.contents import of_blob
from plugins.axis.edxml.packet import Attachment
from tests.parts.packets import letter

def most():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM"))

scan, folder, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
packet = letter(Attachment(name, of_blob(Blob(digest_of(scan), scan.stat().st_size, scan))))
before = most()
write(packet, folder / "out.edxml")
after_writing = most()
back = read(folder / "out.edxml", scratch=folder)
assert back == packet
print(after_writing - before, most() - before)
"""


REFUSING = """
import sys, time
from pathlib import Path
from core.errors import Refused
from plugins.axis.edxml import read

def most():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM"))

before = most()
try:
    read(Path(sys.argv[1]), scratch=Path(sys.argv[2]))
except Refused as refused:
    print(refused.code, most() - before)
"""
START = b"<edXML><MessageHeader><From><OrganId>H99</OrganId></From>"


@pytest.mark.parametrize(
    ("begun", "repeated", "code"),
    [
        (START + b'<a b="', b"x", "VT-4704"),
        (START + b"<!--", b"x", "VT-4704"),
        (START + b"<?a ", b"x", "VT-4704"),
        (START + b"<", b"x", "VT-4704"),
        (START + b"<a>", b"x", "VT-4705"),
        (START, b"<a/>", "VT-4704"),
        (START, b"<a>", "VT-4704"),
        (START, b"<a>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</a>", "VT-4704"),
        (START + b"<Attachment><ContentTransferEncoded>", b"AA==", "VT-4706"),
        (START + b"<Attachment><ContentTransferEncoded>", b"QUJD<!-- -->\r\n", "VT-4701"),
        (START, b" ", "VT-4701"),
        (b"", b"x", "VT-4704"),
    ],
    ids=range(12),
)
def test_a_packet_without_end_costs_nothing(tmp_path: Path, begun: bytes, repeated: bytes, code: str) -> None:
    """However long it goes on in whatever way, it is refused in bounded memory, and nothing is left of it."""
    packet = tmp_path / "packet"
    with packet.open("wb") as file:
        file.write(begun)
        piece = repeated * ((1 << 20) // len(repeated))
        for _ in range(LARGE >> 20):
            file.write(piece)
    (tmp_path / "scratch").mkdir()
    said, most = child(REFUSING, packet, tmp_path / "scratch").split()
    assert said == code
    assert int(most) < ALLOWED
    assert not list((tmp_path / "scratch").iterdir())


def child(program: str, *arguments: Path | str) -> str:
    """Run a program of our own in a process of its own and return what it says."""
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("name", ["ban-quet.pdf", "so-lieu.csv"])
def test_a_packet_streams(tmp_path: Path, name: str) -> None:
    """Of a kind that is stored in the packet as it is, and of one that is packed."""
    scan = tmp_path / "scan"
    noise = random.Random(4711).randbytes(1 << 20)
    piece = noise if name.endswith("pdf") else noise.hex().encode()[: 1 << 20]
    with scan.open("wb") as file:
        for _ in range(LARGE >> 20):
            file.write(piece)
    writing, both = map(int, child(WRITING, scan, tmp_path, name).split())
    assert writing < ALLOWED
    assert both < ALLOWED
    assert not [left.name for left in tmp_path.iterdir() if left.name.startswith((".", "edxml-"))]
