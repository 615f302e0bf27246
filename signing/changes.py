"""What came after a signature: nothing, what the law of the house permits, or something forbidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel

from signing import reasons
from signing.coverage import followed_by_revisions_only
from signing.found import Found, page_numbers
from signing.opening import Reader, part
from signing.values import Reason, mark

PREPARED: Final = frozenset({"vanthu_number", "vanthu_day", "vanthu_month", "vanthu_year"})
"""Text fields put into the file before the first signature, to be filled once before the organisation's."""
_FORM_SETTINGS: Final = ("/NeedAppearances", "/XFA")
"""Of the form as a whole: with them a viewer draws the fields anew, by other fonts than those signed."""

# What a reason's {what} may be: sentences of their own for whoever shows it in another language.
PAGES = mark("số trang khác đi")
CONTENT = mark("nội dung trang khác đi")
NOTES = mark("có ghi chú hoặc hình vẽ được thêm, bớt hoặc dời")
FIELDS = mark("một ô hoặc chữ ký đã có bị sửa")
SIGNED_AGAIN = mark("có thêm chữ ký hoặc ô được điền")
DANGLING = mark("phần tử mà tệp đã ký chờ sẵn được thêm vào sau")
HYBRID = mark("lần lưu sau có hai bảng tham chiếu")
FORM = mark("cách hiện các ô của biểu mẫu khác đi")
OTHER = mark("cấu trúc tệp khác đi")
_PLAIN: Final = ModificationLevel.LTA_UPDATES


@dataclass(frozen=True, slots=True)
class Later:
    """What came after a signature."""

    changes: str
    """none · permitted · forbidden, as in `Judged`."""
    reason: Reason | None = None
    shows: bool = False
    """Whether some of it can be seen on a page: more than archive data was added."""


def review(source: BinaryIO, reader: Reader, found: Found, *, locked: bool) -> Later:
    """Say what came after `found`; after a signature that is `locked` only archive data may.

    Before it: further signatures, and the prepared fields filled once. Everything else is forbidden, whatever
    the signer allowed: nobody at this office signs a form for others to fill.
    """
    embedded = found.embedded
    if not followed_by_revisions_only(source, found):
        return Later("forbidden", reasons.APPENDED, True)
    base, last = embedded.signed_revision, reader.xrefs.total_revisions - 1
    if base == last:
        return Later("none")
    what, level = _forbidden(reader, embedded, base, last, locked)
    if what is not None:
        told = reasons.CHANGED_SEALED if locked else reasons.CHANGED
        return Later("forbidden", reasons.said(told, what=what), True)
    # what a strict reader refuses two libraries may read differently, archive data or not
    return Later("permitted", None, level > _PLAIN or not reader.strict)


def _forbidden(
    reader: Reader, embedded: Any, base: int, last: int, locked: bool
) -> tuple[str | None, ModificationLevel]:
    """Return what is forbidden of the changes from revision `base` to `last`, and how far they go."""
    nothing = ModificationLevel.NONE
    signed = reader.get_historical_resolver(base)
    if any(reader.xrefs.get_xref_data(each).hybrid is not None for each in range(base + 1, last + 1)):
        return HYBRID, nothing
    if _waited_for(reader, signed, base, last):
        return DANGLING, nothing
    result = embedded.evaluate_modifications(DEFAULT_DIFF_POLICY)
    if not isinstance(result, DiffResult):
        return _named(reader, base, last), ModificationLevel.OTHER
    level, permitted = result.modification_level, embedded.docmdp_level
    if level == ModificationLevel.OTHER or (permitted is not None and level.value > permitted.value):
        return _named(reader, base, last), level
    if level > (_PLAIN if locked else ModificationLevel.FORM_FILLING):
        return SIGNED_AGAIN if level == ModificationLevel.FORM_FILLING else OTHER, level
    if _settings(signed) != _settings(reader):
        return FORM, level
    if _fields_not_to_fill(reader, signed, result.changed_form_fields):
        return FIELDS, level
    return None, level


def _waited_for(reader: Reader, signed: Any, base: int, last: int) -> bool:
    """Say whether what was signed points to an object that only a later revision defines.

    The library takes such an object for one that nothing uses, and clears it.
    """
    signed._load_reverse_xref_cache()
    return any(
        reader.xrefs.get_historical_ref(ref, base) is None and signed._get_usages_of_ref(ref)
        for revision in range(base + 1, last + 1)
        for ref in reader.xrefs.explicit_refs_in_revision(revision)
    )


def _settings(resolver: Any) -> tuple[str, ...]:
    form = part(resolver.root, "/AcroForm", {})
    return tuple(repr(part(form, name)) for name in _FORM_SETTINGS)


def _fields_not_to_fill(reader: Reader, signed: Any, changed: set[str]) -> set[str]:
    """Return those of the changed fields that are no signature and no prepared field that was empty."""
    then, now = _fields(signed), _fields(reader)
    return {
        name
        for name in changed
        if now.get(name, ("", ""))[0] != "/Sig" and (name not in PREPARED or then.get(name, ("", ""))[1])
    }


def _fields(resolver: Any) -> dict[str, tuple[str, str]]:
    """Return the topmost fields of the form: {name: (kind, value)}."""
    fields = (each.get_object() for each in part(part(resolver.root, "/AcroForm", {}), "/Fields", ()))
    return {
        str(part(field, "/T", "")): (str(part(field, "/FT", "")), str(part(field, "/V", "") or ""))
        for field in fields
    }


def _named(reader: Reader, base: int, last: int) -> str:
    """Return in words what is plainly different between two revisions that may not be."""
    then, now = (reader.get_historical_resolver(each) for each in (base, last))
    old, new = page_numbers(then), page_numbers(now)
    if list(old) != list(new):
        return PAGES
    touched = {
        (ref.idnum, ref.generation)
        for revision in range(base + 1, last + 1)
        for ref in reader.xrefs.explicit_refs_in_revision(revision)
    }
    for number in old:
        before, after = (_page(each, number) for each in (then, now))
        if _content(before) != _content(after) or _content(after) & touched:
            return CONTENT
        if _notes(before) != _notes(after) or _notes(after) & touched:
            return NOTES
    if _fields(now).keys() - _fields(then).keys():
        return SIGNED_AGAIN
    laid = {note for number in old for note in _references(part(_page(now, number), "/Annots", ()))}
    return FIELDS if laid & touched else OTHER


def _page(resolver: Any, number: tuple[int, int]) -> Any:
    from pyhanko.pdf_utils.generic import Reference

    return resolver.get_object(Reference(*number, resolver))


def _content(page: Any) -> set[tuple[int, int]]:
    return _references(page.raw_get("/Contents") if "/Contents" in page else ())


def _notes(page: Any) -> set[tuple[int, int]]:
    """Return what is laid over a page, but for fields: those are judged one by one."""
    notes = _references(part(page, "/Annots", ()))
    resolver = page.container_ref.get_pdf_handler() if page.container_ref else None
    return {each for each in notes if part(_page(resolver, each), "/Subtype") != "/Widget"}


def _references(value: Any) -> set[tuple[int, int]]:
    each = value if isinstance(value, list | tuple) else (value,)
    return {(one.idnum, one.generation) for one in each if hasattr(one, "idnum")}
