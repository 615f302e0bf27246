"""What the office believes: every piece is sorted and checked, a root is confirmed, age is told."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from asn1crypto import pem

from core import trust
from core.clock import wall
from core.errors import Forbidden, Missing, Refused
from core.store.memory import Audit, JobRow
from core.store.seals import TrustItem
from core.trust import ailments, bringing, items
from core.values import Moment
from tests.parts.office import Desk
from tests.parts.pki import Authority
from tests.parts.published import answer_about, believing, list_of_revocations, package


@pytest.fixture
def now() -> Moment:
    return Moment(wall())


@pytest.fixture
def believed(desk: Desk, pki: Authority, now: Moment) -> Desk:
    """An office that believes the authority of the tests, with fresh lists."""
    return believing(desk, pki, now)


def outcomes(came: list[bringing.Came]) -> list[tuple[str, str]]:
    return [(one.kind, one.outcome) for one in came]


def asked_again() -> set[str]:
    """Return which kept verdicts were asked to be judged again."""
    return {row.facts["which"] for row in JobRow.select().where(JobRow.kind == bringing.CHANGED)}


def test_a_root_is_believed_only_when_an_administrator_says_so(
    desk: Desk, pki: Authority, now: Moment
) -> None:
    """A clerk's file brings it in, unbelieved; its hash is compared, then it counts."""
    came = desk.do(trust.import_, pki.der("root"), None, desk.clerk, now)
    assert outcomes(came) == [("candidate", "confirm")]
    assert desk.see(trust.current, now.utc).roots == ()
    (waiting,) = desk.see(items.listing, now.utc)
    for person in (desk.clerk, desk.leader, desk.officer):
        with pytest.raises(Forbidden):
            desk.do(bringing.confirm, waiting.id, "root", person, now)
    desk.do(bringing.confirm, waiting.id, "root", desk.admin, now)
    assert desk.see(trust.current, now.utc).roots == (pki.der("root"),)
    assert waiting.fingerprint.replace(" ", "").lower() == waiting.sha256


def test_a_clerk_names_no_root_and_others_bring_in_nothing(desk: Desk, pki: Authority, now: Moment) -> None:
    with pytest.raises(Forbidden):
        desk.do(trust.import_, pki.der("root"), "root", desk.clerk, now)
    with pytest.raises(Forbidden):
        desk.do(trust.import_, pki.der("root"), None, desk.clerk, now, demonstration=True)
    for person in (desk.leader, desk.head, desk.officer):
        with pytest.raises(Forbidden):
            desk.do(trust.import_, pki.der("root"), None, person, now)
    assert desk.see(TrustItem.select().count) == 0


@pytest.mark.parametrize("shape", ["pem", "pkcs7", "pkcs7 pem"])
def test_one_file_may_hold_everything(desk: Desk, pki: Authority, now: Moment, shape: str) -> None:
    """Certificates are taken before the lists they sign, in whatever order the file has them."""
    certificates, crls = (pki.der("interm"), pki.der("root"), pki.der("leader")), pki.crls()
    if shape == "pem":
        data = b"".join(pem.armor("X509 CRL", one) for one in crls)
        data += b"".join(pem.armor("CERTIFICATE", one) for one in certificates)
    else:
        data = package(*certificates, crls=crls)
        data = pem.armor("PKCS7", data) if shape.endswith("pem") else data
    came = desk.do(trust.import_, data, "root", desk.admin, now)
    assert sorted(outcomes(came)) == [
        ("crl", "kept"), ("crl", "kept"), ("intermediate", "kept"), ("person", "person"), ("root", "kept")
    ]  # fmt: skip
    held = desk.see(trust.current, now.utc)
    assert (held.roots, held.intermediates) == ((pki.der("root"),), (pki.der("interm"),))
    assert set(held.crls) == set(crls)


def test_what_is_no_certificate_is_refused_and_a_key_is_never_taken(
    desk: Desk, pki: Authority, now: Moment
) -> None:
    for data in (
        b"",
        b"%PDF-1.7",
        b"\x30\x03\x02\x01\x01",
        b"-----BEGIN CERTIFICATE-----\nxx\n",
        b"\x00" * 99,
    ):
        with pytest.raises(Refused) as wrong:
            desk.do(trust.import_, data, None, desk.admin, now)
        assert wrong.value.code == "VT-4102", data
    with pytest.raises(Refused) as wrong:
        desk.do(trust.import_, pki.key("leader").read_bytes(), None, desk.admin, now)
    assert wrong.value.code == "VT-4103"
    with pytest.raises(Refused) as wrong:
        desk.do(trust.import_, bytes((64 << 20) + 1), None, desk.admin, now)
    assert wrong.value.code == "VT-4101"


