"""Makes signatures last: the evidence goes into the file, and an archive timestamp over it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable
from typing import BinaryIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature, collect_validation_info
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError, PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from signing.admission import CHUNK, admitted, end_line
from signing.preflight import context_for, holder_of, lacking
from signing.stamps import Authorities
from signing.trust import Trust
from signing.values import Fault, mark

MARGIN = 2048
"""Bytes by which a timestamp may be larger than the last one of the same authority."""
FIRST_TOKEN = 12_288
"""Bytes kept for a timestamp of an authority that was not asked before."""


async def stamping_chains(authorities: Authorities, context: ValidationContext) -> list[ValidationPath]:
    """Return the chains of those who stamped. Raises Fault when one of them is not to be believed."""
    try:
        chains = authorities.validation_paths(context)  # type: ignore[no-untyped-call]
        return [chain async for chain in chains]
    except InsufficientRevinfoError as error:
        raise lacking("TSA") from error
    except (PathError, ValidationError) as error:
        raise Fault(
            "VT-4024",
            mark("Chứng thư của dịch vụ cấp dấu thời gian không được tin cậy."),
            hint=mark("Việc cần làm tiếp: nhập chứng thư gốc của dịch vụ dấu thời gian, hoặc đổi dịch vụ."),
        ) from error


async def earlier_chains(
    signatures: Iterable[EmbeddedPdfSignature], context: ValidationContext
) -> list[ValidationPath]:
    """Return the chains of `signatures` and of their timestamps; what proves them gathers in `context`."""
    chains: list[ValidationPath] = []
    for signature in signatures:
        try:
            chains += await collect_validation_info(signature, context)
        except (PathError, ValidationError) as error:
            raise lacking(holder_of(signature.signer_cert)) from error
    return chains


def add_evidence(target: BinaryIO, chains: list[ValidationPath], context: ValidationContext) -> None:
    """Add the certificates of `chains`, and every list and answer in `context`, to the file (B-LT)."""
    DocumentSecurityStore.add_dss(target, None, paths=chains, validation_context=context)


async def add_archive_stamp(target: BinaryIO, authorities: Authorities, context: ValidationContext) -> None:
    """Add a timestamp over the whole file, evidence included (B-LTA), and the evidence of that timestamp."""
    writer = IncrementalPdfFileWriter(target)
    await PdfTimeStamper(authorities).async_timestamp_pdf(
        writer,
        "sha256",
        validation_context=context,
        bytes_reserved=2 * (authorities.largest + MARGIN if authorities.largest else FIRST_TOKEN),
        in_place=True,
        chunk_size=CHUNK,
    )


def upgrade(
    source: BinaryIO, target: BinaryIO, timestamps: tuple[str, ...], trust: Trust, patience: float = 180.0
) -> None:
    """Write `source` to `target` with the evidence it lacks and a new archive timestamp (B-LTA).

    What an earlier archive timestamp covers rests on it: only that timestamp and what came after are asked
    about again, so a chain is renewed even when the signers' certificates have long expired.
    Raises Fault, and `target` is then worth nothing.
    """
    reader = admitted(source).prev
    signatures = reader.embedded_signatures
    if not signatures:
        raise Fault(
            "VT-4025",
            mark("Tệp chưa có chữ ký nào để gia hạn."),
            hint=mark("Việc cần làm tiếp: ký tệp trước."),
        )
    covered = max(
        (place for place, each in enumerate(signatures) if each.sig_object_type == "/DocTimeStamp"), default=0
    )
    source.seek(0)
    shutil.copyfileobj(source, target, CHUNK)
    end_line(target)
    asyncio.run(_renew(target, signatures[covered:], Authorities(timestamps, patience), trust))


async def _renew(
    target: BinaryIO, signatures: list[EmbeddedPdfSignature], authorities: Authorities, trust: Trust
) -> None:
    context = context_for(trust, evidence=True)
    try:
        add_evidence(target, await earlier_chains(signatures, context), context)
        await add_archive_stamp(target, authorities, context)
    finally:
        await context.aclose()
