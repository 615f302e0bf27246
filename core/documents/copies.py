"""Copies of a document under the agency's own signature: sao y, sao lục, trích sao."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from core.accounts.permissions import demand_visible, may_read_bytes
from core.config.site import Site
from core.documents import dispatches, lifecycle, rendering, states, ties, versions
from core.documents.abbreviations import COPIES
from core.documents.examine import PDF
from core.documents.particulars import LENGTHS
from core.documents.wanted import Receiver
from core.errors import Refused
from core.language import tr
from core.office import Office
from core.store.outgoing import Draft
from core.store.papers import Document, File
from core.text import clean_line, fold
from core.values import Actor, Blob, Moment
from signing.values import Fault

SOURCE = "copy"
FORMS = {"SY": "SAO Y", "TrS": "TRÍCH SAO", "SL": "SAO LỤC"}
"""What stands on a copy (Decree 30/2020, Annex I, part II.I.1); never translated."""
COPYABLE = (*states.OPEN, states.FINISHED, states.ISSUED, states.REPLACED)
_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Copy:
    """What is to be copied how, by whose leave, and for whom."""

    form: str
    """SY (whole, from the original), SL (whole, from a copy) or TrS (some pages); art. 25."""
    authorised_by: str
    """Who authorised it (art. 26)."""
    pages: str = ""
    """Pages of an extract, as in "1-3,7"; empty for the whole."""
    receivers: tuple[Receiver, ...] = ()


async def make(office: Office, document: int, wanted: Copy, by: Actor) -> int:
    """Make the file of a copy in the sandbox and begin the copy; return the id of the new document.

    A scan is copied as it is; of a file that bears signatures, of an extract, and of a scan that could not be
    signed as it stands, a fresh PDF is made: no number is given to what the agency cannot sign.
    """
    source = await office.store.read(source_of, document, wanted, by)
    blob = office.blobs.fetch(source.sha256, source.name)
    pages = pages_of(wanted.pages, source.pages or 0)
    signed = (source.facts or {}).get("signatures") or source.role == "signed"
    if pages or signed or not await office.sandbox.call(can_be_signed, blob.path, reads=(blob.path,)):
        made = await office.sandbox.call(rendering.extract, blob.path, pages, reads=(blob.path,))
        blob = await asyncio.to_thread(office.blobs.keep, made, source.name)
    about = len(pages) or source.pages or 0
    return await office.store.write(
        begin, document, wanted, blob, about, by, office.clock.now(), site=office.site
    )


def can_be_signed(file: BinaryIO) -> bool:
    """Tell whether a PDF takes a signature as it stands. Meant for the sandbox."""
    from signing.admission import admitted

    try:
        admitted(file)
    except Fault:
        return False
    return True


def begin(document: int, wanted: Copy, blob: Blob, pages: int, by: Actor, at: Moment, *, site: Site) -> int:
    """Begin a copy whose file is kept already; it waits for its number at once, no leader signs it."""
    source = source_of(document, wanted, by)
    row = Document.get_by_id(document)
    made = lifecycle.begin(
        "copy",
        by,
        at,
        life="outgoing",
        facts={"copy_of": document, "form": wanted.form, "authorised_by": wanted.authorised_by},
        source=SOURCE,
        external_id=secrets.token_hex(16),
        type_name=COPIES[wanted.form],
        subject=_subject(row),
        priority=row.priority,
        to_places="; ".join(one.name for one in wanted.receivers)[: LENGTHS["to_places"]],
        organ_id=site.office.code,
        organ_name=site.office.name,
        organ_key=fold(site.office.name)[:200],
    )
    Draft.create(
        document=made,
        drafter=by.user_id,
        copy_of=document,
        copy_form=wanted.form,
        authorised_by=clean_line(wanted.authorised_by)[:100],
    )
    dispatches.plan(made, wanted.receivers, at)
    facts = {**(source.facts or {}), "signatures": 0}
    versions.add(made, blob, versions.DRAFT, by, at, media_type=PDF, pages=pages, facts=facts)
    return made


def source_of(document: int, wanted: Copy, by: Actor) -> File:
    """Return the file that is copied; raise Refused for a form, a reason or a document that cannot be."""
    row = demand_visible(document, by)
    if wanted.form not in FORMS:
        raise Refused("VT-2722", "Không có hình thức sao này.", hint="Chọn sao y, sao lục hoặc trích sao.")
    if not clean_line(wanted.authorised_by):
        raise Refused(
            "VT-2723",
            "Phải ghi người có thẩm quyền cho sao văn bản.",
            hint="Ghi họ tên, chức vụ người cho sao (Điều 26 Nghị định 30/2020/NĐ-CP).",
        )
    if bool(wanted.pages.strip()) != (wanted.form == "TrS"):
        raise Refused(
            "VT-2724",
            "Trích sao phải ghi trang được trích; sao y và sao lục là sao toàn bộ.",
            hint="Ví dụ: 1-3,7.",
        )
    file = _file(row)
    if row.state not in COPYABLE or file is None or not may_read_bytes(row, by):
        raise Refused(
            "VT-2729",
            "Văn bản này chưa sao được.",
            hint="Chỉ sao văn bản đến đã vào sổ hoặc văn bản đi đã phát hành, có tệp PDF.",
        )
    return file


def pages_of(words: str, last: int) -> tuple[int, ...]:
    """Return the numbers in "1-3,7", each once, in order; raise Refused for what is no page of the file."""
    wanted: set[int] = set()
    for part in "".join(words.split()).split(",") if words.strip() else ():
        found = _RANGE.fullmatch(part)
        first, to = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= to <= last:
            raise Refused(
                "VT-2730",
                "Không có trang “{pages}”; văn bản có {count} trang.",
                hint="Ghi số trang như 1-3,7.",
                pages=part,
                count=last,
            )
        wanted.update(range(first, to + 1))
    return tuple(sorted(wanted))


def _file(row: Document) -> File | None:
    """The sealed file of our own document; the scan of an incoming one, or the PDF made of it."""
    if row.life in states.LEAVING:
        newest = versions.current(row.id)
        return newest[1] if newest else None
    files = File.select().where(
        File.document == row.id,
        File.role.in_(("original", "rendition")),
        File.media_type == PDF,
        File.removed_at.is_null(),
    )
    found: File | None = files.order_by(File.role).first()
    return found


def _subject(row: Document) -> str:
    told = tr(
        "{other} của {organ}: {subject}", other=ties.called(row), organ=row.organ_name, subject=row.subject
    )
    return told[: LENGTHS["subject"]]
