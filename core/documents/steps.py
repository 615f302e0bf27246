"""What follows a step: the jobs that inspect, read, verify, tell, index, erase; each reads, asks, writes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

from core import hookspecs, jobs, notices
from core.documents import (
    incoming,
    inspectors,
    leaving,
    pictures,
    rejudging,
    rendering,
    renewing,
    search,
    states,
    verdicts,
)
from core.documents.examine import ACCEPTED, PDF, Examined
from core.errors import OfficeError
from core.office import Office
from core.store.papers import Document, File, FileText
from core.store.scrubbing import scrub
from core.trust import refreshing
from core.values import Blob, Ending, Finding, Job, JobKind, Moment, Retry


async def inspect(office: Office, job: Job) -> Ending | None:
    """Have an arrived file examined by every inspector and by ourselves, then clear, reject or quarantine it.

    Nothing passes unexamined: an inspector that cannot answer, or none at all, makes the document wait.
    """
    document = int(job.facts["document"])
    state, sha256, name = await office.store.read(_subject, document)
    if state != states.ARRIVED or sha256 is None:
        return None
    office.blobs.thaw(sha256)
    blob = office.blobs.fetch(sha256, name)
    findings = tuple(await inspectors.ask(office, blob))
    examined, trouble = None, None
    if any(finding.threat for finding in findings):
        # Before anybody is told: should the power go now, the file is thawed to be inspected again.
        office.blobs.freeze(sha256)
    else:
        examined, trouble = await inspectors.look_into(office, blob)
    return partial(_settle, document, blob, findings, examined, trouble, office.clock.now())


async def read(office: Office, job: Job) -> Ending | None:
    """Make the PDF of an image, and read the text of the file; the original stays as it is."""
    document = int(job.facts["document"])
    made, texts = [], []
    for file in await office.store.read(_speaking, document):
        blob, text, reader = office.blobs.fetch(file.sha256, file.name), "", "pdf"
        if file.media_type == PDF:
            text, _ = await office.sandbox.call(rendering.text_of, blob.path, PDF, reads=(blob.path,))
        elif file.media_type in ACCEPTED:
            blob = await _render(office, document, blob)
            made.append(blob)
        if not text.strip():
            for answer in await office.host.ask(hookspecs.read_text, office=office, file=blob):
                if answer.value:
                    text, reader = answer.value, answer.plugin
                    break
        texts.append((file.sha256, reader, text))
    return partial(_keep_reading, document, made, texts, office.clock.now())


async def verify(office: Office, job: Job) -> Ending | None:
    """Judge the signatures of a document's files once, and keep with them what the law makes of it."""
    document = int(job.facts["document"])
    files = await office.store.read(verdicts.signed_files, document)
    if not files:
        return None
    judged, at = {}, office.clock.now()  # before trust is read: what comes later judges the file again
    believed = await office.store.read(verdicts.belief, at.utc)
    for file in files:
        blob = office.blobs.fetch(file.sha256, file.name)
        judged[file.sha256] = await verdicts.judge(office, blob.path, believed)
    return partial(verdicts.settle, document, judged, office.site.office.profile.value, at)


async def index(office: Office, job: Job) -> Ending | None:
    """Make a registered document findable by what is written about it and in it."""
    return partial(search.index, int(job.facts["document"]))


async def tell(office: Office, job: Job) -> Ending | None:
    """Give notice of a step to the people it concerns, once each."""
    return partial(notices.give, job.facts, job.key, office.clock.now())


async def erase(office: Office, job: Job) -> None:
    """Overwrite the bytes of an expelled document, its renditions and pictures, unless another shares them.

    Its words go from the index and from the journal of the database too.
    """
    document = int(job.facts["document"])
    for sha256 in await office.store.read(_erasable, document):
        await asyncio.to_thread(office.blobs.erase, sha256)
        await asyncio.to_thread(pictures.forget_pictures, office.home, sha256)
        await office.store.write(verdicts.forget, sha256)
    more = await office.store.write(search.wipe, begin=True)
    while more:
        more = await office.store.write(search.wipe, begin=False)
    if office.store.sqlite:
        await asyncio.to_thread(scrub, office.store.address)


KINDS = (
    JobKind("inspect", inspect, Retry(first=1, longest=300, tries=None), at_once=6),
    JobKind("read", read, Retry(), at_once=2, gives_way=True),
    JobKind("verify", verify, Retry(), at_once=2, gives_way=True),
    JobKind("index", index, Retry(), at_once=2),
    JobKind("tell", tell, Retry(), at_once=2),
    JobKind("erase", erase, Retry(first=1, longest=300, tries=None), at_once=1),
    leaving.KIND,
    renewing.KIND,
    rejudging.KIND,
    refreshing.KIND,
)
"""The office's own kinds of work; `inspect` and `erase` never rest, what only adds to a paper gives way."""


async def _render(office: Office, document: int, blob: Blob) -> Blob:
    there = await office.store.read(_files, document, ("rendition",))
    if there:
        return office.blobs.fetch(there[0].sha256, there[0].name)
    made = await office.sandbox.call(rendering.to_pdf, blob.path, reads=(blob.path,))
    return await asyncio.to_thread(office.blobs.keep, made, f"{blob.name.rsplit('.', 1)[0]}.pdf")


def _subject(document: int) -> tuple[str, str | None, str]:
    row = Document.select(Document.state, Document.sha256, Document.name).where(Document.id == document).get()
    return row.state, row.sha256, row.name


def _state(document: int) -> str:
    return str(Document.select(Document.state).where(Document.id == document).scalar())


def _files(document: int, roles: tuple[str, ...]) -> list[File]:
    return list(
        File.select().where(File.document == document, File.role.in_(roles), File.removed_at.is_null())
    )


def _speaking(document: int) -> list[File]:
    """Return the files whose text a document is found by: of its versions the current one."""
    current, versions = _subject(document)[1], ("draft", "signed")
    found = _files(document, ("original", "attachment", *versions))
    return [file for file in found if file.role not in versions or file.sha256 == current]


def _settle(
    document: int,
    blob: Blob,
    findings: tuple[Finding, ...],
    examined: Examined | None,
    trouble: OfficeError | None,
    at: Moment,
) -> str:
    if examined is not None:
        original = {"document": document, "role": "original", "sha256": blob.sha256}
        File.change(original, media_type=examined.media_type, pages=examined.pages, facts=examined.facts)
    return incoming.settle(document, list(findings), trouble, at, pages=examined.pages if examined else None)


def _keep_reading(document: int, made: list[Blob], texts: list[tuple[str, str, str]], at: Moment) -> None:
    """Keep the renditions, and of each file (its hash, who read it, what it says)."""
    if _state(document) == states.EXPELLED:
        # A secret, taken out while it was being read: what was made of it meanwhile goes as well.
        for rendition in made:
            incoming.add_file(document, "rendition", replace(rendition, name=""), at, removed_at=at.utc)
            jobs.enqueue("erase", f"{document}:{rendition.sha256}", at, document=document)
        return
    for rendition in made:
        incoming.add_file(document, "rendition", rendition, at, media_type=PDF)
    for sha256, reader, text in texts:
        FileText.insert(sha256=sha256, reader=reader, text=text).on_conflict(
            conflict_target=[FileText.sha256], update={"reader": reader, "text": text}
        ).execute()
    search.index(document)


def _erasable(document: int) -> list[str]:
    mine = {file.sha256 for file in File.select().where(File.document == document)}
    shared = File.select(File.sha256).where(
        File.sha256.in_(mine), File.document != document, File.removed_at.is_null()
    )
    return sorted(mine - {file.sha256 for file in shared})
