"""What the test's own authority and tokens promise to the tests that lean on them."""

from __future__ import annotations

import os
import subprocess

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from core.clock import wall
from tests.parts.hsm import CURVED, LEADER, ORGANISATION, PIN, Hsm
from tests.parts.pki import Authority


def test_the_lists_are_fresh_and_name_who_was_revoked(pki: Authority) -> None:
    """What `crls()` gives is in force now, and only one certificate of the commune stands in it."""
    lists = [x509.load_der_x509_crl(each) for each in pki.crls()]
    for each in lists:
        assert each.next_update_utc is not None
        assert each.last_update_utc <= wall() < each.next_update_utc
    revoked = x509.load_der_x509_certificate(pki.der("revoked")).serial_number
    assert [[entry.serial_number for entry in each] for each in lists] == [[], [revoked]]


@pytest.mark.parametrize("name", ["leader", "leader2", "org", "orgec", "initials", "officer", "revoked"])
def test_a_leaf_is_like_the_governments(pki: Authority, name: str) -> None:
    """A leaf bears the usages and constraints NSS insists on, and says where to ask for revocation."""
    leaf = x509.load_der_x509_certificate(pki.der(name))
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    purposes = set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    assert purposes == {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH}
    places = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert any(place.access_location.value == f"{pki.address}/ocsp/interm" for place in places)


def test_the_authority_travels_in_time_with_the_same_certificates(pki: Authority) -> None:
    """In 2036 the lists are of 2036, and the chain is byte for byte what it was."""
    with pki.travelling("2036-02-01 08:00:00"):
        assert x509.load_der_x509_crl(pki.crl("interm")).last_update_utc.year == 2036
    assert x509.load_der_x509_crl(pki.crl("interm")).last_update_utc.year == wall().year


@pytest.mark.parametrize("label, name", [(LEADER, "leader"), (ORGANISATION, "org"), (CURVED, "orgec")])
def test_a_token_holds_key_and_chain(hsm: Hsm, pki: Authority, label: str, name: str) -> None:
    """A token holds the key of its owner and the certificates up to the root; nobody else sees its folder."""
    assert "SOFTHSM2_CONF" not in os.environ
    tool = ["pkcs11-tool", "--module", str(hsm.module), "--token-label", label, "--login", "--pin", PIN, "-O"]
    done = subprocess.run(tool, env=os.environ | hsm.environment, capture_output=True, text=True, check=True)
    assert done.stdout.count("Private Key Object") == 1
    assert [f"label:      {each}" in done.stdout for each in (name, "interm", "root")] == [True] * 3
