"""What programs that are not ours say of a signed file: poppler with NSS, OpenSSL, qpdf."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import cms

from tests.parts.pki import Authority


@dataclass(frozen=True)
class Opinion:
    """What pdfsig says of one signature."""

    signature: str
    certificate: str


def pdfsig(file: Path, pki: Authority, folder: Path) -> list[Opinion]:
    """Return poppler's opinion of each signature in `file`, with the authority's root alone in its store.

    Of document timestamps it has none.
    """
    store = folder / "nss"
    if not store.exists():
        store.mkdir()
        root = pki.certificate("root")
        _run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
        _run("certutil", "-A", "-d", f"sql:{store}", "-n", "root", "-t", "C,C,C", "-i", root)
    words = _run("pdfsig", "-no-ocsp", "-nssdir", f"sql:{store}", file)
    parts = re.split(r"^Signature #\d+:$", words, flags=re.M)[1:]
    told = [part for part in parts if "Signature Type: unknown" not in part]
    return [Opinion(_after("Signature", part), _after("Certificate", part)) for part in told]


def openssl(file: Path, pki: Authority, folder: Path) -> list[str]:
    """Return OpenSSL's words on each signature in `file`: its CMS, and every timestamp in or over it."""
    words = []
    for place, (signature, signed, kind) in enumerate(_signatures(file)):
        envelope, content = folder / f"{place}.der", folder / f"{place}.bin"
        envelope.write_bytes(signature)
        content.write_bytes(signed)
        roots = ("-CAfile", pki.certificate("root"))
        if kind == "/ETSI.RFC3161":
            words.append(_stamp(envelope, content, roots))
            continue
        chain = (*roots, "-certfile", pki.certificate("interm"))
        parts = ("-inform", "DER", "-binary", "-in", envelope, "-content", content)
        rules = ("-purpose", "smimesign", "-cades", "-out", "/dev/null")
        words.append(_run("openssl", "cms", "-verify", *parts, *chain, *rules))
        words += _stamps(signature, folder, roots)
    return words


def _stamps(signature: bytes, folder: Path, roots: tuple[Any, ...]) -> list[str]:
    words = []
    (signer,) = cms.ContentInfo.load(signature)["content"]["signer_infos"]
    for attribute in signer["unsigned_attrs"] or ():
        token, value = folder / "token.der", folder / "value.bin"
        token.write_bytes(attribute["values"][0].dump())
        value.write_bytes(signer["signature"].native)
        words.append(_stamp(token, value, roots))
    return words


def _stamp(token: Path, stamped: Path, roots: tuple[Any, ...]) -> str:
    return _run("openssl", "ts", "-verify", "-in", token, "-token_in", "-data", stamped, *roots)


def qpdf(file: Path) -> str:
    """Return what qpdf finds wrong in `file`; it fails where it finds anything."""
    return _run("qpdf", "--check", file)


def _signatures(file: Path) -> list[tuple[bytes, bytes, str]]:
    """Return for each signature its DER bytes, the bytes it covers and its kind, in the order of the file."""
    whole, found = file.read_bytes(), []
    with pikepdf.open(file) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if field.get("/FT") == "/Sig" and "/V" in field:
                start, length, after, rest = (int(number) for number in field.V.ByteRange)
                padded = bytes(field.V.Contents)
                exact = padded[: 4 + int.from_bytes(padded[2:4], "big")]
                signed = whole[start : start + length] + whole[after : after + rest]
                found.append((exact, signed, str(field.V.SubFilter)))
    return found


def _after(name: str, part: str) -> str:
    told = re.search(rf"- {name} Validation: (.*)", part)
    return told[1] if told else ""


def _run(*command: Any) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr
