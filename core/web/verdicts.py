"""How the page of a document tells of its signatures and of its value by law."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import verdicts
from core.documents.judgements import Card, cards, concluded, reason_words, verdict_words
from core.documents.papers import Paper
from core.documents.verdicts import FileVerdict
from core.language import tr


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file with signatures, in words."""

    kept: FileVerdict
    conclusion: str
    tone: str
    cards: tuple[Card, ...]

    @property
    def paper(self) -> Paper:
        """The file."""
        return self.kept.paper


@dataclass(frozen=True, slots=True)
class Value:
    """What a document is worth by law, in the law's own words."""

    words: str
    law: str
    why: str
    worth: str
    """original · copy · reference"""


@dataclass(frozen=True, slots=True)
class Signatures:
    """All that is told of a document's signatures."""

    value: Value
    files: tuple[SignedFile, ...]


def signatures(document: int, papers: tuple[Paper, ...], profile: str) -> Signatures:
    """Return the kept verdicts of a document's files and its value by law; nothing is judged here."""
    return Signatures(value(document, profile), tuple(_file(one) for one in verdicts.kept(papers)))


def value(document: int, profile: str) -> Value:
    """Return what a document is worth by law, in the reader's language."""
    found = verdicts.legal(document, profile)
    return Value(tr(found.words), tr(found.law), reason_words(found.why), found.worth.value)


def _file(kept: FileVerdict) -> SignedFile:
    words, tone = verdict_words(kept.inspection.verdict)
    conclusion = concluded(words, reason_words(kept.inspection.reason))
    return SignedFile(kept, conclusion, tone, cards(kept.inspection))
