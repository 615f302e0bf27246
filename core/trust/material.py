"""What a file brings to the office's trust: certificates, lists of revocations, OCSP answers, sorted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, ocsp, pem
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

from core.errors import Refused

LARGEST = 64 << 20
"""Bytes of a file; the Government's list of revocations has a few million."""
CANDIDATE, ROOT, FOREIGN, INTERMEDIATE = "candidate", "root", "foreign", "intermediate"
CRL, OCSP, PERSON = "crl", "ocsp", "person"
BROKEN = (
    ValueError, TypeError, KeyError,
    x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType,
)  # fmt: skip
"""What the libraries raise for bytes that are not what they are taken for."""
_SHOWN = (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME)


@dataclass(frozen=True, slots=True)
class Piece:
    """One certificate, list or answer."""

    kind: str
    """candidate (signed by itself: a root, once somebody says so) · intermediate · person · crl · ocsp"""
    der: bytes
    subject: str
    issuer: str
    valid_from: datetime
    """notBefore, thisUpdate."""
    valid_to: datetime | None
    """notAfter, nextUpdate."""

    @property
    def sha256(self) -> str:
        """The hash it is known by."""
        return hashlib.sha256(self.der).hexdigest()


def read(data: bytes) -> list[Piece]:
    """Return what a PEM, DER or PKCS#7 file holds, certificates first; raise Refused when that is nothing."""
    if len(data) > LARGEST:
        raise Refused(
            "VT-4101",
            "Tệp lớn quá mức của một tệp chứng thư hay danh sách thu hồi.",
            hint="Kiểm tra lại tệp đã chọn.",
        )
    found = [piece for der in _unwrapped(data) for piece in _pieces(der)]
    if not found:
        raise Refused(
            "VT-4102",
            "Tệp không có chứng thư, danh sách thu hồi hay câu trả lời OCSP nào đọc được.",
            hint="Chọn tệp .cer, .crt, .pem, .p7b, .crl hoặc .ors của cơ quan chứng thực.",
        )
    once = {piece.sha256: piece for piece in found}
    return sorted(once.values(), key=lambda piece: (piece.kind in (CRL, OCSP), piece.kind != CANDIDATE))


def readable(name: x509.Name) -> str:
    """Return a distinguished name as people call it: common name, unit, organisation."""
    parts = [str(part.value) for kind in _SHOWN for part in name.get_attributes_for_oid(kind)]
    return " – ".join(dict.fromkeys(parts))[:300] or name.rfc4514_string()[:300]


def lists_of(der: bytes) -> tuple[str, ...]:
    """Return where the list of revocations that would name this certificate is fetched."""
    try:
        points = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(
            x509.CRLDistributionPoints
        )
    except (x509.ExtensionNotFound, *BROKEN):
        return ()
    names = [name.value for point in points.value for name in point.full_name or ()]
    return tuple(str(name) for name in names if str(name).startswith(("http://", "https://")))


def scope_of(der: bytes) -> str:
    """Return which part of its issuer's certificates a list covers; empty for all of them."""
    try:
        crl = x509.load_der_x509_crl(der)
        said = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return ""
    names = ",".join(str(name.value) for name in said.full_name or ())
    return f"{names} {said.only_contains_user_certs:d}{said.only_contains_ca_certs:d}"


def is_partial(der: bytes) -> bool:
    """Tell whether a list only adds to another one (a delta)."""
    found = x509.load_der_x509_crl(der).extensions
    return any(isinstance(one.value, x509.DeltaCRLIndicator) for one in found)


def _unwrapped(data: bytes) -> Iterator[bytes]:
    if b"-----BEGIN " not in data:
        yield data
        return
    try:
        for name, _, der in pem.unarmor(data, multiple=True):
            if "PRIVATE KEY" in name:
                raise Refused(
                    "VT-4103",
                    "Tệp có khóa bí mật nên không được nhập.",
                    hint="Xóa tệp này khỏi mọi nơi đã chép; chỉ nhập chứng thư, không bao giờ nhập khóa.",
                )
            yield der
    except ValueError:
        return


def _pieces(der: bytes) -> list[Piece]:
    for reader in (_certificate, _list, _answer):
        try:
            return [reader(der)]
        except BROKEN:
            continue
    return _package(der)


def _certificate(der: bytes) -> Piece:
    found = x509.load_der_x509_certificate(der)
    return Piece(
        _kind(found),
        der,
        readable(found.subject),
        readable(found.issuer),
        found.not_valid_before_utc,
        found.not_valid_after_utc,
    )


def _kind(certificate: x509.Certificate) -> str:
    try:
        authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        authority = False
    if certificate.subject == certificate.issuer:
        try:
            certificate.verify_directly_issued_by(certificate)
        except (InvalidSignature, *BROKEN):
            return INTERMEDIATE if authority else PERSON
        return CANDIDATE
    return INTERMEDIATE if authority else PERSON


def _list(der: bytes) -> Piece:
    found = x509.load_der_x509_crl(der)
    name = readable(found.issuer)
    return Piece(CRL, der, name, name, found.last_update_utc, found.next_update_utc)


def _answer(der: bytes) -> Piece:
    # Not by the stricter library: some responders tell their moments with fractions of a second.
    found: Any = ocsp.OCSPResponse.load(der)
    if found["response_status"].native != "successful":
        raise ValueError("an answer that says nothing")
    told = found.response_data
    single, responder = told["responses"][0], told["responder_id"]
    serial = f"{single['cert_id']['serial_number'].native:X}"
    if responder.name == "by_name":
        names = responder.chosen.native
        parts = [str(names[one]) for one in ("common_name", "organization_name") if one in names]
        issuer = " – ".join(parts)[:300]
    else:
        issuer = responder.chosen.native.hex()
    return Piece(OCSP, der, serial, issuer, single["this_update"].native, single["next_update"].native)


def _package(der: bytes) -> list[Piece]:
    """Return what a PKCS#7 package holds."""
    try:
        outer: Any = cms.ContentInfo.load(der)
        if outer["content_type"].native != "signed_data":
            return []
        inner = outer["content"]
        held = [*(inner["certificates"] or ()), *(inner["crls"] or ())]
        return [piece for one in held for piece in _pieces(one.chosen.dump())]
    except BROKEN:
        return []
