"""Shadow attacks: what waits in a file while it is signed, and what brings it to light afterwards."""

from __future__ import annotations

import io
import re
from typing import Final

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.parts.revisions import (
    UNDER,
    Forgery,
    content_of,
    entries_of,
    numbers_of,
    page_of,
    revised,
    saved,
    table_after,
)


def with_overlay(made: bytes) -> bytes:
    """Return a letter, not yet signed, in which a picture hides a line."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        cover = pdf.make_stream(UNDER, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        cover.BBox = pikepdf.Array([0, 0, 595, 842])
        page = pdf.pages[0]
        page.add_resource(cover, pikepdf.Name.XObject, pikepdf.Name("/Cover"))
        page.contents_add(pdf.make_stream(b"q /Cover Do Q"))
        return saved(pdf)


def uncovered(signed: bytes) -> bytes:
    """Hide: the picture that hid a line is emptied."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        cover = page_of(writer)["/Resources"]["/XObject"].raw_get("/Cover")
        bare = generic.StreamObject(
            entries_of(Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=numbers_of(0, 0, 595, 842)),
            stream_data=b"",
        )
        writer.objects[(cover.generation, cover.idnum)] = bare

    return revised(signed, change)


def freed(signed: bytes) -> bytes:
    """Hide: the object that hid a line is declared free, by a table alone."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        number = pdf.pages[0].Resources.XObject["/Cover"].objgen[0]
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    return table_after(signed, {number: "0000000000 00001 f"}, root, size)


def with_gap(made: bytes) -> bytes:
    """Return a letter, not yet signed, whose first page shows an object that does not exist."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        cover = pdf.make_stream(UNDER, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        page = pdf.pages[0]
        page.Contents = pikepdf.Array([page.Contents, cover])
        found = saved(pdf)
    # the number after the last: the file that will be signed numbers its own new objects from there on
    place = re.search(rb"/Contents \[ (\d+ 0 R) (\d+) 0 R \]", found)
    assert place is not None
    waiting = b"9" * len(place[2])
    return found[: place.start(2)] + waiting + found[place.end(2) :]


def gap_filled(signed: bytes) -> bytes:
    """Replace: the object the signed page waits for is defined."""
    place = re.search(rb"/Contents \[ \d+ 0 R (9+) 0 R \]", signed)
    assert place is not None
    number = int(place[1])
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        root = pdf.Root.objgen[0]
    entry = f"{len(signed) + 1:010d} 00000 n"
    return table_after(signed, {number: entry}, root, number + 1, content_of(number))


def with_second_content(made: bytes) -> bytes:
    """Return a letter, not yet signed, in which another content of its first page hides in a stream."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.pages[0].contents_coalesce()
        pdf.Root.Hidden = pdf.make_stream(b" " * 512)
        found = saved(pdf)
    with pikepdf.open(io.BytesIO(found)) as pdf:
        pdf.Root.Hidden.write(content_of(pdf.pages[0].Contents.objgen[0]).ljust(512))
        return saved(pdf)


def repointed(signed: bytes) -> bytes:
    """Hide and replace: a table alone leads the page to the content that was signed but never shown."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        number = pdf.pages[0].Contents.objgen[0]
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    return table_after(signed, {number: f"{signed.index(content_of(number)):010d} 00000 n"}, root, size)


SHADOWS: Final[tuple[tuple[Forgery, Forgery], ...]] = (
    (with_overlay, uncovered),
    (with_overlay, freed),
    (with_gap, gap_filled),
    (with_second_content, repointed),
)
"""What is done before signing, and what after."""
