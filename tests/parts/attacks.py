"""Forgeries of a signed letter: what is appended to it so that it shows something else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.parts.revisions import (
    FALSE,
    Forgery,
    content_of,
    entries_of,
    field_of,
    numbers_of,
    page_of,
    revised,
    table_after,
)

# What the page says, and which pages there are


def content_replaced(signed: bytes) -> bytes:
    """The content stream of the first page is written anew under its own number."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        contents = page_of(writer).raw_get("/Contents")
        place = contents if isinstance(contents, generic.IndirectObject) else contents.get_object().raw_get(0)
        found = place.get_object()
        if isinstance(found, generic.ArrayObject):
            place = found.raw_get(0)
            found = place.get_object()
        writer.objects[(place.generation, place.idnum)] = generic.StreamObject(stream_data=FALSE)

    return revised(signed, change)


def content_added(signed: bytes) -> bytes:
    """A second content stream is laid over the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = page_of(writer)
        more = writer.add_object(generic.StreamObject(stream_data=FALSE))
        page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), more])
        writer.update_container(page)

    return revised(signed, change)


def page_added(signed: bytes) -> bytes:
    """A page is added at the end."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        more = generic.StreamObject(stream_data=FALSE)
        page = entries_of(
            Type=pdf_name("/Page"), MediaBox=numbers_of(0, 0, 595, 842), Contents=writer.add_object(more)
        )
        page[pdf_name("/Parent")] = writer.root.raw_get("/Pages")
        pages = writer.root["/Pages"]
        pages["/Kids"].append(writer.add_object(page))
        pages[pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
        writer.update_container(pages)

    return revised(signed, change)


def page_removed(signed: bytes) -> bytes:
    """The last page is taken out."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"].pop()
        pages[pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) - 1)
        writer.update_container(pages)

    return revised(signed, change)


def page_exchanged(signed: bytes) -> bytes:
    """The first page gives way to another."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        other = entries_of(
            Type=pdf_name("/Page"),
            MediaBox=numbers_of(0, 0, 595, 842),
            Parent=writer.root.raw_get("/Pages"),
            Contents=writer.add_object(generic.StreamObject(stream_data=FALSE)),
        )
        pages = writer.root["/Pages"]
        pages["/Kids"][0] = writer.add_object(other)
        writer.update_container(pages)

    return revised(signed, change)


def catalogue_exchanged(signed: bytes) -> bytes:
    """The whole tree of pages gives way to another through the catalogue."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = entries_of(Type=pdf_name("/Pages"), Count=generic.NumberObject(1))
        place = writer.add_object(pages)
        page = entries_of(Type=pdf_name("/Page"), MediaBox=numbers_of(0, 0, 595, 842), Parent=place)
        page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=FALSE))
        pages[pdf_name("/Kids")] = generic.ArrayObject([writer.add_object(page)])
        writer.root[pdf_name("/Pages")] = place
        writer.update_root()

    return revised(signed, change)


# What is laid over it


def _noted(signed: bytes, **entries: Any) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        look = generic.StreamObject(
            entries_of(Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=numbers_of(0, 0, 400, 60)),
            stream_data=b"1 g 0 0 400 60 re f",
        )
        note = entries_of(
            Type=pdf_name("/Annot"),
            Rect=numbers_of(60, 560, 460, 620),
            F=generic.NumberObject(4),
            AP=entries_of(N=writer.add_object(look)),
            **entries,
        )
        page = page_of(writer)
        notes = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        page[pdf_name("/Annots")] = generic.ArrayObject([*notes, writer.add_object(note)])
        writer.update_container(page)

    return revised(signed, change)


def text_laid_over(signed: bytes) -> bytes:
    """A free text with a white ground covers a line."""
    return _noted(signed, Subtype=pdf_name("/FreeText"), Contents=pdf_string("900.000.000"))


def comment_added(signed: bytes) -> bytes:
    """A reader's comment is added, as Acrobat lets everybody do."""
    return _noted(signed, Subtype=pdf_name("/Square"), Contents=pdf_string("?"))


def look_exchanged(signed: bytes) -> bytes:
    """The picture of the leader's signature gives way to another."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field, _ = field_of(writer, "Leader")
        look = generic.StreamObject(
            entries_of(Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=numbers_of(0, 0, 100, 100)),
            stream_data=b"1 0 0 rg 0 0 100 100 re f",
        )
        field[pdf_name("/AP")] = entries_of(N=writer.add_object(look))
        writer.update_container(field)

    return revised(signed, change)


def widget_moved(signed: bytes) -> bytes:
    """The leader's signature is moved over the text."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field, _ = field_of(writer, "Leader")
        field[pdf_name("/Rect")] = numbers_of(60, 400, 300, 500)
        writer.update_container(field)

    return revised(signed, change)


