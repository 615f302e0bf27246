"""Marks what was searched for in a line of text, marks of Vietnamese or none."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from core.text import fold

_WORDS = re.compile(r"\w+")


def marked(text: str, words: str) -> Markup:
    """Return `text`, escaped, with every word that begins like one of `words` within <mark>."""
    sought = {part for part in _WORDS.findall(fold(words)) if len(part) > 1 or part.isdecimal()}
    said, end = Markup(), 0
    for found in _WORDS.finditer(text):
        said += escape(text[end : found.start()])
        word, key = found.group(), fold(found.group())
        hit = any(key == part or (len(part) > 2 and key.startswith(part)) for part in sought)
        said += Markup("<mark>{}</mark>").format(word) if hit else escape(word)
        end = found.end()
    return said + escape(text[end:])
