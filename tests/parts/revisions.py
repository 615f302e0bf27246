"""Revisions appended to a signed file, by a library or by hand."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Forgery = Callable[[bytes], bytes]
FALSE: Final = b"BT /F1 40 Tf 60 500 Td (SO TIEN: 900.000.000) Tj ET 0 0 0 rg 60 560 420 40 re f"
"""What a forger wants read on the first page."""
UNDER: Final = b"0.9 g 60 300 400 60 re f"
"""Something on a page that can be hidden, or that hides."""


def revised(signed: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Return `signed` with one more revision in which `change` was made."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer: IncrementalPdfFileWriter, number: int = 0) -> Any:
    return writer.root["/Pages"]["/Kids"][number]


def entries_of(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})


def numbers_of(*each: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(one) for one in each)


def field_of(writer: IncrementalPdfFileWriter, name: str) -> Any:
    for each in writer.root["/AcroForm"]["/Fields"]:
        if each.get_object()["/T"] == name:
            return each.get_object(), each
    raise LookupError(name)


def content_of(number: int) -> bytes:
    return b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(FALSE), FALSE)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return out.getvalue()


def table_after(signed: bytes, entries: dict[int, str], root: int, size: int, objects: bytes = b"") -> bytes:
    """Return `signed` and a revision written by hand: `objects`, and a table with `entries`."""
    previous = re.findall(rb"startxref\s+(\d+)", signed)[-1].decode()
    start = len(signed) + 1 + len(objects)
    lines = "".join(f"{number} 1\n{entry} \n" for number, entry in sorted(entries.items()))
    trailer = f"trailer\n<</Size {size}/Root {root} 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n"
    return signed + b"\n" + objects + f"xref\n{lines}{trailer}".encode()
