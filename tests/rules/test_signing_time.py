"""In 2036 the people's certificates are over: what was kept for that day still proves what was signed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from signing.inspect import inspect
from signing.trust import Trust
from signing.values import Inspection, Level, Verdict
from tests.parts import letters, strangers
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed

LATER = datetime(2036, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(pki: Authority) -> dict[Level, bytes]:
    """The same letter, signed today at every level."""
    return {level: sealed(pki, led(pki, letters.letter(), level=level), level=level) for level in Level}


@pytest.fixture(scope="module")
def then(pki: Authority, kept: dict[Level, bytes]) -> Iterator[Trust]:
    """What an office believes in 2036, with lists of that year."""
    with pki.travelling("2036-02-01 08:00:00"):
        yield pki.trust(LATER)


def judged(made: bytes, trust: Trust) -> Inspection:
    return inspect(io.BytesIO(made), trust)


@pytest.mark.parametrize(
    ("level", "verdict", "code"),
    [
        (Level.B_B, Verdict.INDETERMINATE, "VT-4053"),
        (Level.B_T, Verdict.INDETERMINATE, "VT-4061"),
        (Level.B_LT, Verdict.VALID, "VT-4040"),
        (Level.B_LTA, Verdict.VALID, "VT-4040"),
    ],
)
def test_what_is_valid_ten_years_later(
    level: Level, verdict: Verdict, code: str, kept: dict[Level, bytes], then: Trust
) -> None:
    """B-B has no proof of its time; B-T none of what was known of revocation then; the others have both."""
    found = judged(kept[level], then)
    signatures = [each for each in found.signatures if each.kind == "signature"]
    assert {(each.verdict, each.reason.code) for each in signatures} == {(verdict, code)}
    assert found.verdict == verdict
    assert all(each.integrity == "intact" for each in found.signatures)


def test_the_list_of_that_year_is_needed_even_then(kept: dict[Level, bytes], then: Trust) -> None:
    """Whether the timestamp authority was revoked since, only a fresh list tells."""
    today = Trust(LATER, then.roots, intermediates=then.intermediates)
    assert judged(kept[Level.B_LTA], today).verdict == Verdict.INDETERMINATE


def test_a_time_before_it_was_signed_is_no_time_to_judge_it(pki: Authority, kept: dict[Level, bytes]) -> None:
    early = pki.trust(datetime(2023, 1, 1, tzinfo=UTC))
    assert judged(kept[Level.B_B], early).verdict != Verdict.VALID


@pytest.mark.parametrize("renewed", [True, False])
def test_a_renewed_archive_outlives_the_authority_that_stamped_first(renewed: bool) -> None:
    """The first authority's certificate is over after two days; what a second one stamped meanwhile holds."""
    now = datetime.now(UTC)
    root = strangers.person("Gốc", ca=True)
    first = strangers.person("TSA thứ nhất", root, stamps=True, days=2)
    second = strangers.person("TSA thứ hai", root, stamps=True) if renewed else first
    signer = strangers.hand(strangers.person("Người ký", root))
    made = strangers.archived(letters.letter(), signer, first, second, root)
    later = now + timedelta(days=10)
    lists = (strangers.empty_list(root, later - timedelta(hours=1)),)
    found = judged(made, Trust(later, roots=(strangers.der_of(root[0]),), crls=lists))
    wanted = Verdict.VALID if renewed else Verdict.INDETERMINATE
    assert {each.verdict for each in found.signatures} == {wanted}, found.signatures
    assert [each.kind for each in found.signatures] == ["signature", "timestamp", "timestamp"]
