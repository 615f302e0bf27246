"""Who signed a certificate, a list of revocations or an OCSP answer: an authority we hold, or nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asn1crypto import ocsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from core.trust.material import BROKEN, CRL, OCSP, Piece

_UNPROVEN = (InvalidSignature, *BROKEN)
_DIGESTS = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
LONGEST_CHAIN = 8


def issuer_of(piece: Piece, authorities: Iterable[bytes]) -> bytes | None:
    """Return which of these certificates (DER) really signed `piece`; None when none did."""
    known = [x509.load_der_x509_certificate(der) for der in authorities]
    if piece.kind == CRL:
        found = _of_list(piece.der, known)
    elif piece.kind == OCSP:
        found = _of_answer(piece.der, known)
    else:
        found = _of_certificate(x509.load_der_x509_certificate(piece.der), known)
    return found.public_bytes(Encoding.DER) if found else None


def is_issued(der: bytes, authorities: Iterable[bytes]) -> bool:
    """Tell whether one of these authorities signed a certificate (all DER)."""
    known = [x509.load_der_x509_certificate(one) for one in authorities]
    return _of_certificate(x509.load_der_x509_certificate(der), known) is not None


def root_of(der: bytes, intermediates: Iterable[bytes], roots: Iterable[bytes]) -> bytes | None:
    """Return the root a certificate ends in, by signatures alone; None when it ends nowhere."""
    between = [x509.load_der_x509_certificate(one) for one in intermediates]
    ends = [x509.load_der_x509_certificate(one) for one in roots]
    link = x509.load_der_x509_certificate(der)
    for _ in range(LONGEST_CHAIN):
        if end := _of_certificate(link, ends):
            return end.public_bytes(Encoding.DER)
        above = _of_certificate(link, between)
        if above is None or above == link:
            return None
        link = above
    return None


def _of_certificate(one: x509.Certificate, known: list[x509.Certificate]) -> x509.Certificate | None:
    return next((issuer for issuer in known if _issued(one, issuer)), None)


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except _UNPROVEN:
        return False
    return True


def _of_list(der: bytes, known: list[x509.Certificate]) -> x509.Certificate | None:
    crl = x509.load_der_x509_crl(der)
    return next((issuer for issuer in known if crl.issuer == issuer.subject and _signed(crl, issuer)), None)


def _signed(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except _UNPROVEN:
        return False


def _of_answer(der: bytes, known: list[x509.Certificate]) -> x509.Certificate | None:
    """Return the authority that answered, or that let another answer for it (RFC 6960, 4.2.2.2)."""
    answer: Any = ocsp.OCSPResponse.load(der).basic_ocsp_response
    for issuer in known:
        if _answered(answer, issuer):
            return issuer
    for carried in answer["certs"] or ():
        responder = x509.load_der_x509_certificate(carried.dump())
        allowed = _of_certificate(responder, known)
        if allowed and _may_answer(responder) and _answered(answer, responder):
            return allowed
    return None


def _may_answer(responder: x509.Certificate) -> bool:
    try:
        uses = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, *BROKEN):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in uses


def _answered(answer: Any, responder: x509.Certificate) -> bool:
    key, told = responder.public_key(), answer["tbs_response_data"].dump()
    signature = answer["signature"].native
    try:
        digest = _DIGESTS[answer["signature_algorithm"].hash_algo]
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, told, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, told, ec.ECDSA(digest))
        else:
            return False
    except _UNPROVEN:
        return False
    return True
