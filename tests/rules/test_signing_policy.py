"""Which signatures a class of document must bear, what it is then worth, and who may still sign."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from signing import policy
from signing.inspect import inspect
from signing.policy import Kind, Worth, demand, legal_value, may_sign
from signing.values import Holder, Inspection, Judged, Level, Purpose, Reason, Role, Verdict
from tests.parts import letters, strangers
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed

PEOPLE = {
    "leader": Role.LEADER, "leader2": Role.LEADER, "org": Role.ORGANISATION, "initials": Role.OFFICER,
}  # fmt: skip
"""Whose certificate is whose, in the directory of the office."""


@pytest.fixture(scope="module")
def directory(pki: Authority) -> tuple[Holder, ...]:
    """What the office knows of its people."""
    import hashlib

    return tuple(
        Holder(hashlib.sha256(pki.der(name)).hexdigest(), role, name) for name, role in PEOPLE.items()
    )


def signed_by(pki: Authority, *names: str) -> bytes:
    made = letters.letter()
    for place, name in enumerate(names):
        made = strangers.signed(made, pki.signer(name), f"Signature{place}")
    return made


def seen(made: bytes, pki: Authority, directory: tuple[Holder, ...]) -> Inspection:
    return inspect(io.BytesIO(made), pki.trust(), directory)


def code(reason: Reason | None) -> str:
    return "" if reason is None else reason.code


@pytest.mark.parametrize(
    ("names", "original", "copy"),
    [
        ((), "VT-4073", "VT-4074"),
        (("leader",), "VT-4074", "VT-4074"),
        (("org",), "VT-4073", ""),
        (("leader", "org"), "", ""),
        (("initials", "leader", "org"), "", ""),
        (("leader", "leader2", "org"), "", ""),
        (("leader", "revoked"), "VT-4076", "VT-4076"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else value or "enough",
)
def test_an_original_needs_leader_and_seal_and_a_copy_the_seal_alone(
    names: tuple[str, ...], original: str, copy: str, pki: Authority, directory: tuple[Holder, ...]
) -> None:
    """Decree 30/2020, art. 5.1, 25.1.c and 32.2.d; initials are optional."""
    found = seen(signed_by(pki, *names), pki, directory)
    assert code(demand(Kind.ORIGINAL, found)) == original
    assert code(demand(Kind.COPY, found)) == copy


def test_the_organisation_signs_last_where_order_is_enforced(
    pki: Authority, directory: tuple[Holder, ...]
) -> None:
    """A leader's signature after the seal spoils the seal: what is in the file says so already."""
    found = seen(signed_by(pki, "org", "leader"), pki, directory)
    assert code(demand(Kind.ORIGINAL, found)) == "VT-4076"
    backwards = Inspection(found.verdict, found.reason, tuple(_valid(each) for each in found.signatures))
    assert code(demand(Kind.ORIGINAL, backwards)) == "VT-4075"
    assert demand(Kind.ORIGINAL, backwards, ordered=False) is None


def test_our_own_signatures_end_at_the_government_s_root(
    pki: Authority, directory: tuple[Holder, ...]
) -> None:
    """A foreign root verifies, and is not enough for a document of ours."""
    trust = pki.trust(roots=(pki.der("other"),), foreign=(pki.der("root"),))
    found = inspect(io.BytesIO(signed_by(pki, "leader", "org")), trust, directory)
    assert found.verdict == Verdict.VALID
    assert code(demand(Kind.ORIGINAL, found)) == "VT-4077"


def test_whose_a_signature_is_only_the_directory_says(pki: Authority) -> None:
    """Two valid signatures of people nobody here knows are no leader's and no seal; a clerk enters them."""
    both, one = (seen(signed_by(pki, *names), pki, ()) for names in (("leader", "org"), ("org",)))
    assert both.verdict == Verdict.VALID
    assert code(demand(Kind.ORIGINAL, both)) == "VT-4080"
    assert code(demand(Kind.COPY, one)) == "VT-4080"


@pytest.mark.parametrize(
    ("names", "kind", "profile", "worth", "words"),
    [
        (("leader", "org"), Kind.ORIGINAL, "nd30", Worth.ORIGINAL, "như bản gốc văn bản giấy"),
        (("leader", "org"), Kind.ORIGINAL, "tt01", Worth.ORIGINAL, "tương đương văn bản giấy"),
        (("org",), Kind.COPY, "nd30", Worth.COPY, "như bản chính"),
        (("leader",), Kind.ORIGINAL, "nd30", Worth.REFERENCE, "Để biết, tham khảo"),
        ((), Kind.COPY, "tt01", Worth.REFERENCE, "không thay cho việc gửi, nhận văn bản giấy"),
    ],
)
def test_what_a_document_is_worth_is_said_in_the_law_s_words(
    names: tuple[str, ...], kind: Kind, profile: str, worth: Worth, words: str, pki: Authority,
    directory: tuple[Holder, ...],
) -> None:  # fmt: skip
    value = legal_value(kind, seen(signed_by(pki, *names), pki, directory), profile)
    assert value.worth == worth
    assert words in value.words
    assert bool(value.why.code) == (worth == Worth.REFERENCE), "why not, or what makes it so"
    assert str(value.why)
    assert "Điều" in value.law


@pytest.mark.parametrize(
    ("names", "purpose", "refused"),
    [
        ((), Purpose.INITIAL, ""),
        ((), Purpose.LEADER, ""),
        ((), Purpose.ORGANISATION, "VT-4073"),
        ((), Purpose.COPY, ""),
        ((), Purpose.ANNEX, ""),
        (("initials",), Purpose.LEADER, ""),
        (("initials",), Purpose.ORGANISATION, "VT-4073"),
        (("leader",), Purpose.INITIAL, "VT-4079"),
        (("leader",), Purpose.LEADER, ""),
        (("leader",), Purpose.ORGANISATION, ""),
        (("outsider",), Purpose.LEADER, ""),
        (("revoked",), Purpose.LEADER, "VT-4076"),
        *((("leader", "org"), purpose, "VT-4078") for purpose in Purpose),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else str(value) or "may",
)
def test_who_may_sign_next(
    names: tuple[str, ...], purpose: Purpose, refused: str, pki: Authority, directory: tuple[Holder, ...]
) -> None:
    """The leader before the organisation, initials before the leader, nobody after the organisation."""
    assert code(may_sign(seen(signed_by(pki, *names), pki, directory), purpose)) == refused


def test_archive_data_after_the_seal_change_nothing(pki: Authority, directory: tuple[Holder, ...]) -> None:
    made = sealed(pki, led(pki, letters.letter(), level=Level.B_LTA), level=Level.B_LTA)
    found = seen(made, pki, directory)
    assert demand(Kind.ORIGINAL, found) is None
    assert code(may_sign(found, Purpose.LEADER)) == "VT-4078"


def test_every_worth_has_its_words_in_every_profile() -> None:
    assert set(policy.WORDS) == {(worth, profile) for worth in Worth for profile in ("nd30", "tt01")}


def _valid(found: Judged) -> Judged:
    return replace(found, verdict=Verdict.VALID)
