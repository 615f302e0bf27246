"""Takes files in at the console as at any other door: bytes first, then the row, each file for itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from appliance.cli import exits
from appliance.cli.answers import Told
from appliance.cli.console import Console, at_console
from appliance.cli.refusals import NoRoom
from appliance.cli.status import source_of
from appliance.cli.verdicts import of_error
from core.documents import incoming
from core.errors import OfficeError, Refused
from core.office import Home
from core.store.papers import Document
from core.text import clean_line
from core.values import Arrival

COPIES = 4
"""How many times its own size a file may take until it is registered."""
SHARE_OF_DISK = 20
"""The reserve is never more than this part of the disk: a small one must stay usable."""


@dataclass(frozen=True, slots=True)
class Door:
    """By which door files come, and what was said of them; what was not said is the source's."""

    source: str
    identity: str | None = None
    """At the sender; by default the hash and the name."""
    unit: str = ""
    register: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it."""

    items: list[dict[str, Any]]
    problems: tuple[Told, ...]
    code: int


def take_all(home: Home, files: Sequence[Path], door: Door) -> Taken:
    """Take in every file that can be taken; exit code 3 when that is not all of them."""
    items: list[dict[str, Any]] = []
    problems: list[Told] = []
    codes: list[int] = []
    with ExitStack() as opened:
        # Opened by whoever typed the command: the office's own account may not be allowed to read them.
        ready = [(file, _open(file, opened)) for file in files]
        with at_console(home) as console:
            for file, content in ready:
                try:
                    items.append(_take(console, door, file, content))
                except (OfficeError, OSError) as error:
                    code, told = of_error(error)
                    codes.append(code)
                    problems += [Told(one.code, f"{file}: {one.message}", one.hint) for one in told]
    code = exits.OK if not codes else exits.PARTLY_DONE if items else codes[0]
    return Taken(items, tuple(problems), code)


def _open(file: Path, opened: ExitStack) -> BinaryIO | OSError:
    try:
        return opened.enter_context(file.open("rb"))
    except OSError as error:
        return error


def _take(console: Console, door: Door, file: Path, content: BinaryIO | OSError) -> dict[str, Any]:
    if isinstance(content, OSError):
        raise content
    name, known = clean_line(file.name)[:300], source_of(console.home, door.source)
    _demand_fit(console, name, content)
    blob = console.blobs.keep(content, name)
    arrival = Arrival(
        door.source,
        door.identity or f"{blob.sha256}:{name}"[:200],
        name,
        unit=door.unit or (known.unit if known else ""),
        register=door.register or (known.register if known else ""),
        owner=(known.owner if known else "") or console.actor.login,
    )
    number = console.do(incoming.receive, arrival, blob, console.at, console.actor)
    state = console.see(lambda: str(Document.get_by_id(number).state))
    return {"id": number, "file": str(file), "sha256": blob.sha256, "size": blob.size, "state": state}


def _demand_fit(console: Console, name: str, content: BinaryIO) -> None:
    """Raise Refused for an empty or too large file, NoRoom when the disk must not be filled further."""
    length, most = content.seek(0, os.SEEK_END), console.site.intake.max_bytes
    content.seek(0)
    if not length:
        raise Refused("VT-2310", "Tệp rỗng, không có nội dung.", hint="Quét lại văn bản.")
    if length > most:
        raise Refused(
            "VT-1083",
            "Tệp “{name}” lớn hơn mức nhận {most} byte.",
            hint="Quét ở độ phân giải thấp hơn hoặc chia nhỏ tệp.",
            name=name,
            most=most,
        )
    disk = os.statvfs(console.home.data)
    reserve = min(console.site.intake.reserve_bytes, disk.f_blocks * disk.f_frsize // SHARE_OF_DISK)
    if disk.f_bavail * disk.f_frsize < length * COPIES + reserve:
        raise NoRoom(
            "VT-1084",
            "Ổ đĩa của hệ thống sắp đầy; chưa nhận “{name}”.",
            hint="Giải phóng dung lượng ổ đĩa rồi tiếp nhận lại.",
            name=name,
        )
