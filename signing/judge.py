"""What one signature is worth by its certificate, its time and what is known of revocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    ades_timestamp_validation,
)
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec

from signing import people, reasons
from signing.evidence import Evidence, about
from signing.found import Found
from signing.opening import LIBRARY_ERRORS
from signing.reasons import day, said
from signing.values import Reason, Verdict

_WEAK = (
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
)
_REVOKED = (AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE, AdESFailure.REVOKED)
_UNCHAINED = (
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND,
    AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND,
)
_VALID, _INVALID, _UNSURE = Verdict.VALID, Verdict.INVALID, Verdict.INDETERMINATE


@dataclass(frozen=True, slots=True)
class Standing:
    """What a signature is worth, whatever may have come after it in the file."""

    verdict: Verdict
    reason: Reason
    integrity: str = "intact"
    chain: str = "unknown"
    revocation: str = "unknown"
    stamped: datetime | None = None
    usage: str = "good"
    signer: x509.Certificate | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the library found at one moment."""

    code: Any
    status: Any

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return bool(self.code == AdESPassed.OK)

    @property
    def broken(self) -> Reason | None:
        """What is wrong with the signature itself, if anything."""
        if self.code == AdESFailure.HASH_FAILURE:
            return reasons.BROKEN
        if self.code in (AdESFailure.SIG_CRYPTO_FAILURE, AdESFailure.FORMAT_FAILURE):
            return reasons.FORGED
        return None


async def weigh(found: Found, evidence: Evidence, archive: Sequence[tuple[Found, Standing]]) -> Standing:
    """Judge an ordinary signature; `archive` are the document timestamps after it and what they are worth.

    ETSI EN 319 102-1: the basic rules for now, the signature's own timestamp beside them, and, where these
    do not suffice any more, the rules for the past that the archive timestamps allow.
    """
    embedded = found.embedded
    signer = embedded.signer_cert
    now = await _signer_at(found, evidence.now(signer), evidence)
    if now.broken is not None:
        told = said(now.broken, who=_who(signer)) if now.broken is reasons.FORGED else now.broken
        return Standing(_INVALID, told, "broken", usage=people.usage(signer), signer=signer)
    stamp = await _stamp(found, evidence)
    proven = _earliest(stamp, archive)
    standing = Standing(
        _UNSURE, reasons.BROKEN_CHAIN, chain=_chain(now.status, evidence), stamped=proven,
        usage=people.usage(signer), signer=signer,
    )  # fmt: skip
    if standing.usage == "wrong":
        return replace(standing, verdict=_INVALID, reason=said(reasons.WRONG_USAGE, who=_who(signer)))
    if now.passed and (stamp is None or stamp.verdict == _VALID):
        return _good(standing, now.status, evidence)
    if archive and archive[-1][1].verdict == _VALID and await _lasts(found, evidence):
        return _good(replace(standing, chain=await _lasting_chain(found, evidence)), now.status, evidence)
    if now.passed and stamp is not None:
        return replace(standing, verdict=stamp.verdict, reason=stamp.reason)
    return await _doubted(found, evidence, now, replace(standing, stamped=proven))


async def weigh_stamp(
    found: Found, evidence: Evidence, archive: Sequence[tuple[Found, Standing]], before: Sequence[Found]
) -> Standing:
    """Judge a document timestamp for the moment of judgement; `before` are the signatures it covers.

    One whose authority's certificate is over rests on a later one: the rules for the past go through the
    whole row of them, so that a signature can only last where each of them held.
    """
    embedded = found.embedded
    standing = await _weigh_token(embedded.signed_data, embedded.compute_digest, evidence)
    if standing.verdict != _UNSURE or not archive or archive[-1][1].verdict != _VALID:
        return standing
    if not before or not await _lasts(before[-1], evidence):
        return standing
    made = _made(embedded.signed_data)
    told = said(reasons.GOOD_STAMP, day=day(made))
    return replace(standing, verdict=_VALID, reason=told, revocation="good", stamped=made)


