"""What the office believes: every piece is sorted and checked, a root is confirmed, age is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from asn1crypto import algos, cms, pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp

from core import trust
from core.clock import wall
from core.errors import Forbidden, Missing, OfficeError, Refused, Trouble
from core.store.memory import Audit, JobRow
from core.store.seals import Certified, TrustItem
from core.trust import ailments, bringing, holders, items, refreshing
from core.trust.holders import Ownership
from core.values import BOX, Job, Moment
from signing.values import Role
from tests.parts.office import Desk
from tests.parts.pages import SITE, open_site
from tests.parts.pki import Authority


@pytest.fixture
def now() -> Moment:
    return Moment(wall())


@pytest.fixture
def believed(desk: Desk, pki: Authority, now: Moment) -> Desk:
    """An office that believes the authority of the tests, with fresh lists."""
    desk.do(trust.import_, pki.der("root"), "root", desk.admin, now)
    for piece in (pki.der("interm"), *pki.crls()):
        desk.do(trust.import_, piece, None, desk.clerk, now)
    return desk


def outcomes(came: list[bringing.Came]) -> list[tuple[str, str]]:
    return [(one.kind, one.outcome) for one in came]


def list_of_revocations(pki: Authority, name: str, made: datetime, **more: Any) -> bytes:
    """Return a list that the authority `name` signs, as it would have been made at another time."""
    key = serialization.load_pem_private_key(pki.key(name).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    issuer = x509.load_der_x509_certificate(pki.der(name)).subject
    until = more.get("until", made + timedelta(days=3))
    served = x509.load_der_x509_crl(pki.crl(name)).extensions
    scope = served.get_extension_for_class(x509.IssuingDistributionPoint)
    built = x509.CertificateRevocationListBuilder(issuer, made, until)
    built = built.add_extension(scope.value, scope.critical)
    if more.get("delta"):
        built = built.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def asked_again() -> set[str]:
    """Return which kept verdicts were asked to be judged again."""
    return {row.facts["which"] for row in JobRow.select().where(JobRow.kind == bringing.CHANGED)}


def package(*certificates: bytes, crls: tuple[bytes, ...] = ()) -> bytes:
    """Return a PKCS#7 file that holds these certificates and lists, as authorities publish their chains."""
    from asn1crypto import crl

    held = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [asn1.Certificate.load(one) for one in certificates],
            "crls": [crl.CertificateList.load(one) for one in crls],
            "signer_infos": [],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": held}).dump()
    return made


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


def answer_about(pki: Authority, name: str) -> bytes:
    """Return what the responder below the root says of a certificate now."""
    issuer = x509.load_der_x509_certificate(pki.der("interm"))
    asked = ocsp.OCSPRequestBuilder().add_certificate(
        x509.load_der_x509_certificate(pki.der(name)), issuer, hashes.SHA1()
    )
    told = requests.post(
        f"{pki.address}/ocsp/interm",
        data=asked.build().public_bytes(serialization.Encoding.DER),
        headers={"Content-Type": "application/ocsp-request"},
        timeout=30,
    )
    told.raise_for_status()
    return told.content


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


def test_the_directory_says_whose_a_certificate_is(believed: Desk, pki: Authority, now: Moment) -> None:
    """A name that nobody typed is the certificate's own."""
    owner = Ownership(Role.LEADER, user=believed.leader.user_id)
    common_name = "Nguyễn Văn Thử"
    number = believed.do(holders.enter, pki.der("leader"), owner, believed.clerk, now)
    seal = Ownership(Role.ORGANISATION, "UBND xã Đường Cong", agency="H51.10.06")
    believed.do(holders.enter, pki.der("orgec"), seal, believed.clerk, now)
    known = {(one.role, one.name) for one in believed.see(trust.directory)}
    assert known == {(Role.LEADER, common_name), (Role.ORGANISATION, "UBND xã Đường Cong")}
    (line,) = believed.see(holders.listing, now.utc, ours=True)
    assert (line.person, line.ends_in, line.tone) == (believed.leader.name, "root", "good")
    believed.do(holders.remove, number, believed.clerk, now)
    assert {one.role for one in believed.see(trust.directory)} == {Role.ORGANISATION}
    believed.do(holders.enter, pki.der("leader"), owner, believed.clerk, now)
    assert len(believed.see(trust.directory)) == 2


