"""What the signatures of a document's files are worth: judged once in the sandbox, kept, shown as kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from core import trust
from core.documents import states
from core.documents.papers import Paper
from core.errors import Trouble
from core.language import mark
from core.office import Office
from core.sandbox.limits import Limits
from core.store.outgoing import Draft
from core.store.papers import Document, File
from core.store.seals import Verification
from core.trust.records import facts_of, inspection_of, verdict_word
from core.values import Moment
from signing import policy
from signing.policy import Kind, LegalValue, Worth
from signing.trust import Trust
from signing.values import Holder, Inspection, Reason, Role, Verdict

SIGNED_ROLES = ("original", "digitised", "attachment", "draft", "signed")
"""Files that may bear signatures: of who sent it, or our own."""
LIMITS = Limits(seconds=180, cpu_seconds=180)
KILLERS = ("VT-5001", "VT-5002", "VT-5003")
"""The sandbox's codes for a child that hung, crashed or asked for too much memory."""
KILLED = Reason("VT-2801", mark("Tệp làm treo hoặc làm hỏng bộ kiểm tra nên không kết luận được."))

SCANNED = Reason("VT-2802", mark("Bản số hóa từ văn bản giấy, chưa có chữ ký số; giá trị theo bản giấy."))
UNSIGNED = Reason("VT-2803", mark("Văn bản không có chữ ký số."))
WAITING = Reason("VT-2804", mark("Chữ ký số của văn bản đang chờ được kiểm tra."))
SCAN = "copy"
"""Column value of a scan whose paper is in the office, as of a copy that is signed."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What a judgement rests on: the stores and the directory, at one moment."""

    trust: Trust
    directory: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """A file with signatures and what they were found to be worth."""

    paper: Paper
    inspection: Inspection
    at: datetime


def belief(at: datetime) -> Belief:
    """Return what a judgement made for the moment `at` rests on."""
    return Belief(trust.current(at), trust.directory())


async def judge(
    office: Office, path: Path, given: Belief | None = None, limits: Limits = LIMITS
) -> Inspection:
    """Return what the signatures of the file at `path` are worth, by the office's trust; nothing is kept."""
    believed = given if given is not None else await office.store.read(belief, office.clock.utc())
    try:
        return await office.sandbox.call(
            look, path, believed.trust, believed.directory, limits=limits, reads=(path,)
        )
    except Trouble as error:
        if error.code not in KILLERS:
            raise
        return Inspection(Verdict.INDETERMINATE, KILLED)


def look(file: BinaryIO, believed: Trust, directory: tuple[Holder, ...]) -> Inspection:
    """Read every signature of an open file; runs in the sandbox, for its libraries are heavy."""
    from signing.inspect import inspect

    return inspect(file, believed, directory)


def keep(sha256: str, inspection: Inspection, at: Moment) -> None:
    """Keep what a file was found to be worth, in place of what was kept before."""
    told = {"verdict": verdict_word(inspection), "facts": facts_of(inspection), "at": at.utc}
    Verification.insert(sha256=sha256, **told).on_conflict(
        conflict_target=[Verification.sha256], update=told
    ).execute()


def signed_files(document: int) -> list[File]:
    """Return the files of a document that bear signatures, as their examination found."""
    rows = File.select().where(
        File.document == document, File.role.in_(SIGNED_ROLES), File.removed_at.is_null()
    )
    return [row for row in rows.order_by(File.id) if (row.facts or {}).get("signatures")]


def kept(papers: tuple[Paper, ...]) -> tuple[FileVerdict, ...]:
    """Return what these files were found to be worth, in their order; those nobody judged are left out."""
    rows = Verification.select().where(Verification.sha256.in_([paper.sha256 for paper in papers]))
    found = {row.sha256: row for row in rows}
    return tuple(
        FileVerdict(paper, inspection_of(found[paper.sha256].facts), found[paper.sha256].at)
        for paper in papers
        if paper.sha256 in found
    )


def forget(sha256: str) -> None:
    """Drop what a file was found to be worth: it names its signers, and the file left the system."""
    Verification.delete().where(Verification.sha256 == sha256).execute()


def settle(document: int, judged: dict[str, Inspection], profile: str, at: Moment) -> None:
    """Keep what a document's files were found to be worth, and with it what the document is worth by law."""
    if Document.get_by_id(document).state == states.EXPELLED:
        return
    for sha256, inspection in judged.items():
        keep(sha256, inspection, at)
    Document.change({"id": document}, legal_value=_column(document, profile))


def settle_file(sha256: str, inspection: Inspection, profile: str, at: Moment) -> None:
    """Keep what a file was found to be worth anew, for every document it belongs to."""
    keep(sha256, inspection, at)
    files = File.select(File.document).where(File.sha256 == sha256, File.removed_at.is_null())
    for document in sorted({file.document_id for file in files}):
        Document.change({"id": document}, legal_value=_column(document, profile))


def legal(document: int, profile: str) -> LegalValue:
    """Return what a document is worth by law under `profile`, in the law's own words, and why."""
    row = Document.get_by_id(document)
    sha256, copied = row.sha256, False
    ours = row.life != "incoming"
    if ours:
        draft = Draft.get_or_none(Draft.document == document)
        copied = bool(draft and draft.copy_form)
    inspection = trust.verdict_of(sha256) if sha256 else None
    if inspection is None or not inspection.signatures:
        if (scan := _digitised(document)) is not None:
            return policy.legal_value(Kind.COPY, scan, profile)
        waits = inspection is None and any(file.sha256 == sha256 for file in signed_files(document))
        return _unsigned(WAITING if waits else SCANNED if row.paper and sha256 else UNSIGNED, profile)
    if copied:
        return policy.legal_value(Kind.COPY, inspection, profile)
    value = policy.legal_value(Kind.ORIGINAL, inspection, profile)
    if value.worth is Worth.REFERENCE and not ours and _is_sealed_alone(inspection):
        return policy.legal_value(Kind.COPY, inspection, profile)
    return value


def _digitised(document: int) -> Inspection | None:
    """Return what the scan that the agency has signed was found to be worth; None when there is none."""
    mine = (File.document == document, File.role == "digitised", File.removed_at.is_null())
    file = File.select().where(*mine).first()
    return trust.verdict_of(file.sha256) if file is not None else None


def _unsigned(why: Reason, profile: str) -> LegalValue:
    words, law = policy.WORDS[Worth.REFERENCE, profile]
    return LegalValue(Worth.REFERENCE, words, law, why)


def _is_sealed_alone(inspection: Inspection) -> bool:
    """Tell whether nobody signed but an organisation the office knows: what only copies look like."""
    signed = [one for one in inspection.signatures if one.kind == "signature"]
    return bool(signed) and all(one.role is Role.ORGANISATION for one in signed)


def _column(document: int, profile: str) -> str:
    value = legal(document, profile)
    return SCAN if value.why is SCANNED else value.worth.value
