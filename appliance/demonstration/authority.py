"""The certificates of the demonstration: an authority of its own, whose every name says that it is none."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PIN = "123456"
"""Opens every key of the demonstration; it is printed on the screen."""
YEAR = datetime.timedelta(days=365)
ROOT = "CA Trình diễn - Không có giá trị pháp lý"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the demonstration signs with and believes."""

    root: bytes
    """The root's certificate, DER."""
    crl: bytes
    """Nobody is revoked; DER."""
    certificates: Mapping[str, bytes]
    """By login, and the agency's own under ""; DER."""
    files: Mapping[str, Path]
    """The PKCS#12 file of each."""


def make(folder: Path, names: Mapping[str, str], agency: str, at: datetime.datetime) -> Keys:
    """Make an authority and one key for each of `names` (login to name) and for the agency."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key, root_name = _key(), _name(ROOT, ROOT)
    root = (
        _builder(root_name, root_name, root_key, at, 10 * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificates, files = {}, {}
    for login, name in {**names, "": agency}.items():
        key = _key()
        made = _certify(name, agency, key, root, root_key, at)
        files[login] = folder / f"{login or 'coquan'}.p12"
        files[login].write_bytes(
            pkcs12.serialize_key_and_certificates(
                name.encode(), key, made, [root], serialization.BestAvailableEncryption(PIN.encode())
            )
        )
        files[login].chmod(0o600)
        certificates[login] = _der(made)
    return Keys(_der(root), _nobody_revoked(root, root_key, at), certificates, files)


def _certify(
    name: str,
    agency: str,
    key: rsa.RSAPrivateKey,
    root: x509.Certificate,
    root_key: rsa.RSAPrivateKey,
    at: datetime.datetime,
) -> x509.Certificate:
    return (
        _builder(_name(name, agency), root.subject, key, at, 2 * YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH]),
            critical=False,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )


def _nobody_revoked(root: x509.Certificate, key: rsa.RSAPrivateKey, at: datetime.datetime) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
    hour = datetime.timedelta(hours=1)
    made = (
        builder.last_update(at - hour)
        .next_update(at + YEAR)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    at: datetime.datetime,
    life: datetime.timedelta,
) -> x509.CertificateBuilder:
    day = datetime.timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - day)
        .not_valid_after(at + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ])  # fmt: skip


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
