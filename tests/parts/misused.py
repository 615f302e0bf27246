"""Forgeries with the signatures themselves: wrapped, borrowed, transplanted, weakened, one too many."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from tests.parts.attacks import comment_added
from tests.parts.pki import Authority
from tests.parts.revisions import content_of, entries_of, field_of, numbers_of, revised


def byte_flipped(signed: bytes) -> bytes:
    """One byte of what was signed is another."""
    place = signed.index(b"/MediaBox") + 1
    return signed[:place] + b"m" + signed[place + 1 :]


def wrapped(signed: bytes) -> bytes:
    """The rest of the signed bytes is moved to the end; where it stood, a table leads to another content.

    The signature's own range of bytes is signed, so a second one is put into the room after its value.
    """
    gap = list(re.finditer(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", signed))[-1]
    start, again, rest = int(gap[1]), int(gap[2]), int(gap[3])
    table = int(re.findall(rb"startxref\s+(\d+)", signed)[-1])
    reader = PdfFileReader(io.BytesIO(signed))
    number = reader.root["/Pages"]["/Kids"][0].raw_get("/Contents").idnum
    content = content_of(number)
    moved = table + len(content) + 40 * (int(reader.trailer["/Size"]) + 10)
    entries = {number: table - len(content)}
    for each in range(1, int(reader.trailer["/Size"])):
        found = reader.xrefs.get_historical_ref(generic.Reference(each, 0), reader.total_revisions - 1)
        if isinstance(found, int) and each != number:
            entries[each] = found if found < start else found + moved - again
    lines = "".join(f"{each} 1\n{place:010d} 00000 n \n" for each, place in sorted(entries.items()))
    root, size = reader.root_ref.idnum, int(reader.trailer["/Size"])
    xref = f"xref\n0 1\n0000000000 65535 f \n{lines}trailer\n<</Size {size}/Root {root} 0 R>>\n".encode()
    between = content.rjust(table - again) + xref
    value = signed[start:again].rstrip(b">").rstrip(b"0")
    inside = value + b"0" * (len(value) % 2 == 0) + b">/ByteRange[0 %d %d %d]" % (start, moved, rest)
    return signed[:start] + inside.ljust(again - start) + between.ljust(moved - again) + signed[again:]


def borrowed(signed: bytes) -> bytes:
    """The organisation's signature is put into a second field, over other bytes."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field, _ = field_of(writer, "Organisation")
        again = entries_of(
            FT=pdf_name("/Sig"), T=pdf_string("Again"), Type=pdf_name("/Annot"), Subtype=pdf_name("/Widget"),
            Rect=numbers_of(0, 0, 0, 0), V=field.raw_get("/V"),
        )  # fmt: skip
        form = writer.root["/AcroForm"]
        form["/Fields"].append(writer.add_object(again))
        writer.update_container(form)

    return revised(signed, change)


def transplanted(signed: bytes, into: bytes) -> bytes:
    """The last signature of `signed` takes the place of the last signature of `into`."""
    pattern = rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+\d+\s*\]"
    one, other = (list(re.finditer(pattern, each))[-1] for each in (signed, into))
    value = signed[int(one[1]) + 1 : int(one[2]) - 1].rstrip(b"0")
    start, again = int(other[1]) + 1, int(other[2]) - 1
    return into[:start] + value.ljust(again - start, b"0")[: again - start] + into[again:]


def gap_too_wide(made: bytes, authority: Authority, name: str) -> bytes:
    """Return a letter signed by `name` over less than all: ten bytes after the signature are left out too."""
    writer = IncrementalPdfFileWriter(io.BytesIO(made))
    out = io.BytesIO()
    blank = signers.PdfSigner(
        PdfSignatureMetadata(field_name="Leader", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        authority.signer(name),
    )
    blank.sign_pdf(writer, output=out)
    signed = bytearray(out.getvalue())
    gap = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", signed))[-1]
    start, again, rest = (int(gap[each]) for each in (1, 2, 3))
    written = b"/ByteRange [0 %d %d %d]" % (start, again + 10, rest - 10)
    signed[gap.start() : gap.end()] = written.ljust(gap.end() - gap.start())
    covered = bytes(signed[:start]) + bytes(signed[again + 10 :])
    value = _signature(authority, name, covered).hex().encode()
    signed[start + 1 : again - 1] = value.ljust(again - start - 2, b"0")
    return bytes(signed)


def _signature(authority: Authority, name: str, covered: bytes) -> bytes:
    made = authority.signer(name).async_sign(hashlib.sha256(covered).digest(), "sha256", use_pades=True)
    found: cms.ContentInfo = asyncio.run(made)
    return bytes(found.dump())


def signed_again(
    signed: bytes,
    authority: Authority,
    name: str = "officer",
    box: tuple[int, int, int, int] = (60, 60, 160, 100),
) -> bytes:
    """Somebody signs after everybody."""
    signer = PdfSigner(
        PdfSignatureMetadata(field_name="Third", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        authority.signer(name),
        new_field_spec=SigFieldSpec("Third", box=box),
    )
    out = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(signed)), output=out)
    return out.getvalue()


def certified(made: bytes, authority: Authority, name: str = "leader") -> bytes:
    """Return a letter its leader certified so that nothing may change."""
    about = PdfSignatureMetadata(
        field_name="Leader", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    out = io.BytesIO()
    PdfSigner(about, authority.signer(name)).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(made)), output=out)
    return out.getvalue()


def downgraded(signed: bytes) -> bytes:
    """A certification that allowed nothing is made to allow comments, and one is added."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field, _ = field_of(writer, "Leader")
        value = field["/V"]
        value["/Reference"][0]["/TransformParams"][pdf_name("/P")] = generic.NumberObject(3)
        writer.update_container(value)

    return comment_added(revised(signed, change))


def uncertified(signed: bytes) -> bytes:
    """The catalogue forgets that the document was certified."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/Perms"]
        writer.update_root()

    return revised(signed, change)
