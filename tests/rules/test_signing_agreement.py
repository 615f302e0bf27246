"""Where poppler, OpenSSL and qpdf agree with our verdict, and where we know better and why."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from signing.inspect import inspect
from signing.values import Level, Verdict
from tests.parts import letters, misused, strangers, validators
from tests.parts.attacks import comment_added, content_added, page_added, page_removed, text_laid_over
from tests.parts.pki import Authority
from tests.parts.revisions import Forgery
from tests.parts.signed import led, sealed

BLIND = (content_added, page_added, page_removed, comment_added, text_laid_over)
"""Forgeries after the seal that pdfsig does not see: it never looks at later revisions."""
BROKEN = ("Digest Mismatch.", "Signature is Invalid.")


@pytest.fixture(scope="module")
def letter(pki: Authority) -> bytes:
    """A letter of two pages, signed and sealed."""
    return sealed(pki, led(pki, letters.letter(pages=2)))


def verdicts(made: bytes, pki: Authority) -> list[Verdict]:
    found = inspect(io.BytesIO(made), pki.trust())
    return [each.verdict for each in found.signatures if each.kind == "signature"]


def opinions(made: bytes, pki: Authority, folder: Path) -> list[validators.Opinion]:
    file = folder / "letter.pdf"
    file.write_bytes(made)
    return validators.pdfsig(file, pki, folder)


@pytest.mark.parametrize(
    "make",
    [
        lambda pki: strangers.like_acrobat(letters.letter(), pki),
        lambda pki: strangers.signed(strangers.hybrid(letters.letter()), pki.signer("leader")),
        lambda pki: sealed(pki, led(pki, letters.letter(), level=Level.B_LTA), level=Level.B_LTA),
    ],
    ids=["acrobat", "two tables", "archived"],
)
def test_what_we_call_valid_the_others_do_too(
    make: Callable[[Authority], bytes], pki: Authority, tmp_path: Path
) -> None:
    made = make(pki)
    assert set(verdicts(made, pki)) == {Verdict.VALID}
    told = opinions(made, pki, tmp_path)
    assert {each.signature for each in told} == {"Signature is Valid."}
    assert {each.certificate for each in told} == {"Certificate is Trusted."}
    assert "No syntax or stream encoding errors found" in validators.qpdf(tmp_path / "letter.pdf")


def test_what_poppler_calls_broken_is_invalid(letter: bytes, pki: Authority, tmp_path: Path) -> None:
    made = misused.byte_flipped(letter)
    assert {each.signature for each in opinions(made, pki, tmp_path)} <= set(BROKEN)
    assert set(verdicts(made, pki)) == {Verdict.INVALID}


def test_whom_poppler_does_not_trust_is_not_valid(pki: Authority, tmp_path: Path) -> None:
    made = strangers.signed(letters.letter(), pki.signer("outsider"))
    (told,) = opinions(made, pki, tmp_path)
    assert told.signature == "Signature is Valid."
    assert told.certificate != "Certificate is Trusted."
    assert verdicts(made, pki) == [Verdict.INDETERMINATE]


@pytest.mark.parametrize("forgery", BLIND, ids=[each.__name__ for each in BLIND])
def test_poppler_calls_valid_what_was_forged_after_signing(
    forgery: Forgery, letter: bytes, pki: Authority, tmp_path: Path
) -> None:
    """The bytes signed are intact, so it is content. Hence it is never the only judge here."""
    made = forgery(letter)
    assert {each.signature for each in opinions(made, pki, tmp_path)} == {"Signature is Valid."}
    assert set(verdicts(made, pki)) == {Verdict.INVALID}


def test_poppler_does_not_ask_whether_a_certificate_was_revoked(pki: Authority, tmp_path: Path) -> None:
    """Without the network it knows no list; we have the authority's own."""
    made = strangers.signed(letters.letter(), pki.signer("revoked"))
    (told,) = opinions(made, pki, tmp_path)
    assert (told.signature, told.certificate) == ("Signature is Valid.", "Certificate is Trusted.")
    assert verdicts(made, pki) == [Verdict.INVALID]


def test_openssl_believes_the_signed_bytes_of_a_forged_letter(
    letter: bytes, pki: Authority, tmp_path: Path
) -> None:
    """It is given the bytes and cannot know that a viewer shows others."""
    file = tmp_path / "letter.pdf"
    file.write_bytes(text_laid_over(letter))
    words = validators.openssl(file, pki, tmp_path)
    assert sum("CAdES Verification successful" in word for word in words) == 2
