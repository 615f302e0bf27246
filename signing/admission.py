"""Lets a PDF in to be signed, or says why it cannot bear a signature."""

from __future__ import annotations

import os
import zlib
from typing import BinaryIO

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.metadata.xmp_xml import XmpXmlProcessingError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature, read_certification_data

from signing.values import Fault, mark

CHUNK = 1 << 20
"""Bytes that are read, hashed and written at once."""
SIGNED = b"/ByteRange"
"""Stands in every signature of a PDF, and is written as it is even where all else is compressed."""
UNREADABLE = (
    PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    NotImplementedError, RecursionError, OverflowError, zlib.error,
)  # fmt: skip
"""What the library raises on files nobody should have made."""
BROKEN_PARTS = (PdfError, XmpXmlProcessingError, UnicodeDecodeError, zlib.error)
"""What it raises when it comes upon a part that cannot be read, and a token never does."""


class Appending(IncrementalPdfFileWriter):
    """Adds to a file on a line of its own, where the file itself ends without one.

    An object that begins behind "%%EOF" stands in a comment, and PDF/A forbids it (ISO 19005-2, 6.1.9).
    """

    IO_CHUNK_SIZE = CHUNK

    def _write_header(self, stream: BinaryIO) -> None:
        super()._write_header(stream)  # type: ignore[no-untyped-call]
        end_line(stream)


def end_line(stream: BinaryIO) -> None:
    """Let what is written to `stream` next begin on a line of its own; the stream stands at its end."""
    stream.seek(-1, os.SEEK_END)
    if stream.read(1) not in b"\r\n":
        stream.write(b"\n")


def admitted(source: BinaryIO) -> IncrementalPdfFileWriter:
    """Return a writer that adds to `source`; nothing is read into memory but what is needed.

    Raises Fault for a file that is encrypted, damaged, of two minds (hybrid) or a form of another kind (XFA).
    """
    source.seek(0)
    if b"%PDF-" not in source.read(1024):
        raise Fault(
            "VT-4008",
            mark("Tệp không phải là PDF."),
            hint=mark("Việc cần làm tiếp: kết xuất văn bản thành PDF rồi ký."),
        )
    try:
        reader = PdfFileReader(source, strict=True)
        _refuse_odd(reader)
        signatures = bool(reader.embedded_signatures)
    except UNREADABLE as error:
        raise damaged(source) from error
    if not signatures:
        _doubt(source, reader)
    return Appending.from_reader(reader)


def _refuse_odd(reader: PdfFileReader) -> None:
    if reader.encrypted:
        raise Fault(
            "VT-4009",
            mark("Tệp PDF có đặt mật khẩu hoặc giới hạn quyền nên không ký được."),
            hint=mark("Việc cần làm tiếp: kết xuất lại văn bản thành PDF không đặt mật khẩu rồi ký."),
        )
    if reader.xrefs.hybrid_xrefs_present:
        raise Fault(
            "VT-4010",
            mark("Tệp PDF có hai bảng mục lục khác nhau (hybrid), mỗi phần mềm có thể hiển thị một khác."),
            hint=mark("Việc cần làm tiếp: nếu tệp chưa có chữ ký, sửa tệp rồi ký; nếu đã có, xin lại tệp."),
        )
    if "/AcroForm" in reader.root and "/XFA" in reader.root["/AcroForm"]:
        raise Fault(
            "VT-4011",
            mark("Tệp PDF là biểu mẫu động (XFA), nội dung hiển thị không cố định nên không ký được."),
            hint=mark("Việc cần làm tiếp: in biểu mẫu ra PDF thường rồi ký."),
        )


def _doubt(source: BinaryIO, first: PdfFileReader) -> None:
    """Ask a second reader before the first signature: one may read on where another gives up, or miscount."""
    source.seek(0)
    try:
        with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as second:
            pages = len(second.pages)
            sound = pages == int(first.root["/Pages"]["/Count"]) > 0 and not loose_parts(second)
            sound = sound and not second.get_warnings()
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise damaged(source) from error
    if not sound:
        raise damaged(source)
    source.seek(0)


