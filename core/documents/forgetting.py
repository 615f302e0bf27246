"""What is emptied when a state secret leaves: every row that repeats what the document said."""

from __future__ import annotations

from core.documents import search
from core.store.memory import JobRow
from core.store.outgoing import Comment, Dispatch, Draft, Version
from core.store.papers import Correction, Direction, File, FileText, NoticeRow, Task
from core.values import Moment


def forget_words(document: int, hashes: list[str], at: Moment) -> None:
    """Empty the words of a document and of its files, known by their hashes; the audit chain had none."""
    search.forget(document)
    FileText.delete().where(FileText.sha256.in_(hashes)).execute()
    File.update(name="", facts=None, removed_at=at.utc).where(File.document == document).execute()
    Correction.update(old="", new="", reason="").where(Correction.document == document).execute()
    Direction.update(text="", slip=None).where(Direction.document == document).execute()
    Task.update(words="", result="").where(Task.document == document).execute()
    NoticeRow.update(sentence="").where(NoticeRow.document == document).execute()
    JobRow.update(trouble="").where(JobRow.document == document).execute()
    Draft.update(order_words="", keeper="", authorised_by="").where(Draft.document == document).execute()
    Version.update(note="").where(Version.document == document).execute()
    Comment.update(text="").where(Comment.document == document).execute()
    Dispatch.update(name="", code="", paper_note="").where(Dispatch.document == document).execute()
