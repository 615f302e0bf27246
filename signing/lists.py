"""Lists of revocations as long as the Government's, read once and searched by number."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from asn1crypto import crl
from cryptography import x509

_LONG: Final = 64 * 1024
"""Bytes from which searching a list line by line for every certificate takes longer than reading it."""
_OF_OTHERS: Final = crl.CRLEntryExtensionId("certificate_issuer").dump()
"""Stands in a list that also speaks of what other authorities issued: there a number alone says nothing."""
_KEPT: Final = 16


def opened(der: bytes, numbers: Collection[int]) -> crl.CertificateList:
    """Return the list in `der`; of a long one that names none of `numbers` only what surrounds the names.

    `numbers` are the serial numbers of every certificate that may be looked up in it. What the authority
    signed stays as it is, so that its signature is checked over every byte. Raises ValueError.
    """
    whole = crl.CertificateList.load(der)
    if len(der) < _LONG or _OF_OTHERS in der or not _revoked(der).isdisjoint(numbers):
        return whole
    body = whole["tbs_cert_list"]
    _ = body["revoked_certificates"]
    place = [name for name, *_ in crl.TbsCertList._fields].index("revoked_certificates")
    # put in place of what was parsed, not assigned: an assignment would write the signed bytes anew
    body.children[place] = crl.RevokedCertificates.load(b"\x30\x00")
    return whole


@lru_cache(maxsize=_KEPT)
def _revoked(der: bytes) -> frozenset[int]:
    return frozenset(each.serial_number for each in x509.load_der_x509_crl(der))
