"""Which bytes a signature covers: all of one revision and nothing but its own place left out, or not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing import reasons
from signing.found import Found
from signing.opening import length
from signing.values import Reason

_LARGEST_GAP: Final = 16 << 20
_CHUNK: Final = 1 << 20
_ENDING: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_LONGEST_ENDING: Final = 64


def cover(source: BinaryIO, found: Found, others: Sequence[Found]) -> tuple[str, Reason | None]:
    """Return how far a signature covers the file, whole, revision or partial, and what is wrong with it."""
    embedded = found.embedded
    first, start, again, rest = (int(each) for each in embedded.byte_range)
    size = length(source)
    if first != 0 or start <= 0 or rest <= 0 or again <= start + 1 or again + rest > size:
        return "partial", reasons.WRAPPED
    if not _gap_is_its_own(source, start, again, embedded.pkcs7_content):
        return "partial", reasons.WRAPPED
    if any(_overlap(found, other) for other in others if other is not found and other.embedded):
        return "partial", reasons.OVERLAPPING
    _digest(source, embedded)
    embedded.compute_integrity_info(skip_diff=True)
    level = embedded.coverage
    if level == SignatureCoverageLevel.ENTIRE_FILE:
        return "whole", None
    if level == SignatureCoverageLevel.ENTIRE_REVISION:
        return "revision", None
    return "partial", reasons.PARTIAL


def followed_by_revisions_only(source: BinaryIO, found: Found) -> bool:
    """Say whether every byte after the signed ones belongs to a later revision the reader knows.

    A second table of objects, or an end of file, that one reader passes over is what another reader shows.
    """
    embedded = found.embedded
    xrefs = embedded.reader.xrefs
    known = [
        xrefs.get_startxref_for_revision(revision)
        for revision in range(embedded.signed_revision + 1, xrefs.total_revisions)
    ]
    endings, clean = _endings(source, found.end)
    return clean and endings == [int(each) for each in known]


def _digest(source: BinaryIO, embedded: Any) -> None:
    """Compute what was signed in large pieces; the library would take it 4 KB at a time."""
    algorithm = embedded.external_md_algorithm
    if algorithm not in hashlib.algorithms_available:
        return
    digest = hashlib.new(algorithm)
    first, before, again, after = (int(each) for each in embedded.byte_range)
    for start, size in ((first, before), (again, after)):
        source.seek(start)
        while size > 0 and (chunk := source.read(min(size, _CHUNK))):
            digest.update(chunk)
            size -= len(chunk)
    embedded.external_digests[algorithm] = digest.digest()


def _gap_is_its_own(source: BinaryIO, start: int, again: int, content: bytes) -> bool:
    """Say whether the bytes left out are `<`, the signature in hexadecimal, `>`, and nothing else."""
    if again - start > _LARGEST_GAP:
        return False
    source.seek(start)
    gap = source.read(again - start)
    if gap[:1] != b"<" or gap[-1:] != b">":
        return False
    try:
        return bytes.fromhex(gap[1:-1].decode("ascii")) == content
    except ValueError:
        return False


def _overlap(one: Found, other: Found) -> bool:
    earlier, later = sorted((one, other), key=lambda each: (each.end, each.start))
    return earlier.end > later.start


def _endings(source: BinaryIO, start: int) -> tuple[list[int], bool]:
    """Return what each `startxref` from `start` on names, and whether only space follows the last."""
    source.seek(start)
    endings: list[int] = []
    kept, clean = b"", True
    while chunk := source.read(_CHUNK):
        kept += chunk
        last = 0
        for match in _ENDING.finditer(kept):
            endings.append(int(match[1]))
            last = match.end()
        clean = not kept[last:].strip() if last else clean and not chunk.strip()
        kept = kept[max(last, len(kept) - _LONGEST_ENDING) :]
    return endings, clean
