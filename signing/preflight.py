"""Asks whether a certificate may sign, before the token is asked to."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import crl, x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import OwnedFetcherBackend
from pyhanko_certvalidator.path import ValidationPath

from signing.trust import Trust
from signing.values import Fault, mark

MAY_SIGN = frozenset({"digital_signature", "non_repudiation"})
PURPOSES = frozenset(
    {
        "email_protection",
        "client_auth",
        "any_extended_key_usage",
        "1.3.6.1.5.5.7.3.36",  # Document signing, RFC 9336.
        "microsoft_document_signing",
        "1.3.6.1.4.1.311.10.3.12",
        "1.2.840.113583.1.1.5",  # Adobe's authentic documents.
        "adobe_authentic_documents_trust",
    }
)
ANSWER = 10
"""Seconds that a responder is given."""
AGAIN = mark("Việc cần làm tiếp: kiểm tra thiết bị ký đang cắm; xin cấp hoặc gia hạn chứng thư số.")


def context_for(trust: Trust, *, evidence: bool) -> ValidationContext:
    """Return what the library judges by when signing: who stamps may end at a foreign root, who signs not.

    With `evidence`, every answer about revocation must be there, to be put into the file. Without, the lists
    at hand are enough, and the network is asked only where they are not: a responder that is down must not
    hold up every letter. What is fetched is judged at the library's own now, for it lies behind `trust.at`.
    """
    fetching = trust.online and (evidence or not _informed(trust))
    return ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in (*trust.roots, *trust.foreign)],
        other_certs=[x509.Certificate.load(between) for between in trust.intermediates],
        moment=None if fetching else trust.at,
        allow_fetching=fetching,
        fetcher_backend=OwnedFetcherBackend(AIOHttpFetcherBackend(per_request_timeout=ANSWER)),
        crls=list(trust.crls),
        ocsps=list(trust.ocsps),
        revocation_mode="hard-fail" if evidence else "soft-fail",
    )


def _informed(trust: Trust) -> bool:
    """Say whether the lists at hand are still to be believed."""
    return bool(trust.crls) and all(trust.at <= _until(each) for each in trust.crls)


@lru_cache(maxsize=64)
def _until(revoked: bytes) -> datetime:
    """Return when a list of revocations asks to be replaced; a list that does not say is never enough."""
    until = crl.CertificateList.load(revoked)["tbs_cert_list"]["next_update"].native
    return until or datetime.min.replace(tzinfo=UTC)


def refuse_unfit(certificate: x509.Certificate, at: datetime) -> None:
    """Raise Fault when `certificate` is not valid at `at`, or may not sign documents."""
    if at > certificate.not_valid_after:
        raise Fault(
            "VT-4018",
            mark("Chứng thư số của “{holder}” đã hết hạn ngày {day}."),
            hint=AGAIN,
            holder=holder_of(certificate),
            day=f"{certificate.not_valid_after:%d/%m/%Y}",
        )
    if at < certificate.not_valid_before:
        raise Fault(
            "VT-4019",
            mark("Chứng thư số của “{holder}” đến ngày {day} mới có hiệu lực."),
            hint=AGAIN,
            holder=holder_of(certificate),
            day=f"{certificate.not_valid_before:%d/%m/%Y}",
        )
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if (usage is not None and not MAY_SIGN & usage.native) or (
        purposes is not None and not PURPOSES & set(purposes.native)
    ):
        raise Fault(
            "VT-4020",
            mark("Chứng thư số của “{holder}” không được cấp để ký văn bản."),
            hint=AGAIN,
            holder=holder_of(certificate),
        )


async def chain_of(signer: Signer, context: ValidationContext, trust: Trust) -> ValidationPath:
    """Return the chain from the signer's certificate to a root of ours.

    Raises Fault when there is none, when a certificate in it is revoked, or when the evidence that is asked
    for cannot be had.
    """
    certificate = signer.signing_cert
    validator = CertificateValidator(
        certificate, intermediate_certs=list(signer.cert_registry), validation_context=context
    )
    try:
        chain = await validator.async_validate_path()
    except RevokedError as error:
        raise Fault(
            "VT-4021",
            mark("Chứng thư số của “{holder}”, hoặc của nơi cấp nó, đã bị thu hồi."),
            hint=AGAIN,
            holder=holder_of(certificate),
        ) from error
    except InsufficientRevinfoError as error:
        raise lacking(holder_of(certificate)) from error
    except (PathError, ValidationError) as error:
        raise _stranger(certificate) from error
    if chain.first.dump() not in trust.roots:
        raise _stranger(certificate)
    return chain


def _stranger(certificate: x509.Certificate) -> Fault:
    return Fault(
        "VT-4023",
        mark("Chứng thư số của “{holder}” không do cơ quan chứng thực được tin cậy cấp."),
        hint=mark("Việc cần làm tiếp: ký bằng chứng thư chuyên dùng công vụ, hoặc nhập chứng thư gốc."),
        holder=holder_of(certificate),
    )


def lacking(holder: str) -> Fault:
    """Return why no signature can be made: nobody says whether a certificate was revoked."""
    return Fault(
        "VT-4022",
        mark("Chưa có dữ liệu thu hồi còn hạn của chứng thư “{holder}” nên chưa ký được."),
        hint=mark("Việc cần làm tiếp: thử lại khi có mạng, hoặc nhập danh sách thu hồi (CRL) mới rồi ký."),
        again=True,
        holder=holder,
    )


def holder_of(certificate: x509.Certificate) -> str:
    """Return whose `certificate` is: its common name."""
    return str(certificate.subject.native.get("common_name", ""))
