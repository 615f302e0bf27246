"""What can be wrong in site.toml, each as a sentence that names its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from core.config.keys import Key, spell
from core.errors import Misconfigured
from core.language import mark, tr


class Phrase(str):
    """A few Vietnamese words among the facts of a sentence, translated where the sentence is shown."""

    def __format__(self, spec: str) -> str:
        return format(tr(str(self)), spec)


class Place(int):
    """A line as the beginning of a sentence; nothing where there is no line to name."""

    def __format__(self, spec: str) -> str:
        return tr("Dòng {line}: ", line=int(self)) if self else ""


class Problems(tuple[Misconfigured, ...]):
    """Several problems as one fact; shown one after the other."""

    def __str__(self) -> str:
        return " ".join(problem.message for problem in self)


KINDS: dict[type, str] = {
    str: mark("chữ trong dấu nháy"),
    Path: mark("đường dẫn trong dấu nháy"),
    bool: mark("true hoặc false"),
    int: mark("số nguyên"),
    float: mark("số"),
    list: mark("danh sách trong ngoặc vuông"),
    tuple: mark("danh sách trong ngoặc vuông"),
    dict: mark("một bảng"),
    date: mark("ngày, viết 2026-01-31"),
    time: mark("giờ, viết 07:30:00"),
    datetime: mark("ngày giờ"),
}
"""How each kind of value is called to an IT officer."""


def each(wrong: Misconfigured) -> Problems:
    """Return the single problems of an error that may stand for several."""
    several = wrong.facts.get("problems")
    return several if isinstance(several, Problems) else Problems((wrong,))


def together(file: Path | None, problems: Sequence[Misconfigured]) -> Misconfigured:
    """Return one error for all the problems of a file."""
    return Misconfigured(
        "VT-1101",
        "Cấu hình {file} có {count} lỗi. {problems}",
        hint="Sửa những dòng nêu trên rồi chạy vanthu config check.",
        file=str(file or "site.toml"),
        count=len(problems),
        problems=Problems(problems),
    )


def unreadable(file: Path, reason: str) -> Misconfigured:
    """The file is not there, or may not be read, or is no text."""
    return Misconfigured(
        "VT-1100",
        "Không đọc được tệp cấu hình {file}: {reason}",
        hint="Kiểm tra tệp và quyền đọc của nó; cơ quan mới thì chạy vanthu init.",
        file=str(file),
        reason=reason,
    )


def unparsable(line: int, reason: str) -> Misconfigured:
    """The text is not TOML."""
    return Misconfigured("VT-1102", "{place}sai cú pháp TOML ({reason}).", reason=reason, **_at((), line))


def unknown(key: Key, line: int, known: Iterable[str]) -> Misconfigured:
    """Nothing reads this setting; name the nearest one that exists."""
    names = sorted(known)
    near = difflib.get_close_matches(key[-1], names, 1, 0.5)
    if near:
        return Misconfigured(
            "VT-1103",
            "{place}không có mục {path}; có phải là {nearest}?",
            **_at(key, line),
            nearest=spell((*key[:-1], near[0])),
        )
    return Misconfigured(
        "VT-1104",
        "{place}không có mục {path}; ở đây chỉ có: {known}.",
        **_at(key, line),
        known=", ".join(names),
    )


def absent(key: Key, line: int) -> Misconfigured:
    """A setting without a default is not given."""
    return Misconfigured("VT-1105", "Thiếu mục bắt buộc {path}.", **_at(key, line))


def wrong_kind(key: Key, line: int, wanted: type, value: Any) -> Misconfigured:
    """The value is of another kind than the setting."""
    return Misconfigured(
        "VT-1106",
        "{place}{path} phải là {wanted}, không phải {given}.",
        **_at(key, line),
        wanted=Phrase(KINDS[wanted]),
        given=Phrase(KINDS.get(type(value), type(value).__name__)),
    )


def not_among(key: Key, line: int, choices: Iterable[str], value: str) -> Misconfigured:
    """The value is none of those the setting can have."""
    return Misconfigured(
        "VT-1107",
        "{place}{path} phải là một trong: {choices}; đang là {value}.",
        **_at(key, line),
        choices=", ".join(choices),
        value=value,
    )


def out_of_range(key: Key, line: int, least: float, most: float, value: float) -> Misconfigured:
    """The number is too small or too large."""
    return Misconfigured(
        "VT-1108",
        "{place}{path} phải từ {least} đến {most}, đang là {value}.",
        **_at(key, line),
        least=least,
        most=most,
        value=value,
    )


def misshapen(key: Key, line: int, meant: str, value: str) -> Misconfigured:
    """The text does not look like what is meant."""
    return Misconfigured(
        "VT-1109",
        "{place}{path} phải là {meant}; đang là “{value}”.",
        **_at(key, line),
        meant=Phrase(meant),
        value=value,
    )


def refused(key: Key, line: int, reason: Exception) -> Misconfigured:
    """The table's own rules refuse what it says as a whole."""
    return Misconfigured("VT-1110", "{place}{path}: {reason}", **_at(key, line), reason=str(reason))


def _at(key: Key, line: int) -> dict[str, Any]:
    return {"path": spell(key), "line": line, "place": Place(line)}
