"""The blanks of a letter: prepared before the first signature, filled after it without breaking it."""

from __future__ import annotations

from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.form_tools import enumerate_fields_in
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.drawing import Pen, Sheet
from signing.values import Box, Fault, Prepared, mark

PRINTED_AND_LOCKED = 0b10000100
"""Flags of a widget: it prints (PDF/A demands it) and cannot be moved."""
READ_ONLY = 1
"""Flag of a field: readers neither highlight it nor let anybody type into it."""


def turn_of(writer: IncrementalPdfFileWriter, page: int) -> int:
    """Return by how many degrees `page` is shown turned clockwise. Raises Fault when there is none."""
    node = _page(writer, page).get_object()
    while "/Rotate" not in node and "/Parent" in node:
        node = node["/Parent"]
    return int(node["/Rotate"]) % 360 // 90 * 90 if "/Rotate" in node else 0


def prepare(writer: IncrementalPdfFileWriter, pen: Pen, blanks: Iterable[Prepared]) -> None:
    """Put an empty field, without border or colour, where each of `blanks` stands."""
    for blank in blanks:
        refuse_taken(writer, (blank.name,))
        page = _page(writer, blank.box.page)
        sheet = Sheet.of(blank.box, turn_of(writer, blank.box.page))
        field = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string(blank.name),
                pdf_name("/Ff"): generic.NumberObject(READ_ONLY),
                pdf_name("/F"): generic.NumberObject(PRINTED_AND_LOCKED),
                pdf_name("/P"): page,
                pdf_name("/Rect"): rectangle(blank.box),
                pdf_name("/AP"): _appearance(pen.draw_text(blank, sheet)),
            }
        )
        if blank.text:
            field[pdf_name("/V")] = pdf_string(blank.text)
        place = writer.add_object(field)
        _form(writer).append(place)
        writer.update_container(_form(writer))
        writer.register_annotation(page, place)


def refuse_taken(writer: IncrementalPdfFileWriter, names: Iterable[str]) -> None:
    """Raise Fault when the file has a field of one of `names` already, of whatever kind."""
    fields = [place.get_object() for place in _fields(writer)]
    taken = {str(field["/T"]) for field in fields if isinstance(field, dict) and "/T" in field}
    for name in names:
        if name in taken:
            raise Fault(
                "VT-4004",
                mark("Tệp đã có sẵn ô tên “{field}”, không đặt thêm được."),
                hint=mark("Việc cần làm tiếp: kết xuất lại tệp PDF từ bản dự thảo rồi ký."),
                field=name,
            )


def fill(writer: IncrementalPdfFileWriter, pen: Pen, blanks: Iterable[Prepared]) -> None:
    """Write the text of each of `blanks` into the field of its name; the field stays where it was prepared.

    Raises Fault when the field was never prepared or bears another text.
    """
    for blank in blanks:
        place = _found(writer, blank.name)
        if place is None:
            raise Fault(
                "VT-4005",
                mark("Tệp không có ô “{field}” để điền."),
                hint=mark("Việc cần làm tiếp: trả lại người ký để đặt ô số và ngày tháng rồi ký lại."),
                field=blank.name,
            )
        field = place.get_object()
        if field.get("/V") == blank.text:
            continue
        if field.get("/V"):
            raise Fault(
                "VT-4006",
                mark("Ô “{field}” đã điền “{text}”, không điền lại được."),
                hint=mark("Việc cần làm tiếp: kiểm tra số và ngày của văn bản này trong sổ đăng ký."),
                field=blank.name,
                text=str(field["/V"]),
            )
        sheet = Sheet.of(_standing(field), _turned(field))
        field[pdf_name("/V")] = pdf_string(blank.text)
        field[pdf_name("/AP")] = _appearance(pen.draw_text(blank, sheet))
        writer.mark_update(place)


def rectangle(box: Box) -> generic.ArrayObject:
    """Return `box` as it is written in a file."""
    corners = (box.left, box.bottom, box.right, box.top)
    return generic.ArrayObject(generic.FloatObject(round(corner, 2)) for corner in corners)


def _standing(field: generic.DictionaryObject) -> Box:
    left, bottom, right, top = (float(corner) for corner in field["/Rect"])
    return Box(0, min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _turned(field: generic.DictionaryObject) -> int:
    """Return the turn that the field's empty appearance was drawn with."""
    matrix = [round(float(number)) for number in field["/AP"]["/N"].get("/Matrix", [1, 0, 0, 1])][:2]
    return {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}.get((matrix[0], matrix[1]), 0)


def _page(writer: IncrementalPdfFileWriter, page: int) -> generic.IndirectObject:
    pages = int(writer.root["/Pages"]["/Count"])
    if not 0 <= page < pages:
        raise Fault(
            "VT-4007",
            mark("Tệp chỉ có {pages} trang, không có trang {page} để đặt chữ ký."),
            hint=mark("Việc cần làm tiếp: đặt lại vị trí chữ ký trên trang có thật."),
            pages=pages,
            page=page + 1,
        )
    found: generic.IndirectObject = writer.find_page_for_modification(page)[0]
    return found


def _form(writer: IncrementalPdfFileWriter) -> generic.ArrayObject:
    """Return the list of the form's fields; a form is made where there is none."""
    root = writer.root
    if "/AcroForm" not in root:
        root[pdf_name("/AcroForm")] = writer.add_object(
            generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        )
        writer.update_root()
    form = root["/AcroForm"]
    if "/Fields" not in form:
        form[pdf_name("/Fields")] = generic.ArrayObject()
        writer.update_container(form)
    fields: generic.ArrayObject = form["/Fields"]
    return fields


def _fields(writer: IncrementalPdfFileWriter) -> generic.ArrayObject:
    """Return the list of the form's fields, empty where there is no form."""
    return _form(writer) if "/AcroForm" in writer.root else generic.ArrayObject()


def _found(writer: IncrementalPdfFileWriter, name: str) -> generic.IndirectObject | None:
    named = enumerate_fields_in(_fields(writer), with_name=name, refs_seen=set(), target_field_type="/Tx")
    found: generic.IndirectObject | None = next((place for _name, _text, place in named), None)
    return found


def _appearance(drawing: generic.IndirectObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name("/N"): drawing})
