"""The language a sentence is shown in: Vietnamese as it is written in the code, English from a catalogue."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import resources

LANGUAGES = ("vi", "en")
_spoken: ContextVar[str] = ContextVar("language", default="vi")


def tr(sentence: str, **facts: object) -> str:
    """Return `sentence` in the language being spoken, its `{facts}` filled in."""
    said = catalogue(_spoken.get()).gettext(sentence) if sentence else ""
    return said.format(**facts) if facts else said


def mark(sentence: str) -> str:
    """Mark a sentence in a table for the catalogue; it is translated where it is shown."""
    return sentence


def spoken() -> str:
    """Return the language being spoken: "vi" or "en"."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` within the block; anything unknown falls back to Vietnamese."""
    token = _spoken.set(language if language in LANGUAGES else "vi")
    try:
        yield
    finally:
        _spoken.reset(token)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of `language`; Vietnamese needs none, for the code speaks it."""
    if language == "vi":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files("core.web") / "locale" / language / "LC_MESSAGES" / "vanthu.po"
    with source.open("rb") as lines:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
