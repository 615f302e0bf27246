"""A real intake on a folder of its own, files of every kind, and writers that behave like scanners."""

from __future__ import annotations

import io
import os
import random
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.bell import Bell
from core.blobs import Blobs, digest_of
from core.clock import Clock
from core.store.database import Store
from core.store.papers import Document
from core.store.schema import migrate
from plugins.scanner import claims
from plugins.scanner.claims import Claim, ClaimRow, GroundRow
from plugins.scanner.desk import Desk
from plugins.scanner.intake import Found, Intake
from plugins.scanner.patience import Patience
from plugins.scanner.rooms import Rooms
from plugins.scanner.rounds import Rounds
from plugins.scanner.settle import Signature
from plugins.scanner.sources import Source
from plugins.scanner.standing import SourceState, source_states

NAME = "may-quet-1"
SETTLE = 0.3


@dataclass
class Entrance:
    """One source of an office that consists of nothing but intake."""

    root: Path
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.root.mkdir(parents=True, exist_ok=True)
        address = str(self.root / "office.db")
        migrate(address, (ClaimRow, GroundRow))
        self.store = Store(address)
        self.store.open()
        self.blobs = Blobs(self.root / "blobs", self.root / "scratch")
        self.blobs.open()
        self.desk = Desk(Clock(), self.store, self.blobs, Bell(), self.root / "run")

    @property
    def source(self) -> Source:
        """The source's profile."""
        return Source(self.folder, **{"settle": SETTLE, "poll": 0.5, **self.settings})

    @property
    def rooms(self) -> Rooms:
        """The rooms in the source's folder."""
        return Rooms(self.folder)

    @property
    def state(self) -> SourceState:
        """How the source stands."""
        (state,) = source_states({NAME: self.source}, self.desk.run, self.desk.clock.utc())
        return state

    @contextmanager
    def open(self) -> Iterator[Rounds]:
        """Make the rounds within the block."""
        rounds = Rounds(self.desk, NAME, self.source, Patience(0.2, 2.0))
        rounds.start()
        try:
            yield rounds
        finally:
            rounds.stop()
            assert rounds.join(), "the rounds do not end"

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        """Give the intake alone, without rounds."""
        self.rooms.furnish()
        intake = Intake(self.desk, NAME, self.source, share=False)
        try:
            yield intake
        finally:
            intake.close()

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def documents(self) -> list[Document]:
        """Return every document that came in."""
        return self.store.read_now(lambda: list(Document.select().order_by(Document.id)))

    def hashes(self) -> list[str]:
        """Return the hashes of what came in, sorted; equal bytes twice are there twice."""
        return sorted(document.sha256 or "" for document in self.documents())

    def claims(self) -> list[Claim]:
        """Return the journal."""
        ulids = self.store.read_now(lambda: [row.ulid for row in ClaimRow.select().order_by(ClaimRow.ulid)])
        return list(self.store.read_now(claims.find, ulids).values())

    def scan(self, name: str = "scan.pdf", content: bytes | None = None) -> Found:
        """Put a file into the folder, and return it as a look finds it."""
        place = self.folder / name
        place.write_bytes(pdf() if content is None else content)
        return Found(name, Signature.of(place.lstat(), share=False))

    def planned(self, found: Found, **more: Any) -> Claim:
        """Write the journal line of a claim, and nothing else: the power may go at any step."""
        at, signature = self.desk.clock.utc(), found.signature
        claim = Claim(claims.ulid(at), NAME, found.path, signature.size, signature.modified, at, **more)
        self.store.write_now(claims.begin, [claim])
        return claim

    def sound(self) -> bool:
        """Tell whether the bytes of every document are in the store of blobs, unharmed."""
        return all(self.blobs.intact(digest) for digest in self.hashes() if digest)

    def left(self) -> list[str]:
        """Return the files that still lie in the folder or are claimed."""
        rooms = self.rooms
        outside = [
            path.name
            for path in self.folder.rglob("*")
            if path.is_file() and not rooms.is_own(str(path)) and not path.name.startswith(".")
        ]
        claimed = [path.name for path in rooms.claimed.iterdir() if not path.name.startswith(".")]
        return outside + claimed


@contextmanager
def entrance(root: Path, folder: Path | None = None, **settings: Any) -> Iterator[Entrance]:
    """Build an entrance within the block; keywords belong to the source's profile."""
    built = Entrance(root, folder or root / "quet", dict(settings))
    try:
        yield built
    finally:
        built.close()


def until(true: Callable[[], object], seconds: float = 30.0) -> bool:
    """Wait until something is true; False when it has not become so in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def pdf(size: int = 4000, seed: int | None = None) -> bytes:
    """Return a PDF of about `size` bytes that no other has."""
    noise = random.Random(seed).randbytes(size) if seed is not None else os.urandom(size)
    body = (
        b"1 0 obj\n<</Length %d>>stream\n" % len(noise)
        + noise.replace(b"%%EOF", b"-----")
        + b"\nendstream\nendobj\n"
    )
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def jpeg(size: int = 4000) -> bytes:
    """Return a JPEG as far as its first and last bytes go; its body holds no marker."""
    return b"\xff\xd8\xff\xe0" + os.urandom(size).replace(b"\xff", b"\0") + b"\xff\xd9"


def tiff(pages: int = 1, order: str = "<", big: bool = False) -> bytes:
    """Return a TIFF whose directories stand after their strips, as libtiff writes it."""
    out = io.BytesIO()
    mark = b"II" if order == "<" else b"MM"
    word, count = ("Q", "Q") if big else ("I", "H")
    out.write(mark + (struct.pack(order + "HHHQ", 43, 8, 0, 0) if big else struct.pack(order + "HI", 42, 0)))
    link = 8 if big else 4
    for _ in range(pages):
        strip = out.tell()
        out.write(os.urandom(900))
        place = out.tell()
        entries = [(256, 4, 1, 100), (257, 4, 1, 72), (273, 4, 1, strip), (279, 4, 1, 900)]
        out.write(struct.pack(order + count, len(entries)))
        for tag, kind, number, value in entries:
            out.write(struct.pack(order + "HH" + word, tag, kind, number))
            out.write(struct.pack(order + "I", value) + (bytes(4) if big else b""))
        following = out.tell()
        out.write(struct.pack(order + word, 0))
        out.seek(link)
        out.write(struct.pack(order + word, place))
        out.seek(0, io.SEEK_END)
        link = following
    return out.getvalue()


def kept_bytes(rooms: Rooms) -> list[str]:
    """Return the hashes of the originals in `da-nhan/`, sorted."""
    return sorted(digest_of(path) for path in rooms.kept.rglob("*") if path.is_file())
