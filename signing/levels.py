"""How long a signature can be checked: the baseline levels of PAdES, read off the file."""

from __future__ import annotations

from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError

from signing.found import Found
from signing.opening import LIBRARY_ERRORS, Reader, part
from signing.values import Level


def level(reader: Reader, found: Found) -> str:
    """Return the level of a signature (ETSI EN 319 142-1), or an empty string where it is none of them."""
    embedded = found.embedded
    if embedded is None or found.stamp or part(embedded.sig_object, "/SubFilter") != "/ETSI.CAdES.detached":
        return ""
    try:
        if next(generic_cms.extract_tst_data_iter(embedded.signer_info, signed=False), None) is None:
            return Level.B_B
        if not _kept(reader):
            return Level.B_T
    except LIBRARY_ERRORS:
        return ""
    later = (each for each in reader.embedded_timestamp_signatures if each is not embedded)
    stamped = any(each.signed_revision > embedded.signed_revision for each in later)
    return Level.B_LTA if stamped else Level.B_LT


def _kept(reader: Reader) -> bool:
    """Say whether the file keeps certificates and revocation for later."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return False
    return bool(store.certs) and bool(store.crls or store.ocsps)
