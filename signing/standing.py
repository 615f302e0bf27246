"""What a signature is worth so far, and the words that say whom and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.sign.ades.report import AdESFailure, AdESPassed

from signing import people, reasons
from signing.evidence import Evidence, about
from signing.reasons import day, said
from signing.values import Reason, Verdict


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
class Outcome:
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


def chain_of(status: Any, evidence: Evidence) -> str:
    """Return trusted, foreign or unknown: where the path in `status` ends."""
    path = status.validation_path if status is not None else None
    if path is None:
        return "unknown"
    anchor = path.trust_anchor.authority.certificate if hasattr(path.trust_anchor, "authority") else None
    return "trusted" if anchor is not None and anchor.sha256 in evidence.roots else "foreign"


def unanswered(standing: Standing, status: Any, evidence: Evidence) -> Standing:
    """Say whether what is known of revocation is too old, or nothing is known."""
    path = list(status.validation_path.iter_certs(include_root=False))
    for each in reversed(path):
        if any(about(known, each) for known in evidence.fresh):
            continue
        old = [known.issuance_date for known in evidence.stale if about(known, each)]
        dates = [date for date in old if date is not None]
        whose = who(each)
        if dates:
            told = said(reasons.STALE, who=whose, day=day(max(dates)))
            return replace(standing, revocation="stale", reason=told)
        return replace(standing, revocation="unknown", reason=said(reasons.NOTHING_KNOWN, who=whose))
    return replace(standing, reason=said(reasons.NOTHING_KNOWN, who=who(path[-1])))


def who(found: x509.Certificate) -> str:
    """Return whose certificate it is."""
    return people.name(found.subject.native)