def loose_parts(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Array, int]]:
    """Return notes and fields that are no objects of their own, against ISO 32000-1, tables 30 and 218.

    A later revision that adds one to such a list cannot be told from one that changes those that were there.
    """
    form = pdf.Root.get("/AcroForm", None)
    listed = [page.obj.get("/Annots", None) for page in pdf.pages]
    listed += [form.get("/Fields", None)] if isinstance(form, pikepdf.Dictionary) else []
    return [
        (parts, place)
        for parts in listed
        if isinstance(parts, pikepdf.Array)
        for place, part in enumerate(parts.as_list())
        if not getattr(part, "is_indirect", False)  # a number is no object at all
    ]


def damaged(source: BinaryIO) -> Fault:
    """Return why `source` cannot be signed as it is: whether it can be repaired depends on what it bears."""
    if may_bear_signature(source):
        return Fault(
            "VT-4012",
            mark("Tệp PDF bị hỏng cấu trúc và đã có chữ ký, không sửa được mà không làm mất chữ ký."),
            hint=mark("Việc cần làm tiếp: xin nơi gửi tệp gửi lại bản gốc."),
        )
    return Fault(
        "VT-4013",
        mark("Tệp PDF bị hỏng cấu trúc, có phần mềm sẽ không đọc được."),
        hint=mark("Việc cần làm tiếp: sửa tệp (tệp chưa có chữ ký nào), xem lại nội dung rồi ký."),
    )


def confirm(target: BinaryIO, field: str) -> None:
    """Raise Fault unless a second reader, which shares nothing with the first, finds the signature."""
    target.seek(0)
    try:
        with pikepdf.open(target, attempt_recovery=False, suppress_warnings=True) as second:
            fields = second.Root.AcroForm.Fields.as_list()
            found = any(str(each.get("/T")) == field and "/V" in each for each in fields)
            sound = found and not second.get_warnings()
    except (pikepdf.PdfError, ValueError, RuntimeError, AttributeError, KeyError, TypeError) as error:
        raise _unreadable() from error
    if not sound:
        raise _unreadable()


def _unreadable() -> Fault:
    return Fault(
        "VT-4036",
        mark("Tệp sau khi ký có phần mềm không đọc được."),
        hint=mark("Việc cần làm tiếp: văn bản chưa thay đổi; kết xuất lại tệp PDF từ bản dự thảo rồi ký."),
    )


def may_bear_signature(source: BinaryIO) -> bool:
    """Say whether `source` may bear a signature, however damaged it is."""
    source.seek(0)
    tail = b""
    while block := source.read(CHUNK):
        if SIGNED in tail + block:
            return True
        tail = block[-len(SIGNED) :]
    return False


def refuse_locked(writer: IncrementalPdfFileWriter, names: tuple[str, ...], *, shown: bool) -> None:
    """Raise Fault when an earlier signature forbids another one, or the filling of the fields `names`.

    `shown` is whether the new signature is to be seen: some verifiers take that for a change of the page.
    """
    reader = writer.prev
    certified = read_certification_data(reader)
    if certified is not None and certified.permission is MDPPerm.NO_CHANGES:
        raise Fault(
            "VT-4014",
            mark("Chữ ký có sẵn trong tệp cấm mọi thay đổi nên không ký thêm được."),
            hint=mark("Việc cần làm tiếp: xin lại bản chưa khóa, hoặc ban hành bằng văn bản khác."),
        )
    if certified is not None and shown:
        raise Fault(
            "VT-4035",
            mark("Tệp đã được chứng nhận (certify): thêm chữ ký hiện hình làm chữ ký có sẵn mất hiệu lực."),
            hint=mark("Việc cần làm tiếp: ký không hiện hình, hoặc xin lại bản chưa chứng nhận."),
        )
    for signature in reader.embedded_regular_signatures:
        if any(_locks(signature, name) for name in names):
            raise Fault(
                "VT-4015",
                mark("Tệp đã được khóa bởi chữ ký số của “{holder}”, không ký thêm được."),
                hint=mark("Việc cần làm tiếp: văn bản đã ký số cơ quan chỉ còn phát hành hoặc thay thế."),
                holder=signature.signer_cert.subject.native.get("common_name", ""),
            )


def _locks(signature: EmbeddedPdfSignature, name: str) -> bool:
    if signature.docmdp_level is MDPPerm.NO_CHANGES:
        return True
    lock: FieldMDPSpec | None = signature.fieldmdp
    return lock is not None and lock.is_locked(name)
