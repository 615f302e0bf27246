"""Writes a damaged PDF anew, as long as it bears no signature that would be lost."""

from __future__ import annotations

from typing import BinaryIO

import pikepdf

from signing.admission import loose_parts, may_bear_signature
from signing.values import Fault, mark


def repair(source: BinaryIO, target: BinaryIO) -> None:
    """Write `source` to `target` with a sound structure; its pages stay as they are.

    Raises Fault when it bears a signature, is encrypted, or nothing in it can be saved.
    """
    if may_bear_signature(source):
        raise Fault(
            "VT-4033",
            mark("Tệp đã có chữ ký: sửa tệp sẽ làm mất chữ ký."),
            hint=mark("Việc cần làm tiếp: xin nơi gửi tệp gửi lại bản gốc."),
        )
    source.seek(0)
    try:
        with pikepdf.open(source) as pdf:
            if pdf.is_encrypted:
                raise pikepdf.PasswordError("encrypted")
            if len(pdf.pages) == 0:
                raise pikepdf.PdfError("no pages")
            for parts, place in loose_parts(pdf):
                parts[place] = pdf.make_indirect(parts[place])
            pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, TypeError) as error:
        raise Fault(
            "VT-4034",
            mark("Không sửa được tệp PDF này."),
            hint=mark("Việc cần làm tiếp: kết xuất lại tệp PDF từ bản dự thảo rồi ký."),
        ) from error
