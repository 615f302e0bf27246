"""Vietnamese text as the office keeps it, and the keys by which it is found again."""

from __future__ import annotations

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
SHAPES = "\u0302\u0306\u031b"
"""Circumflex, breve and horn: they make another letter, not another tone."""

# Old spelling puts the tone on the first vowel (hòa, thủy), new spelling on the second (hoà, thuỷ).
_OLD_TONE = re.compile(f"(?i)(o(?=[{TONES}][ae])|u(?=[{TONES}]y))([{TONES}])([aey])(?![{TONES}{SHAPES}])")
_UNSEEN = frozenset(("Cc", "Cf", "Cs"))
_SEPARATORS = re.compile(r"[\W_]+")


def nfc(text: str) -> str:
    """Return `text` composed: the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return `text` on one line: NFC, without control or invisible characters, spaces collapsed."""
    spaced = (" " if letter.isspace() else letter for letter in nfc(text))
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)
    # What was taken out may have stood between a letter and its mark.
    return " ".join(nfc(seen).split())


def fold(text: str) -> str:
    """Return `text` without case, tones or shapes: "Điều động" and "dieu dong" are one key."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare.replace("đ", "d"))


def tone_key(text: str) -> str:
    """Return `text` without case, NFC, each tone where the new spelling puts it: hòa and hoà are one key."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return nfc(_OLD_TONE.sub(r"\1\3\2", apart))


def code_key(code: str) -> str:
    """Return the search key of a number and symbol, without leading zeros: "07/UBND-VP" gives "7|ubnd|vp"."""
    parts = [part for part in _SEPARATORS.split(fold(code)) if part]
    return "|".join(str(int(part)) if part.isdecimal() else part for part in parts)


def clean_text(text: str) -> str:
    """Return `text` of several lines, each cleaned as by `clean_line`, blank lines at the ends dropped."""
    return "\n".join(clean_line(line) for line in text.splitlines()).strip()
