"""Whose certificate it is by its name, and what it may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from asn1crypto import x509

_SIGNING: Final = frozenset({"digital_signature", "non_repudiation"})
_DOCUMENTS: Final = frozenset(
    {
        "email_protection", "client_auth", "any_extended_key_usage", "microsoft_document_signing",
        "adobe_authentic_documents_trust", "1.2.840.113583.1.1.5", "1.3.6.1.5.5.7.3.36",
        "1.3.6.1.4.1.311.10.3.12",
    }
)  # fmt: skip
"""Extended usages that do not speak against signing a document; RFC 9336 names the one for it."""


def usage(found: x509.Certificate) -> str:
    """Return good or wrong: whether the certificate may sign documents."""
    plain = found.key_usage_value
    if plain is not None and not _SIGNING & set(plain.native):
        return "wrong"
    extended = found.extended_key_usage_value
    if extended is not None and not _DOCUMENTS & set(extended.native):
        return "wrong"
    return "wrong" if found.ca else "good"


def name(parts: Mapping[str, Any]) -> str:
    """Return the common name, or what comes nearest to it."""
    return (
        _first(parts, "common_name")
        or _first(parts, "organization_name")
        or ", ".join(map(str, parts.values()))
    )


def _first(parts: Mapping[str, Any], key: str) -> str:
    value = parts.get(key, "")
    return str(value[0] if isinstance(value, list) and value else value or "")
