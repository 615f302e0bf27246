"""A copy bears the agency's own number and signature, and says of what and by whose leave it was made."""

from __future__ import annotations

import io

import pikepdf
import pytest

from core.documents import copies, outgoing, rendering, versions
from core.documents.copies import Copy
from core.documents.examine import PDF
from core.documents.wanted import Receiver
from core.errors import Forbidden, Missing, Refused
from core.store.outgoing import Draft
from core.store.papers import Document, File
from core.values import Actor, Blob
from tests.parts.leaving import issued, sealed
from tests.parts.office import Desk, unopened

LEAVE = "Trần Văn Bình, Chủ tịch UBND xã"


def scanned(desk: Desk) -> int:
    """A registered incoming document whose scan is a PDF of five pages."""
    document = desk.registered("den.pdf")
    desk.do(File.change, {"document": document}, media_type=PDF, pages=5)
    return document


def begun(desk: Desk, document: int, wanted: Copy, by: Actor | None = None) -> int:
    blob = Blob("c" * 64, 900, unopened(), "sao.pdf")
    return desk.do(copies.begin, document, wanted, blob, 5, by or desk.clerk, desk.at, site=desk.site)


@pytest.mark.parametrize(
    ("form", "pages", "code"),
    [("SY", "", "01/SY-UBND"), ("SL", "", "01/SL-UBND"), ("TrS", "1-2,5", "01/TrS-UBND")],
)
def test_a_copy_waits_for_its_number_at_once(desk: Desk, form: str, pages: str, code: str) -> None:
    """No leader signs it: the organisation alone, with who authorised it (Decree 30/2020, art. 25-27)."""
    document = scanned(desk)
    made = begun(desk, document, Copy(form, LEAVE, pages, (Receiver("Phòng Kinh tế", unit=desk.other_unit),)))
    row, draft = desk.see(lambda: (Document.get_by_id(made), Draft.get(Draft.document == made)))
    assert (row.state, row.life, draft.copy_of_id, draft.authorised_by) == (
        "to_number", "outgoing", document, LEAVE,
    )  # fmt: skip
    assert row.subject == "Công văn của Sở Nội vụ thành phố Cần Thơ: V/v rà soát cán bộ, công chức"
    version = desk.see(versions.current, made)
    assert version is not None and version[1].sha256 == "c" * 64
    told = desk.do(outgoing.number, made, desk.site, desk.clerk, desk.at)
    assert (told.code, told.register) == (code, "SAO")


def test_all_forms_of_copies_share_one_series(desk: Desk) -> None:
    """Annex I, part II.II.1.c."""
    document = scanned(desk)
    told = []
    for form, pages in (("SY", ""), ("TrS", "2"), ("SL", "")):
        made = begun(desk, document, Copy(form, LEAVE, pages))
        told.append(desk.do(outgoing.number, made, desk.site, desk.clerk, desk.at).code)
    assert told == ["01/SY-UBND", "02/TrS-UBND", "03/SL-UBND"]


def test_our_own_document_is_copied_once_it_is_issued(desk: Desk) -> None:
    with pytest.raises(Refused, match="VT-2729"):
        begun(desk, sealed(desk), Copy("SY", LEAVE))
    made = begun(desk, issued(desk), Copy("SY", LEAVE))
    assert desk.see(Document.get_by_id, made).subject.startswith("Công văn số 02/UBND-VP ngày 20/11/2026 của")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Copy("XX", LEAVE), "VT-2722"),
        (Copy("SY", " "), "VT-2723"),
        (Copy("SY", LEAVE, "1"), "VT-2724"),
        (Copy("TrS", LEAVE), "VT-2724"),
    ],
)
def test_a_copy_that_cannot_be_is_refused(desk: Desk, wanted: Copy, code: str) -> None:
    with pytest.raises(Refused, match=code):
        begun(desk, scanned(desk), wanted)


def test_only_a_clerk_copies_and_only_what_is_registered(desk: Desk) -> None:
    document = scanned(desk)
    with pytest.raises(Forbidden):
        begun(desk, document, Copy("SY", LEAVE), desk.leader)
    with pytest.raises(Missing):
        begun(desk, document, Copy("SY", LEAVE), desk.stranger)
    with pytest.raises(Refused, match="VT-2729"):
        begun(desk, desk.cleared("chua-vao-so.pdf"), Copy("SY", LEAVE))


def test_pages_are_told_as_people_write_them() -> None:
    assert copies.pages_of("1-3, 7", 9) == (1, 2, 3, 7)
    assert copies.pages_of("", 9) == ()
    for wrong in ("0", "10", "3-1", "a", "1,,2", "1-"):
        with pytest.raises(Refused, match="VT-2730"):
            copies.pages_of(wrong, 9)


def test_an_extract_has_its_pages_as_they_look_and_no_field() -> None:
    """What signed the whole is worth nothing on a part: the picture stays, the field goes."""
    source = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(3):
            pdf.add_blank_page(page_size=(100 + number, 200))
        look = pdf.make_stream(b"1 0 0 rg 0 0 10 10 re f")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 10, 10]
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T="Signature1",
                F=4,
                Rect=[0, 0, 10, 10],
                AP=pikepdf.Dictionary(N=look),
            )
        )
        pdf.pages[1].obj.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        pdf.save(source)
    made = rendering.extract(io.BytesIO(source.getvalue()), (2, 3))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert [int(page.mediabox[2]) for page in pdf.pages] == [101, 102]
        assert "/AcroForm" not in pdf.Root and "/Annots" not in pdf.pages[0].obj
        assert pdf.pages[0].Resources.XObject, "the picture is part of the page now"
    with pytest.raises(IndexError):
        rendering.extract(io.BytesIO(source.getvalue()), (4,))
