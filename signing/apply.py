"""Puts one signature on a PDF, after all that is in it, so that not a byte of what came before changes."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, BinaryIO, cast

from asn1crypto import cms
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    enumerate_sig_fields,
)
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from signing import blanks
from signing.admission import BROKEN_PARTS, CHUNK, admitted, confirm, damaged, refuse_locked
from signing.certificates import described
from signing.drawing import Pen, Sheet
from signing.lasting import FIRST_TOKEN, add_archive_stamp, add_evidence, earlier_chains, stamping_chains
from signing.order import Order
from signing.preflight import chain_of, context_for, refuse_unfit
from signing.stamps import Authorities, stamped_at
from signing.trust import Trust
from signing.values import Applied, Fault, Level, Look, mark

VIETNAM = timezone(timedelta(hours=7))
DIGEST = "sha256"
ENVELOPE = 2048
"""Bytes of a signature beside its certificates and its timestamp."""


def apply(
    source: BinaryIO, target: BinaryIO, signer: Signer, order: Order, trust: Trust, at: datetime | None = None
) -> Applied:
    """Write `source` with one more signature to `target`, which is open for reading and writing and empty.

    `at` is the time the signer claims, `trust.at` when it is not given. Both files are read and written in
    pieces: memory does not grow with them. Raises Fault, and `target` is then worth nothing.
    """
    claimed = (at or trust.at).astimezone(VIETNAM)
    refuse_unfit(signer.signing_cert, claimed)
    writer = admitted(source)
    try:
        _draw(writer, order)
        applied = asyncio.run(_sign(writer, target, signer, order, trust, claimed))
    except BROKEN_PARTS as error:
        raise damaged(source) from error
    refuse_changed(source, target)
    confirm(target, order.field)
    return applied


def refuse_changed(source: BinaryIO, target: BinaryIO) -> None:
    """Raise Fault unless `target` begins with every byte of `source`, as all earlier signatures need."""
    source.seek(0)
    target.seek(0)
    while block := source.read(CHUNK):
        if target.read(len(block)) != block:
            raise Fault(
                "VT-4026",
                mark("Tệp sau khi ký không giữ nguyên phần đã có trước khi ký."),
                hint=mark("Việc cần làm tiếp: văn bản chưa thay đổi; báo cán bộ công nghệ thông tin."),
            )


def _draw(writer: IncrementalPdfFileWriter, order: Order) -> None:
    """Refuse what the file forbids, then prepare and fill its blanks."""
    names = (order.field, *(blank.name for blank in (*order.prepare, *order.fill)))
    refuse_locked(writer, names, shown=order.look.box is not None)
    if any(name == order.field for name, _signature, _place in enumerate_sig_fields(writer)):
        raise Fault(
            "VT-4027",
            mark("Tệp đã có ô chữ ký “{field}”."),
            hint=mark("Việc cần làm tiếp: mở lại văn bản để xem ai đã ký, không ký lại bước này."),
            field=order.field,
        )
    blanks.refuse_taken(writer, (order.field,))
    if order.prepare and writer.prev.embedded_signatures:
        raise Fault(
            "VT-4028",
            mark("Tệp đã có chữ ký nên không đặt thêm ô số và ngày tháng được."),
            hint=mark("Việc cần làm tiếp: trả lại bản chưa ký, đặt ô rồi ký lại từ đầu."),
        )
    pen = Pen(writer)
    blanks.prepare(writer, pen, order.prepare)
    blanks.fill(writer, pen, order.fill)


async def _sign(
    writer: IncrementalPdfFileWriter,
    target: BinaryIO,
    signer: Signer,
    order: Order,
    trust: Trust,
    claimed: datetime,
) -> Applied:
    lasting = order.level in (Level.B_LT, Level.B_LTA)
    context = context_for(trust, evidence=lasting)
    authorities = Authorities(order.timestamps, order.patience)
    try:
        chains = [await chain_of(signer, context, trust)]
        earlier = writer.prev.embedded_timestamp_signatures[-1:] if order.level is Level.B_LTA else []
        chains += await earlier_chains(earlier, context)
        token = await _embed(writer, target, signer, order, authorities, claimed)
        if token:
            chains += await stamping_chains(authorities, context)
        if token and lasting:
            add_evidence(target, chains, context)
        if token and order.level is Level.B_LTA:
            await add_archive_stamp(target, authorities, context)
    finally:
        await context.aclose()
    return Applied(
        order.field,
        order.level if token else Level.B_B,
        described(signer.signing_cert),
        claimed,
        stamped_at(token) if token else None,
        target.seek(0, 2),
    )


async def _embed(
    writer: IncrementalPdfFileWriter,
    target: BinaryIO,
    signer: Signer,
    order: Order,
    authorities: Authorities,
    claimed: datetime,
) -> cms.ContentInfo | None:
    """Write the file, let the token sign it and an authority stamp that, and only then put both in."""
    session = _signer(writer, signer, order).init_signing_session(writer)
    session.system_time = claimed
    prepared = session.prepare_tbs_document(None, _room(signer, order))
    digest, _written = prepared.digest_tbs_document(output=target, chunk_size=CHUNK)
    signature = await signer.async_sign(
        digest.document_digest,
        DIGEST,
        use_pades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=claimed),
    )
    token = None
    if order.level is not Level.B_B:
        token = await _stamp(signature["content"]["signer_infos"][0], order, authorities)
    prepared.cms_writer.send(signature)
    return token


async def _stamp(signature: cms.SignerInfo, order: Order, authorities: Authorities) -> cms.ContentInfo | None:
    """Add a timestamp to `signature` and return it; None where the order can do without."""
    try:
        token = await authorities.async_timestamp(
            hashlib.sha256(signature["signature"].native).digest(), DIGEST
        )
    except Fault:
        if order.without_timestamp:
            return None
        raise
    signature["unsigned_attrs"] = cms.CMSAttributes(
        [simple_cms_attribute("signature_time_stamp_token", token)]
    )
    return token


def _room(signer: Signer, order: Order) -> int:
    """Return how many hexadecimal digits to keep free for the signature, its chain and its timestamp."""
    chain = {certificate.sha256: certificate for certificate in (signer.signing_cert, *signer.cert_registry)}
    stamp = FIRST_TOKEN if order.level is not Level.B_B else 0
    return 2 * (sum(len(certificate.dump()) for certificate in chain.values()) + ENVELOPE + stamp)


def _signer(writer: IncrementalPdfFileWriter, signer: Signer, order: Order) -> PdfSigner:
    box = order.look.box
    sheet = Sheet.of(box, blanks.turn_of(writer, box.page)) if box else None
    return PdfSigner(
        PdfSignatureMetadata(
            field_name=order.field,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            name=order.name or None,
            reason=order.reason or None,
            location=order.location or None,
        ),
        signer,
        stamp_style=cast(Any, _Shown(order.look, sheet)),
        new_field_spec=SigFieldSpec(
            order.field,
            on_page=box.page if box else 0,
            box=cast(Any, (box.left, box.bottom, box.right, box.top) if box else None),
            # Acrobat takes P=1 to forbid the archive timestamps too; what else P=2 would let in,
            # our own rules refuse and our verdicts call forbidden.
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if order.lock else None,
            doc_mdp_update_value=MDPPerm.FILL_FORMS if order.lock else None,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A look in the place where the library expects one of its own styles."""

    look: Look
    sheet: Sheet | None

    def create_stamp(self, writer: IncrementalPdfFileWriter, _room: object, _facts: object) -> _Drawn | None:
        """Return what puts the look on the field; None for a signature that shows nothing."""
        return _Drawn(writer, self.look, self.sheet) if self.sheet else None


@dataclass(frozen=True, slots=True)
class _Drawn:
    writer: IncrementalPdfFileWriter
    look: Look
    sheet: Sheet

    def apply_appearance(self, field: DictionaryObject) -> None:
        """Draw the look and let the field show it."""
        drawing = Pen(self.writer).draw_look(self.look, self.sheet)
        field[pdf_name("/AP")] = DictionaryObject({pdf_name("/N"): drawing})
