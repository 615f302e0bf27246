"""Every signature field of a file that holds something, in the order in which they were signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyhanko.sign.fields import FieldMDPAction, MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import reasons
from signing.opening import LIBRARY_ERRORS, Reader, part
from signing.values import Box, Reason

SUPPORTED = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached", "/ETSI.RFC3161")


@dataclass(slots=True)
class Found:
    """A filled signature field: what is in it, or why that cannot be read."""

    field: str
    embedded: Any
    """The library's view of it; None where it cannot be read."""
    unreadable: Reason | None
    box: Box | None

    @property
    def stamp(self) -> bool:
        """Whether it is a document timestamp."""
        return self.embedded is not None and self.embedded.sig_object_type == "/DocTimeStamp"

    @property
    def start(self) -> int:
        """Where the gap in the signed bytes begins."""
        return int(self.embedded.byte_range[1]) if self.embedded else 0

    @property
    def end(self) -> int:
        """Where the signed bytes end."""
        return int(self.embedded.byte_range[2]) + int(self.embedded.byte_range[3]) if self.embedded else 0

    @property
    def locks(self) -> bool:
        """Whether it says of itself that nothing may follow it but archive data."""
        if self.embedded is None:
            return False
        fields = self.embedded.fieldmdp
        return self.embedded.docmdp_level == MDPPerm.NO_CHANGES or (
            fields is not None and fields.action == FieldMDPAction.ALL
        )


def find(reader: Reader) -> list[Found]:
    """Return what stands in the signature fields, those that cannot be read first."""
    pages = page_numbers(reader)
    found = [
        _read(reader, name, value, field, pages)
        for name, value, field in enumerate_sig_fields(reader, filled_status=True)
    ]
    found.sort(key=lambda each: (each.embedded is not None, each.end))
    # The archive rules of the library ask the reader for its signatures: they are the ones judged here.
    kept: Any = reader
    kept._embedded_signatures = [each.embedded for each in found if each.embedded is not None]
    return found


def page_numbers(reader: Any) -> dict[tuple[int, int], int]:
    """Return the pages by their object number: {(number, generation): 0 for the first}."""
    numbers: dict[tuple[int, int], int] = {}
    pending, seen = [reader.root.raw_get("/Pages")], set()
    while pending:
        node = pending.pop()
        known = (node.idnum, node.generation) if hasattr(node, "idnum") else id(node)
        if known in seen:
            continue
        seen.add(known)
        content = node.get_object()
        if "/Kids" in content:
            pending.extend(reversed(list(content["/Kids"])))
        elif isinstance(known, tuple):
            numbers[known] = len(numbers)
    return numbers


def _read(reader: Reader, name: str, value: Any, field: Any, pages: dict[tuple[int, int], int]) -> Found:
    name, widget = str(name), field.get_object()
    try:
        box = box_of(widget, pages)
    except LIBRARY_ERRORS:
        box = None
    try:
        kind = str(part(value.get_object(), "/SubFilter", ""))
        if kind not in SUPPORTED:
            return Found(name, None, reasons.said(reasons.UNSUPPORTED, kind=kind or "?"), box)
        embedded = EmbeddedPdfSignature(reader, field, name)
        [int(each) for each in embedded.byte_range]
        _ = (embedded.fieldmdp, embedded.docmdp_level, embedded.signer_info["signature"].native)
        if len(embedded.byte_range) != 4:
            return Found(name, None, reasons.WRAPPED, box)
        return Found(name, embedded, None, box)
    except LIBRARY_ERRORS:
        return Found(name, None, reasons.said(reasons.NO_SIGNATURE, field=name), box)


def box_of(widget: Any, pages: dict[tuple[int, int], int]) -> Box | None:
    """Return where a field shows; None when it shows nothing."""
    if "/Rect" not in widget and "/Kids" in widget:
        widget = widget["/Kids"][0]
    left, bottom, right, top = (float(each) for each in widget["/Rect"])
    if left == right or bottom == top:
        return None
    page: Any = widget.raw_get("/P") if "/P" in widget else None
    number = pages.get((page.idnum, page.generation), 0) if hasattr(page, "idnum") else 0
    return Box(number, min(left, right), min(bottom, top), max(left, right), max(bottom, top))
