"""Lists of revocations written by the authority's own key, for what its services do not say."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.parts.pki import Authority


def revoking_list(authority: Authority, name: str, since: datetime, issuer: str = "interm") -> bytes:
    """Return a list, DER, in which `issuer` says that the certificate of `name` is revoked since then."""
    above = x509.load_der_x509_certificate(authority.der(issuer))
    key = serialization.load_pem_private_key(authority.key(issuer).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    revoked = (
        x509.RevokedCertificateBuilder()
        .serial_number(x509.load_der_x509_certificate(authority.der(name)).serial_number)
        .revocation_date(since)
        .build()
    )
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(above.subject)
        .last_update(since)
        .next_update(since + timedelta(days=7))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(_key_of(above), critical=False)
        .add_revoked_certificate(revoked)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def _key_of(above: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    known = above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)
