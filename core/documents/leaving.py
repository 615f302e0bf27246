"""A sealed letter is scanned once more before it leaves: what was found in it holds it back."""

from __future__ import annotations

from functools import partial

from core.accounts.permissions import INFECTED
from core.documents import inspectors, lifecycle, states
from core.office import Office
from core.store.papers import Document, Examination, File
from core.values import BOX, Ending, Finding, Job, JobKind, Moment, Retry


async def inspect(office: Office, job: Job) -> Ending | None:
    """Have every file of a sealed document examined, then let it pass or hold it.

    Nothing leaves unexamined: an inspector that cannot answer, or none at all, makes the document wait.
    """
    document = int(job.facts["document"])
    found: dict[str, list[Finding]] = {}
    for file in await office.store.read(_files, document):
        found[file.sha256] = await inspectors.ask(office, office.blobs.fetch(file.sha256, file.name))
    return partial(_settle, document, found, office.clock.now()) if found else None


KIND = JobKind("inspect_outgoing", inspect, Retry(first=1, longest=300, tries=None), at_once=2)
"""It never rests: a letter that is sealed is owed an answer."""


def _files(document: int) -> list[File]:
    """Return what would leave: the current file and its annexes; nothing when it no longer waits."""
    row = Document.select(Document.state, Document.sha256).where(Document.id == document).get()
    if row.state != states.SCANNING:
        return []
    mine = (File.document == document) & File.removed_at.is_null()
    leaves = (File.sha256 == row.sha256) | (File.role == "attachment")
    return list(File.select().where(mine & leaves).order_by(File.id))


def _settle(document: int, found: dict[str, list[Finding]], at: Moment) -> None:
    if Document.select(Document.state).where(Document.id == document).scalar() != states.SCANNING:
        return
    for sha256, findings in found.items():
        for one in findings:
            Examination.create(sha256=sha256, inspector=one.inspector, threat=one.threat[:300], at=at.utc)
    told = {"inspectors": sorted({one.inspector for each in found.values() for one in each})}
    threats = sorted({one.threat for each in found.values() for one in each if one.threat})
    if threats:
        facts, said = told | {"threats": threats}, "; ".join(threats)
        lifecycle.advance(document, "hold", BOX, at, facts=facts, trouble=said, trouble_code=INFECTED)
        return
    lifecycle.advance(document, "pass", BOX, at, facts=told, trouble="", trouble_code="")
