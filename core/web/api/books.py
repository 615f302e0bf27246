"""The registers as programs read them and write in them: books, lines, entries, corrections."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import asdict

from core.documents import booklines, particulars, registers
from core.documents.particulars import LENGTHS, Particulars
from core.errors import Missing, Refused, WrongState
from core.language import mark
from core.values import Actor, Moment, Role
from core.web.api.calls import Call
from core.web.api.operations import asks
from core.web.api.shapes import Sent, Told, Words

READERS = frozenset((Role.CLERK, Role.LEADER))
MOST = 5_000
"""Lines one call answers with; a wider range is asked for in parts."""

Sheets = Annotated[int, Meta(ge=1, le=9_999)]


class Entry(Sent, frozen=True, kw_only=True):
    """What is written in the register (Decree 30/2020, Annex VI, part II.II)."""

    organ_name: Annotated[str, Meta(min_length=1, max_length=LENGTHS["organ_name"])]
    subject: Annotated[str, Meta(min_length=1, max_length=LENGTHS["subject"])]
    type_name: Annotated[str, Meta(min_length=1, max_length=LENGTHS["type_name"])] = "Công văn"
    code_number: Annotated[str, Meta(max_length=LENGTHS["code_number"])] = ""
    code_notation: Annotated[str, Meta(max_length=LENGTHS["code_notation"])] = ""
    issued_date: date | None = None
    organ_id: Annotated[str, Meta(max_length=LENGTHS["organ_id"])] = ""
    language: Annotated[str, Meta(max_length=LENGTHS["language"])] = "Tiếng Việt"
    page_amount: Sheets | None = None
    description: Annotated[str, Meta(max_length=LENGTHS["description"])] = ""
    signer_position: Annotated[str, Meta(max_length=LENGTHS["signer_position"])] = ""
    signer_name: Annotated[str, Meta(max_length=LENGTHS["signer_name"])] = ""
    priority: Annotated[int, Meta(ge=0, le=len(particulars.URGENCIES) - 1)] = 0
    to_places: Annotated[str, Meta(max_length=LENGTHS["to_places"])] = ""
    due_date: date | None = None
    paper: bool = False
    sheets: Sheets | None = None
    secrecy: Annotated[
        int, Meta(ge=0, le=len(particulars.SECRECIES) - 1, description="Anything but 0 is refused.")
    ] = 0
    register: Annotated[str, Meta(max_length=20, description="Code; empty for the default book.")] = ""

    def particulars(self) -> Particulars:
        """Return what the office's own register takes."""
        return Particulars(**{name: getattr(self, name) for name in Entry.__struct_fields__})


class LateLine(Sent, frozen=True, kw_only=True):
    """The line of the paper book that is added afterwards, with its own number."""

    number: Annotated[int, Meta(ge=1, le=999_999)]
    arrival_date: date
    suffix: Annotated[str, Meta(max_length=3)] = ""


class Registration(Entry, frozen=True, kw_only=True):
    """An entry, and how it is made."""

    late: LateLine | None = None
    anyway: Annotated[
        bool, Meta(description="Register it although its number, symbol and agency are in the book already.")
    ] = False


class Correction(Entry, frozen=True, kw_only=True):
    """The entry as it should stand, and why it was wrong."""

    reason: Words


class Book(Told, frozen=True, kw_only=True):
    """One yearly book."""

    id: int
    code: str
    name: str
    year: int
    first: int
    """The last number of the paper book it continues."""
    last: int
    default: bool


class Books(Told, frozen=True, kw_only=True):
    """The books, newest first."""

    items: tuple[Book, ...]


class Days(Sent, frozen=True, kw_only=True):
    """A range of arrival dates, both ends included."""

    first_day: date
    last_day: date


class TenColumns(Told, frozen=True, kw_only=True):
    """The columns of Decree 30/2020, Annex IV, that a machine can fill in."""

    arrival_date: date
    number: str
    author: str
    code: str
    issued_date: date | None
    type_and_subject: str
    to_places: str
    handed_on: date | None
    note: str


class BookLine(Told, frozen=True, kw_only=True):
    """One line of a book; a cancelled one stays."""

    document: int
    line: TenColumns
    cancelled: bool
    late: bool


class BookLines(Told, frozen=True, kw_only=True):
    """The lines of a range in the order of their numbers; equal answers have equal digests."""

    register: int
    digest: str
    items: tuple[BookLine, ...]


@asks("GET", "/registers", mark("Các sổ đăng ký"), roles=READERS)
async def list_registers(call: Call) -> Books:
    """List the books of all years."""
    return msgspec.convert({"items": await call.read(registers.books)}, Books, from_attributes=True)


@asks("GET", "/registers/{id}/lines", mark("Các dòng của một sổ"), roles=READERS)
async def list_lines(call: Call, id: int, query: Days) -> BookLines:
    """Tell what stands in a book for a range of days."""
    span = await call.read(booklines.span, id, query.first_day, query.last_day, limit=MOST + 1)
    if span.life != registers.INCOMING:
        raise Missing("VT-2413", "Không có sổ đăng ký này.", hint="Chọn lại sổ trong danh sách.")
    if len(span.lines) > MOST:
        raise Refused(
            "VT-1760",
            "Khoảng ngày này có hơn {most} dòng.",
            hint="Chọn khoảng ngày ngắn hơn.",
            most=MOST,
        )
    told = {"register": span.register, "digest": span.digest, "items": span.lines}
    return msgspec.convert(told, BookLines, from_attributes=True)


def register(document: int, body: Registration, by: Actor, at: Moment) -> object:
    """Give a cleared document its number and its line in the book."""
    given = body.particulars()
    alike = [] if body.anyway or given.secrecy else particulars.similar(given, document)
    if alike:
        raise WrongState(
            "VT-1761",
            "Sổ đã có văn bản cùng số, ký hiệu và cơ quan ban hành: số đến {numbers}.",
            hint="Nếu vẫn là văn bản khác, gửi lại với anyway = true.",
            numbers=", ".join(f"{row.arrival_number:02d}{row.arrival_suffix}" for row in alike),
        )
    late = registers.Late(**asdict(body.late)) if body.late else None
    return registers.register(document, given, by, at, late=late)


def correct(document: int, body: Correction, by: Actor, at: Moment) -> object:
    """Put an entry right; the old values stay readable beside the new ones."""
    return registers.correct(document, body.particulars(), body.reason, by, at)


operations = (list_registers, list_lines)
