"""Whatever is done to a letter after the organisation signed it is found, by structure and by look."""

from __future__ import annotations

import io
from collections.abc import Callable
from hashlib import sha256

import pytest

from signing.ink import inked
from signing.inspect import inspect
from signing.opening import open_pdf
from signing.raster import differing_page
from signing.values import Holder, Inspection, Judged, Level, Role, Verdict
from tests.parts import letters, misused, strangers
from tests.parts.attacks import (
    AFTER_THE_SEAL,
    content_added,
    content_replaced,
    look_exchanged,
    page_added,
    page_exchanged,
    text_laid_over,
    widget_moved,
)
from tests.parts.pki import Authority
from tests.parts.revisions import Forgery
from tests.parts.shadows import SHADOWS
from tests.parts.signed import led, sealed

SEEN = (
    content_replaced, content_added, page_added, page_exchanged, text_laid_over, look_exchanged, widget_moved,
)  # fmt: skip
"""Forgeries that show."""
HARMLESS = (
    lambda made: letters.turned(made, 90),
    lambda made: letters.turned(made, 270),
    letters.moved,
    letters.leftover,
)


@pytest.fixture(scope="module")
def letter(pki: Authority) -> bytes:
    """A letter of two pages, signed by the leader, numbered, dated and sealed."""
    return sealed(pki, led(pki, letters.letter(pages=2)))


@pytest.fixture(scope="module")
def archived(pki: Authority) -> bytes:
    """The same with archive timestamps."""
    return sealed(pki, led(pki, letters.letter(), level=Level.B_LTA), level=Level.B_LTA)


def judged(made: bytes, pki: Authority) -> Inspection:
    return inspect(io.BytesIO(made), pki.trust())


def of(field: str, inspection: Inspection) -> Judged:
    return next(each for each in inspection.signatures if each.field == field)


@pytest.mark.parametrize("forgery", AFTER_THE_SEAL.values(), ids=AFTER_THE_SEAL.keys())
def test_a_forgery_after_the_seal_is_invalid(forgery: Forgery, letter: bytes, pki: Authority) -> None:
    """The bytes that were signed are all there and match: only what came after them tells."""
    found = judged(forgery(letter), pki)
    seal = of("Organisation", found)
    assert (found.verdict, seal.verdict) == (Verdict.INVALID, Verdict.INVALID)
    assert (seal.integrity, seal.changes) == ("intact", "forbidden")
    assert found.reason.code in ("VT-4048", "VT-4050")


@pytest.mark.parametrize("forgery", AFTER_THE_SEAL.values(), ids=AFTER_THE_SEAL.keys())
def test_archive_timestamps_hide_no_forgery(forgery: Forgery, archived: bytes, pki: Authority) -> None:
    assert judged(forgery(archived), pki).verdict == Verdict.INVALID


@pytest.mark.parametrize(("before", "after"), SHADOWS, ids=[after.__name__ for _, after in SHADOWS])
def test_what_waited_in_the_signed_file_is_found_when_it_comes_to_light(
    before: Forgery, after: Forgery, pki: Authority
) -> None:
    """Shadow attacks: hide, replace, hide and replace. Until then the file is what was signed, and valid."""
    signed = sealed(pki, led(pki, before(letters.letter())))
    assert judged(signed, pki).verdict == Verdict.VALID
    found = judged(after(signed), pki)
    assert of("Organisation", found).changes == "forbidden"
    assert found.verdict == Verdict.INVALID


def test_a_changed_byte_breaks_every_signature_over_it(letter: bytes, pki: Authority) -> None:
    found = judged(misused.byte_flipped(letter), pki)
    assert {(each.integrity, each.reason.code) for each in found.signatures} == {("broken", "VT-4043")}


def test_wrapped_bytes_are_found(letter: bytes, pki: Authority) -> None:
    """The signed bytes are all there, moved apart around what nobody signed."""
    found = judged(misused.wrapped(letter), pki)
    assert found.verdict == Verdict.INVALID
    assert of("Organisation", found).coverage == "partial"


def test_bytes_left_out_beside_the_signature_are_found(pki: Authority) -> None:
    found = judged(misused.gap_too_wide(letters.letter(), pki, "leader"), pki)
    (only,) = found.signatures
    assert (only.integrity, only.coverage, only.verdict) == ("intact", "partial", Verdict.INVALID)
    assert only.reason.code == "VT-4045"


