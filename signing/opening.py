"""Opens a PDF that may be hostile, and says in a sentence why it cannot be read."""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, BinaryIO, Final

import pikepdf
from pyhanko.pdf_utils.generic import Reference, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from signing import reasons
from signing.values import Reason

# What the libraries say about each doubtful file is in its verdict; a log full of stack traces helps nobody.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_HEAD: Final = 1024
"""Where the header of a PDF must begin, as readers have always allowed."""
_LARGE: Final = 256 * 1024
"""Bytes of a picture of which only the digest is kept."""
_WHOLE: Final = 16 << 20
"""Bytes of a piece that is still read in one: no list of revocations is larger."""
_CHUNK: Final = 1 << 20
LIBRARY_ERRORS: Final = (
    PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    NotImplementedError, RecursionError, OverflowError, zlib.error,
)  # fmt: skip
"""What the parsers raise on a file that was made to hurt them."""


class Unreadable(Exception):
    """A file that cannot be read as a PDF; `repairable` when writing it anew would mend it."""

    def __init__(self, reason: Reason, repairable: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.repairable = repairable


class Abridged:
    """A file in which a piece too large for memory reads as its digest: pictures need only be told apart."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, or the digest of them where they are more than anybody parses."""
        if size <= _WHOLE:
            return self._source.read(size)
        digest = sha256()
        while size > 0 and (chunk := self._source.read(min(size, _CHUNK))):
            digest.update(chunk)
            size -= len(chunk)
        return digest.digest()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


class Reader(PdfFileReader):
    """A reader that does not keep the pictures of a scan in memory, only what tells them apart."""

    def __init__(self, source: BinaryIO, *, strict: bool) -> None:
        # the library reads byte by byte: a file that is small as a whole is read without a step in between
        super().__init__(source if length(source) <= _WHOLE else Abridged(source), strict=strict)
        # A reference to an object that no revision defines is legal; the library's comparison stumbles on it.
        history: Any = self.xrefs
        asked = history.get_introducing_revision

        def introduced(reference: Reference) -> int:
            try:
                return int(asked(reference))
            except KeyError:
                return 0

        history.get_introducing_revision = introduced

    def _read_object(self, *arguments: Any, **more: Any) -> Any:
        found = super()._read_object(*arguments, **more)
        if not isinstance(found, StreamObject) or part(found, "/Subtype") != "/Image":
            return found
        content = found.encoded_data
        if content is None or len(content) < _LARGE:
            return found
        slim = StreamObject(dict(found.items()), encoded_data=sha256(content).digest())
        slim.container_ref = found.container_ref
        return slim


def part(whole: Any, name: str, otherwise: Any = None) -> Any:
    """Return the entry `name` of a dictionary of a PDF, wherever it stands, or `otherwise`."""
    try:
        return whole[name]
    except KeyError:
        return otherwise


def length(source: BinaryIO) -> int:
    """Return the number of bytes of `source`."""
    return source.seek(0, os.SEEK_END)


@contextmanager
def mended(source: BinaryIO) -> Iterator[None]:
    """Turn what a parser raises within the block into `Unreadable`."""
    try:
        yield
    except LIBRARY_ERRORS as wrong:
        raise Unreadable(reasons.DAMAGED, _repairable(source)) from wrong


def open_pdf(source: BinaryIO, *, strict: bool = True) -> Reader:
    """Return a reader of `source`; raise Unreadable with the reason when there is no PDF to read.

    A reader that is not strict also takes files with two cross-reference tables, as word processors write
    them, and small offences against the syntax; it raises PdfError while reading where it finds worse.
    """
    source.seek(0)
    if b"%PDF-" not in source.read(_HEAD):
        raise Unreadable(reasons.NOT_PDF)
    with mended(source):
        reader = Reader(source, strict=strict)
        if reader.encrypted:
            raise Unreadable(reasons.LOCKED)
        if not isinstance(reader.root["/Pages"]["/Count"], int):
            raise PdfError("no pages")
        return reader


def _repairable(source: BinaryIO) -> bool:
    """Say whether `source` bears no trace of a signature and a second parser finds its pages."""
    if _mentions(source, b"/ByteRange"):
        return False
    source.seek(0)
    try:
        with pikepdf.open(source) as document:
            return len(document.pages) > 0
    except (pikepdf.PdfError, pikepdf.PasswordError, *LIBRARY_ERRORS):
        return False


def _mentions(source: BinaryIO, word: bytes) -> bool:
    source.seek(0)
    before = b""
    while chunk := source.read(_CHUNK):
        if word in before + chunk:
            return True
        before = chunk[-len(word) :]
    return False