async def _weigh_token(token: Any, digest: Any, evidence: Evidence) -> Standing:
    signer = generic_cms.extract_certs_for_validation(token).signer_cert
    made = _made(token)
    found = await ades_timestamp_validation(
        token, evidence.now(signer), digest, timing_info=evidence.timing()
    )
    outcome = _Outcome(found.ades_subindic, found.api_status)
    if outcome.broken is not None:
        return Standing(_INVALID, reasons.BROKEN, "broken", signer=signer)
    standing = Standing(
        _UNSURE, said(reasons.STAMP_DOUBTED, who=_who(signer)), chain=_chain(outcome.status, evidence),
        signer=signer,
    )  # fmt: skip
    if outcome.passed:
        told = said(reasons.GOOD_STAMP, day=day(made))
        return replace(standing, verdict=_VALID, reason=told, revocation="good", stamped=made)
    chain = await ades_timestamp_validation(
        token, evidence.chain_only(signer), digest, timing_info=evidence.timing()
    )
    if chain.ades_subindic == AdESPassed.OK:
        return _unknown_revocation(replace(standing, chain=_chain(chain.api_status, evidence)),
                                   chain.api_status, evidence)  # fmt: skip
    return standing


def _made(token: Any) -> datetime:
    when: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return when


async def _stamp(found: Found, evidence: Evidence) -> Standing | None:
    """Judge the timestamp a signature bears within itself; None where it bears none."""
    embedded = found.embedded
    best: Standing | None = None
    for token in generic_cms.extract_tst_data_iter(embedded.signer_info, signed=False):
        digest = generic_cms.message_imprint_checker(embedded.signer_info)
        try:
            best = await _weigh_token(token, digest, evidence)
        except LIBRARY_ERRORS:
            best = Standing(_UNSURE, said(reasons.STAMP_DOUBTED, who="?"))
        if best.verdict == _VALID:
            break
    if best is not None and best.verdict == _INVALID:
        # It stands outside what was signed: anybody can spoil it, so it proves nothing, either way.
        who = _who(best.signer) if best.signer is not None else "?"
        return replace(best, verdict=_UNSURE, reason=said(reasons.STAMP_DOUBTED, who=who))
    return best


async def _signer_at(
    found: Found, spec: SignatureValidationSpec, evidence: Evidence, moment: datetime | None = None
) -> _Outcome:
    embedded = found.embedded
    result = await ades_basic_validation(
        embedded.signed_data, spec, timing_info=evidence.timing(moment), raw_digest=embedded.compute_digest()
    )
    return _Outcome(result.ades_subindic, result.api_status)


async def _lasts(found: Found, evidence: Evidence) -> bool:
    """Say whether the archive timestamps keep the signature valid (EN 319 102-1, 5.6.3)."""
    try:
        result = await ades_lta_validation(
            found.embedded,
            PdfSignatureValidationSpec(evidence.ever(found.embedded.signer_cert), diff_policy=None),
            timing_info=evidence.timing(),
        )
    except LIBRARY_ERRORS:
        return False
    return bool(result.ades_subindic == AdESPassed.OK)


async def _lasting_chain(found: Found, evidence: Evidence) -> str:
    embedded = found.embedded
    signer = embedded.signer_cert
    chain = await _signer_at(found, evidence.chain_only(signer), evidence, signer.not_valid_after)
    return _chain(chain.status, evidence)


async def _doubted(found: Found, evidence: Evidence, now: _Outcome, standing: Standing) -> Standing:
    """Say why a signature that is not good by the rules for now is not; or that it was good when made."""
    embedded, signer = found.embedded, standing.signer
    assert signer is not None
    if now.code in _UNCHAINED or (signer.issuer == signer.subject and standing.chain == "unknown"):
        return replace(standing, chain="untrusted", reason=_unchained(signer))
    if now.code in _WEAK:
        return replace(standing, reason=said(reasons.WEAK, algorithm=_algorithm(embedded)))
    when = standing.stamped or claimed(found)
    if when is not None and not signer.not_valid_before <= when <= signer.not_valid_after:
        span = {"first": day(signer.not_valid_before), "last": day(signer.not_valid_after)}
        return replace(
            standing, verdict=_INVALID, chain="expired", reason=said(reasons.SIGNED_EXPIRED, **span)
        )
    if now.code in _REVOKED:
        return await _revoked(found, evidence, now, standing)
    if signer.not_valid_after < evidence.trust.at:
        return await _expired(found, evidence, standing)
    chain = await _signer_at(found, evidence.chain_only(signer), evidence)
    if chain.passed:
        return _unknown_revocation(replace(standing, chain=_chain(chain.status, evidence)),
                                   chain.status, evidence)  # fmt: skip
    return replace(standing, reason=said(reasons.BROKEN_CHAIN, who=_who(signer)))


