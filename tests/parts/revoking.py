"""Lists of revocations written by the authority's own key, for what its services do not say."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.parts.pki import Authority


def revoking_list(
    authority: Authority, name: str, since: datetime, issuer: str = "interm", others: int = 0
) -> bytes:
    """Return a list, DER, in which `issuer` says that the certificate of `name` is revoked since then.

    And those of as many `others`.
    """
    above = x509.load_der_x509_certificate(authority.der(issuer))
    key = serialization.load_pem_private_key(authority.key(issuer).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    number = x509.load_der_x509_certificate(authority.der(name)).serial_number
    revoked = [_line(each, since) for each in (*range(10**30, 10**30 + others), number)]
    made = _with(
        x509.CertificateRevocationListBuilder()
        .issuer_name(above.subject)
        .last_update(since)
        .next_update(since + timedelta(days=7))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(_key_of(above), critical=False),
        revoked,
    ).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.DER)


def _line(number: int, since: datetime) -> x509.RevokedCertificate:
    return x509.RevokedCertificateBuilder().serial_number(number).revocation_date(since).build()


def _with(
    builder: x509.CertificateRevocationListBuilder, revoked: list[x509.RevokedCertificate]
) -> x509.CertificateRevocationListBuilder:
    """Return `builder` with all lines at once: one by one it would copy them each time."""
    builder._revoked_certificates = revoked
    return builder


def _key_of(above: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    known = above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)
