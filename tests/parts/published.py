"""What certification authorities publish, as it would be at any time: lists, answers, packages of chains."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import requests
from asn1crypto import algos, cms, crl
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp

from core import trust
from core.values import Moment
from tests.parts.office import Desk
from tests.parts.pki import Authority


def believing(desk: Desk, pki: Authority, at: Moment) -> Desk:
    """Have an office believe the authority of the tests, with fresh lists."""
    desk.do(trust.import_, pki.der("root"), "root", desk.admin, at)
    for piece in (pki.der("interm"), *pki.crls()):
        desk.do(trust.import_, piece, None, desk.clerk, at)
    return desk


def list_of_revocations(pki: Authority, name: str, made: datetime, **more: Any) -> bytes:
    """Return a list that the authority `name` signs, as it would have been made at another time."""
    key = serialization.load_pem_private_key(pki.key(name).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    issuer = x509.load_der_x509_certificate(pki.der(name)).subject
    until = more.get("until", made + timedelta(days=3))
    served = x509.load_der_x509_crl(pki.crl(name)).extensions
    scope = served.get_extension_for_class(x509.IssuingDistributionPoint)
    built = x509.CertificateRevocationListBuilder(issuer, made, until)
    built = built.add_extension(scope.value, scope.critical)
    if more.get("delta"):
        built = built.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def package(*certificates: bytes, crls: tuple[bytes, ...] = ()) -> bytes:
    """Return a PKCS#7 file that holds these certificates and lists, as authorities publish their chains."""
    held = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [asn1.Certificate.load(one) for one in certificates],
            "crls": [crl.CertificateList.load(one) for one in crls],
            "signer_infos": [],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": held}).dump()
    return made


def answer_about(pki: Authority, name: str) -> bytes:
    """Return what the responder below the root says of a certificate now."""
    issuer = x509.load_der_x509_certificate(pki.der("interm"))
    asked = ocsp.OCSPRequestBuilder().add_certificate(
        x509.load_der_x509_certificate(pki.der(name)), issuer, hashes.SHA1()
    )
    told = requests.post(
        f"{pki.address}/ocsp/interm",
        data=asked.build().public_bytes(serialization.Encoding.DER),
        headers={"Content-Type": "application/ocsp-request"},
        timeout=30,
    )
    told.raise_for_status()
    return told.content
