"""Proves later that something was signed for which no timestamp could be had: a copy for the archive."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from core import audit, trust
from core.documents import imprints, proofs, states, verdicts
from core.documents.examine import PDF
from core.errors import Trouble
from core.keyring.failures import of_fault
from core.office import Office
from core.sandbox.fence import Fence, Network
from core.sandbox.limits import Limits
from core.store.papers import Document, File
from core.values import BOX, Blob, Ending, Job, JobKind, Moment, Retry
from signing.trust import Trust
from signing.values import Fault, Inspection

ARCHIVE: Final = "archive"
"""Role of a file with more evidence than the one that was issued; what was issued stays as it was."""
LIMITS = Limits(seconds=900, cpu_seconds=300)


class Renewer:
    """What a child with a network keeps: nothing; it asks timestamp authorities and is gone."""

    def renew(
        self,
        source: BinaryIO,
        target: BinaryIO,
        timestamps: tuple[str, ...],
        believed: Trust,
        patience: float,
    ) -> None:
        """Write `source` to `target` with the evidence it lacks and a timestamp over all of it."""
        from signing.lasting import upgrade

        upgrade(source, target, timestamps, believed, patience)


def renewer() -> Renewer:
    """Return what the child keeps."""
    return Renewer()


async def upgrade(office: Office, job: Job) -> Ending | None:
    """Add evidence and a document timestamp to a sealed file that was signed without any (B-B).

    It does not become a signature of a higher level: that needs a timestamp of the signature itself, which
    can only be had while signing. It proves from now on that the signature existed. What was issued, printed
    and sent stays as it is; the new file is kept beside it for the archive.
    """
    document, sha256 = int(job.facts["document"]), str(job.facts["sha256"])
    file = await office.store.read(_wanting, document, sha256)
    if file is None:
        return None
    if not office.site.signing.timestamps:
        raise Trouble(
            "VT-2971",
            "Chưa khai báo máy chủ cấp dấu thời gian để bổ sung cho văn bản đã ký.",
            hint="Quản trị khai báo signing.timestamps; việc bổ sung sẽ tự làm lại.",
        )
    source = office.blobs.fetch(sha256, file.name)
    with imprints.leaf(office) as target:
        believed = await office.store.read(trust.current, office.clock.utc(), True)
        await _renew(office, source, target, believed)
        await asyncio.to_thread(proofs.extends, source.path, target)
        proven = await imprints.prove(office, target, replace(believed, online=False))
        earlier = await imprints.known(office, source)
        proofs.demand_renewed(proven, earlier)
        blob = await asyncio.to_thread(office.blobs.keep, target, file.name)
    return partial(_keep, document, sha256, blob, proven.inspection, office.clock.now())


KIND = JobKind(
    "upgrade_signature", upgrade, Retry(first=300, longest=6 * 3600, tries=None), 1, gives_way=True
)
"""It goes on asking: an authority that is down today answers some day."""


async def _renew(office: Office, source: Blob, target: Path, believed: Trust) -> None:
    wanted = office.site.signing
    fence = Fence(network=Network.ALL)
    async with office.sandbox.keep(renewer, fence=fence) as worker:
        try:
            await worker.call(
                "renew",
                source.path,
                target,
                wanted.timestamps,
                believed,
                wanted.timestamp_patience,
                limits=LIMITS,
                reads=(source.path,),
                writes=(target,),
            )
        except Fault as fault:
            raise of_fault(fault) from fault


def _wanting(document: int, sha256: str) -> File | None:
    """Return the file if it still counts and the archive has no better one yet."""
    row = Document.get_by_id(document)
    if row.state not in states.NUMBERED:
        return None
    mine = (File.document == document) & File.removed_at.is_null()
    archived = File.select().where(mine, File.role == ARCHIVE)
    if any((one.facts or {}).get("of") == sha256 for one in archived):
        return None
    counts = (File.sha256 == row.sha256) | (File.role == "attachment")
    file: File | None = File.select().where(mine, counts, File.sha256 == sha256).first()
    return file


def _keep(document: int, sha256: str, blob: Blob, inspection: Inspection, at: Moment) -> None:
    row = Document.get_by_id(document)
    if row.state not in states.NUMBERED or _wanting(document, sha256) is None:
        return
    File.create(
        document=document,
        role=ARCHIVE,
        sha256=blob.sha256,
        size=blob.size,
        name=blob.name,
        media_type=PDF,
        pages=row.page_amount,
        facts={"signatures": len(inspection.signatures), "of": sha256, "notes": []},
        added_at=at.utc,
    )
    verdicts.keep(blob.sha256, inspection, at)
    audit.write(BOX, "upgrade_signature", at, document=document, sha256=blob.sha256, of=sha256)
