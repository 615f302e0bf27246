"""Letters as an office drafts them, made on the fly: a heading with blanks, a body, a signature block."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import pikepdf
import typst
from PIL import Image, ImageDraw

from core.documents.lettering import FONTS, font_folders

LEADER: Final = "Nguyễn Văn Thử"
TITLE: Final = "CHỦ TỊCH"
AGENCY: Final = "ỦY BAN NHÂN DÂN XÃ LONG PHÚ"
SYMBOL: Final = "/QĐ-UBND"
BLANK: Final = "\u00a0\u00a0"

_FORM: Final = """
#let content = json(bytes(sys.inputs.content))
#set document(title: content.subject, author: content.agency)
#set page(paper: "a4", margin: (left: 35mm, right: 20mm, top: 25mm, bottom: 20mm))
#set text(font: content.fonts, size: 13pt, lang: "vi", hyphenate: false)
#grid(
  columns: (1fr, 1.3fr), align: center, row-gutter: 7pt,
  text(size: 12pt)[#content.above], text(weight: "bold", size: 11pt)[CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM],
  text(weight: "bold", size: 11pt)[#content.agency], text(weight: "bold")[Độc lập - Tự do - Hạnh phúc],
  content.number, emph(content.place),
)
#v(12pt)
#align(center)[*#content.kind* \\ *#content.subject*]
#set par(justify: true, first-line-indent: (amount: 10mm, all: true), spacing: 8pt)
#for words in content.body [#words

]
#v(10pt)
#block(breakable: false, grid(
  columns: (1fr, 1fr),
  text(size: 11pt)[*_Nơi nhận:_* \\ - Như Điều 3; \\ - Chủ tịch, các PCT; \\ - Lưu: VT.],
  align(center)[*#content.capacity* \\ *#content.title* #v(26mm) *#content.leader*],
))
"""


def letter(*, pages: int = 1, size: int = 0, **changes: Any) -> bytes:
    """Return a decision as PDF/A-2b with its number and date left blank.

    `pages` is about how many pages its body fills, `size` about how many bytes a picture on it adds, and
    `changes` replace what the form says.
    """
    words = (
        "Căn cứ Luật Tổ chức chính quyền địa phương và nhu cầu công tác, Ủy ban nhân dân xã quyết định "
        "các nội dung sau đây để các đơn vị, cá nhân có liên quan biết và thực hiện kể từ ngày ký."
    )
    content = {
        "above": "TỈNH SÓC TRĂNG",
        "agency": AGENCY,
        "number": f"Số:{BLANK * 5}{SYMBOL}",
        "place": f"Long Phú, ngày{BLANK * 3}tháng{BLANK * 3}năm 2026",
        "kind": "QUYẾT ĐỊNH",
        "subject": "Về việc thử nghiệm ký số văn bản điện tử",
        "body": [words] * (3 + 14 * (pages - 1)) + ["Quyết định này có hiệu lực kể từ ngày ký./."],
        "capacity": "TM. ỦY BAN NHÂN DÂN",
        "title": TITLE,
        "leader": LEADER,
        "fonts": FONTS,
    } | changes
    made = _set(json.dumps(content, ensure_ascii=False))
    return _weighted(made, size) if size else made


@cache
def _set(content: str) -> bytes:
    compiler = typst.Compiler(
        _FORM.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[*font_folders()]),
        sys_inputs={"content": content},
    )
    made = compiler.compile(
        format="pdf", pdf_standards="a-2b", pdf_tags=False, timestamp=datetime(2026, 11, 2, 1, tzinfo=UTC)
    )
    assert isinstance(made, bytes)
    return made


def _weighted(made: bytes, size: int) -> bytes:
    """Return `made` with `size` bytes of a scanned page's noise in it that nothing shows."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        noise = Image.effect_noise((1024, max(1, size // 1024)), 90).tobytes()
        picture = pdf.make_stream(noise[: max(1, size // 1024) * 1024])
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = 1024, max(1, size // 1024)
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        pdf.pages[0].Resources[pikepdf.Name.XObject] = pikepdf.Dictionary({"/Noise": picture})
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def turned(made: bytes, degrees: int) -> bytes:
    """Return `made` with pages that lie turned and are shown upright by /Rotate, as scanners send them."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            _, _, width, height = (float(number) for number in page.mediabox)
            wide, high = (height, width) if degrees % 180 else (width, height)
            matrix = {
                90: b"0 1 -1 0 %.3f 0" % wide,
                180: b"-1 0 0 -1 %.3f %.3f" % (wide, high),
                270: b"0 -1 1 0 0 %.3f" % high,
            }[degrees]
            page.contents_coalesce()
            page.Contents = pdf.make_stream(b"q " + matrix + b" cm\n" + page.Contents.read_bytes() + b"\nQ")
            page.MediaBox = pikepdf.Array([0, 0, wide, high])
            page.Rotate = degrees
        return _saved(pdf)


def moved(made: bytes, right: float = 100, up: float = -200) -> bytes:
    """Return `made` with a MediaBox that does not begin at zero."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            left, bottom, wide, high = (float(number) for number in page.mediabox)
            page.contents_coalesce()
            shift = b"q 1 0 0 1 %.3f %.3f cm\n" % (right, up)
            page.Contents = pdf.make_stream(shift + page.Contents.read_bytes() + b"\nQ")
            page.MediaBox = pikepdf.Array([left + right, bottom + up, wide + right, high + up])
        return _saved(pdf)


def leftover(made: bytes) -> bytes:
    """Return `made` with a transformation that its content leaves behind, as pages printed from HTML do."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            _, _, _, high = (float(number) for number in page.mediabox)
            page.contents_coalesce()
            undo = b"1 0 0 -1 0 %.3f cm\n1 0 0 -1 0 %.3f cm\n" % (high, high)
            page.Contents = pdf.make_stream(
                undo + page.Contents.read_bytes() + b"\n0.5 0 0 -0.5 30 %.3f cm" % high
            )
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@cache
def signature_png() -> bytes:
    """Return a leader's handwriting: blue strokes on nothing, 900 × 360."""
    image = Image.new("RGBA", (900, 360), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    blue = (16, 52, 166, 255)
    for step in range(6):
        left = 60 + step * 130
        pen.arc((left, 60, left + 190, 300), 200 + 20 * step, 500, fill=blue, width=12)
    pen.line((40, 300, 860, 250), fill=blue, width=10)
    return _png(image)


@cache
def seal_png() -> bytes:
    """Return a seal: red rings and a star on nothing, 800 × 800."""
    image = Image.new("RGBA", (800, 800), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    red = (213, 20, 30, 255)
    pen.ellipse((4, 4, 796, 796), outline=red, width=22)
    pen.ellipse((150, 150, 650, 650), outline=red, width=10)
    pen.regular_polygon((400, 400, 150), 5, fill=red)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
