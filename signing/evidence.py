"""What is known for a judgement: roots, certificates, and revocation that is fresh or only historical."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.sign.general import (
    MultivaluedAttributeError,
    NonexistentAttributeError,
    find_unique_cms_attribute,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore, enumerate_ocsp_certs
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.fetchers import FetcherBackend
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer, RevinfoContainer

from signing.lists import opened
from signing.opening import LIBRARY_ERRORS, Reader
from signing.trust import Trust

_ANY_USE: Final = KeyUsageConstraints(key_usage=frozenset())
"""What a certificate may be used for is judged by our own table."""


@dataclass(frozen=True)
class Evidence:
    """Everything one judgement rests on, sorted once per file."""

    trust: Trust
    fetchers: FetcherBackend | None
    roots: frozenset[bytes]
    """SHA-256 of the roots our own signatures must end at."""
    anchors: SimpleTrustManager
    certificates: tuple[x509.Certificate, ...]
    fresh: tuple[RevinfoContainer, ...]
    """Revocation that says something about the moment of judgement."""
    stale: tuple[RevinfoContainer, ...]
    """Revocation too old for that; it may still prove what was so once."""

    def now(self, leaf: x509.Certificate) -> SignatureValidationSpec:
        """How to judge what `leaf` signed for the moment of judgement."""
        return self._spec(leaf, self.fresh)

    def ever(self, leaf: x509.Certificate) -> SignatureValidationSpec:
        """How to judge it for a moment in the past, with all that was ever gathered."""
        return self._spec(leaf, self.known)

    def before(self, leaf: x509.Certificate, moment: datetime) -> SignatureValidationSpec:
        """How to judge it with the revocation published until `moment`: later lists drop what has expired."""
        return self._spec(
            leaf, [each for each in self.known if each.issuance_date and each.issuance_date <= moment]
        )

    def chain_only(self, leaf: x509.Certificate) -> SignatureValidationSpec:
        """How to judge the chain alone, without asking about revocation."""
        spec = self._spec(leaf, ())
        policy = replace(spec.cert_validation_policy, revinfo_policy=CertRevTrustPolicy(NO_REVOCATION))
        return replace(spec, cert_validation_policy=policy)

    @property
    def known(self) -> tuple[RevinfoContainer, ...]:
        """All revocation there is."""
        return (*self.fresh, *self.stale)

    def checkable(self, certificate: x509.Certificate) -> bool:
        """Say whether anybody publishes whether `certificate` is revoked."""
        return _declares(certificate) or any(about(each, certificate) for each in self.known)

    def timing(self, moment: datetime | None = None) -> ValidationTimingInfo:
        """Return the moment of judgement, or another, as the library wants it."""
        then = moment or self.trust.at
        return ValidationTimingInfo(then, then, point_in_time_validation=moment is not None)

    def _spec(self, leaf: x509.Certificate, known: Iterable[RevinfoContainer]) -> SignatureValidationSpec:
        known = tuple(known)
        rule = RevinfoOnlineFetchingRule
        above = any(self.checkable(each) for each in self.certificates if each.ca)
        demand = RevocationCheckingPolicy(_rule(self.checkable(leaf)), _rule(above))
        return SignatureValidationSpec(
            CertValidationPolicySpec(self.anchors, CertRevTrustPolicy(demand, retroactive_revinfo=True)),
            RevocationInfoGatheringSpec(
                rule.NO_HISTORICAL_FETCH if self.trust.online else rule.LOCAL_ONLY, self.fetchers
            ),
            local_knowledge=LocalKnowledge(
                [each for each in known if isinstance(each, OCSPContainer)],
                [each for each in known if isinstance(each, CRLContainer)],
                list(self.certificates),
            ),
            key_usage_settings=_ANY_USE,
        )


def _rule(checkable: bool) -> RevocationCheckingRule:
    """Demand to know of every certificate whose authority publishes anything; of the others nobody can."""
    wanted = RevocationCheckingRule
    return wanted.CRL_OR_OCSP_REQUIRED if checkable else wanted.CHECK_IF_DECLARED


def _declares(certificate: x509.Certificate) -> bool:
    return bool(certificate.crl_distribution_points or certificate.ocsp_urls)


def gather(
    trust: Trust, reader: Reader, signed: Iterable[cms.SignedData], fetchers: FetcherBackend | None
) -> Evidence:
    """Return what `trust`, the file's own store and its signatures know."""
    certificates, lists, answers = _store(reader)
    for each in signed:
        certificates += [*_brought(each), *(one for token in _tokens(each) for one in _brought(token))]
        more_lists, more_answers = _archived(each["signer_infos"][0])
        lists += more_lists
        answers += more_answers
    own, foreign = ([x509.Certificate.load(each) for each in some] for some in (trust.roots, trust.foreign))
    certificates += [x509.Certificate.load(each) for each in trust.intermediates]
    certificates = [each for each in {each.sha256: each for each in certificates}.values() if _legible(each)]
    answers += _answers(trust.ocsps)
    responders = (one for each in answers for one in enumerate_ocsp_certs(each))
    numbers = {each.serial_number for each in (*certificates, *own, *foreign, *responders)}
    known: list[RevinfoContainer] = []
    for der in dict.fromkeys((*lists, *trust.crls)):
        # whoever asks the network may meet certificates nobody knows of yet
        known += _list(der, None if trust.online else numbers)
    for answer in {each.dump(): each for each in answers}.values():
        known += OCSPContainer.load_multi(answer)
    fresh = tuple(each for each in known if is_fresh(each, trust))
    stale = tuple(each for each in known if not is_fresh(each, trust))
    return Evidence(
        trust, fetchers, frozenset(each.sha256 for each in own), SimpleTrustManager.build([*own, *foreign]),
        tuple(certificates), fresh, stale,
    )  # fmt: skip


