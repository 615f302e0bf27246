"""Column types the office adds to peewee's: moments in UTC, and small facts as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from peewee import Field


class MomentField(Field):
    """An aware moment kept as UTC text `YYYY-MM-DDTHH:MM:SS.ffffffZ`, which sorts as time everywhere."""

    field_type = "VARCHAR"

    def db_value(self, value: datetime | None) -> str | None:
        """Return the text of an aware moment; a naive one is a mistake of the caller."""
        if value is None or isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def python_value(self, value: str | None) -> datetime | None:
        """Return the aware moment."""
        if value is None:
            return None
        return datetime.fromisoformat(value)


class FactsField(Field):
    """A small dictionary kept as JSON text, keys sorted, so that equal facts are equal text."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> str | None:
        """Return canonical JSON."""
        return None if value is None else canonical(value)

    def python_value(self, value: str | None) -> Any:
        """Return what was kept."""
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:
    """Return JSON that is the same for equal values: sorted keys, no spaces, no escapes for Vietnamese."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