def test_a_certificate_that_ends_soon_is_an_issue(believed: Desk, pki: Authority, now: Moment) -> None:
    """Thirty days before its end a warning, seven days an error; another agency's is theirs to renew."""
    believed.do(holders.enter, pki.der("leader"), Ownership(Role.LEADER), believed.clerk, now)
    believed.do(
        holders.enter, pki.der("org"), Ownership(Role.ORGANISATION, agency="H51"), believed.clerk, now
    )
    end = datetime(2034, 1, 1, tzinfo=UTC)
    for days, severity in ((40, []), (29, ["warning"]), (6, ["error"]), (-1, ["error"])):
        found = believed.see(ailments.issues, end - timedelta(days=days))
        assert [str(one.severity) for one in found if one.code == "VT-4115"] == severity, days


def test_a_certificate_without_an_owner_or_an_authority_s_own_is_refused(
    believed: Desk, pki: Authority, now: Moment
) -> None:
    wrong: list[tuple[bytes, Ownership, str]] = [
        (pki.der("interm"), Ownership(Role.LEADER), "VT-4106"),
        (pki.der("leader"), Ownership(Role.UNKNOWN), "VT-4107"),
        (pki.der("leader"), Ownership(Role.LEADER, user=999), "VT-4108"),
    ]
    for data, owner, code in wrong:
        with pytest.raises(OfficeError) as refused:
            believed.do(holders.enter, data, owner, believed.clerk, now)
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        believed.do(holders.enter, pki.der("leader"), Ownership(Role.LEADER), believed.officer, now)
    assert believed.see(Certified.select().count) == 0


def test_lists_are_fetched_where_the_certificates_say(believed: Desk, pki: Authority, now: Moment) -> None:
    """Those of every certificate held; one that is young is not fetched again before half of its life."""
    believed.do(holders.enter, pki.der("leader"), Ownership(Role.LEADER), believed.clerk, now)
    wanted = believed.see(refreshing.due, now.utc)
    assert [address.split("/crls/")[1].split("/")[0] for address in wanted] == ["interm", "root"]
    for address in wanted:
        name = address.split("/crls/")[1].split("/")[0]
        made = list_of_revocations(pki, name, now.utc - timedelta(minutes=1))
        believed.do(lambda: TrustItem.delete().where(TrustItem.kind == "crl").execute())
        believed.do(trust.import_, made, None, believed.clerk, now, address=address)
        assert address not in believed.see(refreshing.due, now.utc)
        assert address in believed.see(refreshing.due, now.utc + timedelta(days=2))


async def test_lists_are_fetched_only_where_the_office_allows_it(tmp_path: Path, pki: Authority) -> None:
    """What is fetched is checked like a file somebody brings; an hour later it is looked at again."""
    job = Job(1, refreshing.KIND.name, "now", {}, 1)
    for online in (False, True):
        text = f"{SITE}[trust]\nonline = {str(online).lower()}\n"
        async with open_site(tmp_path / str(online), text=text) as site:
            office = site.office
            for data in (pki.der("root"), pki.der("interm")):
                await office.store.write(trust.import_, data, "root", BOX, office.clock.now())
            owner = Ownership(Role.LEADER)
            await office.store.write(holders.enter, pki.der("leader"), owner, BOX, office.clock.now())
            ending = await refreshing.refresh(office, job)
            held = await office.store.read(trust.current, office.clock.utc())
            assert len(held.crls) == (2 if online else 0)
            assert (ending is not None) is online
            if ending is None:
                continue
            await office.store.write(ending)
            assert await office.store.read(asked_at) > office.clock.utc() + timedelta(minutes=55)


async def test_an_address_that_gives_no_list_is_named_and_asked_again(tmp_path: Path, pki: Authority) -> None:
    """The lists of the others are kept all the same."""
    job = Job(1, refreshing.KIND.name, "now", {}, 1)
    async with open_site(tmp_path, text=f"{SITE}[trust]\nonline = true\n") as site:
        office = site.office
        for data in (pki.der("root"), pki.der("interm")):
            await office.store.write(trust.import_, data, "root", BOX, office.clock.now())
        made = list_of_revocations(pki, "interm", office.clock.utc() - timedelta(days=8))
        nowhere = "http://127.0.0.1:9/crl"
        await office.store.write(trust.import_, made, None, BOX, office.clock.now(), address=nowhere)
        with pytest.raises(Trouble) as wrong:
            await refreshing.refresh(office, job)
        assert wrong.value.code == "VT-4121" and nowhere in wrong.value.message
        held = await office.store.read(trust.current, office.clock.utc())
        assert pki.crl("root") in held.crls


def asked_at() -> datetime:
    """Return when lists are to be fetched next."""
    row = JobRow.select().where(JobRow.kind == refreshing.KIND.name).get()
    moment: datetime = row.ready_at
    return moment
