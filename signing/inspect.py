"""Reads every signature of a PDF and says what each is worth."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from signing import reasons
from signing.certificates import described
from signing.changes import Later, review
from signing.coverage import cover
from signing.dating import weigh_stamp
from signing.evidence import Evidence, gather
from signing.found import Found, find
from signing.ink import inked
from signing.judge import claimed, weigh
from signing.levels import level
from signing.opening import LIBRARY_ERRORS, Reader, Unreadable, length, mended, open_pdf, part
from signing.raster import Unseen, differing_page
from signing.reasons import said
from signing.standing import Standing
from signing.trust import Trust
from signing.values import Holder, Inspection, Judged, Reason, Role, Verdict

_NUMBER: Final = "vanthu_number"
_ORDER: Final = (Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID)
"""From best to worst."""


def inspect(source: BinaryIO, trust: Trust, directory: tuple[Holder, ...] = ()) -> Inspection:
    """Return what the signatures in `source`, a PDF open for reading, are worth at `trust.at`.

    Never raises for what stands in the file: a file that cannot be read is INDETERMINATE, with the reason.
    Uses no network unless `trust.online`. Of each picture in the file only a digest is held in memory.
    """
    try:
        try:
            return _inspect(source, open_pdf(source), trust, directory)
        except (Unreadable, *LIBRARY_ERRORS) as wrong:
            if isinstance(wrong, Unreadable) and wrong.reason is not reasons.DAMAGED:
                raise
            with mended(source):
                return _inspect(source, open_pdf(source, strict=False), trust, directory)
    except Unreadable as wrong:
        return Inspection(Verdict.INDETERMINATE, wrong.reason, repairable=wrong.repairable)


@dataclass(slots=True)
class _Case:
    """One signature while it is judged."""

    found: Found
    role: Role = Role.UNKNOWN
    coverage: str = "partial"
    fault: Reason | None = None
    later: Later | None = None
    standing: Standing | None = None
    locked: bool = False


def _inspect(source: BinaryIO, reader: Reader, trust: Trust, directory: tuple[Holder, ...]) -> Inspection:
    if reader.strict and reader.xrefs.hybrid_xrefs_present:
        raise PdfError("two cross-reference tables")
    pages = int(reader.root["/Pages"]["/Count"])
    cases = [_Case(each) for each in find(reader)]
    if not cases:
        return Inspection(Verdict.INDETERMINATE, reasons.UNSIGNED, pages=pages)
    for case in cases:
        if case.found.embedded is not None:
            case.role = _role(case.found, directory)
            case.coverage, case.fault = cover(source, case.found, [each.found for each in cases])
    _look_at_what_followed(source, reader, cases)
    asyncio.run(_weigh_all(reader, trust, cases))
    judged = tuple(_judged(reader, case) for case in cases)
    if "/XFA" in part(reader.root, "/AcroForm", {}):
        return Inspection(_at_best(Verdict.INDETERMINATE, judged), reasons.DYNAMIC, judged, pages)
    # of equals the last, and rather a signature than a timestamp: it says most about the file
    worst = max(
        enumerate(judged),
        key=lambda each: (_ORDER.index(each[1].verdict), each[1].kind == "signature", each[0]),
    )[1]
    return Inspection(worst.verdict, worst.reason, judged, pages)


def _at_best(verdict: Verdict, judged: Sequence[Judged]) -> Verdict:
    return max((verdict, *(each.verdict for each in judged)), key=_ORDER.index)


def _role(found: Found, directory: tuple[Holder, ...]) -> Role:
    if found.stamp or found.embedded is None:
        return Role.UNKNOWN
    known = {holder.sha256: holder.role for holder in directory}
    try:
        return known.get(found.embedded.signer_cert.sha256.hex(), Role.UNKNOWN)
    except LIBRARY_ERRORS:
        return Role.UNKNOWN


def _look_at_what_followed(source: BinaryIO, reader: Reader, cases: Sequence[_Case]) -> None:
    """Compare each signature's revision with what came later: first the structure, then the pictures."""
    sound = [case for case in cases if case.found.embedded is not None and case.fault is None]
    for case in sound:
        case.locked = not case.found.stamp and (
            case.role == Role.ORGANISATION or case.found.locks or _numbered(reader, case.found)
        )
    before: Later | None = None
    for case in sound:
        if case.found.stamp and before is not None and before.changes != "forbidden":
            # all that came after it came after the signature before it as well
            last = case.found.embedded.signed_revision == reader.xrefs.total_revisions - 1
            case.later = Later("none") if last else Later(before.changes)
            continue
        case.later = before = _reviewed(source, reader, case)
    _compare_pictures(source, reader, [case for case in sound if case.later and case.later.shows])


