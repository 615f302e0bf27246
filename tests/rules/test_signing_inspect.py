"""What a signature is worth: one verdict and one sentence for every cause, and never an exception."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from pyhanko.sign.fields import SigSeedSubFilter

from core.sandbox.limits import Limits
from core.sandbox.pool import Sandbox
from signing.inspect import inspect
from signing.trust import Trust
from signing.values import Holder, Inspection, Judged, Level, Role, Verdict
from tests.parts import letters, strangers
from tests.parts.attacks import comment_added, store_of_nonsense
from tests.parts.pki import Authority
from tests.parts.revoking import revoking_list
from tests.parts.signed import led, sealed

VALID, INVALID, UNSURE = Verdict.VALID, Verdict.INVALID, Verdict.INDETERMINATE


@pytest.fixture(scope="module")
def letter(pki: Authority) -> bytes:
    """A letter signed and sealed as our office does."""
    return sealed(pki, led(pki, letters.letter()))


def judged(made: bytes, trust: Trust, directory: tuple[Holder, ...] = ()) -> Inspection:
    return inspect(io.BytesIO(made), trust, directory)


def by(pki: Authority, name: str, trust: Trust | None = None, **about: object) -> Judged:
    """Return what the signature of `name` on a letter is worth."""
    made = strangers.signed(letters.letter(), pki.signer(name), **about)  # type: ignore[arg-type]
    (only,) = judged(made, trust or pki.trust()).signatures
    return only


def test_everything_about_a_good_signature_is_told(letter: bytes, pki: Authority) -> None:
    directory = (
        Holder(_sha256(pki, "leader"), Role.LEADER, "Nguyễn Văn Thử"),
        Holder(_sha256(pki, "org"), Role.ORGANISATION, "Ủy ban nhân dân xã Thử Nghiệm"),
    )
    found = judged(letter, pki.trust(), directory)
    leader, seal = found.signatures
    assert (found.verdict, found.pages) == (VALID, 1)
    assert (leader.role, leader.coverage, leader.changes) == (Role.LEADER, "revision", "permitted")
    assert (seal.role, seal.coverage, seal.changes) == (Role.ORGANISATION, "whole", "none")
    for each in found.signatures:
        assert (each.kind, each.integrity, each.chain, each.revocation) == (
            "signature", "intact", "trusted", "good",
        )  # fmt: skip
        assert (each.level, each.usage, each.reason.code) == (Level.B_B, "good", "VT-4040")
        assert each.box is not None and each.box.page == 0
        assert each.claimed is not None and each.stamped is None
    assert leader.certificate is not None and leader.certificate.subject == "Nguyễn Văn Thử"
    assert (leader.locks, seal.locks) == (False, True)


def test_a_certificate_revoked_before_signing_makes_it_invalid(pki: Authority) -> None:
    found = by(pki, "revoked")
    assert (found.verdict, found.revocation, found.reason.code) == (INVALID, "revoked", "VT-4055")


def test_a_revocation_later_than_a_proven_time_harms_nothing(pki: Authority) -> None:
    """Without a proven time nobody knows which came first."""
    made = strangers.signed(letters.letter(), pki.signer("leader2"))
    stamped = strangers.signed(letters.letter(), pki.signer("leader2"), stamps=pki.timestamps)
    later = datetime.now(UTC) + timedelta(hours=1)
    crls = (pki.crl("root"), revoking_list(pki, "leader2", later))
    trust = pki.trust(later + timedelta(hours=1), crls=crls)
    (bare,), (proven,) = judged(made, trust).signatures, judged(stamped, trust).signatures
    assert (bare.verdict, bare.revocation, bare.reason.code) == (UNSURE, "revoked", "VT-4056")
    assert (proven.verdict, proven.reason.code) == (VALID, "VT-4040"), proven


def test_who_signs_with_an_expired_certificate_signs_nothing(pki: Authority) -> None:
    found = by(pki, "expired")
    assert (found.verdict, found.chain, found.reason.code) == (INVALID, "expired", "VT-4054")


def test_a_certificate_for_a_server_signs_no_documents(pki: Authority) -> None:
    found = by(pki, "wrong")
    assert (found.verdict, found.usage, found.reason.code) == (INVALID, "wrong", "VT-4063")


def test_an_authority_nobody_believes_leaves_it_open(pki: Authority) -> None:
    found = by(pki, "outsider")
    assert (found.verdict, found.chain, found.reason.code) == (UNSURE, "untrusted", "VT-4057")
    assert by(pki, "leader", Trust(pki.trust().at)).chain == "untrusted"


def test_a_foreign_root_verifies_and_is_told_as_foreign(pki: Authority) -> None:
    """Other roots only verify: what they prove is no signature of the Government's authority."""
    trust = pki.trust(foreign=(pki.der("other"),), crls=(*pki.crls(), pki.crl("other")))
    found = by(pki, "outsider", trust)
    assert (found.verdict, found.chain, found.reason.code) == (VALID, "foreign", "VT-4041")