async def _revoked(found: Found, evidence: Evidence, now: _Outcome, standing: Standing) -> Standing:
    since = now.status.revocation_details.revocation_date
    told = replace(standing, revocation="revoked", chain=_chain(now.status, evidence))
    if standing.stamped is not None and standing.stamped < since:
        then = await _signer_at(
            found, evidence.before(standing.signer, evidence.trust.at), evidence, standing.stamped
        )
        if then.passed:
            return _good(replace(standing, chain=_chain(then.status, evidence)), then.status, evidence)
    when = standing.stamped or claimed(found)
    if when is not None and when >= since:
        return replace(told, verdict=_INVALID, reason=said(reasons.REVOKED, day=day(since)))
    return replace(told, reason=said(reasons.REVOKED_SINCE, day=day(since)))


async def _expired(found: Found, evidence: Evidence, standing: Standing) -> Standing:
    """Judge a signature whose certificate has expired since: by its timestamp and the lists of that time."""
    signer = standing.signer
    assert signer is not None
    told = replace(standing, chain="expired")
    if standing.stamped is None:
        return replace(told, reason=said(reasons.EXPIRED, day=day(signer.not_valid_after)))
    spec = evidence.before(signer, signer.not_valid_after)
    then = await _signer_at(found, spec, evidence, standing.stamped)
    # the authorities above must still stand: nothing proves when those lists were written
    above = list(then.status.validation_path.iter_certs(include_root=False))[:-1] if then.passed else []
    if then.passed and all(each.not_valid_after >= evidence.trust.at for each in above):
        return _good(replace(standing, chain=_chain(then.status, evidence)), then.status, evidence)
    return replace(told, reason=said(reasons.NOTHING_KNOWN, who=_who(signer)))


def _good(standing: Standing, status: Any, evidence: Evidence) -> Standing:
    signer = standing.signer
    assert signer is not None
    chain = standing.chain if standing.chain in ("trusted", "foreign") else _chain(status, evidence)
    told = replace(standing, verdict=_VALID, reason=reasons.GOOD, chain=chain, revocation="good")
    if not evidence.checkable(signer):
        return replace(told, reason=reasons.GOOD_UNCHECKABLE, revocation="unknown")
    if chain == "foreign":
        return replace(told, reason=said(reasons.GOOD_FOREIGN, issuer=people.name(signer.issuer.native)))
    return told


def _unknown_revocation(standing: Standing, status: Any, evidence: Evidence) -> Standing:
    """Say whether what is known of revocation is too old, or nothing is known."""
    path = list(status.validation_path.iter_certs(include_root=False))
    for each in reversed(path):
        if any(about(known, each) for known in evidence.fresh):
            continue
        old = [known.issuance_date for known in evidence.stale if about(known, each)]
        dates = [date for date in old if date is not None]
        who = _who(each)
        if dates:
            told = said(reasons.STALE, who=who, day=day(max(dates)))
            return replace(standing, revocation="stale", reason=told)
        return replace(standing, revocation="unknown", reason=said(reasons.NOTHING_KNOWN, who=who))
    return replace(standing, reason=said(reasons.NOTHING_KNOWN, who=_who(path[-1])))


def _earliest(stamp: Standing | None, archive: Sequence[tuple[Found, Standing]]) -> datetime | None:
    """Return when a timestamp that holds first proved that the signature existed."""
    tokens = [*([stamp] if stamp is not None else []), *(standing for _, standing in archive)]
    return min((each.stamped for each in tokens if each.stamped and each.verdict == _VALID), default=None)


def _chain(status: Any, evidence: Evidence) -> str:
    path = status.validation_path if status is not None else None
    if path is None:
        return "unknown"
    anchor = path.trust_anchor.authority.certificate if hasattr(path.trust_anchor, "authority") else None
    return "trusted" if anchor is not None and anchor.sha256 in evidence.roots else "foreign"


def _unchained(signer: x509.Certificate) -> Reason:
    if signer.issuer == signer.subject:
        return said(reasons.SELF_SIGNED, who=_who(signer))
    return said(reasons.UNKNOWN_AUTHORITY, issuer=people.name(signer.issuer.native))


def _algorithm(embedded: Any) -> str:
    digest = embedded.signer_info["digest_algorithm"]["algorithm"].native
    return f"{digest}, {embedded.signer_info['signature_algorithm']['algorithm'].native}".upper()


def claimed(found: Found) -> datetime | None:
    """Return when the signer says it was made."""
    try:
        when: datetime | None = found.embedded.self_reported_timestamp if found.embedded else None
    except LIBRARY_ERRORS:
        return None
    return when if when is not None and when.tzinfo is not None else None


def _who(found: x509.Certificate) -> str:
    return people.name(found.subject.native)
