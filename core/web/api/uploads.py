"""Files that programs send: streamed to the disk, never held in memory, refused when too large."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from core.documents.examine import ACCEPTED
from core.errors import Refused, Trouble
from core.office import Office
from core.text import clean_line
from core.values import Blob
from core.web.api.errors import Misshapen, Unsupported
from core.web.api.reading import malformed, too_large

MULTIPART = "multipart/form-data"
PLAIN = "application/octet-stream"
RAW = (PLAIN, *ACCEPTED)
"""Kinds of content that are the file itself."""
FIELD = "file"
"""Name of the one part of a form."""
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a program sent, its bytes already kept."""

    blob: Blob


async def taken(request: web.Request, office: Office) -> Upload:
    """Keep the file of a request and return it.

    It is the body itself, its name in the query, or the part FIELD of a form. Raises Unsupported, TooLarge,
    Malformed, Misshapen, Refused for an empty file, and Trouble when the disk has no room.
    """
    most = office.site.intake.max_bytes
    if (request.content_length or 0) > most + PIECE:
        raise too_large(most)
    _demand_room(office, request.content_length or 0)
    with tempfile.TemporaryFile(dir=office.home.scratch) as file:
        try:
            name = await _receive(request, file, most)
        except (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError) as error:
            raise malformed(error) from error
        if not file.tell():
            raise Refused("VT-2310", "Tệp rỗng, không có nội dung.", hint="Quét lại văn bản.")
        file.seek(0)
        return Upload(await asyncio.to_thread(office.blobs.keep, file, name))


def bare(name: str) -> str:
    """Return a file's name as it is kept: NFC, without folders or control characters."""
    return clean_line(name.replace("\\", "/").rpartition("/")[2])[:300]


async def _receive(request: web.Request, file: BinaryIO, most: int) -> str:
    """Write the bytes of the one file of a request and return its name."""
    if request.content_type in RAW:
        await _write(request.content.iter_chunked(PIECE), file, most)
        return bare(request.query.get("name", ""))
    if request.content_type != MULTIPART:
        raise Unsupported(
            "VT-1757",
            "Chỉ nhận dữ liệu {kind}.",
            hint="Sửa tiêu đề Content-Type rồi gửi lại.",
            kind=", ".join((MULTIPART, *RAW)),
        )
    name: str | None = None
    form = await request.multipart()
    while (part := await form.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name != FIELD or name is not None:
            raise Misshapen({str(getattr(part, "name", "") or "$"): f"only one part, called {FIELD}"})
        name = bare(request.query.get("name") or part.filename or "")
        await _write(_pieces(part), file, most)
    if name is None:
        raise Misshapen({FIELD: "missing"})
    return name


async def _write(pieces: AsyncIterator[bytes], file: BinaryIO, most: int) -> None:
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > most:
            raise too_large(most)
        await asyncio.to_thread(file.write, piece)


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(PIECE):
        yield piece


def _demand_room(office: Office, size: int) -> None:
    free = shutil.disk_usage(office.home.data).free
    if free < office.site.intake.reserve_bytes + 2 * size:
        raise Trouble(
            "VT-1759",
            "Ổ đĩa của hệ thống sắp đầy nên tạm dừng tiếp nhận.",
            hint="Giải phóng dung lượng ổ đĩa rồi gửi lại.",
        )