def test_who_vouches_for_himself_is_not_believed(pki: Authority) -> None:
    made = strangers.signed(letters.letter(), strangers.hand(strangers.person("Tự Ký")))
    (found,) = judged(made, pki.trust()).signatures
    assert (found.verdict, found.reason.code) == (UNSURE, "VT-4058")


def test_an_authority_that_publishes_nothing_about_revocation_cannot_be_asked(pki: Authority) -> None:
    """The sentence says so; where an authority does publish, its list is never dispensable."""
    root = strangers.person("Gốc", ca=True)
    made = strangers.signed(letters.letter(), strangers.hand(strangers.person("Người", root)))
    (found,) = judged(made, Trust(pki.trust().at, roots=(strangers.der_of(root[0]),))).signatures
    assert (found.verdict, found.revocation, found.reason.code) == (VALID, "unknown", "VT-4068")


@pytest.mark.parametrize("stale", ["old", "past", "none"])
def test_without_fresh_revocation_it_is_never_valid(stale: str, letter: bytes, pki: Authority) -> None:
    """A list too old, past its own next update, or not there."""
    trust = pki.trust()
    changed = {
        "old": replace(trust, stale=timedelta(0)),
        "past": replace(trust, at=trust.at + timedelta(days=365), stale=timedelta(days=4000)),
        "none": replace(trust, crls=()),
    }[stale]
    found = judged(letter, changed)
    told = ("unknown", "VT-4061") if stale == "none" else ("stale", "VT-4060")
    assert {(each.verdict, each.revocation, each.reason.code) for each in found.signatures} == {
        (UNSURE, *told)
    }


def test_an_answer_about_one_certificate_does_for_a_list(letter: bytes, pki: Authority) -> None:
    """OCSP instead of the lower authority's CRL; kept in the file itself (B-LT) it needs no store."""
    made = sealed(pki, led(pki, letters.letter(), level=Level.B_LT), level=Level.B_LT)
    assert judged(made, pki.trust(crls=())).verdict == VALID


def test_only_who_is_allowed_to_asks_the_network(letter: bytes, pki: Authority) -> None:
    assert judged(letter, pki.trust(crls=(), online=False)).reason.code == "VT-4061"
    assert judged(letter, pki.trust(crls=(), online=True)).verdict == VALID


def test_a_long_list_is_searched_and_its_signature_checked(letter: bytes, pki: Authority) -> None:
    """As long as the Government's: who stands in it is found, and one nobody signed proves nothing."""
    now = pki.trust().at - timedelta(hours=1)
    lists = (pki.crl("root"), revoking_list(pki, "officer", now, others=20_000))
    assert judged(letter, pki.trust(crls=lists)).verdict == VALID
    made = strangers.signed(letters.letter(), pki.signer("officer"))
    (found,) = judged(made, pki.trust(crls=lists)).signatures
    assert found.revocation == "revoked"
    forged = (lists[0], lists[1][:-1] + bytes([lists[1][-1] ^ 1]))
    assert judged(letter, pki.trust(crls=forged)).verdict == UNSURE


def test_a_store_of_nonsense_in_the_file_proves_nothing_and_harms_nothing(
    letter: bytes, pki: Authority
) -> None:
    assert judged(store_of_nonsense(letter), pki.trust()).verdict == VALID
    assert judged(store_of_nonsense(letter), pki.trust(crls=())).reason.code == "VT-4061"


@pytest.mark.parametrize("seed", range(40))
def test_a_file_that_was_tampered_with_anyhow_is_never_valid_and_never_an_exception(
    seed: int, letter: bytes, pki: Authority
) -> None:
    """Bytes changed, taken out, put in, doubled; only within a signature's own value may that be harmless."""
    dice = random.Random(seed)
    place, many = dice.randrange(len(letter)), dice.choice((1, 3, 60, 4000))
    noise = dice.randbytes(many)
    made = {
        0: letter[:place] + noise + letter[place + many :],
        1: letter[:place] + letter[place + many :],
        2: letter[:place] + noise + letter[place:],
        3: letter[: place + many] + letter[place:],
    }[seed % 4]
    found = judged(made, pki.trust())
    assert found.verdict != VALID or made == letter
    assert str(found.reason)


@pytest.mark.parametrize("algorithm", ["sha1", "md5"])
def test_a_broken_digest_assures_nothing(algorithm: str, pki: Authority) -> None:
    found = by(pki, "leader", md_algorithm=algorithm)
    assert (found.verdict, found.integrity, found.reason.code) == (UNSURE, "intact", "VT-4062")