def test_a_list_counts_only_when_an_authority_we_hold_signed_it(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    stranger = pki.crl("other")
    forged = bytearray(list_of_revocations(pki, "interm", now.utc + timedelta(hours=1)))
    forged[-1] ^= 1
    for data in (stranger, bytes(forged)):
        assert outcomes(believed.do(trust.import_, data, None, believed.clerk, now)) == [("crl", "stranger")]
    assert set(believed.see(trust.current, now.utc).crls) == set(pki.crls())


def test_an_ocsp_answer_counts_only_of_a_responder_an_authority_allowed(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    """A newer answer about the same certificate takes the place of an older one."""
    answer = answer_about(pki, "leader")
    came = believed.do(trust.import_, answer, None, believed.clerk, now)
    assert outcomes(came) == [("ocsp", "kept")]
    assert believed.see(trust.current, now.utc).ocsps == (answer,)
    forged = answer[:-1] + bytes([answer[-1] ^ 1])
    for data, outcome in ((answer, "known"), (forged, "stranger")):
        assert outcomes(believed.do(trust.import_, data, None, believed.clerk, now)) == [("ocsp", outcome)]
    time.sleep(1.1)  # an answer's moment is told to the second
    later = answer_about(pki, "leader")
    assert outcomes(believed.do(trust.import_, later, None, believed.clerk, now)) == [("ocsp", "kept")]
    assert believed.see(trust.current, now.utc).ocsps == (later,)
    assert outcomes(believed.do(trust.import_, answer, None, believed.clerk, now)) == [("ocsp", "older")]


def test_an_older_list_and_a_delta_are_kept_out_and_a_newer_one_replaces(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    older = list_of_revocations(pki, "interm", now.utc - timedelta(days=30))
    delta = list_of_revocations(pki, "interm", now.utc + timedelta(hours=2), delta=True)
    newer = list_of_revocations(pki, "interm", now.utc + timedelta(hours=1))
    for data, outcome in ((older, "older"), (delta, "partial"), (newer, "kept"), (newer, "known")):
        assert outcomes(believed.do(trust.import_, data, None, believed.clerk, now)) == [("crl", outcome)]
    held = believed.see(trust.current, now.utc).crls
    assert newer in held and len(held) == 2
    replaced = believed.see(lambda: list(TrustItem.select().where(TrustItem.removed_at.is_null(False))))
    assert [(row.kind, bytes(row.der)) for row in replaced] == [("crl", b"")], "the row stays, its bytes go"


def test_a_removed_root_stays_as_a_row_and_comes_back_when_it_is_imported_again(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    root = believed.see(items.listing, now.utc)[0]
    with pytest.raises(Forbidden):
        believed.do(bringing.remove, root.id, believed.clerk, now)
    believed.do(bringing.remove, root.id, believed.admin, now)
    assert believed.see(trust.current, now.utc).roots == ()
    with pytest.raises(Missing):
        believed.do(bringing.remove, root.id, believed.admin, now)
    believed.do(trust.import_, pki.der("root"), "root", believed.admin, now)
    assert believed.see(trust.current, now.utc).roots == (pki.der("root"),)


def test_everything_is_on_record_and_has_doubtful_files_judged_again(believed: Desk, now: Moment) -> None:
    lines = believed.see(lambda: [line.action for line in Audit.select().order_by(Audit.seq)])
    assert lines.count("trust_import") == 4
    asked = believed.see(
        lambda: {row.facts["which"] for row in JobRow.select().where(JobRow.kind == "judge_again")}
    )
    assert asked == {"doubtful"}
    root = believed.see(items.listing, now.utc)[0]
    believed.do(bringing.remove, root.id, believed.admin, now)
    asked = believed.see(
        lambda: {row.facts["which"] for row in JobRow.select().where(JobRow.kind == "judge_again")}
    )
    assert asked == {"doubtful", "all"}, "what rested on the root is judged again too"


def test_a_root_of_a_demonstration_is_told_from_a_real_one(desk: Desk, pki: Authority, now: Moment) -> None:
    assert not desk.see(trust.demonstrates)
    desk.do(trust.import_, pki.der("other"), "foreign", desk.admin, now, demonstration=True)
    assert not desk.see(trust.demonstrates), "a root that only verifies is none of ours"
    desk.do(trust.import_, pki.der("root"), "root", desk.admin, now, demonstration=True)
    assert desk.see(trust.demonstrates)


def test_the_age_of_a_list_is_told_and_a_stale_one_is_an_issue(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    assert not believed.see(ailments.issues, now.utc)
    later = now.utc + timedelta(days=8)
    tones = {line.tone for line in believed.see(items.listing, later) if line.kind == "crl"}
    assert tones == {"over"}
    assert {issue.code for issue in believed.see(ailments.issues, later)} == {"VT-4112"}


def test_an_office_without_any_list_is_told_so(desk: Desk, pki: Authority, now: Moment) -> None:
    assert not desk.see(ailments.issues, now.utc), "an office that signs nothing and holds nothing is well"
    desk.do(trust.import_, pki.der("root"), "root", desk.admin, now)
    assert [issue.code for issue in desk.see(ailments.issues, now.utc)] == ["VT-4111"]