def _number_as(value: str) -> Forgery:
    def forge(signed: bytes) -> bytes:
        def change(writer: IncrementalPdfFileWriter) -> None:
            field, _ = field_of(writer, "vanthu_number")
            field[pdf_name("/V")] = pdf_string(value)
            look = generic.StreamObject(
                entries_of(
                    Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=numbers_of(0, 0, 100, 20)
                ),
                stream_data=b"0 g 0 0 60 12 re f",
            )
            field[pdf_name("/AP")] = entries_of(N=writer.add_object(look))
            writer.update_container(field)

        return revised(signed, change)

    return forge


number_changed: Final = _number_as("9999")
number_emptied: Final = _number_as("")


def number_looks_otherwise(signed: bytes) -> bytes:
    """The number's field keeps its value and shows another."""
    return _number_as("1007")(signed)


def fields_drawn_anew(signed: bytes) -> bytes:
    """The form asks every viewer to draw its fields itself, in other letters than those signed."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
        form[pdf_name("/DA")] = pdf_string("/Other 30 Tf")
        writer.update_container(form)

    return revised(signed, change)


# What stands after the end


def garbage_appended(signed: bytes) -> bytes:
    """Bytes that are no revision follow the end of the file."""
    return signed + b"%x\nmore than was signed\n"


def second_table(signed: bytes) -> bytes:
    """A second content and a table follow the end, found only by readers that mend files."""
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        contents = pdf.pages[0].Contents
        number = (contents[0] if isinstance(contents, pikepdf.Array) else contents).objgen[0]
        root, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    place = f"{len(signed) + 1:010d} 00000 n"
    made = table_after(signed, {number: place}, root, size, content_of(number))
    return made[: made.rindex(b"startxref")]


def ended_twice(signed: bytes) -> bytes:
    """A revision is appended and the old end of the file again after it, so that some readers miss it."""
    ends: list[bytes] = re.findall(rb"startxref\s+\d+\s+%%EOF\s*", signed)
    return content_added(signed) + ends[-1]


# What hides behind archive data


def _stored(signed: bytes, *, also: Callable[[IncrementalPdfFileWriter, Any], None]) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        kept = writer.add_object(generic.StreamObject(stream_data=FALSE))
        store = entries_of(Type=pdf_name("/DSS"), Certs=generic.ArrayObject([kept]))
        also(writer, store)
        writer.root[pdf_name("/DSS")] = writer.add_object(store)
        writer.update_root()

    return revised(signed, change)


def store_of_nonsense(signed: bytes) -> bytes:
    """An archive store holds nothing that can be read; it proves nothing and harms nothing."""

    def also(writer: IncrementalPdfFileWriter, store: Any) -> None:
        for kind in ("/CRLs", "/OCSPs"):
            kept = writer.add_object(generic.StreamObject(stream_data=FALSE))
            store[pdf_name(kind)] = generic.ArrayObject([kept])

    return _stored(signed, also=also)


def store_with_more(signed: bytes) -> bytes:
    """The archive store holds what is no archive data."""

    def also(writer: IncrementalPdfFileWriter, store: Any) -> None:
        store[pdf_name("/Pages")] = writer.root.raw_get("/Pages")

    return _stored(signed, also=also)


def store_and_content(signed: bytes) -> bytes:
    """Together with an archive store the content of a page is changed: the store's own object shows there."""

    def also(writer: IncrementalPdfFileWriter, store: Any) -> None:
        page = page_of(writer)
        page[pdf_name("/Contents")] = store["/Certs"].raw_get(0)
        writer.update_container(page)

    return _stored(signed, also=also)


AFTER_THE_SEAL: Final[dict[str, Forgery]] = {
    each.__name__: each
    for each in (
        content_replaced, content_added, page_added, page_removed, page_exchanged, catalogue_exchanged,
        text_laid_over, comment_added, look_exchanged, widget_moved, number_looks_otherwise,
        fields_drawn_anew, garbage_appended, second_table, ended_twice,
        store_with_more, store_and_content,
    )
} | {"number_changed": number_changed, "number_emptied": number_emptied}  # fmt: skip
"""Forgeries of a letter that was signed, numbered and sealed."""