def _reviewed(source: BinaryIO, reader: Reader, case: _Case) -> Later:
    try:
        return review(source, reader, case.found, locked=case.locked)
    except PdfError:
        if reader.strict:
            raise  # a reader less strict may get further
        return Later("unknown", reasons.NOT_COMPARED)
    except LIBRARY_ERRORS:
        return Later("unknown", reasons.NOT_COMPARED)


def _compare_pictures(source: BinaryIO, reader: Reader, cases: Sequence[_Case]) -> None:
    """Draw the file as each signature left it beside the file as it is."""
    size, last = length(source), reader.xrefs.total_revisions - 1
    for case in cases:
        if case.later is None or case.later.changes == "forbidden":
            continue
        embedded = case.found.embedded
        try:
            ink = inked(reader, embedded.signed_revision, last)
            page = differing_page(source, case.found.end, size, ink)
        except (Unseen, *LIBRARY_ERRORS):
            case.later = Later("unknown", reasons.NOT_COMPARED, True)
            continue
        if page is not None:
            case.later = Later("forbidden", said(reasons.LOOKS_CHANGED, page=str(page + 1)), True)


def _numbered(reader: Reader, found: Found) -> bool:
    """Say whether a signature covers a number already filled in: then it is the last, whoever made it."""
    form = part(reader.get_historical_resolver(found.embedded.signed_revision).root, "/AcroForm", {})
    fields = (each.get_object() for each in part(form, "/Fields", ()))
    return any(str(part(field, "/T", "")) == _NUMBER and bool(part(field, "/V")) for field in fields)


async def _weigh_all(reader: Reader, trust: Trust, cases: Sequence[_Case]) -> None:
    fetchers = AIOHttpFetcherBackend() if trust.online else None
    try:
        readable = [case for case in cases if case.found.embedded is not None]
        signed = [case.found.embedded.signed_data for case in readable]
        evidence = gather(trust, reader, signed, fetchers)
        archive: list[tuple[Found, Standing]] = []
        for place, case in reversed(list(enumerate(readable))):
            before = [each.found for each in readable[:place] if not each.found.stamp]
            case.standing = await _weigh(case.found, evidence, archive, before)
            if case.found.stamp and case.coverage != "partial":
                archive.insert(0, (case.found, case.standing))
    finally:
        if fetchers is not None:
            await fetchers.close()


async def _weigh(
    found: Found, evidence: Evidence, archive: list[tuple[Found, Standing]], before: list[Found]
) -> Standing:
    try:
        if found.stamp:
            return await weigh_stamp(found, evidence, archive, before)
        return await weigh(found, evidence, archive)
    except LIBRARY_ERRORS:
        return Standing(Verdict.INVALID, said(reasons.NO_SIGNATURE, field=found.field), "unknown")


def _judged(reader: Reader, case: _Case) -> Judged:
    found, later = case.found, case.later or Later("unknown")
    standing = case.standing or Standing(
        Verdict.INVALID, found.unreadable or reasons.UNSIGNED, "unknown", usage="unknown"
    )
    verdict, reason = standing.verdict, standing.reason
    if standing.integrity != "broken" and found.embedded is not None:
        if case.fault is not None or later.changes == "forbidden":
            verdict, reason = Verdict.INVALID, case.fault or later.reason or reason
        elif later.changes == "unknown" and verdict == Verdict.VALID:
            verdict, reason = Verdict.INDETERMINATE, later.reason or reasons.NOT_COMPARED
    return Judged(
        found.field, "timestamp" if found.stamp else "signature", standing.integrity, case.coverage,
        later.changes, standing.chain, standing.revocation, claimed(found), standing.stamped,
        level(reader, found), case.role,
        described(standing.signer) if standing.signer is not None else None,
        verdict, reason, found.box, standing.usage, case.locked,
    )  # fmt: skip
