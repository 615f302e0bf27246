"""How an office in Vietnam writes dates, hours and numbers."""

from __future__ import annotations

from datetime import date, datetime

from core.clock import vietnam

_SIZES = ("B", "KB", "MB", "GB", "TB")


def day(value: date | datetime | None) -> str:
    """Return dd/MM/yyyy; a moment is first brought to +07:00. Empty for None."""
    if value is None:
        return ""
    return (vietnam(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def hour(value: datetime | None) -> str:
    """Return HH:MM, 24 hours, +07:00. Empty for None."""
    return "" if value is None else vietnam(value).strftime("%H:%M")


def moment(value: datetime | None) -> str:
    """Return `HH:MM dd/MM/yyyy`, +07:00. Empty for None."""
    return "" if value is None else f"{hour(value)} {day(value)}"


def number(value: int | None) -> str:
    """Return a whole number with points between thousands, as it is written in Vietnam: 12.345."""
    return "" if value is None else f"{value:,}".replace(",", ".")


def count(value: int, cap: int = 1000) -> str:
    """Return a counter; beyond `cap` only `1.000+`, for nobody counts further (DESIGN 9)."""
    return number(value) if value <= cap else f"{number(cap)}+"


def size(value: int | None) -> str:
    """Return a file's size with one decimal behind a comma: `1,2 MB`. Empty for None."""
    if value is None:
        return ""
    amount = float(value)
    for unit in _SIZES:
        if amount < 1000 or unit == _SIZES[-1]:
            break
        amount /= 1000
    return f"{value} B" if unit == "B" else f"{amount:.1f} {unit}".replace(".", ",")


def initials(name: str) -> str:
    """Return the letters that stand for a person: first of the family name, first of the given name."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"
