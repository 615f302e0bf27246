"""What signing is measured with: a real token, letters, and pyHanko bare and at the command line."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils import images, layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from appliance.specimens import from_ourselves, paper
from signing.anchors import Anchors, find
from signing.order import Order
from signing.trust import Trust
from signing.values import Box, Holder, Look, Purpose, Role
from tests.parts import hsm, letters
from tests.parts.hsm import Hsm
from tests.parts.pki import Authority, authority

NUMBER = {"vanthu_number": "05", "vanthu_day": "22", "vanthu_month": "11", "vanthu_year": "2026"}
RESULT = {"leader": Role.LEADER, "org": Role.ORGANISATION}


@dataclass(frozen=True)
class Pens:
    """An authority, its tokens, and the pictures that signatures show."""

    authority: Authority
    tokens: Hsm
    folder: Path
    signature: bytes
    seal: bytes

    @property
    def trust(self) -> Trust:
        """What is believed now."""
        return self.authority.trust()

    @property
    def directory(self) -> tuple[Holder, ...]:
        """Whose certificates the office knows."""
        return tuple(
            Holder(x509.Certificate.load(self.authority.der(name)).sha256.hex(), role, name)
            for name, role in RESULT.items()
        )

    def orders(self, letter: bytes, **terms: Any) -> tuple[Order, Order]:
        """Return the leader's and the organisation's signature on a letter, as the office orders them."""
        found = find(io.BytesIO(letter), letters.LEADER)
        leader, seal = places(found)
        filled = tuple(replace(blank, text=NUMBER[blank.name]) for blank in found.blanks)
        return (
            Order("leader", Purpose.LEADER, Look(leader, self.signature), prepare=found.blanks, **terms),
            Order("seal", Purpose.ORGANISATION, Look(seal, self.seal), fill=filled, lock=True, **terms),
        )


def places(found: Anchors) -> tuple[Box, Box]:
    """Return where leader and organisation sign."""
    assert found.leader is not None and found.seal is not None
    return found.leader, found.seal


@contextmanager
def pens() -> Iterator[Pens]:
    """Make an authority and its tokens within the block."""
    with tempfile.TemporaryDirectory(prefix="vanthu-bench-") as name:
        folder = Path(name)
        with authority(folder / "vn") as made:
            tokens = hsm.opened(folder / "hsm")
            tokens.token(hsm.LEADER, hsm.PIN, made, ("leader",))
            tokens.token(hsm.ORGANISATION, hsm.PIN, made, ("org",))
            marks = [paper.mark(from_ourselves.PLAN, which) for which in ("signature", "seal")]
            yield Pens(made, tokens, folder, marks[0], marks[1])


class Bare:
    """pyHanko by itself, in this warm process: signs and validates without any rule of ours."""

    def __init__(self, using: Pens, letter: bytes) -> None:
        trust = using.trust
        self._roots = [x509.Certificate.load(der) for der in trust.roots]
        self._others = [x509.Certificate.load(der) for der in trust.intermediates]
        self._lists = [crl.CertificateList.load(der) for der in trust.crls]
        boxes = places(find(io.BytesIO(letter), letters.LEADER))
        marks = (using.signature, using.seal)
        self._shown = [(box, _style(using.folder, mark)) for box, mark in zip(boxes, marks, strict=True)]

    def context(self) -> ValidationContext:
        """Return a fresh context, as each judgement needs one."""
        return ValidationContext(
            trust_roots=self._roots,
            other_certs=self._others,
            crls=self._lists,
            allow_fetching=False,
            revocation_mode="hard-fail",
        )

    def sign(self, source: Any, target: Any, signer: Any, which: int) -> None:
        """Put one visible signature on a file."""
        box, style = self._shown[which]
        signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=f"Signature{which}", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
            ),
            signer,
            stamp_style=style,
            new_field_spec=SigFieldSpec(
                f"Signature{which}",
                on_page=0,
                box=(int(box.left), int(box.bottom), int(box.right), int(box.top)),
            ),
        ).sign_pdf(IncrementalPdfFileWriter(source), output=target, chunk_size=1 << 20)

    def validate(self, source: Any) -> None:
        """Validate every signature of a file, with its difference analysis."""
        for signature in PdfFileReader(source).embedded_signatures:
            if not validate_pdf_signature(signature, self.context()).bottom_line:
                raise RuntimeError("pyHanko does not find its own signature valid")

    def validate_lasting(self, source: Any) -> None:
        """Validate every signature of a file at level B-LTA."""
        asyncio.run(self._validate_lasting(source))

    async def _validate_lasting(self, source: Any) -> None:
        rule = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
        policy = CertValidationPolicySpec(
            SimpleTrustManager.build(self._roots),
            CertRevTrustPolicy(RevocationCheckingPolicy(rule, rule), retroactive_revinfo=True),
        )
        spec = PdfSignatureValidationSpec(
            SignatureValidationSpec(
                policy,
                RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY, None),
                local_knowledge=LocalKnowledge(
                    [], [CRLContainer(each) for each in self._lists], self._others
                ),
            )
        )
        now = ValidationTimingInfo.now(UTC)
        for signature in PdfFileReader(source).embedded_regular_signatures:
            if (await ades_lta_validation(signature, spec, timing_info=now)).ades_subindic != AdESPassed.OK:
                raise RuntimeError("pyHanko does not find a lasting signature valid")


def _style(folder: Path, mark: bytes) -> StaticStampStyle:
    picture = folder / f"{len(mark)}.png"
    picture.write_bytes(mark)
    return StaticStampStyle(
        border_width=0,
        background=images.PdfImage(str(picture)),
        background_opacity=1,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
    )


class CommandLine:
    """pyHanko as a user at a terminal has it: one process for each signature."""

    def __init__(self, using: Pens) -> None:
        self._folder = using.folder
        self._environment = os.environ | dict(using.tokens.environment)
        chain = using.authority.certificate("interm")
        (using.folder / "pyhanko.yml").write_text(
            "pkcs11-setups:\n"
            + "".join(
                f"  {name}:\n    module-path: {using.tokens.module}\n"
                f"    token-criteria:\n      label: {label}\n    cert-label: {name}\n"
                f'    user-pin: "{hsm.PIN}"\n    other-certs: [{chain}]\n'
                for name, label in (("leader", hsm.LEADER), ("org", hsm.ORGANISATION))
            )
        )

    def sign(self, source: Path) -> None:
        """Sign a file twice."""
        before = source
        for name in ("leader", "org"):
            after = self._folder / f"{source.stem}-{name}.pdf"
            self._run("sign", "addsig", "--field", name, "pkcs11", "--p11-setup", name, before, after)
            before = after

    def _run(self, *words: str | Path) -> None:
        program = Path(sys.executable).parent / "pyhanko"
        command = [str(word) for word in (program, "--config", self._folder / "pyhanko.yml", *words)]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])


def written(folder: Path, count: int, letter: bytes) -> list[Path]:
    """Write the same letter so many times and return where."""
    place = folder / "letters"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    names = [place / f"{number:04d}.pdf" for number in range(count)]
    for name in names:
        name.write_bytes(letter)
    return names
