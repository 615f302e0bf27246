"""What the office makes of a file to show it: a PDF of an image or of some pages, pictures, its text."""

from __future__ import annotations

import io
from typing import BinaryIO

from core.documents.examine import OLDEST_PDF, PDF

A4 = (595.276, 841.89)
"""Points."""


def to_pdf(file: BinaryIO) -> bytes:
    """Return a PDF of an image, without loss: the image's own bytes in pages of the paper's true size.

    An image that names no believable resolution is fitted on A4, upright or lying as it is.
    """
    import img2pdf
    import pikepdf
    from PIL import Image

    with Image.open(file) as image:
        dpi = float(image.info.get("dpi", (0, 0))[0])
        lying = image.width > image.height
        flat = _without_transparency(image)
    sheet = (A4[1], A4[0]) if lying else A4
    layout = (
        img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
        if 72 <= dpi <= 2400
        else img2pdf.get_layout_fun(pagesize=sheet, fit=img2pdf.FitMode.into)
    )
    file.seek(0)
    source = flat or file.read()
    made = img2pdf.convert(source, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, nodate=True)
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.save(kept, min_version=OLDEST_PDF, deterministic_id=True)
    return kept.getvalue()


def _without_transparency(image: object) -> bytes | None:
    from PIL import Image

    assert isinstance(image, Image.Image)
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return None
    paper = Image.new("RGB", image.size, "white")
    layer = image.convert("RGBA")
    paper.paste(layer, mask=layer.getchannel("A"))
    kept = io.BytesIO()
    paper.save(kept, "PNG", dpi=image.info.get("dpi"))
    return kept.getvalue()


def extract(file: BinaryIO, pages: tuple[int, ...]) -> bytes:
    """Return a PDF of these pages (from 1; none: all of them) as they look, without what signed the whole.

    A signature is worth nothing on a part: its picture stays on the page, its field does not. Raises
    IndexError for a page beyond the last.
    """
    import pikepdf

    kept = io.BytesIO()
    with pikepdf.open(file) as pdf:
        wanted = pages or range(1, len(pdf.pages) + 1)
        if not all(1 <= number <= len(pdf.pages) for number in wanted):
            raise IndexError(max(wanted))
        pdf.flatten_annotations("all")
        with pikepdf.new() as part:
            for number in wanted:
                part.pages.append(pdf.pages[number - 1])
                if "/Annots" in part.pages[-1].obj:
                    del part.pages[-1].obj["/Annots"]
            part.save(kept, min_version=OLDEST_PDF, deterministic_id=True)
    return kept.getvalue()


def draw_page(file: BinaryIO, number: int, width: int) -> bytes:
    """Return page `number` (from 1) of a PDF as a PNG of `width` pixels; raise IndexError beyond the last."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        document.init_forms()  # or number, date and signatures stand in the file and are not seen
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / max(across, 1), 8_000 / max(down, 1))
        picture = page.render(scale=scale).to_pil()
    drawn = io.BytesIO()
    few = picture.convert("L").quantize(16) if width <= 400 else picture
    few.save(drawn, "PNG", optimize=width <= 400)
    return drawn.getvalue()


def text_of(file: BinaryIO, media_type: str, longest: int = 2_000_000) -> tuple[str, int]:
    """Return the text layer of a PDF and its number of pages; ("", 0) for anything else."""
    if media_type != PDF:
        return "", 0
    import pypdfium2

    said: list[str] = []
    with pypdfium2.PdfDocument(file) as document:
        pages = len(document)
        for page in document:
            said.append(page.get_textpage().get_text_range())
            if sum(map(len, said)) > longest:
                break
    return "\n".join(said)[:longest], pages