def test_two_fields_over_the_same_bytes_are_found(letter: bytes, pki: Authority) -> None:
    found = judged(misused.borrowed(letter), pki)
    assert of("Again", found).reason.code == "VT-4046"
    assert of("Organisation", found).verdict == Verdict.INVALID


def test_a_signature_from_another_letter_is_broken(letter: bytes, pki: Authority) -> None:
    other = sealed(pki, led(pki, letters.letter(subject="Về việc khác")))
    seal = of("Organisation", judged(misused.transplanted(letter, other), pki))
    assert (seal.integrity, seal.verdict) == ("broken", Verdict.INVALID)


def test_nobody_signs_after_the_organisation(letter: bytes, pki: Authority) -> None:
    """The signature itself is sound; that it came after the seal spoils the seal."""
    found = judged(misused.signed_again(letter, pki), pki)
    assert of("Third", found).verdict == Verdict.VALID
    assert of("Organisation", found).reason.code == "VT-4050"


def test_whom_the_directory_calls_the_organisation_signs_last(pki: Authority) -> None:
    """A seal that does not lock the file itself, on a copy without a number: only the directory knows."""
    made = misused.signed_again(strangers.signed(letters.letter(), pki.signer("org")), pki)
    holder = Holder(sha256(pki.der("org")).hexdigest(), Role.ORGANISATION, "Ủy ban nhân dân")
    known = inspect(io.BytesIO(made), pki.trust(), (holder,))
    assert (of("Signature1", known).role, of("Signature1", known).changes) == (
        Role.ORGANISATION, "forbidden",
    )  # fmt: skip
    assert judged(made, pki).verdict == Verdict.VALID, "to a stranger they are two people who signed"


def test_a_certification_stays_as_strict_as_it_was_made(pki: Authority) -> None:
    certified = misused.certified(letters.letter(), pki)
    assert judged(certified, pki).verdict == Verdict.VALID
    for forge in (misused.downgraded, misused.uncertified):
        assert judged(forge(certified), pki).verdict == Verdict.INVALID


def test_the_number_is_filled_once_and_before_the_seal(pki: Authority) -> None:
    """Without a directory too: who signs over a number that stands is the last to sign."""
    found = judged(sealed(pki, led(pki, letters.letter()), lock=False), pki)
    assert found.verdict == Verdict.VALID
    assert of("Organisation", found).locks and not of("Leader", found).locks


@pytest.mark.parametrize("forgery", SEEN, ids=[each.__name__ for each in SEEN])
def test_pictures_alone_would_tell(forgery: Forgery, letter: bytes) -> None:
    """Another library than the one that compares the structure draws the pages and sees the change."""
    forged = forgery(letter)
    assert differing_page(io.BytesIO(forged), len(letter), len(forged), ()) is not None


def test_pictures_may_differ_where_the_ink_is_and_nowhere_else(pki: Authority) -> None:
    signed = led(pki, letters.letter())
    made = sealed(pki, signed)
    reader = open_pdf(io.BytesIO(made))
    first = next(each.signed_revision for each in reader.embedded_signatures if each.fq_name == "Leader")
    ink = inked(reader, first, reader.xrefs.total_revisions - 1)
    assert len(ink) == 4, "the seal, the number, the day and the month"
    assert differing_page(io.BytesIO(made), len(signed), len(made), ink) is None
    for missing in ink:
        others = tuple(each for each in ink if each is not missing)
        assert differing_page(io.BytesIO(made), len(signed), len(made), others) == 0


def test_a_field_as_large_as_the_page_hides_nothing(pki: Authority) -> None:
    """What may be covered is the ink, and no seal covers a fifth of a sheet."""
    signed = led(pki, letters.letter())
    made = misused.signed_again(signed, pki, box=(0, 0, 595, 842))
    leader = of("Leader", judged(made, pki))
    assert (leader.changes, leader.reason.code) == ("forbidden", "VT-4051")


@pytest.mark.parametrize("harmless", HARMLESS)
def test_a_page_that_lies_turned_or_moved_is_no_forgery(
    harmless: Callable[[bytes], bytes], pki: Authority
) -> None:
    found = judged(sealed(pki, led(pki, harmless(letters.letter()))), pki)
    assert found.verdict == Verdict.VALID, found.reason
