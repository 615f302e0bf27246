"""Where signatures and filled fields put ink on the pages between two revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference

from signing.found import box_of, page_numbers
from signing.opening import Reader, part
from signing.values import Box

OF_A_SIGNATURE: Final = 0.2
"""How much of a page a signature added later may cover. A seal is a fiftieth of a sheet."""
OF_A_FIELD: Final = 0.03
"""How much of a page a number or a date may cover: two lines of half its width."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A box in which something may have been drawn, and how much of the page it may cover."""

    box: Box
    most: float


def inked(reader: Reader, base: int, last: int) -> tuple[Ink, ...]:
    """Return the boxes of the fields that were added or drawn anew after revision `base` until `last`."""
    resolver = reader.get_historical_resolver(last)
    pages = page_numbers(resolver)
    return tuple(
        Ink(Box(number, box.left, box.bottom, box.right, box.top), _most(widget))
        for place, number in pages.items()
        for widget, reference in _widgets(resolver, place)
        if _fresh(reader, widget, reference, base, last) and (box := box_of(widget, pages)) is not None
    )


def _most(widget: Any) -> float:
    kind = part(widget, "/FT") or part(part(widget, "/Parent", {}), "/FT")
    return OF_A_SIGNATURE if kind == "/Sig" else OF_A_FIELD


def _widgets(resolver: Any, place: tuple[int, int]) -> Iterator[tuple[Any, Reference]]:
    page = resolver.get_object(Reference(*place, resolver))
    for note in part(page, "/Annots", ()):
        widget = note.get_object()
        if isinstance(note, IndirectObject) and part(widget, "/Subtype") == "/Widget":
            yield widget, note.reference


def _fresh(reader: Reader, widget: DictionaryObject, reference: Reference, base: int, last: int) -> bool:
    """Say whether a widget, or one of the pictures it shows, was written after revision `base`."""
    seen = [reference]
    look = widget.raw_get("/AP") if "/AP" in widget else None
    if isinstance(look, IndirectObject):
        seen.append(look.reference)
    pictures = look.get_object() if look is not None else {}
    seen += [each.reference for each in pictures.values() if isinstance(each, IndirectObject)]
    return any(base < _written(reader, each, last) for each in seen)


def _written(reader: Reader, reference: Reference, last: int) -> int:
    plain = Reference(reference.idnum, reference.generation, reader)
    changed: int = reader.xrefs.get_last_change(plain)
    return min(changed, last)
