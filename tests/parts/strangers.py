"""Files as others sign them: other programs' habits, other authorities, other mistakes."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import timestamps
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.parts.pki import Authority
from tests.parts.revisions import saved


def signed(
    made: bytes, signer: SimpleSigner, field: str = "Signature1", *, stamps: str = "", **about: Any
) -> bytes:
    """Return `made` signed by plain pyHanko; `about` goes into what is said of the signature."""
    told: dict[str, Any] = {"md_algorithm": "sha256", "subfilter": SigSeedSubFilter.PADES} | about
    out = io.BytesIO()
    PdfSigner(
        PdfSignatureMetadata(field_name=field, **told),
        signer,
        timestamper=timestamps.HTTPTimeStamper(stamps) if stamps else None,
        new_field_spec=SigFieldSpec(field, box=(300, 60, 400, 100)),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(made), strict=False), output=out)
    return out.getvalue()


def like_acrobat(made: bytes, authority: Authority) -> bytes:
    """Return a letter in object streams, signed twice with adbe.pkcs7.detached by people of two fields."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    legacy = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    once = signed(out.getvalue(), authority.signer("leader"), subfilter=legacy)
    return signed(once, authority.signer("org"), "Signature2", subfilter=legacy)


def hybrid(made: bytes) -> bytes:
    """Return a letter with two cross-reference tables, as word processors export it."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        plain = saved(pdf)
    start = int(re.findall(rb"startxref\s+(\d+)", plain)[-1])
    size_ = re.search(rb"/Size (\d+)", plain[start:])
    assert size_ is not None
    number = int(size_[1])
    row = b"\x01" + start.to_bytes(4, "big") + b"\x00\x00"
    stream = (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Index[%d 1]/Length %d>>\nstream\n"
        % (number, number + 1, number, len(row))
        + row
        + b"\nendstream\nendobj\n"
    )
    table = plain[start : plain.rindex(b"startxref")]
    table = table.replace(b"/Size %d" % number, b"/Size %d /XRefStm %d" % (number + 1, start), 1)
    return plain[:start] + stream + table + b"startxref\n%d\n%%%%EOF\n" % (start + len(stream))


def dynamic(made: bytes) -> bytes:
    """Return a letter that is a dynamic XFA form as well."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        form = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp:xdp/>"))
        pdf.Root.AcroForm = pdf.make_indirect(form)
        pdf.Root.NeedsRendering = True
        return saved(pdf)


def encrypted(made: bytes) -> bytes:
    """Return a letter that asks for a password."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
        return out.getvalue()


def multiplied(made: bytes, pages: int) -> bytes:
    """Return a letter whose first page comes `pages` times."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for _ in range(pages - len(pdf.pages)):
            pdf.pages.append(pdf.pages[0])
        return saved(pdf)


def of_kind(made: bytes, kind: str) -> bytes:
    """Return a signed letter whose signature says that it is of another kind."""
    before = b"/ETSI.CAdES.detached"
    assert made.count(before) == 1
    return made.replace(before, kind.encode().ljust(len(before)))


def emptied(made: bytes) -> bytes:
    """Return a signed letter whose signature consists of zeros."""
    gap = list(re.finditer(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+\d+\s*\]", made))[-1]
    start, again = int(gap[1]) + 1, int(gap[2]) - 1
    return made[:start] + b"0" * (again - start) + made[again:]


Person = tuple[x509.Certificate, rsa.RSAPrivateKey]
"""A certificate and its key."""


def person(
    name: str, by: Person | None = None, *, ca: bool = False, stamps: bool = False, days: int = 300
) -> Person:
    """Return a certificate that publishes nothing about revocation; self-signed without `by`.

    `stamps` for a timestamp authority, `days` from now on it is valid.
    """
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    uses = x509.KeyUsage(True, not stamps, False, False, False, ca, ca, False, False)
    builder = builder.add_extension(uses, critical=True)
    if stamps:
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(use, critical=True)
    return builder.sign(by[1] if by else key, hashes.SHA256()), key


def empty_list(by: Person, at: datetime) -> bytes:
    """Return a list of no revocations that `by` wrote at that moment, DER."""
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by[0].subject)
        .last_update(at)
        .next_update(at + timedelta(days=7))
        .sign(by[1], hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def stamper(who: Person) -> timestamps.DummyTimeStamper:
    """Return a timestamp authority with that certificate and key, in this process."""
    signer = hand(who)
    return timestamps.DummyTimeStamper(signer.signing_cert, signer.signing_key)


def archived(made: bytes, signer: SimpleSigner, first: Person, second: Person, by: Person) -> bytes:
    """Return a letter signed for the archive (B-LTA) with stamps of `first`, renewed by one of `second`."""
    known = ValidationContext(
        trust_roots=[asn1.Certificate.load(der_of(by[0]))],
        crls=[empty_list(by, datetime.now(UTC))],
        revocation_mode="require",
    )
    about = PdfSignatureMetadata(
        "Signature1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, embed_validation_info=True,
        validation_context=known, use_pades_lta=True,
    )  # fmt: skip
    once, twice = io.BytesIO(), io.BytesIO()
    PdfSigner(about, signer, timestamper=stamper(first)).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(made)), output=once
    )
    PdfTimeStamper(stamper(second)).update_archival_timestamp_chain(
        PdfFileReader(once), known, in_place=False, output=twice
    )
    return twice.getvalue()


def hand(who: Person) -> SimpleSigner:
    """Return a signer with that certificate and key."""
    certificate, key = who
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=asn1.Certificate.load(der_of(certificate)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )


def der_of(certificate: x509.Certificate) -> bytes:
    """Return a certificate's DER bytes."""
    return certificate.public_bytes(serialization.Encoding.DER)
