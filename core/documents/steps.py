"""What follows a step: the jobs that inspect, read, verify, tell, index, erase; each reads, asks, writes."""

from __future__ import annotations

from core import hookspecs, notices
from core.documents import incoming, rendering, search, states
from core.documents.examine import ACCEPTED, PDF, Examined, examine
from core.errors import OfficeError, Refused, Trouble
from core.office import Office
from core.store.tables import Document, File, FileText
from core.values import Blob, Finding, Job, JobKind, Moment, Retry


async def inspect(office: Office, job: Job) -> None:
    """Have an arrived file examined by every inspector and by ourselves, then clear, reject or quarantine it.

    Nothing passes unexamined: an inspector that cannot answer, or none at all, makes the document wait.
    """
    document = int(job.facts["document"])
    state, sha256, name = await office.store.read(_subject, document)
    if state != states.ARRIVED or sha256 is None:
        return
    office.blobs.thaw(sha256)
    blob = office.blobs.fetch(sha256, name)
    findings = await ask_inspectors(office, blob)
    examined, trouble = None, None
    if not any(finding.threat for finding in findings):
        examined, trouble = await look_into(office, blob)
    after = await office.store.write(
        _settle, document, blob, tuple(findings), examined, trouble, office.clock.now()
    )
    if after == states.QUARANTINED:
        office.blobs.freeze(sha256)


async def read(office: Office, job: Job) -> None:
    """Make the PDF of an image, and read the text of the file; the original stays as it is."""
    document = int(job.facts["document"])
    for file in await office.store.read(_files, document, ("original", "attachment")):
        blob = office.blobs.fetch(file.sha256, file.name)
        if file.media_type != PDF and file.media_type in ACCEPTED:
            blob = await _render(office, document, blob)
        text, _ = await office.sandbox.call(rendering.text_of, blob.path, PDF, reads=(blob.path,))
        reader = "pdf"
        if not text.strip():
            for answer in await office.host.ask(hookspecs.read_text, office=office, file=blob):
                if answer.value:
                    text, reader = answer.value, answer.plugin
                    break
        await office.store.write(_keep_text, document, file.sha256, reader, text)


async def verify(office: Office, job: Job) -> None:
    """Count the signatures of a signed file; what each is worth is told by the signature rules when they come."""
    document = int(job.facts["document"])
    await office.store.write(_note_signatures, document)


async def index(office: Office, job: Job) -> None:
    """Make a registered document findable by what is written about it and in it."""
    await office.store.write(search.index, int(job.facts["document"]))


async def tell(office: Office, job: Job) -> None:
    """Give notice of a step to the people it concerns, once each."""
    await office.store.write(notices.give, job.facts, job.key, office.clock.now())


async def erase(office: Office, job: Job) -> None:
    """Overwrite the bytes of an expelled document, its renditions included, unless another one shares them."""
    document = int(job.facts["document"])
    for sha256 in await office.store.read(_erasable, document):
        office.blobs.erase(sha256)


KINDS = (
    JobKind("inspect", inspect, Retry(first=1, longest=300, tries=None), at_once=6),
    JobKind("read", read, Retry(), at_once=2),
    JobKind("verify", verify, Retry(), at_once=2),
    JobKind("index", index, Retry(), at_once=2),
    JobKind("tell", tell, Retry(), at_once=2),
    JobKind("erase", erase, Retry(first=1, longest=300, tries=None), at_once=1),
)
"""The office's own kinds of work; `inspect` and `erase` never rest."""


async def ask_inspectors(office: Office, blob: Blob) -> list[Finding]:
    """Return what the inspectors say of a file; raise Trouble when one of them, or all, cannot answer."""
    answers = await office.host.ask(hookspecs.inspect_file, office=office, file=blob)
    findings = [answer.value for answer in answers if answer.value is not None]
    if any(finding.threat for finding in findings):
        return findings
    for answer in answers:
        if answer.error is not None:
            raise Trouble(
                "VT-2302",
                "Chưa quét được vi-rút: {reason}",
                hint="Văn bản chờ và tự quét lại; quản trị kiểm tra dịch vụ diệt vi-rút.",
                reason=str(answer.error),
            ) from answer.error
    if not findings:
        raise Trouble(
            "VT-2303",
            "Chưa có bộ quét vi-rút nào trả lời nên văn bản phải chờ.",
            hint="Quản trị: bật phần quét vi-rút bằng vanthu plugin enable antivirus.",
        )
    return findings


async def look_into(office: Office, blob: Blob) -> tuple[Examined | None, OfficeError | None]:
    """Return what the file is, or why it cannot be used: a file that kills its reader cannot be used."""
    try:
        return await office.sandbox.call(examine, blob.path, blob.name, reads=(blob.path,)), None
    except Refused as error:
        return None, error
    except Trouble as error:
        if error.code not in KILLERS:
            raise
        return None, Refused(
            "VT-2319",
            "Tệp làm treo hoặc làm hỏng bộ đọc, có thể là tệp phá hoại.",
            hint="Quét lại văn bản từ bản giấy; nếu nhận từ nơi khác, báo quản trị.",
        )


KILLERS = ("VT-5001", "VT-5002", "VT-5003")
"""The sandbox's codes for a child that hung, crashed or asked for too much memory."""


async def _render(office: Office, document: int, blob: Blob) -> Blob:
    there = await office.store.read(_files, document, ("rendition",))
    if there:
        return office.blobs.fetch(there[0].sha256, there[0].name)
    made = await office.sandbox.call(rendering.to_pdf, blob.path, reads=(blob.path,))
    kept = office.blobs.keep(made, f"{blob.name.rsplit('.', 1)[0]}.pdf")
    await office.store.write(_add_rendition, document, kept, office.clock.now())
    return kept


def _subject(document: int) -> tuple[str, str | None, str]:
    row = Document.get_by_id(document)
    return row.state, row.sha256, row.name


def _files(document: int, roles: tuple[str, ...]) -> list[File]:
    return list(
        File.select().where(File.document == document, File.role.in_(roles), File.removed_at.is_null())
    )


def _settle(
    document: int,
    blob: Blob,
    findings: tuple[Finding, ...],
    examined: Examined | None,
    trouble: OfficeError | None,
    at: Moment,
) -> str:
    if examined is not None:
        incoming.add_file(
            document, "original", blob, at,
            media_type=examined.media_type, pages=examined.pages, facts=examined.facts,
        )  # fmt: skip
        Document.update(page_amount=examined.pages).where(
            Document.id == document, Document.page_amount.is_null()
        ).execute()
    return incoming.settle(document, list(findings), trouble, at)


def _add_rendition(document: int, kept: Blob, at: Moment) -> None:
    incoming.add_file(document, "rendition", kept, at, media_type=PDF)


def _keep_text(document: int, sha256: str, reader: str, text: str) -> None:
    if Document.get_by_id(document).state == states.EXPELLED:
        return
    FileText.insert(sha256=sha256, reader=reader, text=text).on_conflict(
        conflict_target=[FileText.sha256], update={"reader": reader, "text": text}
    ).execute()
    search.index(document)


def _note_signatures(document: int) -> None:
    signed = 0
    for file in _files(document, ("original", "attachment")):
        signed += int((file.facts or {}).get("signatures", 0))
    if signed:
        Document.update(legal_value="signed").where(Document.id == document).execute()


def _erasable(document: int) -> list[str]:
    mine = {file.sha256 for file in File.select().where(File.document == document)}
    shared = File.select(File.sha256).where(
        File.sha256.in_(mine), File.document != document, File.removed_at.is_null()
    )
    return sorted(mine - {file.sha256 for file in shared})
