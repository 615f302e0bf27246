"""A certificate as people read it."""

from __future__ import annotations

from asn1crypto import x509

from signing.values import Certificate


def described(certificate: x509.Certificate) -> Certificate:
    """Return what a person wants to know of `certificate`."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return Certificate(
        subject=_one(subject.get("common_name", "")),
        organisation=_one(subject.get("organization_name", "")),
        serial=f"{certificate.serial_number:X}",
        issuer=_one(issuer.get("common_name", "") or issuer.get("organization_name", "")),
        sha256=certificate.sha256.hex(),
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
    )


def _one(name: str | list[str]) -> str:
    """Return a part of a name; where it is given several times, all of them."""
    return name if isinstance(name, str) else ", ".join(name)
