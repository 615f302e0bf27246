"""A letter is signed twice at every level, and programs that are not ours believe both signatures."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signing.apply import apply
from signing.inspect import inspect
from signing.lasting import upgrade
from signing.order import Order
from signing.values import Fault, Level, Purpose, Verdict
from tests.parts import letters, validators
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed

LEVELS = [*Level]
STAMPED = [level for level in Level if level is not Level.B_B]
NOWHERE = "http://127.0.0.1:9/tsa"


def judged(made: bytes, pki: Authority) -> dict[str, tuple[str, str, Verdict]]:
    found = inspect(io.BytesIO(made), pki.trust())
    return {
        each.field: (each.level, each.changes, each.verdict)
        for each in found.signatures
        if each.kind == "signature"
    }


@pytest.mark.parametrize("level", LEVELS)
def test_two_signatures_with_number_and_date_filled_between_them_stay_valid(
    level: Level, pki: Authority, tmp_path: Path
) -> None:
    """Ours, poppler's, OpenSSL's and qpdf's verdicts agree on what was signed."""
    made = sealed(pki, led(pki, letters.letter(), level=level), level=level)
    file = tmp_path / "letter.pdf"
    file.write_bytes(made)

    later = "permitted" if level in (Level.B_LT, Level.B_LTA) else "none"
    assert judged(made, pki) == {
        "Leader": (level, "permitted", Verdict.VALID),
        "Organisation": (level, later, Verdict.VALID),
    }
    believed = validators.Opinion("Signature is Valid.", "Certificate is Trusted.")
    assert validators.pdfsig(file, pki, tmp_path) == [believed, believed]
    words = validators.openssl(file, pki, tmp_path)
    stamps = {Level.B_B: 0, Level.B_T: 2, Level.B_LT: 2, Level.B_LTA: 4}[level]
    assert sum("CAdES Verification successful" in word for word in words) == 2
    assert sum("Verification: OK" in word for word in words) == stamps
    assert "No syntax or stream encoding errors found" in validators.qpdf(file)


@pytest.mark.parametrize("level", STAMPED)
def test_an_elliptic_curve_seals_as_well(level: Level, pki: Authority) -> None:
    made = sealed(pki, led(pki, letters.letter(), level=level), name="orgec", level=level)
    assert {verdict for _level, _changes, verdict in judged(made, pki).values()} == {Verdict.VALID}


def test_the_level_reached_and_the_time_proven_are_told(pki: Authority) -> None:
    target, trust = io.BytesIO(), pki.trust()
    order = Order("Org", Purpose.COPY, level=Level.B_LTA, timestamps=(pki.timestamps,))
    applied = apply(io.BytesIO(letters.letter()), target, pki.signer("org"), order, trust)
    assert applied.level is Level.B_LTA
    assert applied.stamped is not None and abs((applied.stamped - trust.at).total_seconds()) < 120
    assert (applied.at, applied.size) == (trust.at, len(target.getvalue()))
    assert applied.certificate.sha256 == hashlib.sha256(pki.der("org")).hexdigest()


def test_the_second_authority_is_asked_when_the_first_is_down(pki: Authority) -> None:
    made = led(pki, letters.letter(), level=Level.B_T, timestamps=(NOWHERE, pki.timestamps))
    assert judged(made, pki)["Leader"][0] == Level.B_T


def test_without_an_answer_there_is_no_signature(pki: Authority) -> None:
    with pytest.raises(Fault, match="VT-4016") as refused:
        led(pki, letters.letter(), level=Level.B_T, timestamps=(NOWHERE,), patience=0.2)
    assert refused.value.again


def test_a_site_may_allow_a_signature_without_timestamp(pki: Authority) -> None:
    """It is of level B-B then, and is told so."""
    made = led(
        pki,
        letters.letter(),
        level=Level.B_LTA,
        timestamps=(NOWHERE,),
        patience=0.2,
        without_timestamp=True,
    )
    assert judged(made, pki)["Leader"] == (Level.B_B, "none", Verdict.VALID)


def test_an_authority_that_comes_back_is_waited_for(pki: Authority) -> None:
    """It is down when first asked; patience lasts, and the token is not asked again."""
    trust = pki.trust()
    pki.close()
    back = threading.Timer(1.0, pki.open)
    back.start()
    try:
        made = led(pki, letters.letter(), trust, level=Level.B_T, patience=60.0)
    finally:
        back.join()
    assert judged(made, pki)["Leader"][0] == Level.B_T


@pytest.mark.parametrize("level", STAMPED)
def test_a_signature_can_be_renewed_for_keeping(level: Level, pki: Authority) -> None:
    made = sealed(pki, led(pki, letters.letter(), level=level), level=level)
    target = io.BytesIO()
    upgrade(io.BytesIO(made), target, (pki.timestamps,), pki.trust())
    assert target.getvalue().startswith(made)
    assert judged(target.getvalue(), pki)["Organisation"] == (Level.B_LTA, "permitted", Verdict.VALID)


def test_what_lasts_is_renewed_when_the_signers_certificates_have_long_expired(pki: Authority) -> None:
    """Only the last archive timestamp, on which all before it rests, is asked about again."""
    made = sealed(pki, led(pki, letters.letter(), level=Level.B_LTA), level=Level.B_LTA)
    target, later = io.BytesIO(), datetime(2036, 2, 1, 8, tzinfo=UTC)
    with pki.travelling("2036-02-01 08:00:00"):
        trust = pki.trust(later)
        upgrade(io.BytesIO(made), target, (pki.timestamps,), trust)
        found = inspect(io.BytesIO(target.getvalue()), pki.trust(later))
    assert [each.verdict for each in found.signatures] == [Verdict.VALID] * len(found.signatures)
    stamps = [each.stamped for each in found.signatures if each.kind == "timestamp" and each.stamped]
    assert [stamp.year for stamp in stamps] == [2026, 2026, 2036]


def test_a_file_without_signatures_has_nothing_to_renew(pki: Authority) -> None:
    with pytest.raises(Fault, match="VT-4025"):
        upgrade(io.BytesIO(letters.letter()), io.BytesIO(), (pki.timestamps,), pki.trust())


def test_an_authority_nobody_trusts_stamps_nothing(pki: Authority) -> None:
    """Its timestamp would prove nothing; the signature is not made."""
    trust = pki.trust(roots=(pki.der("interm"),), intermediates=(), crls=())
    with pytest.raises(Fault, match="VT-4024"):
        led(pki, letters.letter(), trust, level=Level.B_T)
