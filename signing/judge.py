"""What one signature is worth by its certificate, its time and what is known of revocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.validation.ades import ades_basic_validation
from pyhanko.sign.validation.policy_decl import SignatureValidationSpec

from signing import people, reasons
from signing.dating import lasts, own_stamp
from signing.evidence import Evidence
from signing.found import Found
from signing.opening import LIBRARY_ERRORS
from signing.reasons import day, said
from signing.standing import Outcome, Standing, chain_of, unanswered, who
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


async def weigh(found: Found, evidence: Evidence, archive: Sequence[tuple[Found, Standing]]) -> Standing:
    """Judge an ordinary signature; `archive` are the document timestamps after it and what they are worth.

    ETSI EN 319 102-1: the basic rules for now, the signature's own timestamp beside them, and, where these
    do not suffice any more, the rules for the past that the archive timestamps allow.
    """
    embedded = found.embedded
    signer = embedded.signer_cert
    now = await _signer_at(found, evidence.now(signer), evidence)
    if now.broken is not None:
        told = said(now.broken, who=who(signer)) if now.broken is reasons.FORGED else now.broken
        return Standing(_INVALID, told, "broken", usage=people.usage(signer), signer=signer)
    stamp = await own_stamp(found, evidence)
    proven = _earliest(stamp, archive)
    standing = Standing(
        _UNSURE, reasons.BROKEN_CHAIN, chain=chain_of(now.status, evidence), stamped=proven,
        usage=people.usage(signer), signer=signer,
    )  # fmt: skip
    if standing.usage == "wrong":
        return replace(standing, verdict=_INVALID, reason=said(reasons.WRONG_USAGE, who=who(signer)))
    if now.passed and (stamp is None or stamp.verdict == _VALID):
        return _good(standing, now.status, evidence)
    if archive and archive[-1][1].verdict == _VALID and await lasts(found, evidence):
        return _good(replace(standing, chain=await _lasting_chain(found, evidence)), now.status, evidence)
    if now.passed and stamp is not None:
        return replace(standing, verdict=stamp.verdict, reason=stamp.reason)
    return await _doubted(found, evidence, now, replace(standing, stamped=proven))


async def _signer_at(
    found: Found, spec: SignatureValidationSpec, evidence: Evidence, moment: datetime | None = None
) -> Outcome:
    embedded = found.embedded
    result = await ades_basic_validation(
        embedded.signed_data, spec, timing_info=evidence.timing(moment), raw_digest=embedded.compute_digest()
    )
    return Outcome(result.ades_subindic, result.api_status)


async def _lasting_chain(found: Found, evidence: Evidence) -> str:
    embedded = found.embedded
    signer = embedded.signer_cert
    chain = await _signer_at(found, evidence.chain_only(signer), evidence, signer.not_valid_after)
    return chain_of(chain.status, evidence)


async def _doubted(found: Found, evidence: Evidence, now: Outcome, standing: Standing) -> Standing:
    """Say why a signature that is not good by the rules for now is not; or that it was good when made."""
    embedded, signer = found.embedded, standing.signer
    assert signer is not None
    if now.code in _UNCHAINED or (signer.issuer == signer.subject and standing.chain == "unknown"):
        return replace(standing, chain="untrusted", reason=_unchained(signer))
    if now.code in _WEAK:
        return replace(standing, reason=said(reasons.WEAK, algorithm=_algorithm(embedded)))
    when = claimed(found) or standing.stamped
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
        known = replace(standing, chain=chain_of(chain.status, evidence))
        return unanswered(known, chain.status, evidence)
    return replace(standing, reason=said(reasons.BROKEN_CHAIN, who=who(signer)))


async def _revoked(found: Found, evidence: Evidence, now: Outcome, standing: Standing) -> Standing:
    since = now.status.revocation_details.revocation_date
    told = replace(standing, revocation="revoked", chain=chain_of(now.status, evidence))
    if standing.stamped is not None and standing.stamped < since:
        then = await _signer_at(
            found, evidence.before(standing.signer, evidence.trust.at), evidence, standing.stamped
        )
        if then.passed:
            return _good(replace(standing, chain=chain_of(then.status, evidence)), then.status, evidence)
    when = standing.stamped or claimed(found)
    if when is not None and when >= since:
        return replace(told, verdict=_INVALID, reason=said(reasons.REVOKED, day=day(since)))
    return replace(told, reason=said(reasons.REVOKED_SINCE, day=day(since)))


async def _expired(found: Found, evidence: Evidence, standing: Standing) -> Standing:
    """Judge a signature whose certificate has expired since: by its timestamp and the lists of that time."""
    signer = standing.signer
    assert signer is not None
    told = replace(standing, chain="expired")
    if standing.stamped is None or standing.stamped > signer.not_valid_after:
        return replace(told, reason=said(reasons.EXPIRED, day=day(signer.not_valid_after)))
    spec = evidence.before(signer, signer.not_valid_after)
    then = await _signer_at(found, spec, evidence, standing.stamped)
    # the authorities above must still stand: nothing proves when those lists were written
    above = list(then.status.validation_path.iter_certs(include_root=False))[:-1] if then.passed else []
    if then.passed and all(each.not_valid_after >= evidence.trust.at for each in above):
        return _good(replace(standing, chain=chain_of(then.status, evidence)), then.status, evidence)
    return replace(told, reason=said(reasons.NOTHING_KNOWN, who=who(signer)))


def _good(standing: Standing, status: Any, evidence: Evidence) -> Standing:
    signer = standing.signer
    assert signer is not None
    chain = standing.chain if standing.chain in ("trusted", "foreign") else chain_of(status, evidence)
    told = replace(standing, verdict=_VALID, reason=reasons.GOOD, chain=chain, revocation="good")
    if not evidence.checkable(signer):
        return replace(told, reason=reasons.GOOD_UNCHECKABLE, revocation="unknown")
    if chain == "foreign":
        return replace(told, reason=said(reasons.GOOD_FOREIGN, issuer=people.name(signer.issuer.native)))
    return told


def _earliest(stamp: Standing | None, archive: Sequence[tuple[Found, Standing]]) -> datetime | None:
    """Return when a timestamp that holds first proved that the signature existed."""
    tokens = [*([stamp] if stamp is not None else []), *(standing for _, standing in archive)]
    return min((each.stamped for each in tokens if each.stamped and each.verdict == _VALID), default=None)


def _unchained(signer: x509.Certificate) -> Reason:
    if signer.issuer == signer.subject:
        return said(reasons.SELF_SIGNED, who=who(signer))
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
