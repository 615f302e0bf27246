"""The names of files: which are left alone, how one is shown to people, and under which it is kept."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from functools import lru_cache
from urllib.parse import quote_from_bytes, unquote_to_bytes

from core.text import clean_line

JUNK = (
    ".[!.]*", "~$*", "*~", "#*#", "*.tmp", "*.temp", "*.part", "*.partial", "*.filepart", "*.crdownload",
    "*.download", "*.swp", "*.lock", "*.lck", "*.bak", "thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir",
    "@tmp", "#recycle", "$recycle.bin", "system volume information", "lost+found", "__macosx", "icon\r",
)  # fmt: skip
"""What scanners, synchronisers and operating systems leave behind; compared in lower case."""

NAMELESS = "khong-ten"
LONGEST = 255
"""Bytes a name may have on Linux's file systems."""
ROOM = 8
"""Bytes left free for the suffixes of what is written beside a file."""


def is_junk(name: str, more: tuple[str, ...] = ()) -> bool:
    """Tell whether a file or folder is none of ours: hidden, temporary or left by a machine."""
    return _pattern(more).fullmatch(name.lower()) is not None


@lru_cache
def _pattern(more: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern.lower()) for pattern in (*JUNK, *more)))


def shown(name: str) -> str:
    """Return a file's name as people read it: NFC, one line, no control characters, no folders."""
    clean = clean_line(name.encode("utf-8", "replace").decode("utf-8"))
    return clean.replace("/", "_").replace("\\", "_").strip() or NAMELESS


def kept(name: str, ulid: str) -> str:
    """Return the name under which an original is kept: its own, marked so that it is one arrival's only."""
    stem, dot, suffix = shown(name).rpartition(".")
    if not stem or len(suffix.encode()) > ROOM:
        stem, dot, suffix = shown(name), "", ""
    tail = f"~{ulid}{dot}{suffix}"
    free = LONGEST - ROOM - len(tail.encode())
    return stem.encode()[:free].decode("utf-8", "ignore").lstrip(".") + tail


def packed(path: str) -> str:
    """Return any path, valid text or not, as plain ASCII for a column."""
    return quote_from_bytes(os.fsencode(path))


def unpacked(text: str) -> str:
    """Return the path that `packed` wrote."""
    return os.fsdecode(unquote_to_bytes(text))