def is_fresh(known: RevinfoContainer, trust: Trust) -> bool:
    """Say whether a list or an answer is young enough, and not past its own next update."""
    first, following = _updates(known)
    if first is None or trust.at - first > trust.stale:
        return False
    return following is None or trust.at <= following


def about(known: RevinfoContainer, certificate: x509.Certificate) -> bool:
    """Say whether `known` is a list of the certificate's issuer, or an answer about the certificate."""
    if isinstance(known, CRLContainer):
        return bool(known.crl_data.issuer == certificate.issuer)
    single = known.extract_single_response() if isinstance(known, OCSPContainer) else None
    return single is not None and single["cert_id"]["serial_number"].native == certificate.serial_number


def _updates(known: RevinfoContainer) -> tuple[datetime | None, datetime | None]:
    if isinstance(known, CRLContainer):
        told: Any = known.crl_data["tbs_cert_list"]
    else:
        assert isinstance(known, OCSPContainer)
        told = known.extract_single_response()
        if told is None:
            return None, None
    return told["this_update"].native, told["next_update"].native


def _list(der: bytes, numbers: set[int] | None) -> list[RevinfoContainer]:
    """Return a list of revocations; nothing where a file keeps something else in its place."""
    try:
        found = CRLContainer(crl.CertificateList.load(der) if numbers is None else opened(der, numbers))
        _updates(found)
    except LIBRARY_ERRORS:
        return []
    return [found]


def _legible(certificate: x509.Certificate) -> bool:
    """Say whether what stands in a certificate's place can be read as one."""
    try:
        _ = (certificate.ca, certificate.serial_number, certificate.issuer, certificate.subject)
        _declares(certificate)
    except LIBRARY_ERRORS:
        return False
    return True


def _answers(ders: Iterable[bytes]) -> list[ocsp.OCSPResponse]:
    """Return the answers that can be read."""
    read = []
    for der in ders:
        with suppress(*LIBRARY_ERRORS):
            answer = ocsp.OCSPResponse.load(der)
            for each in OCSPContainer.load_multi(answer):
                _updates(each)
            read.append(answer)
    return read


def _brought(signed: cms.SignedData) -> list[x509.Certificate]:
    """Return the certificates a signature or a timestamp brings with it."""
    return [each.chosen for each in signed["certificates"] if each.name == "certificate"]


def _tokens(signed: cms.SignedData) -> list[cms.SignedData]:
    """Return the timestamps within a signature."""
    (signer,) = signed["signer_infos"]
    try:
        return [token for inside in (True, False) for token in extract_tst_data_iter(signer, signed=inside)]
    except LIBRARY_ERRORS:
        return []


def _store(reader: Reader) -> tuple[list[x509.Certificate], list[bytes], list[ocsp.OCSPResponse]]:
    """Return the certificates, lists and answers kept in the file for later (PAdES, DSS)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        return (
            list(store.load_certs()),
            [each.get_object().data for each in store.crls],
            _answers(each.get_object().data for each in store.ocsps),
        )
    except (NoDSSFoundError, *LIBRARY_ERRORS):
        # A store that cannot be read proves nothing; what then is missing, the verdict says.
        return [], [], []


def _archived(signer: cms.SignerInfo) -> tuple[list[bytes], list[ocsp.OCSPResponse]]:
    """Return the lists and answers inside a signature, where Acrobat keeps them."""
    try:
        kept = find_unique_cms_attribute(signer["signed_attrs"], "adobe_revocation_info_archival")
        return [each.dump() for each in kept["crl"]], _answers(each.dump() for each in kept["ocsp"])
    except (NonexistentAttributeError, MultivaluedAttributeError, *LIBRARY_ERRORS):
        return [], []
