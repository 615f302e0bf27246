"""Letters laid out as no office would, that readers show all the same: cropped, lying, of other versions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.parts.revisions import revised, saved

WIDE, HIGH = 595.28, 841.89
"""Points of an A4 sheet."""


def changed(made: bytes, change: Callable[[pikepdf.Pdf], object], version: str = "") -> bytes:
    """Return `made` after something was done to it, said to be of another version of PDF."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, force_version=version) if version else pdf.save(out)
        return out.getvalue()


def of_version(made: bytes, version: str) -> bytes:
    """Return `made` in another version of PDF."""
    return changed(made, lambda _pdf: None, version)


def cropped(made: bytes) -> bytes:
    """Return `made` on larger sheets of which readers show the letter alone (CropBox)."""

    def crop(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            left, bottom, right, top = (float(side) for side in page.mediabox)
            page.MediaBox = pikepdf.Array([left - 60, bottom - 90, right + 40, top + 70])
            page.CropBox = pikepdf.Array([left, bottom, right, top])

    return changed(made, crop)


def lying(made: bytes) -> bytes:
    """Return `made` on the left half of an A3 sheet that lies on its side."""

    def widen(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.MediaBox = pikepdf.Array([0, 0, 2 * WIDE, HIGH])

    return changed(made, widen)


def inheriting(made: bytes) -> bytes:
    """Return `made` with its sizes, resources and turn at the tree of pages, two levels above the pages."""

    def lift(pdf: pikepdf.Pdf) -> None:
        root = pdf.Root.Pages
        between = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Pages, Parent=root, Kids=root.Kids, Count=root.Count, Rotate=0,
                MediaBox=pikepdf.Array(pdf.pages[0].obj.MediaBox), Resources=pdf.pages[0].obj.Resources,
            )
        )  # fmt: skip
        for page in list(root.Kids):
            page.Parent = between
            for name in ("/MediaBox", "/Resources", "/Rotate"):
                if name in page:
                    del page[name]
        root.Kids = pikepdf.Array([between])

    return changed(made, lift)


def unfonted(made: bytes) -> bytes:
    """Return `made` without the shapes of its letters: readers draw them with what they have."""

    def strip(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary):
                for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                    if name in each:
                        del each[name]

    return changed(made, strip)


def miscounted(made: bytes, pages: int) -> bytes:
    """Return `made` with a tree of pages that says it has so many."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        plain = saved(pdf)
    return re.sub(rb"/Count \d+", b"/Count %d" % pages, plain, count=1)


def annotated(made: bytes) -> bytes:
    """Return `made` with a link that stands in the page itself, and is no object of its own."""

    def link(pdf: pikepdf.Pdf) -> None:
        where = pikepdf.Array([10, 10, 60, 30])
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=where)
        pdf.pages[0].Annots = pikepdf.Array([note])

    return changed(made, link)


def scripted(made: bytes, kind: str) -> bytes:
    """Return `made` with an action that runs when it is opened: "/JavaScript" or "/Launch"."""

    def arm(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name(kind), JS=pikepdf.String("app.alert(1)"), F=pikepdf.String("calc.exe")
        )

    return changed(made, arm)


def static_form(made: bytes) -> bytes:
    """Return `made` as a form that is drawn as it stands, and described a second time (static XFA)."""

    def describe(pdf: pikepdf.Pdf) -> None:
        described = pdf.make_stream(b"<xdp:xdp/>")
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=described)

    return changed(made, describe)


def pageless() -> bytes:
    """Return a PDF without pages."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(out)
    return out.getvalue()


def rewritten(made: bytes) -> bytes:
    """Return `made` saved twice more, each time behind what was there, as office programs save."""
    for title in ("Lần hai", "Lần ba"):

        def retitle(writer: IncrementalPdfFileWriter, title: str = title) -> None:
            writer.root[pdf_name("/Titled")] = writer.add_object(pdf_string(title))
            writer.update_root()

        made = revised(made + b"\n", retitle)
    return made
