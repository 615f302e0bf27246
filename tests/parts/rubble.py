"""PDFs nobody should have made: encrypted, cut off, of two minds, forms of another kind, endless."""

from __future__ import annotations

import io

import pikepdf


def encrypted(made: bytes, *, user: str = "") -> bytes:
    """Return `made` with a password; without `user` it opens freely and only forbids changes."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        return out.getvalue()


def cut(made: bytes) -> bytes:
    """Return `made` without its last bytes, as a broken transfer leaves it."""
    return made[: made.rindex(b"startxref")]


def misplaced(made: bytes) -> bytes:
    """Return `made` with every object some bytes from where its table says, as a wrong transfer mode does."""
    return made.replace(b"\nendobj\n", b"\r\nendobj\r\n")


def form(made: bytes) -> bytes:
    """Return `made` as a dynamic form (XFA)."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.Root.AcroForm = pdf.make_indirect(
            pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp:xdp/>"))
        )
        pdf.Root.NeedsRendering = True
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def hybrid(made: bytes) -> bytes:
    """Return `made` with a second, hidden table of its objects beside the first (ISO 32000-1, 7.5.8.4)."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        size = int(pdf.trailer.Size)
    plain = out.getvalue()
    start = plain.rindex(b"xref\n", 0, plain.rindex(b"startxref"))
    table = b"\1" + start.to_bytes(4, "big") + b"\0"
    hidden = b"%d 0 obj\n<</Type/XRef/W[1 4 1]/Index[%d 1]/Size %d/Length 6>>stream\n%s\nendstream\nendobj\n"
    stream = hidden % (size, size, size + 1, table)
    tail = plain[start:].replace(b"/Size %d" % size, b"/Size %d /XRefStm %d" % (size + 1, start), 1)
    old, new = b"startxref\n%d" % start, b"startxref\n%d" % (start + len(stream))
    return plain[:start] + stream + tail.replace(old, new)


def endless(made: bytes, pages: int) -> bytes:
    """Return `made` with its first page repeated so often."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for _ in range(pages - len(pdf.pages)):
            pdf.pages.insert(0, pdf.pages[0])
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def joined(*parts: bytes) -> bytes:
    """Return the pages of all `parts` in one file."""
    with pikepdf.new() as pdf:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as other:
                pdf.pages.extend(other.pages)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def blank() -> bytes:
    """Return a page on which nothing stands, as a scan has no words."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def packed(made: bytes) -> bytes:
    """Return `made` with its objects in compressed streams, as office programs write them since PDF 1.5."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def lined(made: bytes) -> bytes:
    """Return `made` arranged for reading over a slow line (linearised)."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        out = io.BytesIO()
        pdf.save(out, linearize=True)
        return out.getvalue()


def prefaced(made: bytes) -> bytes:
    """Return `made` behind the lines of a mail gateway."""
    return b"X-Gateway: passed\r\n\r\n" + made


def asking(made: bytes, name: str) -> bytes:
    """Return `made` with a text field `name` of somebody else's, in a form scattered over the file."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=name,
            Rect=pikepdf.Array([10, 10, 60, 30]),
        )
        fields = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(field)]))
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=fields, NeedAppearances=True))
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([fields[0]]))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def garbled(made: bytes) -> bytes:
    """Return `made` with a description of itself (XMP) that nobody can read."""
    assert b"<rdf:RDF" in made
    return made.replace(b"<rdf:RDF", b"<\xff\xfef:RDF", 1)


def bitten(made: bytes) -> bytes:
    """Return `made`, its objects packed, with a byte of the first pack gone wrong."""
    whole = packed(made)
    start = whole.index(b"stream\n", whole.index(b"/ObjStm")) + 200
    return whole[:start] + bytes([whole[start] ^ 0xFF]) + whole[start + 1 :]
