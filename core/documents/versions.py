"""The files of an outgoing document, one after the other: none is removed, the newest one counts."""

from __future__ import annotations

from typing import Any

from core import audit, jobs
from core.documents import incoming
from core.errors import Missing
from core.store.outgoing import Version
from core.store.papers import Document, File
from core.values import Actor, Blob, Moment

DRAFT, INITIALLED, SIGNED, NUMBERED, SEALED = "draft", "initialled", "signed", "numbered", "sealed"
"""Stages of a file, as it goes on."""


def add(
    document: int,
    blob: Blob,
    stage: str,
    by: Actor,
    at: Moment,
    *,
    note: str = "",
    **about: Any,
) -> int:
    """Make a kept blob the current file of a document and return its version's number.

    `about` are the columns of the file: `media_type`, `pages`, `facts`. Ask who may do it before.
    """
    # The document's row is written first: two versions at once stand in line behind it.
    counted = {"page_amount": about["pages"]} if about.get("pages") else {}
    if not Document.change({"id": document}, sha256=blob.sha256, **counted):
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    role = "draft" if stage == DRAFT else "signed"
    file = incoming.add_file(document, role, blob, at, **about)
    number = Version.select().where(Version.document == document).count() + 1
    Version.create(
        document=document, number=number, file=file, stage=stage, note=note, by=by.login, at=at.utc
    )
    event = "add_version" if stage == DRAFT else "keep_version"
    audit.write(by, event, at, document=document, sha256=blob.sha256, version=number, stage=stage)
    jobs.enqueue("read", f"{document}:version:{number}", at, document=document)
    return number


def restore(document: int, by: Actor, at: Moment) -> None:
    """Make the last file without a leader's signature the current one again, as a version of its own."""
    rows = Version.select(Version, File).join(File).where(Version.document == document)
    last = rows.where(Version.stage.in_((DRAFT, INITIALLED))).order_by(Version.number.desc()).first()
    if last is None:
        return
    Document.change({"id": document}, sha256=last.file.sha256)
    number = rows.count() + 1
    about = {"file": last.file_id, "stage": last.stage, "note": last.note}
    Version.create(document=document, number=number, by=by.login, at=at.utc, **about)
    audit.write(by, "restore_version", at, document=document, sha256=last.file.sha256, version=number)


def current(document: int) -> tuple[Version, File] | None:
    """Return the newest version and its file; None before the first."""
    row = (
        Version.select(Version, File)
        .join(File)
        .where(Version.document == document)
        .order_by(Version.number.desc())
        .first()
    )
    return None if row is None else (row, row.file)
