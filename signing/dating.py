"""What timestamps prove: the one within a signature, and those over the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.ades import ades_lta_validation, ades_timestamp_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec

from signing import reasons
from signing.evidence import Evidence
from signing.found import Found
from signing.opening import LIBRARY_ERRORS
from signing.reasons import day, said
from signing.standing import Outcome, Standing, chain_of, unanswered, who
from signing.values import Verdict

_VALID, _INVALID, _UNSURE = Verdict.VALID, Verdict.INVALID, Verdict.INDETERMINATE


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
    if not before or not await lasts(before[-1], evidence):
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
    outcome = Outcome(found.ades_subindic, found.api_status)
    if outcome.broken is not None:
        return Standing(_INVALID, reasons.BROKEN, "broken", signer=signer)
    standing = Standing(
        _UNSURE, said(reasons.STAMP_DOUBTED, who=who(signer)), chain=chain_of(outcome.status, evidence),
        signer=signer,
    )  # fmt: skip
    if outcome.passed:
        told = said(reasons.GOOD_STAMP, day=day(made))
        return replace(standing, verdict=_VALID, reason=told, revocation="good", stamped=made)
    chain = await ades_timestamp_validation(
        token, evidence.chain_only(signer), digest, timing_info=evidence.timing()
    )
    if chain.ades_subindic == AdESPassed.OK:
        known = replace(standing, chain=chain_of(chain.api_status, evidence))
        return unanswered(known, chain.api_status, evidence)
    return standing


def _made(token: Any) -> datetime:
    when: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return when


async def own_stamp(found: Found, evidence: Evidence) -> Standing | None:
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
        told = said(reasons.STAMP_DOUBTED, who=who(best.signer) if best.signer is not None else "?")
        return replace(best, verdict=_UNSURE, reason=told)
    return best


async def lasts(found: Found, evidence: Evidence) -> bool:
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