def test_a_kind_of_signature_we_do_not_know_is_said(pki: Authority) -> None:
    made = strangers.of_kind(strangers.signed(letters.letter(), pki.signer("leader")), "/adbe.pkcs7.sha1")
    (found,) = judged(made, pki.trust()).signatures
    assert (found.verdict, found.integrity, found.reason.code) == (INVALID, "unknown", "VT-4064")


def test_a_field_with_something_else_in_it_is_no_signature(pki: Authority) -> None:
    made = strangers.emptied(strangers.signed(letters.letter(), pki.signer("leader")))
    (found,) = judged(made, pki.trust()).signatures
    assert (found.verdict, found.reason.code) == (INVALID, "VT-4065")


def test_a_timestamp_nobody_believes_is_said(pki: Authority) -> None:
    """The signature's own certificate is fine; what proves its time is not."""
    root = strangers.person("Gốc", ca=True)
    signer = strangers.hand(strangers.person("Người", root))
    made = strangers.signed(letters.letter(), signer, stamps=pki.timestamps)
    (found,) = judged(made, Trust(pki.trust().at, roots=(strangers.der_of(root[0]),))).signatures
    assert (found.verdict, found.stamped, found.reason.code) == (UNSURE, None, "VT-4066")


def test_what_acrobat_writes_is_read(pki: Authority) -> None:
    """Object streams, adbe.pkcs7.detached: valid, and of none of our levels. A comment later forbids it."""
    made = strangers.like_acrobat(letters.letter(), pki)
    found = judged(made, pki.trust())
    assert found.verdict == VALID, found.reason
    assert {each.level for each in found.signatures} == {""}
    assert judged(comment_added(made), pki.trust()).verdict == INVALID


def test_a_file_with_two_tables_is_read_as_it_was_signed(pki: Authority) -> None:
    """As word processors export it; a second table that comes after a signature is forbidden."""
    made = strangers.signed(strangers.hybrid(letters.letter()), pki.signer("leader"))
    assert judged(made, pki.trust()).verdict == VALID
    assert judged(strangers.hybrid(letters.letter()), pki.trust()).reason.code == "VT-4067"


def test_a_dynamic_form_is_never_valid(pki: Authority) -> None:
    made = strangers.signed(strangers.dynamic(letters.letter()), pki.signer("leader"))
    found = judged(made, pki.trust())
    assert (found.verdict, found.reason.code) == (UNSURE, "VT-4072")


@pytest.mark.parametrize(
    ("made", "code", "repairable"),
    [
        (b"", "VT-4069", False),
        (b"PK\x03\x04 not a PDF" * 99, "VT-4069", False),
        (b"%PDF-1.7\n" + b"\x00" * 4096, "VT-4070", False),
        (strangers.encrypted(letters.letter()), "VT-4071", False),
        (letters.letter()[:-40], "VT-4070", True),
        (letters.letter()[: len(letters.letter()) // 2], "VT-4070", False),
        (letters.letter(), "VT-4067", False),
    ],
    ids=["empty", "other", "zeros", "encrypted", "cut", "half", "unsigned"],
)
def test_what_cannot_be_judged_is_told_in_a_sentence(
    made: bytes, code: str, repairable: bool, pki: Authority
) -> None:
    found = judged(made, pki.trust())
    assert (found.verdict, found.reason.code, found.signatures) == (UNSURE, code, ())
    assert found.repairable is repairable


def test_a_signed_file_cut_short_is_never_repairable(letter: bytes, pki: Authority) -> None:
    """Writing it anew would take the signature away, and with it the proof that something was cut."""
    for keep in (len(letter) - 40, len(letter) * 9 // 10, len(letter) * 3 // 4):
        found = judged(letter[:keep], pki.trust())
        assert found.verdict != VALID
        assert not found.repairable


def test_five_hundred_pages_are_judged(pki: Authority) -> None:
    made = strangers.signed(strangers.multiplied(letters.letter(), 500), pki.signer("leader"))
    twice = strangers.signed(made, pki.signer("org"), "Signature2")
    found = judged(twice, pki.trust())
    assert (found.verdict, found.pages) == (VALID, 500), found.reason


def test_two_hundred_megabytes_are_judged_in_little_memory(pki: Authority, tmp_path: Path) -> None:
    """A child that may take a sixth of the file's size is enough, and nothing of the file leaves it."""
    file = tmp_path / "large.pdf"
    file.write_bytes(sealed(pki, led(pki, letters.letter(size=200 << 20))))
    limits = Limits(memory_bytes=128 << 20)
    with Sandbox(1, preload=("signing.inspect",)) as sandbox:
        found = sandbox.call_now(inspect, file, pki.trust(), (), limits=limits, reads=[file])
    assert found.verdict == VALID, found.reason


def test_the_legacy_subfilter_is_judged_like_ours(pki: Authority) -> None:
    found = by(pki, "leader", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    assert (found.verdict, found.level) == (VALID, "")


def _sha256(pki: Authority, name: str) -> str:
    return sha256(pki.der(name)).hexdigest()
